"""The list of signs, and the page of what is on record of one institution row by row."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import urlencode

from dingdian.accounts.perms import may
from dingdian.accounts.scope import scope_of
from dingdian.journal.record import today
from dingdian.journal.slices import regime_of
from dingdian.registry import search as registry
from dingdian.web import declared
from dingdian.web.openings import institutional
from dingdian.web.paging import latest
from dingdian.web.views import allowed, me


@allowed("case.view")
def signs(request: HttpRequest) -> HttpResponse:
    """Signs within the user's scope by their state, the latest first."""
    user, day = me(request), today()
    state = state_of(request.GET)
    shown = latest(request, declared.signs_of(user, day, state))
    context: dict[str, Any] = {
        "rows": declared.hung(shown.rows, day), "page": shown, "state": state, "states": declared.STATES.items(),
        "may_export": may(user, "export"), "query": urlencode({"state": state}),
    }  # fmt: skip
    return render(request, "web/signs.html", context)


def state_of(query: Any) -> str:
    """The state that was asked for; those to be collected unless another is."""
    state = query.get("state", "")
    return state if state in declared.STATES else "collect"


@allowed("registry.view")
def institution_declared(request: HttpRequest, code: str) -> HttpResponse:
    """Signs, payment methods, purchases, uploads and prescriptions; not found where the rules know none of it."""
    user, day = me(request), today()
    found = get_object_or_404(registry.institutions(scope_of(user)).select_related("region"), code=code)
    if not declared.asked_for(regime_of(found.region)):
        raise Http404
    first, last, wrong = declared.window(request.GET.get("from", ""), request.GET.get("to", ""), day)
    begins = [o for o in institutional(found.region, user, code) if o.act in declared.BEGINS]
    context: dict[str, Any] = {
        "institution": found, "declared": declared.of(found, day, first, last), "first": first, "last": last,
        "wrong": wrong, "starts": begins, "shown": declared.PRESCRIPTIONS,
        "signs": declared.hung(list(declared.signs_of(user, day, institution=code).order_by("-pk")[:30]), day),
    }  # fmt: skip
    return render(request, "web/declared.html", context)
