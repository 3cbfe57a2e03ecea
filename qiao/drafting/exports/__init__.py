"""A check as a file to hand on: an annotated .docx, a page, a workbook, JSON. Knows neither Django nor the record."""

from qiao.drafting.exports.formats import EXPORTS, Export
from qiao.drafting.exports.listing import Coverage, Line, Places, Report, coverage, lines, title

__all__ = ["EXPORTS", "Coverage", "Export", "Line", "Places", "Report", "coverage", "lines", "title"]
