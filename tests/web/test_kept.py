"""A check that is kept: worked off on its page, taken away as a file, and seen by nobody who may not."""

from __future__ import annotations

import io
import json
import zipfile
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from qiao.drafting.models import CheckedText, WordingBinding
from qiao.drafting.originals.parts import replaced
from qiao.programme.models import AuditLine, Secondee
from tests.claim.docx.word import p, r, word
from tests.web.conftest import Site, parsed, words

TEXT = "总结\n与甲校签定协议，举办培训2场，开办夜校1次。"


@pytest.fixture
def recorded(site: Site) -> Site:
    site.programme.record("training", "2023-03-01", {"P3": "led"}, sessions=Decimal(1), attendances=Decimal(45))
    return site


def keep(client: Client, text: str = TEXT, who: str = "P3") -> CheckedText:
    client.post(reverse("check-keep"), {"text": text, "who": who, "name": ""})
    return CheckedText.objects.get()


def address(name: str, checked: CheckedText, *more: str) -> str:
    return reverse(name, args=[checked.uid, *more])


def press(client: Client, page: Any, action: str, **fields: str) -> Any:
    """Press the first button of a form as a browser would, and follow."""
    form = page.xpath(f"//form[contains(@action, '/{action}/')]")[0]
    sent = {each.get("name"): each.get("value") for each in form.xpath(".//input[@name]")}
    return parsed(client.post(form.get("action"), {**sent, **fields}, follow=True))


def test_what_was_checked_is_kept_by_a_button(recorded: Site) -> None:
    result = parsed(recorded.owner.post(reverse("check"), {"who": "P3", "text": TEXT}))
    page = press(recorded.owner, result, "keep")

    checked = CheckedText.objects.get()
    assert (checked.text, checked.person.code if checked.person else "") == (TEXT, "P3")
    assert page.xpath("string(//h1)") == "总结"
    assert "总结" in words(recorded.owner.get(reverse("check")))


def test_a_suggestion_is_taken_over(recorded: Site) -> None:
    checked = keep(recorded.owner)
    page = press(recorded.owner, parsed(recorded.owner.get(address("check-kept", checked))), "accept")

    checked.refresh_from_db()
    assert "签订协议" in checked.text
    assert not page.xpath("//li[contains(@class, 'finding')]")
    assert "签定 → 签订" in " ".join(page.text_content().split())


def test_what_is_meant_stays_listed_and_is_muted(recorded: Site) -> None:
    checked = keep(recorded.owner)
    page = press(recorded.owner, parsed(recorded.owner.get(address("check-kept", checked))), "meant")

    assert page.xpath("//li[contains(@class, 'finding') and contains(@class, 'meant')]")
    assert page.xpath("//article//a[contains(@class, 'meant')]")
    assert not page.xpath("//form[contains(@action, '/accept/')]")
    page = press(recorded.owner, page, "reopen")
    assert not page.xpath("//li[contains(@class, 'meant')]")


def test_a_finding_that_is_gone_is_told(recorded: Site) -> None:
    checked = keep(recorded.owner)
    before = parsed(recorded.owner.get(address("check-kept", checked)))
    press(recorded.owner, before, "accept")
    again = press(recorded.owner, before, "accept")
    assert "这一处问题不在了" in again.text_content()
    assert recorded.owner.post(address("check-accept", checked), {"code": "typo"}).status_code == 404


def test_the_office_binds_a_wording_and_withdraws_it(recorded: Site) -> None:
    checked = keep(recorded.office)
    page = parsed(recorded.office.get(address("check-kept", checked)))
    assert page.xpath("//li[contains(@class, 'unbound')]//option[@value='training.sessions']")

    page = press(recorded.office, page, "bind", measure="training.sessions")

    assert not page.xpath("//li[contains(@class, 'unbound')]")
    # It is remembered for every text, and for whoever checks it.
    other = parsed(recorded.owner.post(reverse("check"), {"who": "P3", "text": "开办夜校1次。"}))
    assert other.xpath("//ol[@class='items']/li/@class") == ["supported"]
    listed = parsed(recorded.office.get(reverse("check-wordings")))
    assert "开办夜校" in listed.text_content()
    listed = press(recorded.office, listed, "withdraw")
    assert not listed.xpath("//form[contains(@action, '/withdraw/')]")
    assert WordingBinding.objects.get().withdrawn_at
    assert AuditLine.objects.filter(action__in=("bind wording", "withdraw wording")).count() == 2


def test_only_the_office_binds(recorded: Site) -> None:
    checked = keep(recorded.owner)
    assert not parsed(recorded.owner.get(address("check-kept", checked))).xpath("//form[contains(@action, '/bind/')]")
    asked = {"noun": "夜校", "family": "次", "measure": "training.sessions"}
    # The check is theirs to see; what a wording counts is not theirs to say.
    assert recorded.owner.post(address("check-bind", checked), asked).status_code == 403
    assert recorded.owner.get(reverse("check-wordings")).status_code == 404
    assert not WordingBinding.objects.exists()


