"""A programme with something of every sort, three times: one's own, within one's scope, and of another batch.

Whoever adds an address with an object of a new sort adds it to `things`; one with an argument of a new name, to
`GIVEN`. The matrix of tests/rights/test_matrix.py then covers it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import QuerySet
from django.utils import timezone

from qiao.document import outlines
from qiao.drafting import kept, own_kinds, own_writes, register, writes
from qiao.drafting.drafts import Filled
from qiao.drafting.jobs import reads as jobs
from qiao.drafting.jobs import writes as job_writes
from qiao.drafting.many import Asked
from qiao.drafting.models import CheckedText, Draft, IssuedDocument, WordingBinding, WritingJob
from qiao.drafting.own import OUTLINE, source
from qiao.exchange.jobs import reads as imports
from qiao.programme import role_writes
from qiao.programme import writes as programme
from qiao.programme.models import Batch, Organisation, Pairing, Post, Secondee, Secondment
from qiao.programme.reads import find
from qiao.programme.role_writes import Extent
from qiao.programme.writes import NewOrganisation, NewSecondment
from qiao.record.evidence import store
from qiao.record.kinds import catalogue
from qiao.record.models import Evidence, Import, Meaning, Record
from qiao.record.periods import writes as closing
from qiao.upkeep import writes as upkeep
from qiao.web import uploads
from tests.office import FIRST, SECOND, Office, make
from tests.web.test_new_kind import LIBRARY

OWN, THERE, OTHER = "own", "there", "other"
PEOPLE = {OWN: "P3", THERE: "P6", OTHER: "P5"}
SCOPED: Mapping[str, Callable[[], Extent]] = {
    "team_lead": lambda: Extent(batch=Batch.objects.get(name="第二批")),
    "host_reviewer": lambda: Extent(organisation=Organisation.objects.get(name="丙县政府")),
    "office": lambda: Extent(batch=Batch.objects.get(name="第二批")),
    "sending_organisation": lambda: Extent(organisation=Organisation.objects.get(name="甲省教育厅")),
    "clerk": lambda: Extent(batch=Batch.objects.get(name="第二批")),
    "leader": lambda: Extent(batch=Batch.objects.get(name="第二批")),
    "administrator": Extent,
}
OF_A_BATCH = frozenset({"team_lead", "office", "clerk", "leader"})


@dataclass(frozen=True)
class Actor:
    """Somebody with one role; `is_whole` where it holds for the whole programme. No role: nobody in particular."""

    user: User
    role: str
    is_whole: bool = False


@dataclass(frozen=True, eq=False)
class Thing:
    """An object: of which sort, whose, in which state; what its addresses say of it; the row that must not change."""

    sort: str
    whose: str
    state: str
    arguments: Mapping[str, Any]
    query: str = ""
    row: QuerySet[Any] | None = None
    is_for_batches: bool = False
    file: Path | None = None

    def lies_within(self, actor: Actor) -> bool:
        """Return whether it lies within the actor's role."""
        if actor.is_whole:
            return True
        return self.whose != OTHER and (not self.is_for_batches or actor.role in OF_A_BATCH)


@dataclass(frozen=True)
class World:
    """The programme, and all things in it."""

    office: Office
    things: list[Thing] = field(default_factory=list)
    given: dict[str, Any] = field(default_factory=dict)
    queries: dict[str, str] = field(default_factory=dict)
    # What an address needs that means something else in another one, by its name.
    special: dict[str, dict[str, Any]] = field(default_factory=dict)

    def actor(self, role: str) -> Actor:
        """Return a user with a role ("office, all of it" for the whole programme; "" for none)."""
        if role == "secondee":
            return Actor(user=self.office.owner, role=role)
        user = User.objects.create_user(f"with the role {role}")
        name, _comma, whole = role.partition(", ")
        if name:
            role_writes.give(user, name, Extent() if whole else SCOPED[name](), by=None)
        return Actor(user=user, role=name, is_whole=bool(whole) or name == "administrator")

    def give_away(self, actor: Actor) -> None:
        """Make what is to be the actor's own theirs."""
        for thing in self.things:
            if thing.whose != OWN or thing.row is None:
                continue
            if thing.sort == "record":
                thing.row.update(author=actor.user)
            elif thing.sort == "issued":
                Draft.objects.filter(issues__in=thing.row).update(by=actor.user)
            elif thing.sort != "person":
                thing.row.update(by=actor.user)


