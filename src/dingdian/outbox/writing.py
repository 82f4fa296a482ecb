"""Putting messages into the outbox, in the transaction of whatever causes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone

from dingdian.accounts.models import User
from dingdian.outbox.kinds import KINDS
from dingdian.outbox.models import Letter
from dingdian.outbox.preferences import OUTSIDE, address, wants, with_preferences

Channel = Letter.Channel


def write(kind: str, cause: str, users: Iterable[User], details: Mapping[str, Any]) -> None:
    """A message to each of these users by every channel that reaches them, once for a cause."""
    now = timezone.now()
    channels = OUTSIDE if KINDS[kind].sms else (Channel.EMAIL,)
    if not KINDS[kind].posted:
        channels = (Channel.SITE, *channels)
    letters = [
        Letter(
            user=user, channel=channel, kind=kind, cause=cause, details=dict(details), made_at=now, next_at=now
        )
        for user in with_preferences(users)
        for channel in channels
        if address(user, channel) and wants(user, kind, channel)
    ]  # fmt: skip
    Letter.objects.bulk_create(letters, ignore_conflicts=True)
