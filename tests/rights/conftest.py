"""The small programme, for every test of rights."""

import pytest

from tests.office import Office, make


@pytest.fixture
def office(db: None) -> Office:
    """A small programme: see tests/office.py."""
    return make()
