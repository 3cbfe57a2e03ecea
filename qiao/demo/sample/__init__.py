"""The sample programme: a workbook kept the way offices keep them, and a summary in the old style about one person.

`python -m qiao.demo.sample` makes `programme.xlsx` again from the YAML beside it, cell for cell the same.
"""

from pathlib import Path

FOLDER = Path(__file__).parent
WORKBOOK = FOLDER / "programme.xlsx"
OLD_STYLE = FOLDER / "old_style_summary.txt"

__all__ = ["FOLDER", "OLD_STYLE", "WORKBOOK"]
