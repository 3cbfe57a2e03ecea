"""Signing in: wrong passwords make wait but never for good; second factors; sessions; and what the trail says of it."""

from __future__ import annotations

import datetime as dt
import re
import time
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db.models import F
from django.test import Client
from django.urls import reverse

from qiao.accounts import writes
from qiao.accounts.models import FailedSignIn
from qiao.programme import role_writes
from qiao.programme.models import AuditLine, AuditValue
from qiao.programme.verifying import verify
from tests.accounts.conftest import PASSWORD
from tests.web.conftest import parsed, words


def sign_in(browser: Client, password: str = PASSWORD, name: str = "lixia") -> Any:
    return browser.post(reverse("login"), {"username": name, "password": password})


def is_in(browser: Client) -> bool:
    return "_auth_user_id" in browser.session


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def later(minutes: int) -> None:
    """Let time pass for what waits."""
    passed = dt.timedelta(minutes=minutes)
    FailedSignIn.objects.exclude(waits_until=None).update(waits_until=F("waits_until") - passed)


def with_app(browser: Client) -> str:
    """Set up codes from an app, and return the secret."""
    page = parsed(browser.get(reverse("mfa_activate_totp"), follow=True))
    if page.xpath("//input[@name='password']"):
        browser.post(reverse("account_reauthenticate"), {"password": PASSWORD, "next": reverse("mfa_activate_totp")})
        page = parsed(browser.get(reverse("mfa_activate_totp")))
    secret = str(page.xpath("string(//input[@id='id_key']/@value)"))
    answer = browser.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    assert answer.status_code == 302
    cache.clear()
    return secret


def test_by_name_and_by_address(lixia: User) -> None:
    for name in ("lixia", "LIXIA@example.org"):
        browser = Client()
        assert sign_in(browser, name=name).status_code == 302
        assert is_in(browser)
    line = AuditLine.objects.filter(action="sign in").latest("id")
    assert (line.actor, line.detail["methods"]) == (lixia, ["password"])
    assert line.detail["before"] != line.detail["after"]


def test_five_wrong_passwords_make_wait_and_the_wait_grows_to_a_quarter_of_an_hour(
    lixia: User, browser: Client
) -> None:
    for _wrong in range(5):
        assert "do not match" in words(sign_in(browser, "wrong"))
    assert "Wait a few minutes" in words(sign_in(browser))
    assert not is_in(browser)
    later(2)
    assert sign_in(browser).status_code == 302
    assert AuditLine.objects.filter(action="make sign-in wait", subject=f"account {lixia.pk}").count() == 1
    another = Client()
    waits = []
    for _wrong in range(12):
        sign_in(another, "wrong")
        found = FailedSignIn.objects.latest("last_at")
        if found.waits_until:
            waits.append(round((found.waits_until - found.last_at).total_seconds() / 60))
        later(60)
    assert waits == [1, 2, 4, 8, 15, 15, 15, 15]


def test_a_stranger_cannot_keep_the_owner_out_of_a_browser_that_is_known(lixia: User) -> None:
    own, other = Client(), Client()
    sign_in(own)
    own.post(reverse("logout"))
    for _wrong in range(8):
        sign_in(other, "wrong")
    assert "Wait" in words(sign_in(Client(headers={"accept-language": "en"})))
    assert sign_in(own).status_code == 302
    assert is_in(own)


def test_a_name_that_is_none_waits_as_well_and_is_told_the_same(db: None, lixia: User) -> None:
    said = {name: [words(sign_in(Client(), "wrong", name)) for _ in range(6)] for name in ("lixia", "nobody")}
    assert [re.sub("lixia|nobody", "", each) for each in said["lixia"]] == [
        re.sub("lixia|nobody", "", each) for each in said["nobody"]
    ]


def test_there_is_no_sign_up(db: None, browser: Client) -> None:
    for address in ("/sign-up/", "/accounts/signup/", "/sign-in/signup/", "/account/email/"):
        assert browser.get(address).status_code in {302, 404}
    assert not User.objects.exists()


def test_an_app_for_codes_then_a_recovery_code(lixia: User, browser: Client) -> None:
    sign_in(browser)
    secret = with_app(browser)
    codes = parsed(browser.get(reverse("mfa_view_recovery_codes"))).xpath("//ul[contains(@class, 'codes')]/li/text()")
    assert len(codes) == 10
    changed = AuditLine.objects.filter(action="change second factors").latest("id")
    assert changed.detail["before"] == {"second_factors": [], "recovery_codes": 0}
    assert changed.detail["after"]["recovery_codes"] == 10
    assert secret not in str(AuditLine.objects.values_list("detail", flat=True))
    browser.post(reverse("logout"))
    assert sign_in(browser)["Location"] == reverse("mfa_authenticate")
    assert not is_in(browser)
    wrong = browser.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "This code is not right" in words(wrong)
    assert browser.post(reverse("mfa_authenticate"), {"code": code_of(secret)}).status_code == 302
    assert is_in(browser)
    browser.post(reverse("logout"))
    sign_in(browser)
    assert browser.post(reverse("mfa_authenticate"), {"code": codes[0]}).status_code == 302
    assert AuditLine.objects.filter(action="sign in").latest("id").detail["methods"] == [
        "password",
        "mfa: recovery_codes",
    ]
    browser.post(reverse("logout"))
    sign_in(browser)
    assert browser.post(reverse("mfa_authenticate"), {"code": codes[0]}).status_code == 200
    assert not is_in(browser)
    assert verify().broken is None


