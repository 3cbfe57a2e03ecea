"""A document as a file, in one of the house styles that there are."""

from __future__ import annotations

from qiao import document
from qiao.document import Style
from qiao.drafting import own
from qiao.record.kinds import catalogue
from qiao.terms import Document

DOCX = ".docx"


def style_called(name: str) -> Style:
    """Return the house style of an id; the shipped one for "" and for one that has been retired since."""
    known = own.styles()
    return known.get(name) or known[document.DEFAULT_STYLE]


def laid_out(made: Document, ending: str, style: Style) -> bytes:
    """Return a document as the file that `qiao write` makes of it.

    Raises KeyError for an unknown ending, ValueError where it cannot be set.
    """
    if ending == DOCX:
        return document.docx(made, style, rests_on=document.manifest(made, catalogue=catalogue().version))
    return document.LAYOUTS[ending](made, style)
