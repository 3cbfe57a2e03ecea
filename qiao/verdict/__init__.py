"""Claims and facts -> verdicts: supported, contradicted, unsupported, ambiguous or unbound, each with its reason."""

from qiao.verdict.explaining import Facts
from qiao.verdict.json_form import as_json
from qiao.verdict.judging import judge, needed, related

__all__ = ["Facts", "as_json", "judge", "needed", "related"]
