"""Which passwords are refused, without asking any network: what is common, what was breached, what says who one is.

Django's list of 20,000 common passwords is asked for the password as it stands, and again for what is left of it
without the disguises that guessing programmes undo first: capitals, digits for letters, numbers and marks at either
end. An office that has a list of breached passwords names it with QIAO_PASSWORD_LIST.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache
from itertools import pairwise
from pathlib import Path

from django.contrib.auth.models import User
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from qiao.programme.models import Secondee, Secondment

FEWEST_DIFFERENT = 5
SHORTEST_NAME = 2
WALK_SHARE = 4
"""Of this many steps from character to character, all but one along a row of keys are too many."""

DISGUISES = str.maketrans("@4310$5!7", "aaeiossit")
ROWS = ("`1234567890-=", "qwertyuiop[]\\", "asdfghjkl;'", "zxcvbnm,./", "abcdefghijklmnopqrstuvwxyz")
ENDS = re.compile(r"^[\W\d_]+|[\W\d_]+$")
SHA1 = re.compile(r"[0-9A-Fa-f]{40}")


class Guessable:
    """Refuses what a guessing programme tries in its first minutes. A validator as Django's settings name them."""

    def __init__(self, own_list: str = "") -> None:
        self.own_list = own_list

    def validate(self, password: str, _user: User | None = None) -> None:
        """Raise ValidationError with one line that says what is wrong."""
        bare = ENDS.sub("", password.lower().translate(DISGUISES))
        common = CommonPasswordValidator().passwords
        plain = ENDS.sub("", password.lower())
        if {bare, plain, password.lower()} & common or any(halves(each) in common for each in (bare, plain)):
            raise ValidationError(_("This is a common password with something added. Take several words of your own."))
        if len(set(password.lower())) < FEWEST_DIFFERENT:
            raise ValidationError(_("This repeats a few characters. Take several words of your own."))
        if is_walked(password.lower()):
            raise ValidationError(_("This follows the keyboard or the alphabet. Take several words of your own."))
        if self.own_list and is_listed(password, Path(self.own_list)):
            raise ValidationError(_("This password is on the list of passwords that have become known. Take another."))

    def get_help_text(self) -> str:
        """Return what a form says beside the field."""
        return _("Several words that belong together for you only; no common password, nothing that repeats.")


class Telling:
    """Refuses what is in the account's own name, the person's name or number, or the organisations of their terms."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ValidationError with one line that says what is wrong."""
        said = password.lower()
        for each in names_of(user) if user is not None else ():
            if each in said or said in each:
                raise ValidationError(_("This tells your name, your account or your organisation. Take other words."))

    def get_help_text(self) -> str:
        """Return what a form says beside the field."""
        return _("Not your name, your account or your organisation.")


def names_of(user: User) -> set[str]:
    """Return the words that tell who a user is, in small letters."""
    found = [user.username, *re.split(r"[@.]", user.email), user.first_name, user.last_name, user.get_full_name()]
    person = Secondee.objects.filter(user=user).first() if user.pk else None
    if person is not None:
        found += [person.code, person.name]
        terms = Secondment.objects.filter(person=person).select_related("host_organisation", "sending_organisation")
        for term in terms:
            found += [term.host_organisation.name, term.sending_organisation.name, term.batch.name]
    words = {"".join(each.lower().split()) for each in found}
    # One letter, or a number of two digits, stands in many a good password.
    return {each for each in words if len(each) > SHORTEST_NAME or (len(each) == SHORTEST_NAME and not each.isascii())}


def halves(text: str) -> str:
    """Return what a text repeats (abcabc is abc), or the text."""
    for length in range(1, len(text) // 2 + 1):
        if len(text) % length == 0 and text[:length] * (len(text) // length) == text:
            return text[:length]
    return text


def is_walked(text: str) -> bool:
    """Return whether most of a text goes step by step along a row of keys, or of the alphabet, in either direction."""
    steps = 0
    for a, b in pairwise(text):
        is_step = any(a in row and b in row and abs(row.index(a) - row.index(b)) == 1 for row in ROWS)
        steps += is_step or a == b
    return steps * WALK_SHARE >= (len(text) - 1) * (WALK_SHARE - 1)


def is_listed(password: str, file: Path) -> bool:
    """Return whether a password is in a file of one a line, as it stands or as its SHA-1, as lists of breaches are."""
    known = _listed(file, file.stat().st_mtime)
    # SHA-1 is how such lists are written; nothing is protected by it here.
    return password in known or hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper() in known


@cache
def _listed(file: Path, _changed: float) -> frozenset[str]:
    with file.open(encoding="utf-8", errors="replace") as lines:
        return frozenset(_entry(line.rstrip("\r\n")) for line in lines)


def _entry(line: str) -> str:
    """Return a line of a list; the count that stands behind a digest is left out."""
    head, _colon, _count = line.partition(":")
    return head.upper() if SHA1.fullmatch(head) else line
