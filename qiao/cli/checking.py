"""`qiao check`: one file in full, a report of it, or many files with a line each. What judges a file is handed in."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.text import Text

from qiao import claim
from qiao.catalogue import Catalogue
from qiao.cli import report
from qiao.cli.failure import FAILED, CannotRun, tell
from qiao.cli.files import save
from qiao.cli.language import _, chosen
from qiao.cli.reading import STANDARD_INPUT, catalogue, loaded
from qiao.cli.screen import listing, progress, put, screen
from qiao.drafting.exports import EXPORTS, Report, coverage
from qiao.terms import Reading, Verdict

ENDINGS = frozenset({".docx", ".html", ".htm", ".md", ".txt"})
# What Word leaves beside a document that is open.
LOCK_START = "~$"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What was found in one file; `verdicts` is None where it was held against nobody's record."""

    reading: Reading
    verdicts: tuple[Verdict, ...] | None = None
    whose: str = ""


Judge = Callable[[str], Judged]
"""From the name of a file to what is found in it. Raises CannotRun."""


def check(given: argparse.Namespace) -> int:
    """Show what texts claim, without anybody's record to hold it against. Returns 1 where anything is broken."""
    known = catalogue()
    return run(given, lambda file: Judged(reading=claim.read(loaded(file), known)), known)


def run(given: argparse.Namespace, judge: Judge, known: Catalogue) -> int:
    """Check what the arguments name and return the exit code: the worst of all files. Raises CannotRun."""
    is_folder = any(Path(each).is_dir() for each in given.files)
    files = [each for name in given.files for each in named(name)]
    is_single = len(files) == 1 and not is_folder
    if given.output and not is_single:
        raise CannotRun(_("-o writes the report of one file; several were named"))
    if given.is_json and not given.output:
        return _each(files, judge, lambda file, judged: _print_json(file, judged, known))
    if not is_single:
        return _many(files, judge, known)
    [file] = files
    judged = judge(file)
    if given.output:
        _write(Path(given.output), file, judged, known)
    else:
        report.check(file, judged.reading, judged.verdicts or (), known)
    return report.code(judged.reading, judged.verdicts or ())


def named(name: str) -> list[str]:
    """Return the files that an argument means: itself, or the documents in a folder and the folders in it, by name.

    Raises CannotRun for a folder without any.
    """
    place = Path(name)
    if not place.is_dir():
        return [name]
    found = [
        str(each)
        for each in sorted(place.rglob("*"))
        if each.suffix.lower() in ENDINGS and each.is_file() and not _is_hidden(each.relative_to(place))
    ]
    if not found:
        line = _("{place}: no document in this folder ({endings})")
        raise CannotRun(line.format(place=place, endings=", ".join(sorted(ENDINGS))))
    return found


def _is_hidden(path: Path) -> bool:
    return any(part.startswith((".", LOCK_START)) for part in path.parts)


def _made(file: str, judged: Judged, known: Catalogue, original: bytes | None = None) -> Report:
    return Report(
        file=file,
        whose=judged.whose,
        reading=judged.reading,
        verdicts=judged.verdicts,
        catalogue=known,
        language=chosen(),
        original=original,
    )


def _original(file: str) -> bytes | None:
    """Return the Word document that was checked; None for any other file, and for what came by standard input."""
    place = Path(file)
    if file == STANDARD_INPUT or not place.is_file():
        return None
    with place.open("rb") as opened:
        data = opened.read(claim.LARGEST + 1)
    return data if claim.is_word(data) and len(data) <= claim.LARGEST else None


def _print_json(file: str, judged: Judged, known: Catalogue) -> None:
    print(EXPORTS[".json"](_made(file, judged, known)).decode(), end="")


def _write(place: Path, file: str, judged: Judged, known: Catalogue) -> None:
    export = EXPORTS[ending(place)]
    save(place, export(_made(file, judged, known, _original(file))))
    counts = _counts(judged)
    line = _("{place}: {contradicted} contradicted, {findings} findings")
    out = line.format(place=place, contradicted=counts["contradicted"], findings=counts["findings"])
    screen().print(out, soft_wrap=True)


def ending(place: Path) -> str:
    """Return the format of a report by its file. Raises CannotRun for one that there is not."""
    found = place.suffix.lower()
    if found not in EXPORTS:
        line = _("{place}: the ending must be one of {endings}")
        raise CannotRun(line.format(place=place, endings=", ".join(EXPORTS)))
    return found


def _each(files: Sequence[str], judge: Judge, act: Callable[[str, Judged], None]) -> int:
    code = 0
    for file in files:
        try:
            judged = judge(file)
        except CannotRun as error:
            tell(str(error))
            code = FAILED
            continue
        act(file, judged)
        code = max(code, report.code(judged.reading, judged.verdicts or ()))
    return code


def _many(files: Sequence[str], judge: Judge, known: Catalogue) -> int:
    """Print a line for each file and a total; those that could not be read are told at the end."""
    done: dict[str, Judged] = {}
    failed: list[str] = []
    code = 0
    with progress() as bar:
        task = bar.add_task(_("checking"), total=len(files))
        for file in files:
            try:
                done[file] = judge(file)
                code = max(code, report.code(done[file].reading, done[file].verdicts or ()))
            except CannotRun as error:
                failed.append(str(error))
            bar.advance(task)
    if done:
        _print(done, len(failed), known)
    sys.stdout.flush()
    for each in failed:
        tell(each)
    return FAILED if failed else code


def _print(done: Mapping[str, Judged], failed: int, known: Catalogue) -> None:
    words = {"numbers": _("numbers"), **report.rulings(), "blanks": _("blank or corrupt"), "findings": _("findings")}
    table = listing(_("file"), *words.values())
    for column in table.columns[1:]:
        column.justify = "right"
    counted = {file: _counts(judged) for file, judged in done.items()}
    for file, counts in counted.items():
        table.add_row(Text(file), *(str(counts[each]) if counts[each] else "" for each in words))
    total = {each: sum(counts[each] for counts in counted.values()) for each in words}
    table.add_row(Text(_("total"), style="bold"), *(Text(str(total[each]), style="bold") for each in words))
    out = screen()
    put(out, table)
    line = _("{count} files checked, {failed} could not be.").format(count=len(done), failed=failed)
    out.print(line, report.versions(known), soft_wrap=True)


def _counts(judged: Judged) -> Mapping[str, int]:
    rulings: list[str] = [each.ruling for each in judged.verdicts or ()]
    covered = coverage(judged.reading, judged.verdicts or ())
    return {
        "numbers": covered.numbers,
        **{each: rulings.count(each) for each in report.MARKS},
        # Without a record there is no ruling, but what no measure counts is known.
        **({} if judged.verdicts else {"unbound": covered.unbound}),
        "blanks": covered.blanks,
        "findings": len(judged.reading.findings),
    }
