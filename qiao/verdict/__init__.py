"""Claims and facts -> verdicts: supported, contradicted, unsupported, ambiguous or unbound, each with its reason."""

from qiao.verdict.explaining import Facts
from qiao.verdict.json_form import as_json
from qiao.verdict.judging import judge, needed, related
from qiao.verdict.ruling import Ground, Offer, Ruled, Take, fill, rule
from qiao.verdict.scoping import About

__all__ = [
    "About",
    "Facts",
    "Ground",
    "Offer",
    "Ruled",
    "Take",
    "as_json",
    "fill",
    "judge",
    "needed",
    "related",
    "rule",
]
