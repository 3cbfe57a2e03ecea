"""What is held about a person comes out whole; what is removed is gone, counts stay true, and the trail verifies."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from qiao.drafting import writes as drafting
from qiao.programme.models import AuditLine, Secondee
from qiao.programme.reads import Found
from qiao.programme.refusal import NotDone
from qiao.programme.rights import NotAllowed
from qiao.programme.verifying import verify
from qiao.record import reads
from qiao.record.kinds import catalogue
from qiao.terms import Scope
from qiao.upkeep import removing, taking_out, writes
from tests.office import AFTER, Office

LATER = dt.date(2035, 8, 1)
NAME = "丙三"


def person(code: str = "P3") -> Secondee:
    return Secondee.objects.get(code=code)


def figures() -> Any:
    scopes = [Scope(), Scope(batch="第二批"), Scope(person="P3"), Scope(organisation="丙县政府")]
    return reads.totals(scopes, list(catalogue().measures.values()))


def test_everything_comes_out_and_nobody_else(office: Office) -> None:
    office.record("training", "2023-03-01", {"P3": "led", "P4": "took_part"}, topic="课堂教学")
    writes.rename(person(), "丙叁叁", by=office.office, day=AFTER)
    drafting.keep("培训教师45人次。", "草稿", Found(person=person()), by=office.office)
    with zipfile.ZipFile(io.BytesIO(taking_out.take_out(person(), by=office.office))) as archive:
        held = json.loads(archive.read("person.json"))
        page = archive.read("person.html").decode()
    assert held["name"] == "丙叁叁"
    assert [each["name"] for each in held["former_names"]] == [NAME]
    assert held["account"]["name"] == "owner"
    assert held["records"][0]["data"]["topic"] == "课堂教学"
    assert held["records"][0]["others"] == 1
    assert held["secondments"][0]["host"] == "丙县政府"
    assert [each["title"] for each in held["checked_texts"]] == ["草稿"]
    assert any(each["action"] == "rename person" and each["values"]["before.name"] == NAME for each in held["audit"])
    assert "丁四" not in json.dumps(held, ensure_ascii=False)
    assert "课堂教学" in page


def test_only_the_office_and_the_person_take_it_out(office: Office) -> None:
    assert taking_out.take_out(person(), by=office.owner)
    with pytest.raises(NotAllowed):
        taking_out.take_out(person(), by=office.stranger)
    with pytest.raises(NotAllowed):
        removing.remove(person(), by=office.owner, day=LATER)


def test_removal_waits_for_the_term(office: Office) -> None:
    assert removing.removable_from(person()) == LATER
    assert removing.due(LATER - dt.timedelta(days=1)) == [person("P1"), person("P2")]
    with pytest.raises(NotDone, match="2035-08-01"):
        removing.remove(person(), by=None, day=LATER - dt.timedelta(days=1))


def everything() -> str:
    """Every text of every table, as it is stored."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            found += [str(value) for row in cursor.fetchall() for value in row]
    # JSON columns hold Chinese as escapes.
    return re.sub(r"\\u([0-9a-f]{4})", lambda match: chr(int(match[1], 16)), "\n".join(found))


def test_who_is_removed_is_named_nowhere_and_counts_as_before(office: Office) -> None:
    office.record("training", "2023-03-01", {"P3": "led", "P4": "took_part"}, topic="课堂教学")
    writes.merge(person("P5"), person(), by=office.office, day=AFTER)
    writes.rename(person(), "丙叁叁", by=office.office, day=AFTER)
    drafting.keep("丙三培训教师45人次。", "丙三的总结", Found(person=person()), by=office.owner)
    drafting.start("appraisal", Found(person=person()), by=office.office)
    assert "丙叁叁同志" in everything()
    before, lines = figures(), AuditLine.objects.count()
    assert NAME in everything()
    removing.remove(person(), by=office.office, day=LATER)
    text = everything()
    for gone in (NAME, "丙叁", "丙叁叁", "owner", "丙三的总结"):
        assert gone not in text, gone
    assert figures() == before
    assert verify().broken is None
    assert AuditLine.objects.count() > lines
    held = person()
    assert (held.name, held.user, held.removed_on) == ("原援派人员1", None, LATER)
    office.owner.refresh_from_db()
    assert not office.owner.is_active
    assert not office.owner.has_usable_password()
    with pytest.raises(NotDone):
        removing.remove(held, by=None, day=LATER)
    with pytest.raises(NotDone):
        writes.rename(held, NAME, by=None, day=LATER)


def test_the_command_line_takes_out_and_removes(office: Office, tmp_path: Path) -> None:
    place = tmp_path / "P3.zip"
    place.write_bytes(taking_out.take_out(person(), by=None))
    assert set(zipfile.ZipFile(place).namelist()) == {"person.json", "person.html"}
