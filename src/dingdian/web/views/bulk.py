"""One step for many people of an institution: chosen from a list, previewed together, done all or none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from dingdian.accounts.scope import scope_of
from dingdian.casework.perms import law_role
from dingdian.casework.queries import tasks_in_scope
from dingdian.journal.models import Entry, Region
from dingdian.journal.record import today
from dingdian.journal.slices import load, regime_of
from dingdian.law.processes.admit import steps_of
from dingdian.registry import search as registry
from dingdian.registry.models import Institution, Site
from dingdian.web import acting, clauses, drafts
from dingdian.web.forms import StepForm, Where
from dingdian.web.openings import MANY, actors
from dingdian.web.preview import Refusal
from dingdian.web.views import allowed, me

MOST = 500


@dataclass(frozen=True)
class Row:
    """A person to choose: whether the step is owed for them, whether chosen, and what came of it."""

    code: str
    name: str
    department: str
    owed: bool
    chosen: bool
    refusals: tuple[Refusal, ...] = ()
    notes: tuple[str, ...] = ()
    entry: int | None = None


@allowed("case.act")
def bulk(request: HttpRequest, act: str) -> HttpResponse:
    """Choose, preview, do; the answer says for each what came of it."""
    user = me(request)
    found = registry.institutions(scope_of(user)).filter(code=request.GET.get("institution", ""))
    place = get_object_or_404(found.select_related("region"))
    region, regime = place.region, regime_of(place.region)
    if act not in MANY or regime.persons is None or law_role(user) not in {x.value for x in actors(regime, act)}:
        raise Http404
    data: Any = request.POST if request.method == "POST" else None
    if (answer := drafts.taken(request)) is not None:
        return answer
    kept = drafts.kept(request) if data is None else None
    typed = kept[0] if kept else data
    initial = {"on": today(), "contents": [], "fields": []}
    form = StepForm(act, _where(place, law_role(user)), typed, initial=initial, several=True)
    if kept:
        drafts.unscolded([form])
    key = drafts.key_of(typed)
    people, owed = _people(place), _owed(request, place, act)
    listed = {code for code, _, _ in people}
    chosen = [c for c in dict.fromkeys(typed.getlist("who")) if c in listed] if typed is not None else sorted(owed)
    wrong: Mapping[int, tuple[Refusal, ...]] = {}
    notes: list[tuple[str, ...]] = []
    done = _done(region, f"{user.pk}:{request.GET['done']}", listed) if request.GET.get("done") else {}
    if data is not None and chosen and form.is_valid():
        acts = [{"act": act, **form.stated(), "person": code} for code in chosen]
        try:
            if "preview" in data:
                notes = acting.many_tried(region, acts, user=user)
            else:
                acting.many(region, acts, user=user, keys=[f"{key}:{code}" for code in chosen])
                drafts.drop(request)
                return redirect(request.path + "?" + urlencode({"institution": place.code, "done": key}))
        except acting.SomeDeclined as declined:
            wrong = declined.rows
    at = {code: n for n, code in enumerate(chosen)}
    rows = [
        Row(
            code, name, department, code in owed, code in at, wrong.get(at.get(code, -1), ()),
            notes[at[code]] if notes and code in at else (), done.get(code),
        )
        for code, name, department in people
    ]  # fmt: skip
    context = {
        "title": steps_of(regime)[act][1].title,
        "institution": place,
        "form": form,
        "scolded": data is not None,
        "nobody": data is not None and not chosen,
        "rows": sorted(rows, key=lambda r: (not r.refusals, not r.chosen, not r.owed)),
        "chosen": len(chosen),
        "wrong": len(wrong),
        "tried": bool(data is not None and "preview" in data and chosen and form.is_valid() and not wrong),
        "done": len(done),
        "kept": kept[1] if kept else None,
        "key": key,
        "clauses": clauses.of_step(regime, act),
        "back": reverse("institution", args=[place.code]),
    }
    return render(request, "web/bulk.html", context, status=422 if wrong else 200)


def _done(region: Region, key: str, people: Iterable[str]) -> dict[str, int]:
    """Whom a request was done for, with the number of the entry."""
    keys = {f"{key}:{code}": code for code in people}
    rows = Entry.objects.filter(region=region, request_key__in=list(keys)).values_list("request_key", "seq")
    return {keys[name]: seq for name, seq in rows}


def _where(place: Institution, role: str) -> Where:
    register = load(place.region, institutions=[place.code])
    return Where(regime_of(place.region), register, role, [], [(place.code, place.name)])


def _people(place: Institution) -> list[tuple[str, str, str]]:
    """(code, name, department) of everybody filed there now or later, by name."""
    sites = Site.objects.filter(institution=place, period__endswith__isnull=True) | Site.objects.filter(
        institution=place, period__endswith__gt=today()
    )
    rows = sites.order_by("person__pinyin", "person_id").values_list("person__code", "person__name", "department")
    found: dict[str, tuple[str, str, str]] = {}
    for code, name, department in rows[:MOST]:
        found.setdefault(code, (code, name, department))
    return list(found.values())


def _owed(request: HttpRequest, place: Institution, act: str) -> set[str]:
    """For whom the step is owed there."""
    tasks = tasks_in_scope(me(request)).filter(act=act, institution=place.code, done__isnull=True)
    return set(tasks.filter(case__region=place.region).values_list("person", flat=True))
