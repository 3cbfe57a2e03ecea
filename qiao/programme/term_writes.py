"""Changes of one secondment: an early end, an extension, another post or sub-term. Each keeps what was before."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from qiao.programme.audit import Personal, note
from qiao.programme.models import EndChange, Organisation, Post, Secondment, SubTerm
from qiao.programme.refusal import NotDone
from qiao.programme.rights import demand_whole
from qiao.terms import Scope

CHANGE = "roster.change"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEnd:
    """Another end of a secondment: the first day after it, why, and what was agreed by whom and when."""

    end: dt.date
    reason: str
    agreed_by: str = ""
    agreed_on: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPost:
    """A post from a day on. `is_beside` keeps the posts that are held already; otherwise one of the same side ends."""

    side: str
    organisation: Organisation
    title: str
    start: dt.date
    is_beside: bool = False


@transaction.atomic
def end_early(secondment: Secondment, new: NewEnd, *, by: User | None) -> EndChange:
    """End a secondment before its day. Raises NotDone."""
    demand_whole(by, CHANGE)
    if not Scope(start=secondment.start, end=secondment.end).covers(new.end) or new.end == secondment.start:
        why = _("an early end lies after %(start)s and before %(end)s")
        raise NotDone(why % {"start": secondment.start, "end": secondment.end}, "end")
    late = [each for each in secondment.posts.all() if not Scope(end=new.end).covers(each.start)]
    if late:
        raise NotDone(_("a post starts on %(day)s: an early end lies after it") % {"day": late[0].start}, "end")
    done = _move_end(secondment, EndChange.Sort.EARLY, new, by=by)
    # A post that would outlast the secondment ends with it.
    secondment.posts.filter(end__gte=new.end).update(end=None)
    return done


@transaction.atomic
def extend(secondment: Secondment, new: NewEnd, *, by: User | None) -> EndChange:
    """Let a secondment end later than it would have, as far as the person's next one allows. Raises NotDone."""
    demand_whole(by, CHANGE)
    if not Scope(start=secondment.end).covers(new.end) or new.end == secondment.end:
        raise NotDone(_("an extension ends after %(end)s") % {"end": secondment.end}, "end")
    following = secondment.person.secondments.filter(start__gte=secondment.end).order_by("start").first()
    if following and Scope(end=new.end).covers(following.start):
        why = _("the next secondment of this person starts on %(day)s: an extension ends before it")
        raise NotDone(why % {"day": following.start}, "end")
    return _move_end(secondment, EndChange.Sort.EXTENDED, new, by=by)


def _move_end(secondment: Secondment, sort: EndChange.Sort, new: NewEnd, *, by: User | None) -> EndChange:
    reason = new.reason.strip()
    if not reason:
        raise NotDone(_("say why"), "reason")
    if new.agreed_on is not None and new.agreed_on > new.end and sort == EndChange.Sort.EXTENDED:
        raise NotDone(_("an extension is agreed before it ends"), "agreed_on")
    before = secondment.end
    secondment.end = new.end
    secondment.save(update_fields=("end",))
    done = EndChange.objects.create(
        secondment=secondment,
        sort=sort,
        previous_end=before,
        end=new.end,
        reason=reason,
        agreed_by=new.agreed_by.strip(),
        agreed_on=new.agreed_on,
    )
    code = secondment.person.code
    note(
        "end secondment early" if sort == EndChange.Sort.EARLY else "extend secondment",
        code,
        by=by,
        # A reason may say more of a person than a name.
        personal={"reason": Personal(about=code, value=reason)},
        before={"start": secondment.start, "end": before},
        after={"start": secondment.start, "end": new.end, "agreed_on": new.agreed_on},
    )
    return done


@transaction.atomic
def take_post(secondment: Secondment, new: NewPost, *, by: User | None) -> Post:
    """Let a person hold a post from a day of the secondment on; the one before ends then, unless both are held.

    The first change writes down what the roster has as the first post. Raises NotDone.
    """
    demand_whole(by, CHANGE)
    if not secondment.covers(new.start):
        raise NotDone(_("%(day)s is outside this secondment") % {"day": new.start}, "start")
    if not new.title.strip() and new.side == Post.Side.COMMAND:
        raise NotDone(_("a command post has a title"), "title")
    held = list(secondment.posts.filter(side=new.side))
    if not held and new.side == Post.Side.HOST:
        held = [_first_post(secondment)]
    before = [said_of_post(each) for each in held]
    for each in held if not new.is_beside else ():
        if not each.covers(new.start):
            continue
        if each.start == new.start:
            raise NotDone(_("a post starts on this day already: choose a later day, or hold both"), "start")
        each.end = new.start
        each.save()
    for each in held if new.is_beside else ():
        each.save()
    post = Post.objects.create(
        secondment=secondment,
        side=new.side,
        organisation=new.organisation,
        title=new.title.strip(),
        start=new.start,
    )
    _tell_posts(secondment, before, by=by)
    return post


def _first_post(secondment: Secondment) -> Post:
    return Post(
        secondment=secondment,
        side=Post.Side.HOST,
        organisation=secondment.host_organisation,
        title=secondment.host_post,
        start=secondment.start,
    )


@transaction.atomic
def leave_post(post: Post, end: dt.date, *, by: User | None) -> None:
    """End a post; the secondment goes on. Raises NotDone."""
    demand_whole(by, CHANGE)
    if post.start >= end or not Scope(end=post.secondment.end).covers(end):
        why = _("a post ends after %(start)s and before the secondment does, on %(end)s")
        raise NotDone(why % {"start": post.start, "end": post.secondment.end}, "end")
    before = [said_of_post(each) for each in post.secondment.posts.all()]
    post.end = end
    post.save(update_fields=("end",))
    _tell_posts(post.secondment, before, by=by)


def _tell_posts(secondment: Secondment, before: list[dict[str, str]], *, by: User | None) -> None:
    code, after = secondment.person.code, [said_of_post(each) for each in secondment.posts.all()]
    titles = {"before.titles": before, "after.titles": after}
    personal = {key: Personal(about=code, value=[each.pop("title") for each in posts]) for key, posts in titles.items()}
    note("change posts", code, by=by, personal=personal, before=before, after=after)


def said_of_post(post: Post) -> dict[str, str]:
    """Return what the trail says of a post."""
    return {
        "side": post.side,
        "organisation": post.organisation.name,
        "title": post.title,
        "start": post.start.isoformat(),
        "end": post.end.isoformat() if post.end else "",
    }


@transaction.atomic
def put_into_sub_term(secondment: Secondment, sub_term: SubTerm | None, *, by: User | None) -> None:
    """Let a secondment belong to a part of its batch's term, or to none. Raises NotDone for one of another batch."""
    demand_whole(by, CHANGE)
    if sub_term and sub_term.batch_id != secondment.batch_id:
        raise NotDone(_("%(name)s is a part of another batch") % {"name": sub_term.name}, "sub_term")
    before = secondment.sub_term.name if secondment.sub_term else ""
    secondment.sub_term = sub_term
    secondment.save(update_fields=("sub_term",))
    after = {"sub_term": sub_term.name if sub_term else ""}
    note("change secondment", secondment.person.code, by=by, before={"sub_term": before}, after=after)
