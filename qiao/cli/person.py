"""`qiao person`: everything that is held about one person as a file, and its removal after the retention term."""

from __future__ import annotations

import argparse
from pathlib import Path

from django.utils import timezone

from qiao.cli.failure import CannotRun
from qiao.cli.language import _
from qiao.programme.models import Secondee
from qiao.programme.refusal import NotDone
from qiao.upkeep import removing, taking_out


def run(given: argparse.Namespace) -> int:
    """Do what was asked about a person. Raises CannotRun."""
    return {"export": _export, "remove": _remove, "due": _due}[given.what](given)


def _export(given: argparse.Namespace) -> int:
    place = Path(given.output)
    place.write_bytes(taking_out.take_out(_person(given.code), by=None))
    print(_("everything held about {code}: {place}").format(code=given.code, place=place))
    return 0


def _remove(given: argparse.Namespace) -> int:
    person = _person(given.code)
    try:
        removing.remove(person, by=None, day=timezone.localdate())
    except NotDone as refused:
        raise CannotRun(refused.why) from refused
    print(_("removed: {code} is {name} from now on").format(code=person.code, name=person.name))
    return 0


def _due(_given: argparse.Namespace) -> int:
    """Print who may be removed today: number and first day. Returns 1 where there is anybody."""
    people = removing.due(timezone.localdate())
    for each in people:
        print(f"{each.code}\t{removing.removable_from(each)}")
    return 1 if people else 0


def _person(code: str) -> Secondee:
    found = Secondee.objects.filter(code=code).first()
    if found is None:
        raise CannotRun(_("nobody has the number {code}; it is in the list of people").format(code=code))
    return found
