"""Numbering, bodies and repeated passages, in texts of several parts."""

import pytest

from qiao import text as prose
from qiao.claim.findings import find

BODY = "我到校任教，担任班主任，学生的成绩一年比一年好。"


def marked(text: str, code: str) -> list[tuple[str, str]]:
    return [(each.text, each.suggestion) for each in find(text, prose.read(text)) if each.code == code]


def outline(*labels: str) -> str:
    return "\n".join(f"{label}标题\n{BODY}" for label in labels)


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (["一、", "二、", "三、"], []),
        (["一、", "二、", "四、"], [("四、", "三、")]),
        (["一、", "二、", "二、", "三、"], [("二、", "三、")]),
        (["（一）", "（二）", "（四）"], [("（四）", "（三）")]),
        (["1、", "2、", "4、", "5、"], [("4、", "3、")]),
        (["1.", "2.", "3."], []),
        (["九、", "十、", "十一、", "十三、"], [("十三、", "十二、")]),
        (["一、", "1、", "2、", "二、", "1、", "2、"], []),
        (["一、", "1、", "2、", "二、", "3、", "4、"], []),
        (["一、", "（一）", "（二）", "1、", "2、", "（三）", "二、"], []),
        (["一、", "二、", "1、", "3、", "三、"], [("3、", "2、")]),
        (["四、"], []),
        (["一、"], [("一、", "")]),
        (["一、", "2、", "3、"], [("一、", "1、")]),
        (["1、", "二、", "三、"], [("1、", "一、")]),
    ],
)
def test_numbers_follow_each_other(labels: list[str], expected: list[tuple[str, str]]) -> None:
    found = marked(outline(*labels), "numbering")
    if labels[0] in {"九、", "四、"}:
        found = [each for each in found if each[0] != labels[0]]
    assert found == expected


def test_each_part_of_a_file_counts_for_itself() -> None:
    text = "第1篇 甲的总结\n" + outline("一、", "二、") + "\n第2篇 乙的总结\n" + outline("一、", "二、")
    assert marked(text, "numbering") == []


def test_a_list_may_go_on_inside_a_line() -> None:
    assert marked("做法：\n1、走村入户；2、宣讲政策；3、解决困难。", "numbering") == []
    assert marked("附件：1.队员名单\n2.统计表\n3.照片", "numbering") == []


def test_a_line_broken_inside_a_word_is_no_label() -> None:
    text = "大家心往一处想，劲往一处使，把思想认识统\n一、到这项工作上来。"
    assert marked(text, "numbering") == [("一、", "")]
    assert marked("大家心往一处想，劲往一处使，思想认识统一\n" + outline("一、", "二、"), "numbering") == []


def test_the_differences_of_a_passage_are_named_figures_first() -> None:
    passage = (
        "三年来，队员们走村入户，{how}宣讲政策，为各族群众办实事{number}件，赢得了干部群众的一致好评，都说他们好。"
    )
    text = passage.format(how="耐心", number="____") + "\n中间还有一段。\n" + passage.format(how="热情", number="26")
    [finding] = [each for each in find(text, prose.read(text)) if each.code == "repeated_passage"]
    assert finding.text == passage.format(how="热情", number="26")
    said = finding.message["zh"]
    assert 0 < said.index("此处“26”、前文“____”") < said.index("热情")
    assert "here “26”, there “____”" in finding.message["en"]


def test_a_passage_is_found_wherever_it_stands() -> None:
    passage = "队员们走遍全县的乡镇卫生院，手把手教会当地同事使用新设备，留下了一支带不走的队伍，群众说他们是亲人"
    for shift in range(12):
        text = f"开头的一句话。{passage}。{'另有安排' * 3}{'也' * shift}，后来{passage}，大家都这么说。"
        assert [each[0] for each in marked(text, "repeated_passage")] == [passage], shift


def test_a_shared_turn_of_phrase_is_no_passage() -> None:
    text = "在州委、州人民政府的坚强领导下，教育有了进步。\n在州委、州人民政府的坚强领导下，医疗有了进步。"
    assert marked(text, "repeated_passage") == []


def test_a_count_is_compared_with_the_list_right_behind_it() -> None:
    text = f"我主要做了三件事：\n1、修路。{BODY}\n2、打井。{BODY}\n"
    assert marked(text, "announced_count") == [("三件事", "")]
    assert marked(text + f"3、建校。{BODY}", "announced_count") == []
    assert marked("我主要做了三件事，都办成了。\n" + outline("1、", "2、"), "announced_count") == []


def test_rows_of_a_table_are_alike_by_nature() -> None:
    row = "{}\t下乡调研\t走访乡镇卫生院和村卫生室\t帮助当地同事使用新设备\t记录在表格第12行、第15行、第23行和第25行"
    text = "\n".join(row.format(each) for each in ("第一季度", "第二季度"))
    assert marked(text, "repeated_passage") == []
    said = text.replace("\t", "，")
    assert len(marked(said, "repeated_passage")) == 1
