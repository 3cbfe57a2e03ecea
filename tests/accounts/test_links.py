"""One-time links: made by the office, good once, for a while, and the last one only."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import User
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.test import Client
from django.urls import reverse

from qiao.accounts import writes
from qiao.accounts.writes import NewAccount, Refused
from qiao.programme.models import AuditLine, Secondee
from tests.accounts.conftest import PASSWORD, link_of
from tests.office import make
from tests.web.conftest import parsed, words

NEW = {"password": "seven grey camels", "again": "seven grey camels"}


def signs_in(browser: Client, name: str, password: str) -> bool:
    answer = browser.post(reverse("login"), {"username": name, "password": password})
    return answer.status_code == 302 and "_auth_user_id" in browser.session


def test_the_office_opens_an_account_and_its_owner_sets_the_password(db: None, browser: Client) -> None:
    programme = make()
    office = Client(headers={"accept-language": "en"})
    office.force_login(programme.office)
    Secondee.objects.filter(code="P1").update(user=None)
    asked = {"name": "jiayi", "email": "jia@example.org", "person": "P1"}
    address = parsed(office.post(reverse("account-new"), asked)).xpath("string(//input[@id='id-link']/@value)")
    assert "/sign-in/link/" in address
    assert browser.get(address).status_code == 200
    assert "The two are not the same" in words(browser.post(address, {**NEW, "again": "x"}))
    assert browser.post(address, {"password": "password123", "again": "password123"}).status_code == 422
    assert browser.post(address, NEW, follow=True).status_code == 200
    assert browser.post(address, NEW).status_code == browser.get(address).status_code == 410
    assert signs_in(browser, "jia@example.org", NEW["password"])
    account = User.objects.get(username="jiayi")
    assert Secondee.objects.get(user=account).code == "P1"
    said = AuditLine.objects.filter(subject=f"account {account.pk}").values_list("action", flat=True)
    assert list(said) == ["open account", "make one-time link", "use one-time link", "sign in"]
    for line in AuditLine.objects.all():
        assert "jia" not in f"{line.subject}{line.detail}"


def test_a_newer_link_ends_the_one_before(lixia: User, browser: Client) -> None:
    first = link_of(lixia)
    writes.make_link(lixia, by=None)
    assert browser.get(first).status_code == 410
    assert browser.get(link_of(lixia)).status_code == 200


def test_a_link_has_its_time(lixia: User, browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    writes.make_link(lixia, by=None)
    link = link_of(lixia)
    later = dt.datetime.now() + dt.timedelta(hours=73)  # noqa: DTZ005  # as the generator reckons
    monkeypatch.setattr(PasswordResetTokenGenerator, "_now", lambda _self: later)
    assert browser.get(link).status_code == 410


@pytest.mark.parametrize("link", ["/sign-in/link/MQ/abc-def/", "/sign-in/link/!!/x/", "/sign-in/link/OTk5/a-b/"])
def test_a_guessed_link_is_no_link(lixia: User, browser: Client, link: str) -> None:
    assert browser.get(link).status_code == 410


def test_a_closed_account_has_no_link_and_signs_nobody_in(lixia: User, browser: Client) -> None:
    link = link_of(lixia)
    assert signs_in(browser, "lixia", PASSWORD)
    writes.close(lixia, by=None)
    assert browser.get("/").status_code == 302
    assert browser.get(link).status_code == 410
    assert not signs_in(Client(), "lixia", PASSWORD)
    with pytest.raises(Refused):
        writes.make_link(User.objects.get(pk=lixia.pk), by=None)
    writes.reopen(lixia, by=None)
    assert signs_in(Client(), "lixia", PASSWORD)


def test_using_a_link_ends_every_session(lixia: User, browser: Client) -> None:
    assert signs_in(browser, "lixia", PASSWORD)
    writes.make_link(lixia, by=None)
    assert browser.get("/").status_code == 200
    Client().post(link_of(lixia), NEW)
    assert browser.get("/").status_code == 302


@pytest.mark.parametrize(
    "new",
    [
        NewAccount(name=""),
        NewAccount(name="li xia"),
        NewAccount(name="LIXIA"),
        NewAccount(name="lixia@example.org"),
        NewAccount(name="other", email="LIXIA@example.org"),
        NewAccount(name="other", email="lixia"),
        NewAccount(name="other", person="P99"),
    ],
)
def test_what_would_confuse_is_refused(lixia: User, new: NewAccount) -> None:
    lines, accounts = AuditLine.objects.count(), User.objects.count()
    with pytest.raises(Refused):
        writes.invite(new, by=None)
    assert (AuditLine.objects.count(), User.objects.count()) == (lines, accounts)


def test_who_may_manage_accounts(db: None) -> None:
    programme = make()
    for user, status in ((programme.office, 200), (programme.owner, 404), (programme.stranger, 404)):
        client = Client()
        client.force_login(user)
        for address in (reverse("accounts"), reverse("account-new"), reverse("account", args=[programme.owner.pk])):
            assert client.get(address).status_code == status
        for name in ("account-link", "account-close", "account-reopen"):
            answer = client.post(reverse(name, args=[programme.stranger.pk]))
            assert answer.status_code == (404 if status == 404 else answer.status_code), name
            assert answer.status_code in ({404} if status == 404 else {200, 302})


def test_nobody_closes_their_own_account(db: None) -> None:
    programme = make()
    with pytest.raises(Refused):
        writes.close(programme.office, by=programme.office)
