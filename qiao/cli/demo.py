"""`qiao demo`: everything in one folder, so that nothing else on the machine is touched."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from django.utils.module_loading import import_string

from qiao.cli.failure import CannotRun
from qiao.cli.language import _


def demo(given: argparse.Namespace) -> int:
    """Show the tour in a folder of its own, then serve the site on what it made. Raises CannotRun."""
    place = Path(given.dir).expanduser().absolute()
    if place.exists() and not place.is_dir():
        raise CannotRun(_("{place} is a file; --dir names a folder, which may be new").format(place=place))
    # Whatever this environment says of a real record, the demonstration keeps away from it.
    os.environ["QIAO_HOME"] = str(place / "data")
    os.environ["QIAO_DATABASE"] = "sqlite"
    import_string("qiao.cli.home.prepare")()
    code = int(import_string("qiao.cli.tour.show")(place))
    if given.is_served:
        code = int(import_string("qiao.cli.serving.serve")(given))
    return code
