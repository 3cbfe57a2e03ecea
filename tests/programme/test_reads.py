"""Who is meant, who was there, and who is there on a day."""

from __future__ import annotations

import datetime as dt

import pytest

from qiao.programme import reads, writes
from qiao.programme.reads import UnknownSubject
from qiao.programme.writes import NewSecondment
from qiao.terms import Scope
from tests.office import AFTER, SECOND, Office


@pytest.mark.parametrize(
    ("who", "scope"),
    [
        ("P3", Scope(person="P3")),
        ("丙三", Scope(person="P3")),
        ("丙 三", Scope(person="P3")),
        ("第二批", Scope(batch="第二批")),
        ("丙县政府", Scope(organisation="丙县政府")),
    ],
)
def test_who_is_meant(office: Office, who: str, scope: Scope) -> None:
    assert reads.find(who).scope == scope


def test_nobody_and_two_of_one_name_are_told(office: Office) -> None:
    with pytest.raises(UnknownSubject, match="没有叫“查无此人”的"):
        reads.find("查无此人")
    new = NewSecondment(
        code="P9", name="丙三", batch="第二批", category="professional", sending="甲省教育厅", host="丁县医院", post="",
        start=SECOND, end=AFTER,
    )  # fmt: skip
    writes.add_secondment(new, by=None)
    with pytest.raises(UnknownSubject, match="P3, P9"):
        reads.find("丙三")


def test_in_post_differs_from_ever_in_the_batch(office: Office) -> None:
    one = office.secondment("P3")
    one.end = dt.date(2023, 1, 1)
    one.save()
    assert reads.secondments(Scope(batch="第二批")).count() == 2
    assert reads.in_post(dt.date(2022, 12, 31)).count() == 2
    assert reads.in_post(dt.date(2023, 1, 1)).count() == 1
