"""Everything that is held about one person, as data: what they may ask for, and what a removal looks at."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Q

from qiao.drafting import register
from qiao.drafting.models import CheckedText, Draft, IssuedDocument
from qiao.programme.audit import values_of
from qiao.programme.models import AuditLine, Secondee, Secondment
from qiao.programme.term_writes import said_of_post
from qiao.programme.writes import account_key, said_of_secondment
from qiao.record.models import Participation

Held = dict[str, Any]


def people_of(person: Secondee) -> list[Secondee]:
    """Return a person with everybody who was merged into them: all of it is the same human being."""
    found, at = [person], 0
    while at < len(found):
        found += Secondee.everything.filter(merged_into=found[at])
        at += 1
    return found


def abouts(person: Secondee) -> list[str]:
    """Return under which keys the trail holds values about a person: numbers, and the account."""
    found = [each.code for each in people_of(person)]
    return [*found, *(account_key(each.user) for each in people_of(person) if each.user)]


def held(person: Secondee) -> Held:
    """Return everything that is held about a person. Of others it names nobody."""
    people = people_of(person)
    return {
        "number": person.code,
        "name": person.name,
        "former_names": [
            {"sort": each.sort, "name": each.name, "until": each.until.isoformat()}
            for one in people
            for each in one.former_names.all()
        ],
        "account": _account(person.user),
        "secondments": [_secondment(each) for each in Secondment.objects.filter(person__in=people)],
        "records": list(_records(people)),
        "drafts": [_draft(each) for each in drafts_about(people)],
        "issued_documents": [
            {"number": each.serial, "title": each.title, "issued": each.at.isoformat()} for each in issued_about(people)
        ],
        "checked_texts": [
            {"title": each.title, "checked": each.checked_at.isoformat(), "text": each.text}
            for each in checks_of(people)
        ],
        "audit": list(_lines(person)),
    }


def drafts_about(people: Iterable[Secondee]) -> Iterable[Draft]:
    """Return the drafts about a person."""
    return Draft.objects.filter(person__in=list(people)).order_by("id")


def issued_about(people: Iterable[Secondee]) -> Iterable[IssuedDocument]:
    """Return the issued documents about a person."""
    return IssuedDocument.objects.filter(person__in=list(people)).order_by("id")


def checks_of(people: Iterable[Secondee]) -> Any:
    """Return the kept checks of texts about a person, and of those that the person checked about nobody."""
    everybody = list(people)
    own = Q(by__in=[each.user for each in everybody if each.user], batch=None, organisation=None, person=None)
    return CheckedText.objects.filter(Q(person__in=everybody) | own).order_by("id")


def _account(user: User | None) -> Held | None:
    if user is None:
        return None
    return {
        "name": user.get_username(),
        "mail": user.email,
        "opened": user.date_joined.isoformat(),
        "last_sign_in": user.last_login.isoformat() if user.last_login else None,
    }


def _secondment(each: Secondment) -> Held:
    said = said_of_secondment(each) or {}
    return {
        **{key: str(value) for key, value in said.items()},
        "sub_term": each.sub_term.name if each.sub_term else "",
        "posts": [said_of_post(post) for post in each.posts.all()],
        "end_changes": [
            {
                "sort": change.sort,
                "before": change.previous_end.isoformat(),
                "after": change.end.isoformat(),
                "reason": change.reason,
                "agreed_by": change.agreed_by,
                "agreed_on": change.agreed_on.isoformat() if change.agreed_on else "",
            }
            for change in each.end_changes.all()
        ],
    }


def _records(people: Iterable[Secondee]) -> Iterable[Held]:
    found = Participation.objects.filter(person__in=list(people)).select_related("record").order_by("record__day", "id")
    for each in found.prefetch_related("record__evidence", "record__participations"):
        record = each.record
        yield {
            "id": str(record.uid),
            "kind": record.kind,
            "day": record.day.isoformat(),
            "status": record.status,
            "role": each.role,
            "others": len(record.participations.all()) - 1,
            "data": {key: str(value) for key, value in record.data.items()},
            "evidence": [{"label": one.label, "sheet": one.sheet, "row": one.row} for one in record.evidence.all()],
        }


def _draft(each: Draft) -> Held:
    return {
        "title": each.title,
        "outline": each.outline,
        "saved": each.saved_at.isoformat(),
        "words": each.words,
        "text": text_of(each),
    }


def text_of(each: Draft | IssuedDocument) -> str:
    """Return a kept document as plain text."""
    made = register.document_of(each)
    lines = ["".join(run.text for run in block.runs) for block in made.blocks if hasattr(block, "runs")]
    return "\n".join([made.title, *lines])


def _lines(person: Secondee) -> Iterable[Held]:
    keys = abouts(person)
    found = AuditLine.objects.filter(Q(subject__in=keys) | Q(values__about__in=keys)).distinct().order_by("id")
    for each in found.prefetch_related("values"):
        own = {value.name for value in each.values.all() if value.about in keys}
        yield {
            "number": each.number,
            "at": each.at.isoformat(),
            "action": each.action,
            # A line about many says of this person only what is theirs.
            "detail": each.detail if each.subject in keys else {},
            "values": {name: value for name, value in values_of(each).items() if name in own},
        }
