"""What each element of WordprocessingML does to the text (ECMA-376 part 1, clause 17). Others pass their content on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import resources

import regex
import yaml

from qiao.claim.docx.blocks import Block, Row, Run
from qiao.claim.docx.markup import DEEPEST, Refused, Target, is_on, local, value
from qiao.claim.docx.story import Story
from qiao.claim.docx.styles import DEEPEST_LEVEL, whole

Attributes = Mapping[str, str]

# Not printed: what tracked changes took away, settings, what a property was before, the reading above a character.
SKIPPED = frozenset(
    "sectPr sdtPr sdtEndPr tblPr tblGrid tblPrEx ctrlPr ffData delText delInstrText rt pPrChange rPrChange "  # noqa: SIM905
    "sectPrChange tblPrChange tblGridChange tblPrExChange trPrChange tcPrChange numberingChange".split()
)
PROPERTIES = frozenset({"pPr", "rPr", "trPr", "tcPr"})
LETTERS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
# Text that lies in other parts, or in other files.
UNREAD = frozenset({"altChunk", "subDoc", "chart", "relIds"})
BREAKS = regex.compile(r"[\t\r\n]+")
SYMBOLS: dict[str, dict[str, str]] = yaml.safe_load(
    resources.files(__package__).joinpath("symbols.yaml").read_text(encoding="utf-8")
)
CODE_POINT = regex.compile(r"[0-9A-Fa-f]{1,5}")
# A font's own, halves of characters, and control characters.
UNSAYABLE = regex.compile(r"[\p{Co}\p{Cs}\p{Cc}]")
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
MOST_KNOWN = 2_000
"""Kinds of elements in one part; all of OOXML has fewer that a text may hold."""
LAST_BYTE = 0xFF
UNKNOWN_SIGN = "\ufffd"


Act = Callable[[Story, Attributes], bool | None]
End = Callable[[Story], None]


class Elements(Target):
    """Takes the elements of a part in order, and puts its text together in `story`."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.root = ""
        """The first element's name."""
        self._open: list[End | None] = []
        self._skipping = 0
        # By the whole tag: the local name of each is found once.
        self._known: dict[str, tuple[Act | None, End | None]] = {}

    def start(self, tag: str, attributes: Attributes) -> None:
        """Take the start of an element."""
        if len(self._open) + self._skipping >= DEEPEST:
            raise Refused("too_deep")
        if self._skipping:
            self._skipping += 1
            return
        known = self._known.get(tag)
        act, end = self._learned(tag) if known is None else known
        if act is not None and act(self.story, attributes) is False:
            self._skipping = 1
        else:
            self._open.append(end)

    def _learned(self, tag: str) -> tuple[Act | None, End | None]:
        name = local(tag)
        self.root = self.root or name
        found = (STARTS.get(name), ENDS.get(name))
        if len(self._known) > MOST_KNOWN:
            raise Refused("too_big")
        self._known[tag] = found
        return found

    def end(self, _: str) -> None:
        """Take the end of an element."""
        if self._skipping:
            self._skipping -= 1
            return
        end = self._open.pop()
        if end is not None:
            end(self.story)

    def data(self, text: str) -> None:
        """Take text; outside of w:t it only parts the elements from each other."""
        if self.story.pieces is not None and not self._skipping:
            self.story.pieces.append(text)

    def finish(self) -> None:
        """End what a damaged part leaves open."""
        self._skipping = 0
        while self._open:
            self.end("")


# Each of these returns False where the element with all that is in it is to be passed over.


def _skip(_: Story, __: Attributes) -> bool:
    return False


def _text(story: Story, attributes: Attributes) -> None:
    story.pieces = []
    # Word drops blanks at the ends, where it is not told to keep them.
    story.keeps_blanks = attributes.get(SPACE) == "preserve"


def _end_text(story: Story) -> None:
    pieces, story.pieces = story.pieces or [], None
    story.say(printed(pieces[0] if len(pieces) == 1 else "".join(pieces), keeps_blanks=story.keeps_blanks))


def printed(text: str, *, keeps_blanks: bool) -> str:
    """Return the content of a w:t as it is printed: breaks are blanks; those at its ends go, unless they must stay."""
    if not keeps_blanks:
        text = text.strip(" \t\r\n")
    return text if text.isprintable() else BREAKS.sub(" ", text)


def _end_instruction(story: Story) -> None:
    pieces, story.pieces = story.pieces or [], None
    if story.fields:
        story.fields[-1].instruction += pieces


def _run(story: Story, _: Attributes) -> None:
    story.runs.append(Run())


def _cell(story: Story, _: Attributes) -> None:
    story.blocks.append(Block())


def _row(story: Story, _: Attributes) -> None:
    story.rows.append(Row())


def _look(story: Story) -> Run | None:
    """Return what the open w:rPr describes: a paragraph's mark, or a run."""
    if "pPr" in story.properties:
        return story.paragraphs[-1].mark if story.paragraphs else None
    return story.runs[-1] if story.runs else None


def _vanish(story: Story, attributes: Attributes) -> None:
    look = _look(story)
    if look is not None and story.properties[-1:] == ["rPr"]:
        look.hidden = is_on(attributes)


def _run_style(story: Story, attributes: Attributes) -> None:
    look = _look(story)
    if look is not None:
        look.style = value(attributes)


def _paragraph_style(story: Story, attributes: Attributes) -> None:
    if story.paragraphs and story.properties[-1:] == ["pPr"]:
        story.paragraphs[-1].style = value(attributes)


def _number(story: Story, attributes: Attributes) -> None:
    if story.paragraphs and story.properties[-1:] == ["pPr"]:
        story.paragraphs[-1].number = value(attributes)


