"""举报人: who gave the tip of a case, masked until somebody says why they have to know."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from dingdian.casework import informants
from dingdian.casework.queries import case_of
from dingdian.web import acting
from dingdian.web.informant_forms import AnswerForm, InformantForm, RevealForm
from dingdian.web.views import allowed, me


@allowed("case.act")
def informant(request: HttpRequest, pk: int) -> HttpResponse:
    """What is kept, masked; asked by POST: kept, told in full with a reason, or answered."""
    user = me(request)
    case = case_of(user, pk)
    if not informants.may_know(user, case):
        raise Http404("没有这件举报，或举报人的身份不由您查看")
    post: Any = request.POST if request.method == "POST" else None
    move = request.POST.get("move", "")
    keep = InformantForm(post if move == "keep" else None)
    why, answer = RevealForm(post if move == "reveal" else None), AnswerForm(post if move == "answer" else None)
    shown, refusals = None, tuple[Any, ...]()
    try:
        if move == "keep" and keep.is_valid():
            told = keep.cleaned_data
            identity = informants.Identity(told["name"].strip(), told["contact"].strip())
            wanted = told["wants_reply"]
            acting.said(lambda: informants.keep(case, identity, wants_reply=wanted, acting_user=user))
            return redirect("informant", pk=pk)
        if move == "reveal" and why.is_valid():
            reason = why.cleaned_data["why"]
            shown = acting.said(lambda: informants.reveal(case, acting_user=user, reason=reason, request=request))
        if move == "answer" and answer.is_valid():
            said = answer.cleaned_data
            acting.said(lambda: informants.reply(case, acting_user=user, words=said["words"], on=said["replied_on"]))
            return redirect("informant", pk=pk)
    except acting.Declined as declined:
        refusals = declined.refusals
    row = informants.of_case(case, user=user)
    wrong = [form for form in (keep, why, answer) if form.errors]
    context = {
        "case": case, "row": row, "full": shown is not None, "keep": keep, "why": why, "answer": answer,
        "identity": shown or (informants.masked(row) if row is not None else None), "refusals": refusals,
        "answered": informants.answered(row) if row is not None else "", "wrong": wrong,
    }  # fmt: skip
    page = render(request, "web/informant.html", context, status=422 if wrong or refusals else 200)
    page["Cache-Control"] = "private, no-store"
    return page
