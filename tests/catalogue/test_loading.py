"""The loader refuses a catalogue that could mislead, and says in which file and on which line."""

from pathlib import Path

import pytest

from qiao import catalogue
from qiao.catalogue import CatalogueError

KIND = """\
id: street_lamp
label: {zh: 路灯, en: Street lamps}
group: projects
fields:
  day: {type: date, label: {zh: 日期, en: Day}}
  village: {type: place, label: {zh: 村, en: Village}}
  lamps: {type: count, label: {zh: 盏数, en: Lamps}}
  cost: {type: yuan, label: {zh: 费用, en: Cost}}
  remark: {type: text, label: {zh: 备注, en: Remark}}
measures:
  - {id: street_lamp.lamps, unit: 台, field: lamps, over_time: sum, over_persons: once}
  - {id: street_lamp.cost, unit: 元, field: cost, over_time: sum, over_persons: once}
wording: {zh: "安装路灯{street_lamp.lamps}，路灯费用{street_lamp.cost}"}
reads: {street_lamp.lamps: [安装路灯], street_lamp.cost: [路灯费用]}
examples:
  - {records: [{day: 2022-03-01, lamps: 3}], writes: 安装路灯3台}
  - {records: [{day: 2022-03-01, cost: 2000}], writes: 路灯费用2000元}
  - {records: [{day: 2022-03-01}, {day: 2022-03-02, lamps: 1}], writes: 安装路灯1台}
"""
LAMPS = "  - {id: street_lamp.lamps, unit: 台, field: lamps, over_time: sum, over_persons: once}\n"


def folder(path: Path, *texts: str) -> tuple[Path, ...]:
    for number, text in enumerate(texts):
        (path / f"kind{number}.yaml").write_text(text, encoding="utf-8")
    return (path,)


def load(path: Path, *texts: str) -> catalogue.Catalogue:
    # Presets name the shipped kinds, so those are loaded too.
    return catalogue.load((catalogue.SHIPPED, *folder(path, *texts)))


def refused(path: Path, *texts: str) -> CatalogueError:
    with pytest.raises(CatalogueError) as caught:
        load(path, *texts)
    assert "\n" not in str(caught.value)
    return caught.value


def line_of(text: str, words: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), 1) if words in line)


def test_a_new_kind_is_one_file(tmp_path: Path) -> None:
    loaded = load(tmp_path, KIND)
    assert loaded.kind_of("street_lamp.cost").label["zh"] == "路灯"
    assert loaded.kind_for_sheet("路 灯") is loaded.kinds["street_lamp"]
    assert loaded.version != catalogue.load().version


@pytest.mark.parametrize(
    ("written", "instead", "line", "why"),
    [
        ("group: projects", "groups: projects", "groups:", "unknown key 'groups'"),
        ("  lamps: {type: count,", "  lamps: {type: count, kind: 1,", "kind: 1", "unknown key 'kind'"),
        ("  village:", "  lamps:", "lamps: {type: count", "the key 'lamps' is written twice"),
        ("  remark:", "  on:", "  on:", "'on' is not a string"),
        ("unit: 台", "unit: 盏", "unit: 盏", "the unit '盏' is not in units.yaml"),
        ("unit: 台", "unit: 公里", "unit: 公里", "measures distance"),
        ("unit: 元", "unit: 个", "street_lamp.cost, unit", "a figure of money"),
        (", street_lamp.cost: [路灯费用]", "", "reads:", "no words to read 'street_lamp.cost'"),
        ("street_lamp.cost: [路灯费用]", "street_lamp.price: [路灯费用]", "reads:", "no measure 'street_lamp.price'"),
        ("{street_lamp.cost}", "{street_lamp.price}", "wording:", "no measure 'street_lamp.price'"),
        ("wording: {zh:", "wording: {en:", "wording:", "'zh' is missing"),
        ("  - {records: [{day: 2022-03-01, cost: 2000}], writes: 路灯费用2000元}\n", "", "lamps: 3}", "2 examples"),
        ("lamps: 3}", "lamps: 三}", "lamps: 三", "'lamps' is a count"),
        ("lamps: 3}", "heads: 3}", "heads: 3", "no field 'heads'"),
        ("field: lamps, over_time: sum", "field: village, over_time: sum", "field: village", "only a numeric field"),
        ("field: lamps, over_time: sum", "field: remark, over_time: distinct", "field: remark", "free text"),
        ("field: lamps, over_time: sum", "over_time: daily", "over_time: daily", "not one of"),
        (
            "remark: {type: text, label: {zh: 备注,",
            "remark: {type: text, label: {zh: 民族成份,",
            "民族成份",
            "protected trait",
        ),
        ("  remark:", "  gender:", "  gender:", "protected trait"),
        ("group: projects", "group: street", "group: street", "no field of work 'street'"),
        ("measures:\n", f"measures:\n{LAMPS}", "street_lamp.lamps, unit", "'street_lamp.lamps' is written twice"),
        ("id: street_lamp.cost, unit", "id: lamp.cost, unit", "lamp.cost, unit", "a measure of 'street_lamp'"),
        ("id: street_lamp\n", "id: 路灯\n", "id: 路灯", "is not an id"),
        ("  day: {type: date", "  day: {type: text", "day: {type: text", "a date"),
        ("type: place", "type: choice", "type: choice", "a choice has options"),
        (": [安装路灯]", ": {nouns: [安装路灯], options: [village]}", "options:", "no choice field 'village'"),
    ],
)
def test_what_could_mislead_is_refused_with_its_line(
    tmp_path: Path, written: str, instead: str, line: str, why: str
) -> None:
    assert written in KIND
    text = KIND.replace(written, instead, 1)
    error = refused(tmp_path, text)
    assert why in error.why
    assert error.file.endswith("kind0.yaml")
    assert error.line == line_of(text, line)
    assert str(error) == f"{error.file}:{error.line}: {error.why}"


