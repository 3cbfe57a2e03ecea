"""Documents written from random records, and one change in each: what a checker must find, and where.

Used by tests/verdict/test_mutation.py at a small count, and by benchmarks/bench_verdict.py at a large one. No database.
"""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from qiao import catalogue, claim, document, verdict
from qiao.measure import take
from qiao.terms import Claim, Fact, Field, Kind, Measure, Row, Scope, Subject, Value, Verdict
from tests.rows import row

SHIPPED = catalogue.load()
START, END = dt.date(2022, 8, 1), dt.date(2025, 8, 1)
YEARS = (2022, 2023, 2024, 2025)
PEOPLE = ("甲", "乙", "丙")
BATCH = "第二批"
FORMS = {"more": "{}余", "about": "约{}", "near": "近{}", "at_least": "不少于{}", "up_to": "不超过{}"}
UNITS = {"人次": "人", "人": "人次", "名": "人次"}
SCALES = (("万元", "亿元"), ("万元", "元"), ("亿元", "万元"), ("元", "万元"))
STAGES = (
    ("协议金额", "到位资金"), ("到位资金", "协议金额"), ("协议项目", "落地项目"), ("落地项目", "协议项目"),
    ("开工项目", "完工项目"), ("完工项目", "开工项目"),
    ("拨付援助资金", "安排援助资金"), ("安排援助资金", "拨付援助资金"),
)  # fmt: skip
CHANGES = ("digit", "scale", "unit", "period", "stage")


@dataclass
class Take:
    """Takes measures over the rows of a trial."""

    rows: list[Row]
    known: dict[tuple[Scope, str, object], Fact] = field(default_factory=dict)

    def __call__(self, scope: Scope, measure: Measure) -> Fact:
        key = (scope, measure.id, measure.where)
        if key not in self.known:
            own = [
                each
                for each in self.rows
                if each.kind == measure.kind
                and (not scope.person or any(one.person == scope.person for one in each.participants))
            ]
            parts = {each.id: each for each in SHIPPED.kinds[measure.kind].measures}
            self.known[key] = take(measure, scope, own, parts)
        return self.known[key]


@dataclass
class Trial:
    """A document that the record bears out, and what its claims are ruled by."""

    text: str
    ground: verdict.Ground

    def rulings(self, text: str) -> dict[int, tuple[Claim, Verdict]]:
        """The ruling on each claim of a text, by its place."""
        claims = claim.read(text, SHIPPED).claims
        return {each.quantity.start: (each, verdict.rule(each, self.ground).verdict) for each in claims}


@dataclass
class Change:
    """One change of a document: the new text, and the places of the figures that are wrong by it."""

    kind: str
    text: str
    places: tuple[int, ...]


def trial(rng: random.Random) -> Trial:
    """A document of a random record: an outline's, with a paragraph for each year and one of vague figures."""
    kinds = [kind for kind in SHIPPED.kinds.values() if not kind.is_roster]
    # Kinds with stages are few among all of them: each document has one.
    staged = [kind for kind in kinds if any(each.stage for each in kind.measures)]
    chosen = dict.fromkeys(each.id for each in (*rng.sample(staged, 1), *rng.sample(kinds, rng.randint(4, 8))))
    rows = [
        row(kind, record(rng, kind), number)
        for kind in map(SHIPPED.kinds.__getitem__, chosen)
        for number in range(rng.randint(1, 4))
    ]
    is_person = rng.random() < 0.6
    scope = Scope(person=PEOPLE[0]) if is_person else Scope(batch=BATCH)
    taking, team = Take(rows), Scope(batch=BATCH)
    ground = verdict.Ground(
        about=verdict.About(scope=scope, start=START, end=END, batches={2: team}, teams=(team,) if is_person else ()),
        take=taking,
        catalogue=SHIPPED,
        measures=tuple(SHIPPED.measures),
    )
    outline = document.outlines()[
        rng.choice(("work_summary", "appraisal") if is_person else ("batch_report", "address"))
    ]
    about = Subject(
        kind="person" if is_person else "batch", id=scope.person or BATCH, name=scope.person or BATCH,
        batch=BATCH, start=START, end=END,
    )  # fmt: skip
    taken = tuple(taking(scope, SHIPPED.measures[each]) for each in document.needed(outline, SHIPPED))
    written = document.txt(document.write(outline, about, taken, SHIPPED))
    return Trial(text="\n".join([written, *_years(taking, scope), *_vague(rng, taking, scope)]), ground=ground)


