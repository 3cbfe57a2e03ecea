"""`qiao account` and `qiao audit`, as whoever runs the machine uses them."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from tests.cli.conftest import Run


@pytest.fixture
def kept(qiao: Run) -> Run:
    """`qiao` with a record in which a few accounts were opened and closed."""
    for name in ("jia", "yi", "bing"):
        assert qiao("account", "open", name).code == 0
    assert qiao("account", "close", "yi").code == 0
    return qiao


def test_an_account_is_opened_listed_closed_and_opened_again(qiao: Run) -> None:
    done = qiao("account", "open", "lixia", "--email", "lixia@example.org", QIAO_ADDRESS="https://qiao.example.org")
    assert done.code == 0
    assert done.out.startswith("https://qiao.example.org/sign-in/link/")
    again = qiao("account", "reset", "lixia", "--second-factor")
    assert again.out.strip() != done.out.strip()
    assert "invited" in qiao("account", "list").out
    assert qiao("account", "close", "lixia").code == 0
    assert "closed" in qiao("account", "list").out
    refused = qiao("account", "reset", "lixia")
    assert (refused.code, refused.out) == (2, "")
    assert "open it again first" in refused.err
    assert qiao("account", "reopen", "lixia").code == 0
    assert "`qiao account list`" in qiao("account", "reset", "nobody").err
    assert qiao("account", "open", "lixia").code == 2
    assert qiao("audit", "verify").code == 0


def test_the_trail_is_whole_and_its_head_is_known(kept: Run) -> None:
    head = kept("audit", "head").out.strip()
    done = kept("audit", "verify", "--head", head)
    assert (done.code, done.err) == (0, "")
    assert head in done.out
    assert kept("account", "close", "jia").code == 0
    assert kept("audit", "verify", "--head", head).code == 0
    assert kept("audit", "verify", "--head", "nonsense").code == 2
    wrong = f"3:{'0' * 64}"
    assert kept("audit", "verify", "--head", wrong).code == 1


def test_the_trail_is_shown(kept: Run) -> None:
    lines = [json.loads(each) for each in kept("audit", "show", "--json").out.splitlines()]
    assert [each["number"] for each in lines] == list(range(7, 0, -1))
    assert lines[0]["action"] == "close account"
    assert lines[-1]["personal"] == {"after.name": "jia"}
    assert "is_active: true \u2192 false" in kept("audit", "show", "--action", "close account").out
    assert len(kept("audit", "show", "--subject", "account 2", "--json").out.splitlines()) == 3
    assert len(kept("audit", "show", "--most", "2", "--json").out.splitlines()) == 2


@pytest.mark.parametrize("byte", range(5))
def test_a_byte_of_the_file_changed_by_hand_is_named(kept: Run, tmp_path: Path, byte: int) -> None:
    """Not through SQL: the file itself, where a line of the trail stands."""
    file = tmp_path / "data" / "qiao.sqlite3"
    with sqlite3.connect(file) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        found = database.execute("SELECT detail FROM programme_auditline WHERE number = 7").fetchone()[0]
    database.close()
    content = bytearray(file.read_bytes())
    place = content.rfind(found.encode())
    assert place > 0
    content[place + 9 + byte] ^= 1
    file.write_bytes(content)
    done = kept("audit", "verify")
    assert done.code == 1
    assert "line 7" in done.out
    assert "whole before it: 6 lines" in done.out
