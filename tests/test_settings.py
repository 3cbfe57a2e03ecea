"""The settings come from the environment, nonsense is refused by name, and every variable has its line in the docs."""

import os
import re
import runpy
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connections

KEY = "k" * 32


@pytest.fixture
def load(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, root: Path) -> Any:
    """Load the settings afresh, in an environment that holds what is given, and a home and a key unless given."""

    def loaded(**variables: str) -> dict[str, Any]:
        for name in list(os.environ):
            if name.startswith("QIAO_"):
                monkeypatch.delenv(name)
        for name, value in {"QIAO_HOME": str(tmp_path), "QIAO_SECRET_KEY": KEY, **variables}.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(root / "qiao" / "settings.py"))

    return loaded


def test_without_variables_the_site_is_chinese_safe_and_local(load: Any, tmp_path: Path) -> None:
    settings = load()
    assert settings["DEBUG"] is False
    assert settings["ALLOWED_HOSTS"] == ["127.0.0.1", "localhost"]
    assert settings["LANGUAGE_CODE"] == "zh-hans"
    assert settings["TIME_ZONE"] == "Asia/Shanghai"
    assert settings["DATABASES"]["default"]["ENGINE"] == "qiao.sqlite"
    assert settings["DATABASES"]["default"]["NAME"] == tmp_path / "qiao.sqlite3"


def test_the_home_is_a_new_folder_in_the_working_folder(load: Any, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    assert load(QIAO_HOME="")["QIAO_HOME"] == tmp_path / "qiao-data"
    assert not (tmp_path / "qiao-data").exists()


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("QIAO_DEBUG", "maybe", "1, true, yes, on or 0, false, no, off"),
        ("QIAO_DEBUG", "2", "1, true, yes, on or 0, false, no, off"),
        ("QIAO_LANGUAGE", "fr", "zh-hans, en"),
        ("QIAO_TIME_ZONE", "Mars/Olympus", "such as Asia/Shanghai"),
        ("QIAO_TIME_ZONE", "../../etc/passwd", "such as Asia/Shanghai"),
        ("QIAO_TIME_ZONE", "Asia", "such as Asia/Shanghai"),
        ("QIAO_HOSTS", ", ,", "host names separated by commas"),
        ("QIAO_HOSTS", "http://office", "host names separated by commas"),
        ("QIAO_HOSTS", "office intranet", "host names separated by commas"),
        ("QIAO_DATABASE", "oracle", "sqlite, postgresql"),
        ("QIAO_HOME", __file__, "a folder"),
        ("QIAO_KINDS", "/no/such/folder", "folders that exist"),
        ("QIAO_SECRET_KEY", "short", "32 or more random characters"),
        ("QIAO_SECRET_KEY", "k" * 31, "32 or more random characters"),
    ],
)
def test_nonsense_is_refused_with_the_name_and_what_is_allowed(load: Any, name: str, value: str, allowed: str) -> None:
    with pytest.raises(ImproperlyConfigured) as refusal:
        load(**{name: value})
    message = str(refusal.value)
    assert name in message
    assert allowed in message
    assert "\n" not in message


@pytest.mark.parametrize("port", ["0", "65536", "-1", "5_432", "5432.0", "٥٤٣٢", "five"])
def test_a_port_is_a_whole_number_in_range(load: Any, port: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"QIAO_PG_PORT is .*from 1 to 65535"):
        load(QIAO_DATABASE="postgresql", QIAO_PG_PORT=port)


def test_a_secret_is_not_repeated_in_the_refusal(load: Any) -> None:
    with pytest.raises(ImproperlyConfigured) as refusal:
        load(QIAO_SECRET_KEY="hunter2")
    assert "hunter2" not in str(refusal.value)


def test_a_missing_key_is_refused_with_what_to_do(load: Any, tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured) as refusal:
        load(QIAO_SECRET_KEY="")
    assert str(tmp_path / "secret.key") in str(refusal.value)
    assert "Set QIAO_SECRET_KEY" in str(refusal.value)


def test_the_key_is_read_from_the_home_folder(load: Any, tmp_path: Path) -> None:
    (tmp_path / "secret.key").write_text("f" * 40 + "\n", encoding="utf-8")
    assert load(QIAO_SECRET_KEY="")["SECRET_KEY"] == "f" * 40
    assert load()["SECRET_KEY"] == KEY


def test_a_short_key_in_the_file_is_refused_by_the_name_of_the_file(load: Any, tmp_path: Path) -> None:
    (tmp_path / "secret.key").write_text("short\n", encoding="utf-8")
    with pytest.raises(ImproperlyConfigured, match=r"secret\.key holds 5 characters"):
        load(QIAO_SECRET_KEY="")


@pytest.mark.parametrize(
    ("word", "expected"), [("1", True), ("YES", True), (" on ", True), ("off", False), ("", False)]
)
def test_a_flag_is_yes_or_no(load: Any, word: str, expected: bool) -> None:
    assert load(QIAO_DEBUG=word)["DEBUG"] is expected


def test_hosts_are_separated_by_commas(load: Any) -> None:
    assert load(QIAO_HOSTS="qiao.example.org, 10.0.0.8")["ALLOWED_HOSTS"] == ["qiao.example.org", "10.0.0.8"]


def test_postgresql_is_configured_by_its_own_variables(load: Any) -> None:
    database = load(QIAO_DATABASE="postgresql", QIAO_PG_HOST="db", QIAO_PG_PORT="5433", QIAO_PG_PASSWORD="p")
    default = database["DATABASES"]["default"]
    assert (default["ENGINE"], default["HOST"], default["PORT"]) == ("django.db.backends.postgresql", "db", 5433)
    assert default["ATOMIC_REQUESTS"] is False


def test_the_database_file_runs_with_the_settings_that_protect_it(load: Any, django_db_blocker: Any) -> None:
    # The open connection is asked, not the dictionary: options at the wrong level would be ignored in silence.
    connections.databases["probe"] = {**connections.databases["default"], **load()["DATABASES"]["default"]}
    connection = connections["probe"]
    try:
        with django_db_blocker.unblock(), connection.temporary_connection() as cursor:
            answers = {}
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout"):
                cursor.execute(f"PRAGMA {name}")
                answers[name] = cursor.fetchone()[0]
        assert answers == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 20_000}
        assert vars(connection)["transaction_mode"] == "IMMEDIATE"
        assert connection.settings_dict["ATOMIC_REQUESTS"] is False
    finally:
        connection.close()
        del connections["probe"]
        del connections.databases["probe"]


def variables_read(sources: Iterable[str]) -> set[str]:
    """The variables that Python sources name in strings; the bare word QIAO_HOME is also the name of a setting."""
    return {name for source in sources for name in re.findall(r'"(QIAO_[A-Z_]+)"', source)}


def variables_documented(page: str) -> set[str]:
    """The variables that have a row in the table of a page."""
    return {line.split("`")[1] for line in page.splitlines() if line.startswith("| `QIAO_")}


def test_every_variable_is_documented_and_nothing_else(root: Path) -> None:
    read = variables_read(file.read_text("utf-8") for file in (root / "qiao").rglob("*.py"))
    assert "QIAO_SECRET_KEY" in read
    assert read == variables_documented((root / "docs" / "settings.md").read_text("utf-8"))