def record(rng: random.Random, kind: Kind) -> dict[str, Value]:
    """A record of a kind with random values, of one or several people."""
    day = START + dt.timedelta(days=rng.randrange((END - START).days))
    made: dict[str, Value] = {each.id: _value(rng, each, day) for each in kind.fields}
    made[kind.day_field] = day
    made["persons"] = "、".join(rng.sample(PEOPLE, rng.randint(1, 2)))
    return {name: value for name, value in made.items() if value is not None}


def _value(rng: random.Random, each: Field, day: dt.date) -> Value:
    if not each.required and rng.random() < 0.1:
        return None
    if each.is_numeric:
        sizes = {"yuan": (100, 60_000_000), "kilometres": (3, 2000)}
        low, high = sizes.get(each.type, (1, 400))
        number = int(low * (high / low) ** rng.random())
        return Decimal(round(number, -rng.randint(0, max(0, len(str(number)) - 1)))) or Decimal(low)
    if each.options:
        return rng.choice(each.options).id
    if each.type == "date":
        return min(day + dt.timedelta(days=rng.randrange(200)), END - dt.timedelta(days=1))
    return rng.choice(["甲县", "乙县", "丙县", "丁县"])


def _years(taking: Take, scope: Scope) -> Iterator[str]:
    for year in YEARS:
        within = Scope(person=scope.person, batch=scope.batch, start=dt.date(year, 1, 1), end=dt.date(year + 1, 1, 1))
        for kind in SHIPPED.kinds.values():
            facts = {each.id: taking(within, each) for each in kind.measures}
            said = "".join(piece.text for piece in document.sentence(kind, facts))
            if said and not kind.is_roster:
                yield f"{year}年，{said}。"


