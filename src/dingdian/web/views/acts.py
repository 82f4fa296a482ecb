"""The form of one step: what is asked, what it would change, and doing it (or handing it in for signature)."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from dingdian.accounts.scope import scope_of
from dingdian.casework.models import Case
from dingdian.casework.queries import case_of, process_of
from dingdian.journal.models import Region
from dingdian.journal.record import today
from dingdian.journal.slices import regime_of
from dingdian.law.processes.admit import steps_of
from dingdian.registry import search as registry
from dingdian.web import acting, clauses
from dingdian.web.forms import OF_DECISION, OF_PERSON, STEPS, StepForm
from dingdian.web.naming import Names, known_to, number, persons_of
from dingdian.web.preview import Preview
from dingdian.web.views import allowed


class Asked:
    """What a step is about, as its address says: a case, or a person; and a person of several."""

    def __init__(self, request: HttpRequest, act: str) -> None:
        user: Any = request.user
        self.case: Case | None = None
        code = request.GET.get("person", "")
        if request.GET.get("case", "").isdecimal():
            self.case = case_of(user, int(request.GET["case"]))
            region, codes = self.case.region, known_to(user, persons_of(self.case))
            self.of, self.institution = self.case.key.split("/")[0], self.case.institution
        else:
            person = registry.people(scope_of(user)).filter(code=code).select_related("region").first()
            if person is None:
                raise Http404
            region, codes, self.of, self.institution = person.region, [person.code], "", ""
        if code:
            codes = [c for c in codes if c == code]
            if not codes:
                raise Http404
        names = Names([region.pk], codes, [self.institution])
        self.region: Region = region
        self.persons = [(c, f"{names.person(c)}（{c}）") for c in codes]
        self.place = names.institution(self.institution) if self.institution else ""
        self.back = reverse("case", args=[self.case.pk]) if self.case else reverse("person", args=[code])
        step = steps_of(regime_of(region)).get(act)
        if step is None or act not in STEPS or (act in OF_PERSON and not codes):
            raise Http404
        self.title = step[1].title

    def act(self, name: str, stated: dict[str, Any]) -> dict[str, Any]:
        """The act as it would be recorded."""
        made = {"act": name, **stated}
        if name in OF_DECISION:
            made["of"] = self.of
        if name in OF_PERSON and "person" not in made:
            made["person"] = self.persons[0][0]
        if name.startswith("notice.deliver") and self.institution:
            made["institution"] = self.institution
        return made


@allowed("case.act")
def step(request: HttpRequest, act: str) -> HttpResponse:
    """Ask, show what would change, do."""
    asked = Asked(request, act)
    regime = regime_of(asked.region)
    two = acting.needs_two(asked.region, act)
    data = request.POST if request.method == "POST" else None
    form = StepForm(act, asked.persons, data, initial={"on": today()})
    refusals: tuple[Any, ...] = ()
    shown: Preview | None = None
    if data is not None and form.is_valid():
        made = asked.act(act, form.stated())
        try:
            if "preview" in data:
                shown = acting.tried(asked.region, made)
            elif two:
                proposal = acting.proposed(asked.region, made, user=request.user)
                return redirect("proposal", pk=proposal.pk)
            else:
                acting.done(asked.region, made, user=request.user, key=data.get("key", "") or str(uuid.uuid4()))
                return redirect(asked.back)
        except acting.Declined as declined:
            refusals = declined.refusals
    context = {
        "title": asked.title,
        "asked": asked,
        "form": form,
        "refusals": refusals or (shown.objections if shown else ()),
        "preview": shown,
        "two": two,
        "key": data.get("key", "") if data is not None else str(uuid.uuid4()),
        "clauses": clauses.of_step(regime, act),
        "case_title": _title(asked.case),
    }
    return render(request, "web/act.html", context, status=200 if not refusals else 422)


def _title(case: Case | None) -> str:
    if case is None:
        return ""
    return f"{process_of(regime_of(case.region), case.process).title} {number(case)}"
