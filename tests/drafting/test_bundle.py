"""Names of files that every system takes, and an index that no spreadsheet computes."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qiao import document
from qiao.drafting.bundle import Entry, file_name, opened, pack, put_index
from qiao.drafting.many import Written
from qiao.programme.models import Secondee
from qiao.terms import Document, Scope


@settings(deadline=None)
@given(st.text())
def test_any_words_become_the_name_of_a_file(words: str) -> None:
    name = file_name(words)
    assert 0 < len(name) <= 81
    assert not set(name) & set('\\/:*?"<>|\0\n\r\t')
    assert name not in {".", ".."}
    assert name == name.strip(" ").rstrip(".")


@pytest.mark.parametrize(
    ("words", "name"), [("CON", "_CON"), ("nul.docx", "_nul.docx"), ("..", "_"), ("P1 欧阳堃", "P1 欧阳堃")]
)
def test_names_that_a_system_keeps_for_itself_are_changed(words: str, name: str) -> None:
    assert file_name(words) == name


def test_no_spreadsheet_computes_the_index() -> None:
    from_index: dict[str, bytes] = {}
    put_index(
        [Entry(code="=1+1", name="@甲", outline="x", outcome="failed", reason="+why")], "t", from_index.__setitem__
    )
    line = from_index["index.csv"].decode("utf-8-sig").splitlines()[1]
    assert line.startswith("'=1+1,'@甲,x,")
    assert "<td>=1+1</td>" in from_index["index.html"].decode()


def test_markup_in_a_name_stays_a_name() -> None:
    pages: dict[str, bytes] = {}
    put_index(
        [Entry(code="1", name="<b>甲</b>", outline="x", outcome="written", files=("x/<b>.txt",))],
        "<t>",
        pages.__setitem__,
    )
    page = pages["index.html"].decode()
    assert "<b>" not in page
    assert 'href="x/%3Cb%3E.txt"' in page


def test_an_empty_folder_is_filled_and_one_that_is_kept_stays(tmp_path: Path) -> None:
    place = tmp_path / "all"
    place.mkdir()
    # What a killed process left behind is in nobody's way.
    (tmp_path / ".all.part").mkdir()
    with opened(place) as put:
        put("a.txt", b"1")
    assert [path.name for path in tmp_path.rglob("*")] == ["all", "a.txt"]

    def again() -> None:
        with opened(place) as put:
            put("b.txt", b"2")

    with pytest.raises(OSError, match="not empty"):
        again()
    assert [path.name for path in tmp_path.rglob("*")] == ["all", "a.txt"]


@pytest.mark.parametrize("name", ["all", "all.zip"])
def test_what_fails_on_the_way_leaves_what_was_there(tmp_path: Path, name: str) -> None:
    place = tmp_path / name

    def begin() -> None:
        with opened(place) as put:
            put("a/b.txt", b"1")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        begin()
    assert list(tmp_path.iterdir()) == []


def test_a_zip_names_no_hour(tmp_path: Path) -> None:
    place = tmp_path / "all.ZIP"
    with opened(place) as put:
        put("a/欧阳堃.docx", b"x" * 100)
        put("index.csv", b"x" * 100)
    with zipfile.ZipFile(place) as archive:
        told = {each.filename: (each.date_time[0], each.compress_size) for each in archive.infolist()}
    assert told["a/欧阳堃.docx"] == (1980, 100)
    assert told["index.csv"][1] < 100


def test_people_whose_names_a_file_cannot_tell_apart_have_a_file_each() -> None:
    outline = document.outlines()["work_summary"]
    made = Document(outline=outline.id, title="t", subject="x", scope=Scope(), blocks=(), facts=())
    people = [Secondee(code=code, name="甲") for code in ("a/1", "a:1", "A_1")]
    files: dict[str, bytes] = {}
    written = (Written(person=each, outline=outline, document=made) for each in people)

    entries = list(pack(written, [".txt"], files.__setitem__, "en", document.styles()[document.DEFAULT_STYLE]))

    assert [each.files for each in entries] == [(name,) for name in files]
    assert len({name.casefold() for name in files}) == 3
