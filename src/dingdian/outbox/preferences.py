"""Where a user is reached and what they want to be told there; deliveries in law are always told."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import prefetch_related_objects

from dingdian.accounts.log import log_operation
from dingdian.accounts.models import Preference, User
from dingdian.outbox.kinds import KINDS
from dingdian.outbox.models import Letter

Channel = Letter.Channel
OUTSIDE = (Channel.EMAIL, Channel.SMS)
_OFF, _PHONE = "messages:off", "messages:phone"
_MOBILE = re.compile(r"1[3-9]\d{9}")


def choices() -> list[tuple[str, str]]:
    """What can be switched on and off: (kind, channel)."""
    return [
        (name, channel)
        for name, kind in KINDS.items()
        if not kind.legal
        for channel in OUTSIDE
        if channel == Channel.EMAIL or kind.sms
    ]


def off(user: User) -> set[str]:
    """What the user switched off, as kind:channel."""
    return set(_kept(user, _OFF) or ())


def phone(user: User) -> str:
    """The mobile number for text messages; empty: none."""
    return str(_kept(user, _PHONE) or "")


def _kept(user: User, name: str) -> Any:
    return next((p.value for p in user.preferences.all() if p.name == name), None)


def wants(user: User, kind: str, channel: str) -> bool:
    """Whether a kind of message may go to the user by a channel, as far as the user decides that."""
    return KINDS[kind].legal or channel == Channel.SITE or f"{kind}:{channel}" not in off(user)


def address(user: User, channel: str) -> str:
    """Where the user is reached by a channel; empty: nowhere, or the office has not set the channel up."""
    if channel == Channel.EMAIL:
        return user.email if settings.MAIL else ""
    if channel == Channel.SMS:
        return phone(user) if settings.SMS else ""
    return user.username


@transaction.atomic
def choose(user: User, *, email: str, mobile: str, on: Collection[str]) -> None:
    """Keep where the user is reached and what they want to be told. Raises `ValidationError` by field."""
    email, mobile = email.strip(), mobile.strip()
    wrong: dict[str, list[str]] = {}
    if email:
        try:
            validate_email(email)
        except ValidationError:
            wrong["email"] = ["不是电子邮箱地址；写成 name@example.cn 这样，或留空"]
    if mobile and not _MOBILE.fullmatch(mobile):
        wrong["mobile"] = ["不是手机号码；写 11 位数字，或留空"]
    if wrong:
        raise ValidationError(wrong)
    if (email, mobile) != (user.email, phone(user)):
        log_operation(user, "messages.address", user.username)
    User.objects.filter(pk=user.pk).update(email=email)
    user.email = email
    for name, value in ((_PHONE, mobile), (_OFF, sorted(f"{k}:{c}" for k, c in choices() if f"{k}:{c}" not in on))):
        Preference.objects.update_or_create(user=user, name=name, defaults={"value": value})


def with_preferences(users: Iterable[User]) -> list[User]:
    """The users with what they chose, read at once."""
    found = list(users)
    prefetch_related_objects(found, "preferences")
    return found
