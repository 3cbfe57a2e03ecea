"""A new kind of record is one YAML file: it brings its form, its total, its page and its sentence."""

from __future__ import annotations

from pathlib import Path

from django.urls import reverse

from qiao.record.models import Record
from tests.web.conftest import Site, parsed, words

LIBRARY = """
id: reading_room
label: {zh: 图书角, en: Reading rooms}
group: activity
participants: {led: [牵头], took_part: [参与]}
fields:
  day: {type: date, label: {zh: 落成日期, en: Day opened}}
  school: {type: place, label: {zh: 所在学校, en: School}}
  books: {type: count, label: {zh: 图书册数, en: Books}}
measures:
  - {id: reading_room.rooms, label: {zh: 图书角, en: Reading rooms}, unit: 个, over_time: sum, over_persons: once}
  - {id: reading_room.books, label: {zh: 图书, en: Books}, unit: 件, field: books, over_time: sum, over_persons: once}
wording:
  zh: 建成图书角{reading_room.rooms}，配书{reading_room.books}
  en: "{reading_room.rooms} reading rooms opened, with {reading_room.books} books"
reads:
  reading_room.rooms: [图书角]
  reading_room.books: [图书, 配书]
examples:
  - {records: [{day: 2022-02-01, books: 300}], writes: 建成图书角1个，配书300件}
  - {records: [{day: 2022-02-01}], writes: 建成图书角1个}
  - {records: [{day: 2022-02-01, books: 1}, {day: 2022-02-02, books: 2}], writes: 建成图书角2个，配书3件}
"""


def test_one_file_is_enough(site: Site, tmp_path: Path, settings: object) -> None:
    (tmp_path / "reading_room.yaml").write_text(LIBRARY, encoding="utf-8")
    settings.QIAO_KINDS = (tmp_path,)  # type: ignore[attr-defined]
    form = reverse("record-new", args=["reading_room"])
    assert form in parsed(site.owner.get(reverse("record-choose"))).xpath("//a/@href")
    labels = [each.text_content().strip() for each in parsed(site.owner.get(form)).xpath("//form//label")]
    assert "图书册数" in labels
    texts = {"day": "2023-05-12", "school": "红石小学", "books": "240", "led": "P3", "submit": "1"}
    site.owner.post(form, texts)
    record = Record.objects.get()
    site.office.post(reverse("record-approve", args=[record.uid]))
    assert "红石小学 · 图书册数 240" in words(site.owner.get(reverse("records")))
    page = words(site.owner.get("/people/P3/"))
    assert "图书角 1个" in page
    assert "图书 240件" in page
    figure = words(site.owner.get("/facts/reading_room.books/?person=P3"))
    assert "红石小学" in figure
    document = words(site.owner.get(f"{reverse('document', args=['work_summary'])}?who=P3"))
    assert "建成图书角1个，配书240件" in document.replace(" ", "")
    checked = words(site.owner.post(reverse("check"), {"text": "建成图书角1个，配书200多件。"}))
    assert checked.count("属实") >= 2
