"""The parts of a .docx beside its text: styles, fonts, footers, properties, relations. ECMA-376, transitional."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr

from qiao.document.layouts.visible import visible
from qiao.document.style import Font, Paragraph, Style
from qiao.terms import Document

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
FACT_STYLE = "QiaoFact"
AUTHOR_STYLE = "QiaoPlace"
# Word's gallery of formats has one slot for custom properties, and this id for those that users add.
CUSTOM_FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
FIRST_PROPERTY = 2

CONTENT_TYPES = (
    f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>'
    f'<Override PartName="/word/document.xml" ContentType="{WORD_TYPE}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{WORD_TYPE}.styles+xml"/>'
    f'<Override PartName="/word/settings.xml" ContentType="{WORD_TYPE}.settings+xml"/>'
    f'<Override PartName="/word/fontTable.xml" ContentType="{WORD_TYPE}.fontTable+xml"/>'
    f'<Override PartName="/word/footer1.xml" ContentType="{WORD_TYPE}.footer+xml"/>'
    f'<Override PartName="/word/footer2.xml" ContentType="{WORD_TYPE}.footer+xml"/>'
    '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
    '<Override PartName="/docProps/app.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.extended-properties+xml"/>'
    '<Override PartName="/customXml/item1.xml" ContentType="application/xml"/>'
    '<Override PartName="/customXml/itemProps1.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.customXmlProperties+xml"/>'
    '<Override PartName="/docProps/custom.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.custom-properties+xml"/>'
    "</Types>"
)
PACKAGE_RELATIONS = (
    f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/relationships/officeDocument" Target="word/document.xml"/>'
    f'<Relationship Id="rId2" Type="{PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
    f'<Relationship Id="rId3" Type="{OFFICE}/relationships/extended-properties" Target="docProps/app.xml"/>'
    f'<Relationship Id="rId4" Type="{OFFICE}/relationships/custom-properties" Target="docProps/custom.xml"/>'
    "</Relationships>"
)
DOCUMENT_RELATIONS = (
    ("styles", "styles.xml"),
    ("settings", "settings.xml"),
    ("fontTable", "fontTable.xml"),
    ("footer", "footer1.xml"),
    ("footer", "footer2.xml"),
    ("customXml", "../customXml/item1.xml"),
)
ATTACHED_RELATIONS = (
    f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/relationships/customXmlProps" Target="itemProps1.xml"/>'
    "</Relationships>"
)
APPLICATION = f'{HEAD}<Properties xmlns="{OFFICE}/extended-properties"><Application>Qiao</Application></Properties>'
# Odd and even pages differ (the page number stands at the outer edge); punctuation may hang and shrink as in print.
SETTINGS = (
    f'{HEAD}<w:settings xmlns:w="{MAIN}"><w:zoom w:percent="100"/><w:evenAndOddHeaders/>'
    '<w:characterSpacingControl w:val="compressPunctuation"/>'
    '<w:compat><w:compatSetting w:name="compatibilityMode" '
    'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
    '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
)


def twips(points: Decimal) -> int:
    """Return points as the twentieths that WordprocessingML counts in."""
    return round(points * 20)


def mm(length: Decimal) -> int:
    """Return millimetres as twentieths of a point."""
    return round(length * 1440 / Decimal("25.4"))


def document_relations(pictures: int) -> str:
    """Return the relations of the text: rId1 to rId6 to the parts beside it, then one to each picture."""
    parts = (*DOCUMENT_RELATIONS, *(("image", f"media/chart{number}.png") for number in range(1, pictures + 1)))
    listed = "".join(
        f'<Relationship Id="rId{number}" Type="{OFFICE}/relationships/{sort}" Target="{target}"/>'
        for number, (sort, target) in enumerate(parts, 1)
    )
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{listed}</Relationships>'


def picture_relation(number: int) -> str:
    """Return the id of the relation to the `number`-th picture (from 1)."""
    return f"rId{len(DOCUMENT_RELATIONS) + number}"


def core_properties(document: Document) -> str:
    """Return title and language. No dates: the same document gives the same bytes."""
    return (
        f'{HEAD}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape(visible(document.title))}</dc:title>"
        f"<dc:language>{escape(_locale(document.language))}</dc:language></cp:coreProperties>"
    )


def custom_properties(values: Mapping[str, str]) -> str:
    """Return the document's own properties, sorted by name."""
    listed = "".join(
        f'<property fmtid="{CUSTOM_FORMAT}" pid="{number}" name={quoteattr(name)}>'
        f"<vt:lpwstr>{escape(visible(values[name]))}</vt:lpwstr></property>"
        for number, name in enumerate(sorted(values), FIRST_PROPERTY)
    )
    return (
        f'{HEAD}<Properties xmlns="{OFFICE}/custom-properties" xmlns:vt="{OFFICE}/docPropsVTypes">{listed}</Properties>'
    )