def test_one_noun_for_two_measures_is_refused(tmp_path: Path) -> None:
    text = KIND.replace("street_lamp.cost: [路灯费用]", "street_lamp.cost: [争取资金]")
    error = refused(tmp_path, text)
    assert error.file.endswith("kind0.yaml")
    assert error.line == line_of(text, "reads:")
    assert "street_lamp.cost" in error.why
    assert "funds_raised.amount" in error.why


def test_one_noun_with_two_units_is_no_mixup(tmp_path: Path) -> None:
    text = KIND.replace("street_lamp.cost: [路灯费用]", "street_lamp.cost: [安装路灯]")
    assert load(tmp_path, text).kinds["street_lamp"].reads["street_lamp.cost"].nouns == ("安装路灯",)


def test_a_kind_written_twice_is_refused(tmp_path: Path) -> None:
    error = refused(tmp_path, KIND, KIND)
    assert "the kind 'street_lamp' is already in" in error.why
    assert error.file.endswith("kind1.yaml")


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "id: [\n", "id: street_lamp\n"])
def test_a_file_that_is_no_kind_is_refused(tmp_path: Path, text: str) -> None:
    assert refused(tmp_path, text).line >= 1


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "kind0.yaml").write_bytes("id: 路灯".encode("gb18030"))
    assert "UTF-8" in refused(tmp_path).why


def test_fields_may_be_written_short(tmp_path: Path) -> None:
    text = """\
id: gift
label: {zh: 赠品, en: Gifts}
fields: {day: date, donor: organisation, amount: yuan}
measures:
  - {id: gift.amount, over_time: sum, over_persons: once, field: amount, unit: 元}
  - {id: gift.donors, over_time: distinct, over_persons: once, field: donor, unit: 家}
wording: {zh: "接受赠品{gift.amount}，赠送单位{gift.donors}"}
reads: {gift.amount: [接受赠品], gift.donors: [赠送单位]}
examples:
  - {records: [{day: 2022-02-01, donor: 甲校, amount: 20000}], writes: 接受赠品2万元，赠送单位1家}
  - {records: [{day: 2022-02-01, amount: 300}], writes: 接受赠品300元}
  - {records: [{day: 2022-02-01, donor: 甲校}], writes: 赠送单位1家}
"""
    gift = load(tmp_path, text).kinds["gift"]
    assert [(field.id, field.type) for field in gift.fields] == [
        ("day", "date"),
        ("donor", "organisation"),
        ("amount", "yuan"),
    ]
    assert gift.day_field == "day"
    assert gift.field_named("day").required
    assert [measure.counts for measure in gift.measures] == ["sum", "distinct"]
