"""The forms of secondments, posts, sub-terms and pairings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from qiao.programme import roster_writes, term_writes
from qiao.programme.models import Batch, Pairing, Post, Secondee, Secondment, SubTerm
from qiao.programme.term_writes import NewEnd, NewPost
from qiao.upkeep import writes
from qiao.web.pages.asking import Blank
from qiao.web.pages.roster import Link, address
from qiao.web.pages.roster_forms import Step, Values


def of_thing(sort: str, thing: Any, name: str) -> Step | None:
    """Return the form that adds something to a thing; None where there is no such step."""
    steps: Mapping[tuple[str, str], Callable[[Any], Step]] = {
        ("person", "second"): _second,
        ("batch", "sub-term"): _sub_term,
        ("organisation", "pair"): lambda one: _pair("organisation", one),
        ("region", "pair"): lambda one: _pair("region", one),
    }
    found = steps.get((sort, name))
    return found(thing) if found else None


def of_term(term: Secondment, name: str) -> Step | None:
    """Return the form of one step with a secondment; None where there is no such step."""
    steps: Mapping[str, Callable[[Secondment], Step]] = {
        "end": _end_early,
        "extend": _extend,
        "post": _post,
        "sub-term": _into_sub_term,
        "delete": _delete,
    }
    found = steps.get(name)
    return found(term) if found else None


def _back(person: Secondee) -> Link:
    return address(person), person.name


def _second(person: Secondee) -> Step:
    categories = tuple((value, str(label)) for value, label in Secondment.Category.choices)

    def do(values: Values, by: User) -> str:
        term = Secondment(
            person=person,
            batch=values["batch"],
            category=values["category"],
            sending_organisation=values["sending"],
            host_organisation=values["host"],
            host_post=values["post"],
            start=values["start"],
            end=values["end"],
        )
        roster_writes.add_term(term, by=by)
        return address(person)

    return Step(
        title=_("Add a secondment: %(name)s") % {"name": person.name},
        back=_back(person),
        blanks=(
            Blank(name="batch", label=_("Batch"), sort="batch", is_required=True),
            Blank(name="category", label=_("Category"), sort="choice", options=categories, is_required=True),
            Blank(name="sending", label=_("Sent by"), sort="organisation", is_required=True),
            Blank(name="host", label=_("Host organisation"), sort="organisation", is_required=True),
            Blank(name="post", label=_("Post")),
            Blank(name="start", label=_("First day"), sort="date", is_required=True),
            Blank(name="end", label=_("End (first day after)"), sort="date", is_required=True),
        ),
        do=do,
        button=_("Add"),
        done=_("The secondment was added."),
    )


def _new_end(values: Values) -> NewEnd:
    return NewEnd(
        end=values["end"], reason=values["reason"], agreed_by=values["agreed_by"], agreed_on=values["agreed_on"]
    )


def _end_blanks(value: str) -> tuple[Blank, ...]:
    return (
        Blank(name="end", label=_("End (first day after)"), sort="date", is_required=True, value=value),
        Blank(name="reason", label=_("Reason"), is_required=True, help=_("In a few words; no diagnosis.")),
        Blank(name="agreed_by", label=_("Agreed by"), help=_("Who agreed, or the number of the document.")),
        Blank(name="agreed_on", label=_("Agreed on"), sort="date"),
    )


def _end_early(term: Secondment) -> Step:
    def do(values: Values, by: User) -> str:
        term_writes.end_early(term, _new_end(values), by=by)
        return address(term.person)

    return Step(
        title=_("End early: %(name)s") % {"name": term.person.name},
        back=_back(term.person),
        blanks=_end_blanks(""),
        do=do,
        button=_("End early"),
        lead=_("From that day on they are no longer in post, but were ever in the batch. Records stay as they are."),
        done=_("The secondment ends earlier now; the end before is kept."),
    )


def _extend(term: Secondment) -> Step:
    def do(values: Values, by: User) -> str:
        term_writes.extend(term, _new_end(values), by=by)
        return address(term.person)

    return Step(
        title=_("Extend: %(name)s") % {"name": term.person.name},
        back=_back(term.person),
        blanks=_end_blanks(term.end.isoformat()),
        do=do,
        button=_("Extend"),
        done=_("The secondment was extended; the end before is kept."),
    )


def _post(term: Secondment) -> Step:
    sides = tuple((value, str(label)) for value, label in Post.Side.choices)

    def do(values: Values, by: User) -> str:
        new = NewPost(
            side=values["side"],
            organisation=values["organisation"],
            title=values["title"],
            start=values["start"],
            is_beside=values["beside"],
        )
        term_writes.take_post(term, new, by=by)
        return address(term.person)

    return Step(
        title=_("Another post: %(name)s") % {"name": term.person.name},
        back=_back(term.person),
        blanks=(
            Blank(name="side", label=_("Where"), sort="choice", options=sides, is_required=True, value=sides[0][0]),
            Blank(
                name="organisation",
                label=_("Organisation"),
                sort="organisation",
                is_required=True,
                value=term.last_post[0].name,
            ),
            Blank(name="title", label=_("Title")),
            Blank(name="start", label=_("First day"), sort="date", is_required=True),
            Blank(name="beside", label=_("The posts held so far go on"), sort="tick"),
        ),
        do=do,
        button=_("Save"),
        lead=_("Work from that day on counts for the new host. The person counts once, whatever posts they hold."),
    )


def _into_sub_term(term: Secondment) -> Step:
    parts = {str(each.pk): each for each in term.batch.sub_terms.all()}

    def do(values: Values, by: User) -> str:
        term_writes.put_into_sub_term(term, parts.get(values["sub_term"]), by=by)
        return address(term.person)

    options = (("", ""), *((key, each.name) for key, each in parts.items()))
    value = str(term.sub_term_id or "")
    return Step(
        title=_("Sub-term: %(name)s") % {"name": term.person.name},
        back=_back(term.person),
        blanks=(Blank(name="sub_term", label=_("Sub-term"), sort="choice", options=options, value=value),),
        do=do,
        button=_("Save"),
        lead="" if parts else _("This batch is not divided yet: add a sub-term on the page of the batch."),
    )


def _delete(term: Secondment) -> Step:
    def do(_values: Values, by: User) -> str:
        person = term.person
        writes.delete_secondment(term, by=by)
        return address(person)

    return Step(
        title=_("Delete the secondment: %(name)s") % {"name": term.person.name},
        back=_back(term.person),
        blanks=(),
        do=do,
        button=_("Delete for good"),
        lead=_("For what was entered by mistake. Where work was recorded in these days it cannot be deleted."),
        done=_("The secondment was deleted."),
        is_dangerous=True,
    )


def _sub_term(batch: Batch) -> Step:
    def do(values: Values, by: User) -> str:
        roster_writes.save_sub_term(SubTerm(batch=batch, **values), by=by)
        return address(batch)

    return Step(
        title=_("Add a sub-term: %(name)s") % {"name": batch.name},
        back=(address(batch), batch.name),
        blanks=(
            Blank(name="name", label=_("Called"), is_required=True),
            Blank(name="start", label=_("First day"), sort="date", is_required=True, value=batch.start.isoformat()),
            Blank(
                name="end",
                label=_("End (first day after)"),
                sort="date",
                is_required=True,
                value=batch.end.isoformat(),
            ),
            Blank(name="planned", label=_("People planned"), sort="count"),
        ),
        do=do,
        button=_("Add"),
        done=_("The sub-term was added."),
    )


def _pair(sort: str, one: Any) -> Step:
    sides = (("sending", _("it supports the other")), ("host", _("the other supports it")))

    def do(values: Values, by: User) -> str:
        own, other = (values["side"], "host" if values["side"] == "sending" else "sending")
        partner = values["organisation"] or values["region"]
        kind = "organisation" if values["organisation"] else "region"
        pairing = Pairing(
            **{f"{own}_{sort}": one, **({f"{other}_{kind}": partner} if partner else {})},
            start=values["start"],
            end=values["end"],
        )
        roster_writes.save_pairing(pairing, by=by)
        return address(one)

    return Step(
        title=_("Add a pairing: %(name)s") % {"name": one.name},
        back=(address(one), one.name),
        blanks=(
            Blank(name="side", label=_("Who supports whom"), sort="choice", options=sides, is_required=True),
            Blank(name="organisation", label=_("The other organisation"), sort="organisation"),
            Blank(name="region", label=_("or the other region"), sort="region"),
            Blank(name="start", label=_("First day"), sort="date"),
            Blank(name="end", label=_("End (first day after)"), sort="date"),
        ),
        do=do,
        button=_("Add"),
        done=_("The pairing was added."),
    )


def end_post(post: Post) -> Step:
    """Return the form that ends a post."""

    def do(values: Values, by: User) -> str:
        term_writes.leave_post(post, values["end"], by=by)
        return address(post.secondment.person)

    return Step(
        title=_("End the post: %(name)s") % {"name": f"{post.organisation} {post.title}".strip()},
        back=_back(post.secondment.person),
        blanks=(Blank(name="end", label=_("End (first day after)"), sort="date", is_required=True),),
        do=do,
        button=_("Save"),
    )


def end_pairing(pairing: Pairing) -> Step:
    """Return the form that ends a pairing."""
    one = pairing.sender

    def do(values: Values, by: User) -> str:
        pairing.end = values["end"]
        roster_writes.save_pairing(pairing, by=by)
        return address(one)

    return Step(
        title=_("End the pairing: %(name)s") % {"name": f"{pairing.sender} \u2014 {pairing.host}"},
        back=(address(one), str(one)),
        blanks=(Blank(name="end", label=_("End (first day after)"), sort="date", is_required=True),),
        do=do,
        button=_("Save"),
    )
