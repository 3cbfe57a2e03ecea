"""`qiao read`, and `qiao check` without --for: no database, no settings, no folder."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from qiao.demo.sample import OLD_STYLE
from tests.claim.docx.word import p, r, word
from tests.cli.conftest import Run

QUANTITY = ["start", "end", "text", "kind", "low", "high", "low_open", "high_open", "unit", "hedge", "measured"]
FINDING = ["code", "start", "end", "text", "message", "suggestion"]
TEXT = "全年组织招商活动10余次,到位资金___万元。"


def test_the_json_of_read_keeps_to_the_contract(called: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")

    outcome = called("read", "a.txt", "--json")

    assert outcome.code == 1
    assert outcome.out.count("\n") == 1
    said = json.loads(outcome.out)
    assert list(said) == ["file", "text", "quantities", "findings"]
    assert (said["file"], said["text"]) == ("a.txt", TEXT)
    [times] = [each for each in said["quantities"] if each["unit"] == "次"]
    assert list(times) == QUANTITY
    assert TEXT[times["start"] : times["end"]] == times["text"] == "10余次"
    assert (times["low"], times["high"], times["low_open"], times["high_open"]) == (10, 20, True, True)
    assert all(list(each) == FINDING for each in said["findings"])
    assert ("blank", "___") in {(each["code"], TEXT[each["start"] : each["end"]]) for each in said["findings"]}


def test_check_without_a_person_says_what_a_text_claims_and_rules_nothing(called: Run) -> None:
    said = json.loads(called("check", OLD_STYLE, "--json").out)

    assert list(said) == ["file", "text", "quantities", "findings"]


def test_several_files_are_one_line_each(called: Run, tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("举办培训3场。", encoding="utf-8")

    outcome = called("check", "a.txt", "b.txt", "--json")

    assert outcome.code == 0
    assert [json.loads(line)["file"] for line in outcome.out.splitlines()] == ["a.txt", "b.txt"]


def test_a_dash_is_standard_input(called: Run) -> None:
    said = json.loads(called("read", "-", "--json", stdin="培训12人次。".encode()).out)

    assert said["file"] == "-"
    assert [each["text"] for each in said["quantities"]] == ["12人次"]


def test_the_text_of_a_txt_is_exactly_the_files_content(called: Run, tmp_path: Path) -> None:
    text = "第一行\r\n  培训 12人次。\n\n"
    (tmp_path / "a.txt").write_bytes(text.encode())

    assert json.loads(called("read", "a.txt", "--json").out)["text"] == text


def test_messages_of_findings_are_in_the_language_chosen(called: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")

    english, chinese = (
        json.loads(called("read", "a.txt", "--json", QIAO_LANGUAGE=language).out)["findings"][0]["message"]
        for language in ("en", "zh-hans")
    )

    assert english.startswith("A blank")
    assert "空白" in chinese


def test_places_are_lines_and_columns_and_pipes_get_no_colours(called: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("总结\n" + TEXT, encoding="utf-8")

    out = called("check", "a.txt").out

    assert "2:9" in out
    assert "10余次" in out
    assert "\x1b" not in out
    assert "hedge table" in out


def test_nothing_broken_is_exit_code_zero(called: Run) -> None:
    assert called("read", "-", stdin="培训12人次。".encode()).code == 0
    assert called("check", "-", stdin="培训12人次。".encode()).code == 0


def test_neither_makes_a_folder_or_reads_settings(called: Run, tmp_path: Path) -> None:
    called("read", OLD_STYLE, QIAO_SECRET_KEY="short")
    called("check", OLD_STYLE, QIAO_DATABASE="nonsense")

    assert list(tmp_path.iterdir()) == []


def test_the_module_loads_no_settings_and_no_models() -> None:
    code = (
        "import sys, qiao.cli.reading, qiao.cli.checking\n"
        "print([each for each in sys.modules if each in "
        "('qiao.settings', 'qiao.record', 'qiao.programme', 'qiao.drafting.reads', 'django.db.models')])"
    )

    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "[]"


def test_a_reader_that_has_enough_is_no_failure(tmp_path: Path) -> None:
    (tmp_path / "long.txt").write_text("培训12人次。\n" * 3_000, encoding="utf-8")
    command = f"{sys.executable} -m qiao.cli.main read {tmp_path / 'long.txt'} --json | head -c 10"

    done = subprocess.run(["bash", "-c", command], capture_output=True, check=False)

    assert done.stderr == b""


def test_an_interruption_is_told_in_one_line(called: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_given: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("qiao.cli.reading.read", interrupted)

    outcome = called("read", "-")

    assert (outcome.code, len(outcome.err.splitlines())) == (130, 1)


def test_how_a_document_was_read_is_noted_beside_the_answer(called: Run, tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(word(p(r("全年听课12节"), r("内部数字99节", "<w:vanish/>"))))

    outcome = called("read", "a.docx", "--json")

    assert json.loads(outcome.out)["text"].strip() == "全年听课12节"
    assert outcome.err.startswith("qiao: a.docx: ")
    assert outcome.err.count("\n") == 1
