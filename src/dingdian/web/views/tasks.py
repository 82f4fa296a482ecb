"""One task: who has it, taking it on, handing it over."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from dingdian.accounts.models import User
from dingdian.casework import actions
from dingdian.casework.models import Task
from dingdian.casework.perms import law_role
from dingdian.casework.queries import open_task, process_of
from dingdian.journal.slices import regime_of
from dingdian.web import acting, clauses
from dingdian.web.naming import names_for, number
from dingdian.web.views import allowed, me, onward


@allowed("case.view")
def task(request: HttpRequest, pk: int) -> HttpResponse:
    """What the task is and who has it; claiming it or handing it over leads back to where one came from."""
    user = me(request)
    found = open_task(user, pk)
    back = onward(request, reverse("case", args=[found.case_id]))
    takers = actions.takers(found, user) if actions.may_hand_over(found, user) else []
    refusals: tuple[Any, ...] = ()
    wrong = ""
    if request.method == "POST":
        try:
            wrong = _moved(request, found, takers)
            if not wrong:
                return redirect(back)
        except acting.Declined as declined:
            refusals = declined.refusals
            found = open_task(user, pk)
    regime = regime_of(found.case.region)
    context = {
        "task": found,
        "title": f"{process_of(regime, found.case.process).title} {number(found.case)}",
        "parties": names_for([found.case], user).parties(found.case),
        "clauses": clauses.listed(regime, found.clauses),
        "can_claim": found.holder_id is None and law_role(user) == found.role,
        "can_hand_over": actions.may_hand_over(found, user),
        "takers": takers,
        "mine": found.holder_id == user.pk,
        "refusals": refusals,
        "wrong": wrong,
        "back": back,
    }
    return render(request, "web/task.html", context, status=422 if refusals or wrong else 200)


def _moved(request: HttpRequest, found: Task, takers: list[User]) -> str:
    """Do what was asked; or what is wrong with the form."""
    if request.POST.get("move") == "claim":
        acting.claimed(found, user=request.user)
        return ""
    to = next((u for u in takers if str(u.pk) == request.POST.get("to", "")), None)
    if to is None:
        return "没有选择转交给谁：选一位能办理这件事的人员"
    acting.handed_over(found, to, user=request.user)
    return ""
