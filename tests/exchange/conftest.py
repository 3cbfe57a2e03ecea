"""Workbooks for the tests of the import."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from django.utils import translation

from qiao import exchange
from qiao.exchange import Plan
from tests.exchange.ledgers import ROSTER, Rows, write

Book = Callable[..., Path]


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Messages in English, whatever the language of the installation."""
    with translation.override("en"):
        yield


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """A function that writes a workbook of these sheets, with the roster before them unless told otherwise."""

    def make(sheets: Mapping[str, Rows], *, name: str = "台账.xlsx", roster: bool = True) -> Path:
        return write(tmp_path / name, {**(ROSTER if roster else {}), **sheets})

    return make


@pytest.fixture
def planned(book: Book, db: None) -> Callable[..., Plan]:
    """A function that plans a workbook of these sheets."""
    return lambda sheets, **options: exchange.plan(book(sheets, **options))
