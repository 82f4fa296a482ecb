"""Signing in, failing to and signing out are written down."""

from __future__ import annotations

import time
from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from dingdian.accounts.gatekeeper import SEEN
from dingdian.accounts.log import log_access
from dingdian.accounts.models import User


@receiver(user_logged_in)
def signed_in(*, request: HttpRequest, user: User, **_: Any) -> None:
    request.session[SEEN] = int(time.time())
    log_access(user, "登录", user.username, request)


@receiver(user_logged_out)
def signed_out(*, request: HttpRequest, user: User | None, **_: Any) -> None:
    if user is not None:
        log_access(user, "退出", user.username, request)


@receiver(user_login_failed)
def failed(*, credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    """An unknown username is not kept: it may be a password typed into the wrong field."""
    user = User.objects.filter(username=credentials.get("username")).first()
    log_access(user, "登录失败", user.username if user else "（没有这个用户）", request)
