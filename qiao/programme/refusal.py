"""What a rule of the programme forbids, in one line for the user."""

from __future__ import annotations


class NotDone(Exception):  # noqa: N818  # it says what happened
    """A change that a rule forbids. Its text says what is wrong and what to do; `field` is the input it is about."""

    def __init__(self, why: str, field: str = "") -> None:
        super().__init__(why)
        self.why = why
        self.field = field
