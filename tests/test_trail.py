"""Every write leaves its line: every function of every writes module reaches `note`, and says what was and what is.

That the line is really written, in the same transaction, is watched in every test with a database: tests/trail.py.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from django.db import connection, transaction

from qiao.programme.audit import note
from qiao.programme.models import Region
from tests.layers import Module, modules_under
from tests.trail import WITHOUT_A_LINE, Watch

# Public functions of writes modules that write no line themselves.
READ_ONLY = {
    "qiao.drafting.jobs.writes.asked_for": "reads a job",
    "qiao.drafting.own_writes.checked": "reads a text",
    "qiao.programme.role_writes.action_for": "which right it takes",
    "qiao.programme.role_writes.problem": "why not",
    "qiao.programme.role_writes.told": "words of the trail",
    "qiao.programme.writes.renamed": "words of the trail",
    "qiao.programme.writes.said_of_account": "words of the trail",
    "qiao.programme.writes.said_of_batch": "words of the trail",
    "qiao.programme.writes.said_of_organisation": "words of the trail",
    "qiao.programme.writes.said_of_secondment": "words of the trail",
}
PROGRESS = {
    "qiao.drafting.jobs.writes.advance": "progress changes nothing that was said; the end of a job has its line",
}
# Lines that tell of no before and after, because there is none.
TOLD_OTHERWISE = {
    "import": "the lines of the rows have it",
    "add records": "nothing was there before; after is each record's id with the digest of its content",
    "write words": "in `personal`, by place",
    "import roster": "what is new stands in `organisations`, `batches` and `secondments`",
}


def writes_modules(root: Path) -> list[Module]:
    return [each for each in modules_under(root) if each.path.endswith("writes.py")]


def calls(function: ast.AST) -> set[str]:
    """The last part of the name of everything that a function calls."""
    found = (node.func for node in ast.walk(function) if isinstance(node, ast.Call))
    return {each.attr if isinstance(each, ast.Attribute) else getattr(each, "id", "") for each in found}


def functions(module: Module) -> dict[str, ast.FunctionDef]:
    return {node.name: node for node in module.tree.body if isinstance(node, ast.FunctionDef)}


def noting(module: Module) -> set[str]:
    """The functions of a module that reach `note`, through others of it or of another writes module."""
    known = functions(module)
    reached = {name for name, each in known.items() if calls(each) & {"note", "bring_in", "overwrite", "noting"}}
    while more := {name for name, each in known.items() if name not in reached and calls(each) & reached}:
        reached |= more
    return reached


def public(root: Path) -> Iterator[tuple[str, bool]]:
    """Every public function of a writes module by its whole name, and whether it reaches `note`."""
    for module in writes_modules(root):
        reached = noting(module)
        for name in functions(module):
            if not name.startswith("_"):
                yield f"{module.name}.{name}", name in reached


def test_every_write_reaches_the_trail_or_is_listed_with_a_reason(root: Path) -> None:
    found = dict(public(root))
    assert len(found) > 40
    silent = {name for name, is_noting in found.items() if not is_noting}
    assert silent - set(READ_ONLY) - set(PROGRESS) == set()
    assert set(READ_ONLY) | set(PROGRESS) <= set(found), "listed, but not there"


def test_every_line_says_what_was_and_what_is(root: Path) -> None:
    missing = []
    for module in modules_under(root):
        if "qiao.programme.audit" not in module.source:
            continue
        for node in ast.walk(module.tree):
            if not (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "note"):
                continue
            said = {each.arg for each in node.keywords}
            name = node.args[0].value if isinstance(node.args[0], ast.Constant) else ""
            if not {"before", "after"} <= said and name not in TOLD_OTHERWISE and None not in said:
                missing.append(f"{module.path}:{node.lineno} {name!r}")
    # What is forgotten must not be said.
    assert [each for each in missing if "programme/audit.py" not in each] == []


def test_the_check_of_the_source_can_fail() -> None:
    source = "def save():\n    thing()\n\ndef keep():\n    _keep()\n\ndef _keep():\n    note('x')\n"
    module = Module(path="qiao/a/writes.py", source=source, tree=ast.parse(source))
    assert noting(module) == {"keep", "_keep"}


def rolled_back() -> None:
    with suppress(ZeroDivisionError), transaction.atomic():
        Region.objects.create(name="rolled back")
        raise ZeroDivisionError


@pytest.mark.django_db
def test_the_watch_sees_a_transaction_without_a_line() -> None:
    watch = Watch()
    # The transaction around it is for the watch over this test itself.
    with transaction.atomic(), connection.execute_wrapper(watch):
        note("a test", "of the watch", by=None)
        with transaction.atomic():
            note("add region", "某省", by=None, before=None, after={})
            Region.objects.create(name="某省")
        assert watch.faults == []
        Region.objects.create(name="by a test itself")
        assert watch.faults == []
        rolled_back()
        assert watch.faults == []
        with transaction.atomic():
            Region.objects.create(name="某州")
        assert watch.faults == ["changed without a line in the trail: programme_region"]


def test_every_table_without_a_line_has_its_reason() -> None:
    assert all(WITHOUT_A_LINE.values())
