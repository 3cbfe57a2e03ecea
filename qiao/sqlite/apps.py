"""The Django app that registers the check of the SQLite version."""

from django.apps import AppConfig
from django.core import checks

from qiao.sqlite.checks import check_sqlite_version


class SqliteConfig(AppConfig):
    """No models: the app is here only so that its check runs with every `check`, `migrate` and `runserver`."""

    name = "qiao.sqlite"
    label = "sqlite"

    def ready(self) -> None:
        """Register the check without the `database` tag: checks with that tag run only when a database is named."""
        checks.register(check_sqlite_version)
