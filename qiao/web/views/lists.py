"""Lists as files, each with the filters of its page and the rights of its reader; and templates to be filled in."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from qiao.exchange.exports import lists, templates
from qiao.programme import reads as programme
from qiao.web import downloads
from qiao.web.pages import people, records
from qiao.web.requests import signed_in


@login_required
def record_list(request: HttpRequest, ending: str) -> HttpResponseBase:
    """Hand out the list of records; of one kind with all its columns."""
    return downloads.answer(records.download(signed_in(request), request.GET.dict()), ending)


@login_required
def people_list(request: HttpRequest, ending: str) -> HttpResponseBase:
    """Hand out the list of people."""
    found = people.found(signed_in(request), request.GET.dict())
    return downloads.answer(lists.people(found), ending)


@login_required
def organisation_list(request: HttpRequest, ending: str) -> HttpResponseBase:
    """Hand out the list of organisations."""
    found = programme.organisations_visible_to(signed_in(request))
    return downloads.answer(lists.organisations(found), ending)


@login_required
def import_list(_request: HttpRequest, ending: str) -> HttpResponseBase:
    """Hand out the list of imports."""
    return downloads.answer(lists.imports(lists.all_imports()), ending)


@login_required
def template(request: HttpRequest) -> HttpResponseBase:
    """Hand out a workbook to be filled in: for one kind, or for all and the roster."""
    asked = request.GET.get("kind", "")
    kinds = [each for each in templates.kinds() if asked in {"", each.id}]
    if not kinds:
        raise Http404
    name = records.label(kinds[0]) if asked else _("Everything")
    names = templates.known()
    return downloads.workbook(
        lambda file: templates.write(kinds, file, names, with_roster=not asked),
        _("Template %(name)s") % {"name": name},
    )
