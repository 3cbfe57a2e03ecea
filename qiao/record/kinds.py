"""The catalogue that this installation uses: the shipped kinds and its own folders of YAML."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from qiao.catalogue import SHIPPED, Catalogue, load


def catalogue() -> Catalogue:
    """Return the catalogue, loaded once for each set of folders (`settings.QIAO_KINDS`)."""
    return load((SHIPPED, *(Path(folder) for folder in settings.QIAO_KINDS)))
