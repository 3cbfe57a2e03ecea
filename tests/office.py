"""A small programme for tests: two batches, three organisations, four people, three accounts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model

from qiao.programme import role_writes
from qiao.programme import writes as programme
from qiao.programme.models import Secondee, Secondment
from qiao.programme.writes import NewBatch, NewOrganisation, NewSecondment
from qiao.record.kinds import catalogue
from qiao.record.models import Record
from qiao.record.writes import Work, bring_in
from qiao.terms import Participant, Role, Value

FIRST = dt.date(2019, 8, 1)
SECOND = dt.date(2022, 8, 1)
AFTER = dt.date(2025, 8, 1)
PEOPLE = (("P1", "甲一", "第一批"), ("P2", "乙二", "第一批"), ("P3", "丙三", "第二批"), ("P4", "丁四", "第二批"))


@dataclass(frozen=True)
class Office:
    """Who there is. `office` is the programme office for all of it; `owner` is P3's account; `stranger` is P4's."""

    office: Any
    owner: Any
    stranger: Any

    def secondment(self, code: str) -> Secondment:
        """Return the one secondment of a person."""
        return Secondment.objects.get(person__code=code)

    def work(self, kind: str, day: dt.date | str, people: Mapping[str, Role], /, **data: Value) -> Work:
        """Return a piece of work of these people, by their numbers."""
        known = catalogue().kinds[kind]
        when = dt.date.fromisoformat(day) if isinstance(day, str) else day
        return Work(
            kind=known,
            data={known.day_field: when, **data},
            people=tuple((self.secondment(code), Participant(person=code, role=role)) for code, role in people.items()),
        )

    def record(self, kind: str, day: dt.date | str, people: Mapping[str, Role], /, **data: Value) -> Record:
        """Return an approved record, as an import leaves it."""
        return bring_in([self.work(kind, day, people, **data)], by=None)[0]


def make() -> Office:
    """Return the programme, written through its own writes."""
    user = get_user_model()
    for name, nature in (("甲省教育厅", "sending"), ("丙县政府", "host"), ("丁县医院", "host")):
        programme.add_organisation(
            NewOrganisation(name=name, nature=nature, region="某省" if nature == "sending" else "某州"), by=None
        )
    programme.add_batch(NewBatch(name="第一批", start=FIRST, end=SECOND, planned=2), by=None)
    programme.add_batch(NewBatch(name="第二批", start=SECOND, end=AFTER, planned=2), by=None)
    for code, name, batch in PEOPLE:
        programme.add_secondment(
            NewSecondment(
                code=code,
                name=name,
                batch=batch,
                category="professional" if code in {"P1", "P3"} else "administrative_cadre",
                sending="甲省教育厅",
                host="丙县政府" if code in {"P1", "P3"} else "丁县医院",
                post="副县长",
                start=FIRST if batch == "第一批" else SECOND,
                end=SECOND if batch == "第一批" else AFTER,
            ),
            by=None,
        )
    accounts = [
        user.objects.create_user(name, password="a long enough password") for name in ("office", "owner", "stranger")
    ]
    role_writes.give(accounts[0], "office", by=None)
    Secondee.objects.filter(code="P3").update(user=accounts[1])
    Secondee.objects.filter(code="P4").update(user=accounts[2])
    return Office(office=user.objects.get(pk=accounts[0].pk), owner=accounts[1], stranger=accounts[2])
