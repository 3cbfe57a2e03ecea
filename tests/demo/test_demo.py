"""`qiao demo`: one command shows the whole way of a number, and what it wrote is true."""

import re
import stat
from pathlib import Path

import pytest

from tests.cli.conftest import Outcome, run


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def first(folder: Path) -> Outcome:
    return run("demo", "--no-serve", "--dir", folder / "here", home=folder)


def cells(outcome: Outcome, name: str) -> list[str]:
    [line] = [each for each in outcome.out.splitlines() if name in each and each.startswith("│")]
    return [cell.strip() for cell in line.strip("│").split("│")]


def test_it_succeeds_and_writes_four_documents_in_two_layouts(first: Outcome, folder: Path) -> None:
    assert first.code == 0, first.err
    for outline in ("work_summary", "appraisal", "batch_report", "address"):
        for ending in (".docx", ".html"):
            assert (folder / "here" / f"{outline}{ending}").stat().st_size > 1000


@pytest.mark.parametrize("outline", ["work_summary", "appraisal", "batch_report", "address"])
@pytest.mark.parametrize("ending", [".docx", ".html"])
def test_every_figure_of_what_it_wrote_is_supported(first: Outcome, outline: str, ending: str) -> None:
    _file, _numbers, supported, *others = cells(first, outline + ending)

    assert int(supported) >= 8
    assert others == [""] * len(others)


def test_the_old_summary_shows_every_ruling_that_a_reader_should_see(first: Outcome) -> None:
    _file, numbers, supported, contradicted, unsupported, _ambiguous, unbound, blank = cells(first, "old_style")

    assert int(numbers) > 20
    assert int(supported) > int(contradicted) >= 2
    assert int(unsupported) >= 1
    assert int(unbound) >= 1
    assert int(blank) == 3


def test_both_accounts_are_printed_and_kept_for_their_owner_only(first: Outcome, folder: Path) -> None:
    file = folder / "here" / "log-in.txt"

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    kept = dict(line.split() for line in file.read_text().splitlines())
    assert set(kept) == {"office", "secondee"}
    for password in kept.values():
        assert password in first.out


def test_a_second_time_adds_nothing(first: Outcome, folder: Path) -> None:
    digest = run("digest", home=folder / "here").out

    second = run("demo", "--no-serve", "--dir", folder / "here", home=folder)

    assert second.code == 0
    assert run("digest", home=folder / "here").out == digest
    passwords = re.findall(r"password (\S+)", first.out)
    assert passwords
    assert re.findall(r"password (\S+)", second.out) == passwords


def test_it_touches_no_other_record(first: Outcome, folder: Path) -> None:
    assert [each.name for each in folder.iterdir()] == ["here"]


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("x")

    outcome = run("demo", "--no-serve", "--dir", tmp_path / "taken", home=tmp_path)

    assert (outcome.code, len(outcome.err.splitlines())) == (2, 1)
