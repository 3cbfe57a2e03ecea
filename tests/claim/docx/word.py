"""Word documents for tests, put together from their XML."""

import io
import zipfile
from collections.abc import Mapping

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
OTHERS = (
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    f'xmlns:r="{RELATIONS}"'
)
BESIDE = ("styles", "numbering", "footnotes", "endnotes")


def archive(parts: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The bytes of a zip with these parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return file.getvalue()


def part(root: str, content: str, namespace: str = W) -> str:
    """A part with this root element."""
    return f'<w:{root} xmlns:w="{namespace}" {OTHERS}>{content}</w:{root}>'


def word(body: str, *, namespace: str = W, **beside: str) -> bytes:
    """The bytes of a Word document: its body, and what its styles, numbering, footnotes and endnotes hold."""
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": relations({"officeDocument": "word/document.xml"}),
        "word/document.xml": part("document", f"<w:body>{body}</w:body>", namespace),
        "word/_rels/document.xml.rels": relations({kind: f"{kind}.xml" for kind in beside}),
    }
    parts.update({f"word/{kind}.xml": part(kind, content, namespace) for kind, content in beside.items()})
    return archive(parts)


def relations(targets: Mapping[str, str], more: str = "") -> str:
    listed = "".join(
        f'<Relationship Id="r{kind}" Type="{RELATIONS}/{kind}" Target="{target}"/>' for kind, target in targets.items()
    )
    return f'<Relationships xmlns="{PACKAGE}">{listed}{more}</Relationships>'


def r(text: str, look: str = "") -> str:
    """A run; `look` is what its w:rPr holds."""
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def p(*runs: str, style: str = "", number: str = "", level: int | None = None, mark: str = "") -> str:
    """A paragraph; runs that are plain words are made runs."""
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    if number or level is not None:
        properties += "<w:numPr>" + (f'<w:ilvl w:val="{level}"/>' if level is not None else "")
        properties += (f'<w:numId w:val="{number}"/>' if number else "") + "</w:numPr>"
    inner = "".join(run if run.startswith("<") else r(run) for run in runs)
    return f"<w:p><w:pPr>{properties}<w:rPr>{mark}</w:rPr></w:pPr>{inner}</w:p>"


def table(*rows: tuple[str, ...]) -> str:
    """A table; cells that are plain words are made paragraphs."""
    made = ""
    for row in rows:
        cells = (cell if cell.startswith("<") else p(cell) for cell in row)
        made += "<w:tr>" + "".join(f"<w:tc><w:tcPr/>{cell}</w:tc>" for cell in cells) + "</w:tr>"
    return f"<w:tbl><w:tblPr/>{made}</w:tbl>"


def field(instruction: str, result: str | None, kind: str = "w:instrText") -> str:
    """A complex field in its runs; without a result where that is None."""
    shown = "" if result is None else f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{result}'
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><{kind}>{instruction}</{kind}></w:r>{shown}'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def box(*paragraphs: str) -> str:
    """A run with a text box, said twice as Word writes it: for itself and for older programs."""
    inner = f"<w:txbxContent>{''.join(paragraphs)}</w:txbxContent>"
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>{inner}</w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict><v:textbox>{inner}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def style(name: str, *, based_on: str = "", paragraph: str = "", run: str = "", title: str = "", kind: str = "") -> str:
    base = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    return (
        f'<w:style w:type="{kind or "paragraph"}" w:styleId="{name}"><w:name w:val="{title or name}"/>{base}'
        f"<w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
    )


def level(at: int, format_: str, text: str, *, start: int | None = 1, more: str = "") -> str:
    begins = "" if start is None else f'<w:start w:val="{start}"/>'
    return (
        f'<w:lvl w:ilvl="{at}">{begins}<w:numFmt w:val="{format_}"/>{more}<w:lvlText w:val="{text}"/>'
        '<w:pPr><w:tabs><w:tab w:val="num"/></w:tabs></w:pPr></w:lvl>'
    )


def lists(*levels: str, instances: str = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>') -> str:
    return f'<w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum>{instances}'


def number(number: int, definition: int = 0, inside: str = "") -> str:
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{definition}"/>{inside}</w:num>'
