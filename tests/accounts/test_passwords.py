"""Which passwords are refused, and that what people can remember is not."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import translation

from qiao.accounts.passwords import Guessable
from tests.office import Office, make

COMMON = (
    "password123",
    "P@ssw0rd2024!",
    "Qwerty123456",
    "iloveyou!!!",
    "monkeymonkey",
    "Sunshine2024",
    "dragon1234567",
)
WALKED = ("qwertyuiop1", "1234567890a", "zxcvbnm,./", "abcdefghijk", "poiuytrewq", "0987654321z")
REPEATED = ("aaaaaaaaaaaa", "abababababab", "112211221122")
SHORT = ("x7Gk!2qP", "晨光雪山")
GOOD = (
    "correct horse battery",
    "喀什的石榴熟了三次了",
    "tQ4-vmuE9x2w",
    "seven grey camels",
    "Xinjiang apricot 77 lanes",
)


@pytest.fixture
def programme(db: None) -> Office:
    return make()


@pytest.mark.parametrize("password", COMMON + WALKED + REPEATED + SHORT + ("48151623421",))
def test_what_is_guessed_first_is_refused(db: None, password: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(password, User(username="someone"))


@pytest.mark.parametrize("password", GOOD)
def test_what_nobody_guesses_is_taken(db: None, password: str) -> None:
    validate_password(password, User(username="someone"))


@pytest.mark.parametrize(
    "password", ["丙三丙三丙三丙三2022", "我在丙县政府工作已经三年", "第二批的第一名干部来了", "owner is who I am"]
)
def test_what_tells_who_one_is_is_refused(programme: Office, password: str) -> None:
    with translation.override("en"), pytest.raises(ValidationError, match="This tells your name"):
        validate_password(password, programme.owner)


def test_the_same_words_are_good_for_somebody_else(programme: Office) -> None:
    validate_password("我在丙县政府工作已经三年", programme.office)


@pytest.mark.parametrize("written", ["seven grey camels", "SHA1", "SHA1:17"])
def test_a_list_of_the_office_is_asked(tmp_path: Path, written: str) -> None:
    digest = hashlib.sha1(b"seven grey camels", usedforsecurity=False).hexdigest().upper()
    file = tmp_path / "known.txt"
    file.write_text(f"another\n{written.replace('SHA1', digest)}\n", encoding="utf-8")
    rule = Guessable(own_list=str(file))
    with pytest.raises(ValidationError):
        rule.validate("seven grey camels")
    rule.validate("seven green camels")
