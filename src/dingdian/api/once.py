"""A request that changes something is carried out once, however often it is sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import Schema
from ninja.errors import HttpError

from dingdian.accounts.tokens import Kept
from dingdian.api.problems import UNREADABLE
from dingdian.api.values import exact
from dingdian.journal import canonical
from dingdian.journal.record import Conflict

REPLAYED = "Idempotency-Replayed"


def once(request: HttpRequest, key: str, work: Callable[[], Schema], *, secret: str | None = None) -> HttpResponse:
    """Carry out `work` and keep its answer in the same transaction; the same request again gets the same answer.

    `secret`: a field that is told only the first time. Raises `Conflict` where the key was used for something else;
    a refusal or a mistake keeps nothing, so it may be mended and sent again under the same key.
    """
    try:
        body = canonical.text(exact(request.body)) if request.body else ""
    except ValueError:  # of an operation that asks for no content, so that nothing has looked at it yet
        raise HttpError(400, UNREADABLE) from None
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


def _told(text: str, status: int) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="application/json")
