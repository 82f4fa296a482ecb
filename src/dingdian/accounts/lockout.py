"""After some failures, a user's name is closed to the address they came from for a while."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from axes.utils import reset
from django.conf import settings
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from dingdian.accounts.models import User


def closed(request: HttpRequest, user: User) -> bool:
    """Whether the user is locked out from where the request comes."""
    return not AxesProxyHandler.is_allowed(request, {"username": user.username})


def count_failure(request: HttpRequest, user: User) -> None:
    """A wrong code counts as a wrong password does."""
    user_login_failed.send(sender=__name__, credentials={"username": user.username}, request=request)


def locked(user: User) -> bool:
    """Whether the user is locked out from anywhere now."""
    return bool(locked_among([user]))


def locked_among(users: Iterable[User]) -> set[str]:
    """The usernames of those who are locked out from anywhere now."""
    since = timezone.now() - settings.AXES_COOLOFF_TIME
    failures = AccessAttempt.objects.filter(username__in=[u.username for u in users], attempt_time__gte=since)
    many = failures.filter(failures_since_start__gte=settings.AXES_FAILURE_LIMIT)
    return set(many.values_list("username", flat=True))


def reopen(user: User) -> None:
    """Forget the user's failures, from wherever."""
    reset(username=user.username)


def respond(
    request: HttpRequest, original_response: HttpResponse | None = None, credentials: dict[str, Any] | None = None
) -> HttpResponse:
    """What one who is locked out is told."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    return render(request, "accounts/locked.html", {"minutes": minutes}, status=429)
