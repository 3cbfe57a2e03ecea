"""Sentences of our own, and what must be read in them; and the annotated texts where they are present."""

import dataclasses
import json
import subprocess
import sys
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from qiao.text import Quantity, context, family, read, sentences

# A text, and its figures: what is written, low, high ("" for no bound), unit.
SENTENCES: dict[str, list[tuple[str, str, str, str]]] = {
    "队员听课评课430余节,其中示范课16节,惠及教师近千人次。": [
        ("430余节", "430", "440", "节"),
        ("16节", "16", "16", "节"),
        ("近千人次", "900", "1000", "人次"),
    ],
    "接诊1.4万余人次,开展手术765台次,填补空白9项。": [
        ("1.4万余人次", "14000", "15000", "人次"),
        ("765台次", "765", "765", "台次"),
        ("9项", "9", "9", "项"),
    ],
    "五六十名学生得到资助,每人每年900元。": [("五六十名", "50", "60", "名"), ("900元", "900", "900", "元")],
    "占比超过七成,较上年提高4.5和11个百分点。": [
        ("超过七成", "70", "", "%"),
        ("4.5", "4.5", "4.5", "百分点"),
        ("11个百分点", "11", "11", "百分点"),
    ],
    "17省市选派队员,走访8个乡、二十多个村,行程逾4万公里。": [
        ("17省市", "17", "17", "省市"),
        ("8个", "8", "8", "个"),
        ("二十多个", "20", "30", "个"),
        ("逾4万公里", "40000", "", "公里"),
    ],
    "共投入3000至4000万元,不到两年建成,使用9~16亿元。": [
        ("3000至4000万元", "30000000", "40000000", "元"),
        ("不到两年", "", "2", "年"),
        ("9~16亿元", "900000000", "1600000000", "元"),
    ],
    "两个半月里,他用三天多走完,一年半后回访。": [
        ("两个半月", "2.5", "2.5", "个月"),
        ("三天多", "3", "4", "天"),
        ("一年半", "1.5", "1.5", "年"),
    ],
    "产值翻两番,含氧量只有六成,利润占百分之十二点五。": [
        ("两番", "4", "4", "倍"),
        ("六成", "60", "60", "%"),
        ("百分之十二点五", "12.5", "12.5", "%"),
    ],
    "新增劳力2人(次),捐书１２３４册,补助1,250元。": [
        ("2人(次)", "2", "2", "人次"),
        ("１２３４册", "1234", "1234", "册"),
        ("1,250元", "1250", "1250", "元"),
    ],
    "募集壹仟贰佰元,廿余名队员连续4 年到岗,8.2万人口脱贫。": [
        ("壹仟贰佰元", "1200", "1200", "元"),
        ("廿余名", "20", "30", "名"),
        ("4 年", "4", "4", "年"),
        ("8.2万", "82000", "82000", ""),
    ],
    "历时近三个月,近五年来,最近3次,签约6个,约40人左右。": [
        ("近三个月", "2.7", "3", "个月"),
        ("五年", "5", "5", "年"),
        ("3次", "3", "3", "次"),
        ("6个", "6", "6", "个"),
        ("约40人左右", "36", "44", "人"),
    ],
    "第一批队员7人,第二批11人;2016、2017年,行程近10万里。": [
        ("第一批", "1", "1", "批"),
        ("7人", "7", "7", "人"),
        ("第二批", "2", "2", "批"),
        ("11人", "11", "11", "人"),
        ("2016", "2016-01-01", "2016-12-31", ""),
        ("2017年", "2017-01-01", "2017-12-31", ""),
        ("近10万里", "90000", "100000", "里"),
    ],
    "参训人数三百名,高一四个班,统一三个标准,数十名队员。": [
        ("三百名", "300", "300", "名"),
        ("四个", "4", "4", "个"),
        ("三个", "3", "3", "个"),
        ("数十名", "20", "99", "名"),
    ],
    "装机3.5万千瓦,灌溉2万亩,一吨半种子,气温下降5‰。": [
        ("3.5万千瓦", "35000", "35000", "千瓦"),
        ("2万亩", "20000", "20000", "亩"),
        ("一吨半", "1.5", "1.5", "吨"),
        ("5‰", "0.5", "0.5", "%"),
    ],
}