def _level(story: Story, attributes: Attributes) -> None:
    if story.paragraphs and story.properties[-1:] == ["pPr"]:
        story.paragraphs[-1].level = min(max(whole(value(attributes), 0), 0), DEEPEST_LEVEL)


def _deleted(story: Story, _: Attributes) -> bool:
    """A tracked change took away the mark, the row or the cell whose property it is; or else what is in it."""
    story.notice("changes")
    inside = story.properties[-1] if story.properties else ""
    if inside == "trPr" and story.rows:
        story.rows[-1].is_dropped = True
    elif inside == "rPr" and "pPr" in story.properties and story.paragraphs:
        story.paragraphs[-1].is_joined = True
    return False


def _cell_deleted(story: Story, _: Attributes) -> None:
    story.notice("changes")
    if story.rows:
        story.rows[-1].is_cell_dropped = True


def _inserted(story: Story, _: Attributes) -> None:
    story.notice("changes")


def _row_hidden(story: Story, attributes: Attributes) -> None:
    if story.properties[-1:] == ["trPr"] and story.rows and is_on(attributes):
        story.rows[-1].is_dropped = True
        story.notice("hidden")


def _choices(story: Story, _: Attributes) -> None:
    story.branches.append(False)


def _end_choices(story: Story) -> None:
    story.branches.pop()


def _branch(story: Story, _: Attributes) -> bool:
    """The same content for several programs: the first is taken, or it would be said twice."""
    if not story.branches:
        return True
    is_first = not story.branches[-1]
    story.branches[-1] = True
    return is_first


def _field(story: Story, attributes: Attributes) -> None:
    story.turn_field(value(attributes, "fldCharType"))


def _symbol(story: Story, attributes: Attributes) -> None:
    code = value(attributes, "char")
    if code is None or story.properties or CODE_POINT.fullmatch(code) is None:
        return
    number = int(code, 16)
    signs = SYMBOLS.get((value(attributes, "font") or "").casefold(), {})
    known = signs.get(f"{number & LAST_BYTE:02X}")
    story.say(UNSAYABLE.sub(UNKNOWN_SIGN, chr(number)) if known is None else known)


def _word_art(story: Story, attributes: Attributes) -> None:
    if story.paragraphs and (text := value(attributes, "string")):
        story.paragraphs[-1].boxes.add("", BREAKS.sub(" ", text))


def _unread(story: Story, _: Attributes) -> None:
    story.notice("unread")


def _picture(story: Story, _: Attributes) -> None:
    story.notice("pictures")


def _power(story: Story, _: Attributes) -> None:
    story.before = "^"


def _end_power(story: Story) -> None:
    story.before = ""


def _end_numerator(story: Story) -> None:
    story.say("/")


def _aside(story: Story, attributes: Attributes) -> None:
    story.blocks.append(Block())
    kind = value(attributes, "type")
    # Separators between text and notes are kept as notes of a type.
    story.asides[value(attributes, "id") or "" if kind in {None, "normal"} else ""] = story.blocks[-1].lines


def _end_aside(story: Story) -> None:
    story.blocks.pop().flush()


def _end_body(story: Story) -> None:
    story.body.flush()


def _paragraph(story: Story, _: Attributes) -> None:
    story.open_paragraph()


def _letter(letter: str) -> Callable[[Story, Attributes], None]:
    def act(story: Story, _: Attributes) -> None:
        # A w:tab among properties is where tabs stop.
        if not story.properties:
            story.say(letter)

    return act


def _property(tag: str) -> Callable[[Story, Attributes], None]:
    def act(story: Story, _: Attributes) -> None:
        story.properties.append(tag)

    return act


def _end_property(story: Story) -> None:
    story.properties.pop()


def _reference(kind: str) -> Callable[[Story, Attributes], None]:
    def act(story: Story, attributes: Attributes) -> None:
        if story.paragraphs and not story.instructions:
            story.references[kind].setdefault(value(attributes, "id") or "", story.at)

    return act


def _end_run(story: Story) -> None:
    story.runs.pop()


STARTS: dict[str, Act] = {
    "p": _paragraph, "r": _run, "t": _text, "instrText": _text, "tr": _row, "tc": _cell,
    "pStyle": _paragraph_style, "rStyle": _run_style, "numId": _number, "ilvl": _level,
    "vanish": _vanish, "hidden": _row_hidden,
    "del": _deleted, "moveFrom": _deleted, "ins": _inserted, "moveTo": _inserted,
    "cellDel": _cell_deleted, "cellIns": _inserted,
    "AlternateContent": _choices, "Choice": _branch, "Fallback": _branch,
    "fldChar": _field, "sym": _symbol, "textpath": _word_art,
    "blip": _picture, "imagedata": _picture,
    "sup": _power, "footnote": _aside, "endnote": _aside,
    "footnoteReference": _reference("footnotes"), "endnoteReference": _reference("endnotes"),
    **{tag: _letter(letter) for tag, letter in LETTERS.items()},
    **{tag: _property(tag) for tag in PROPERTIES},
    **dict.fromkeys(UNREAD, _unread),
    **dict.fromkeys(SKIPPED, _skip),
}  # fmt: skip
ENDS: dict[str, End] = {
    "p": Story.close_paragraph, "r": _end_run, "t": _end_text, "instrText": _end_instruction,
    "tr": Story.close_row, "tc": Story.close_cell, "AlternateContent": _end_choices,
    "sup": _end_power, "num": _end_numerator, "footnote": _end_aside, "endnote": _end_aside, "body": _end_body,
    **dict.fromkeys(PROPERTIES, _end_property),
}  # fmt: skip
