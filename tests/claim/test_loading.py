"""Files as people send them, good and bad: what is read, and the one line that says why not."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao import claim
from qiao.claim import loading

TEXT = "全年听课12节，\r\n培训教师95人次。\n"


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


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le", "utf-16-be"])
def test_only_the_mark_of_the_encoding_is_taken_off(encoding: str) -> None:
    for text in (TEXT, "", "<html>不是网页</html>", "\ufeff" + TEXT):
        assert claim.decode(("\ufeff" + text).encode(encoding), "a.txt") == text


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff")))
def test_any_utf8_text_comes_back_as_it_is(text: str) -> None:
    data = text.encode("utf-8")
    if not data.startswith((*loading.OTHERS, loading.ZIP, loading.EMPTY_ZIP)):
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


# --- what cannot be read ------------------------------------------------------------------------------------------


def test_an_old_or_encrypted_file_says_save_as_docx() -> None:
    data = loading.OLE + b"\0" * 600
    assert why(data, "总结.doc") == why(data, "总结.wps") == why(data, "总结.docx") == "old_or_encrypted"
    with pytest.raises(claim.UnreadableFile, match=r"另存为 \.docx") as caught:
        claim.decode(data, "总结.doc")
    assert "save it as .docx" in caught.value.words["en"]


@pytest.mark.parametrize("name", ["总结.doc", "总结.WPS", "模板.dot"])
def test_a_file_that_calls_itself_old_is_refused_whatever_is_inside(name: str) -> None:
    assert why("组织培训3次".encode(), name) == "old_or_encrypted"


@pytest.mark.parametrize(
    "data", [b"%PDF-1.7 ...", b"{\\rtf1 ...", b"\x89PNG\r\n\x1a\n", b"MIME-Version: 1.0\r\nContent-Type: text/html"]
)
def test_foreign_files_are_refused(data: bytes) -> None:
    assert why(data, "总结") == why(data, "总结.doc") == "other_format"


def test_what_is_too_big_is_refused() -> None:
    assert loading.LARGEST == 20 << 20
    assert why(b" " * (loading.LARGEST + 1), "a.txt") == "too_big"


def test_a_missing_file_and_a_folder_say_so(tmp_path: Path) -> None:
    for place, code in ((tmp_path / "没有.txt", "missing"), (tmp_path, "folder")):
        with pytest.raises(claim.UnreadableFile) as caught:
            claim.load(place)
        assert caught.value.code == code


def test_bytes_that_are_no_text_are_refused() -> None:
    assert why(b"\xff\xff\xff\xff", "a.txt") == "encoding"
    assert why(b"ab\0cd", "a.txt") == "encoding"
