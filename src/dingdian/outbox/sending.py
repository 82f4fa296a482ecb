"""Emptying the outbox: each message at least once, by one worker at a time, again after a while where it fails.

A message is sent under the lock of its row and marked in the same transaction: another worker passes it over, and where
a worker dies between sending and marking, it waits on and is sent again under the same reference.
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import Count, Min, QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string

from dingdian.accounts.log import log_operation
from dingdian.accounts.models import User
from dingdian.accounts.perms import may
from dingdian.outbox.channels import Channel, Unsendable, Words
from dingdian.outbox.models import Letter
from dingdian.outbox.preferences import wants

State = Letter.State
_M, _H = timedelta(minutes=1), timedelta(hours=1)
PAUSES = (_M, 5 * _M, 15 * _M, _H, 3 * _H, 12 * _H, 24 * _H)
"""How long a message waits after each failure; after one more it is given up."""
MOST = 1000
"""Messages of one run."""
OLD = timedelta(hours=2)
"""What has waited for so long since it was to be sent shows that nobody sends."""


class NotNow(Exception):  # noqa: N818
    """The message is to be sent later; `until`: when to look again."""

    def __init__(self, until: datetime) -> None:
        super().__init__("还不到发送的时候")
        self.until = until


Compose = Callable[[Letter, datetime], Words | None]
"""Makes the words of a message, from what is true now; null: there is nothing to say any more. Raises `NotNow`."""


def send(now: datetime | None = None) -> int:
    """Send what is to be sent by now; the number of messages sent."""
    now = now or timezone.now()
    compose: Compose = import_string(settings.COMPOSER)
    channels: dict[str, Channel] = {}
    sent = 0
    try:
        for _ in range(MOST):
            with transaction.atomic():
                letter = _next(now)
                if letter is None:
                    break
                _try(letter, compose, channels, now)
                letter.save(update_fields=["state", "next_at", "attempts", "ended_at", "error"])
                sent += letter.state == State.SENT
    finally:
        for channel in channels.values():
            channel.close()
    return sent


def _waiting(now: datetime) -> QuerySet[Letter]:
    return Letter.objects.filter(state=State.WAITING, next_at__lte=now).order_by("next_at", "id")


def _next(now: datetime) -> Letter | None:
    """The message that has waited longest and that no other worker holds, held until the transaction ends."""
    return _waiting(now).select_for_update(skip_locked=True, of=("self",)).select_related("user__organisation").first()


def _try(letter: Letter, compose: Compose, channels: dict[str, Channel], now: datetime) -> None:
    """Send one message, and say on it what came of that."""
    try:
        with transaction.atomic():
            words = compose(letter, now) if _wanted(letter) else None
            if words is not None:
                if letter.channel not in channels:
                    channels[letter.channel] = import_string(settings.CHANNELS[letter.channel])()
                channels[letter.channel].send(letter, words)
    except NotNow as error:
        letter.next_at = error.until
    except Unsendable as error:
        _end(letter, State.DEAD, now, str(error))
    except DatabaseError:
        raise  # nothing can be marked; the message waits on
    except Exception as error:  # whatever it is, the others go out
        _failed(letter, now, error)
    else:
        _end(letter, State.DROPPED if words is None else State.SENT, now)


def _wanted(letter: Letter) -> bool:
    return letter.user.is_active and wants(letter.user, letter.kind, letter.channel)


def _end(letter: Letter, state: State, now: datetime, error: str = "") -> None:
    letter.state, letter.ended_at, letter.error = state, now, error[:200]
    letter.attempts += 1


def _failed(letter: Letter, now: datetime, error: Exception) -> None:
    """To be tried again after a while, or given up. Only the kind of failure is kept: its text may hold an address."""
    text = _said(error)
    if letter.attempts >= len(PAUSES):
        _end(letter, State.DEAD, now, f"试了 {len(PAUSES) + 1} 次：{text}")
        return
    letter.next_at, letter.error = now + PAUSES[letter.attempts], text[:200]
    letter.attempts += 1


_KINDS: tuple[tuple[type[Exception], str], ...] = (
    (smtplib.SMTPAuthenticationError, "邮件服务器不认用户名或密码"),
    (smtplib.SMTPRecipientsRefused, "邮件服务器暂时不收这个地址"),
    (smtplib.SMTPNotSupportedError, "邮件服务器不能加密"),
    (smtplib.SMTPException, "邮件服务器没有收下"),
    (ssl.SSLError, "邮件服务器的证书不可信，或加密没有谈成"),
    (OSError, "连不上对方的服务器"),
)


def _said(error: Exception) -> str:
    """The kind of failure in words, with what those who keep the system look for."""
    code = getattr(error, "smtp_code", None)
    words = next((text for kind, text in _KINDS if isinstance(error, kind)), "发送出错")
    return f"{words}（{type(error).__name__}{f' {code}' if code else ''}）"


# For those who keep the system


class NotAllowed(PermissionError):  # noqa: N818
    """The user may not look after the outbox."""


def in_state(rows: QuerySet[Letter], state: str) -> QuerySet[Letter]:
    """Those of a state; all where there is no such state."""
    return rows.filter(state=state) if state in State.values else rows


def letters(user: User) -> QuerySet[Letter]:
    """The whole outbox, newest first; nothing for who may not look after it."""
    if not may(user, "system.manage"):
        return Letter.objects.none()
    return Letter.objects.select_related("user").order_by("-id")


def retry(letter: Letter, *, acting_user: User) -> bool:
    """Let a message that was given up, or waits for its next try, be tried at once; whether it was one of these."""
    if not may(acting_user, "system.manage"):
        raise NotAllowed("只有系统管理员可以重发消息")
    with transaction.atomic():
        row = Letter.objects.select_for_update().get(pk=letter.pk)
        if row.state not in (State.DEAD, State.WAITING):
            return False
        row.state, row.attempts, row.next_at, row.ended_at = State.WAITING, 0, timezone.now(), None
        row.save(update_fields=["state", "attempts", "next_at", "ended_at"])
        log_operation(acting_user, "messages.retry", f"letter:{row.pk}")
    return True


@dataclass(frozen=True)
class Backlog:
    """What the outbox holds: of each state how many, and since when the oldest overdue message waits to be sent."""

    counts: dict[str, int]
    oldest: datetime | None
    healthy: bool


def backlog(now: datetime | None = None) -> Backlog:
    """How the outbox stands. It is not healthy where messages were given up, or wait although it is their turn."""
    now = now or timezone.now()
    counts = dict.fromkeys(State.values, 0) | dict(Letter.objects.values_list("state").annotate(n=Count("pk")))
    oldest = _waiting(now).order_by().aggregate(first=Min("next_at"))["first"]
    late = oldest is not None and now - oldest > OLD
    return Backlog(counts, oldest, not late and not counts[State.DEAD])
