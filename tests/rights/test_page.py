"""docs/rights.md is generated, and must be what the tables make of it."""

import importlib.util
from pathlib import Path


def test_the_page_of_rights_is_up_to_date(root: Path) -> None:
    spec = importlib.util.spec_from_file_location("rights_doc", root / "tools" / "rights_doc.py")
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    written = (root / "docs" / "rights.md").read_text(encoding="utf-8")
    assert written == tool.page(), "run: python -m tools.rights_doc"
