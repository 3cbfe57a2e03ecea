"""A written file -> what became of each of its numbers: same, edited or gone; and which numbers have no source.

numerals   where a numeral of a text begins and ends
placing    one place of a fact: what stands there now
following  all places of a manifest, and the figures that rest on no fact
opening    a file: its text, its bookmarks, and the manifest that it or the server has
record     what the record says of the facts today
json_form  the JSON of `qiao trace`
"""

from qiao.drafting.tracing.following import Trace, Traced, trace

__all__ = ["Trace", "Traced", "trace"]
