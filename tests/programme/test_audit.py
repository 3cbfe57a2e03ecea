"""The trail of changes: kept by the database, chained, and the first broken link named, whatever was done by hand."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError, connection, transaction
from django.db.transaction import TransactionManagementError

from qiao.programme import chain
from qiao.programme.audit import Personal, forget, head, note, values_of
from qiao.programme.models import AuditHead, AuditLine, AuditValue
from qiao.programme.verifying import verify

pytestmark = pytest.mark.django_db

TABLES = ("programme_auditline", "programme_auditvalue", "programme_audithead")


@pytest.fixture
def trail(db: None) -> list[AuditLine]:
    """Seven lines of somebody, one of which speaks of a person."""
    by = User.objects.create_user("某人")
    lines = [note("do", f"第{at}件", by=by, before={"n": at}, after={"n": at + 1, "says": "桥"}) for at in range(6)]
    lines.append(note("rename", "P3", by=None, personal={"after.name": Personal(about="P3", value="丙三")}))
    return lines


@contextmanager
def by_hand() -> Iterator[Callable[..., None]]:
    """Somebody who has the database's file, and takes its triggers away first."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'trail%'")
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")
        else:
            for table in TABLES:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield lambda statement, *values: cursor.execute(statement, values)


def test_a_trail_that_nobody_touched_is_whole(trail: list[AuditLine]) -> None:
    checked = verify()
    assert checked.broken is None
    assert (checked.count, checked.hash) == head() == (len(trail), trail[-1].hash)
    assert verify(kept=(3, trail[2].hash)).broken is None


def test_an_empty_trail_is_whole() -> None:
    assert (verify().count, verify().hash, verify().broken) == (0, chain.GENESIS, None)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE programme_auditline SET subject = 'x'",
        "DELETE FROM programme_auditline",
        "UPDATE programme_auditvalue SET value = 'x'",
        "UPDATE programme_auditvalue SET value = '', salt = ''",
        "UPDATE programme_auditvalue SET forgotten_id = line_id",
        "DELETE FROM programme_auditvalue",
        "UPDATE programme_audithead SET number = number - 1",
        "UPDATE programme_audithead SET hash = 'x'",
        "DELETE FROM programme_audithead",
    ],
)
def test_the_database_refuses_what_would_change_the_trail(trail: list[AuditLine], statement: str) -> None:
    with pytest.raises(DatabaseError, match="kept as it is"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert verify().broken is None


CHANGES = {
    "what": ("UPDATE programme_auditline SET subject = 'x' WHERE number = 4", 4),
    "action": ("UPDATE programme_auditline SET action = 'dp' WHERE number = 4", 4),
    "detail": ("UPDATE programme_auditline SET detail = '{\"n\": 1}' WHERE number = 4", 4),
    "hash": ("UPDATE programme_auditline SET hash = previous_hash WHERE number = 1", 1),
    "previous": ("UPDATE programme_auditline SET previous_hash = hash WHERE number = 4", 4),
    "actor": ("UPDATE programme_auditline SET actor_id = NULL WHERE number = 4", 4),
    "version": ("UPDATE programme_auditline SET version = 1 WHERE number = 4", 4),
    "unknown version": ("UPDATE programme_auditline SET version = 3 WHERE number = 4", 4),
    "time": ("UPDATE programme_auditline SET at = '2001-01-01 00:00:00' WHERE number = 2", 2),
    "sealed": ("UPDATE programme_auditline SET sealed = '{}' WHERE number = 7", 7),
    "number": ("UPDATE programme_auditline SET number = 9 WHERE number = 5", 5),
    "deleted": ("DELETE FROM programme_auditline WHERE number = 3", 3),
    "first deleted": ("DELETE FROM programme_auditline WHERE number = 1", 1),
    "value": ("UPDATE programme_auditvalue SET value = '\"x\"'", 7),
    "whose": ("UPDATE programme_auditvalue SET about = 'P4'", 7),
    "value emptied": ("UPDATE programme_auditvalue SET value = '', salt = '', forgotten_id = line_id", 7),
    "value deleted": ("DELETE FROM programme_auditvalue", 7),
    "head back": ("UPDATE programme_audithead SET number = 6", 8),
    "head on": ("UPDATE programme_audithead SET number = 8", 8),
    "head gone": ("DELETE FROM programme_audithead", 8),
}


@pytest.mark.parametrize("name", CHANGES)
def test_the_first_broken_link_is_named(trail: list[AuditLine], name: str) -> None:
    statement, number = CHANGES[name]
    with by_hand() as run:
        run(statement)
    checked = verify()
    assert checked.broken is not None
    assert (checked.broken.number, checked.count) == (number, number - 1)
    assert str(number) in str(checked.broken)


def test_what_is_told_says_which_line_and_when(trail: list[AuditLine]) -> None:
    with by_hand() as run:
        run("UPDATE programme_auditline SET detail = '{}' WHERE number = 5")
    told = str(verify().broken)
    assert "第4件" in told
    assert str(trail[4].at.year) in told


def test_two_lines_that_change_places_are_noticed(trail: list[AuditLine]) -> None:
    with by_hand() as run:
        for now, then in ((3, 99), (4, 3), (99, 4)):
            run("UPDATE programme_auditline SET number = %s WHERE number = %s", then, now)
    broken = verify().broken
    assert broken is not None
    assert broken.number == 3


def test_lines_cut_off_the_end_are_missed(trail: list[AuditLine]) -> None:
    with by_hand() as run:
        run("DELETE FROM programme_auditvalue")
        run("DELETE FROM programme_auditline WHERE number > 4")
    broken = verify().broken
    assert broken is not None
    assert broken.number == 5


def test_a_trail_cut_off_with_its_head_is_missed_by_the_head_that_was_kept(trail: list[AuditLine]) -> None:
    kept = head()
    with by_hand() as run:
        run("DELETE FROM programme_auditvalue")
        run("DELETE FROM programme_auditline WHERE number > 4")
        run("UPDATE programme_audithead SET number = 4, hash = %s", trail[3].hash)
    assert verify().broken is None
    broken = verify(kept=kept).broken
    assert broken is not None
    assert broken.number == 5
    again = verify(kept=(3, "0" * 64)).broken
    assert again is not None
    assert again.number == 3


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="the bytes of a PostgreSQL table are not at hand")
@pytest.mark.parametrize("column", ["number", "at", "action", "subject", "detail", "sealed", "previous_hash", "hash"])
def test_any_byte_of_any_column_changed_by_hand_is_noticed(trail: list[AuditLine], column: str) -> None:
    rng = random.Random(f"byte of {column}")
    with by_hand() as run, connection.cursor() as cursor:
        for _round in range(30):
            row = rng.choice(trail)
            cursor.execute(f"SELECT CAST({column} AS BLOB) FROM programme_auditline WHERE id = %s", [row.pk])  # noqa: S608
            before = cursor.fetchone()[0]
            at = rng.randrange(len(before))
            after = before[:at] + bytes([before[at] ^ (1 << rng.randrange(8))]) + before[at + 1 :]
            kind = "INTEGER" if column == "number" else "TEXT"
            cursor.execute("SAVEPOINT byte")
            try:
                run(
                    f"UPDATE programme_auditline SET {column} = CAST(%s AS {kind}) WHERE id = %s",  # noqa: S608
                    after,
                    row.pk,
                )
            except DatabaseError:
                # The column itself refuses it: another line has this number, or it is no JSON.
                cursor.execute("ROLLBACK TO byte")
                continue
            broken = verify().broken
            assert broken is not None, (before, after)
            assert broken.number == row.number
            cursor.execute("ROLLBACK TO byte")
    assert verify().broken is None


