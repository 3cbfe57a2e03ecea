"""One file with everything that is held about a person: as data, and to read."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from qiao.drafting import register
from qiao.drafting.bundle import file_name
from qiao.programme import reads as programme
from qiao.programme.audit import note
from qiao.programme.models import Secondee
from qiao.programme.rights import NotAllowed
from qiao.upkeep.held import Held, drafts_about, held, issued_about, people_of, text_of

STYLE = (
    "body{font:16px/1.6 sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem}"
    "table{border-collapse:collapse;width:100%}"
    "th,td{border:1px solid #bbb;padding:.3rem .6rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}"
)


@transaction.atomic
def take_out(person: Secondee, *, by: User | None) -> bytes:
    """Return everything that is held about a person as a .zip, and leave a line that it was taken out.

    Raises NotAllowed for whoever is neither of the office nor the person.
    """
    if by is not None and not programme.taken_out_by(by).filter(pk=person.pk).exists():
        raise NotAllowed(is_seen=False)
    found = held(person)
    note("export person", person.code, by=by, records=len(found["records"]), drafts=len(found["drafts"]))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("person.json", json.dumps(found, ensure_ascii=False, indent=2, default=str))
        archive.writestr("person.html", page(found))
        for at, draft in enumerate(drafts_about(people_of(person)), start=1):
            archive.writestr(f"drafts/{at:03}-{file_name(draft.title)}.txt", text_of(draft))
        for issued in issued_about(people_of(person)):
            archive.writestr(f"issued/{issued.serial}.html", register.file_of(issued, ".html"))
    return out.getvalue()


def page(found: Held) -> str:
    """Return the same to read, as one page without anything from outside."""
    parts = [
        (_("Secondments"), [_flat(each) for each in found["secondments"]]),
        (_("Records"), [_flat(each) for each in found["records"]]),
        (_("Drafts"), [{key: each[key] for key in ("title", "outline", "saved")} for each in found["drafts"]]),
        (_("Issued documents"), found["issued_documents"]),
        (_("Kept checks"), [{key: each[key] for key in ("title", "checked")} for each in found["checked_texts"]]),
        (_("Former names"), found["former_names"]),
        (_("Trail of changes"), [_flat(each) for each in found["audit"]]),
    ]
    account = found["account"]
    head = [
        (_("Number"), found["number"]),
        (_("Name"), found["name"]),
        (_("Account"), account["name"] if account else ""),
    ]
    told = "".join(f"<tr><th>{escape(label)}</th><td>{escape(str(text))}</td></tr>" for label, text in head)
    title = escape(_("Everything held about %(name)s") % {"name": found["name"]})
    body = "".join(f"<h2>{escape(label)}</h2>{_table(rows)}" for label, rows in parts)
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title><style>{STYLE}</style></head>'
        f"<body><h1>{title}</h1><table>{told}</table>{body}</body></html>"
    )


def _flat(row: Mapping[str, Any]) -> dict[str, str]:
    return {
        key: json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, dict | list) else str(value)
        for key, value in row.items()
    }


def _table(rows: Sequence[Mapping[str, Any]]) -> str:
    if not rows:
        return f"<p>{escape(_('nothing recorded'))}</p>"
    columns = list(rows[0])
    head = "".join(f"<th>{escape(each)}</th>" for each in columns)
    lines = "".join(f"<tr>{''.join(f'<td>{escape(str(row[each]))}</td>' for each in columns)}</tr>" for row in rows)
    return f"<table><tr>{head}</tr>{lines}</table>"
