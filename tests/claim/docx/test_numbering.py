"""Labels that Word counts itself: what a reader sees before a paragraph, though no letter of it is in the text."""

from qiao import claim
from tests.claim.docx.word import level, lists, number, p, r, style, word

OFFICIAL = lists(
    level(0, "chineseCountingThousand", "%1、"),
    level(1, "chineseCounting", "（%2）"),
    level(2, "decimal", "%3."),
    level(3, "decimal", "(%4)"),
)


def lines(*paragraphs: str, numbering: str = OFFICIAL, styles: str = "") -> list[str]:
    return claim.decode(word("".join(paragraphs), numbering=numbering, styles=styles), "a.docx").split("\n")


def item(text: str, at: int = 0, of: int = 1, **more: str) -> str:
    return p(text, number=str(of), level=at, **more)


def test_the_four_levels_of_an_official_document() -> None:
    said = lines(
        item("教学"), item("听课", 1), item("小学", 2), item("低年级", 3), item("高年级", 3), item("中学", 2),
        p("正文"), item("评课", 1), item("培训", 2), item("招商"), item("活动", 1),
    )  # fmt: skip
    assert said == [
        "一、教学", "（一）听课", "1.小学", "(1)低年级", "(2)高年级", "2.中学",
        "正文", "（二）评课", "1.培训", "二、招商", "（一）活动",
    ]  # fmt: skip


def test_a_label_never_runs_into_the_number_behind_it() -> None:
    numbering = lists(level(0, "decimal", "%1"), level(1, "decimal", "%2."), level(2, "chineseCounting", "第%3章"))
    said = lines(item("95人次"), item("2022年", 1), item("总则", 1), item("总则", 2), item("", 2), numbering=numbering)
    assert said == ["1 95人次", "1. 2022年", "2.总则", "第一章 总则", "第二章"]


def test_levels_within_a_label_are_each_in_their_format_or_all_in_digits() -> None:
    plain = lists(level(0, "upperRoman", "%1."), level(1, "decimal", "%1.%2、"))
    legal = lists(level(0, "chineseCounting", "第%1章"), level(1, "decimal", "%1.%2、", more="<w:isLgl/>"))
    paragraphs = (item("甲"), item("乙"), item("丙", 1), item("丁", 1))
    assert lines(*paragraphs, numbering=plain)[2:] == ["II.1、丙", "II.2、丁"]
    assert lines(*paragraphs, numbering=legal)[1:] == ["第二章 乙", "2.1、丙", "2.2、丁"]
    # A level that no paragraph has had counts as its start.
    assert lines(item("丙", 1), item("甲"), numbering=plain) == ["I.1、丙", "I.甲"]


def test_a_list_starts_where_it_says() -> None:
    numbering = lists(level(0, "decimal", "%1、", start=5), level(1, "decimal", "（%2）", start=None))
    assert lines(item("甲"), item("乙", 1), item("丙"), numbering=numbering) == ["5、甲", "（0）乙", "6、丙"]


def test_levels_restart_as_they_say() -> None:
    levels = (level(0, "decimal", "%1、"), level(1, "decimal", "（%2）"))
    paragraphs = (item("甲"), item("乙", 1), item("丙", 2), item("丁", 1), item("戊", 2), item("己"), item("庚", 2))

    def third(restart: str) -> list[str]:
        said = lines(*paragraphs, numbering=lists(*levels, level(2, "decimal", "%3）", more=restart)))
        return [said[2], said[4], said[6]]

    assert third("") == ["1）丙", "1）戊", "1）庚"]
    assert third('<w:lvlRestart w:val="0"/>') == ["1）丙", "2）戊", "3）庚"]
    assert third('<w:lvlRestart w:val="1"/>') == ["1）丙", "2）戊", "1）庚"]


