"""The public face: what the system is, and what there is for everybody."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control

from dingdian.accounts.perms import may
from dingdian.casework.publicity import published
from dingdian.journal.record import today
from dingdian.web.frame import start
from dingdian.web.openly import openly
from dingdian.web.views.public_register import register

_SOON = 5


@openly
def home(request: HttpRequest) -> HttpResponseBase:
    """What there is for everybody, with no personal data; a search is answered by the register.

    Whoever is signed in and comes without a search is led to their work.
    """
    if "q" in request.GET:
        return register(request)
    if may(request.user, "case.view"):
        return redirect(start(request.user))
    return render(request, "web/home.html", {"soon": published(today())[:_SOON], "day": today()})


def healthz(request: HttpRequest) -> HttpResponse:
    """Whether the site answers and reaches its database."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    response = HttpResponse("ok\n", content_type="text/plain; charset=utf-8")
    patch_cache_control(response, no_store=True)
    return response
