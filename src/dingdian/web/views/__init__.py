"""The pages: each reads through queries, searches and slices, and writes through `web.acting` alone."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from dingdian.accounts.guard import View, guarded, me
from dingdian.accounts.perms import may


def onward(request: HttpRequest, otherwise: str) -> str:
    """Where the user came from, if that is a place of ours."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if safe else otherwise


def allowed(doing: str) -> Callable[[View], View]:
    """A page for signed-in users whose role may do something; others are refused."""
    return guarded(lambda user: may(user, doing), "您的角色不能查看这一页")


__all__ = ["allowed", "me", "onward"]
