"""A .docx -> its text as printed, after all changes are accepted. Nothing outside the file is read.

    archive    the zip: every size is bounded while it is read; what is broken is repaired as far as it goes
    markup     XML as a stream of elements: no tree, so neither size nor depth costs memory
    package    the parts by their relations: text, styles, numbering, notes
    story      the text of one part: paragraphs, tables, boxes, fields; blocks are what it is made of
    origin, tracing    where the letters of the text stand in its part, for whoever is to write into the file
    bookmarks, marked    where the bookmarks stand in the text, and what the file carries beside it
    styles, numbering, counting    the label that Word puts before a numbered paragraph, and what a style hides

Headers and footers are no part of the text: they repeat on each page and say nothing about the work. Footnotes and
endnotes follow at the end, a line each, without a mark in the text: a digit beside a figure would change it.
"""

from qiao.claim.docx.bookmarks import Bookmark
from qiao.claim.docx.marked import Marked, marked
from qiao.claim.docx.package import Located, locate, read

__all__ = ["Bookmark", "Located", "Marked", "locate", "marked", "read"]
