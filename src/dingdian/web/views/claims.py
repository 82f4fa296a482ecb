"""Would a line be paid: the gate's own answer for a person, a day of service, a place and a kind of service."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from dingdian.accounts.log import log_access
from dingdian.accounts.scope import scope_of
from dingdian.journal.record import today
from dingdian.journal.slices import load
from dingdian.law.gate import claim
from dingdian.law.register import Register
from dingdian.registry import search as registry
from dingdian.web import clauses, payable
from dingdian.web.forms.fields import Day, choice
from dingdian.web.status import of_claim
from dingdian.web.views import allowed, me
from dingdian.web.words import Choices

ORDINARY, EMERGENCY = "ordinary", "emergency"


class LineForm(forms.Form):
    """The day of service, one of the person's places and the kind of service; `asked` empty: today's ordinary line."""

    def __init__(self, asked: Any, places: Choices, kinds: Choices) -> None:
        usual = {"on": today().isoformat(), "institution": places[0][0] if places else "", "kind": ORDINARY}
        super().__init__(asked or usual)
        self.fields["on"] = Day(label="服务日期", help_text="看病、开单或售药的那一天，不是申报的那一天")
        self.fields["institution"] = choice("机构", places)
        self.fields["kind"] = choice("费用", kinds)


@allowed("registry.view")
def person_claim(request: HttpRequest, code: str) -> HttpResponse:
    """Whether a line of the day, place and kind asked for would be paid, and why. Asking is logged."""
    user = me(request)
    found = get_object_or_404(registry.people(scope_of(user)).select_related("region"), code=code)
    filed = registry.sites(scope_of(user)).filter(person=found).select_related("institution").order_by("-period", "pk")
    places = list({site.institution.code: site.institution.name for site in filed}.items())
    register = load(found.region, persons=[code], institutions=[place for place, _ in places])
    regime = register.regime
    kinds = [(ORDINARY, "普通费用"), (EMERGENCY, f"{payable.emergencies(regime)}费用")]
    form = LineForm(request.GET, places, kinds)
    context: dict[str, Any] = {"person": found, "form": form, "places": places, "draft": regime.is_draft}
    context["mine"] = bool(user.person)
    if places and form.is_valid():
        log_access(user, "查询费用能否支付", found.code, request)
        context |= _answer(register, code, form.cleaned_data) | {
            "place": dict(places)[form.cleaned_data["institution"]],
            "kind": dict(kinds)[form.cleaned_data["kind"]],
            "on": form.cleaned_data["on"],
        }
    return render(request, "web/claim.html", context, status=422 if places and form.errors else 200)


def _answer(r: Register, person: str, line: dict[str, Any]) -> dict[str, Any]:
    """The outcome with its argument, and the readings of open clauses on which it rests."""
    found = claim(r, line["on"], person, line["institution"], emergency=line["kind"] == EMERGENCY)
    return {
        "outcome": of_claim(found.value),
        "why": clauses.argument(r.regime, found.reasons),
        "readings": [i for i in found.readings if i.alternatives or i.needs_ruling],
    }
