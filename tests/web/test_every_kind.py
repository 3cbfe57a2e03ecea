"""Every kind works from its YAML alone, the whole way: form, review, total, sentence and reading."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest
from django.urls import reverse

from qiao import document
from qiao.catalogue import preset_names
from qiao.drafting import reads as drafting
from qiao.measure import take
from qiao.programme import writes as programme
from qiao.programme.reads import find
from qiao.programme.writes import NewSecondment
from qiao.record import reads
from qiao.record.kinds import catalogue
from qiao.record.models import Record
from qiao.terms import Example, Kind, Row, Scope, Value
from tests.office import AFTER, SECOND, Office
from tests.rows import row
from tests.web.conftest import Site, parsed, words

KINDS = [pytest.param(kind, id=kind.id) for kind in catalogue().kinds.values() if not kind.is_roster]
BATCH = Scope(batch="第二批")
CODES = {"甲": "P3", "乙": "P4", "丙": "P5"}


def enlarged(office: Office) -> None:
    """A third member of the second batch: an example names up to three people."""
    third = NewSecondment(
        code="P5", name="戊五", batch="第二批", category="professional", sending="甲省教育厅", host="丁县医院",
        post="教师", start=SECOND, end=AFTER,
    )  # fmt: skip
    programme.add_secondment(third, by=office.office)


def in_term(kind: Kind, example: Example) -> list[dict[str, Value]]:
    """The records of an example, moved into the term of the second batch with all their days."""
    days = [each[kind.day_field] for each in example.records]
    first = min(each for each in days if isinstance(each, dt.date))
    moved = dt.date(2022, 9, 1) - first
    return [
        {name: value + moved if isinstance(value, dt.date) else value for name, value in record.items()}
        for record in example.records
    ]


def people(record: Mapping[str, Value]) -> list[str]:
    """Who did it, by their numbers: the first led."""
    named = [name for name in re.split("[、，, ]", str(record.get("persons") or "甲")) if name]
    return [CODES[name] for name in named]


def typed(record: Mapping[str, Value]) -> dict[str, object]:
    """A record as somebody types it into the form."""
    led, *others = people(record)
    texts: dict[str, object] = {"led": [led], "took_part": others or [""], "submit": "1"}
    for name, value in record.items():
        if name != "persons" and value is not None:
            texts[name] = value.isoformat() if isinstance(value, dt.date) else f"{value}"
    return texts


def entered(site: Site, kind: Kind, records: list[dict[str, Value]]) -> list[Row]:
    """The rows of records that the owner typed and the office approved; what others led, the office brought in."""
    form = reverse("record-new", args=[kind.id])
    for record in records:
        led, *others = people(record)
        if led != "P3":
            rest = {name: value for name, value in record.items() if name not in {"persons", kind.day_field}}
            day = record[kind.day_field]
            assert isinstance(day, dt.date)
            site.programme.record(kind.id, day, {led: "led", **dict.fromkeys(others, "took_part")}, **rest)
            continue
        answer = site.owner.post(form, typed(record))
        assert answer.status_code == 302, words(answer)
    for each in Record.objects.filter(status="submitted"):
        assert site.office.post(reverse("record-approve", args=[each.uid])).status_code == 302
    return [
        row(kind, {**record, "persons": "、".join(people(record))}, number) for number, record in enumerate(records)
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_has_a_form_a_total_a_sentence_and_a_reading(site: Site, kind: Kind) -> None:
    enlarged(site.programme)
    parts = {each.id: each for each in kind.measures}
    shown = parsed(site.owner.get(reverse("record-new", args=[kind.id])))
    labels = {each.text_content().strip() for each in shown.xpath("//form//label")}
    assert {field.label["zh"] for field in kind.fields} <= {re.sub(r"\s.*", "", each) for each in labels} | labels
    for example in kind.examples:
        Record.objects.all().delete()
        rows = entered(site, kind, in_term(kind, example))
        totals = reads.totals([BATCH], kind.measures)
        for measure in kind.measures:
            assert totals[BATCH, measure.id] == take(measure, BATCH, rows, parts).value, measure.id
        kept = reads.rows(BATCH, kind)
        assert {len(each.participants) for each in kept} == {len(each.participants) for each in rows}
        facts = {each.id: take(each, BATCH, kept, parts) for each in kind.measures}
        assert "".join(each.text for each in document.sentence(kind, facts, "zh")) == example.writes
        if example.writes_en:
            assert "".join(each.text for each in document.sentence(kind, facts, "en")) == example.writes_en
        checked = drafting.check(example.writes + "。", find("第二批"))
        assert [each.ruling for each in checked.verdicts if each.measure] == ["supported"] * len(
            re.findall(r"\d+(?:\.\d+)?", example.writes)
        )


@pytest.mark.parametrize("preset", preset_names())
def test_the_site_offers_the_kinds_of_its_preset(site: Site, settings: object, preset: str) -> None:
    settings.QIAO_PRESET = preset  # type: ignore[attr-defined]
    known = catalogue()
    page = parsed(site.owner.get(reverse("record-choose")))
    offered = {kind.id for kind in known.kinds.values() if not kind.is_roster}
    assert set(page.xpath("//main//a/@href")) >= {reverse("record-new", args=[each]) for each in offered}
    off = next(each.values[0].id for each in KINDS if each.values[0].id not in offered)  # type: ignore[union-attr]
    assert site.owner.get(reverse("record-new", args=[off])).status_code == 404


def test_a_record_of_a_kind_that_is_switched_off_stays_in_the_list(site: Site, settings: object) -> None:
    site.programme.record("promotion", "2023-03-01", {"P3": "led"}, attendances=Decimal(8))
    settings.QIAO_PRESET = "teaching_support"  # type: ignore[attr-defined]
    assert site.owner.get(reverse("records")).status_code == 200
    assert "2023年3月1日" in words(site.owner.get(reverse("records")))


RETIRED = """
id: night_school
label: {zh: 夜校, en: Night schools}
group: teaching
participants: {led: [牵头]}
fields:
  day: {type: date, label: {zh: 日期, en: Day}}
  sort:
    type: choice
    label: {zh: 类型, en: Sort}
    options:
      - {id: literacy, label: {zh: 扫盲班, en: Literacy}, retired: true}
      - {id: skills, label: {zh: 技能班, en: Skills}}
  pupils: {type: count, label: {zh: 人次, en: Attendances}}
