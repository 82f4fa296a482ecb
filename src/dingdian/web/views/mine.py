"""我的资格: a person's own page, where they land: made for a telephone."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dingdian.accounts.models import User
from dingdian.accounts.scope import scope_of
from dingdian.casework import notices
from dingdian.journal.record import today
from dingdian.journal.slices import regime_of
from dingdian.registry import search as registry
from dingdian.registry.models import Person
from dingdian.web.own import own
from dingdian.web.views import allowed, me
from dingdian.web.views.cases import described

_NOTICES = 3


def _shown(person: Person) -> bool:
    """Whether the rules of a person's region let them read their own status and points."""
    regime = regime_of(person.region)
    return regime.persons is None or regime.parameters.disclosure.own_file.value


@allowed("registry.view")
def mine(request: HttpRequest) -> HttpResponse:
    """How one stands, what one may do, what others owe one."""
    user = me(request)
    if user.role != User.Role.PERSON:
        raise PermissionDenied("这一页只给本人看；人员档案在“人员”里")
    found = registry.people(scope_of(user)).select_related("region")
    pages = [own(user, person) for person in found if _shown(person)]
    context: dict[str, Any] = {
        "name": pages[0].person.name if pages else str(user),
        "pages": [(page, described(page.cases, user)) for page in pages],
        "notices": list(notices.unread(user)[:_NOTICES]),
        "today": today(),
        "year": today().year,
    }
    return render(request, "web/mine.html", context)
