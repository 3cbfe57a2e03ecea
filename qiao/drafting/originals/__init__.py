"""The .docx that a text was read from, written into: comments at places of the text, or other words in place of some.

    spots       where a letter of the text stands in the tree of the main part, and where a comment may begin and end
    cutting     a run in several, with what stands between them
    commented   the file with comments
    rewritten   the file with other words at one place
    parts       the zip with some parts in place of others; all the rest keeps its bytes

Knows neither Django nor the record. What is made is read again: it is given out only where its text is as expected.
"""

from qiao.drafting.originals.commented import Comment, commented
from qiao.drafting.originals.rewritten import rewritten
from qiao.drafting.originals.spots import Unfit

__all__ = ["Comment", "Unfit", "commented", "rewritten"]
