"""Files as evidence on the site: sent with a form, shown with the record, and handed out to nobody who may not."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from lxml import html

from qiao.drafting import reads as drafting
from qiao.programme.models import Secondee, Secondment
from qiao.programme.reads import find
from qiao.record import writes as record_writes
from qiao.record.evidence import store
from qiao.record.models import Evidence, Record
from qiao.web.security import POLICY, SANDBOX
from tests.attachments import BAD, docx, pdf, photo, picture
from tests.web.conftest import Site, browser, parsed, sent, words

NEW = reverse("record-new", args=["training"])
TYPED = {"day": "2023-05-12", "topic": "课堂教学", "attendances": "40", "led": "P3"}


@pytest.fixture(autouse=True)
def _own_folder(settings: LazySettings, tmp_path: Path) -> None:
    settings.QIAO_HOME = tmp_path


def file(name: str, body: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, body)


def entered(client: Client, *files: SimpleUploadedFile) -> Record:
    answer = client.post(NEW, {**TYPED, "draft": "1", "files": list(files)})
    assert answer.status_code == 302, words(answer)
    return Record.objects.latest("pk")


def addresses(record: Record) -> dict[str, str]:
    kept = Evidence.objects.get(record=record)
    return {
        "original": reverse("record-evidence-file", args=[record.uid, kept.pk]),
        "small": reverse("record-evidence-picture", args=[record.uid, kept.pk, "small"]),
        "view": reverse("record-evidence-picture", args=[record.uid, kept.pk, "view"]),
    }


def test_several_files_come_with_a_record_and_are_shown_with_it(site: Site) -> None:
    record = entered(site.owner, file("现场.jpg", photo()), file("签到表.pdf", pdf()), file("简报.docx", docx()))
    page = parsed(site.owner.get(reverse("record", args=[record.uid])))
    gallery = page.xpath("//ul[@class='gallery']/li")
    assert [each.xpath("string(.//bdi)") for each in gallery] == ["现场.jpg", "签到表.pdf", "简报.docx"]
    assert [len(each.xpath(".//img")) for each in gallery] == [1, 1, 0]
    assert gallery[2].xpath("string(.//*[@class='tile'])") == "DOCX"
    said = gallery[0].text_content()
    assert "owner" in said
    assert "字节" in said or "KB" in said
    for each in page.xpath("//ul[@class='gallery']//img/@src"):
        assert sent(site.owner.get(each))[8:12] == b"WEBP"


def test_good_files_stay_while_bad_ones_are_named_each_with_its_reason(site: Site) -> None:
    bad = [file(name, make()) for name, make, _why in (BAD["a renamed program"], BAD["half a photo"])]
    bad[1].name = "半张.jpg"
    answer = site.owner.post(NEW, {**TYPED, "submit": "1", "files": [file("签到表.pdf", pdf()), *bad]})
    assert answer.status_code == 422
    assert not Record.objects.exists()
    page = parsed(answer)
    problems = [each.text_content() for each in page.xpath("//*[@id='problem-files']/p")]
    assert [each.partition("：")[0] for each in problems] == ["照片.jpg", "半张.jpg"]
    kept = page.xpath("//input[@name='kept']")
    assert len(kept) == 1
    assert page.xpath("string(//textarea[@name='topic'])").strip() == "课堂教学"
    # Sent once more, without choosing the good file again.
    again = {
        **TYPED,
        "submit": "1",
        "kept": [each.get("value") for each in kept],
        "files": [file("b.png", picture("PNG"))],
    }
    assert site.owner.post(NEW, again).status_code == 302
    record = Record.objects.get()
    assert record.status == "submitted"
    assert [each.label for each in record.evidence.all()] == ["签到表.pdf", "b.png"]


def test_a_file_stays_while_a_field_is_mended(site: Site) -> None:
    wrong = {**TYPED, "attendances": "很多", "files": [file("a.pdf", pdf())]}
    answer = site.owner.post(NEW, wrong)
    assert answer.status_code == 422
    word = parsed(answer).xpath("string(//input[@name='kept']/@value)")
    assert word
    # What stands for somebody else's file stands for nothing.
    stolen = site.stranger.post(NEW, {**TYPED, "led": "P4", "kept": [word]})
    assert stolen.status_code == 422
    assert site.owner.post(NEW, {**TYPED, "kept": [word]}).status_code == 302
    assert Evidence.objects.get().label == "a.pdf"


def test_files_are_added_to_a_draft_from_its_page(site: Site) -> None:
    record = entered(site.owner, file("a.pdf", pdf()))
    add = reverse("record-evidence-add", args=[record.uid])
    name, make, _why = BAD["a zip"]
    said = words(site.owner.post(add, {"files": [file("b.png", picture("PNG")), file(name, make())]}, follow=True))
    assert "已添加 1 个文件" in said
    assert "a.docx：文件内容不属于" in said
    assert "b.png" in said
    assert "已附有该文件" in words(site.owner.post(add, {"files": [file("又.pdf", pdf())]}, follow=True))
    assert Evidence.objects.filter(record=record).count() == 2


def test_owner_reviewer_and_another_batch(site: Site) -> None:
    other = browser(_of_another_batch())
    record = entered(site.owner, file("现场.jpg", photo()))
    for address in addresses(record).values():
        for client in (site.office, site.owner):
            answer = client.get(address)
            assert answer.status_code == 200, address
            assert sent(answer)
        assert site.stranger.get(address).status_code == 404
        assert other.get(address).status_code == 404
        assert site.nobody.get(address).status_code == 302
    kept = Evidence.objects.get()
    withdraw = reverse("record-evidence-withdraw", args=[record.uid, kept.pk])
    add = reverse("record-evidence-add", args=[record.uid])
    for client in (site.stranger, other):
        assert client.post(withdraw).status_code == 404
        assert client.post(add, {"files": [file("b.pdf", pdf())]}).status_code == 404
    assert Evidence.objects.count() == 1


def _of_another_batch() -> object:
    user = Secondee.objects.get(code="P4").user
    other = type(user).objects.create_user("other", password="a long enough password")
    Secondee.objects.filter(code="P1").update(user=other)
    assert Secondment.objects.get(person__code="P1").batch.name == "第一批"
    return other


def test_a_file_is_reached_under_its_own_record_only(site: Site) -> None:
    first = entered(site.owner, file("a.pdf", pdf()))
    second = entered(site.owner, file("b.png", picture("PNG")))
    kept = Evidence.objects.get(record=second)
    for wrong in ([first.uid, kept.pk], [first.uid, kept.pk + 99]):
        assert site.office.get(reverse("record-evidence-file", args=wrong)).status_code == 404
    note = Evidence.objects.create(record=first, sort="note", label="第3号")
    assert site.office.get(reverse("record-evidence-file", args=[first.uid, note.pk])).status_code == 404


def test_a_file_is_saved_and_never_run(site: Site) -> None:
    record = entered(site.owner, file("现场 照片.jpg", photo()))
    places = addresses(record)
    answer = site.owner.get(places["original"])
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Content-Disposition"].startswith("attachment")
    assert "filename*=utf-8''" in answer["Content-Disposition"]
    assert sent(answer) == photo()
    shown = site.owner.get(places["small"])
    assert shown["Content-Type"] == "image/webp"
    assert b"SecretTelephone" not in sent(shown)
    for each in (answer, shown):
        assert each["Content-Security-Policy"] == SANDBOX
        assert each["X-Content-Type-Options"] == "nosniff"
        assert each["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "no-cache" in each["Cache-Control"]
        assert "private" in each["Cache-Control"]
    assert site.owner.get("/")["Content-Security-Policy"] == POLICY
    assert site.owner.get(places["small"].replace("small", "large")).status_code == 404


def test_a_browser_that_has_a_file_is_told_so_unless_it_may_no_longer_see_it(site: Site) -> None:
    places = addresses(entered(site.owner, file("现场.jpg", photo())))
    marks = set()
    for address in places.values():
        first = site.owner.get(address)
        marks.add(first["ETag"])
        assert sent(first)
        again = site.owner.get(address, headers={"if-none-match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert again["Content-Security-Policy"] == SANDBOX
        assert site.stranger.get(address, headers={"if-none-match": first["ETag"]}).status_code == 404
    assert len(marks) == 3


def test_withdrawn_from_a_draft_on_the_site(site: Site) -> None:
    record = entered(site.owner, file("a.pdf", pdf()))
    page = parsed(site.owner.get(reverse("record", args=[record.uid])))
    withdraw = page.xpath("string(//form[contains(@action, 'withdraw')]/@action)")
    assert "已撤回 a.pdf" in words(site.owner.post(withdraw, follow=True))
    assert site.owner.post(withdraw).status_code == 404
    site.owner.post(reverse("record-evidence-add", args=[record.uid]), {"files": [file("b.pdf", pdf(2))]})
    record_writes.submit(record, by=site.programme.owner)
    for client in (site.owner, site.office):
        page = parsed(client.get(reverse("record", args=[record.uid])))
        assert not page.xpath("//form[contains(@action, '/evidence/')]")
        kept = Evidence.objects.get()
        refused = client.post(reverse("record-evidence-withdraw", args=[record.uid, kept.pk]), follow=True)
        assert "只有草稿中的文件可以撤回" in words(refused)
    assert Evidence.objects.count() == 1


def test_a_hostile_name_is_shown_as_a_name(site: Site) -> None:
    record = entered(site.owner, file("<img src=x onerror=alert(1)>\u202egpj.pdf", pdf()))
    page = site.owner.get(reverse("record", args=[record.uid])).content.decode()
    assert "<img src=x" not in page
    assert "\u202e" not in page


def test_the_form_works_without_script_and_offers_the_camera(site: Site) -> None:
    page = parsed(site.owner.get(NEW))
    form = page.xpath("//form[@enctype='multipart/form-data']")[0]
    choose, take = form.xpath(".//input[@type='file']")
    assert choose.get("multiple") is not None
    assert ".pdf" in choose.get("accept")
    assert not {".html", ".svg", ".exe"} & set(choose.get("accept").split(","))
    assert (take.get("capture"), take.get("accept")) == ("environment", "image/*")
    assert not page.xpath("//*[@onchange or @ondrop or @onclick] | //script[not(@src)]")


def test_a_kind_that_demands_evidence_is_satisfied_by_a_file(site: Site) -> None:
    honour = {"day": "2023-05-12", "led": "P3"}
    form = reverse("record-new", args=["honour"])
    page = parsed(site.owner.get(form))
    for each in page.xpath("//form[@enctype]//*[@required and not(@type='date')]"):
        option = each.xpath("string(./option[2]/@value)")
        honour.setdefault(each.get("name"), option or "甲")
    assert site.owner.post(form, {**honour, "submit": "1", "files": [file("证书.jpg", photo())]}).status_code == 302
    record = Record.objects.get()
    site.office.post(reverse("record-approve", args=[record.uid]))
    record.refresh_from_db()
    assert record.status == "approved"


def test_the_annex_names_files_and_says_how_many(site: Site) -> None:
    names = [f"签到表{each}.pdf" for each in range(1, 5)] + ["IMG_1.png"]
    bodies = [pdf(each) for each in range(1, 5)] + [picture("PNG")]
    first = entered(site.owner, *(file(name, body) for name, body in zip(names, bodies, strict=True)))
    second = entered(site.owner, file("IMG_1.png", picture("PNG", colour="red")))
    for each in (first, second):
        record_writes.submit(each, by=site.programme.owner)
        record_writes.approve(each, by=site.programme.office)
    made = drafting.with_sources(drafting.write("work_summary", find("P3")))
    cells = [run.text for block in made.blocks for row in getattr(block, "rows", ()) for cell in row for run in cell]
    # Two pictures of one name are two files; which record comes first follows from their ids.
    told = [each for each in cells if each.endswith("等（附件共6个）")]
    assert told, cells
    assert all("签到表1.pdf" in each for each in told)


def test_the_folder_is_none_that_is_served(site: Site, settings: LazySettings) -> None:
    record = entered(site.owner, file("a.txt", "证明".encode()))
    digest = Evidence.objects.get(record=record).digest
    for address in (f"/evidence/{digest[:2]}/{digest}", f"/static/evidence/{digest}", f"/{digest}"):
        assert site.office.get(address).status_code == 404
    assert store.place(digest).is_relative_to(settings.QIAO_HOME)
    tree = html.fromstring(site.owner.get(reverse("record", args=[record.uid])).content)
    assert digest not in html.tostring(tree, encoding="unicode")
