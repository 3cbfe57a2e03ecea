"""The office makes a kind of record on the site, and it is there everywhere with the next request."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import IntegrityError, transaction
from django.urls import reverse

from qiao.catalogue import KindText, extended, load
from qiao.drafting import own_kinds, reads
from qiao.drafting.own_writes import Faulty
from qiao.programme.models import AuditLine
from qiao.programme.reads import find
from qiao.record import kinds, writes
from qiao.record.models import OwnKind, Record
from qiao.record.writes import Refused
from qiao.terms import Kind
from qiao.web.pages import kind_faults, kind_form
from tests.web.conftest import Site, parsed, words
from tests.web.test_new_kind import LIBRARY

LIST = reverse("record-kinds")
NEW = reverse("record-kind-new")
PREVIEW = reverse("record-kind-preview")
ADDRESS = reverse("record-kind", args=["reading_room"])
ENTERED = [kind.id for kind in load().kinds.values() if not kind.is_roster]


def sent(text: str, version: int = 0, name: str = "", **more: str) -> dict[str, str]:
    return {"text": text, "version": str(version), "name": name, "tab": "yaml", **more}


def made(site: Site, text: str = LIBRARY) -> OwnKind:
    answer = site.office.post(NEW, sent(text))
    assert answer.status_code == 302, words(answer)
    return OwnKind.objects.latest("pk")


def form_of(answer: Any) -> dict[str, str]:
    """What a browser would send of the form of a kind, as it stands."""
    form = parsed(answer).xpath("//form[@id='own']")[0]
    return {name: value for name, value in form.form_values() if name != "csrfmiddlewaretoken"}


def entered(site: Site, **more: str) -> Record:
    texts = {"day": "2023-05-12", "school": "红石小学", "books": "240", "led": "P3", "submit": "1", **more}
    answer = site.owner.post(reverse("record-new", args=["reading_room"]), texts)
    assert answer.status_code == 302, words(answer)
    record = Record.objects.latest("pk")
    site.office.post(reverse("record-approve", args=[record.uid]))
    return record


def test_from_the_form_to_the_document_without_a_restart(site: Site) -> None:
    form = reverse("record-new", args=["reading_room"])
    assert site.owner.get(form).status_code == 404
    made(site)
    assert form in parsed(site.owner.get(reverse("record-choose"))).xpath("//a/@href")
    record = entered(site)
    assert (record.kind, record.kind_version) == ("reading_room", 1)
    assert record.catalogue_version == kinds.catalogue().version != kinds.shipped().version
    assert "图书角 1个" in words(site.owner.get("/people/P3/"))
    document = words(site.owner.get(f"{reverse('document', args=['work_summary'])}?who=P3"))
    assert "建成图书角1个，配书240件" in document.replace(" ", "")
    checked = reads.check("建成图书角1个，配书200余件，图书角3个。", find("P3"))
    assert [each.ruling for each in checked.verdicts] == ["supported", "supported", "contradicted"]
    line = AuditLine.objects.get(action="save kind")
    assert (line.subject, line.actor, line.detail["version"]) == ("reading_room", site.programme.office, 1)


@pytest.mark.parametrize("name", ENTERED)
def test_the_form_of_every_kind_changes_nothing_by_itself(site: Site, name: str) -> None:
    text = own_kinds.source(name)
    assert text
    shown = kind_form.form(text)
    typed = {
        f"{row.prefix}-{key}": value
        for part in (shown.fields, shown.measures, shown.examples)
        for row in part
        for key, value in row.values.items()
    }
    again = kind_form.composed(text, {**shown.values, **typed})
    others = replace(load(), kinds={key: kind for key, kind in load().kinds.items() if key != name})

    def described(written: str) -> Kind:
        return extended(others, [KindText(name="-", text=written)]).kinds[name]

    before = described(text)
    after = described(again)
    # A field without a label has its id for one, which the form then shows.
    assert replace(after, source="") == replace(before, source="")


def test_a_copy_opens_as_a_form_and_asks_for_words_of_its_own(site: Site) -> None:
    answer = site.office.get(NEW, {"of": "training"})
    typed = form_of(answer)
    assert (typed["id"], typed["label_zh"], typed["tab"]) == ("training_2", "培训（副本）", "form")
    assert typed["wording_zh"].startswith("举办业务培训{training_2.sessions}")
    refused = site.office.post(NEW, typed)
    assert refused.status_code == 422
    problems = [each.text_content() for each in parsed(refused).xpath("//p[@class='problem']")]
    assert len(problems) == 1
    assert "已指 training.sessions：请换一个词" in problems[0]
    row = parsed(refused).xpath(
        "//p[@class='problem']/parent::div[contains(@class, 'row')]//input[contains(@name, '-id')]/@value"
    )
    assert row == ["sessions"]
    assert not OwnKind.objects.exists()
    assert site.office.get(NEW, {"of": "nothing"}).status_code == 404
    assert site.office.get(NEW, {"of": "secondment"}).status_code == 404, "the roster is no kind to be made here"


def test_a_copy_that_is_changed_in_the_form_is_kept(site: Site) -> None:
    typed = form_of(site.office.get(NEW, {"of": "training"}))
    for name, value in typed.items():
        typed[name] = value.replace("业务培训", "夜校").replace("当地干部人才", "夜校学员").replace("干部人才", "学员")
    typed |= {
        "id": "night_school",
        "label_zh": "夜校",
        "label_en": "Night school",
        # A label is a word to read by as well.
        "measures-0-label_zh": "夜校场次",
        "measures-1-label_zh": "夜校人次",
        "measures-0-nouns": "夜校、夜校班",
        "measures-1-nouns": "夜校学员, 学员",
        "wording_zh": "举办夜校{night_school.sessions}，培训夜校学员{night_school.attendances}",
        "wording_en": "{night_school.sessions} night classes, {night_school.attendances} attendances",
        # What still names a figure after the id of before means the same figure.
        "joint_zh": "参与举办夜校{training_2.sessions}，培训夜校学员{training_2.attendances}",
        "joint_en": "",
        # A field is added in an empty row.
        "fields-4-id": "school",
        "fields-4-label_zh": "学校",
        "fields-4-label_en": "School",
        "fields-4-type": "place",
    }
    examples = [
        (
            "day: 2022-03-01, sessions: 1, attendances: 40",
            "举办夜校1场，培训夜校学员40人次",
            "举办夜校1场。 = supported",
        ),
        ("day: 2022-03-01, sessions: 3", "举办夜校3场", "举办夜校4场。 = contradicted"),
        ("day: 2022-03-01, attendances: 1234", "培训夜校学员1234人次", "培训夜校学员1200余人次。 = hedged"),
    ]
    for number, (records, written, ruled) in enumerate(examples):
        typed |= {
            f"examples-{number}-records": records,
            f"examples-{number}-writes": written,
            f"examples-{number}-writes_en": "",
            f"examples-{number}-reads_as": ruled,
        }
    answer = site.office.post(NEW, typed)
    assert answer.status_code == 302, parsed(answer).xpath("//p[@class='problem']/text()")
    kind = kinds.catalogue().kinds["night_school"]
    assert [each.id for each in kind.fields] == ["day", "topic", "sessions", "attendances", "school"]
    assert kind.reads["night_school.sessions"].nouns == ("夜校", "夜校班")
    assert kind.joint == {"zh": "参与举办夜校{night_school.sessions}，培训夜校学员{night_school.attendances}"}
    assert kind.participants == load().kinds["training"].participants, "what the form does not show stays"
    page = parsed(site.owner.get(reverse("record-new", args=["night_school"])))
    assert page.xpath("//input[@name='school']")


BAD: Mapping[str, tuple[str, str, str]] = {
    "a protected trait": (
        "books: {type: count, label: {zh: 图书册数",
        "books: {type: count, label: {zh: 读者宗教",
        "像是受保护的个人特征",
    ),
    "no such unit": ("unit: 件, field: books", "unit: 屋, field: books", "没有“屋”这个单位"),
    "another kind's word": ("reading_room.rooms: [图书角]", "reading_room.rooms: [共建项目]", "已指"),
    "no word": ("reading_room.rooms: [图书角]", "", "识别用词"),
    "a sentence of another figure": (
        "配书{reading_room.books}\n",
        "配书{reading_room.pages}\n",
        "没有指标 reading_room.pages",
    ),
    "an id with blanks": ("id: reading_room\n", "id: reading room\n", "不能作标识"),
    "an id that is taken": ("id: reading_room\n", "id: training\n", ""),
    "an example that writes otherwise": (
        "writes: 建成图书角1个}",
        "writes: 建成图书角2个}",
        "写成的句子是：建成图书角1个",
    ),
    "an example of a wrong type": ("books: 1}", "books: 许多}", "类型不符"),
    "two examples": ("  - {records: [{day: 2022-02-01}], writes: 建成图书角1个}\n", "", "至少要有三个"),
    "another kind's name": (
        "zh: 图书角, en: Reading rooms}\ngroup",
        "zh: 培训, en: Reading rooms}\ngroup",
        "请换一个名称",
    ),
    "no day": ("type: date", "type: text", "“日”类型"),
    "no YAML": ("group: activity", "group: [activity", ""),
    "an alias": ("group: activity", "group: &a activity", ""),
}


@pytest.mark.parametrize("what", BAD)
def test_a_bad_kind_is_refused_with_one_clear_line_at_its_place(site: Site, what: str) -> None:
    written, instead, why = BAD[what]
    assert written in LIBRARY, what
    text = LIBRARY.replace(written, instead, 1)
    if what == "an alias":
        text = text.replace(
            "label: {zh: 图书角, en: Reading rooms}\ngroup", "label: {zh: *a, en: Reading rooms}\ngroup"
        )
    answer = site.office.post(NEW, sent(text))
    assert answer.status_code == 422
    told = parsed(answer).xpath("//*[@role='alert']/p")
    assert len(told) == 1
    assert "第" in told[0].text_content()
    assert why in told[0].text_content()
    assert not OwnKind.objects.exists()
    assert "reading_room" not in kinds.catalogue().kinds


@pytest.mark.parametrize(
    ("name", "value", "place"),
    [
        ("fields-2-label_zh", "学生姓名", "fields-2"),
        ("fields-2-type", "place", ""),
        ("measures-1-unit", "屋", "measures-1"),
        ("measures-0-nouns", "", "measures-0"),
        ("wording_zh", "建成{reading_room.nothing}", "wording_zh"),
        ("label_en", "", "label_en"),
        ("id", "Reading", "id"),
        ("examples-1-writes", "建成图书角9个", "examples-1"),
        ("examples-2-records", "day: 2022-02-01, books: {", "examples-2"),
    ],
)
def test_the_form_marks_the_input_that_is_at_fault(site: Site, name: str, value: str, place: str) -> None:
    typed = form_of(site.office.post(NEW, sent(LIBRARY, turn="form")))
    typed[name] = value
    answer = site.office.post(NEW, typed)
    assert answer.status_code == 422
    page = parsed(answer)
    problems = page.xpath("//form//p[@class='problem']")
    assert len(problems) == 1, [each.text_content() for each in problems]
    inside = problems[0].getparent().xpath(".//@name")
    assert place in inside or any(each.startswith(place) for each in inside)
    typed_again = form_of(answer)
    assert typed_again[name] == value, "what was typed stays"


def test_a_preview_shows_form_sentence_and_reading_and_keeps_nothing(site: Site) -> None:
    shown = site.office.post(PREVIEW, sent(LIBRARY, pasted="新建图书角3个，配书500余册，培训教师40人次。"))
    said = words(shown)
    assert "建成图书角1个，配书300件" in said
    assert "1 reading rooms opened, with 300 books" in said
    assert "图书册数" in said
    read = {each.xpath("string(dt)"): each.xpath("string(dd)") for each in parsed(shown).xpath("//dl/div")}
    assert read["新建图书角3个"] == "图书角"
    assert any("培训" in label for label in read.values())
    assert not OwnKind.objects.exists()
    wrong = words(site.office.post(PREVIEW, sent(LIBRARY.replace("writes: 建成图书角1个}", "writes: 建成}"))))
    assert "示例 2" in wrong
    assert "图书册数" in wrong, "a fault of an example hides nothing"


def test_a_save_is_a_new_version_and_a_record_keeps_its_own(site: Site) -> None:
    made(site)
    first = entered(site)
    changed = LIBRARY.replace("  books: {type", "  topic: {type: text, label: {zh: 主题, en: Topic}}\n  books: {type")
    assert site.office.post(ADDRESS, sent(changed, 1, "reading_room")).status_code == 302
    second = entered(site, topic="童书", day="2023-06-01")
    first.refresh_from_db()
    assert (first.kind_version, second.kind_version) == (1, 2)
    assert first.catalogue_version != second.catalogue_version
    assert [each.version for each in own_kinds.versions("reading_room")] == [2, 1]
    assert "图书角 2个" in words(site.owner.get("/people/P3/"))
    late = site.office.post(ADDRESS, sent(changed, 1, "reading_room"))
    assert late.status_code == 409
    old = site.office.get(ADDRESS, {"version": "1"})
    assert "fields-3-id" in form_of(old)
    assert form_of(old)["version"] == "2", "an older text is saved as the newest version"
    with pytest.raises(IntegrityError), transaction.atomic():
        OwnKind.objects.create(name="reading_room", version=2, text="", by=site.programme.office)


@pytest.mark.parametrize(
    ("written", "instead", "why"),
    [
        ("id: reading_room\n", "id: reading_corner\n", "须保持为"),
        ("  books: {type", "  volumes: {type", "须保留"),
        ("books: {type: count", "books: {type: yuan", "不能变"),
        ("  books: {type", "  pens: {type: count, label: {zh: 笔, en: Pens}}\n  books: {type", "不能变"),
        ("unit: 件, field: books", "unit: 份, field: books", "计数含义"),
    ],
)
def test_what_records_hold_and_documents_say_is_never_renamed(site: Site, written: str, instead: str, why: str) -> None:
    made(site)
    entered(site)
    text = LIBRARY.replace(written, instead, 1)
    for other in ("field: books", "books: 300", "books: 1}", "books: 2}"):
        if "volumes" in instead:
            text = text.replace(other, other.replace("books", "volumes"))
    if "reading_corner" in instead:
        text = text.replace("reading_room.", "reading_corner.")
    if "yuan" in instead:
        text = text.replace("unit: 件, field: books", "unit: 元, field: books")
    answer = site.office.post(ADDRESS, sent(text, 1, "reading_room"))
    assert answer.status_code == 422
    assert why in words(answer)


def test_without_records_a_kind_may_still_be_changed(site: Site) -> None:
    made(site)
    text = (
        LIBRARY.replace("unit: 件, field: books", "unit: 份, field: books")
        .replace("件，", "份，")
        .replace("件}", "份}")
    )
    assert site.office.post(ADDRESS, sent(text, 1, "reading_room")).status_code == 302, text


def test_a_retired_kind_takes_no_new_records_and_goes_on_counting(site: Site) -> None:
    made(site)
    record = entered(site)
    draft = site.programme.work("reading_room", "2023-07-01", {"P3": "led"})
    for _twice in range(2):
        assert site.office.post(reverse("record-kind-retire", args=["reading_room"])).status_code == 302
    assert OwnKind.objects.count() == 2
    form = reverse("record-new", args=["reading_room"])
    assert site.owner.get(form).status_code == 404
    assert form not in parsed(site.owner.get(reverse("record-choose"))).xpath("//a/@href")
    with pytest.raises(Refused):
        writes.draft(replace(draft, kind=kinds.catalogue().kinds["reading_room"]), by=site.programme.owner)
    assert "红石小学" in words(site.owner.get(reverse("record", args=[record.uid])))
    document = words(site.owner.get(f"{reverse('document', args=['work_summary'])}?who=P3"))
    assert "建成图书角1个，配书240件" in document.replace(" ", "")
    assert "已停用" in words(site.office.get(LIST))
    assert site.office.post(NEW, sent(LIBRARY)).status_code == 422, "its id is never used again"


def test_an_id_that_records_have_is_never_used_for_another_kind(site: Site) -> None:
    record = site.programme.record("training", "2023-03-01", {"P3": "led"})
    Record.objects.filter(pk=record.pk).update(kind="reading_room")
    with pytest.raises(Faulty):
        own_kinds.save("", LIBRARY, version=0, by=site.programme.office)


def test_a_kind_that_a_later_version_refuses_harms_no_other(site: Site) -> None:
    made(site)
    record = entered(site)
    by = site.programme.office
    OwnKind.objects.create(name="reading_room", version=2, text="id: reading_room\n", by=by)
    OwnKind.objects.create(name="lamp", version=1, text=LIBRARY.replace("reading_room", "lamp"), by=by)
    kinds.forget()
    assert list(kinds.faults()) == ["reading_room"]
    assert {"lamp", "training"} <= set(kinds.catalogue().kinds)
    assert site.owner.get(reverse("record", args=[record.uid])).status_code == 200
    assert "有误" in words(site.office.get(LIST))
    assert site.office.get(ADDRESS).status_code == 200


def test_the_office_only(site: Site) -> None:
    made(site)
    retire = reverse("record-kind-retire", args=["reading_room"])
    for address in (LIST, f"{NEW}?of=training", ADDRESS):
        codes = {name: client.get(address).status_code for name, client in site.each().items()}
        assert codes == {"office": 200, "owner": 404, "stranger": 404}, address
        assert site.nobody.get(address).status_code == 302
    for address in (NEW, PREVIEW, ADDRESS, retire):
        assert site.owner.post(address, sent(LIBRARY)).status_code == 404
    assert OwnKind.objects.count() == 1
    assert LIST not in parsed(site.owner.get(reverse("record-choose"))).xpath("//a/@href")


def test_asking_for_the_catalogue_often_costs_one_query(
    site: Site, django_assert_num_queries: Any, settings: LazySettings
) -> None:
    made(site)
    kinds.catalogue()
    kinds.forget()
    with django_assert_num_queries(1):
        first = kinds.catalogue()
        assert all(kinds.catalogue() is first for _each in range(100))


def test_every_fault_of_the_loader_that_a_form_meets_is_translated() -> None:
    seen = kind_faults.told("the unit 'x' is not in units.yaml")
    assert seen != "the unit 'x' is not in units.yaml"
    assert kind_faults.told("something new") == "something new"


MAKE = """
from qiao.cli.home import prepare
prepare()
from django.contrib.auth.models import User
from qiao.drafting.own_kinds import save
from qiao.programme import role_writes
import sys
user = User.objects.create_user("office")
role_writes.give(user, "office", by=None)
save("", sys.stdin.read(), version=0, by=user)
"""
WATCH = """
from qiao.cli.home import prepare
prepare()
from qiao.record import kinds
import sys
print("reading_room" in kinds.catalogue().kinds, flush=True)
sys.stdin.readline()
print("reading_room" in kinds.catalogue().kinds, flush=True)
kinds.forget()
print("reading_room" in kinds.catalogue().kinds, flush=True)
"""


def test_another_process_sees_a_new_kind_with_its_next_request(root: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(root), "QIAO_HOME": str(tmp_path)}
    watch = subprocess.Popen(
        [sys.executable, "-c", WATCH], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with watch:
        assert watch.stdin
        assert watch.stdout
        assert watch.stdout.readline() == "False\n"
        subprocess.run([sys.executable, "-c", MAKE], env=environment, input=LIBRARY, text=True, check=True)
        said, _errors = watch.communicate("go\n")
    # Within a request the catalogue stays as it was at its beginning.
    assert said.split() == ["False", "True"]
