"""Documents that the record bears out, and the same with one change: what is right is left alone, what is not is found.

`make bench-verdict` runs the same over 2,000 documents.
"""

import random

import pytest

from tests.mutation import CHANGES, change, run, trial


def test_every_change_is_found_at_its_place_and_nothing_else_is_blamed() -> None:
    score = run(40, seed=7)
    assert score.documents == 40
    assert score.figures > 1000
    assert score.false_alarms == []
    assert score.missed == []
    assert sum(score.made.values()) == 40
    assert min(score.made.values()) >= 4


@pytest.mark.parametrize("kind", CHANGES)
def test_a_change_changes_one_place(kind: str) -> None:
    rng = random.Random(3)
    made = None
    while made is None:
        given = trial(rng)
        made = change(rng, given, kind)
    start = next(place for place, (old, new) in enumerate(zip(given.text, made.text, strict=False)) if old != new)
    rest = next(
        place for place, (old, new) in enumerate(zip(given.text[::-1], made.text[::-1], strict=False)) if old != new
    )
    assert len(given.text) - rest - start <= 4
    assert all(place >= start - 20 for place in made.places)


def test_other_figures_of_a_changed_document_are_ruled_as_before() -> None:
    rng = random.Random(11)
    for _ in range(10):
        given = trial(rng)
        made = change(rng, given, "digit")
        assert made is not None
        before, after = given.rulings(given.text), given.rulings(made.text)
        wrong = {place for place, (_claim, ruled) in after.items() if ruled.ruling != "supported"}
        assert wrong == set(made.places)
        assert len(before) == len(after)
