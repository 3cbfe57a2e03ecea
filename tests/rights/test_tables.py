"""The two tables of rights: whole, read as they are written, and about what there is; no address without a rule."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

import pytest

from qiao.cli.main import parser
from qiao.programme import matrix as tables
from qiao.programme.matrix import COMMAND, OPEN, ROLES, SIGNED_IN, STATES, URL, TableError, entrances, matrix
from qiao.programme.models import RoleAssignment
from tests.rights.routes import routes

HEAD = ",".join(("action", "state", "zh", "en", *ROLES))
NOBODY = ",".join(["no"] * len(ROLES))


def commands(of: argparse.ArgumentParser, before: str = "") -> Iterator[str]:
    """Yield every command; one that has commands of its own is named by them."""
    for action in of._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, each in action.choices.items():
                inner = list(commands(each, f"{before}{name} "))
                yield from inner or [f"{before}{name}"]


def ruled(sort: str) -> set[str]:
    return {name for each, name in entrances() if each == sort}


def test_every_address_has_a_rule_and_every_rule_an_address() -> None:
    assert {name for name, _arguments in routes()} == ruled(URL)


def test_every_command_has_a_rule_and_every_rule_a_command() -> None:
    assert set(commands(parser())) == ruled(COMMAND)


def test_every_action_is_what_some_address_or_command_does() -> None:
    done = {action for each in entrances().values() for action in each.actions} - {OPEN, SIGNED_IN}
    assert done == set(matrix().actions)


def test_the_roles_that_can_be_given_are_the_columns() -> None:
    assert {*RoleAssignment.Role.values, tables.SECONDEE} == set(ROLES)


def test_no_cell_is_empty() -> None:
    cells = [matrix().cell(action, state, role) for action, state, role in every_cell()]
    assert all(cells)
    assert len(cells) == len(set(every_cell()))


def every_cell() -> Iterator[tuple[str, str, str]]:
    for action in matrix().actions:
        states = STATES.get(action.partition(".")[0], (tables.ANY,))
        whole = any(row.states == (tables.ANY,) for row in matrix().of(action))
        for state in (tables.ANY,) if whole else states:
            for role in ROLES:
                yield action, state, role


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (f"x,any,x,x,{NOBODY[:-2]}", "line 2: the cell administrator is empty"),
        (f"x,any,,x,{NOBODY}", "line 2: the cell zh is empty"),
        (f"x,any,x,x,{NOBODY},no", "13 cells instead of 12"),
        (f"x,any,x,x,own,maybe,{NOBODY[6:]}", "team_lead is 'maybe'"),
        (f"x,any,x,x,no,no scope,{NOBODY[6:]}", "team_lead is 'no scope'"),
        (f"x,any,x,x,scope,{NOBODY[3:]}", "a secondee has no scope"),
        (f"record.x,gone,x,x,{NOBODY}", "record.x has no state 'gone'"),
        (f"record.x,draft,x,x,{NOBODY}", "record.x must say each of its states once"),
        (f"x,any,x,x,{NOBODY}\nx,any,x,x,{NOBODY}", "x must say each of its states once"),
    ],
)
def test_a_matrix_that_could_mislead_is_refused(line: str, why: str) -> None:
    with pytest.raises(TableError, match=why):
        tables.read_matrix(f"{HEAD}\n{line}\n")


def test_a_matrix_with_other_columns_is_refused() -> None:
    with pytest.raises(TableError, match="line 1: the columns must be action"):
        tables.read_matrix(HEAD.replace("clerk", "typist") + "\n")


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("page,home,GET,-,signed-in", "'page' is neither url nor command"),
        ("url,home,GET,house,signed-in", "nothing is called 'house'"),
        ("url,home,GET,-,record.dream", "knows no action 'record.dream'"),
        ("url,home,GET,-,open\nurl,home,GET,-,open", "home has a rule already"),
        ("url,home,GET,-,", "the cell action is empty"),
    ],
)
def test_entrances_that_could_mislead_are_refused(line: str, why: str) -> None:
    with pytest.raises(TableError, match=why):
        tables.read_entrances(f"sort,name,methods,object,action\n{line}\n", matrix())
