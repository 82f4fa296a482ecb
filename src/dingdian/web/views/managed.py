"""What an institution looks after among its own people: a page, and the part of it that its desk shows."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from dingdian.accounts.scope import scope_of
from dingdian.journal.record import today
from dingdian.registry import search as registry
from dingdian.web import managed
from dingdian.web.views import allowed, me


@allowed("registry.view")
def institution_managed(request: HttpRequest, code: str) -> HttpResponse:
    """Each duty that the rules name, with how it stands today; not found where they name none."""
    user = me(request)
    found = get_object_or_404(registry.institutions(scope_of(user)).select_related("region"), code=code)
    if not managed.named(found):
        raise Http404
    context = {"institution": found, "managed": managed.of(found, user, today())}
    part = "web/parts/managed.html" if request.headers.get("HX-Request") else "web/managed.html"
    return render(request, part, context)
