"""Somebody who is filed elsewhere in the country: by the exact code, for a purpose, and no more than the status."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dingdian.journal.record import today
from dingdian.office.words import ROLES
from dingdian.registry import elsewhere
from dingdian.web import dates
from dingdian.web.status import of_person
from dingdian.web.views import allowed, me


class LookupForm(forms.Form):
    """What is asked: a code as it stands, and why."""

    code = forms.SlugField(
        label="人员编码",
        max_length=30,
        help_text="完整的国家编码，不能按姓名查",
        error_messages={"invalid": "编码由字母和数字组成，照国家平台上的完整编码填写"},
    )
    purpose = forms.ChoiceField(label="查询事由", choices=list(elsewhere.PURPOSES.items()))


@allowed("person.lookup")
def lookup(request: HttpRequest) -> HttpResponse:
    """The form, and below it what was found; every question is in the access log."""
    form = LookupForm(request.POST or None)
    context = {"form": form, "day": today(), "most": elsewhere.MOST_A_DAY}
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["code"]
        found = elsewhere.ask(me(request), code, form.cleaned_data["purpose"], request)
        context |= {"asked": code, "found": found}
        if found is not None:
            context["roles"] = "、".join(ROLES.get(role, role) for role in found.roles)
            context["places"] = [
                (p, dates.period(p.first, p.last), of_person(p.status) if p.status else None,
                 dates.period(p.since, p.until) if p.status else "—")
                for p in found.places
            ]  # fmt: skip
    return render(request, "web/lookup.html", context, status=422 if form.errors else 200)
