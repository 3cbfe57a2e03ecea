"""The programme out: as one workbook that imports back unchanged, as a CSV per list, as templates to be filled in."""

from qiao.exchange.exports.comma import lines
from qiao.exchange.exports.comma import write as write_list
from qiao.exchange.exports.lists import listed
from qiao.exchange.exports.programme import Export, Part, each_list, export
from qiao.exchange.exports.records import kind_sheet
from qiao.exchange.exports.sheets import Sheet
from qiao.exchange.exports.workbook import write

__all__ = ["Export", "Part", "Sheet", "each_list", "export", "kind_sheet", "lines", "listed", "write", "write_list"]