def test_a_kept_check_is_there_for_its_owner_and_the_office(recorded: Site) -> None:
    checked = keep(recorded.owner)
    place = {"code": "typo", "start": "6", "end": "8"}
    for name, more in (("check-kept", ()), ("check-kept-file", ("docx",))):
        seen = {who: each.get(address(name, checked, *more)).status_code for who, each in recorded.each().items()}
        assert seen == {"office": 200, "owner": 200, "stranger": 404}
    for name in ("check-accept", "check-meant", "check-reopen", "check-discard"):
        assert recorded.stranger.post(address(name, checked), place).status_code == 404
        assert recorded.nobody.post(address(name, checked), place).status_code == 302
        assert recorded.owner.get(address(name, checked)).status_code == 405
    assert "总结" not in words(recorded.stranger.get(reverse("check")))
    # Whose record one may no longer see, one's old check of it no longer shows.
    Secondee.objects.filter(code="P3").update(user=None)
    assert recorded.owner.get(address("check-kept", checked)).status_code == 404


def test_nobody_keeps_a_check_against_a_record_that_is_not_theirs(recorded: Site) -> None:
    for name, more in (("check-keep", ()), ("check-file", ("docx",))):
        asked = {"text": TEXT, "who": "P3", "name": ""}
        assert recorded.stranger.post(reverse(name, args=more), asked).status_code == 404
    assert not CheckedText.objects.exists()


@pytest.mark.parametrize("ending", ["docx", "html", "xlsx", "json"])
def test_a_check_is_taken_away_as_a_file(recorded: Site, ending: str) -> None:
    response = recorded.owner.post(
        reverse("check-file", args=[ending]), {"text": TEXT, "who": "P3", "name": "总结.docx"}
    )
    assert response.status_code == 200
    assert "attachment" in response["Content-Disposition"]
    assert response.content
    checked = keep(recorded.owner)
    kept = recorded.owner.get(address("check-kept-file", checked, ending))
    if ending == "json":
        assert json.loads(kept.content)["verdicts"] == json.loads(response.content)["verdicts"]
    assert recorded.owner.get(address("check-kept-file", checked, "pdf")).status_code == 404


def test_a_check_is_deleted(recorded: Site) -> None:
    checked = keep(recorded.owner)
    press(recorded.owner, parsed(recorded.owner.get(address("check-kept", checked))), "discard")
    assert not CheckedText.objects.exists()


def test_findings_of_one_sort_can_be_chosen(recorded: Site) -> None:
    page = parsed(recorded.office.post(reverse("check"), {"who": "P3", "text": f"{TEXT}\n捐款____元。"}))
    offered = page.xpath("//select[@data-filter]/option/@value")
    assert offered[0] == ""
    assert set(offered[1:]) == set(page.xpath("//ol[@class='items']/li/@data-code"))
    assert len(offered) > 2


def test_in_english(recorded: Site, english: Client) -> None:
    checked = keep(recorded.office)
    page = words(english.get(address("check-kept", checked)))
    assert "Take it over" in page
    assert english.get(reverse("check-wordings")).status_code == 200


def annotated(response: Any) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(response.content)) as made:
        return {name: made.read(name) for name in made.namelist()}


def test_a_word_document_comes_back_in_its_own_layout(recorded: Site) -> None:
    lines = [p(r(line, "<w:i/>")) for line in TEXT.split("\n")]
    data = replaced(word("".join(lines), styles="<w:style/>"), {"word/media/x.png": b"picture"})
    upload = SimpleUploadedFile("总结.docx", data)
    result = parsed(recorded.owner.post(reverse("check"), {"who": "P3", "file": upload}))
    form = result.xpath("//form[contains(@action, '/keep/')]")[0]
    sent = {each.get("name"): each.get("value") for each in form.xpath(".//input[@name]")}

    taken = annotated(recorded.owner.post(reverse("check-file", args=["docx"]), sent))
    assert taken["word/media/x.png"] == b"picture"
    assert b"<w:i/>" in taken["word/document.xml"]

    recorded.owner.post(reverse("check-keep"), sent)
    checked = CheckedText.objects.get()
    page = press(recorded.owner, parsed(recorded.owner.get(address("check-kept", checked))), "accept")
    assert page is not None
    later = annotated(recorded.owner.get(address("check-kept-file", checked, "docx")))
    assert later["word/media/x.png"] == b"picture"
    assert "签订" in later["word/document.xml"].decode()
    assert "签定" not in later["word/document.xml"].decode()

    # Kept with the check, it is no longer kept for the page.
    again = annotated(recorded.owner.post(reverse("check-file", args=["docx"]), sent))
    assert "不再保留" in again["word/comments.xml"].decode()
    assert "word/media/x.png" not in again


def test_no_other_file_is_stored_for_the_page(recorded: Site) -> None:
    upload = SimpleUploadedFile("总结.txt", TEXT.encode())
    page = parsed(recorded.owner.post(reverse("check"), {"who": "P3", "file": upload}))
    assert page.xpath("//input[@name='original']/@value") == [""]