def bound(number: object) -> str:
    if isinstance(number, Decimal):
        return f"{number.normalize():f}"
    return "" if number is None else str(number)


@pytest.mark.parametrize("text", SENTENCES)
def test_a_sentence_is_read(text: str) -> None:
    found = [(each.text, bound(each.low), bound(each.high), each.unit) for each in read(text)]
    assert found == SENTENCES[text]


SILENT = [
    "学习贯彻“三个代表”重要思想,做到四个自信,在思想上进一步统一。",
    "一是抓学习,二是抓落实,三是抓作风。",
    "一、主要做法\n(二)抓好队伍\n1、强化管理\n2.改进作风",
    "74团一中开展活动,县第一人民医院是三级甲等医院。",
    "千方百计为群众办实事,祝大家万事如意,一心一意谋发展。",
    "这是一个关键时期,涌现出一大批骨干,采取了一系列措施。",
    "推行“1+7”模式,落实“123456”工作思路。",
    "根据〔2022〕31号文件,×县捐赠××万元,派出x名队员。",
    "编制“十一五”规划,召开两会,赶赴第一线,担任第一书记。",
    "第2篇 工作总结,五四青年节,近年来,每年每月坚持。",
    "作为一名教师,我一人一策,一次次上门,又一次出发。",
    "共6xxxx名干部,9××××人,安排项目余个,来了____名。",
    "两癌筛查,三甲医院,一带一路,两学一做,三农工作。",
    "二年级和三年级的孩子,2022级新生,三亚与三明,九年一贯制学校。",
    "上午9点30分开会,落实八项规定,做到五个到位。",
    "党的十九届四中全会精神,一方有难八方支援,一名党员一面旗帜。",
    "10分重视,十分感谢,万分荣幸,百分百努力。",
]


@pytest.mark.parametrize("text", SILENT)
def test_names_idioms_and_masks_are_silent(text: str) -> None:
    assert [each.text for each in read(text) if each.text != "10分"] == []


def test_what_was_read_lies_where_it_says() -> None:
    text = "".join(SENTENCES)
    found = read(text)
    assert all(text[each.start : each.end] == each.text for each in found)
    assert all(first.end <= second.start for first, second in pairwise(found))
    assert [each.text for each in found] == [written for each in SENTENCES.values() for written, *_ in each]


def figure(text: str) -> Quantity:
    [found] = read(text)
    return found


def test_an_exact_figure_takes_what_rounds_or_truncates_to_it() -> None:
    percent = figure("完成102.6%")
    ways = [percent.met(Decimal(each)) for each in ("102.6", "102.649", "102.678", "102.7")]
    assert ways == ["equal", "rounded", "truncated", ""]
    money = figure("到位47.92亿元")
    assert [money.contains(Decimal(each)) for each in (4792000000, 4792400000, 4792900000, 4793000001)] == [
        True,
        True,
        True,
        False,
    ]
    assert not figure("培训200人").contains(Decimal(203))


def test_a_vague_figure_takes_what_lies_inside() -> None:
    more = figure("60余人次")
    assert [more.met(Decimal(each)) for each in (60, 61, 69, 70)] == ["", "within", "within", ""]
    assert figure("近百名").contains(Decimal(95))
    assert not figure("2022年5月").contains(Decimal(5))
    assert figure("占三分之一以上").contains(Fraction(1, 2))


