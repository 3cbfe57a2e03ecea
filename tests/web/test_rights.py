"""Who sees what: the office everything, a secondee their own, and what is not theirs is not there."""

from __future__ import annotations

import pytest
from django.urls import reverse

from qiao.programme.models import Secondee
from qiao.record import writes
from qiao.record.models import Record
from tests.web.conftest import Site, words

DOCUMENT = reverse("document", args=["work_summary"])


@pytest.mark.parametrize(
    "address",
    [
        reverse(name)
        for name in ("home", "records", "record-choose", "people", "documents", "document-new", "check", "import")
    ]
    + [reverse("record-new", args=["training"]), "/people/P3/", "/facts/training.sessions/?person=P3"],
)
def test_nobody_gets_in_without_signing_in(site: Site, address: str) -> None:
    response = site.nobody.get(address)
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("login"))


@pytest.mark.parametrize(
    ("address", "seen"),
    [
        ("/people/P3/", {"office": 200, "owner": 200, "stranger": 404}),
        ("/people/P4/", {"office": 200, "owner": 404, "stranger": 200}),
        ("/batches/第二批/", {"office": 200, "owner": 404, "stranger": 404}),
        ("/facts/training.attendances/?person=P3", {"office": 200, "owner": 200, "stranger": 404}),
        ("/facts/training.attendances/?batch=第二批", {"office": 200, "owner": 404, "stranger": 404}),
        ("/facts/training.attendances/?organisation=丙县政府", {"office": 200, "owner": 404, "stranger": 404}),
        ("/facts/training.attendances/", {"office": 200, "owner": 404, "stranger": 404}),
        (f"{DOCUMENT}?who=P3", {"office": 200, "owner": 200, "stranger": 404}),
        (f"{DOCUMENT}file/docx/?who=P3", {"office": 200, "owner": 200, "stranger": 404}),
        ("/documents/batch_report/?who=第二批", {"office": 200, "owner": 404, "stranger": 404}),
        ("/import/", {"office": 200, "owner": 404, "stranger": 404}),
        ("/check/wordings/", {"office": 200, "owner": 404, "stranger": 404}),
        ("/people/P99/", {"office": 404, "owner": 404, "stranger": 404}),
    ],
)
def test_pages(site: Site, work: Record, address: str, seen: dict[str, int]) -> None:
    assert {name: client.get(address).status_code for name, client in site.each().items()} == seen


def test_a_record_and_what_can_be_done_with_it(site: Site) -> None:
    draft = writes.draft(site.programme.work("training", "2023-03-01", {"P3": "led"}), by=site.programme.owner)
    for name in ("record", "record-edit"):
        address = reverse(name, args=[draft.uid])
        assert site.stranger.get(address).status_code == 404
        assert site.owner.get(address).status_code == site.office.get(address).status_code == 200
    for name in ("record-submit", "record-approve", "record-send-back", "record-discard"):
        assert site.stranger.post(reverse(name, args=[draft.uid])).status_code == 404
    for name in ("record-approve", "record-send-back"):
        assert site.owner.post(reverse(name, args=[draft.uid])).status_code == 403
    draft.refresh_from_db()
    assert draft.status == "draft"


def test_who_took_part_sees_a_record_but_its_author_changes_it(site: Site) -> None:
    draft = writes.draft(
        site.programme.work("training", "2023-03-01", {"P3": "led", "P4": "took_part"}), by=site.programme.owner
    )
    assert site.stranger.get(reverse("record", args=[draft.uid])).status_code == 200
    assert site.stranger.get(reverse("record-edit", args=[draft.uid])).status_code == 403
    refused = site.stranger.post(reverse("record-submit", args=[draft.uid]))
    assert refused.status_code == 403
    assert "您的角色不能这样做" in words(refused)


def test_an_approved_record_is_changed_by_nobody(site: Site, work: Record) -> None:
    # The office may delete drafts, and is told why this cannot be deleted; P3 took part, but did not write it.
    for client, edit, discard in ((site.office, 403, 302), (site.owner, 403, 403), (site.stranger, 404, 404)):
        assert client.get(reverse("record-edit", args=[work.uid])).status_code == edit
        assert client.post(reverse("record-discard", args=[work.uid])).status_code == discard
    assert Record.objects.filter(pk=work.pk, status="approved").exists()


def test_lists_hold_only_what_may_be_seen(site: Site, work: Record) -> None:
    for address in (reverse("records"), f"{reverse('records')}?person=P3", f"{reverse('records')}?batch=第二批"):
        assert "课堂教学" in words(site.office.get(address))
        assert "课堂教学" in words(site.owner.get(address))
        assert "课堂教学" not in words(site.stranger.get(address))
    people = words(site.owner.get(reverse("people"), follow=True))
    assert "丙三" in people
    assert "丁四" not in people


def test_a_figure_shows_a_secondee_no_record_of_others(site: Site, work: Record) -> None:
    site.programme.record("training", "2023-04-01", {"P4": "led"}, topic="别人的培训")
    page = words(site.owner.get("/facts/training.sessions/?person=P3"))
    assert "别人的培训" not in page


def test_a_text_is_checked_against_ones_own_record_only(site: Site, work: Record) -> None:
    asked = {"who": "P3", "text": "培训教师45人次。"}
    assert "属实" in words(site.office.post(reverse("check"), asked))
    assert "属实" in words(site.owner.post(reverse("check"), asked))
    assert site.stranger.post(reverse("check"), asked).status_code == 422


def test_an_account_of_nobody_sees_nothing(site: Site, work: Record) -> None:
    Secondee.objects.filter(user=site.programme.owner).update(user=None)
    assert "这个账号还没有对应到花名册上的人" in words(site.owner.get("/"))
    assert "课堂教学" not in words(site.owner.get(reverse("records")))
