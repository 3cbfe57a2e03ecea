"""The cases in tests/cases: records, a text, the verdicts, in the words of a clerk. STYLE rule 6 has the notation.

A case opens with a comment that says what it shows. Its lines, each continued by lines that begin with a blank:

    records   KIND DAY FIELD=VALUE ... persons=NAME、NAME
    batch     NAME FIRST-DAY DAY-AFTER PERSON、PERSON ...   a batch of the programme; without this line all are of one
    person    NAME                  whose document it is; without this line the document is about everybody
    for       BATCH                 or the batch whose document it is
    places    PLACE PLACE ...       the places that the programme knows, and home PLACE its own region
    host      NAME ORGANISATION     who hosts a person: where their records of no place of their own were
    period    FIRST-DAY DAY-AFTER   which records are asked for; figures of the whole time then serve to explain
    issued    MEASURE=VALUE         what an issued document froze
    text      ...
    verdicts  WRITTEN RULING NOTES MEASURE "WORDS OF THE REASON" | ...      one for every claim, in order
    findings  CODE WRITTEN [-> OFFERED] | ...    every finding in order, and what the record has for a missing figure
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import pytest

from qiao import catalogue, claim, verdict
from qiao.measure import take
from qiao.terms import Fact, Kind, Measure, Places, Reading, Row, Scope, Value, Verdict
from qiao.verdict.wording import TEMPLATES
from tests.rows import row

SHIPPED = catalogue.load()
FOLDER = Path(__file__).parent / "cases"
ABOUT = ("batch", "person", "for", "period", "issued", "places", "home", "host")
WORDS = ("records", *ABOUT, "text", "verdicts", "findings")


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


def batches(case: Case) -> dict[str, tuple[Scope, set[str]]]:
    """The batches of a case, each as a scope with its days, and its people."""
    found = {}
    for line in case.lines.get("batch", []):
        name, start, end, people = line.split()
        days = dt.date.fromisoformat(start), dt.date.fromisoformat(end)
        found[name] = (Scope(batch=name, start=days[0], end=days[1]), set(people.split("、")))
    return found


def ground(case: Case) -> verdict.Ground:
    """What the claims of a case are ruled by."""
    known, everybody, every = batches(case), "全体", rows(case)
    person, batch = case.one("person"), case.one("for")
    start, end = (*(dt.date.fromisoformat(day) for day in case.one("period").split()), None, None)[:2]
    own = [name for name, (_scope, people) in known.items() if person in people] or [everybody]
    term = known[batch or own[0]][0] if known else Scope()
    named = list(known) if not person else own

    hosts = dict(line.split() for line in case.lines.get("host", []))

    def is_in(each: Row, place: str) -> bool:
        fields = SHIPPED.kinds[each.kind].place_fields
        if fields:
            return not place or any(str(each.data.get(one.id) or "").startswith(place) for one in fields)
        return not place or any(hosts.get(one.person, "").startswith(place) for one in each.participants[:1])

    def take_(scope: Scope, measure: Measure) -> Fact:
        people = {scope.person} if scope.person else known[scope.batch][1] if scope.batch in known else None
        of_scope = [
            each
            for each in every
            if each.kind == measure.kind
            and (people is None or people & {one.person for one in each.participants})
            and is_in(each, scope.place)
        ]
        return take(measure, scope, of_scope, {each.id: each for each in SHIPPED.kinds[measure.kind].measures})

    about = verdict.About(
        scope=Scope(person=person, batch=batch, start=start, end=end),
        start=term.start,
        end=term.end,
        batches={number: Scope(batch=name) for name in named if (number := claim.batch_number(name))},
        teams=tuple(Scope(batch=name) for name in own) if person else (),
        places=frozenset(places(case).names),
    )
    return verdict.Ground(
        about=about, take=take_, catalogue=SHIPPED, measures=tuple(SHIPPED.measures), issued=issued(case)
    )


def places(case: Case) -> Places:
    """The places of a case."""
    return Places(names=tuple(case.one("places").split()), home=tuple(case.one("home").split()))


def issued(case: Case) -> dict[str, tuple[Fact]]:
    """What an issued document froze."""
    frozen = (line.split("=") for line in case.lines.get("issued", []))
    return {name: (Fact(measure=name, scope=Scope(), value=Decimal(one), sources=("r",)),) for name, one in frozen}


def rulings(case: Case, reading: Reading) -> list[tuple[str, Verdict]]:
    """What is written at each claim, with its verdict."""
    by = ground(case)
    return [(each.quantity.text, verdict.rule(each, by).verdict) for each in reading.claims]


def findings(case: Case, reading: Reading) -> list[str]:
    """What is broken in a text, and what the record has for it."""
    by = ground(case)
    offers = {offer.start: f" -> {offer.written}" for gap in reading.gaps if (offer := verdict.fill(gap, by))}
    return [f"{each.code} {each.text}{offers.get(each.start, '')}" for each in reading.findings]


CASES = [pytest.param(each, id=each.place) for file in sorted(FOLDER.glob("*.case")) for each in cases(file)]


@pytest.mark.parametrize("case", CASES)
def test_case(case: Case) -> None:
    reading = claim.read(case.one("text"), SHIPPED, places(case))
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
    assert findings(case, reading) == [each.strip() for each in case.one("findings").split("|") if each.strip()]


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


def test_every_sentence_of_a_verdict_has_a_case() -> None:
    said = []
    for each in CASES:
        case: Case = each.values[0]  # type: ignore[assignment]
        by, reading = ground(case), claim.read(case.one("text"), SHIPPED, places(case))
        said += [verdict.rule(one, by).verdict.reason["zh"] for one in reading.claims]
        said += [offer.why["zh"] for gap in reading.gaps if (offer := verdict.fill(gap, by))]
    for name, template in TEMPLATES.items():
        fragment = max(re.split(r"\{\w+\}", template["zh"]), key=len)
        assert any(fragment in each for each in said), f"no case says {name}: {template['zh']}"


def test_a_line_that_says_nothing_known_is_refused_with_its_place(tmp_path: Path) -> None:
    file = tmp_path / "wrong.case"
    file.write_text("# a slip\nrecord training 2022-03-01\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"wrong\.case:2"):
        list(cases(file))
