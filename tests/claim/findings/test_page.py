"""docs/findings.md is generated, and must be what the messages and examples make of it."""

import importlib.util
from pathlib import Path


def test_the_page_of_all_findings_is_up_to_date(root: Path) -> None:
    spec = importlib.util.spec_from_file_location("findings_doc", root / "tools" / "findings_doc.py")
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    written = (root / "docs" / "findings.md").read_text(encoding="utf-8")
    assert written == tool.page(), "run: python -m tools.findings_doc"
