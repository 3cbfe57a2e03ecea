"""Chinese writing as such: numerals, quantities, dates, units, masks. Knows nothing of Qiao."""

from qiao.text.masking import Mask, masks
from qiao.text.numerals import Number
from qiao.text.reading import HEDGES_VERSION, Quantity, family, hedge_table, read
from qiao.text.saying import say

__all__ = ["HEDGES_VERSION", "Mask", "Number", "Quantity", "family", "hedge_table", "masks", "read", "say"]
