"""What stands between signing in and the pages: idle sessions end, old passwords and missing devices come first."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from dingdian.accounts import second_factor
from dingdian.accounts.models import User
from dingdian.accounts.passwords import must_change
from dingdian.accounts.perms import needs_second_factor
from dingdian.problem_details import CONTENT_TYPE, details

if TYPE_CHECKING:
    Get = Callable[[HttpRequest], HttpResponse]

SEEN = "seen"
_NOTED_SECONDS = 30  # a session is not written at every click


class Gatekeeper:
    """Lets a signed-in user through, or sends them to what must be done first. Programs get a problem instead."""

    def __init__(self, get_response: Get) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if isinstance(user, User):
            if _idle(request, user):
                logout(request)
                return _send(request, "sign-in", "长时间没有操作，已自动退出，请重新登录。", 401)
            first = _first(request, user)
            if first and request.path not in _allowed(first):
                return _send(request, first, "请先在网页上改密码、验证第二因素。", 403)
        return self.get_response(request)


def idle_seconds(user: User) -> int:
    """After how many seconds without a request the user is signed out."""
    minutes: int = settings.IDLE_MINUTES if needs_second_factor(user) else settings.IDLE_MINUTES_OTHERS
    return minutes * 60


def _idle(request: HttpRequest, user: User) -> bool:
    now = int(time.time())
    seen = request.session.get(SEEN, now)
    if now - seen > idle_seconds(user):
        return True
    asked_itself = request.headers.get("X-Background") == "1"  # a page that asks by itself is nobody's doing
    if SEEN not in request.session or (now - seen >= _NOTED_SECONDS and not asked_itself):
        request.session[SEEN] = now
    return False


def _first(request: HttpRequest, user: User) -> str:
    """The page that comes before all others; empty: none. The device comes first: a password alone changes nothing."""
    if second_factor.missing(request, user):
        return "second-factor"
    return "change-password" if must_change(user) else ""


def _allowed(first: str) -> tuple[str, str]:
    return reverse(first), reverse("sign-out")


def _send(request: HttpRequest, where: str, why: str, status: int) -> HttpResponse:
    if request.path.startswith("/api/"):
        problem = details(status, f"{why}请用浏览器登录后再试。")
        headers = {"WWW-Authenticate": "Bearer"} if status == 401 else {}
        return JsonResponse(problem, status=status, content_type=CONTENT_TYPE, headers=headers)
    asked = urlencode({"next": request.get_full_path()}) if request.method == "GET" else ""
    idle = "idle=1&" if status == 401 else ""
    return redirect(f"{reverse(where)}?{idle}{asked}".rstrip("?&"))
