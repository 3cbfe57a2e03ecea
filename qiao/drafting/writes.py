"""Everything that changes checks, wordings, drafts and issued documents: one transaction and audit line each."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from qiao import claim, document
from qiao.drafting import kept, reads, register, rights
from qiao.drafting.bindings import offered
from qiao.drafting.drafts import Filled, version
from qiao.drafting.laying import style_called
from qiao.drafting.models import CheckedFile, CheckedText, Draft, FindingMark, IssuedDocument, WordingBinding
from qiao.drafting.originals import Unfit, rewritten
from qiao.drafting.reads import check
from qiao.drafting.trail import said_of_check, said_of_draft, said_of_words, title_of
from qiao.programme import reads as programme
from qiao.programme.audit import note
from qiao.programme.reads import Found
from qiao.programme.rights import NotAllowed, demand_whole
from qiao.record.kinds import catalogue
from qiao.terms import Document, Finding
from qiao.text import HEDGES_VERSION

TITLE_LENGTH = 200
NOUN_LENGTH = 100


class Refused(Exception):  # noqa: N818  # it says what happened
    """A write that cannot be done. Its text is one line for the user."""


@transaction.atomic
def keep(text: str, title: str, found: Found | None, *, by: User, original: bytes | None = None) -> CheckedText:
    """Keep a checked text. Without a title it is called by its first line.

    `original` is the file that it was read from; a Word document is kept with it, to be annotated in its own layout.
    """
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    checked = CheckedText.objects.create(
        title=(title.strip() or first)[:TITLE_LENGTH],
        text=text,
        person=found.person if found else None,
        batch=found.batch if found else None,
        organisation=found.organisation if found else None,
        by=by,
        checked_at=timezone.now(),
        catalogue_version=catalogue().version,
        hedges_version=HEDGES_VERSION,
    )
    if original and claim.is_word(original):
        CheckedFile.objects.create(checked=checked, content=original)
    note("keep check", str(checked.uid), by=by, before=None, after=said_of_check(checked))
    return checked


@transaction.atomic
def accept(checked: CheckedText, place: kept.Place, *, by: User) -> CheckedText:
    """Write what a finding suggests into the text. Raises Refused where it is no longer there or suggests nothing.

    What clerks said of findings behind it moves with the text; what stood inside goes.
    """
    rights.demand_check(by, checked)
    checked = _current(checked)
    found = _found(checked, place)
    if not found.suggestion:
        raise Refused(_("This finding suggests nothing that could be written instead."))
    longer = len(found.suggestion) - (found.end - found.start)
    checked.marks.filter(status=FindingMark.Status.MEANT, start__lt=found.end, end__gt=found.start).delete()
    # One by one, the foremost in the direction of the move first: no two may stand in one place, not even in between.
    for mark in checked.marks.filter(start__gte=found.end).order_by("-start" if longer > 0 else "start"):
        mark.start, mark.end = mark.start + longer, mark.end + longer
        mark.save()
    _rewrite(checked, found)
    checked.text = checked.text[: found.start] + found.suggestion + checked.text[found.end :]
    _mark(checked, found, FindingMark.Status.ACCEPTED, by)
    checked.checked_at = timezone.now()
    checked.catalogue_version, checked.hedges_version = catalogue().version, HEDGES_VERSION
    checked.save()
    note(
        "accept suggestion",
        str(checked.uid),
        by=by,
        code=found.code,
        start=found.start,
        before=found.text,
        after=found.suggestion,
    )
    return checked


@transaction.atomic
def mark_meant(checked: CheckedText, place: kept.Place, *, by: User) -> None:
    """Say that a finding is meant as it is written. Twice is once. Raises Refused where it is no longer there."""
    rights.demand_check(by, checked)
    found = _found(_current(checked), place)
    if place not in kept.meant(checked):
        _mark(checked, found, FindingMark.Status.MEANT, by)
        said = [found.code, found.start, found.text]
        note("mark finding meant", str(checked.uid), by=by, before="open", after="meant", finding=said)


@transaction.atomic
def mark_open(checked: CheckedText, place: kept.Place, *, by: User) -> None:
    """Take back that a finding is meant. Raises Refused where nobody said so."""
    rights.demand_check(by, checked)
    code, start, end = place
    count, _models = checked.marks.filter(status=FindingMark.Status.MEANT, code=code, start=start, end=end).delete()
    if not count:
        raise Refused(_("The text has changed since: this finding is no longer there."))
    note("reopen finding", str(checked.uid), by=by, before="meant", after="open", code=code, start=start)


@transaction.atomic
def discard(checked: CheckedText, *, by: User) -> None:
    """Delete a kept check for good."""
    rights.demand_check(by, checked)
    note("discard check", str(checked.uid), by=by, before=said_of_check(checked), after=None)
    checked.delete()


@transaction.atomic
def bind(noun: str, family: str, measure: str, *, by: User) -> WordingBinding:
    """Say what a wording counts, for every text of the programme from now on; what was said before is withdrawn.

    Raises Refused for a measure that cannot be counted in this unit.
    """
    demand_whole(by, kept.BIND, is_seen=True)
    noun = "".join(noun.split())[:NOUN_LENGTH]
    if not noun or measure not in {each.id for each in offered(family, catalogue())}:
        raise Refused(_("No figure of the record can be counted in these words."))
    held = WordingBinding.objects.filter(noun=noun, family=family, withdrawn_at=None)
    before = list(held.values_list("measure", flat=True))
    held.update(withdrawn_at=timezone.now(), withdrawn_by=by)
    binding = WordingBinding.objects.create(noun=noun, family=family, measure=measure, by=by)
    note("bind wording", noun, by=by, family=family, before=before, after=[measure])
    return binding


@transaction.atomic
def withdraw(binding: WordingBinding, *, by: User) -> None:
    """Withdraw a bound wording; it stays listed. Twice is once."""
    demand_whole(by, kept.BIND)
    held = WordingBinding.objects.filter(pk=binding.pk, withdrawn_at=None)
    if held.update(withdrawn_at=timezone.now(), withdrawn_by=by):
        note("withdraw wording", binding.noun, by=by, family=binding.family, before=[binding.measure], after=[])


def _current(checked: CheckedText) -> CheckedText:
    """Return the check as it is now, locked: the caller may have read it before another clerk changed its text."""
    return CheckedText.objects.select_for_update().get(pk=checked.pk)


def _found(checked: CheckedText, place: kept.Place) -> Finding:
    """Return the finding at a place of the text as it reads now. Raises Refused."""
    # The whole check, not only the reading: a missing figure is suggested from the record.
    findings = check(checked.text, checked.found, bindings=kept.bindings()).reading.findings
    for each in findings:
        if kept.place(each) == place:
            return each
    raise Refused(_("The text has changed since: this finding is no longer there."))


def _rewrite(checked: CheckedText, found: Finding) -> None:
    """Write what a finding suggests into the Word document as well, if there is one.

    Where that cannot be done the document stays behind the text; whoever takes it away annotated is told so.
    """
    original = kept.original(checked)
    if original is not None:
        try:
            content = rewritten(original, checked.text, found.start, found.end, found.suggestion)
        except Unfit:
            return
        CheckedFile.objects.filter(checked=checked).update(content=content)


def _mark(checked: CheckedText, found: Finding, status: FindingMark.Status, by: User) -> None:
    instead = found.suggestion if status == FindingMark.Status.ACCEPTED else ""
    FindingMark.objects.create(
        checked=checked,
        code=found.code,
        start=found.start,
        end=found.start + len(instead or found.text),
        written=found.text,
        instead=instead,
        status=status,
        by=by,
    )


@transaction.atomic
def start(
    outline: str,
    found: Found,
    *,
    by: User,
    start: dt.date | None = None,
    end: dt.date | None = None,
    language: str = "zh",
    style: str = "",
) -> Draft:
    """Start a draft, and save what the record makes of it now. Raises as `reads.write` does."""
    if not programme.may_be_about(by, rights.WRITE, found):
        raise NotAllowed(is_seen=programme.may_be_about(by, rights.SUBJECT_SEEN, found))
    made = reads.write(outline, found, start=start, end=end, language=language)
    draft = Draft(
        outline=outline,
        person=found.person,
        batch=found.batch,
        organisation=found.organisation,
        start=start,
        end=end,
        language=language,
        style=style,
        by=by,
        created_at=timezone.now(),
    )
    _save(draft, made)
    note("start draft", str(draft.uid), by=by, before=None, after=said_of_draft(draft))
    return draft


@transaction.atomic
def put_words(draft: Draft, filled: Filled, *, by: User) -> Draft:
    """Put the author's words into their places; "" empties one. What the draft was last saved as stays.

    Raises Refused where somebody else has written something else there since.
    """
    draft = _open(draft, by)
    words = _put(draft, filled)
    if words:
        draft.save(update_fields=["words"])
        note("write words", str(draft.uid), by=by, personal=said_of_words(draft, words), places=list(words))
    return draft


@transaction.atomic
def save(draft: Draft, filled: Filled, *, by: User) -> Draft:
    """Save a draft with what its author has filled in, and with what the record makes of it now.

    Later changes are told from this state on. Raises Refused as `put_words` does.
    """
    draft = _open(draft, by)
    before = said_of_draft(draft)
    words = _fill(draft, filled)
    _save(draft, reads.written(draft))
    note(
        "save draft",
        str(draft.uid),
        by=by,
        personal=said_of_words(draft, words),
        places=list(words),
        before=before,
        after=said_of_draft(draft),
    )
    return draft


@transaction.atomic
def rewrite(
    draft: Draft,
    *,
    by: User,
    language: str,
    start: dt.date | None = None,
    end: dt.date | None = None,
    style: str = "",
) -> Draft:
    """Write a draft over another period, in another language or house style. The author's words stay in place."""
    draft = _open(draft, by)
    before = said_of_draft(draft)
    draft.language, draft.start, draft.end, draft.style = language, start, end, style
    _save(draft, reads.written(draft))
    note("rewrite draft", str(draft.uid), by=by, before=before, after=said_of_draft(draft))
    return draft


