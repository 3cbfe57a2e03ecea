"""Chinese writing as such: numerals, quantities, dates, units, masks, sentences. Knows nothing of Qiao."""

from qiao.text.clauses import Context, context
from qiao.text.hedging import HEDGES_VERSION, hedge_table
from qiao.text.layout import Heading, Span, headings, sentences
from qiao.text.masking import Mask, masks
from qiao.text.numerals import Number
from qiao.text.quantity import Quantity
from qiao.text.reading import read
from qiao.text.saying import say
from qiao.text.units import family

__all__ = [
    "HEDGES_VERSION",
    "Context",
    "Heading",
    "Mask",
    "Number",
    "Quantity",
    "Span",
    "context",
    "family",
    "headings",
    "hedge_table",
    "masks",
    "read",
    "say",
    "sentences",
]
