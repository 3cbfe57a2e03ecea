"""A set phrase with one character that sounds or looks like the right one is found; a right phrase never is."""

import random

import pytest

from qiao import text as prose
from qiao.claim.findings import find
from qiao.claim.findings.phrases import ALIKE, NEVER, PHRASES, VARIANTS, is_slip, slips
from qiao.claim.findings.typos import ENTRIES

EVERY = sorted(PHRASES)


def test_every_slip_of_every_phrase_is_found_where_it_stands() -> None:
    rng = random.Random(5)
    for phrase in EVERY:
        at = rng.randrange(len(phrase))
        for letter in rng.sample(sorted(ALIKE[phrase[at]]), min(3, len(ALIKE[phrase[at]]))):
            wrong = phrase[:at] + letter + phrase[at + 1 :]
            if wrong in PHRASES or wrong in VARIANTS or any(word in wrong for word in NEVER):
                continue
            # A slip of one phrase may be one of another as well, which is then the one that is found.
            assert [start for start, _end, _right in slips(f"该同志{wrong}。")] == [3], wrong


def test_right_phrases_are_left_alone_in_any_order() -> None:
    rng = random.Random(6)
    right = sorted(PHRASES | VARIANTS)
    for _ in range(20):
        rng.shuffle(right)
        for between in ("，", "、"):
            assert not list(slips(between.join(right)))


def test_the_lists_are_in_order() -> None:
    assert not VARIANTS & PHRASES
    assert not [phrase for phrase in PHRASES if len(phrase) < 4]


@pytest.mark.parametrize(
    ("text", "wrong", "right"),
    [
        ("大家团结一至，克服困难。", "团结一至", "团结一致"),
        ("他恪尽职首，得到群众一致好平。", "恪尽职首", "恪尽职守"),
        ("发扬特别能吃若的精神。", "特别能吃若", "特别能吃苦"),
        ("做好对口支授工作。", "支授", "支援"),
    ],
)
def test_a_slip_is_a_wrong_word_with_its_right_form(text: str, wrong: str, right: str) -> None:
    found = [(each.code, each.text, each.suggestion) for each in find(text, prose.read(text))]
    assert ("typo", wrong, right) in found


@pytest.mark.parametrize(
    "text", ["他尽全力以副院长的身份协调。", "学习实践活动", "考核以工作实绩为主。", "团结一心、团结一致"]
)
def test_what_only_looks_like_a_slip_is_left_alone(text: str) -> None:
    assert list(slips(text)) == []


def test_a_place_has_one_wrong_word() -> None:
    for entry, _letters in ENTRIES:
        found = [each for each in find(entry["fires"], prose.read(entry["fires"])) if each.code == "typo"]
        assert len(found) == 1, entry["wrong"]


def test_a_phrase_itself_is_no_slip() -> None:
    assert not any(is_slip(phrase, phrase) for phrase in PHRASES)
