"""What the command line says of fonts: which there are for each role of a house style, and what to install."""

from __future__ import annotations

from qiao.cli.language import _
from qiao.document import FoundFont, Style, found_fonts

BETTER = 3


def to_install() -> str:
    """Return in one line what to do where no font has Chinese characters."""
    return _(
        "no font on this machine has Chinese characters: install fonts-noto-cjk (Debian, Ubuntu), "
        "google-noto-serif-cjk-fonts (Fedora) or SimSun and FangSong (Windows), or name a folder of fonts in QIAO_FONTS"
    )


def are_there(style: Style) -> bool:
    """Return whether this machine can print Chinese."""
    return any(each.families for each in found_fonts(style))


def roles(style: Style) -> list[tuple[str, str]]:
    """Return for each role of a style what it is set in, and in place of which font; one line where nothing is."""
    names = {
        "title": _("font of titles"),
        "heading": _("font of headings"),
        "subheading": _("font of subheadings"),
        "body": _("font of the text"),
        "number": _("font of page numbers"),
    }
    if not are_there(style):
        return [(_("Chinese fonts"), to_install())]
    return [(names.get(each.role, each.role), _told(each)) for each in found_fonts(style)]


def _told(each: FoundFont) -> str:
    first = each.families[0]
    if first == each.wanted:
        return first
    better = each.alternatives[: each.alternatives.index(first)] if first in each.alternatives else each.alternatives
    line = _("{there}; better: {wanted}")
    return line.format(there=first, wanted=", ".join((each.wanted, *better[:BETTER])))
