"""Whether pages are shown in elder mode: as a user chose it, else as the browser keeps it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from dingdian.accounts.models import Preference, User

COOKIE = "elder"
_NAME = "elder"
_YEAR = 365 * 24 * 3600


def chosen(request: HttpRequest) -> bool:
    """What is in force; a user's own choice is read once a session."""
    user = getattr(request, "user", None)
    if isinstance(user, User):
        kept = request.session.get(_NAME)
        if kept is None:
            kept = user.preferences.filter(name=_NAME).values_list("value", flat=True).first()
            kept = request.session[_NAME] = _cookie(request) if kept is None else bool(kept)
        return bool(kept)
    return _cookie(request)


def choose(request: HttpRequest, response: HttpResponse, on: bool) -> None:
    """Keep a choice: for the user who is signed in, and in the browser."""
    user = getattr(request, "user", None)
    if isinstance(user, User):
        Preference.objects.update_or_create(user=user, name=_NAME, defaults={"value": on})
        request.session[_NAME] = on
    secure = request.is_secure()
    response.set_cookie(COOKIE, "1" if on else "0", max_age=_YEAR, httponly=True, secure=secure, samesite="Lax")


def _cookie(request: HttpRequest) -> bool:
    return request.COOKIES.get(COOKIE) == "1"