def test_families() -> None:
    assert {family(unit) for unit in ("台", "例", "台次")} == {"台"}
    assert {family(unit) for unit in ("名", "人", "位")} == {"名"}
    assert {family(unit) for unit in ("场", "次", "场次")} == {"场"}
    assert family("人") != family("人次")
    assert family("没有的单位") == "没有的单位"


def test_the_clause_of_a_figure_has_the_verb_of_its_list() -> None:
    text = "一年来,走访乡镇6个、村70个;听课9节。"
    places = [context(text, each) for each in read(text) if each.kind == "count"]
    assert [place.verb for place in places] == ["走访", "走访", "听课"]
    assert places[1].clause_before == "走访乡镇6个、村"
    assert text[places[1].start : places[1].end] == "走访乡镇6个、村70个"
    assert places[2].clause_after == ""


def test_nouns_of_a_list_with_respectively() -> None:
    found = read("新建学校、医院分别为3所和5所。")
    assert [each.measured for each in found] == ["新建学校", "医院"]


def test_without_nouns_the_figures_are_the_same() -> None:
    text = "".join(SENTENCES)
    plain = [dataclasses.replace(each, measured="") for each in read(text)]
    assert plain == read(text, measured=False)


def test_sentences_keep_their_marks() -> None:
    assert [each.text for each in sentences("好。对吗？“行。”\n 完")] == ["好。", "对吗？", "“行。”", "完"]


# --- the annotated texts, where they are present ----------------------------------------------------------------


def jsonable(quantity: Quantity) -> dict[str, Any]:
    fields = dataclasses.asdict(quantity)
    for side in ("low", "high"):
        if not isinstance(fields[side], str | None):
            fields[side] = float(fields[side])
    return fields


def test_the_annotated_texts_reach_the_targets(shared: Path, tmp_path: Path) -> None:
    gold = shared / "gold"
    for path in (gold / "texts").glob("*.txt"):
        found = [jsonable(each) for each in read(path.read_text(encoding="utf-8"))]
        (tmp_path / f"{path.stem}.json").write_text(json.dumps({"quantities": found}), encoding="utf-8")
    said = subprocess.run(
        [sys.executable, str(gold / "score.py"), str(tmp_path)], capture_output=True, text=True, check=True
    ).stdout
    shares = {line.split()[0]: float(line.split()[2]) for line in said.splitlines()[:5]}
    targets = {"exact": 99, "vague": 95, "date": 98, "precision": 98, "measured": 85}
    assert {name: shares[name] for name in targets if shares[name] < targets[name]} == {}


@pytest.mark.parametrize(("model", "target"), [("Number", 98), ("Currency", 95), ("Percent", 95)])
def test_the_cases_of_recognizers(shared: Path, model: str, target: int) -> None:
    cases = json.loads((shared / "gold" / "recognizers_zh" / f"{model}Model.json").read_text(encoding="utf-8"))
    right = total = 0
    for case in cases:
        for result in case["Results"]:
            value = (result.get("Resolution") or {}).get("value")
            if value is not None:
                span = case["Input"][result["Start"] : result["End"] + 1] if "Start" in result else result["Text"]
                total += 1
                right += is_value(read(span), float(value.rstrip("%")))
    assert 100 * right >= target * total


def is_value(found: list[Quantity], value: float) -> bool:
    low = found[0].low if len(found) == 1 else None
    return isinstance(low, Decimal | Fraction) and abs(float(low) - value) <= 1e-6 * max(1e-6, abs(value))


def test_the_sample_documents_keep_their_names_silent(shared: Path) -> None:
    text = (shared / "samples" / "documents.txt").read_text(encoding="utf-8")
    names = [
        "三个代表",
        "十一五",
        "74团",
        "一中",
        "123456",
        "第2篇",
        "千方百计",
        "万事如意",
        "第一线",
        "第一州",
        "一系列",
    ]
    found = read(text)
    for name in names:
        at = text.find(name)
        assert at >= 0, name
        assert not any(each.start < at + len(name) and at < each.end for each in found), name
