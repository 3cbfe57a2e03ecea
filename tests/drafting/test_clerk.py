"""What clerks do to a document in LibreOffice, and what is told of each of its numbers afterwards."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from qiao import document
from qiao.document import Manifest
from qiao.drafting.tracing import Trace
from qiao.terms import Document
from tests.document.conftest import PERSON, facts_of
from tests.mutation import SHIPPED
from tests.written import traced

SCRIPT = Path(__file__).with_name("clerk.py")
FIGURES = {
    "field_research.visits": 9, "field_research.places": 7, "field_research.distance": 1351,
    "class_observation.lessons_observed": 5, "training.sessions": 6, "training.attendances": 245,
}  # fmt: skip
SECONDS = 240


@cache
def python() -> str:
    """The Python that can speak to LibreOffice, "" for none."""
    for each in (shutil.which("python3", path="/usr/bin:/usr/local/bin"), sys.executable):
        asked = each and subprocess.run([each, "-c", "import uno"], capture_output=True, check=False, timeout=60)
        if each and asked and asked.returncode == 0:
            return each
    return ""


pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (shutil.which("soffice") and python()), reason="no LibreOffice, or no python3-uno for it"),
]


@dataclass(frozen=True)
class Scenario:
    """An edit, and the places that are no longer the same: by the words then, the state and the words now."""

    edit: str
    words: tuple[str, ...]
    changed: Mapping[str, tuple[str, str | None]]


GONE = ("gone", None)
SCENARIOS = {
    "text around numbers is edited": Scenario("put", ("开展下乡调研", "先后多次深入基层开展下乡调研"), {}),
    "a word is put before a number": Scenario("insert_before", ("1351公里", "总计"), {}),
    "a number is retyped": Scenario("put", ("1351公里", "1361公里"), {"1351公里": ("edited", "1361公里")}),
    "a digit is retyped": Scenario("put", ("1351", "1353"), {"1351公里": ("edited", "1353公里")}),
    "a number is retyped as it was": Scenario("put", ("1351公里", "1351公里"), {}),
    "a digit is put before it": Scenario("insert_before", ("245人次", "3"), {"245人次": ("edited", "3245人次")}),
    "a digit is put behind it": Scenario("insert_behind", ("1351公里", "6"), {"1351公里": ("edited", "1351公里6")}),
    "a hedge is put behind it": Scenario("insert_behind", ("245人次", "以上"), {"245人次": ("edited", "245人次以上")}),
    "the phrase is retyped": Scenario("phrase", ("调研行程", "1351公里", "总行程达1351公里"), {}),
    "the phrase is retyped with another number": Scenario(
        "phrase", ("调研行程", "1351公里", "总行程达1451公里"), {"1351公里": ("edited", "1451公里")}
    ),
    "the phrase is deleted": Scenario("phrase", ("，调研行程", "1351公里", ""), {"1351公里": GONE}),
    "the sentence is deleted": Scenario(
        "delete_paragraph", ("1351公里",), {"9次": GONE, "7个": GONE, "1351公里": GONE}
    ),
    "all of a kind are replaced": Scenario("replace_all", ("5节", "50节"), {"5节": ("edited", "50节")}),
    "it is opened and saved": Scenario("nothing", (), {}),
    "it goes through odt": Scenario("odt", (), {}),
    "a tracked change gives another number": Scenario(
        "tracked", ("1351公里", "1352公里"), {"1351公里": ("edited", "1352公里")}
    ),
    "a tracked change of the phrase leaves it": Scenario(
        "tracked_phrase", ("调研行程", "1351公里", "总行程达1351公里"), {}
    ),
    "a tracked deletion": Scenario("tracked_phrase", ("，调研行程", "1351公里", ""), {"1351公里": GONE}),
}
AGAIN = "saved again"
PASTED = "a paragraph is pasted into a new file"


@pytest.fixture(scope="module", params=[False, True], ids=["bookmarks", "content controls"])
def edited(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of the files that LibreOffice saved, by scenario."""
    folder = tmp_path_factory.mktemp("clerk")
    style = document.styles()[document.DEFAULT_STYLE]
    file = folder / "written.docx"
    file.write_bytes(document.docx(made(), style, has_controls=request.param))
    edits = [[each.edit, str(file), str(folder / f"{name}.docx"), each.words] for name, each in SCENARIOS.items()]
    edits += [["nothing", edits[0][2], str(folder / f"{AGAIN}.docx"), []]]
    edits += [["paste", str(file), str(folder / f"{PASTED}.docx"), ["1351公里"]]]
    # Pipes are the whole machine's: another run of the suite must not be spoken to.
    pipe = f"qiao-{os.getpid()}-{int(request.param)}"
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    office = subprocess.Popen(
        ["soffice", profile, "--headless", "--norestore", "--nologo", f"--accept=pipe,name={pipe};urp;"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        done = subprocess.run(
            [python(), SCRIPT, pipe],
            input=json.dumps(edits),
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        assert done.stdout.split() == ["done"], f"{done.returncode}: {done.stderr}"
        yield folder
    finally:
        # It starts another, which outlives it where the script did not come to its end.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(office.pid, signal.SIGTERM)
        office.wait(timeout=60)


def made() -> Document:
    facts = facts_of(PERSON, {**dict.fromkeys(SHIPPED.measures), **FIGURES})
    return document.write(document.outlines()["work_summary"], PERSON, facts, SHIPPED)


def changed(found: Trace) -> dict[str, tuple[str, str | None]]:
    return {each.place.written: (each.state, each.written) for each in found.places if each.state != "same"}


@pytest.mark.parametrize("name", SCENARIOS)
def test_each_number_has_the_state_that_it_should(edited: Path, name: str) -> None:
    found = traced((edited / f"{name}.docx").read_bytes())
    assert changed(found) == SCENARIOS[name].changed
    assert len(found.places) == sum(run.fact is not None for run in document.runs(made()))
    assert not found.unsourced


def test_saved_twice_it_is_the_same(edited: Path) -> None:
    assert not changed(traced((edited / f"{AGAIN}.docx").read_bytes()))


def test_a_pasted_paragraph_keeps_its_marks(edited: Path) -> None:
    """The new file carries no manifest; the server has it."""
    kept: Manifest = document.manifest(made())
    found = traced((edited / f"{PASTED}.docx").read_bytes(), kept)
    same = {each.place.written for each in found.places if each.state == "same"}
    assert same == {"9次", "7个", "1351公里"}
    assert {each.state for each in found.places} == {"same", "gone"}