def test_a_second_factor_is_demanded_of_the_office(lixia: User, browser: Client, settings: Any) -> None:
    settings.QIAO_SECOND_FACTOR = "office"
    sign_in(browser)
    assert browser.get("/").status_code == 200
    role_writes.give(lixia, "office", by=None)
    for address in ("/", reverse("records"), reverse("accounts"), reverse("audit"), reverse("account_change_password")):
        answer = browser.get(address)
        assert (answer.status_code, answer.get("Location")) == (302, reverse("mfa_index")), address
    assert browser.post(reverse("check"), {"text": "x"})["Location"] == reverse("mfa_index")
    assert "set one up" in words(browser.get("/", follow=True))
    with_app(browser)
    assert browser.get("/").status_code == 200


def test_an_exempted_account_goes_on(lixia: User, browser: Client, settings: Any) -> None:
    settings.QIAO_SECOND_FACTOR = "everybody"
    sign_in(browser)
    assert browser.get("/").status_code == 302
    writes.exempt(lixia, by=None)
    assert browser.get("/").status_code == 200


def test_a_lost_phone_is_taken_away_by_the_office(lixia: User, browser: Client) -> None:
    sign_in(browser)
    with_app(browser)
    writes.make_link(lixia, by=None)
    assert Authenticator.objects.filter(user=lixia).count() == 2
    writes.make_link(lixia, by=None, is_factor_lost=True)
    assert not Authenticator.objects.filter(user=lixia).exists()
    assert browser.get("/").status_code == 302
    line = AuditLine.objects.latest("id")
    assert len(line.detail["before"]["second_factors"]) == 1
    assert line.detail["after"]["second_factors"] == []


def test_a_new_password_ends_the_other_sessions(lixia: User, browser: Client) -> None:
    other = Client()
    sign_in(browser)
    sign_in(other)
    new = {"oldpassword": PASSWORD, "password1": "seven grey camels", "password2": "seven grey camels"}
    assert browser.post(reverse("account_change_password"), {**new, "oldpassword": "wrong"}).status_code == 200
    assert browser.post(reverse("account_change_password"), {**new, "password1": "password123"}).status_code == 200
    assert not AuditLine.objects.filter(action="change password").exists()
    assert browser.post(reverse("account_change_password"), new).status_code == 302
    assert browser.get("/").status_code == 200
    assert other.get("/").status_code == 302
    assert AuditLine.objects.filter(action="change password", actor=lixia).count() == 1
    assert "here" in words(browser.get(reverse("usersessions_list")))


def test_sessions_are_listed_and_ended_by_their_owner_only(lixia: User, browser: Client) -> None:
    phone = Client(headers={"user-agent": "Mozilla/5.0 (Linux; Android 14) Chrome/130 Mobile"})
    sign_in(browser)
    sign_in(phone)
    page = browser.get(reverse("usersessions_list"))
    assert "Chrome · Android" in words(page)
    (address,) = parsed(page).xpath("//form[contains(@action, '/account/sessions/') and contains(@action, '/end/')]")[
        :1
    ]
    stranger = Client()
    stranger.force_login(User.objects.create_user("stranger"))
    assert stranger.post(address.get("action")).status_code == 404
    assert browser.post(address.get("action")).status_code == 302
    assert phone.get("/").status_code == 302
    assert AuditValue.objects.filter(line__action="end session", name="browser").count() == 1
    sign_in(phone)
    browser.post(reverse("account-sessions-end"))
    assert phone.get("/").status_code == 302
    assert browser.get("/").status_code == 200


def test_cookies_are_for_the_server_only(lixia: User, browser: Client) -> None:
    answer = sign_in(browser)
    for name in ("sessionid", "qiao-known"):
        assert answer.cookies[name]["httponly"], name
        assert answer.cookies[name]["samesite"] == "Lax", name


def test_after_signing_in_nobody_is_led_elsewhere(lixia: User, browser: Client) -> None:
    for wanted, led in (("/records/", "/records/"), ("https://evil.example/", "/"), ("//evil.example", "/")):
        answer = browser.post(f"{reverse('login')}?next={wanted}", {"username": "lixia", "password": PASSWORD})
        assert answer["Location"] == led
        browser.post(reverse("logout"))
