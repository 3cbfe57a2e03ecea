"""Looks into one unknown file, in a process of its own that may use little and touches nothing but a folder.

Called by `sandbox.py` with the file and a folder for its pictures. Prints one object: what the file is, or why it
cannot be evidence. Decoders of pictures and pages are large programs in C: what goes wrong in them ends here.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from qiao.record.evidence import media, pictures

try:
    import resource
except ImportError:
    # Windows knows no such limits; the time that the parent gives remains.
    resource = None  # type: ignore[assignment]

SECONDS = 20
MEMORY = 2 * 2**30
WRITTEN = 64 * 2**20


def look(path: Path, folder: Path) -> dict[str, object]:
    """Return {"media", "is_drawn"} of a file, or {"unfit"} with the reason."""
    try:
        found = media.recognise(path)
        return {"media": found.id, "is_drawn": pictures.draw(path, found, folder)}
    except media.Unfit as unfit:
        return {"unfit": unfit.code}
    except MemoryError:
        return {"unfit": "too_much"}


def main() -> None:
    """Look at the file that the arguments name."""
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_FSIZE, (WRITTEN, WRITTEN))
    sys.stdout.write(json.dumps(look(Path(sys.argv[1]), Path(sys.argv[2]))))


if __name__ == "__main__":
    main()