def build() -> World:
    """Return the programme, in two batches, with people of two sending organisations."""
    office = make()
    programme.add_organisation(NewOrganisation(name="乙省卫健委", nature="sending", region="乙省"), by=None)
    for code, name, batch, sending, host, start in (
        ("P5", "戊五", "第一批", "乙省卫健委", "丁县医院", FIRST),
        ("P6", "己六", "第二批", "甲省教育厅", "丙县政府", SECOND),
    ):
        new = NewSecondment(
            code=code,
            name=name,
            batch=batch,
            category="professional",
            sending=sending,
            host=host,
            post="教师",
            start=start,
            end=SECOND if start == FIRST else dt.date(2025, 8, 1),
        )
        programme.add_secondment(new, by=None)
    world = World(office=office)
    for whose, code in PEOPLE.items():
        _records(world, whose, code)
        _documents(world, whose, code)
        _named(world, whose, code)
    _given(world)
    return world


def _records(world: World, whose: str, code: str) -> None:
    day = "2020-03-01" if whose == OTHER else "2023-03-01"
    for state in Record.Status:
        record = world.office.record("training", day, {code: "led"}, topic=f"{code}{state}", attendances=Decimal(45))
        row = Record.objects.filter(pk=record.pk)
        row.update(status=state, author=world.office.office)
        arguments = {"uid": record.uid, "pk": _file(record).pk, "size": "small"}
        world.things.append(Thing("record", whose, state.value, arguments, row=row))
    world.office.record("agreement", day, {code: "led"}, code=f"A/{code}", agreed_amount=Decimal(500))
    world.things.append(Thing("project", whose, "approved", {"kind": "agreement", "code": f"A/{code}"}))


def _file(record: Record) -> Evidence:
    """Let a record rest on a file that lies there, with its picture."""
    digest = hashlib.sha256(b"evidence").hexdigest()
    for path in (store.place(digest), store.picture(digest, "small")):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"evidence")
    return Evidence.objects.create(record=record, sort="file", label="a.txt", digest=digest, media="txt", size=8)


def _documents(world: World, whose: str, code: str) -> None:
    by, about = world.office.office, find(code)
    for state in ("draft", "discarded"):
        draft = writes.start("work_summary", about, by=by)
        if state == "discarded":
            writes.put_away(draft, by=by)
        world.things.append(
            Thing("draft", whose, state, {"uid": draft.uid, "place": "study"}, row=Draft.objects.filter(pk=draft.pk))
        )
    ready = writes.save(
        writes.start("work_summary", about, by=by), Filled(left_empty=tuple(outlines()["work_summary"].places)), by=by
    )
    issued = writes.issue(ready, by=by)
    at = next(n for n, fact in enumerate(_facts(issued)) if fact in catalogue().measures)
    row = IssuedDocument.objects.filter(pk=issued.pk)
    world.things.append(Thing("issued", whose, "issued", {"serial": issued.serial, "at": at}, row=row))
    checked = writes.keep("培训2场。", "", about, by=by)
    held = CheckedText.objects.filter(pk=checked.pk)
    world.things.append(Thing("check", whose, "any", {"uid": checked.uid}, row=held))


def _facts(issued: IssuedDocument) -> list[str]:
    return [fact.measure for fact in register.document_of(issued).facts]


