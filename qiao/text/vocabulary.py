"""The vocabulary of Chinese prose: the YAML files beside this module, each loaded once."""

from __future__ import annotations

from importlib import resources
from typing import Any

import yaml

# libyaml, where PyYAML was built with it, loads the same safe subset ten times faster.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load(name: str) -> dict[str, Any]:
    """Return a vocabulary file as plain dicts, lists and strings. Raises TypeError where a key is not a string."""
    written = resources.files(__package__).joinpath(f"{name}.yaml").read_text(encoding="utf-8")
    # Bandit's rule looks for the name SafeLoader; CSafeLoader is the same loader in C.
    loaded: dict[str, Any] = yaml.load(written, Loader=LOADER)  # noqa: S506
    _refuse_odd_keys(loaded, name)
    return loaded


def _refuse_odd_keys(value: object, name: str) -> None:
    """YAML 1.1 reads a bare `on:` as True; a key that is no string is a slip of the writer."""
    if isinstance(value, dict):
        for key, each in value.items():
            if not isinstance(key, str):
                raise TypeError(f"{name}.yaml: the key {key!r} is not a string")
            _refuse_odd_keys(each, name)
    elif isinstance(value, list):
        for each in value:
            _refuse_odd_keys(each, name)


NUMERALS = load("numerals")
HEDGES = load("hedges")
UNITS = load("units")
NAMES = load("names")
MASKS = load("masks")
PROSE = load("prose")
DATES = load("dates")