def test_lines_of_the_first_hash_verify_and_go_on(db: None) -> None:
    previous = chain.GENESIS
    at = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    for number in (1, 2):
        link = chain.Link(
            number=number,
            at=at,
            actor=None,
            action="旧",
            subject="事",
            detail={"a": "桥"},
            sealed={},
            previous=previous,
        )
        AuditLine.objects.create(
            number=number,
            version=chain.FIRST,
            at=at,
            action="旧",
            subject="事",
            detail=link.detail,
            previous_hash=previous,
            hash=link.digest(chain.FIRST),
        )
        previous = link.digest(chain.FIRST)
        AuditHead.objects.update(number=number, hash=previous)
    note("new", "line", by=None)
    assert (verify().count, verify().broken) == (3, None)
    with by_hand() as run:
        run('UPDATE programme_auditline SET detail = \'{"a": "b"}\' WHERE number = 1')
    broken = verify().broken
    assert broken is not None
    assert broken.number == 1


def test_a_value_about_a_person_is_forgotten_and_the_chain_holds(trail: list[AuditLine]) -> None:
    note(
        "rename",
        "P3",
        by=None,
        personal={"name": Personal(about="P3", value="丙三"), "x": Personal(about="P4", value=4)},
    )
    assert values_of(trail[-1]) == {"after.name": "丙三"}
    assert forget("P3", by=None, reason="保存期满") == 2
    assert forget("P3", by=None, reason="保存期满") == 0
    checked = verify()
    assert (checked.broken, checked.forgotten, checked.count) == (None, 2, len(trail) + 2)
    assert values_of(trail[-1]) == {"after.name": None}
    assert [each.value for each in AuditValue.objects.filter(about="P4")] == ["4"]
    for line in AuditLine.objects.all():
        assert "丙三" not in f"{line.subject} {line.detail} {line.sealed}"


def test_the_same_name_is_sealed_differently_each_time(trail: list[AuditLine]) -> None:
    again = note("rename", "P3", by=None, personal={"after.name": Personal(about="P3", value="丙三")})
    assert again.sealed.keys() == trail[-1].sealed.keys()
    assert again.sealed != trail[-1].sealed


@pytest.mark.django_db(transaction=False)
def test_a_line_outside_a_transaction_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    class Open:
        in_atomic_block = False

    monkeypatch.setattr(transaction, "get_connection", Open)
    with pytest.raises(TransactionManagementError):
        note("do", "it", by=None)


@pytest.mark.parametrize("value", [1.5, 1e300, 10**30, None, "\U0001f309", [1, {"a": 2.0}], dt.date(2024, 1, 1)])
def test_whatever_a_detail_holds_verifies(value: Any) -> None:
    note("do", "it", by=None, after=value)
    assert verify().broken is None
