"""The settings as mypy's Django plugin loads them: complete, but without asking the developer for a secret key."""

from pathlib import Path

from tests.environment import prepare

prepare(Path("qiao-data"))

from qiao.settings import *  # noqa: E402, F403 - the settings may be read only after prepare()