def _named(world: World, whose: str, code: str) -> None:
    batch = "第一批" if whose == OTHER else "第二批"
    world.things.extend(
        [
            Thing("person", whose, "any", {"code": code}, row=Secondee.objects.filter(code=code)),
            Thing("fact", whose, "any", {"measure": "training.sessions"}, query=f"person={code}"),
            Thing("subject", whose, "any", {"outline": "work_summary"}, query=f"who={code}"),
        ]
    )
    if whose == OWN:
        # A batch is nobody's own.
        return
    job = job_writes.queue(
        Batch.objects.get(name=batch), Asked(outlines=("work_summary",)), (".txt",), by=world.office.office
    )
    jobs.place(job).parent.mkdir(parents=True, exist_ok=True)
    held = WritingJob.objects.filter(pk=job.pk)
    held.update(state=WritingJob.State.DONE)
    world.things.extend(
        [
            Thing("batch", whose, "any", {"name": batch}, row=Batch.objects.filter(name=batch), is_for_batches=True),
            Thing("fact", whose, "any", {"measure": "training.sessions"}, query=f"batch={batch}", is_for_batches=True),
            Thing("subject", whose, "any", {"outline": "address"}, query=f"who={batch}", is_for_batches=True),
            Thing("job", whose, "any", {"uid": job.uid}, row=held, is_for_batches=True, file=jobs.place(job)),
        ]
    )


def _given(world: World) -> None:
    """Set what the other addresses need: a kind, a file that was sent, an outline, a wording."""
    by = world.office.office
    text = source(OUTLINE, "work_summary") or ""
    own_writes.save(OUTLINE, "", text.replace("work_summary", "mine", 1), version=0, by=by)
    own_kinds.save("", LIBRARY, version=0, by=by)
    writes.bind("夜校", "次", "training.sessions", by=by)
    token = uploads.keep(SimpleUploadedFile("book.xlsx", b"nothing"))
    imported = Import.objects.create(book="book.xlsx", by=by, state=Import.State.READY, asked_at=timezone.now())
    returned = imports.rejected(imported)
    returned.parent.mkdir(parents=True)
    returned.write_bytes(b"nothing")
    world.given.update(
        {
            "kind": "training",
            "ending": "html",
            "sort": OUTLINE,
            "name": "mine",
            "token": token,
            "uid": imported.uid,
            "closing": closing.close(dt.date(2001, 12, 31), batch=None, reason="年度上报", by=by).pk,
            "pk": kept.bindings_seen_by(by).values_list("pk", flat=True)[0],
        }
    )
    world.given.update(_roster())
    clerk = role_writes.give(User.objects.create_user("clerk"), "clerk", by=None)
    world.special["role-take"] = {"pk": clerk.pk}
    for name in ("account", "account-link", "account-close", "account-reopen"):
        world.special[name] = {"pk": clerk.user_id}
    world.given.update({"provider_id": "nobody", "number": 1})
    world.special["one-time-link"] = {"uid": "x", "token": "x-x"}
    # Lists are not handed out as pages.
    for name in ("record-list", "people-list", "organisation-list", "import-list"):
        world.special[name] = {"ending": "csv"}
    for name in ("record-kind", "record-kind-retire"):
        world.special.setdefault(name, {})["name"] = "reading_room"
    world.queries["record-kind-new"] = "of=training"
    meaning = Meaning.objects.create(sort="sheet", written="授课", means="training", by=by)
    world.special["import-meaning-forget"] = {"pk": meaning.pk}
    world.queries["document-pattern-new"] = "of=work_summary"
    assert WordingBinding.objects.count() == 1


def _roster() -> dict[str, Any]:
    """Return what the addresses of the roster need: a thing, a secondment, a post, a pairing, a merge."""
    term = Secondment.objects.get(person__code="P6")
    host, sender = term.host_organisation, term.sending_organisation
    post = Post.objects.create(secondment=term, side="command", organisation=host, title="组长", start=term.start)
    twice = [Organisation.objects.create(name=name, nature="host") for name in ("戊县一中", "戊县第一中学")]
    done = upkeep.merge(*twice, by=None, day=SECOND)
    return {
        "part": "organisation",
        "thing": host.pk,
        "step": "delete",
        "term": term.pk,
        "post": post.pk,
        "pairing": Pairing.objects.create(sending_organisation=sender, host_organisation=host).pk,
        "merge": done.pk,
    }
