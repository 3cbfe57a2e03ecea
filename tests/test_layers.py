"""The source of Qiao keeps to DESIGN sections 3 and 8; and each check can fail."""

import re
import tomllib
from pathlib import Path

import pytest

from tests.layers import (
    CHECKS,
    MAY_IMPORT,
    Check,
    broad_except,
    chinese,
    cycle,
    django_in_the_core,
    import_inside_function,
    modules_under,
    parsed,
    save_override,
    signal,
    too_long,
    vague_name,
    wrong_layer,
)

IDS = [check.__name__ for check in CHECKS]

A_LONG_FUNCTION = "def f():\n" + "    x = 1\n" * 50
A_FORKED_FUNCTION = "def f(x):\n" + "    if x: pass\n" * 13
A_WIDE_CLASS = "class C:\n" + "".join(f"    def m{i}(self): pass\n" for i in range(21))

BAD: list[tuple[Check, dict[str, str], str]] = [
    (wrong_layer, {"qiao/document/a.py": "from qiao.claim import read"}, "document may not import qiao.claim"),
    (wrong_layer, {"qiao/claim/a.py": "def f():\n    import qiao.verdict"}, "claim may not import qiao.verdict"),
    (wrong_layer, {"qiao/verdict/a.py": "from qiao import document"}, "verdict may not import qiao"),
    (
        wrong_layer,
        {"qiao/text/a.py": "from ..terms import Fact", "qiao/terms.py": ""},
        "text may not import qiao.terms",
    ),
    (
        wrong_layer,
        {"qiao/measure/a.py": "import qiao.catalogue.loading"},
        "measure may not import qiao.catalogue.loading",
    ),
    (wrong_layer, {"qiao/drafting/a.py": "from qiao.web import views"}, "drafting may not import qiao.web"),
    (wrong_layer, {"qiao/web/a.py": "from qiao.cli import main"}, "web may not import qiao.cli"),
    (wrong_layer, {"qiao/web/a.py": "from qiao.demo import run"}, "web may not import qiao.demo"),
    (
        wrong_layer,
        {"qiao/cli/a.py": "import importlib\nimportlib.import_module('qiao.web.urls')"},
        "cli may not import",
    ),
    (wrong_layer, {"qiao/record/a.py": "from qiao.settings import QIAO_HOME"}, "record may not import qiao.settings"),
    (wrong_layer, {"qiao/novelty/__init__.py": ""}, "qiao.novelty is in no row"),
    (wrong_layer, {"qiao/__init__.py": "from qiao.terms import Fact"}, "qiao may not import qiao.terms"),
    (django_in_the_core, {"qiao/terms.py": "import django"}, "terms knows no Django"),
    (django_in_the_core, {"qiao/claim/a.py": "def f():\n    from django.db import models"}, "claim knows no Django"),
    (django_in_the_core, {"qiao/library/matching.py": "from django.db import models"}, "library knows no Django"),
    (import_inside_function, {"qiao/web/a.py": "def f():\n    import json"}, "imports json inside a function"),
    (
        import_inside_function,
        {"qiao/web/a.py": "class C:\n    async def f(self):\n        from json import loads"},
        "a.py:3",
    ),
    (
        import_inside_function,
        {"qiao/web/a.py": "from importlib import import_module\nimport_module('json')"},
        "by a call",
    ),
    (import_inside_function, {"qiao/cli/a.py": "def f():\n    import json"}, "inside a function"),
    (cycle, {"qiao/text/a.py": "import qiao.text.b", "qiao/text/b.py": "from qiao.text import a"}, "import cycle"),
    (
        cycle,
        {"qiao/text/__init__.py": "from qiao.text.a import x", "qiao/text/a.py": "from qiao.text import y"},
        "qiao.text.a",
    ),
    (too_long, {"qiao/text/a.py": "x = 1\n" * 401}, "401 lines (limit 400)"),
    (too_long, {"qiao/text/a.py": A_LONG_FUNCTION}, "f: 51 lines (limit 50)"),
    (too_long, {"qiao/text/a.py": A_FORKED_FUNCTION}, "f: 13 branches (limit 12)"),
    (too_long, {"qiao/text/a.py": A_WIDE_CLASS}, "C: 21 methods (limit 20)"),
    (broad_except, {"qiao/text/a.py": "try:\n    x = 1\nexcept Exception:\n    pass"}, "a.py:3 catches everything"),
    (broad_except, {"qiao/text/a.py": "try:\n    x = 1\nexcept:\n    pass"}, "a.py:3"),
    (broad_except, {"qiao/text/a.py": "try:\n    x = 1\nexcept (OSError, BaseException):\n    pass"}, "a.py:3"),
    (broad_except, {"qiao/text/a.py": "import contextlib\nwith contextlib.suppress(Exception):\n    x = 1"}, "a.py:2"),
    (signal, {"qiao/record/a.py": "from django.dispatch import receiver"}, "a.py:1 uses signals"),
    (signal, {"qiao/record/a.py": "from django.db.models import signals"}, "a.py:1 uses signals"),
    (signal, {"qiao/record/a.py": "import django.db.models.signals as s"}, "a.py:1 uses signals"),
    (
        save_override,
        {"qiao/record/models.py": "class Record(Model):\n    def save(self): pass"},
        "Record overrides save()",
    ),
    (vague_name, {"qiao/record/utils.py": ""}, "qiao/record/utils.py"),
    (vague_name, {"qiao/common/dates.py": ""}, "qiao/common/dates.py"),
    (chinese, {"qiao/text/a.py": "unit = '人次'"}, "a.py:1 Chinese in code"),
    (chinese, {"qiao/text/a.py": "x = f'{1}、'"}, "a.py:1 Chinese in code"),
    (chinese, {"qiao/text/a.py": "def f():\n    '''Fine: 人次.'''\n    人次 = 1"}, "a.py:3 Chinese in code"),
]