def _vague(rng: random.Random, taking: Take, scope: Scope) -> Iterator[str]:
    for kind in SHIPPED.kinds.values():
        for measure in kind.measures:
            value = taking(scope, measure).value
            nouns = kind.reads[measure.id].nouns
            whole = SHIPPED.units[measure.unit].dimension == "count" and isinstance(value, Decimal) and value > 12
            if whole and isinstance(value, Decimal) and not kind.is_roster and rng.random() < 0.3:
                form = rng.choice(list(FORMS))
                step = 10 ** (len(str(int(value))) - 1)
                number = {"more": int(value) // step * step, "near": int(value) + 1}.get(form, int(value))
                if form != "more" or number < value:
                    yield f"{nouns[0]}{FORMS[form].format(number)}{measure.unit}。"


def change(rng: random.Random, given: Trial, kind: str) -> Change | None:
    """The document with one change of a kind that leaves the record's figure outside; None where there is none."""
    before = given.rulings(given.text)
    bound = [each for each, ruled in before.values() if ruled.ruling == "supported" and not each.aside]
    rng.shuffle(bound)
    for each in bound:
        quantity = each.quantity
        spots = {"digit": _digit, "scale": _scale, "unit": _unit, "period": _period, "stage": _stage}[kind]
        for start, end, new in spots(rng, given.text, quantity.start, quantity.end):
            text = given.text[:start] + new + given.text[end:]
            moved = len(new) - (end - start)
            place = quantity.start + (moved if start < quantity.start else 0)
            places = _wrong(given, text, start, place, (kind, each))
            if places:
                return Change(kind=kind, text=text, places=places)
    return None


def _wrong(given: Trial, text: str, at: int, place: int, changed: tuple[str, Claim]) -> tuple[int, ...]:
    """The places whose figure the record does not bear out any more, by the record alone: () for none."""
    kind, was = changed
    now = {each.quantity.start: each for each in claim.read(text, SHIPPED).claims}
    if kind == "unit":
        return (place,) if place in now else ()
    own = was.candidates[0].measure
    scope = verdict.rule(was, given.ground).scope
    if place not in now or scope is None:
        return ()
    measure, quantity = SHIPPED.measures[own], now[place].quantity
    if kind == "period":
        year = int(text[at : at + 4])
        scope = Scope(person=scope.person, batch=scope.batch, start=dt.date(year, 1, 1), end=dt.date(year + 1, 1, 1))
    if kind == "stage":
        nouns = {noun: each for one in SHIPPED.kinds.values() for each in one.reads for noun in one.reads[each].nouns}
        new = next(
            after for before, after in STAGES if text.startswith(after, at) and SHIPPED.measures[nouns[before]].unit
        )
        measure = SHIPPED.measures[nouns[new]]
    value = given.ground.take(scope, measure).value
    return () if isinstance(value, Decimal) and quantity.contains(value) else (place,)


def _digit(rng: random.Random, text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    digits = [place for place in range(start, end) if text[place] in "0123456789"]
    rng.shuffle(digits)
    for place in digits:
        new = rng.choice([each for each in "123456789" if each != text[place]])
        yield place, place + 1, new


def _scale(rng: random.Random, text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    for old, new in rng.sample(SCALES, len(SCALES)):
        if re.fullmatch(rf"[^万亿]*{old}", text[start:end]):
            yield end - len(old), end, new


def _unit(_rng: random.Random, text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    for old, new in UNITS.items():
        if text[start:end].endswith(old) and text[end : end + 1] != "次":
            yield end - len(old), end, new
            return


def _period(rng: random.Random, text: str, start: int, _end: int) -> Iterator[tuple[int, int, str]]:
    line = text.rfind("\n", 0, start) + 1
    written = re.match(r"(20\d\d)年，", text[line:start])
    if written:
        years = [str(each) for each in YEARS if str(each) != written[1]]
        for year in rng.sample(years, len(years)):
            yield line, line + 4, year


def _stage(_rng: random.Random, text: str, start: int, _end: int) -> Iterator[tuple[int, int, str]]:
    for old, new in STAGES:
        if text.endswith(old, 0, start):
            yield start - len(old), start, new


@dataclass
class Score:
    """How many changes were made and found, and what was said of figures that were right."""

    documents: int = 0
    figures: int = 0
    made: dict[str, int] = field(default_factory=lambda: dict.fromkeys(CHANGES, 0))
    missed: list[tuple[str, str, str]] = field(default_factory=list)
    false_alarms: list[tuple[str, str]] = field(default_factory=list)


def run(count: int, seed: int = 20) -> Score:
    """Write so many documents, change each in each way that it offers in turn, and check both."""
    rng, score = random.Random(seed), Score()
    while score.documents < count:
        given = trial(rng)
        rulings = given.rulings(given.text)
        score.documents += 1
        score.figures += len(rulings)
        for each, ruled in rulings.values():
            if ruled.ruling != "supported":
                score.false_alarms.append((around(given.text, each.quantity.start), ruled.reason["zh"]))
        order = [CHANGES[(score.documents + turn) % len(CHANGES)] for turn in range(len(CHANGES))]
        made = next((one for kind in order if (one := change(rng, given, kind))), None)
        if made is None:
            continue
        score.made[made.kind] += 1
        after = given.rulings(made.text)
        for place in made.places:
            if place not in after or after[place][1].ruling not in {"contradicted", "unsupported", "ambiguous"}:
                said = after[place][1].reason["zh"] if place in after else "not read"
                score.missed.append((made.kind, around(made.text, place), said))
    return score


def around(text: str, place: int) -> str:
    """What stands around a place."""
    return text[max(0, place - 40) : place + 15].replace("\n", "/")