@transaction.atomic
def put_away(draft: Draft, *, by: User) -> None:
    """Discard a draft. Nothing is lost: it can be taken back. Twice is once."""
    rights.demand(by, rights.EDIT, draft)
    if Draft.objects.filter(pk=draft.pk, discarded_at=None).update(discarded_at=timezone.now()):
        note("discard draft", str(draft.uid), by=by, before="open", after="discarded", title=title_of(draft))


@transaction.atomic
def take_back(draft: Draft, *, by: User) -> None:
    """Take a discarded draft back. Twice is once."""
    rights.demand(by, rights.EDIT, draft)
    if Draft.objects.filter(pk=draft.pk, discarded_at__isnull=False).update(discarded_at=None):
        note("restore draft", str(draft.uid), by=by, before="discarded", after="open", title=title_of(draft))


@transaction.atomic
def issue(draft: Draft, *, by: User, filled: Filled | None = None, record: str = "") -> IssuedDocument:
    """Issue a draft: freeze its words, its figures and its look under the next serial number of the year.

    `filled` is put in first; `record` is the digest of the record that was read before issuing. Raises Refused, with
    nothing done and no number used, where a place is open, where the record has moved since it was read, where the
    same is issued already, and as `put_words` does.
    """
    draft = _open(draft, by, rights.ISSUE)
    words = _fill(draft, filled) if filled is not None else {}
    if not reads.can_be_written(draft):
        raise Refused(_("The outline of this document is gone, so it cannot be issued: start a new draft."))
    made, last = reads.written(draft), draft.issues.first()
    _ready(draft, made, last, record)
    year = timezone.localdate().year
    highest = IssuedDocument.objects.filter(year=year).aggregate(highest=Max("number"))["highest"]
    issued = IssuedDocument.objects.create(
        year=year,
        number=(highest or 0) + 1,
        draft=draft,
        predecessor=last,
        outline=draft.outline,
        title=made.title,
        person=draft.person,
        batch=draft.batch,
        organisation=draft.organisation,
        language=made.language,
        document=document.as_json(made),
        style=document.as_json(style_called(draft.style)),
        document_id=document.document_id(made),
        record_digest=document.record_digest(made),
        marks=register.marks_of(made),
        catalogue_version=catalogue().version,
        by=by,
        at=timezone.now(),
    )
    _save(draft, made)
    note(
        "issue document",
        issued.serial,
        by=by,
        personal=said_of_words(draft, words),
        draft=str(draft.uid),
        before={"serial": last.serial, "document": last.document_id} if last else None,
        after={"serial": issued.serial, "document": issued.document_id},
        record=issued.record_digest,
    )
    return issued


