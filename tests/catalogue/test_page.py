"""docs/kinds.md is generated, and must be what the catalogue makes of it."""

import importlib.util
from pathlib import Path

import pytest

from qiao.catalogue import load, preset_names


@pytest.fixture
def page(root: Path) -> str:
    """What the tool makes of the catalogue as it is."""
    spec = importlib.util.spec_from_file_location("kinds_doc", root / "tools" / "kinds_doc.py")
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    made: str = tool.page()
    return made


def test_the_page_of_all_kinds_is_up_to_date(root: Path, page: str) -> None:
    written = (root / "docs" / "kinds.md").read_text(encoding="utf-8")
    assert written == page, "run: make pages"


def test_the_page_names_every_measure_and_every_preset(page: str) -> None:
    assert [each for each in load().measures if f"| `{each}`" not in page] == []
    assert [each for each in preset_names() if f"| `{each}` |" not in page] == []
