"""The small programme, with a fifth person who is P3 once more under another number."""

from __future__ import annotations

import pytest

from qiao.programme import writes
from qiao.programme.writes import NewSecondment
from tests.office import AFTER, SECOND, Office, make

TWIN = NewSecondment(
    code="P5",
    name="丙叁",
    batch="第二批",
    category="professional",
    sending="甲省教育厅",
    host="丙县政府",
    post="",
    start=SECOND,
    end=AFTER,
)


@pytest.fixture
def office(db: None) -> Office:
    """See above."""
    made = make()
    writes.add_secondment(TWIN, by=None)
    return made
