"""Tokens of an institution's programs: issued, shown by their prefix, replaced with an overlap, revoked."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router
from pydantic import ConfigDict, Field

from dingdian.accounts import tokens as kept
from dingdian.accounts.log import log_operation
from dingdian.api.once import once
from dingdian.api.paging import page
from dingdian.api.perms import allowed
from dingdian.api.shapes import Page, TokenOut
from dingdian.api.values import After, Asked, Id, Key, Limit

router = Router(tags=["令牌"])


class TokenIn(Asked):
    """`overlap_hours`: the token in use ends after so long (null: it runs on)."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "医院信息系统", "overlap_hours": 24}]})

    name: Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[^\u0000-\u001f]+$")]
    overlap_hours: Annotated[int, Field(ge=0, le=24 * 90)] | None = None


@router.get("/tokens", operation_id="tokens", response=Page[TokenOut], summary="本单位的令牌")
def tokens(request: HttpRequest, after: After = None, limit: Limit = 50) -> Any:
    return page(kept.tokens_of(allowed(request, "tokens")), ("pk",), after, limit, _shown)


@router.post("/tokens", operation_id="issue_token", response={201: TokenOut}, summary="签发令牌")
def issue_token(request: HttpRequest, body: TokenIn, key: Key) -> Any:
    """The secret is in this answer and never again; at most two tokens are valid at once."""
    user = allowed(request, "issue_token")
    overlap = None if body.overlap_hours is None else timedelta(hours=body.overlap_hours)

    def work() -> TokenOut:
        token, secret = kept.issue(user, body.name, overlap=overlap)
        log_operation(user, "token.issue", token.prefix, request=request)
        return _shown(token, secret)

    return once(request, key, work, secret="secret")


@router.post("/tokens/{id}/revocation", operation_id="revoke_token", response={201: TokenOut}, summary="吊销令牌")
def revoke_token(request: HttpRequest, id: Id, key: Key) -> Any:
    user = allowed(request, "revoke_token")
    token = kept.tokens_of(user).get(pk=id)

    def work() -> TokenOut:
        kept.revoke(token)
        log_operation(user, "token.revoke", token.prefix, request=request)
        return _shown(token)

    return once(request, key, work)


def _shown(token: kept.Token, secret: str | None = None) -> TokenOut:
    return TokenOut(
        id=token.pk,
        name=token.name,
        prefix=token.prefix,
        issued_at=token.issued_at,
        expires_at=token.expires_at,
        revoked_at=token.revoked_at,
        used_at=token.used_at,
        valid=token.valid(timezone.now()),
        secret=secret,
    )
