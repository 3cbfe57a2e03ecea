"""Any text -> its claims, with the measures that each may be about, and what is blank or broken in it.

`load` reads files safely, `load_noted` says besides how that went; `read` reads text, `as_json` is the contract of the
command line.
"""

from qiao.claim.json_form import as_json
from qiao.claim.loaded import Loaded
from qiao.claim.loading import LARGEST, decode, is_word, load, load_noted
from qiao.claim.owner import batch_number
from qiao.claim.reading import read
from qiao.claim.unreadable import UnreadableFile

__all__ = [
    "LARGEST",
    "Loaded",
    "UnreadableFile",
    "as_json",
    "batch_number",
    "decode",
    "is_word",
    "load",
    "load_noted",
    "read",
]
