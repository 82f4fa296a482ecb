"""The form of one step: what is asked, what it would change, and doing it (or handing it in for signature)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from dingdian.casework.perms import two_person
from dingdian.journal.slices import regime_of
from dingdian.web import acting, changes, clauses, drafts, uploads
from dingdian.web.asked import Asked
from dingdian.web.forms import StepForm
from dingdian.web.preview import Preview
from dingdian.web.views import allowed, me


@allowed("case.act")
def step(request: HttpRequest, act: str) -> HttpResponse:
    """Ask, show what would change, do."""
    asked = Asked(request, act)
    data, unfit = uploads.taken(request, asked) if request.method == "POST" else (None, {})
    if (answer := drafts.taken(request, data)) is not None:
        return answer
    found = drafts.kept(request) if data is None else None
    form = StepForm(act, asked.where, found[0] if found else data, initial=asked.initial | _given(request))
    if found:
        drafts.unscolded([form])
    typed = found[0] if found else data
    key = drafts.key_of(typed)
    two = two_person(regime_of(asked.region), act)
    refusals: tuple[Any, ...] = ()
    happened: list[changes.Happened] = []
    shown: Preview | None = None
    for name, why in unfit.items():
        form.add_error(name, why)
    if data is not None and form.is_valid():
        made = {"act": act, **form.stated()}
        try:
            shown = acting.tried(asked.region, made, user=request.user) if "preview" in data else None
            if shown is None and not (happened := _since(request, asked, made, key)):
                return _done(request, asked, made, key, two)
        except acting.Declined as declined:
            refusals = declined.refusals
    context = {
        "title": asked.title,
        "asked": asked,
        "form": form,
        "scolded": form.is_bound and not found,
        "refusals": refusals or (shown.objections if shown else ()),
        "preview": shown,
        "happened": happened,
        "kept": found[1] if found else None,
        "two": two,
        "key": key,
        "seen": changes.seen(asked.region) if data is None or happened else data.get("seen", ""),
        "clauses": clauses.of_step(regime_of(asked.region), act),
    }
    status = 409 if happened else 422 if refusals else 200
    return render(request, "web/act.html", context, status=status)


def _given(request: HttpRequest) -> dict[str, Any]:
    """What the address suggests for fields of the form."""
    return {name: value for name, value in request.GET.items() if name not in ("case", "region") and value}


def _since(request: HttpRequest, asked: Asked, made: dict[str, Any], key: str) -> list[changes.Happened]:
    """What others did about the same persons and matters since the form was opened."""
    seen = request.POST.get("seen", "")
    if not seen.isdecimal():
        return []
    return changes.since(asked.region, acting.checked(made), int(seen), user=me(request), key=key)


def _done(request: HttpRequest, asked: Asked, made: dict[str, Any], key: str, two: bool) -> HttpResponse:
    if two:
        proposal = acting.proposed(asked.region, made, user=request.user)
        drafts.drop(request)
        return redirect("proposal", pk=proposal.pk)
    acting.done(asked.region, made, user=request.user, key=key)
    drafts.drop(request)
    return redirect(asked.back)
