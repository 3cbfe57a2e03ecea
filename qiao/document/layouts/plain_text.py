"""Document -> plain text: one paragraph a line, cells of a table parted by tabs."""

from __future__ import annotations

from qiao.terms import Block, Document


def txt(document: Document) -> str:
    """Return the document's words, a line end after each paragraph and each row. Numbers lose their provenance."""
    lines: list[str] = []
    for block in document.blocks:
        if isinstance(block, Block):
            lines.append(block.text)
        else:
            lines.extend([block.caption] if block.caption else [])
            lines.extend("\t".join("".join(run.text for run in cell) for cell in row) for row in block.rows)
    return "\n".join(lines) + "\n"
