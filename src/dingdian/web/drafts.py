"""Forms that are never lost: what was typed is kept for the user and the form's address until it is done."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from dingdian.web.models import Draft
from dingdian.web.views import me

_NOT_TYPED = ("csrfmiddlewaretoken", "live", "add", "preview", "discard")
LONGEST = 200_000
"""Characters of the longest form that is kept."""
_DONE, _MOST = "forms_done", 20
"""Keys of the forms that were finished last in a session: what was typed before may arrive after."""


def _form(request: HttpRequest) -> str:
    """The form's address: its path with what it is about."""
    return request.get_full_path()[:300]


def key_of(typed: Any) -> str:
    """The key by which the request of a form is known again: as it was sent or kept, or a new one."""
    return (typed.get("key", "") if typed is not None else "") or str(uuid.uuid4())


def keep(request: HttpRequest, sent: QueryDict | None = None) -> None:
    """Keep what was typed so far (`sent`: with what was kept of its files), unless the form was finished meanwhile."""
    typed = (request.POST if sent is None else sent).copy()
    for name in _NOT_TYPED:
        typed.pop(name, None)
    fields = typed.urlencode()
    if len(fields) <= LONGEST:
        Draft.objects.update_or_create(user=me(request), form=_form(request), defaults={"fields": fields})
    if "live" in request.POST and _finished(request):
        _delete(request)


def taken(request: HttpRequest, sent: QueryDict | None = None) -> HttpResponse | None:
    """Keep what was sent; the answer where that is all: it was thrown away, or kept while somebody types."""
    if request.method != "POST":
        return None
    if "discard" in request.POST:
        drop(request)
        return redirect(request.get_full_path())
    keep(request, sent)
    return render(request, "web/parts/kept.html") if "live" in request.POST else None


def kept(request: HttpRequest) -> tuple[QueryDict, Draft] | None:
    """What was typed when the form was left, if it was not finished."""
    found = Draft.objects.filter(user=me(request), form=_form(request)).first()
    return None if found is None else (QueryDict(found.fields), found)


def drop(request: HttpRequest) -> None:
    """Forget it: the form is done, or the user threw it away. That is noted first, so nothing late brings it back."""
    if key := request.POST.get("key"):
        session = request.session
        session[_DONE] = [*session.get(_DONE, [])[1 - _MOST :], key]
        session.save()
    _delete(request)


def _finished(request: HttpRequest) -> bool:
    """Whether the form was finished meanwhile, as is stored now and not as it was when the request began."""
    kept = request.session.load()
    return request.POST.get("key", "") in kept.get(_DONE, [])


def _delete(request: HttpRequest) -> None:
    Draft.objects.filter(user=me(request), form=_form(request)).delete()


def unscolded(forms: list[Any]) -> None:
    """Show what was typed without calling it wrong: it is not finished yet."""
    for form in forms:
        form.full_clean()
        form.errors.clear()
