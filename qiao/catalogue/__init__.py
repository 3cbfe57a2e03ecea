"""The catalogue: kinds of record, their measures, how they are worded and read. One YAML file a kind.

`load()` reads the shipped files and any further folders, and refuses a catalogue that could mislead, naming the
file and the line. What it returns is built once and never extended.
"""

from qiao.catalogue.loading import ALL, SHIPPED, Catalogue, Preset, groups, load, preset_names
from qiao.catalogue.source import CatalogueError
from qiao.catalogue.wording import ENDS, NAMES, Piece, fill, first, inflect, measure_of, named, placeholders

__all__ = [
    "ALL",
    "ENDS",
    "NAMES",
    "SHIPPED",
    "Catalogue",
    "CatalogueError",
    "Piece",
    "Preset",
    "fill",
    "first",
    "groups",
    "inflect",
    "load",
    "measure_of",
    "named",
    "placeholders",
    "preset_names",
]
