"""The first page."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from qiao.web.pages import home
from qiao.web.requests import signed_in


@login_required
def show(request: HttpRequest) -> HttpResponse:
    """Show what waits for the user."""
    return render(request, "web/home.html", {"page": home.page(signed_in(request))})
