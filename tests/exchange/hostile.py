"""Forty and more workbooks that harm, confuse or are only odd, each written by hand as the zip of XML that it is.

`CASES` gives for each what must come of it: "refused" with words of the line, or how many records go in and how many
rows come back. Run as a process of its own (python -m tests.exchange.hostile HOME) it imports each in a fork, and
prints outcome, CPU seconds and peak memory as JSON.
"""

# ruff: noqa: E501, T201  # XML of one line; what it prints is its answer
from __future__ import annotations

import io
import json
import os
import sys
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import django
from django.core.management import call_command
from django.db import connections
from django.utils import translation

from tests.environment import prepare

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEADER = ("序号", "日期", "牵头", "参与", "主题", "场次", "人次")
GOOD = (1, "2014-05-06", "白一舟", "", "双语教学", 1, 30)
SHEET = "xl/worksheets/sheet1.xml"


@dataclass(frozen=True, kw_only=True)
class Case:
    """A workbook, and what must come of it. `says` are words of the refusal, or of the reason of the first row back."""

    make: Callable[[], bytes]
    new: int | None = None
    back: int = 0
    says: str = ""
    name: str = "台账.xlsx"


CASES: dict[str, Case] = {}


def case(
    new: int | None = None, back: int = 0, says: str = "", name: str = "台账.xlsx"
) -> Callable[..., Callable[[], bytes]]:
    def add(make: Callable[[], bytes]) -> Callable[[], bytes]:
        CASES[make.__name__] = Case(make=make, new=new, back=back, says=says, name=name)
        return make

    return add


def letters(at: int) -> str:
    found = ""
    while at >= 0:
        found, at = chr(ord("A") + at % 26) + found, at // 26 - 1
    return found


def cell(at: int, row: int, value: object) -> str:
    place = f'r="{letters(at)}{row}"'
    if value is None or value == "":
        return ""
    if isinstance(value, Raw):
        return value.xml.replace("@", place)
    if isinstance(value, bool):
        return f'<c {place} t="b"><v>{int(value)}</v></c>'
    if isinstance(value, int | float):
        return f"<c {place}><v>{value}</v></c>"
    return f'<c {place} t="inlineStr"><is><t xml:space="preserve">{escape(str(value))}</t></is></c>'


@dataclass(frozen=True)
class Raw:
    """A cell as XML, with @ where its place stands."""

    xml: str


def sheet(rows: Sequence[Sequence[object]], *, after: str = "", before: str = "") -> str:
    lines = (
        f'<row r="{number}">{"".join(cell(at, number, value) for at, value in enumerate(row))}</row>'
        for number, row in enumerate(rows, start=1)
    )
    return f'<?xml version="1.0"?><worksheet xmlns="{MAIN}" xmlns:r="{REL}">{before}<sheetData>{"".join(lines)}</sheetData>{after}</worksheet>'


STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy-mm-dd"/></numFmts>'
    '<fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="164" '
    'applyNumberFormat="1"/><xf numFmtId="9" applyNumberFormat="1"/></cellXfs></styleSheet>'
)


def book(
    sheets: Mapping[str, str] | None = None,
    *,
    more: Mapping[str, str | bytes] | None = None,
    properties: str = "",
    names: Sequence[str] = (),
    shared: str = "",
    state: Mapping[str, str] | None = None,
) -> bytes:
    """A workbook of sheets by name, each as XML; the roster stands before them in every case."""
    parts = {**ROSTER, **({"培训": sheet([HEADER, GOOD])} if sheets is None else sheets)}
    called = list(names) or list(parts)
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{at}" r:id="rId{at}"{(state or {}).get(name, "")}/>'
        for at, name in enumerate(called, start=1)
    )
    relations = "".join(
        f'<Relationship Id="rId{at}" Type="{REL}/worksheet" Target="worksheets/sheet{at}.xml"/>'
        for at in range(1, len(called) + 1)
    )
    strings = f'<Relationship Id="rIds" Type="{REL}/sharedStrings" Target="sharedStrings.xml"/>' if shared else ""
    content: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{REL}">{properties}<sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{relations}{strings}'
        f'<Relationship Id="rIdt" Type="{REL}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": STYLES,
        **{f"xl/worksheets/sheet{at}.xml": xml for at, xml in enumerate(parts.values(), start=1)},
        **({"xl/sharedStrings.xml": shared} if shared else {}),
        **(more or {}),
    }
    return packed(content)


