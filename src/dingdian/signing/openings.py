"""Pages of the signing of a round opened for everybody: the form, who is in it and who is not, how far it is."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from dingdian.accounts.guard import guarded, me
from dingdian.papers.views import said
from dingdian.signing import opening as openings
from dingdian.signing.models import Opening
from dingdian.signing.perms import opens
from dingdian.signing.queries import Round
from dingdian.signing.views import KINDS, REFUSED, terms_of

State = Opening.State
LISTED = 200
begun = guarded(opens, "协议文本由经办机构编制")


@begun
def new(request: HttpRequest) -> HttpResponse:
    """For which round, where, and with which term; then everybody of it is looked at."""
    user, known = me(request), openings.rounds(me(request))
    typed = request.POST if request.method == "POST" else request.GET
    refusal = ""
    if request.method == "POST":
        of = _round(known, request.POST.get("of", ""))
        division = "".join(c for c in request.POST.get("division", "")[:6] if c.isdecimal())
        try:
            row = openings.look(of, terms_of(request), division=division, acting_user=user)
            return redirect("signing-opening", row.pk)
        except REFUSED as error:
            refusal = said(error)
    names = ("of", "division", "kind", "start_on", "end_on", "no_talks")
    context: dict[str, Any] = {
        "rounds": [(_key(r), r) for r in known], "kinds": KINDS, "refusal": refusal,
        "said": {name: typed.get(name, "") for name in names}, "before": list(openings.visible(user)[:5]),
    }  # fmt: skip
    return render(request, "signing/open.html", context, status=422 if refusal else 200)


def _key(of: Round) -> str:
    return f"{of.region.pk}~{of.ref}"


def _round(known: list[Round], key: str) -> Round:
    found = next((r for r in known if _key(r) == key), None)
    if found is None:
        raise Http404("没有这个签约批次，或不在您的管辖范围内")
    return found


@begun
def opening(request: HttpRequest, pk: int) -> HttpResponse:
    """How many can be asked to sign and who not and why; sent, all of them are, or none."""
    row, refusal = get_object_or_404(openings.visible(me(request)), pk=pk), ""
    if request.method == "POST":
        try:
            openings.compose_all(row, acting_user=me(request))
            return redirect("signing-opening", pk)
        except REFUSED as error:
            refusal = said(error)
            row.refresh_from_db()
    context = {
        "row": row, "refusal": refusal, "number": len(row.codes), "out": len(row.left_out), "most": LISTED,
        "runs": row.state in (State.CHECKING, State.OPENING), "ready": row.state == State.CHECKED and bool(row.codes),
        "left_out": row.left_out[:LISTED], "wrong": row.wrong[:LISTED], "kind": dict(KINDS).get(row.kind, row.kind),
    }  # fmt: skip
    name = "signing/opening_progress.html" if request.headers.get("HX-Request") else "signing/opening.html"
    return render(request, name, context, status=422 if refusal else 200)


__all__ = ["new", "opening"]
