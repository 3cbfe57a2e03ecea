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
    "qiao.exchange.writes.counts": "reads a plan",
    "qiao.record.evidence.writes.meant": "reads a signed word",
    "qiao.record.evidence.writes.token": "a signed word",
    "qiao.programme.name_writes.key_of": "a word of the trail",
    "qiao.programme.name_writes.refuse_merge": "why not",
    "qiao.programme.name_writes.refuse_name": "why not",
    "qiao.programme.term_writes.said_of_post": "words of the trail",
    "qiao.record.periods.writes.refuse_closed": "why not",
    "qiao.record.review.writes.authors": "reads a record",
    "qiao.record.review.writes.locked": "reads a record and locks it",
    "qiao.record.review.writes.said": "words of the trail",
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
    "qiao.exchange.jobs.writes.answer": "an answer before the import; confirming it has its line",
    "qiao.exchange.writes.sweep": "rows that wait for an import which is over",
    "qiao.record.evidence.writes.receive": "a file that no record has yet; attaching it has its line",
    "qiao.record.evidence.writes.release": "files of records whose going has its line",
    "qiao.record.review.writes.keep": "the revision of a step, which has its line from the step",
    "qiao.record.review.writes.keep_first": "as above",
    "qiao.drafting.jobs.writes.advance": "progress changes nothing that was said; the end of a job has its line",
}
# Lines that tell of no before and after, because there is none.
TOLD_OTHERWISE = {
    "import": "the lines of the rows have it",
    "add records": "nothing was there before; after is each record's id with the digest of its content",
    "write words": "in `personal`, by place",
    "rename person": "in `personal`",
    "reads.RESTORED": "the lines of the rows have it",
    "export person": "nothing changes; that somebody took it out is told",
    "import roster": "what is new stands in `organisations`, `batches` and `secondments`",
}


def writes_modules(root: Path) -> list[Module]:
    return [each for each in modules_under(root) if each.path.endswith("writes.py")]


def is_noting(module: Module) -> bool:
    return "from qiao.programme.audit import" in module.source and "note" in of_qiao(module)


def of_qiao(module: Module) -> set[str]:
    """The names that a module has from other modules of Qiao."""
    found = (node for node in module.tree.body if isinstance(node, ast.ImportFrom) and "qiao" in (node.module or ""))
    return {alias.asname or alias.name for node in found for alias in node.names}


def calls(function: ast.AST, others: set[str]) -> tuple[set[str], set[str]]:
    """The names of the functions that a function calls: of its own module, and of other modules of Qiao."""
    found = [node.func for node in ast.walk(function) if isinstance(node, ast.Call)]
    named = {each.id for each in found if isinstance(each, ast.Name)}
    of_modules = {
        each.attr
        for each in found
        if isinstance(each, ast.Attribute) and isinstance(each.value, ast.Name) and each.value.id in others
    }
    return named - others, of_modules | (named & others)


def functions(module: Module) -> dict[str, ast.FunctionDef]:
    return {node.name: node for node in module.tree.body if isinstance(node, ast.FunctionDef)}


def noting(modules: list[Module]) -> dict[str, set[str]]:
    """The functions that reach `note` by module, through others of it or of another writes module."""
    known = {
        (module.name, name): calls(each, of_qiao(module))
        for module in modules
        for name, each in functions(module).items()
    }
    reached: set[tuple[str, str]] = set()
    while True:
        anywhere = {name for _of, name in reached if not name.startswith("_")} | {"note"}
        more = {
            (of, name)
            for (of, name), (own, foreign) in known.items()
            if foreign & anywhere or any((of, each) in reached for each in own)
        }
        if more <= reached:
            break
        reached |= more
    return {module.name: {name for of, name in reached if of == module.name} for module in modules}


def public(root: Path) -> Iterator[tuple[str, bool]]:
    """Every public function of a writes module by its whole name, and whether it reaches `note`."""
    modules = writes_modules(root)
    # A line may be written by a module of another name, for several writes at once.
    reached = noting([*modules, *(each for each in modules_under(root) if each not in modules and is_noting(each))])
    for module in modules:
        for name in functions(module):
            if not name.startswith("_"):
                yield f"{module.name}.{name}", name in reached[module.name]


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
            name = ast.unparse(node.args[0]).strip("'")
            if not {"before", "after"} <= said and name not in TOLD_OTHERWISE and None not in said:
                missing.append(f"{module.path}:{node.lineno} {name}")
    # What is forgotten must not be said.
    assert sorted(each for each in missing if "programme/audit.py" not in each) == []


def test_the_check_of_the_source_can_fail() -> None:
    source = (
        "from qiao.programme.audit import note\ndef save():\n    thing()\n"
        "def keep():\n    _keep()\ndef _keep():\n    note('x')\n"
    )
    module = Module(path="qiao/a/writes.py", source=source, tree=ast.parse(source))
    assert noting([module]) == {"qiao.a.writes": {"keep", "_keep"}}


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
