"""Where bookmarks stand in the text as printed, and what a file carries beside it."""

from __future__ import annotations

import pytest

from qiao import claim
from tests.claim.docx.word import PACKAGE, RELATIONS, archive, p, part, r, relations, table, word

CUSTOM = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"


def b(identity: int = 1, name: str = "q") -> str:
    return f'<w:bookmarkStart w:id="{identity}" w:name="{name}"/>'


def e(identity: int = 1) -> str:
    return f'<w:bookmarkEnd w:id="{identity}"/>'


def deleted(run: str) -> str:
    return f"<w:del>{run.replace('w:t', 'w:delText')}</w:del>"


def said(body: str) -> list[tuple[str, str, int]]:
    """Name and words of each bookmark, and where it starts."""
    found = claim.load_marked(word(body), "a.docx")
    text = found.loaded.text
    assert text == claim.load(word(body), "a.docx")
    return [(each.name, text[each.start : each.end], each.start) for each in found.bookmarks]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (p("共", b(), r("45人"), e(), "。"), [("q", "45人", 1)]),
        (p("共", b(), r("4"), r("5"), r("人"), e(), "。"), [("q", "45人", 1)]),
        (p("共", b(), r("4"), "<w:ins>" + r("6") + "</w:ins>", deleted(r("5")), r("人"), e()), [("q", "46人", 1)]),
        (p("共", b(), e(), "人。"), [("q", "", 1)]),
        (p(b(), e(), "人。"), [("q", "", 0)]),
        (p("共", b(), deleted(r("45")), e(), "人。"), [("q", "", 1)]),
        (p("共", b(), r("45", look="<w:vanish/>"), e(), "人。"), [("q", "", 1)]),
        (p("前文") + p("共", b(), r("45人"), e()) + p("后文"), [("q", "45人", 4)]),
        (p("前文") + b() + p("45人") + e() + p("后文"), [("q", "45人", 3)]),
        (p("前文") + p(b(), e()) + p("后文"), []),
        (p("前文") + p(b(), deleted(r("45人")), e()) + p("后文"), []),
        (p("共", b(), r("45人")) + p("其余"), [("q", "", 1)]),
        (p("共", b(), r("4")) + p(r("5人"), e(), "。"), [("q", "4\n5人", 1)]),
        (table(("指标", p(b(), r("45人"), e())), ("其他", "3")), [("q", "45人", 3)]),
        (p(b(), r("1人"), e(), b(2), r("2人"), e(2)), [("q", "1人", 0), ("q", "2人", 2)]),
        (p(b(), "共", b(2, "z"), r("2人"), e(), e(2)), [("q", "共2人", 0), ("z", "2人", 1)]),
        (p("共", b(name="n" * 41), r("45人"), e()), []),
        (p("共", e(), r("45人"), e(7)), []),
    ],
)
def test_bookmarks_stand_where_their_letters_are_printed(body: str, found: list[tuple[str, str, int]]) -> None:
    assert said(body) == found


def test_a_label_that_is_counted_moves_them() -> None:
    numbering = (
        '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/>'
        '<w:lvlText w:val="%1、"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )
    found = claim.load_marked(word(p("共", b(), r("45人"), e(), number="1", level=0), numbering=numbering), "a.docx")
    assert (found.loaded.text, found.bookmarks[0].start) == ("一、共45人", 3)


def carrying(properties: str, *attached: str) -> bytes:
    listed = "".join(
        f'<Relationship Id="x{number}" Type="{RELATIONS}/customXml" Target="../customXml/item{number}.xml"/>'
        for number in range(len(attached))
    )
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": relations({"officeDocument": "word/document.xml", "custom-properties": "docProps/custom.xml"}),
        "docProps/custom.xml": f'<Properties xmlns="{CUSTOM}">{properties}</Properties>',
        "word/document.xml": part("document", f"<w:body>{p('文')}</w:body>"),
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{PACKAGE}">{listed}</Relationships>',
    }
    return archive(parts | {f"customXml/item{number}.xml": each for number, each in enumerate(attached)})


def test_its_own_properties_and_attached_parts_are_read() -> None:
    one = '<property name="a"><lpwstr>1&lt;2</lpwstr></property><property name="b"><lpwstr> x </lpwstr></property>'
    found = claim.load_marked(carrying(one, '<m xmlns="urn:m">{"a":<n>1</n>}</m>', "<other/>"), "a.docx")
    assert found.properties == {"a": "1<2", "b": "x"}
    assert found.attached == (("{urn:m}m", '{"a":1}'), ("other", ""))


def test_what_is_broken_beside_the_text_is_done_without() -> None:
    found = claim.load_marked(carrying("<property", "no xml at all"), "a.docx")
    assert found.loaded.text == "文"
    assert found.properties == {}


@pytest.mark.parametrize(
    "properties",
    ["".join(f'<property name="{number}"/>' for number in range(6000)), "<d>" * 300 + "</d>" * 300, "x" * 25_000_000],
)
def test_what_is_beyond_bounds_is_refused(properties: str) -> None:
    with pytest.raises(claim.UnreadableFile):
        claim.load_marked(carrying(properties), "a.docx")


@pytest.mark.parametrize("content", [b"", b"text", b"%PDF-1.7", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old"])
def test_only_a_docx_has_bookmarks(content: bytes) -> None:
    with pytest.raises(claim.UnreadableFile):
        claim.load_marked(content, "a.docx")
