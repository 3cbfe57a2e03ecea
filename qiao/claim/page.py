"""Web pages and Markdown -> plain text: what a reader sees, without the marks."""

from __future__ import annotations

import regex
from lxml import etree

from qiao.claim.unreadable import UnreadableFile

BLOCKS = frozenset(
    "address article aside blockquote body caption dd details div dl dt figcaption figure footer form h1 h2 h3 h4 h5 "  # noqa: SIM905
    "h6 header hr html li main nav ol p pre section summary table tbody tfoot thead tr ul".split()
)
CELLS = frozenset({"td", "th"})
# Never seen by a reader; <del> and <s> are what was taken back.
UNSEEN = frozenset({"script", "style", "head", "template", "noscript", "del", "s", "strike", "object", "svg"})
SPACES = regex.compile(r"[ \t\r\n\f]+")
AROUND_BREAKS = regex.compile(r"[ \t]*\n[ \t]*")

# What Markdown puts around words. A row of underscores stays: in these documents it is a blank to fill in.
HEADING = regex.compile(r"^[ ]{0,3}#{1,6}[ \t]+", regex.MULTILINE)
QUOTE = regex.compile(r"^[ ]{0,3}>[ ]?", regex.MULTILINE)
BULLET = regex.compile(r"^[ \t]*[-*+][ \t]+", regex.MULTILINE)
STARS = regex.compile(r"(\*{1,3})(?=\S)(.+?)(?<=\S)\1")
CODE = regex.compile(r"`+([^`\n]+)`+")
LINK = regex.compile(r"!?\[([^\[\]\n]*)\]\([^()\n]*\)")
RULE = regex.compile(
    r"^[ \t]*(?:-{3,}|\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|[ \t]*)[ \t]*$\n?", regex.MULTILINE
)
ROW = regex.compile(r"^[ \t]*\|(.*)\|[ \t]*$", regex.MULTILINE)


def from_html(text: str, name: str) -> str:
    """Return what a reader of a page sees: a line for each block, a tab between cells. Raises UnreadableFile."""
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(text.encode("utf-8"), parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableFile("other_format", name, "HTML") from error
    pieces: list[str] = []
    if root is not None:
        _gather(root, pieces)
    lines = AROUND_BREAKS.sub("\n", "".join(pieces))
    return regex.sub("\n{2,}", "\n", lines).strip("\n")


def _gather(element: etree._Element, pieces: list[str]) -> None:
    tag = str(element.tag)
    if tag in UNSEEN or element.get("hidden") is not None:
        return
    if tag == "br":
        pieces.append("\n")
    is_block = tag in BLOCKS
    if is_block:
        pieces.append("\n")
    pieces.append(SPACES.sub(" ", element.text or ""))
    for child in element:
        _gather(child, pieces)
        pieces.append(SPACES.sub(" ", child.tail or ""))
    if is_block:
        pieces.append("\n")
    elif tag in CELLS:
        pieces.append("\t")


def from_markdown(text: str) -> str:
    """Return the words of a Markdown text without its marks; a row of a table has tabs between its cells."""
    for pattern in (RULE, HEADING, QUOTE, BULLET):
        text = pattern.sub("", text)
    text = ROW.sub(lambda match: "\t".join(cell.strip() for cell in match[1].split("|")), text)
    text = LINK.sub(r"\1", CODE.sub(r"\1", text))
    return STARS.sub(r"\2", text)
