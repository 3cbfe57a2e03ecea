"""Any text -> its claims, with the measures that each may be about, and what is blank or broken in it.

`load` reads files safely, `load_noted` says besides how that went, `load_marked` where the bookmarks of a .docx stand;
`read` reads text, `as_json` is the contract of the command line.
"""

from qiao.claim.docx import Bookmark, Marked
from qiao.claim.json_form import as_json
from qiao.claim.loaded import Loaded
from qiao.claim.loading import LARGEST, decode, is_word, load, load_marked, load_noted
from qiao.claim.owner import batch_number
from qiao.claim.places import known_places
from qiao.claim.reading import read
from qiao.claim.unreadable import UnreadableFile

__all__ = [
    "LARGEST",
    "Bookmark",
    "Loaded",
    "Marked",
    "UnreadableFile",
    "as_json",
    "batch_number",
    "decode",
    "is_word",
    "known_places",
    "load",
    "load_marked",
    "load_noted",
    "read",
]
