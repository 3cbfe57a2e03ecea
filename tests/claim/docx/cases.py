"""Odd and hostile Word documents: how each is made, and what must come of it. Run with files, it measures their reading.

Each is read in a process of its own, so that its memory, lxml's included, is known.
"""
# ruff: noqa: E501 - a case is a line of a table

import io
import json
import os
import re
import resource
import struct
import sys
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from qiao import claim
from qiao.claim.words import MESSAGES
from tests.claim.docx.word import (
    RELATIONS,
    STRICT,
    W,
    archive,
    box,
    field,
    level,
    lists,
    p,
    part,
    r,
    relations,
    style,
    table,
    word,
)  # fmt: skip

TEXT = "全年听课12节"
DELETED = "<w:del><w:r><w:delText>旧</w:delText></w:r></w:del>"


class Case(NamedTuple):
    """`text` is what is read, or else `code` says why nothing is. `notes` are codes."""

    name: str
    data: Callable[[], bytes]
    text: str | None = None
    code: str = ""
    notes: tuple[str, ...] = ()


def body(content: str, **beside: str) -> Callable[[], bytes]:
    return lambda: word(content, **beside)


def document(content: str | bytes, **more: str | bytes) -> Callable[[], bytes]:
    return lambda: archive({"word/document.xml": content, **more})


def encoded(encoding: str, declared: str | None = None, bom: bytes = b"") -> Callable[[], bytes]:
    declaration = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    return document(bom + (declaration + part("document", f"<w:body>{p(TEXT)}</w:body>")).encode(encoding))


def whole(content: str) -> str:
    return part("document", f"<w:body>{content}</w:body>")


def damaged(change: Callable[[bytearray], object]) -> Callable[[], bytes]:
    def made() -> bytes:
        data = bytearray(archive({"word/document.xml": whole(p(TEXT) + "".join(p(f"第{n}段") for n in range(900)))}))
        change(data)
        return bytes(data)

    return made


def wrong_checksum(data: bytearray) -> None:
    for at in (14, data.index(b"PK\x01\x02") + 16):
        data[at : at + 4] = b"abcd"


def password(data: bytearray) -> None:
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1


def lying_size() -> bytes:
    """A bomb whose directory says that it is small."""
    data = bytearray(word(p("文" * 100_000) * 90))
    # The text is the third part.
    at = [match.start() for match in re.finditer(b"PK\x01\x02", data)][2] + 24
    data[at : at + 4] = struct.pack("<I", 100)
    return bytes(data)


def zip_of(count: int) -> bytes:
    return archive({"word/document.xml": whole(p(TEXT)), **{f"x/{n}": "" for n in range(count)}}, zipfile.ZIP_STORED)


