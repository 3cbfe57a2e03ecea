"""The cases in tests/cases: records, a text, the verdicts, in the words of a clerk. STYLE rule 6 has the notation.

A case opens with a comment that says what it shows. Its lines, each continued by lines that begin with a blank:

    records   KIND DAY FIELD=VALUE ... persons=NAME、NAME
    person    NAME                  whose document it is; without this line the document is about everybody
    period    FIRST-DAY DAY-AFTER   which records are asked for; figures of the whole time then serve to explain
    issued    MEASURE=VALUE         what an issued document froze
    text      ...
    verdicts  WRITTEN RULING NOTES MEASURE "WORDS OF THE REASON" | ...      one for every claim, in order
    findings  CODE WRITTEN | ...    every blank and broken number, in order
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import pytest

from qiao import catalogue, claim, verdict
from qiao.terms import Claim, Fact, Kind, Reading, Row, Scope, Value, Verdict
from tests.rows import facts, row

SHIPPED = catalogue.load()
FOLDER = Path(__file__).parent / "cases"
WORDS = ("records", "person", "period", "issued", "text", "verdicts", "findings")


@dataclass
class Case:
    """One case, with the place it is written at."""

    title: str
    place: str
    lines: dict[str, list[str]] = field(default_factory=dict)

    def one(self, word: str) -> str:
        return "\n".join(self.lines.get(word, []))


def cases(file: Path) -> Iterator[Case]:
    """The cases of a file. A line that says nothing known is refused with its place."""
    case, word = None, ""
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("#"):
            if case is None or case.lines:
                if case is not None:
                    yield case
                case, word = Case(title="", place=f"{file.name}:{number}"), ""
            case.title = f"{case.title} {line.lstrip('# ')}".strip()
        elif line.strip():
            if not line[0].isspace():
                word = line.split(maxsplit=1)[0]
            if case is None or word not in WORDS:
                raise ValueError(f"{file.name}:{number}: a case is a comment, then lines of {', '.join(WORDS)}")
            case.lines.setdefault(word, []).append((line if line[0].isspace() else line[len(word) :]).strip())
    if case is not None:
        yield case


def value(kind: Kind, name: str, written: str) -> Value:
    """What a record holds, from how a case writes it."""
    if name == "persons":
        return written
    type_ = kind.field_named(name)
    return Decimal(written) if type_.is_numeric else dt.date.fromisoformat(written) if type_.type == "date" else written


def rows(case: Case) -> list[Row]:
    """The records of a case."""
    made = []
    for number, line in enumerate(case.lines.get("records", [])):
        kind_id, day, *rest = line.split()
        kind = SHIPPED.kinds[kind_id]
        record: dict[str, Value] = {kind.day_field: dt.date.fromisoformat(day)}
        for each in rest:
            name, _equals, written = each.partition("=")
            record[name] = value(kind, name, written)
        made.append(row(kind, record, number))
    return made


def known(case: Case, each: Claim) -> dict[str, list[Fact]]:
    """The facts that a claim is judged by, those of its own person and period first."""
    every = rows(case)
    person = case.one("person")
    own = [found for found in every if not person or any(one.person == person for one in found.participants)]
    period = [dt.date.fromisoformat(day) for day in case.one("period").split()]
    start, end = (period[0], period[1]) if period else (each.start, each.end)
    asked = Scope(person=person, start=start, end=end)
    scopes = [(asked, own), (Scope(person=person), own), (Scope(batch="B", start=start, end=end), every)]
    taken = [facts(SHIPPED, found, scope) for scope, found in scopes]
    return {measure: [one[measure] for one in taken] for measure in taken[0]}


def issued(case: Case) -> dict[str, Fact]:
    """What an issued document froze."""
    frozen = (line.split("=") for line in case.lines.get("issued", []))
    return {name: Fact(measure=name, scope=Scope(), value=Decimal(one), sources=("r",)) for name, one in frozen}


def rulings(case: Case, reading: Reading) -> list[tuple[str, Verdict]]:
    """What is written at each claim, with its verdict."""
    return [
        (each.quantity.text, verdict.judge(each, known(case, each), SHIPPED, issued(case))) for each in reading.claims
    ]


CASES = [pytest.param(each, id=each.place) for file in sorted(FOLDER.glob("*.case")) for each in cases(file)]


@pytest.mark.parametrize("case", CASES)
def test_case(case: Case) -> None:
    reading = claim.read(case.one("text"), SHIPPED)
    found = rulings(case, reading)
    expected = [each.strip() for each in case.one("verdicts").replace("\n", " ").split("|") if each.strip()]
    assert len(found) == len(expected), [(written, each.ruling) for written, each in found]
    for (written, ruled), line in zip(found, expected, strict=True):
        quoted = re.findall(r'"([^"]*)"', line)
        figure, ruling, *rest = re.sub(r'"[^"]*"', "", line).split()
        assert (written, ruled.ruling) == (figure, ruling), f"{case.place} {case.title}: {ruled.reason['zh']}"
        assert list(ruled.notes) == [each for each in rest if "." not in each], f"{case.place} {case.title}"
        assert [each for each in rest if "." in each] in ([], [ruled.measure]), f"{case.place} {case.title}"
        for words in quoted:
            assert words in ruled.reason["zh"], f"{case.place} {case.title}"
    broken = [f"{each.code} {each.text}" for each in reading.findings]
    assert broken == [each.strip() for each in case.one("findings").split("|") if each.strip()]


def test_every_ruling_and_every_note_has_a_case() -> None:
    lines = " ".join(each.values[0].one("verdicts") for each in CASES)  # type: ignore[union-attr]
    for word in (
        "supported",
        "contradicted",
        "unsupported",
        "ambiguous",
        "unbound",
        "hedged",
        "team_figure",
        "moved_on",
    ):
        assert re.search(rf"\b{word}\b", lines), word


def test_a_line_that_says_nothing_known_is_refused_with_its_place(tmp_path: Path) -> None:
    file = tmp_path / "wrong.case"
    file.write_text("# a slip\nrecord training 2022-03-01\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"wrong\.case:2"):
        list(cases(file))
