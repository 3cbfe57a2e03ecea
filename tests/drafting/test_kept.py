"""Checks that are kept: suggestions taken over, findings meant as written, wordings bound by hand and remembered."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser

from qiao import claim
from qiao.drafting import bindings, kept, reads, writes
from qiao.drafting.models import CheckedFile, CheckedText, WordingBinding
from qiao.drafting.writes import Refused
from qiao.programme.models import AuditLine
from qiao.programme.reads import find
from qiao.record.kinds import catalogue
from tests.claim.docx.word import level, lists, p, r, word
from tests.office import Office

TEXT = "总结\n与甲校签定协议，再次签定合同，捐款____元。"


@pytest.fixture
def checked(office: Office) -> CheckedText:
    return writes.keep(TEXT, "", find("P3"), by=office.owner)


def places(checked: CheckedText) -> list[kept.Place]:
    checked.refresh_from_db()
    return [kept.place(each) for each in reads.check(checked.text, checked.found).reading.findings]


def actions() -> list[str]:
    return list(AuditLine.objects.order_by("id").values_list("action", flat=True))


def test_a_check_is_kept_with_its_versions_and_called_by_its_first_line(checked: CheckedText, office: Office) -> None:
    assert (checked.title, checked.text, checked.by) == ("总结", TEXT, office.owner)
    assert checked.found == find("P3")
    assert checked.catalogue_version == catalogue().version
    assert writes.keep("a", "总结.docx", None, by=office.office).found is None
    assert actions()[-1] == "keep check"


def test_one_sees_ones_own_and_the_office_sees_all(checked: CheckedText, office: Office) -> None:
    assert list(kept.visible_to(office.owner)) == [checked]
    assert list(kept.visible_to(office.office)) == [checked]
    assert not kept.visible_to(office.stranger).exists()
    assert not kept.visible_to(AnonymousUser()).exists()


def test_a_suggestion_is_written_into_the_text(checked: CheckedText, office: Office) -> None:
    first, second, blank = places(checked)
    writes.accept(checked, first, by=office.owner)

    checked.refresh_from_db()
    assert checked.text == TEXT.replace("签定协议", "签订协议")
    assert places(checked) == [second, blank]
    [mark] = checked.marks.all()
    assert (mark.status, mark.written, mark.instead) == ("accepted", "签定", "签订")
    assert actions()[-1] == "accept suggestion"


def test_what_is_meant_moves_with_the_text(office: Office) -> None:
    office.record("donation", "2023-03-01", {"P3": "led"}, donor="甲公司", amount=Decimal(20000))
    checked = writes.keep("捐款____元，签定协议。", "", find("P3"), by=office.owner)
    findings = reads.check(checked.text, checked.found).reading.findings
    blank, typo = findings
    assert blank.suggestion
    writes.mark_meant(checked, kept.place(typo), by=office.owner)
    writes.accept(checked, kept.place(blank), by=office.owner)

    [left] = places(checked)
    assert left[0] == "typo"
    assert left[1] != typo.start
    assert kept.meant(checked) == {left}


def test_a_finding_is_meant_once_and_can_be_reopened(checked: CheckedText, office: Office) -> None:
    place = places(checked)[0]
    writes.mark_meant(checked, place, by=office.owner)
    writes.mark_meant(checked, place, by=office.office)

    assert kept.meant(checked) == {place}
    assert actions().count("mark finding meant") == 1
    writes.mark_open(checked, place, by=office.owner)
    assert not kept.meant(checked)
    with pytest.raises(Refused):
        writes.mark_open(checked, place, by=office.owner)


def test_what_is_no_longer_there_and_what_suggests_nothing_is_refused(checked: CheckedText, office: Office) -> None:
    first, _second, blank = places(checked)
    writes.accept(checked, first, by=office.owner)
    before = actions()
    for act, place in ((writes.accept, first), (writes.mark_meant, first), (writes.accept, blank)):
        with pytest.raises(Refused):
            act(checked, place, by=office.owner)
    assert actions() == before


def test_a_wording_bound_once_is_remembered_until_it_is_withdrawn(office: Office) -> None:
    office.record("training", "2023-03-01", {"P3": "led"}, sessions=Decimal(1), attendances=Decimal(45))
    text = "开办夜校1次。"
    known = catalogue()
    [claim] = reads.check(text, find("P3")).reading.claims
    assert bindings.is_open(claim, known)
    wording = bindings.key(claim.quantity, known)
    assert wording is not None
    measure = next(each for each in bindings.offered(wording[1], known) if each.id == "training.sessions")

    binding = writes.bind(*wording, measure.id, by=office.office)

    [verdict] = reads.check(text, find("P3"), bindings=kept.bindings()).verdicts
    assert (verdict.ruling, verdict.measure) == ("supported", measure.id)
    assert reads.check("组织培训9次。", find("P3"), bindings=kept.bindings()).verdicts[0].ruling == "contradicted"
    writes.withdraw(binding, by=office.office)
    assert reads.check(text, find("P3"), bindings=kept.bindings()).verdicts[0].ruling == "unbound"
    assert [each.noun for each in kept.bindings_seen_by(office.office)] == [wording[0]]
    assert not kept.bindings_seen_by(office.owner).exists()
    assert actions()[-2:] == ["bind wording", "withdraw wording"]


def test_a_wording_is_bound_to_one_measure_and_never_money_to_a_count(office: Office) -> None:
    first = writes.bind("夜校", "次", "training.sessions", by=office.office)
    writes.bind("夜校", "次", "training.sessions", by=office.office)
    first.refresh_from_db()
    assert first.withdrawn_at
    assert WordingBinding.objects.filter(withdrawn_at=None).count() == 1
    for noun, family, measure in (
        ("夜校", "元", "training.sessions"),
        ("", "次", "training.sessions"),
        ("夜校", "次", "x"),
    ):
        with pytest.raises(Refused):
            writes.bind(noun, family, measure, by=office.office)


@pytest.mark.parametrize(("noun", "ruling"), [("夜校", "supported"), ("开办夜校", "supported"), ("开办", "unbound")])
def test_a_wording_means_all_that_end_with_it(office: Office, noun: str, ruling: str) -> None:
    office.record("training", "2023-03-01", {"P3": "led"}, sessions=Decimal(1), attendances=Decimal(45))
    writes.bind(noun, "次", "training.sessions", by=office.office)
    [verdict] = reads.check("本人开办夜校1次。", find("P3"), bindings=kept.bindings()).verdicts
    assert verdict.ruling == ruling


def test_a_check_is_deleted_for_good(checked: CheckedText, office: Office) -> None:
    writes.mark_meant(checked, places(checked)[0], by=office.owner)
    writes.discard(checked, by=office.owner)
    assert not CheckedText.objects.exists()
    assert actions()[-1] == "discard check"


def words_of(checked: CheckedText) -> str:
    original = kept.original(checked)
    assert original is not None
    return claim.decode(original, "总结.docx")


def test_a_word_document_is_kept_with_its_text_and_takes_suggestions_over(office: Office) -> None:
    numbering = lists(level(0, "chineseCounting", "%1、"))
    data = word(p("总结") + p("与甲校", r("签定", "<w:b/>"), "协议。", number="1"), numbering=numbering)
    checked = writes.keep(claim.decode(data, ""), "", None, by=office.owner, original=data)
    assert kept.original(checked) == data

    [typo] = [each for each in places(checked) if each[0] == "typo"]
    writes.accept(checked, typo, by=office.owner)
    checked.refresh_from_db()
    assert words_of(checked) == checked.text == "总结\n一、与甲校签订协议。"


def test_what_cannot_be_written_into_the_document_is_written_into_the_text(office: Office) -> None:
    note = '<w:r><w:footnoteReference w:id="1"/></w:r>'
    data = word(p("总结", note), footnotes=f'<w:footnote w:id="1">{p("与甲校签定协议。")}</w:footnote>')
    checked = writes.keep(claim.decode(data, ""), "", None, by=office.owner, original=data)
    [typo] = [each for each in places(checked) if each[0] == "typo"]
    writes.accept(checked, typo, by=office.owner)
    checked.refresh_from_db()
    assert "签订" in checked.text
    assert kept.original(checked) == data


def test_a_document_goes_with_its_check_and_no_other_file_is_kept(office: Office) -> None:
    data = word(p("总结"))
    checked = writes.keep("总结", "", None, by=office.owner, original=data)
    writes.discard(checked, by=office.owner)
    assert not CheckedFile.objects.exists()
    assert kept.original(writes.keep("总结", "", None, by=office.owner, original=b"text")) is None
    assert kept.original(writes.keep("总结", "", None, by=office.owner)) is None
