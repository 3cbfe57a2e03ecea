"""`qiao serve`: the site on this machine."""

from __future__ import annotations

import argparse

from waitress import create_server

from qiao.cli.failure import CannotRun
from qiao.cli.language import _
from qiao.exchange.background import WORKER
from qiao.exchange.writes import sweep
from qiao.wsgi import application

HERE = "127.0.0.1"


def serve(given: argparse.Namespace) -> int:
    """Serve until interrupted. Raises CannotRun where the port is taken or not allowed."""
    try:
        server = create_server(application, host=HERE, port=given.port, ident=None)
    except OSError as error:
        line = _("port {port} cannot be used ({why}); take another with --port")
        raise CannotRun(line.format(port=given.port, why=error.strerror or error)) from error
    print(_("Qiao is at {address} - stop it with Ctrl-C").format(address=f"http://{HERE}:{given.port}/"), flush=True)
    # What a killed import has left, and what was waiting when the site was last stopped.
    sweep()
    WORKER.wake()
    try:
        server.run()
    finally:
        WORKER.stop()
        server.close()
    return 0
