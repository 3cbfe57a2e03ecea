"""The catalogue: kinds of record, their measures, how they are worded and read. One YAML file a kind.

`load()` reads the shipped files and any further folders, and refuses a catalogue that could mislead, naming the
file and the line. What it returns is built once and never extended.
"""

from qiao.catalogue.build import FIELD_TYPES
from qiao.catalogue.loading import ALL, SHIPPED, Catalogue, KindText, Preset, extended, groups, load, preset_names
from qiao.catalogue.source import CatalogueError, Place, parse
from qiao.catalogue.wording import ENDS, NAMES, Piece, fill, first, inflect, measure_of, named, placeholders

__all__ = [
    "ALL",
    "ENDS",
    "FIELD_TYPES",
    "NAMES",
    "SHIPPED",
    "Catalogue",
    "CatalogueError",
    "KindText",
    "Piece",
    "Place",
    "Preset",
    "extended",
    "fill",
    "first",
    "groups",
    "inflect",
    "load",
    "measure_of",
    "named",
    "parse",
    "placeholders",
    "preset_names",
]
