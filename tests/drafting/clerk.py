"""What a clerk does to a document, done by LibreOffice: run by the Python that has its `uno`, not by the suite's own.

    python3 clerk.py PIPE <EDITS

PIPE is the one that soffice listens at. EDITS are JSON: a list of [edit, file, new file, words that it takes].
"""

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

import uno  # type: ignore[import-not-found]
from com.sun.star.beans import PropertyValue  # type: ignore[import-not-found]
from com.sun.star.connection import NoConnectException  # type: ignore[import-not-found]

WAITS = 600
WORD, ODT = "MS Word 2007 XML", "writer8"


def desktop(pipe: str) -> Any:
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(WAITS):
        try:
            remote = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            time.sleep(0.2)
        else:
            return remote.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", remote)
    sys.exit("soffice does not answer")


def named(**values: object) -> tuple[Any, ...]:
    return tuple(PropertyValue(Name=name, Value=value) for name, value in values.items())


def opened(office: Any, path: str) -> Any:
    return office.loadComponentFromURL(Path(path).resolve().as_uri(), "_blank", 0, named(Hidden=True))


def saved(document: Any, path: str, kind: str = WORD) -> None:
    document.storeToURL(Path(path).resolve().as_uri(), named(FilterName=kind))


def found(document: Any, words: str) -> Any:
    search = document.createSearchDescriptor()
    search.SearchString = words
    search.SearchCaseSensitive = True
    at = document.findFirst(search)
    assert at is not None, f"not in the document: {words}"
    return at


def put(document: Any, words: str, instead: str) -> None:
    """Select words and type over them."""
    at = found(document, words)
    at.Text.insertString(at, instead, True)


def phrase(document: Any, first: str, last: str, instead: str) -> None:
    """Select a phrase by its first and its last words, across all that stands between them, and type over it."""
    cursor = found(document, first).Text.createTextCursorByRange(found(document, first).getStart())
    cursor.gotoRange(found(document, last).getEnd(), True)
    cursor.Text.insertString(cursor, instead, True)


def replace_all(document: Any, words: str, instead: str) -> None:
    change = document.createReplaceDescriptor()
    change.SearchString, change.ReplaceString = words, instead
    assert document.replaceAll(change), f"not in the document: {words}"


def insert_before(document: Any, words: str, more: str) -> None:
    at = found(document, words)
    at.Text.insertString(at.getStart(), more, False)


def insert_behind(document: Any, words: str, more: str) -> None:
    at = found(document, words)
    at.Text.insertString(at.getEnd(), more, False)


def delete_paragraph(document: Any, words: str) -> None:
    at = found(document, words)
    cursor = at.Text.createTextCursorByRange(at)
    cursor.gotoStartOfParagraph(False)
    cursor.gotoEndOfParagraph(True)
    cursor.setString("")


def tracked(document: Any, words: str, instead: str) -> None:
    document.RecordChanges = True
    put(document, words, instead)


def tracked_phrase(document: Any, first: str, last: str, instead: str) -> None:
    document.RecordChanges = True
    phrase(document, first, last, instead)


def copied(office: Any, document: Any, words: str) -> Any:
    """Return a new document with the paragraph of some words, copied and pasted."""
    at = found(document, words)
    cursor = at.Text.createTextCursorByRange(at)
    cursor.gotoStartOfParagraph(False)
    cursor.gotoEndOfParagraph(True)
    document.CurrentController.select(cursor)
    pasted = document.CurrentController.getTransferable()
    other = office.loadComponentFromURL("private:factory/swriter", "_blank", 0, named(Hidden=True))
    other.CurrentController.insertTransferable(pasted)
    return other


def nothing(_document: Any) -> None:
    """Open and save."""


EDITS = {
    each.__name__: each
    for each in (
        nothing, put, phrase, replace_all, insert_before, insert_behind, delete_paragraph, tracked, tracked_phrase,
    )
}  # fmt: skip


def done(office: Any, edit: str, source: str, target: str, words: list[str]) -> None:
    document = opened(office, source)
    try:
        if edit == "paste":
            other = copied(office, document, *words)
            saved(other, target)
            other.close(True)
        elif edit == "odt":
            saved(document, f"{target}.odt", ODT)
            again = opened(office, f"{target}.odt")
            saved(again, target)
            again.close(True)
        else:
            EDITS[edit](document, *words)
            saved(document, target)
    finally:
        document.close(True)


if __name__ == "__main__":
    running = desktop(sys.argv[1])
    for each in json.load(sys.stdin):
        done(running, *each)
    sys.stdout.write("done")
    sys.stdout.flush()
    # Its bridge crashes now and then when it is taken down.
    os._exit(0)
