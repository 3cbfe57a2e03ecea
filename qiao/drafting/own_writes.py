"""What changes the programme's own outlines and house styles: each one transaction and one line of the trail."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from qiao.catalogue import CatalogueError
from qiao.drafting import own
from qiao.drafting.models import OwnText
from qiao.drafting.writes import Refused
from qiao.programme.audit import note
from qiao.programme.rights import demand_whole

CHANGE = "outline.change"
LONGEST = 40_000
NAME_LENGTH = 50


class Faulty(Exception):  # noqa: N818  # it says what happened
    """A text that cannot be used. Its text is one line for the user, `line` the line of the fault, from 1."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(why)
        self.line = line


def checked(sort: str, name: str, text: str) -> str:
    """Return the id of what a text describes. Raises Faulty. `name` is the one that is changed, "" for a new one."""
    if len(text) > LONGEST:
        raise Faulty(1, _("The text is too long: at most %(count)s characters.") % {"count": LONGEST})
    try:
        found = own.read(sort, name or "-", text).id
    except CatalogueError as error:
        raise Faulty(error.line, error.why) from error
    line = next((n for n, each in enumerate(text.splitlines(), 1) if each.startswith("id:")), 1)
    if name and found != name:
        raise Faulty(line, _("The id stays %(name)s: documents refer to it.") % {"name": name})
    if len(found) > NAME_LENGTH:
        raise Faulty(line, _("The id is too long: at most %(count)s characters.") % {"count": NAME_LENGTH})
    if not name and (found in own.shipped(sort) or OwnText.objects.filter(sort=sort, name=found).exists()):
        raise Faulty(line, _("The id %(name)s is taken: choose another one.") % {"name": found})
    return found


def save(sort: str, name: str, text: str, *, version: int, by: User) -> OwnText:
    """Keep a new version of a text; `name` and `version` are what was changed, "" and 0 for a new one.

    Raises Faulty for a text that cannot be used, and Refused where somebody else has saved one in between.
    """
    demand_whole(by, CHANGE)
    text = "\n".join(text.splitlines()) + "\n"
    try:
        with transaction.atomic():
            found = checked(sort, name, text)
            kept = OwnText.objects.create(sort=sort, name=found, version=version + 1, text=text, by=by)
            # Each version is kept for good: its number says what it was.
            before = {"version": version} if version else None
            note(f"save {sort}", found, by=by, before=before, after={"version": kept.version})
            return kept
    except IntegrityError as error:
        raise Refused(_("Somebody else has changed this since you opened it. Open it again.")) from error


@transaction.atomic
def retire(sort: str, name: str, *, by: User) -> None:
    """Offer one of the programme's own no longer. It stays listed, and drafts by it keep their text. Twice is once."""
    demand_whole(by, CHANGE)
    last = OwnText.objects.filter(sort=sort, name=name).first()
    if last is not None and not last.is_retired:
        OwnText.objects.create(sort=sort, name=name, version=last.version + 1, text=last.text, is_retired=True, by=by)
        note(f"retire {sort}", name, by=by, before={"version": last.version}, after={"version": last.version + 1})
