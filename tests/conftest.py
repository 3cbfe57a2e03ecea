"""What every test may ask for. The first lines run before Django is loaded: see tests/environment.py."""

import importlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import django
import hypothesis
import pytest
from django.conf import settings
from django.db import connection

from tests.environment import prepare
from tests.trail import Watch

if settings.configured:
    # pytest-django loads the settings before any conftest where a variable or option names them.
    raise pytest.UsageError("Unset DJANGO_SETTINGS_MODULE and leave out --ds: tests/conftest.py loads the settings.")

# Machines are shared: how long an example takes says nothing about Qiao.
hypothesis.settings.register_profile("qiao", deadline=None)
# What is to land is held to the same examples each time: what a fresh draw finds is for whoever runs `make test` next.
hypothesis.settings.register_profile("landing", deadline=None, derandomize=True)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "qiao"))

ROOT = Path(__file__).resolve().parent.parent

# One home folder per process, so that pytest-xdist's workers do not share files. It goes when the process ends.
HOME = tempfile.TemporaryDirectory(prefix="qiao-tests-", ignore_cleanup_errors=True)
prepare(Path(HOME.name))

# Load the settings now, and take the variable away again: pytest-xdist's workers inherit it, and would then load them
# before they get here, with this process's home folder.
with pytest.MonkeyPatch.context() as patch:
    patch.setenv("DJANGO_SETTINGS_MODULE", "qiao.settings")
    assert Path(HOME.name) == settings.QIAO_HOME


# pytest-xdist's suffix must not turn the path of an SQLite file into a name; pytest-django sees to that for the engine
# that Django brings only.
if settings.DATABASES["default"]["ENGINE"] == "qiao.sqlite":
    settings.DATABASES["default"]["TEST"] = {"NAME": ":memory:"}
# The real hasher takes a third of a second for each user of a test.
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# The conftests of the folders below import models, and pytest loads them before pytest-django would set Django up.
django.setup()
kinds = importlib.import_module("qiao.record.kinds")
# Some tests list the kinds while they are collected, when there is no database yet.
kinds._SEEN.set(kinds.NONE)


@pytest.fixture(autouse=True)
def _no_kinds_of_another_test(request: pytest.FixtureRequest) -> None:
    """Forget the kinds that another test has made; a test without a database has none and may not ask for them."""
    has_database = {"db", "transactional_db"} & set(request.fixturenames) or request.node.get_closest_marker(
        "django_db"
    )
    kinds._SEEN.set(None if has_database else kinds.NONE)


@pytest.fixture(autouse=True)
def trail_watched(request: pytest.FixtureRequest) -> Iterator[None]:
    """Every transaction of the product that a test makes leaves its line in the trail: see tests/trail.py."""
    if not {"db", "_django_db_helper"} & set(request.fixturenames) and not request.node.get_closest_marker("django_db"):
        yield
        return
    watch = Watch()
    with connection.execute_wrapper(watch):
        yield
    assert watch.faults == []


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with the real samples, beside the checkout or where QIAO_SHARED says; absent, the test is skipped."""
    folder = Path(os.environ.get("QIAO_SHARED") or ROOT.parent / "shared")
    if not (folder / "samples").is_dir():
        pytest.skip(f"the real samples are not here: no folder {folder / 'samples'} (QIAO_SHARED names another place)")
    return folder