def packed(content: Mapping[str, str | bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in content.items():
            archive.writestr(name, part)
    return file.getvalue()


def training(*rows: Sequence[object], header: Sequence[object] = HEADER, **more: str) -> bytes:
    """A workbook whose ledger of trainings has these rows."""
    return book({"培训": sheet([header, *rows], **more)})


def row(
    at: int = 1, day: object = "2014-05-06", who: object = "白一舟", topic: object = "双语教学", count: object = 30
) -> list[object]:
    return [at, day, who, "", topic, 1, count]


ROSTER = {
    "单位": sheet(
        [
            ("单位名称", "性质", "所属地区", "结对单位"),
            ("海角省教育厅", "派出单位", "海角省", ""),
            ("青石县政府", "接收单位", "远山州", ""),
        ]
    ),
    "批次": sheet([("批次", "开始日期", "结束日期", "计划人数"), ("第七批", "2014-03-01", "2017-03-01", 4)]),
    "人员": sheet(
        [
            ("编号", "姓名", "批次", "类别", "派出单位", "接收单位", "挂职职务", "到岗日期", "期满(离岗)日期"),
            ("Q1", "白一舟", "第七批", "党政干部", "海角省教育厅", "青石县政府", "副县长", "2014-03-01", "2017-03-01"),
            ("Q2", "محمد علي", "第七批", "党政干部", "海角省教育厅", "青石县政府", "", "2014-03-01", "2017-03-01"),
        ]
    ),
}
LAST = "xl/worksheets/sheet4.xml"


# Bombs and damage.


@case(says="unpacks")
def zip_bomb() -> bytes:
    return book(more={"xl/media/image1.png": b"\0" * (120 * 2**20)})


@case(says="unpacks")
def bomb_in_the_sheet() -> bytes:
    return training(before=f"<!--{' ' * (150 * 2**20)}-->")


@case(new=1)
def nested_zip() -> bytes:
    inner = packed({"a": b"\0" * (10 * 2**20)})
    return book(more={"xl/embeddings/inner.zip": packed({"inner.zip": inner})})


@case(says="unpacks")
def ten_thousand_parts() -> bytes:
    return book(more={f"xl/media/{at}": b"" for at in range(10_000)})


@case(says="damaged")
def billion_laughs() -> bytes:
    entities = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{at} "{f"&a{at - 1};" * 10}">' for at in range(1, 10))
    xml = sheet([HEADER, row(topic=Raw('<c @ t="inlineStr"><is><t>&a9;</t></is></c>'))])
    return book(
        {"培训": xml.replace('<?xml version="1.0"?>', f'<?xml version="1.0"?><!DOCTYPE worksheet [{entities}]>')}
    )


@case(says="damaged")
def external_entity() -> bytes:
    xml = sheet([HEADER, row(topic=Raw('<c @ t="inlineStr"><is><t>&file;</t></is></c>'))])
    kind = '<!DOCTYPE worksheet [<!ENTITY file SYSTEM "file:///etc/passwd">]>'
    return book({"培训": xml.replace('<?xml version="1.0"?>', f'<?xml version="1.0"?>{kind}')})


@case(says="unpacks")
def one_long_text_in_every_cell() -> bytes:
    shared = f'<sst xmlns="{MAIN}"><si><t>{"字" * 32_000}</t></si></sst>'
    rows = (row(at, topic=Raw('<c @ t="s"><v>0</v></c>')) for at in range(1, 60_000))
    return book({"培训": sheet([HEADER, *rows])}, shared=shared)


@case(says="damaged")
def truncated() -> bytes:
    content = book()
    return content[: len(content) * 2 // 3]


@case(says="password")
def encrypted() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 900


@case(says="password")
def encrypted_as_a_zip() -> bytes:
    content = bytearray(book())
    at = content.find(b"PK\x01\x02")
    while at >= 0:
        content[at + 8] |= 1
        at = content.find(b"PK\x01\x02", at + 4)
    return bytes(content)


@case(says="old Office format")
def old_xls_renamed() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000


@case(says="not an .xlsx")
def text_renamed() -> bytes:
    return "日期,牵头\n2014-05-06,白一舟\n".encode("gb18030")


@case(says="not an .xlsx")
def word_renamed() -> bytes:
    return packed({"word/document.xml": "<w/>", "[Content_Types].xml": "<Types/>"})


@case(says="is empty")
def no_bytes() -> bytes:
    return b""


@case(new=1)
def a_sheet_with_a_wrong_end_tag() -> bytes:
    return book({"培训": sheet([HEADER, GOOD]).replace("</row>", "</rod>")})


@case(says="damaged")
def a_sheet_that_is_not_there() -> bytes:
    return book(names=[*ROSTER, "培训", "听课评课"])


@case(says="damaged")
def shared_string_out_of_range() -> bytes:
    shared = f'<sst xmlns="{MAIN}"><si><t>甲</t></si></sst>'
    return book({"培训": sheet([HEADER, row(topic=Raw('<c @ t="s"><v>99</v></c>'))])}, shared=shared)


# Sizes.


@case(says="far outside")
def a_million_columns() -> bytes:
    wide = "".join(f'<c r="{letters(at)}1"><v>1</v></c>' for at in range(1_000_000))
    return book({"培训": sheet([HEADER, GOOD]).replace("</sheetData>", f'<row r="3">{wide}</row></sheetData>')})


@case(says="far outside")
def a_million_columns_without_places() -> bytes:
    wide = "<c><v>1</v></c>" * 1_000_000
    return book({"培训": sheet([HEADER, GOOD]).replace("</sheetData>", f"<row>{wide}</row></sheetData>")})


@case(says="far outside")
def one_cell_far_outside() -> bytes:
    return book(
        {
            "培训": sheet([HEADER, GOOD]).replace(
                "</sheetData>", '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
            )
        }
    )


@case(new=1)
def a_million_formatted_empty_rows() -> bytes:
    empty = "".join(f'<row r="{at}" s="1"><c r="A{at}" s="1"/></row>' for at in range(3, 1_000_000))
    return book({"培训": sheet([HEADER, GOOD]).replace("</sheetData>", f"{empty}</sheetData>")})


@case(new=1)
def formatted_to_the_last_column() -> bytes:
    wide = "".join(f'<c r="{letters(at)}3" s="1"/>' for at in range(16_384))
    return book({"培训": sheet([HEADER, GOOD]).replace("</sheetData>", f'<row r="3">{wide}</row></sheetData>')})


@case(new=1)
def a_thousand_unknown_columns() -> bytes:
    return training([*GOOD, *range(1000)], header=[*HEADER, *(f"另{at}" for at in range(1000))])


@case(new=1)
def a_topic_of_32767_characters() -> bytes:
    return training(row(topic="长" * 32_767))


# Cells.


@case(new=1)
def a_formula_with_its_value() -> bytes:
    return training(row(count=Raw("<c @><f>15*2</f><v>30</v></c>")))


@case(back=1, says="never calculated")
def a_formula_never_calculated() -> bytes:
    return training(row(count=Raw("<c @><f>15*2</f></c>")))


@case(back=1, says="not a number")
def a_formula_typed_as_text() -> bytes:
    return training(row(count="=cmd|' /C calc'!A0"))


@case(new=1)
def external_links() -> bytes:
    xml = f'<externalLink xmlns="{MAIN}"><externalBook xmlns:r="{REL}" r:id="rId1"/></externalLink>'
    rel = f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{REL}/externalLinkPath" Target="file:///etc/passwd" TargetMode="External"/></Relationships>'
    more = {"xl/externalLinks/externalLink1.xml": xml, "xl/externalLinks/_rels/externalLink1.xml.rels": rel}
    cells = sheet([HEADER, row(count=Raw("<c @><f>[1]Sheet1!A1</f><v>30</v></c>"))])
    return book({"培训": cells}, more=more)


@case(new=1)
def merged_title_above_the_header() -> bytes:
    rows = [("远山州培训台账",), (), HEADER, GOOD]
    return book({"培训": sheet(rows, after='<mergeCells count="1"><mergeCell ref="A1:G1"/></mergeCells>')})


@case(new=1, back=1, says="nobody")
def merged_cells_in_the_rows() -> bytes:
    second = [2, "2014-05-07", "", "", "急诊流程", 1, 20]
    return training(GOOD, second, after='<mergeCells count="1"><mergeCell ref="C2:C3"/></mergeCells>')


@case(new=1)
def two_rows_of_headings() -> bytes:
    return book({"培训": sheet([("基本情况", "", "", "", "成效", "", ""), HEADER, GOOD])})


@case(back=5, says="year")
def dates_of_year_9999_1900_and_below() -> bytes:
    days = (2_958_465, 1, 0, -5, 2_958_466)
    return training(*(row(at, Raw(f'<c @ s="1"><v>{day}</v></c>')) for at, day in enumerate(days, start=1)))


@case(says="no calendar")
def a_date_of_1e308() -> bytes:
    return training(
        *(row(at, Raw(f'<c @ s="1"><v>{day}</v></c>')) for at, day in enumerate(("1E+308", "-1E+308"), start=1))
    )


@case(new=1)
def days_counted_from_1904() -> bytes:
    cells = sheet([HEADER, row(day=Raw('<c @ s="1"><v>40303</v></c>'))])
    return book({"培训": cells}, properties='<workbookPr date1904="1"/>')


@case(back=2, says="no")
def times_and_durations_for_a_day() -> bytes:
    return training(row(1, Raw('<c @ s="1"><v>0.5</v></c>')), row(2, Raw('<c @ t="d"><v>10:30:00</v></c>')))


@case(new=1)
def an_iso_date() -> bytes:
    return training(row(day=Raw('<c @ t="d"><v>2014-05-06</v></c>')))


@case(back=3)
def numbers_beyond_all_bounds() -> bytes:
    counts = ("1E+308", "NaN", "-1E-320")
    return training(*(row(at, count=Raw(f"<c @><v>{each}</v></c>")) for at, each in enumerate(counts, start=1)))


@case(back=1)
def a_number_of_a_thousand_digits() -> bytes:
    return training(row(count="9" * 1000))


@case(back=3, says="an error of the spreadsheet")
def error_cells() -> bytes:
    errors = ("#REF!", "#DIV/0!", "#N/A")
    return training(*(row(at, count=Raw(f'<c @ t="e"><v>{each}</v></c>')) for at, each in enumerate(errors, start=1)))


@case(back=3)
def wrong_types() -> bytes:
    return training(row(1, count=True), row(2, day=True), row(3, who=Raw('<c @ s="1"><v>41765</v></c>')))


@case(new=1)
def numbers_as_text() -> bytes:
    return training(["1", "2014年5月6日", "白一舟", "", "双语教学", "1", "30"])


@case(new=1)
def text_as_numbers() -> bytes:
    return training(row(topic=2014.0))


@case(back=1)
def percent_cells() -> bytes:
    return training(row(count=Raw('<c @ s="2"><v>0.853</v></c>')))


@case(new=1)
def rich_text() -> bytes:
    runs = '<c @ t="inlineStr"><is><r><t>双语</t></r><r><rPr><b/></rPr><t>教学</t></r></is></c>'
    return training(row(topic=Raw(runs)))


@case(new=1)
def control_characters() -> bytes:
    return training(row(topic=Raw('<c @ t="inlineStr"><is><t>双语_x0000__x0007_教学&#9;</t></is></c>')))


@case(says="damaged")
def forbidden_control_characters() -> bytes:
    return training(row(topic=Raw('<c @ t="inlineStr"><is><t>双语\x01\x02教学&#x0;</t></is></c>')))


@case(new=1)
def right_to_left_names() -> bytes:
    return training(row(who="محمد علي"))


@case(back=1, says="unknown person")
def a_name_turned_around() -> bytes:
    return training(row(who="\u202e舟一白"))


@case(new=1)
def an_invisible_character_in_a_name() -> bytes:
    return training(row(who="白\u200b一舟\ufeff"))


@case(new=1)
def full_width_digits_and_blanks() -> bytes:
    return training(["１", "２０１４年５月６日 ", " 白 一舟　", "", "双语教学  ", "１", "３０"])


# Sheets and headings.


@case(says="same name")
def sheets_of_one_name() -> bytes:
    both = {"培训": sheet([HEADER, GOOD]), "另": sheet([HEADER, row(2, "2014-06-06")])}
    return book(both, names=[*ROSTER, "培训", "培训"])


@case(new=1)
def a_hidden_sheet() -> bytes:
    return book(state={"培训": ' state="veryHidden"'})


@case(says="unknown sheet")
def a_sheet_with_slashes() -> bytes:
    return book({"../../etc/passwd": sheet([HEADER, GOOD])})


@case(says="holds nothing")
def only_empty_sheets() -> bytes:
    return book(names=["Sheet1"], more={SHEET: sheet([])})


@case(says="holds nothing")
def only_a_chart() -> bytes:
    rel = f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{REL}/chartsheet" Target="chartsheets/sheet1.xml"/></Relationships>'
    more = {"xl/_rels/workbook.xml.rels": rel, "xl/chartsheets/sheet1.xml": f'<chartsheet xmlns="{MAIN}"/>'}
    return book({}, names=["图"], more=more)


@case(new=1, name="台账.xlsm")
def with_macros() -> bytes:
    return book(more={"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0" + b"\0" * 2000})


@case(new=1)
def blank_columns_and_rows() -> bytes:
    return book({"培训": sheet([(), ("", *HEADER[:3], "", *HEADER[3:]), (), ("", *GOOD[:3], "", *GOOD[3:]), ()])})


@case(says="twice")
def a_column_twice() -> bytes:
    return training([*GOOD, 60], header=[*HEADER, "人次"])


@case(says="no row of headings")
def no_header() -> bytes:
    return book({"培训": sheet([GOOD, row(2, "2014-06-06")])})


@case(says="no column")
def a_column_missing() -> bytes:
    return training(GOOD[:2] + GOOD[3:], header=HEADER[:2] + HEADER[3:])


@case(new=1)
def repeated_and_total_rows() -> bytes:
    return training(GOOD, GOOD, HEADER, ("合计", "", "", "", "", 2, 60), ("注:以上为初步数",))


def main(home: Path) -> None:
    prepare(home)
    os.environ["DJANGO_SETTINGS_MODULE"] = "qiao.settings"
    os.environ["QIAO_LANGUAGE"] = "en"
    django.setup()
    call_command("migrate", verbosity=0)
    # Loaded before the forks: what it takes to start is the same for every workbook.
    exchange = import_module("qiao.exchange")
    connections.close_all()
    (home / "books").mkdir()
    for called, each in CASES.items():
        place = home / "books" / called
        place.mkdir()
        path = place / each.name
        child = os.fork()
        if child == 0:
            # Written in a process of its own too: what it takes to make a bomb must not count.
            path.write_bytes(each.make())
            os._exit(0)
        os.waitpid(child, 0)
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.write(writing, json.dumps(outcome(path, exchange)).encode()[:60_000])
            os._exit(0)
        os.close(writing)
        with os.fdopen(reading) as told:
            said = told.read()
        _pid, status, used = os.wait4(child, 0)
        found = json.loads(said) if said else {"crashed": status}
        limits = {"cpu": used.ru_utime + used.ru_stime, "mb": used.ru_maxrss // 1024}
        print(json.dumps({"case": called, **limits, **found}, ensure_ascii=False), flush=True)


def outcome(path: Path, exchange: Any) -> dict[str, object]:
    """What the import makes of a workbook: its refusal, or what went in and what came back annotated."""
    with translation.override("en"):
        try:
            plan = exchange.plan(path)
            exchange.annotate(plan, path.with_name("back.xlsx"))
        except exchange.UnreadableBook as error:
            found: dict[str, object] = {"refused": str(error)}
        else:
            why = [f"{trouble.column}: {trouble.why}" for row in plan.rejected for trouble in row.troubles]
            found = {"new": plan.count("new"), "back": len(plan.rejected), "why": why[:5]}
    return found


if __name__ == "__main__":
    main(Path(sys.argv[1]))