def test_lists_of_one_definition_go_on_and_an_override_starts_anew() -> None:
    override = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="3"/></w:lvlOverride>'
    other = f'<w:lvlOverride w:ilvl="0">{level(0, "upperLetter", "%1.")}</w:lvlOverride>'
    numbering = lists(
        level(0, "decimal", "%1、"), instances=number(1) + number(2) + number(3, 0, override) + number(4, 0, other)
    )
    said = lines(*(item("项", of=of) for of in (1, 2, 3, 3, 1, 4)), numbering=numbering)
    assert said == ["1、项", "2、项", "3、项", "4、项", "5、项", "F.项"]


def test_a_style_numbers_its_paragraphs() -> None:
    numbering = lists(
        level(0, "chineseCounting", "%1、", more='<w:pStyle w:val="H1"/>'),
        level(1, "chineseCounting", "（%2）", more='<w:pStyle w:val="H2"/>'),
    )
    list_of = '<w:numPr><w:numId w:val="1"/></w:numPr>'
    styles = (
        style("H1", paragraph=list_of) + style("H2", paragraph=list_of) + style("Mine", based_on="H2")
        + style("Own", paragraph='<w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr>')
    )  # fmt: skip
    said = lines(
        p("甲", style="H1"), p("乙", style="H2"), p("丙", style="Mine"), p("丁", style="Own"),
        p("戊", style="H1", number="0"), p("己", style="H1"), p("庚", style="H1", level=1), p("辛", style="没有"),
        numbering=numbering, styles=styles,
    )  # fmt: skip
    assert said == ["一、甲", "（一）乙", "（二）丙", "（三）丁", "戊", "二、己", "（一）庚", "辛"]


def test_a_numbering_style_lends_its_levels() -> None:
    numbering = (
        '<w:abstractNum w:abstractNumId="7"><w:numStyleLink w:val="L"/></w:abstractNum>'
        + lists(level(0, "ideographTraditional", "%1、"))
        + number(2, 7)
    )
    styles = style("L", paragraph='<w:numPr><w:numId w:val="1"/></w:numPr>', kind="numbering")
    assert lines(item("项", of=2), item("项", of=1), numbering=numbering, styles=styles) == ["甲、项", "乙、项"]


def test_a_format_for_newer_programs_is_understood() -> None:
    choice = (
        '<mc:AlternateContent><mc:Choice Requires="w14"><w:numFmt w:val="custom" w:format="001, 002, 003, ..."/>'
        '</mc:Choice><mc:Fallback><w:numFmt w:val="decimal"/></mc:Fallback></mc:AlternateContent>'
    )
    numbering = lists(f'<w:lvl w:ilvl="0"><w:start w:val="8"/>{choice}<w:lvlText w:val="第%1号"/></w:lvl>')
    assert lines(item("文"), numbering=numbering) == ["第008号 文"]


def test_bullets_are_no_text_yet_count_and_an_empty_item_shows_its_label() -> None:
    numbering = lists(level(0, "bullet", "\uf06c"), level(1, "decimal", "\uf0b7%2、"))
    assert lines(item("甲"), item("乙", 1), item("", 1), numbering=numbering) == ["甲", "1、乙", "2、"]


def test_what_is_deleted_or_hidden_is_not_counted() -> None:
    deleted = f"<w:del>{r('旧')}</w:del>"
    said = lines(
        item("甲"), p(deleted, number="1", level=0, mark="<w:del/>"), item("乙"),
        p(r("藏", "<w:vanish/>"), number="1", level=0, mark="<w:vanish/>"), item("丙"),
    )  # fmt: skip
    assert said == ["一、甲", "二、乙", "三、丙"]


def test_a_list_that_is_not_there_has_no_labels() -> None:
    assert lines(item("甲", of=9), item("乙", 5), item("丙")) == ["甲", "乙", "一、丙"]
    linked = '<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="L"/></w:abstractNum>' + number(1)
    styles = style("L", paragraph='<w:numPr><w:numId w:val="1"/></w:numPr>', based_on="L")
    assert lines(item("甲"), numbering=linked, styles=styles) == ["甲"]
