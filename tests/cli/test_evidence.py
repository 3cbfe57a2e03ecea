"""`qiao evidence`: what is missing, changed or of no record is named, and only the last is removed."""

from __future__ import annotations

from pathlib import Path

from django.conf import LazySettings

from tests.cli.conftest import Run


def test_verify_names_what_it_finds_and_clean_removes_it(empty: Run, settings: LazySettings, tmp_path: Path) -> None:
    settings.QIAO_HOME = tmp_path / "data"
    assert empty("evidence", "verify").code == 0
    stray = tmp_path / "data" / "evidence" / "ab" / ("ab" * 32)
    stray.parent.mkdir(parents=True)
    stray.write_bytes(b"x")
    found = empty("evidence", "verify")
    assert found.code == 1
    assert "ab" * 32 in found.out
    cleaned = empty("evidence", "clean")
    assert cleaned.code == 0
    assert "ab" * 32 in cleaned.out
    assert not stray.exists()
    assert empty("evidence", "verify").code == 0


def test_a_wrong_word_is_told_in_one_line(empty: Run) -> None:
    for words in (("evidence",), ("evidence", "mend")):
        wrong = empty(*words)
        assert (wrong.code, wrong.out, len(wrong.err.splitlines())) == (2, "", 1)
