"""Tokens by which an institution's programs sign in to the API, and the answers kept for requests sent twice.

A token is shown once, when it is issued; only its hash is kept. At most two of one institution are valid at once, so
that a program can be moved to a new one before the old one ends.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

MARK = "dd_"
VALID = timedelta(days=365)
AT_ONCE = 2
SEEN_EVERY = timedelta(minutes=1)
KEPT_FOR = timedelta(days=30)
"""How long a request sent again gets the answer of the first time: a habit of programs, no rule of law."""


class TooMany(Exception):  # noqa: N818 - a refusal is an answer, not a fault
    """Two tokens are valid already; one must be revoked or run out first."""


class Token(models.Model):
    """A right to sign in as a user until a day, unless revoked before; `prefix` is what may be shown of it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="tokens")
    name = models.CharField("名称", max_length=60)
    prefix = models.CharField("前缀", max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    issued_at = models.DateTimeField("签发时间", default=timezone.now)
    expires_at = models.DateTimeField("失效时间")
    revoked_at = models.DateTimeField("吊销时间", null=True)
    used_at = models.DateTimeField("最近使用", null=True)

    class Meta:
        verbose_name = "接口令牌"
        constraints = (
            models.CheckConstraint(name="token_ends_after_issue", condition=Q(expires_at__gte=models.F("issued_at"))),
        )
        indexes = (models.Index(fields=("user", "expires_at"), name="token_of"),)

    def __str__(self) -> str:
        return f"{self.prefix}…"

    def valid(self, now: datetime) -> bool:
        """Whether it opens the door at that moment."""
        return self.revoked_at is None and now < self.expires_at


class Kept(models.Model):
    """The answer to a request that changed something, given again when the same request comes again."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    request_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    answer = models.TextField(blank=True)
    kept_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "key"), name="kept_once"),)
        indexes = (models.Index(fields=("kept_at",), name="kept_since"),)


def forget(now: datetime) -> int:
    """Drop the answers that were kept long enough, and tell how many; the journal still knows the keys of acts."""
    return Kept.objects.filter(kept_at__lt=now - KEPT_FOR).delete()[0]


def tokens_of(user: Any) -> QuerySet[Token]:
    """The tokens of the user's organisation; of a user without one, their own."""
    if user.organisation_id is None:
        return Token.objects.filter(user=user)
    return Token.objects.filter(user__organisation=user.organisation_id)


def issue(user: Any, name: str, *, overlap: timedelta | None = None) -> tuple[Token, str]:
    """A new token and its secret, which is never shown again; raises `TooMany`.

    `overlap`: the tokens valid until now end after so long (null: they run on).
    """
    secret = MARK + secrets.token_urlsafe(32)
    now = timezone.now()
    with transaction.atomic():
        bearer = user.organisation or user
        type(bearer).objects.select_for_update().get(pk=bearer.pk)  # one at a time
        running = [t for t in tokens_of(user).select_for_update() if t.valid(now)]
        if len(running) >= AT_ONCE:
            raise TooMany(f"已有 {AT_ONCE} 个有效令牌；先吊销一个，再签发新的")
        if overlap is not None:
            for token in running:
                token.expires_at = max(
                    min(token.expires_at, now + overlap), token.issued_at + timedelta(microseconds=1)
                )
                token.save(update_fields=["expires_at"])
        made = Token.objects.create(
            user=user, name=name, prefix=secret[:10], digest=digest(secret), issued_at=now, expires_at=now + VALID
        )
    return made, secret


def revoke(token: Token) -> Token:
    """Close a token at once; one that is revoked stays so."""
    if token.revoked_at is None:
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])
    return token


def user_of(secret: str) -> Any | None:
    """The active user for whom a token speaks, or nobody; the moment of use is kept to the minute."""
    now = timezone.now()
    token = Token.objects.select_related("user__organisation__division").filter(digest=digest(secret)).first()
    if token is None or not token.valid(now) or not token.user.is_active:
        return None
    if token.used_at is None or now - token.used_at >= SEEN_EVERY:
        Token.objects.filter(pk=token.pk).update(used_at=now)
    return token.user


def digest(secret: str) -> str:
    """A token is random and long, so a plain hash cannot be reversed."""
    return hashlib.sha256(secret.encode("utf-8")).hexdigest()
