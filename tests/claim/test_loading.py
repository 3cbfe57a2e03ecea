"""Files as people send them, good and bad: what is read, and the one line that says why not."""

import io
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao import claim
from qiao.claim import docx, loading

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
TEXT = "全年听课12节，\r\n培训教师95人次。\n"


def word(body: str, **parts: str) -> bytes:
    """The bytes of a Word document with this body, and further parts by their names."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"<w:document {W} {MC}><w:body>{body}</w:body></w:document>")
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def paragraph(*runs: str) -> str:
    return f"<w:p><w:pPr><w:rPr><w:b/></w:rPr></w:pPr>{''.join(runs)}</w:p>"


def why(data: bytes, name: str = "总结.docx") -> str:
    with pytest.raises(claim.UnreadableFile) as caught:
        claim.decode(data, name)
    for line in (str(caught.value), *caught.value.words.values()):
        assert "\n" not in line
        assert name in line
    assert str(caught.value) == caught.value.words["zh"]
    return caught.value.code


# --- text ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_text_is_read_exactly_as_it_is(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "总结.txt"
    file.write_bytes(TEXT.encode(encoding))
    assert claim.load(file) == TEXT
    assert claim.load(file.read_bytes(), file.name) == TEXT


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff")))
def test_any_utf8_text_comes_back_as_it_is(text: str) -> None:
    data = text.encode("utf-8")
    if not loading.HTML_START.match(text) and not data.startswith((*loading.OTHERS, loading.ZIP, loading.EMPTY_ZIP)):
        assert claim.decode(data, "a.txt") == text


@given(st.binary(max_size=400))
def test_no_bytes_bring_anything_but_a_text_or_a_reason(data: bytes) -> None:
    for name in ("a.txt", "a.docx", "a.html", "a.md", "a"):
        with suppress(claim.UnreadableFile):
            assert isinstance(claim.decode(data, name), str)


def test_markdown_is_read_without_its_marks() -> None:
    text = (
        "# 总结\n\n- **招商活动**12次，见[附表](a.md)\n\n| 指标 | 数量 |\n|---|:--:|\n| 听课 | `7`节 |\n\n捐款_____元\n"
    )
    assert (
        claim.decode(text.encode(), "a.md") == "总结\n\n招商活动12次，见附表\n\n指标\t数量\n听课\t7节\n\n捐款_____元\n"
    )


def test_a_page_is_read_as_its_reader_sees_it() -> None:
    page = (
        "<!DOCTYPE html><html><head><title>题</title><style>p{}</style></head><body><h1>总结</h1><script>1</script>"
        "<p>招商<b>活动</b>12次，<del>听课</del><br>培训&nbsp;3&#22330;</p><table><tr><td>听课</td><td>7节</td></tr></table>"
        "<p hidden>藏</p>尾</body></html>"
    )
    seen = "总结\n招商活动12次，\n培训\xa03场\n听课\t7节\n尾"
    assert claim.decode(page.encode(), "a.html").replace("\t\n", "\n") == seen
    assert claim.decode(page.encode("gb18030"), "a").replace("\t\n", "\n") == seen


def test_a_page_fetches_nothing(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("机密", encoding="utf-8")
    page = f'<!DOCTYPE html [<!ENTITY x SYSTEM "file://{secret}">]><html><body><p>见&x;</p></body></html>'
    assert "机密" not in claim.decode(page.encode(), "a.html")


# --- Word ---------------------------------------------------------------------------------------------------------


def test_paragraphs_and_tables_are_read_in_order() -> None:
    cells = "".join(f"<w:tc>{paragraph(run(each))}</w:tc>" for each in ("听课", "7节"))
    body = paragraph(run("一、"), run("教学")) + f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>" + paragraph(run("完"))
    assert claim.decode(word(body), "a.docx") == "一、教学\n听课\t7节\n完"


def test_changes_are_read_as_accepted() -> None:
    body = paragraph(
        run("培训"),
        f"<w:ins>{run('教师')}</w:ins>",
        "<w:del><w:r><w:delText>干部</w:delText></w:r></w:del>",
        f"<w:moveFrom>{run('旧')}</w:moveFrom><w:moveTo>{run('95')}</w:moveTo>",
        run("人次"),
    )
    assert claim.decode(word(body), "a.docx") == "培训教师95人次"


def test_a_text_box_is_read_once_after_its_paragraph() -> None:
    box = f"<w:txbxContent>{paragraph(run('框内'))}</w:txbxContent>"
    choice = f"<mc:Choice><w:drawing>{box}</w:drawing></mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback>"
    body = paragraph(run("前"), f"<w:r><mc:AlternateContent>{choice}</mc:AlternateContent></w:r>", run("后"))
    assert claim.decode(word(body), "a.docx") == "前后\n框内"


def test_tabs_breaks_and_fields_are_read_as_they_look() -> None:
    body = paragraph(
        "<w:r><w:t>听课</w:t><w:tab/><w:t>7节</w:t><w:br/><w:t>2022</w:t><w:noBreakHyphen/><w:t>05</w:t></w:r>",
        "<w:r><w:instrText>PAGE</w:instrText></w:r>",
        f"<w:hyperlink>{run('附表')}</w:hyperlink><w:sdt><w:sdtContent>{run('一')}</w:sdtContent></w:sdt>",
    )
    assert claim.decode(word(body), "a.docx") == "听课\t7节\n2022-05附表一"


def test_a_row_holds_the_text_of_a_table_within_it_once() -> None:
    inner = f"<w:tbl><w:tr><w:tc>{paragraph(run('内'))}</w:tc></w:tr></w:tbl>"
    body = f"<w:tbl><w:tr><w:tc>{paragraph(run('外'))}{inner}</w:tc><w:tc>{paragraph(run('右'))}</w:tc></w:tr></w:tbl>"
    assert claim.decode(word(body), "a.docx") == "外 内\t右"


def test_the_main_part_is_where_the_relations_say() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        target = '<Relationship Type="http://x/officeDocument" Target="/word/document2.xml"/>'
        archive.writestr("_rels/.rels", f'<Relationships xmlns="r">{target}</Relationships>')
        archive.writestr("word/document2.xml", f"<w:document {W}><w:body>{paragraph(run('文'))}</w:body></w:document>")
    assert claim.decode(file.getvalue(), "a.docx") == "文"


# --- what cannot be read ------------------------------------------------------------------------------------------


def test_an_old_or_encrypted_file_says_save_as_docx() -> None:
    data = loading.OLE + b"\0" * 600
    assert why(data, "总结.doc") == why(data, "总结.wps") == why(data, "总结.docx") == "old_or_encrypted"
    with pytest.raises(claim.UnreadableFile, match=r"另存为 \.docx") as caught:
        claim.decode(data, "总结.doc")
    assert "save it as .docx" in caught.value.words["en"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (word(paragraph(run("文" * 9_000)))[:-300], "broken_zip"),
        (b"not an archive", "broken_zip"),
        (b"PK\x03\x04", "broken_zip"),
        (word("<w:p>"), "broken_xml"),
        (b"%PDF-1.7 ...", "other_format"),
        (b"{\\rtf1 ...", "other_format"),
        (b"\x89PNG\r\n\x1a\n", "other_format"),
    ],
)
def test_damaged_and_foreign_files_are_refused(data: bytes, code: str) -> None:
    name = "总结.docx" if code.startswith("broken") else "总结"
    assert why(data, name) == code


def test_another_office_file_is_no_word_document() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    assert why(file.getvalue()) == "not_word"


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE d SYSTEM "http://127.0.0.1:9/x.dtd">',
        '<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>',
        '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_doctype_is_refused_and_nothing_is_fetched(doctype: str, encoding: str) -> None:
    content = f'<?xml version="1.0" encoding="{encoding}"?>{doctype}<w:document {W}><w:body/></w:document>'
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", content.encode(encoding))
    assert why(file.getvalue()) == "doctype"


def test_what_is_too_big_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (docx.MOST_ENTRIES, docx.LARGEST_PART, docx.LARGEST_WHOLE) == (3_000, 24 << 20, 64 << 20)
    assert loading.LARGEST == 20 << 20
    assert why(b" " * (loading.LARGEST + 1), "a.txt") == "too_big"
    whole = word(paragraph(run("文")), **{f"x{number}": "" for number in range(20)})
    for limit, value in (("MOST_ENTRIES", 20), ("LARGEST_PART", 100), ("LARGEST_WHOLE", 100)):
        with monkeypatch.context() as patch:
            patch.setattr(docx, limit, value)
            assert why(whole) == "too_big"


def test_a_bomb_is_not_unpacked() -> None:
    data = word("<!--" + " " * (docx.LARGEST_PART + 1) + "-->")
    assert len(data) < 100_000
    assert why(data) == "too_big"


def test_an_entry_with_a_password_is_refused() -> None:
    data = bytearray(word(paragraph(run("文"))))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert why(bytes(data)) == "broken_zip"


def test_a_missing_file_and_a_folder_say_so(tmp_path: Path) -> None:
    for place, code in ((tmp_path / "没有.txt", "missing"), (tmp_path, "folder")):
        with pytest.raises(claim.UnreadableFile) as caught:
            claim.load(place)
        assert caught.value.code == code


def test_bytes_that_are_no_text_are_refused() -> None:
    assert why(b"\xff\xff\xff\xff", "a.txt") == "encoding"
    assert why(b"ab\0cd", "a.txt") == "encoding"
