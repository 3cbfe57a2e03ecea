"""The module Django loads for `ENGINE = "qiao.sqlite"`: Django's own backend, on the SQLite that this package chose."""

from django.db.backends.sqlite3 import base


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's SQLite backend, unchanged: the pragmas that Qiao wants are in qiao/settings.py, in `init_command`."""
