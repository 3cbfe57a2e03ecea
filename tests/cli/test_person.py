"""`qiao person`: what is held comes out as a file; a removal waits for its term, and is said in one line."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from django.conf import LazySettings

from qiao.programme.models import Secondee
from tests.cli.conftest import Run


def test_everything_held_comes_out_as_a_file(office: Run, tmp_path: Path) -> None:
    person = Secondee.objects.order_by("code")[0]
    outcome = office("person", "export", person.code, "-o", tmp_path / "held.zip")
    assert (outcome.code, outcome.err) == (0, "")
    assert {"person.json", "person.html"} <= set(zipfile.ZipFile(tmp_path / "held.zip").namelist())


def test_a_removal_waits_for_its_term(office: Run, settings: LazySettings) -> None:
    person = Secondee.objects.order_by("code")[0]
    settings.QIAO_RETENTION_YEARS = 100
    refused = office("person", "remove", person.code)
    assert refused.code == 2
    assert refused.err.count("\n") == 1
    assert office("person", "due").code == 0
    settings.QIAO_RETENTION_YEARS = 0
    assert office("person", "due").code == 1
    assert office("person", "remove", person.code).code == 0
    person.refresh_from_db()
    assert person.removed_on is not None


@pytest.mark.parametrize("what", ["export", "remove"])
def test_nobody_has_the_number(empty: Run, what: str, tmp_path: Path) -> None:
    outcome = empty("person", what, "P999", *(("-o", tmp_path / "x.zip") if what == "export" else ()))
    assert outcome.code == 2
    assert "P999" in outcome.err
