"""Facts + an outline -> a Document whose every number carries its fact; then files of it: .docx, .html, .pdf, .txt."""

from qiao.document.authoring import NO_WORDS
from qiao.document.carrying import from_file as manifest_from_file
from qiao.document.charting import Slice, charted
from qiao.document.json_form import as_json, document_from_json, facts_from_json, style_from_json
from qiao.document.layouts import (
    LAYOUTS,
    CannotSetError,
    Layout,
    NoChineseFontError,
    docx,
    draw,
    fragment,
    html,
    missing,
    pdf,
    txt,
)
from qiao.document.layouts.fonts import Found as FoundFont
from qiao.document.layouts.fonts import found as found_fonts
from qiao.document.layouts.ixbrl import ixbrl, report_package
from qiao.document.layouts.ixbrl_taxonomy import file_name as taxonomy_name
from qiao.document.layouts.ixbrl_taxonomy import schema as taxonomy
from qiao.document.manifest import Manifest, ManifestError, Place, Stated, every_place, manifest
from qiao.document.manifest import as_json as manifest_as_json
from qiao.document.manifest import from_json as manifest_from_json
from qiao.document.outline import ALL, DAY, SPANS, TERM, YEAR, Outline, outline_source, outlines, read_outline
from qiao.document.provenance import document_id, marks, record_digest, runs, value_of
from qiao.document.sentence import figure, figures, sentence, variant, worded
from qiao.document.sources import Evidenced, with_sources
from qiao.document.style import DEFAULT as DEFAULT_STYLE
from qiao.document.style import Style, read_style, style_source, styles
from qiao.document.writing import UnsuitedOutlineError, needed, write

__all__ = [
    "ALL",
    "DAY",
    "DEFAULT_STYLE",
    "LAYOUTS",
    "NO_WORDS",
    "SPANS",
    "TERM",
    "YEAR",
    "CannotSetError",
    "Evidenced",
    "FoundFont",
    "Layout",
    "Manifest",
    "ManifestError",
    "NoChineseFontError",
    "Outline",
    "Place",
    "Slice",
    "Stated",
    "Style",
    "UnsuitedOutlineError",
    "as_json",
    "charted",
    "document_from_json",
    "document_id",
    "docx",
    "draw",
    "every_place",
    "facts_from_json",
    "figure",
    "figures",
    "found_fonts",
    "fragment",
    "html",
    "ixbrl",
    "manifest",
    "manifest_as_json",
    "manifest_from_file",
    "manifest_from_json",
    "marks",
    "missing",
    "needed",
    "outline_source",
    "outlines",
    "pdf",
    "read_outline",
    "read_style",
    "record_digest",
    "report_package",
    "runs",
    "sentence",
    "style_from_json",
    "style_source",
    "styles",
    "taxonomy",
    "taxonomy_name",
    "txt",
    "value_of",
    "variant",
    "with_sources",
    "worded",
    "write",
]
