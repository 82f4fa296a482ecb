"""What the rules propose against an institution because of its people: shares, departments, with the lists behind."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode

from dingdian.accounts.perms import may
from dingdian.accounts.scope import scope_of
from dingdian.casework.perms import law_role
from dingdian.journal.record import today
from dingdian.journal.slices import load, regime_of
from dingdian.law.intervals import statuses
from dingdian.law.proposals import proposals
from dingdian.law.regime import Regime
from dingdian.law.register import Register
from dingdian.law.values import Status
from dingdian.office.words import measure
from dingdian.registry import search as registry
from dingdian.registry.models import Institution, Site
from dingdian.web import clauses, dates, shares
from dingdian.web.naming import Names
from dingdian.web.openings import actors
from dingdian.web.status import Sign, of_person
from dingdian.web.views import allowed, me

MOST = 3000
"""Of an institution with more people the law's own count takes too long for a page."""


@dataclass(frozen=True)
class Listed:
    """Somebody who was sanctioned there this year: how, over which days, whether through the institution itself."""

    code: str
    name: str
    sign: Sign
    period: str
    propagated: bool


@dataclass(frozen=True)
class Proposed:
    """A measure the rules propose: why, and the form that begins it (empty: another decides)."""

    title: str
    url: str


@dataclass(frozen=True)
class Sanction:
    """A suspension or termination of the institution or a department, and whom it reaches."""

    ref: str
    word: str
    department: str
    period: str
    reaches: bool
    responsible: tuple[tuple[str, str], ...]


@allowed("registry.view")
def measures(request: HttpRequest, code: str) -> HttpResponse:
    """Share and departments with their lists, what is proposed, and the sanctions that reach people."""
    user, day = me(request), today()
    found = get_object_or_404(registry.institutions(scope_of(user)).select_related("region"), code=code)
    regime = regime_of(found.region)
    there = Site.objects.filter(institution=found).values("person").distinct().count()
    context: dict[str, Any] = {"institution": found, "people": there, "most": MOST, "year": day.year}
    context["many"] = there > MOST
    if regime.persons is None or there > MOST:
        return render(request, "web/measures.html", context | {"ruled": regime.persons is not None})
    register = load(found.region, institutions=[code], everybody=True)
    answer = proposals(register, code, day)
    value = answer.value
    sanctions = [s for s in register.sanctions() if s.institution == code]
    named = {*value.ratio.sanctioned, *(p for _, who in value.departments for p in who)}
    named |= {p for s in sanctions for p in s.responsible}
    names = Names([found.region_id], named, [code])
    full = may(user, "person.full_view")
    who = names.person if full else names.masked
    context |= {
        "ruled": True,
        "share": shares.in_words(value.ratio),
        "ratio": value.ratio,
        "lines": regime.parameters.institution_measures.ratio_rows.value or (),
        "listed": [_listed(register, p, code, p in value.ratio.propagated, who(p)) for p in value.ratio.sanctioned],
        "departments": [(name, [(p, who(p)) for p in people]) for name, people in value.departments],
        "late": value.late_reports,
        "flags": value.flags,
        "proposed": [_proposed(regime, user, found, m) for m in sorted(value.measures)],
        "why": clauses.argument(regime, answer.reasons, partial(names.spoken, full=full)),
        "readings": [i for i in answer.readings if i.alternatives or i.needs_ruling],
        "sanctions": [
            Sanction(s.ref, "中止" if s.kind == "suspended" else "解除", s.department or "",
                     dates.period(s.first, s.last), s.reaches_persons, tuple((p, who(p)) for p in s.responsible))
            for s in reversed(sanctions)
        ],
        "draft": regime.is_draft,
    }  # fmt: skip
    return render(request, "web/measures.html", context)


def _listed(r: Register, person: str, place: str, propagated: bool, name: str) -> Listed:
    """The last graver spell of a person at the place this year."""
    grave = [s for s in statuses(r, person, place) if s.status in (Status.SUSPENDED, Status.TERMINATED)]
    if not grave:
        return Listed(person, name, of_person(Status.SUSPENDED), "—", propagated)
    last = grave[-1]
    return Listed(person, name, of_person(last.status), dates.period(last.first, last.last), propagated)


def _proposed(regime: Regime, user: Any, place: Institution, name: str) -> Proposed:
    """A measure with the form that begins it, where the user's side decides."""
    acts = {"agreement_suspension": "agreement.suspend", "payment_hold": "settlement.hold",
            "suspend_department": "agreement.suspend"}  # fmt: skip
    act = acts.get(name, "")
    mine = act and regime.institutions is None and law_role(user) in {x.value for x in actors(regime, act)}
    about = urlencode({"institution": place.code, "ground": name})
    url = f"{reverse('act', args=[act])}?{about}" if mine and may(user, "case.act") else ""
    return Proposed(measure(regime, name), url)
