"""Who asks for a page, and pages that only some may see."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from dingdian.accounts.models import User

View = Callable[..., HttpResponse]


def me(request: HttpRequest) -> User:
    """Who is signed in; guarded pages are seen by nobody else."""
    assert isinstance(request.user, User)
    return request.user


def guarded(holds: Callable[[User], bool], refusal: str) -> Callable[[View], View]:
    """A page for signed-in users of whom something holds; it is looked at before anything is looked up."""

    def around(view: View) -> View:
        @login_required
        @wraps(view)
        def within(request: HttpRequest, *args: Any, **more: Any) -> HttpResponse:
            if not holds(me(request)):
                raise PermissionDenied(refusal)
            return view(request, *args, **more)

        return within

    return around