def twice(*texts: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for text in texts:
            made.writestr("word/document.xml", whole(p(text)))
    return file.getvalue()


def directory_bomb() -> bytes:
    """20 MB of directory entries for the same few bytes."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        made.writestr("a", "")
    data = file.getvalue()
    start = data.index(b"PK\x01\x02")
    end = data.index(b"PK\x05\x06")
    entries = data[start:end] * 400_000
    return data[:start] + entries + data[end : end + 12] + struct.pack("<IIH", len(entries), start, 0)


LONG = "听课评课情况良好" * 8
ITEM = lists(level(0, "chineseCounting", "%1、"))
HIDDEN = "<w:vanish/>"
BOMB = '<!DOCTYPE w:document [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
)
EXTERNAL = '<Relationship Id="x" Type="t/image" TargetMode="External" Target="http://127.0.0.1:9/a.png"/>'
RUBY = f"<w:ruby><w:rt>{r('qiáo')}</w:rt><w:rubyBase>{r('桥')}</w:rubyBase></w:ruby>"
FRACTION = f"<m:oMath><m:f><m:num>{r('1')}</m:num><m:den>{r('2')}</m:den></m:f><m:sSup><m:e>{r('10')}</m:e><m:sup>{r('4')}</m:sup></m:sSup></m:oMath>"
NOTE = '<w:r><w:{0}noteReference w:id="{1}"/></w:r>'
NOTES = (
    '<w:{0}note w:type="separator" w:id="-1"><w:p><w:r><w:t>线</w:t></w:r></w:p></w:{0}note>'
    f'<w:{{0}}note w:id="1">{p(" 见附表1")}{p("续")}</w:{{0}}note><w:{{0}}note w:id="2">{p("见附表2")}</w:{{0}}note>'
)
SDT = "<w:sdt><w:sdtPr><w:rPr><w:vanish/></w:rPr><w:text/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
ONE_CELL = "<w:tbl><w:tr><w:trPr>{}</w:trPr><w:tc><w:tcPr>{}</w:tcPr>{}</w:tc><w:tc>{}</w:tc></w:tr></w:tbl>"
CONTROLLED = f"<w:tbl>{SDT.format('<w:tr>' + SDT.format('<w:tc>' + p('甲') + '</w:tc>') + '</w:tr>')}</w:tbl>"
BEGIN = '<w:fldChar w:fldCharType="begin"/>'
TOC = style("TOC1", title="toc 1") + style("T", title="TOC Heading")

ODD = [
    Case("paragraphs", body(p("一、教学", "工作") + p() + p("完")), "一、教学工作\n\n完"),
    Case("insertions", body(p("培训", f"<w:ins>{r('教师')}</w:ins>", DELETED, "人次")), "培训教师人次", notes=("changes",)),
    Case(
        "moves", body(p("甲", f"<w:moveFrom>{r('乙')}</w:moveFrom>", "丙", f"<w:moveTo>{r('乙')}</w:moveTo>")), "甲丙乙",
        notes=("changes",),
    ),
    Case("an insertion taken back", body(p("甲", f"<w:ins>{DELETED}</w:ins>")), "甲", notes=("changes",)),
    Case("a deleted mark", body(p("培训95", mark="<w:del/>") + p("人次") + p("完")), "培训95人次\n完", notes=("changes",)),
    Case("a deleted paragraph", body(p("甲") + p(DELETED, mark="<w:del/>") + p("乙")), "甲\n乙", notes=("changes",)),
    Case("a deleted last mark", body(p("甲") + p("乙", mark="<w:del/>")), "甲\n乙", notes=("changes",)),
    Case("a deleted row", body(p("甲") + ONE_CELL.format("<w:del/>", "", p("乙"), p("丙"))), "甲", notes=("changes",)),
    Case("a deleted cell", body(ONE_CELL.format("", "<w:cellDel/>", p("乙"), p("丙"))), "丙", notes=("changes",)),
    Case("an inserted row", body(ONE_CELL.format("<w:ins/>", "", p("乙"), p("丙"))), "乙\t丙", notes=("changes",)),
    Case("a former look", body(p(r("甲", "<w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange>"))), "甲"),
    Case("content controls", body(SDT.format(p("甲", SDT.format(r("乙")))) + SDT.format(SDT.format(p("丙")))), "甲乙\n丙"),
    Case("smart tags", body(p(f"<w:smartTag><w:customXml>{r('甲')}</w:customXml></w:smartTag>", "<w:proofErr/>", "乙")), "甲乙"),
    Case("a link", body(p("见", f'<w:hyperlink r:id="x">{r("附表")}</w:hyperlink>')), "见附表"),
    Case("a text box", body(p("前", box(p("框内"), p("二")), "后") + p("完")), "前后\n框内\n二\n完"),
    Case("a text box in a text box", body(p("外", box(p("中", box(p("里")))))), "外\n中\n里"),
    Case("an old text box", body(p("前", f"<w:r><w:pict><v:textbox><w:txbxContent>{p('框')}</w:txbxContent></v:textbox></w:pict></w:r>")), "前\n框"),
    Case("a table in a text box", body(p("前", box(table(("甲", "乙"))))), "前\n甲\t乙"),
    Case("word art", body(p('<w:r><w:pict><v:textpath string="喜报"/></w:pict></w:r>')), "\n喜报"),
    Case("only a fallback", body(p(f"<w:r><mc:AlternateContent><mc:Fallback>{r('甲')}</mc:Fallback></mc:AlternateContent></w:r>")), "甲"),
    Case("two choices", body(p(f"<mc:AlternateContent><mc:Choice>{r('甲')}</mc:Choice><mc:Choice>{r('乙')}</mc:Choice></mc:AlternateContent>")), "甲"),
    Case("a table", body(table(("听课", "7节"), ("", "3场")) + p("完")), "听课\t7节\n\t3场\n完"),
    Case("a cell of several lines", body(table((p("招商") + p("活动"), "3场"))), "招商 活动\t3场"),
    Case("a form with a summary in a cell", body(table(("姓名", "总结", p(LONG) + p(LONG), "完"))), f"姓名\t总结\n{LONG}\n{LONG}\n完"),
    Case("a table in a table", body(table((p("外") + table(("内", "里")), "右"))), "外 内\t里\t右"),
    Case("a table in content controls", body(SDT.format(CONTROLLED)), "甲"),
    Case("a field", body(p("第", field(" PAGE ", r("3")), "页")), "第3页"),
    Case("a simple field", body(p("共", f'<w:fldSimple w:instr="NUMPAGES">{r("9")}</w:fldSimple>', "页")), "共9页"),
    Case("a field in an instruction", body(p(field(" IF ", None), field(f'</w:instrText></w:r>{field("A", r("藏"))}<w:r><w:instrText>', r("显")))), "显"),
    Case("a field over paragraphs", body('<w:p><w:r><w:fldChar w:fldCharType="begin"/><w:fldChar w:fldCharType="separate"/></w:r></w:p>' + p("甲") + '<w:p><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'), "\n甲\n"),
    Case("a field without an end", body('<w:p><w:r><w:fldChar w:fldCharType="begin"/><w:instrText>X</w:instrText></w:r></w:p>' + p("甲")), "\n甲"),
    Case("a ringed number", body(p(field(r" eq \o\ac(○,12)", None), "听课")), "⑫听课"),
    Case("a reading from an old file", body(p(field(r' EQ \* jc2 \* "Font:宋体" \* hps10 \o\ad(\s\up 9(qiáo),桥)', None))), "桥"),
    Case("ruby", body(p(r("过"), f"<w:r>{RUBY}</w:r>")), "过桥"),
    Case("symbols", body(p('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:sym w:font="Wingdings" w:char="F0A8"/><w:sym w:font="x" w:char="F0FF"/><w:sym w:font="Symbol" w:char="00B3"/><w:sym w:char="6865"/><w:sym w:char="D800"/><w:sym w:char="zz"/></w:r>')), "☑☐\ufffd≥桥\ufffd"),
    Case("tabs, breaks, hyphens", body(p("<w:r><w:t>听课</w:t><w:tab/><w:t>7节</w:t><w:br/><w:t>2022</w:t><w:noBreakHyphen/><w:softHyphen/><w:t>05</w:t></w:r>")), "听课\t7节\n2022-05"),
    Case("blanks", body('<w:p><w:pPr><w:tabs><w:tab w:val="left"/></w:tabs></w:pPr><w:r><w:t> 12 </w:t></w:r>\n<w:r><w:t xml:space="preserve"> 节\n次 </w:t></w:r></w:p>'), "12 节 次 "),
    Case("a formula", body(p("占", FRACTION, "人")), "占1/210^4人"),
    Case("notes", body(p("甲", NOTE.format("end", 2), NOTE.format("foot", 2), NOTE.format("foot", 1), "乙"), footnotes=NOTES.format("foot"), endnotes=NOTES.format("end")), "甲乙\n见附表2\n见附表1\n续\n见附表2"),
    Case("notes that are not there", body(p("甲", NOTE.format("foot", 7))), "甲"),
    Case("hidden text", body(p("甲", r("乙", HIDDEN), r("丙", '<w:vanish w:val="0"/>'), r("丁", "<w:webHidden/>"))), "甲丙丁", notes=("hidden",)),
    Case("text hidden by a style", body(p("甲", r("乙", '<w:rStyle w:val="H"/>'), r("丙", '<w:rStyle w:val="H"/><w:vanish w:val="false"/>')), styles=style("H", based_on="G", kind="character") + style("G", run=HIDDEN, kind="character")), "甲丙", notes=("hidden",)),
    Case("paragraphs hidden by a style", body(p("甲") + p("乙", r("丙", '<w:rStyle w:val="C"/>'), style="P") + p("丁"), styles=style("P", run=HIDDEN) + style("C", run=HIDDEN, kind="character")), "甲\n丙丁", notes=("hidden",)),
    Case("a hidden row", body(p("甲") + ONE_CELL.format("<w:hidden/>", "", p("乙"), p("丙"))), "甲", notes=("hidden",)),
    Case("a table of contents", body(p("目录", style="T") + p("一、教学\t3", style="TOC1") + p("一、教学"), styles=TOC), "目录\n一、教学", notes=("contents",)),
    Case("a numbered list", body(p("甲", number="1") + p("乙", number="1"), numbering=ITEM), "一、甲\n二、乙"),
    Case("a strict file", lambda: word(p("甲", number="1") + table(("乙",)), namespace=STRICT, numbering=ITEM), "一、甲\n乙"),
    Case("a chart", body(p("甲", '<w:drawing><c:chart xmlns:c="c" r:id="x"/></w:drawing>')), "甲", notes=("unread",)),
    Case("another file within", body(p("甲") + '<w:altChunk r:id="x"/>'), "甲", notes=("unread",)),
    Case("a scan", body(p('<w:r><w:drawing><a:blip r:embed="x"/></w:drawing></w:r>')), "", notes=("pictures",)),
    Case("headers and comments", body(p("甲", '<w:r><w:commentReference w:id="1"/></w:r>') + '<w:sectPr><w:headerReference r:id="x"/></w:sectPr>'), "甲"),
    Case("UTF-16 with a mark", encoded("utf-16", "UTF-16"), TEXT),
    Case("UTF-16 without a mark", encoded("utf-16-be", "UTF-16"), TEXT),
    Case("UTF-8 with a mark", encoded("utf-8", "UTF-8", b"\xef\xbb\xbf"), TEXT),
    Case("GB2312", encoded("gb18030", "GB2312"), TEXT),
    Case("UTF-8 that says UTF-16", encoded("utf-8", "UTF-16"), TEXT),
    Case("names in other letters", lambda: archive({"_rels/.rels": relations({"officeDocument": "/Word/Main%20Part.XML"}), "word\\main part.xml": whole(p(TEXT))}), TEXT),
    Case("nothing but the text", document(whole(p(TEXT))), TEXT),
    Case("parts that are not compressed", lambda: archive({"word/document.xml": whole(p(TEXT))}, zipfile.ZIP_STORED), TEXT),
    Case("an empty document", body(""), ""),
]  # fmt: skip
HOSTILE = [
    Case("cut off", damaged(lambda data: data.__delitem__(slice(len(data) - 400, None))), notes=("recovered",)),
    Case("a wrong checksum", damaged(wrong_checksum), notes=("recovered",)),
    Case("bytes changed", damaged(lambda data: data.__setitem__(slice(1500, 1510), b"0123456789")), notes=("recovered",)),
    Case("no directory", damaged(lambda data: data.__delitem__(slice(data.index(b"PK\x01\x02"), None))), notes=("recovered",)),
    Case("XML cut off", document(whole(p(TEXT) + p("乙"))[:-30]), f"{TEXT}\n乙", notes=("recovered",)),
    Case("an ampersand", document(whole(p("甲 & 乙"))), "甲  乙", notes=("recovered",)),
    Case("a control character", document(whole(p("甲\x01乙"))), "甲乙", notes=("recovered",)),
    Case("no namespaces", document(whole(p(TEXT)).replace(f'xmlns:w="{W}"', "")), TEXT),
    Case("bad letters", document(whole(p(TEXT)).encode() .replace("课".encode(), b"\xff")), notes=("recovered",)),
    Case("broken styles", lambda: archive({"word/document.xml": whole(p(TEXT)), "word/styles.xml": "no xml"}), TEXT, notes=("recovered",)),
    Case("styles in a circle", body(p(TEXT, style="A"), styles=style("A", based_on="B") + style("B", based_on="A")), TEXT),
    Case("letters in no known encoding", encoded("utf-8", "x-unknown"), code="xml_encoding"),
    Case("an entity bomb", document(BOMB + "]>" + whole(p("&j;"))), code="doctype"),
    Case("an external entity", document('<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + whole(p("&x;"))), code="doctype"),
    Case("a DOCTYPE from elsewhere", document('<!DOCTYPE d SYSTEM "http://127.0.0.1:9/x.dtd">' + whole(p(TEXT))), code="doctype"),
    Case("a DOCTYPE in UTF-16", document(("<!DOCTYPE d []>" + whole(p(TEXT))).encode("utf-16")), code="doctype"),
    Case("a DOCTYPE in the styles", document(whole(p(TEXT)), **{"word/styles.xml": "<!DOCTYPE d []><a/>"}), code="doctype"),
    Case("a DOCTYPE after damage", document("&<!DOCTYPE d []>" + whole(p("&x;"))), code="broken_xml"),
    Case("an entity of nobody", document(whole(p("甲&nbsp;乙"))), "甲乙", notes=("recovered",)),
    Case("external relations", lambda: archive({"word/document.xml": whole(p(TEXT)), "word/_rels/document.xml.rels": relations({}, EXTERNAL)}), TEXT),
    Case("relations out of the file", lambda: archive({"_rels/.rels": relations({"officeDocument": "../../../etc/passwd"}), "word/document.xml": whole(p(TEXT))}), TEXT),
    Case("a text outside", lambda: archive({"_rels/.rels": relations({}, f'<Relationship Type="{RELATIONS}/officeDocument" TargetMode="External" Target="http://127.0.0.1:9/"/>')}), code="not_word"),
    Case("a bomb of blanks", document(whole("<!--" + " " * (2 << 20) + "-->")), code="too_long"),
    Case("a bomb of paragraphs", lambda: word(p("文" * 100_000) * 90), code="too_big"),
    Case("a bomb that lies", lying_size, code="too_big"),
    Case("3,000 parts", lambda: zip_of(2_900), TEXT),
    Case("more parts", lambda: zip_of(3_000), code="too_big"),
    Case("a directory of 400,000 parts", directory_bomb, code="too_big"),
    Case("200,000 empty paragraphs", lambda: word("<w:p/>" * 200_000), "\n" * 199_999),
    Case("600,000 tags", lambda: word("<w:p></w:p>" * 300_000), code="too_big"),
    Case("100,000 fields", lambda: word(f"<w:p>{BEGIN * 100_000}</w:p>"), ""),
    Case("30,000 rows", lambda: word("<w:tbl>" + "<w:tr><w:tc><w:p/></w:tc></w:tr>" * 30_000 + "</w:tbl>"), "\n" * 29_999),
    Case("a row of 60,000 cells", lambda: word("<w:tbl><w:tr>" + "<w:tc><w:p/></w:tc>" * 60_000 + "</w:tr></w:tbl>"), "\t" * 59_999),
    Case("10,000 lists", lambda: word(p(TEXT), numbering=lists(*[level(0, "decimal", "%1")] * 10_000)), TEXT),
    Case("20,000 styles", lambda: word(p(TEXT, style="S19999"), styles="".join(f'<w:style w:styleId="S{n}"><w:basedOn w:val="S{n - 1}"/></w:style>' for n in range(20_000))), TEXT),
    Case("depth", document(whole("<w:sdt>" * 100_000)), code="too_deep"),
    Case("depth in what is skipped", document(whole(p("<w:sdtPr>" + "<w:a>" * 100_000))), code="too_deep"),
    Case("a deep table", lambda: word("<w:tbl><w:tr><w:tc>" * 60 + p(TEXT) + "</w:tc></w:tr></w:tbl>" * 60), TEXT),
    Case("an overlong paragraph", lambda: word(p("文" * 200_001)), code="too_long"),
    Case("a long paragraph", lambda: word(p("文" * 200_000)), "文" * 200_000),
    Case("an overlong paragraph in pieces", lambda: word("<w:p>" + "<w:r><w:t>文文文</w:t></w:r>" * 70_000 + "</w:p>"), code="too_long"),
    Case("an overlong paragraph of joined ones", lambda: word(p("文" * 3_000, mark="<w:del/>") * 70), code="too_long"),
    Case("an overlong tag", lambda: word("<w:p " + " ".join(f'a{n}=""' for n in range(120_000)) + "/>"), code="too_long"),
    Case("an overlong name", lambda: word(f"<w:{'a' * 1_100_000}/>"), code="too_long"),
    Case("5,000 namespaces", lambda: word("".join(f'<p xmlns="{n}"/>' for n in range(5_000))), code="too_big"),
    Case("100,000 namespaces where none is read", lambda: word("<w:sdtPr>" + "".join(f'<p xmlns="{n}"/>' for n in range(100_000)) + "</w:sdtPr>"), ""),
    Case("a password", damaged(password), code="old_or_encrypted"),
    Case("LZMA", lambda: archive({"word/document.xml": whole(p(TEXT))}, zipfile.ZIP_LZMA), code="broken_zip"),
    Case("the same part twice", lambda: twice("甲", TEXT), TEXT),
    Case("a .doc", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096), code="old_or_encrypted"),
    Case("a workbook", lambda: archive({"_rels/.rels": relations({"officeDocument": "xl/workbook.xml"}), "xl/workbook.xml": "<workbook/>"}), code="not_word"),
    Case("another archive", lambda: archive({"a.txt": TEXT}), code="not_word"),
    Case("an empty archive", lambda: archive({}), code="broken_zip"),
    Case("an archive cut off at once", lambda: b"PK\x03\x04", code="broken_zip"),
    Case("no archive", lambda: b"not an archive", code="broken_zip"),
    Case("a text without elements", document("not xml"), code="broken_xml"),
    Case("an empty text", document(""), code="broken_xml"),
    Case("a list of many", lambda: word(p("甲", number="1"), numbering=lists(level(0, "upperRoman", "%1" * 3, start=999_999_999))), "999999999" * 3 + " 甲"),
]  # fmt: skip
CASES = ODD + HOSTILE


def outcome(data: bytes) -> dict[str, object]:
    """What reading gives, as JSON."""
    try:
        loaded = claim.load_noted(data, "总结.docx")
    except claim.UnreadableFile as error:
        return {"code": error.code, "text": None, "notes": []}
    said = {template["zh"].partition("{")[0]: code for code, template in MESSAGES["notes"].items()}
    notes = [next(code for start, code in said.items() if note["zh"].startswith(start)) for note in loaded.notes]
    return {"code": "", "text": loaded.text, "notes": notes}


def resident() -> int:
    """KiB of memory in use."""
    with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123
        return int(file.read().split()[1]) * resource.getpagesize() // 1024


def measured(data: bytes) -> dict[str, object]:
    """The outcome of reading in a process of its own, with the CPU seconds and the MB that it took."""
    reading, writing = os.pipe()
    if not os.fork():
        start = resident()
        before = resource.getrusage(resource.RUSAGE_SELF)
        result = outcome(data)
        after = resource.getrusage(resource.RUSAGE_SELF)
        result["seconds"] = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        result["mb"] = (after.ru_maxrss - start) / 1024
        with os.fdopen(writing, "w") as pipe:
            json.dump(result, pipe)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        result = json.load(pipe)
    os.wait()
    return result


if __name__ == "__main__":
    # The documents are made by another process: what their making took would be free for their reading.
    json.dump([measured(Path(file).read_bytes()) for file in sys.argv[1:]], sys.stdout)
