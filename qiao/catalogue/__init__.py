"""The catalogue: kinds of record, their measures, how they are worded and read. One YAML file a kind.

`load()` reads the shipped files and any further folders, and refuses a catalogue that could mislead, naming the
file and the line. What it returns is built once and never extended.
"""

from qiao.catalogue.loading import SHIPPED, Catalogue, load
from qiao.catalogue.source import CatalogueError
from qiao.catalogue.wording import Piece, fill, inflect, placeholders

__all__ = ["SHIPPED", "Catalogue", "CatalogueError", "Piece", "fill", "inflect", "load", "placeholders"]