GOOD: dict[str, str] = {
    "qiao/__init__.py": "__version__ = '1'",
    "qiao/terms.py": "from dataclasses import dataclass\nfrom qiao import __version__",
    "qiao/text/__init__.py": "from qiao.text.numerals import value",
    "qiao/text/numerals.py": "# 余 stays below the next round number\nfrom qiao.text import places",
    "qiao/text/places.py": "def f():\n    '''80余.'''\n    try:\n        g()\n    except ValueError:\n        h()",
    "qiao/claim/__init__.py": "from qiao import text\nfrom qiao.terms import Claim",
    "qiao/library/models.py": "from django.db import models",
    "qiao/record/migrations/0001_initial.py": "x = 1\n" * 500,
    "qiao/cli/main.py": "from importlib import import_module\ndef main(name):\n    import_module(name)",
}


@pytest.mark.parametrize("check", CHECKS, ids=IDS)
def test_qiao_keeps_to_the_design(check: Check, root: Path) -> None:
    assert check(modules_under(root)) == []


def test_the_whole_package_is_looked_at(root: Path) -> None:
    names = {module.name for module in modules_under(root)}
    assert {"qiao", "qiao.terms", "qiao.settings", "qiao.sqlite.base"} <= names


@pytest.mark.parametrize(("check", "files", "complaint"), BAD)
def test_what_the_design_forbids_is_refused(check: Check, files: dict[str, str], complaint: str) -> None:
    faults = check([parsed(path, source) for path, source in files.items()])
    assert any(complaint in fault for fault in faults), faults


@pytest.mark.parametrize("check", CHECKS, ids=IDS)
def test_what_the_design_allows_is_accepted(check: Check) -> None:
    assert check([parsed(path, source) for path, source in GOOD.items()]) == []


def test_every_check_has_been_seen_to_refuse() -> None:
    assert {check for check, _, _ in BAD} == set(CHECKS)


def test_the_table_has_no_ring_and_nothing_imports_the_faces() -> None:
    for unit, allowed in MAY_IMPORT.items():
        assert not allowed & {"web", "api", "cli", "settings", "urls"}, unit
        assert all(unit not in MAY_IMPORT[other] for other in allowed), unit
    assert [unit for unit, allowed in MAY_IMPORT.items() if "demo" in allowed] == ["cli"]


def runtime_dependencies(root: Path) -> list[str]:
    """The names of the packages that an installed Qiao needs."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [re.split(r"[^\w.-]", line)[0] for line in project["dependencies"]]


def without_a_page(names: list[str], titles: list[str]) -> list[str]:
    """The names that are in no page's title."""
    words = {word for title in titles for word in re.findall(r"[\w.-]*\w", title.lower())}
    return [name for name in names if name.lower() not in words]


def test_every_runtime_dependency_has_its_reason(root: Path) -> None:
    pages = (root / "docs" / "decisions").glob("*.md")
    titles = [page.read_text(encoding="utf-8").partition("\n")[0] for page in pages]
    names = runtime_dependencies(root)
    assert "Django" in names
    assert without_a_page(names, titles) == []


def test_a_dependency_without_a_reason_is_refused() -> None:
    assert without_a_page(["lxml", "Django", "left-pad"], ["# Django: the web", "# lxml, for .docx"]) == ["left-pad"]


def test_no_address_of_an_index_is_in_the_lock(root: Path) -> None:
    for file in (root / "requirements").glob("*.txt"):
        assert "://" not in file.read_text(encoding="utf-8"), file.name