def _ready(draft: Draft, made: Document, last: IssuedDocument | None, record: str) -> None:
    """Raise Refused for a document that is not to be issued as it is."""
    if waiting := reads.open_places(draft):
        first = next(iter(waiting.values()))[draft.language]
        line = _("Not issued: %(count)s places are open, first “%(place)s”. Write there, or say that they stay empty.")
        raise Refused(line % {"count": len(waiting), "place": first})
    if record and record != document.record_digest(made):
        raise Refused(_("Not issued: the record has changed since you opened this page. Read the text again first."))
    if last and last.document_id == document.document_id(made):
        raise Refused(_("Nothing has changed since this was issued as %(serial)s.") % {"serial": last.serial})


def _open(draft: Draft, by: User, action: str = rights.EDIT) -> Draft:
    """Return the draft as it is now, locked. Raises NotAllowed, and Refused for one that is discarded."""
    rights.demand(by, action, draft)
    current = Draft.objects.select_for_update().get(pk=draft.pk)
    if current.discarded_at:
        raise Refused(_("This draft is discarded: take it back first."))
    return current


def _fill(draft: Draft, filled: Filled) -> dict[str, tuple[str, str]]:
    draft.left_empty, draft.day = sorted(set(filled.left_empty)), filled.day
    return _put(draft, filled)


def _put(draft: Draft, filled: Filled) -> dict[str, tuple[str, str]]:
    """Put words into their places and return, for each that changed, what was there and what is. Raises Refused."""
    changed = {}
    for place, text in filled.words.items():
        before, after = draft.words.get(place, ""), text.strip()
        if after == before or version(after) == filled.seen.get(place):
            continue
        if filled.seen.get(place, version(before)) != version(before):
            raise Refused(_("Not saved: somebody else has written there. Copy your words, then open the draft again."))
        others = {key: kept for key, kept in draft.words.items() if key != place}
        draft.words = {**others, place: after} if after else others
        changed[place] = (before, after)
    return changed


def _save(draft: Draft, made: Document) -> None:
    """Save a draft with the state that later changes are told from."""
    draft.title = made.title[:TITLE_LENGTH]
    draft.saved, draft.document_id = document.as_json(made), document.document_id(made)
    draft.marks, draft.catalogue_version = register.marks_of(made), catalogue().version
    draft.saved_at = timezone.now()
    draft.save()
