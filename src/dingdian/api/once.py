"""A request that changes something is carried out once, however often it is sent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import Schema

from dingdian.accounts.tokens import Kept
from dingdian.journal import canonical
from dingdian.journal.record import Conflict

REPLAYED = "Idempotency-Replayed"


def once(request: HttpRequest, key: str, work: Callable[[], Schema], *, secret: str | None = None) -> HttpResponse:
    """Carry out `work` and keep its answer in the same transaction; the same request again gets the same answer.

    `secret`: a field that is told only the first time. Raises `Conflict` where the key was used for something else;
    a refusal or a mistake keeps nothing, so it may be mended and sent again under the same key.
    """
    body = canonical.text(canonical.parse(request.body.decode("utf-8"))) if request.body else ""
    asked = canonical.digest(f"{request.method} {request.path}\n{body}")
    user: Any = request.user
    with transaction.atomic():
        kept, new = Kept.objects.get_or_create(user=user, key=key, defaults={"request_hash": asked})
        if kept.request_hash != asked:
            raise Conflict("这个请求编号已用于另一项内容；换一个编号，或核对内容后原样重发")
        if new:
            answer = work()
            kept.status, kept.answer = 201, answer.model_dump_json(exclude={secret} if secret else None)
            kept.save(update_fields=["status", "answer"])
            return _told(answer.model_dump_json(), kept.status)
    again = _told(kept.answer, kept.status)
    again[REPLAYED] = "true"
    return again


def journal_key(user: Any, key: str) -> str:
    """The key under which the journal keeps the request: no user meets another's."""
    return f"api:{user.pk}:{key}"


def forget(before: datetime) -> int:
    """Drop the answers kept before that moment; the journal still knows its own keys."""
    return Kept.objects.filter(kept_at__lt=before).delete()[0]


def _told(text: str, status: int) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="application/json")