def attached(namespace: str, root: str, text: str) -> str:
    """Return a part of XML of our own, which Word keeps with the document and never shows."""
    return f"{HEAD}<{root} xmlns={quoteattr(namespace)}>{escape(visible(text))}</{root}>"


def attached_properties(namespace: str, identity: str) -> str:
    """Return what Word wants to know of such a part; `identity` are 32 hex digits, which name it."""
    cuts = (0, 8, 12, 16, 20, 32)
    named = "-".join(identity[start:end] for start, end in pairwise(cuts)).upper()
    return (
        f'{HEAD}<ds:datastoreItem ds:itemID="{{{named}}}" xmlns:ds="{OFFICE}/customXml">'
        f"<ds:schemaRefs><ds:schemaRef ds:uri={quoteattr(namespace)}/></ds:schemaRefs></ds:datastoreItem>"
    )


def font_table(style: Style) -> str:
    """Return the fonts by name, each with what may stand in for it."""
    fonts = {font.name: font for font in style.fonts.values()}
    listed = []
    for name in sorted(fonts):
        others = [each for each in fonts[name].alternatives if each != name]
        instead = f"<w:altName w:val={quoteattr(','.join(others))}/>" if others else ""
        family = {"serif": "roman", "sans-serif": "swiss"}.get(fonts[name].generic, "modern")
        listed.append(
            f'<w:font w:name={quoteattr(name)}>{instead}<w:charset w:val="86"/><w:family w:val="{family}"/></w:font>'
        )
    return f'{HEAD}<w:fonts xmlns:w="{MAIN}">{"".join(listed)}</w:fonts>'


def footer(style: Style, *, is_odd: bool) -> str:
    """Return the page number between dashes: odd pages at the right, even at the left, one character in."""
    number = style.page_number
    look = f"<w:rPr>{fonts(number.font, is_hinted=True)}{_size(number.size)}</w:rPr>"
    edge = twips(number.indent * number.size)
    place = (
        f'<w:ind w:right="{edge}"/><w:jc w:val="right"/>' if is_odd else f'<w:ind w:left="{edge}"/><w:jc w:val="left"/>'
    )

    def run(inner: str) -> str:
        return f"<w:r>{look}{inner}</w:r>"

    # The field is four runs, as Word itself writes it: a simple field would lose its look when it is updated.
    field = "".join(
        (
            run('<w:fldChar w:fldCharType="begin"/>'),
            run('<w:instrText xml:space="preserve"> PAGE </w:instrText>'),
            run('<w:fldChar w:fldCharType="separate"/>'),
            run(f"<w:t>{1 if is_odd else 2}</w:t>"),
            run('<w:fldChar w:fldCharType="end"/>'),
        )
    )
    before, after = run('<w:t xml:space="preserve">\u2014 </w:t>'), run('<w:t xml:space="preserve"> \u2014</w:t>')
    return (
        f'{HEAD}<w:ftr xmlns:w="{MAIN}"><w:p><w:pPr><w:snapToGrid w:val="0"/>'
        f'<w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/>{place}</w:pPr>'
        f"{before}{field}{after}</w:p></w:ftr>"
    )