measures:
  - {id: night_school.schools, label: {zh: 夜校, en: Night schools}, unit: 个, over_time: sum, over_persons: once}
  - {id: night_school.pupils, unit: 人次, field: pupils, over_time: sum, over_persons: once}
wording:
  zh: 开办夜校{night_school.schools}，夜校学员{night_school.pupils}
  en: "{night_school.schools} night schools, with {night_school.pupils} attendances"
reads:
  night_school.schools: [夜校]
  night_school.pupils: [夜校学员]
examples:
  - {records: [{day: 2022-02-01, pupils: 30}], writes: 开办夜校1个，夜校学员30人次}
  - {records: [{day: 2022-02-01}], writes: 开办夜校1个}
  - {records: [{day: 2022-02-01, sort: literacy}], writes: 开办夜校1个}
"""


def own(settings: object, folder: Path, text: str) -> None:
    folder.mkdir()
    (folder / "night_school.yaml").write_text(text, encoding="utf-8")
    settings.QIAO_KINDS = (folder,)  # type: ignore[attr-defined]


def test_a_retired_option_is_offered_no_more_but_kept_where_it_is(site: Site, tmp_path: Path, settings: object) -> None:
    own(settings, tmp_path / "kinds", RETIRED)
    form = reverse("record-new", args=["night_school"])
    options = "//select[@name='sort']/option/@value"
    assert set(parsed(site.owner.get(form)).xpath(options)) == {"", "skills"}
    site.owner.post(form, {"day": "2023-03-01", "sort": "literacy", "pupils": "20", "led": "P3"})
    draft = Record.objects.get()
    edited = parsed(site.owner.get(reverse("record-edit", args=[draft.uid])))
    assert set(edited.xpath(options)) == {"", "literacy", "skills"}
    assert edited.xpath("//select[@name='sort']/option[@selected]/@value") == ["literacy"]


def test_a_retired_kind_takes_no_new_records_and_those_that_there_are_count(
    site: Site, tmp_path: Path, settings: object
) -> None:
    own(settings, tmp_path / "before", RETIRED)
    site.programme.record("night_school", "2023-03-01", {"P3": "led"}, pupils=Decimal(45))
    own(settings, tmp_path / "after", RETIRED.replace("id: night_school\n", "id: night_school\nretired: true\n", 1))
    form = reverse("record-new", args=["night_school"])
    assert form not in parsed(site.owner.get(reverse("record-choose"))).xpath("//a/@href")
    assert site.owner.get(form).status_code == 404
    assert site.owner.post(form, {"day": "2023-03-02", "led": "P3"}).status_code == 404
    assert "夜校学员45人次" in document.txt(drafting.write("work_summary", find("P3")))
    assert [each.ruling for each in drafting.check("夜校学员45人次。", find("P3")).verdicts] == ["supported"]
    assert "夜校" in words(site.owner.get(reverse("records")))
