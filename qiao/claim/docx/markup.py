"""XML of a part -> calls for its elements. No tree is built, so memory does not grow with the part.

Refused: a DOCTYPE (no part has one, and entities need one), depth, numbers of elements and lengths beyond any document.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Protocol, cast

import regex
from lxml import etree

from qiao.claim.unreadable import UnreadableFile

MOST_TAGS = 600_000
"""In one part. Word writes some 600 for a page, so these are a thousand pages; they take about a second."""
DEEPEST = 256
LONGEST_MARKUP = 1024 * 1024
"""Bytes from one "<" to the next: a tag, and the text behind it."""

BOMS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
# How "<?" or "<w" begins in UTF-16 without a byte-order mark.
STARTS = {b"<\0": "utf-16-le", b"\0<": "utf-16-be"}
DECLARED = regex.compile(rb"""<\?xml[^>]{0,100}?\sencoding\s*=\s*["']([\w.-]{1,40})["']""")
# OOXML allows UTF-8 and UTF-16; these are what other programs write besides. Each contains the one it stands for.
ENCODINGS = {
    "utf-8": "utf-8", "utf8": "utf-8", "us-ascii": "utf-8", "gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030",
    "big5": "big5hkscs", "iso-8859-1": "cp1252", "latin1": "cp1252", "windows-1252": "cp1252",
    # Declared in eight-bit letters, so it was changed to UTF-8 without its declaration.
    "utf-16": "utf-8",
}  # fmt: skip


class Handler(Protocol):
    """What is called for the elements of a small part, in order, by their local names."""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Take the start of an element."""

    def end(self, tag: str) -> None:
        """Take the end of an element."""


class Refused(Exception):  # noqa: N818 - a refusal, which `parse` turns into an UnreadableFile
    """A reason, as a code of messages.yaml."""


class Target(Protocol):
    """What lxml calls while it parses; tags come with their namespace."""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Take the start of an element."""

    def end(self, tag: str) -> None:
        """Take the end of an element."""

    def data(self, text: str) -> None:
        """Take text; one text may come in several pieces."""

    def doctype(self, *_: object) -> None:
        """Refuse it."""
        raise Refused("doctype")

    def close(self) -> None:
        """Be there, as lxml asks."""
        return

    def finish(self) -> None:
        """End what a damaged part leaves open."""


class ByName(Target):
    """Passes the elements of a small part on to a handler."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler
        self._open: list[str] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Pass the start of an element on."""
        self._open.append(local(tag))
        if len(self._open) > DEEPEST:
            raise Refused("too_deep")
        self._handler.start(self._open[-1], attributes)

    def end(self, _: str) -> None:
        """Pass the end of an element on."""
        self._handler.end(self._open.pop())

    def data(self, _: str) -> None:
        """Drop text: none of these parts has any."""

    def finish(self) -> None:
        """End what a damaged part leaves open."""
        while self._open:
            self._handler.end(self._open.pop())


def local(tag: str) -> str:
    """Return a tag without its namespace: strict files have others, and damaged ones have none."""
    return tag[tag.rfind("}") + 1 :]


def value(attributes: Mapping[str, str], name: str = "val") -> str | None:
    """Return an attribute by its local name."""
    return next((content for key, content in attributes.items() if local(key) == name), None)


def is_on(attributes: Mapping[str, str]) -> bool:
    """Return whether a switch such as w:vanish is on: it is, unless it says otherwise (ECMA-376, ST_OnOff)."""
    return value(attributes) not in {"0", "false", "off"}


def parse(chunks: Callable[[], Iterable[bytes]], target: Callable[[], Target], part: str, name: str) -> bool:
    """Send a part's elements to a target, and return whether the part was whole.

    A damaged part is sent again, to a new target, as far as it can be understood: `target` makes one, and the last
    that it made is the one that counts. Raises UnreadableFile for what is refused and where no element is left.
    """
    for recover in (False, True):
        taking = target()
        parser = etree.XMLParser(
            # The stubs ask for a handler of comments too, and for bytes that never come.
            target=cast("Any", taking), encoding="utf-8", recover=recover, resolve_entities=False, no_network=True,
            load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True,
        )  # fmt: skip
        try:
            for chunk in _bounded(_utf8(chunks(), "replace" if recover else "strict")):
                parser.feed(chunk)
            parser.close()
            taking.finish()
        except Refused as refused:
            raise UnreadableFile(str(refused), name, part) from refused
        except (etree.XMLSyntaxError, UnicodeDecodeError) as error:
            if recover:
                raise UnreadableFile("broken_xml", name, part) from error
        else:
            return not recover
    raise UnreadableFile("broken_xml", name, part)


def tree(chunks: Iterable[bytes], part: str, name: str) -> etree._Element:
    """Return a whole part as a tree, for whoever is to change it, under the limits of `parse`. Raises UnreadableFile.

    Comments of XML and instructions to programs are left out, so that its elements are those that `parse` sends.
    """
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        for chunk in _bounded(_utf8(chunks, "strict")):
            parser.feed(chunk)
        root: etree._Element = parser.close()
    except Refused as refused:
        raise UnreadableFile(str(refused), name, part) from refused
    except (etree.XMLSyntaxError, UnicodeDecodeError) as error:
        raise UnreadableFile("broken_xml", name, part) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnreadableFile("doctype", name, part)
    return root


def _utf8(chunks: Iterable[bytes], errors: str) -> Iterator[bytes]:
    """Yield a part's bytes as UTF-8, whatever they are in; with "replace", a letter that is none becomes U+FFFD."""
    incoming = iter(chunks)
    head = next(incoming, b"")
    bom = next((bom for bom in BOMS if head.startswith(bom)), b"")
    declared = DECLARED.match(head, len(bom))
    encoding = BOMS.get(bom) or STARTS.get(head[:2])
    if encoding is None:
        named = declared[1].decode("ascii").lower() if declared else "utf-8"
        encoding = ENCODINGS.get(named)
    if encoding is None:
        raise Refused("xml_encoding")
    if encoding == "utf-8":
        yield head[len(bom) :]
        yield from incoming
        return
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    yield decoder.decode(head[len(bom) :]).encode("utf-8", "replace")
    for chunk in incoming:
        yield decoder.decode(chunk).encode("utf-8", "replace")
    yield decoder.decode(b"", final=True).encode("utf-8", "replace")


def _bounded(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Pass chunks on while tags are neither too many nor overlong: libxml2 holds a whole tag at once."""
    since = tags = 0
    for chunk in chunks:
        tags += chunk.count(b"<")
        first = chunk.find(b"<")
        if tags > MOST_TAGS:
            raise Refused("too_big")
        if since + (len(chunk) if first < 0 else first) > LONGEST_MARKUP:
            raise Refused("too_long")
        since = since + len(chunk) if first < 0 else len(chunk) - chunk.rfind(b"<")
        yield chunk
