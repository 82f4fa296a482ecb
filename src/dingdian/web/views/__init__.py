"""The pages: each reads through queries, searches and slices, and writes through `web.acting` alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme

from dingdian.accounts.models import User
from dingdian.accounts.perms import may


def me(request: HttpRequest) -> User:
    """Who is signed in; pages behind `allowed` are seen by nobody else."""
    assert isinstance(request.user, User)
    return request.user


def onward(request: HttpRequest, otherwise: str) -> str:
    """Where the user came from, if that is a place of ours."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if safe else otherwise


View = Callable[..., HttpResponse]


def allowed(doing: str) -> Callable[[View], View]:
    """A page for signed-in users whose role may do something; others are refused."""

    def around(view: View) -> View:
        @login_required
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **more: Any) -> HttpResponse:
            if not may(request.user, doing):  # type: ignore[arg-type]
                raise PermissionDenied("您的角色不能查看这一页")
            return view(request, *args, **more)

        return guarded

    return around