def style_sheet(style: Style) -> str:
    """Return a style for each role, the two character styles, and defaults of the body."""
    body = style.paragraphs["body"]
    looks = "".join(_paragraph_style(role, look, style) for role, look in style.paragraphs.items())
    return (
        f'{HEAD}<w:styles xmlns:w="{MAIN}"><w:docDefaults><w:rPrDefault><w:rPr>{fonts(body.font)}{_size(body.size)}'
        f'<w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault>'
        '<w:pPrDefault><w:pPr><w:widowControl w:val="0"/><w:spacing w:before="0" w:after="0"/></w:pPr></w:pPrDefault>'
        "</w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
        '<w:style w:type="character" w:default="1" w:styleId="DefaultCharacter">'
        '<w:name w:val="Default Paragraph Font"/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:tblPr><w:tblCellMar><w:left w:w="108" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar>'
        "</w:tblPr></w:style>"
        f"{looks}"
        # It looks like the words around it: the document is to be signed. It is there to be found again.
        f'<w:style w:type="character" w:customStyle="1" w:styleId="{FACT_STYLE}"><w:name w:val="Qiao Fact"/></w:style>'
        f'<w:style w:type="character" w:customStyle="1" w:styleId="{AUTHOR_STYLE}"><w:name w:val="Qiao Place"/>'
        '<w:rPr><w:shd w:val="clear" w:color="auto" w:fill="FFF2CC"/></w:rPr></w:style>'
        "</w:styles>"
    )


def style_id(role: str) -> str:
    """Return the id of the paragraph style of a role. Headings and title bear Word's own ids, for its outline."""
    return {"title": "Title", "heading1": "Heading1", "heading2": "Heading2", "heading3": "Heading3"}.get(
        role, f"Qiao{role.capitalize()}"
    )


def fonts(font: Font, *, is_hinted: bool = False) -> str:
    """Return w:rFonts. The hint makes quotation marks and dashes, which both scripts have, Chinese."""
    west, east = quoteattr(font.western), quoteattr(font.name)
    hint = ' w:hint="eastAsia"' if is_hinted else ""
    return f"<w:rFonts{hint} w:ascii={west} w:hAnsi={west} w:eastAsia={east} w:cs={west}/>"


def _paragraph_style(role: str, look: Paragraph, style: Style) -> str:
    identity = style_id(role)
    level = {"Title": None, "Heading1": 0, "Heading2": 1, "Heading3": 2}.get(identity)
    name = {"Title": "Title", "Heading1": "heading 1", "Heading2": "heading 2", "Heading3": "heading 3"}.get(identity)
    is_own = "" if name else ' w:customStyle="1"'
    outline = "" if level is None else f'<w:outlineLvl w:val="{level}"/>'
    # The lines are exact. LibreOffice would still round letters larger than the body's up to two lines of the grid.
    snap = "" if look.size == style.paragraphs["body"].size else '<w:snapToGrid w:val="0"/>'
    before, after = twips(look.before * style.line), twips(look.after * style.line)
    first = f'<w:ind w:firstLineChars="{round(look.first * 100)}" w:firstLine="{_first(look)}"/>' if look.first else ""
    return (
        f'<w:style w:type="paragraph"{is_own} w:styleId="{identity}"><w:name w:val="{name or f"Qiao {role}"}"/>'
        '<w:basedOn w:val="Normal"/><w:qFormat/><w:pPr>'
        f"{'<w:keepNext/>' if look.is_kept_with_next else ''}{'<w:pageBreakBefore/>' if look.is_new_page else ''}"
        '<w:widowControl w:val="0"/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/><w:adjustRightInd w:val="0"/>'
        f"{snap}"
        f'<w:spacing w:before="{before}" w:after="{after}" w:line="{twips(look.line)}" w:lineRule="exact"/>{first}'
        f'<w:jc w:val="{_align(look)}"/>{outline}</w:pPr>'
        f"<w:rPr>{fonts(look.font)}{_spacing(look)}{_size(look.size)}</w:rPr></w:style>"
    )


def _first(look: Paragraph) -> int:
    # Word goes by the characters, others by the length: both say the same.
    return twips(look.first * (look.size + look.spacing))


def _align(look: Paragraph) -> str:
    return {"justify": "both", "centre": "center"}.get(look.align, look.align)


def _spacing(look: Paragraph) -> str:
    return f'<w:spacing w:val="{twips(look.spacing)}"/>' if look.spacing else ""


def _size(points: Decimal) -> str:
    half = round(points * 2)
    return f'<w:sz w:val="{half}"/><w:szCs w:val="{half}"/>'


def _locale(language: str) -> str:
    return "zh-CN" if language == "zh" else language
