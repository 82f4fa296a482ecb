"""The public face: what the system is, and which institutions are designated."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control

from dingdian.accounts.perms import may
from dingdian.journal.models import Region
from dingdian.journal.record import today
from dingdian.registry.models import Institution
from dingdian.web import agreements
from dingdian.web.frame import start
from dingdian.web.views.disclosure import due, lists_doctors

_SHOWN, _SHORTEST = 20, 2


def home(request: HttpRequest) -> HttpResponse:
    """What it offers, and a search over designated institutions: open to everybody, with no personal data.

    Whoever is signed in and comes without a search is led to their work.
    """
    if "q" not in request.GET and may(request.user, "case.view"):
        return redirect(start(request.user))
    text = request.GET.get("q", "").strip()[:60]
    found: list[Institution] = []
    if len(text) >= _SHORTEST:
        wanted = Q(name__icontains=text) | Q(code=text) | Q(pinyin__startswith=text.lower())
        found = list(
            Institution.objects.filter(wanted, region__division__isnull=False)
            .select_related("region")
            .order_by("pinyin", "pk")[:_SHOWN]
        )
    terms = agreements.of(found)
    rows = [(row, agreements.sign(terms[row.pk], today()), lists_doctors(row)) for row in found]
    published = any(due(region) for region in Region.objects.all())
    context = {"text": text, "rows": rows, "supervised": published, "short": 0 < len(text) < _SHORTEST, "most": _SHOWN}
    return render(request, "web/home.html", context)


def healthz(request: HttpRequest) -> HttpResponse:
    """Whether the site answers and reaches its database."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    response = HttpResponse("ok\n", content_type="text/plain; charset=utf-8")
    patch_cache_control(response, no_store=True)
    return response
