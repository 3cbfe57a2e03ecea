"""A .docx with comments at places of its text: its own comments stay, and so does every part that needs no change."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from itertools import count
from typing import NamedTuple, cast

from lxml import etree

from qiao.claim import UnreadableFile, docx
from qiao.claim.docx.archive import key
from qiao.claim.docx.elements import SPACE
from qiao.claim.docx.markup import local, value
from qiao.claim.docx.package import relations_of
from qiao.document.layouts.docx_parts import OFFICE, PACKAGE, WORD_TYPE
from qiao.drafting.originals.cutting import Insertion, insert
from qiao.drafting.originals.parts import replaced
from qiao.drafting.originals.spots import AROUND, STRICT, Original, Unfit

CONTENT_TYPES = "[Content_Types].xml"
STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument"
MAIN_TYPE = f"{WORD_TYPE}.document.main+xml"
COMMENTS_TYPE = f"{WORD_TYPE}.comments+xml"
KIND = "comments"
# Where comments are said to be in the text; all of one comment have its id.
ANCHORS = ("commentRangeStart", "commentRangeEnd", "commentReference")


class Comment(NamedTuple):
    """Paragraphs on a place of the text, None for its head."""

    place: tuple[int, int] | None
    paragraphs: Sequence[str]


def commented(data: bytes, text: str, comments: Sequence[Comment], author: str) -> bytes:
    """Return a file with comments more than it has, of which `text` is the text. Raises Unfit."""
    original = Original(data, text)
    parts = original.package.archive
    main = original.package.main
    try:
        types = original.package.tree(CONTENT_TYPES) if CONTENT_TYPES in parts else None
        known = original.package.relations(main).get(KIND)
        held = original.package.tree(known) if known is not None and known in parts else None
        rels = original.package.tree(relations_of(main)) if relations_of(main) in parts else None
    except UnreadableFile as error:
        raise Unfit("damaged") from error
    # What calls itself a template, or has macros, is no .docx to Word; and a file without types is none at all.
    if types is None or _type(types, main) not in {None, MAIN_TYPE}:
        raise Unfit("form")
    numbers = _free(original, held)
    listed = [(str(next(numbers)), each) for each in comments]
    _anchor(original, listed)
    changed = {main: original.root}
    if held is None:
        office = STRICT_OFFICE if original.namespace == STRICT else OFFICE
        known = _unused(original, posixpath.join(posixpath.dirname(main), "comments"))
        rels = _relation(rels, office, posixpath.basename(known))
        _declare(types, known)
        held = etree.Element(original.name("comments"), nsmap={"w": original.namespace})
        changed |= {relations_of(main): rels, CONTENT_TYPES: types}
    for number, comment in listed:
        held.append(_comment(original, number, comment, author))
    changed[str(known)] = held
    return sound(original, changed, text)


def sound(original: Original, changed: dict[str, etree._Element], text: str) -> bytes:
    """Return the file with changed parts, where it reads as this text, and as soundly as before. Raises Unfit."""
    parts = {
        name: etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
        for name, root in changed.items()
    }
    try:
        made = replaced(original.data, parts)
        loaded = docx.read(made, "")
    except (ValueError, UnreadableFile) as error:
        raise Unfit("form") from error
    if loaded.text != text or loaded.notes != original.notes:
        raise Unfit("form")
    return made


def _anchor(original: Original, listed: Sequence[tuple[str, Comment]]) -> None:
    """Put the ends of comments into the tree."""
    head = _head(original)
    place = 1 if len(head) and original.local(head[0]) == "pPr" else 0
    insertions: list[tuple[int, Insertion]] = []
    heads: list[etree._Element] = []
    for number, comment in listed:
        start, *end = _ends(original, number)
        points = original.ends(*comment.place) if comment.place else None
        if points is None:
            heads += [start, *end]
        else:
            insertions += [(1, Insertion(points[0], (start,))), (0, Insertion(points[1], tuple(end)))]
    # Where one ends and another begins, the first ends first.
    insert(original, [each for _order, each in sorted(insertions, key=lambda pair: pair[0])])
    head[place:place] = heads


def _ends(original: Original, number: str) -> Iterator[etree._Element]:
    for tag in ANCHORS:
        element = original.root.makeelement(original.name(tag), {original.name("id"): number})
        if tag == ANCHORS[-1]:
            run = original.root.makeelement(original.name("r"))
            run.append(element)
            element = run
        yield element


def _head(original: Original) -> etree._Element:
    """Return the first paragraph of the body; one is made where there is none."""
    body = original.root.find(original.name("body"))
    if body is None:
        raise Unfit("form")
    for each in body.iter(original.name("p")):
        if all(original.local(above) in {*AROUND, "document"} for above in each.iterancestors()):
            return each
    made = body.makeelement(original.name("p"))
    body.insert(0, made)
    return made


def _comment(original: Original, number: str, comment: Comment, author: str) -> etree._Element:
    name = original.name
    attributes = {name("id"): number, name("author"): author, name("initials"): author[0]}
    made = etree.Element(name("comment"), attributes, nsmap={"w": original.namespace})
    for each in comment.paragraphs:
        run = etree.SubElement(etree.SubElement(made, name("p")), name("r"))
        etree.SubElement(run, name("t"), {SPACE: "preserve"}).text = each
    return made


def _free(original: Original, held: etree._Element | None) -> Iterator[int]:
    """Yield ids that no comment has, nor any trace of one."""
    tags = [original.name(each) for each in ANCHORS]
    elements = [*original.root.iter(*tags), *(() if held is None else held)]
    used = {value({str(key): str(said) for key, said in each.attrib.items()}, "id") for each in elements}
    return (number for number in count() if str(number) not in used)


def _unused(original: Original, stem: str) -> str:
    names = (f"{stem}{number or ''}.xml" for number in count())
    return next(each for each in names if each not in original.package.archive)


def _relation(rels: etree._Element | None, office: str, target: str) -> etree._Element:
    """Return relations with one more, to the comments."""
    if rels is None:
        rels = etree.Element(
            f"{{{PACKAGE}/relationships}}Relationships",
            nsmap=cast("dict[str, str]", {None: f"{PACKAGE}/relationships"}),
        )
    used = {each.get("Id") for each in rels}
    name = next(each for each in (f"rIdQiao{number}" for number in count()) if each not in used)
    attributes = {"Id": name, "Type": f"{office}/relationships/{KIND}", "Target": target}
    etree.SubElement(rels, _beside(rels, "Relationship"), attributes)
    return rels


def _declare(types: etree._Element, part: str) -> None:
    for each in types:
        if local(str(each.tag)) == "Override" and key(each.get("PartName", "")) == key(part):
            types.remove(each)
    etree.SubElement(types, _beside(types, "Override"), {"PartName": f"/{part}", "ContentType": COMMENTS_TYPE})


def _type(types: etree._Element, part: str) -> str | None:
    """Return what a part is said to be, None where only its ending says it."""
    said = (each for each in types if local(str(each.tag)) == "Override" and key(each.get("PartName", "")) == key(part))
    return next((each.get("ContentType") for each in said), None)


def _beside(element: etree._Element, name: str) -> str:
    """Return a tag in the namespace of an element."""
    namespace = etree.QName(element).namespace
    return f"{{{namespace}}}{name}" if namespace else name
