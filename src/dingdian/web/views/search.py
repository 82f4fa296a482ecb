"""One search over people, institutions and cases; and what the keys do."""

from __future__ import annotations

import re

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from dingdian.accounts.perms import may
from dingdian.accounts.scope import scope_of
from dingdian.casework.models import Case
from dingdian.casework.queries import opened_as
from dingdian.registry import search as registry
from dingdian.web.views import allowed, me
from dingdian.web.views.cases import described

_MOST = 10
_NUMBER = re.compile(r"(\d{4})-(\d{1,10})")


@allowed("registry.view")
def search(request: HttpRequest) -> HttpResponse:
    """People, institutions and cases that a text finds; a code or number found exactly opens at once."""
    text = request.GET.get("q", "").strip()[:60]
    scope = scope_of(request.user)  # type: ignore[arg-type]
    people = registry.first(registry.people(scope, text), _MOST) if text else []
    institutions = list(registry.institutions(scope, text).order_by("pinyin", "pk")[:_MOST]) if text else []
    cases: list[Case] = []
    if (found := _NUMBER.search(text)) and may(request.user, "case.view"):  # type: ignore[arg-type]
        cases = list(opened_as(me(request), int(found[1]), int(found[2]))[:_MOST])
    if len(people) == 1 and people[0].code == text:
        return redirect("person", code=text)
    if len(institutions) == 1 and institutions[0].code == text:
        return redirect("institution", code=text)
    context = {"text": text, "people": people, "institutions": institutions, "cases": described(cases, me(request))}
    return render(request, "web/search.html", context)


@login_required
def keys(request: HttpRequest) -> HttpResponse:
    """What the keys do."""
    return render(request, "web/keys.html")
