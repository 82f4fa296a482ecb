"""Tokens: shown once, kept as a hash, two at once during an overlap, revoked and expired at once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone

from dingdian.accounts import tokens
from dingdian.accounts.tokens import Kept, Token
from tests.accounts.factory import sign_in
from tests.api.conftest import Country, signed_in
from tests.api.requests import send


@pytest.fixture
def office(country: Country) -> Client:
    """The institution's office in a browser."""
    return sign_in(Client(), country.users["institution"])


def bearer(secret: str) -> Client:
    return Client(headers={"Authorization": f"Bearer {secret}"})


def issue(client: Client, key: str, **body: Any) -> Any:
    return send(client, "POST", "/tokens", {"name": "医院信息系统", **body}, key)


def test_a_token_opens_the_door_and_is_shown_once(country: Country, office: Client) -> None:
    told = issue(office, "token-0001").json()
    secret = told["secret"]
    assert bearer(secret).get("/api/me").json()["institution"] == country.institutions["own"]
    assert secret.startswith(told["prefix"]) and len(told["prefix"]) == 10
    (listed,) = office.get("/api/tokens").json()["items"]
    assert (listed["secret"], listed["valid"], listed["used_at"] is not None) == (None, True, True)
    kept = str(list(Token.objects.values())) + str(list(Kept.objects.values()))
    assert secret not in kept
    again = issue(office, "token-0001")
    assert (again["Idempotency-Replayed"], again.json().get("secret")) == ("true", None)


def test_a_program_replaces_its_own_token(country: Country, office: Client) -> None:
    old = bearer(issue(office, "token-0001").json()["secret"])
    told = issue(old, "token-0002", overlap_hours=24).json()
    new = bearer(told["secret"])
    assert (old.get("/api/me").status_code, new.get("/api/me").status_code) == (200, 200)
    assert issue(new, "token-0003").status_code == 422
    first, second = Token.objects.order_by("pk")
    assert first.expires_at <= timezone.now() + timedelta(hours=24) < second.expires_at
    Token.objects.filter(pk=first.pk).update(expires_at=timezone.now())
    assert (old.get("/api/me").status_code, new.get("/api/me").status_code) == (401, 200)
    assert issue(new, "token-0004").status_code == 201


def test_without_an_overlap_the_old_one_runs_on(office: Client) -> None:
    issue(office, "token-0001")
    ends = Token.objects.get().expires_at
    issue(office, "token-0002")
    assert Token.objects.order_by("pk")[0].expires_at == ends


def test_an_overlap_never_prolongs(office: Client) -> None:
    issue(office, "token-0001")
    soon = timezone.now() + timedelta(hours=1)
    Token.objects.update(expires_at=soon)
    issue(office, "token-0002", overlap_hours=24)
    assert Token.objects.order_by("pk")[0].expires_at == soon


def test_a_revoked_token_is_closed_at_once(office: Client) -> None:
    told = issue(office, "token-0001").json()
    answer = send(office, "POST", f"/tokens/{told['id']}/revocation", {}, "revoke-001")
    assert (answer.status_code, answer.json()["valid"]) == (201, False)
    assert bearer(told["secret"]).get("/api/me").status_code == 401
    when = Token.objects.get().revoked_at
    assert send(office, "POST", f"/tokens/{told['id']}/revocation", {}, "revoke-002").status_code == 201
    assert Token.objects.get().revoked_at == when


def test_use_is_kept_to_the_minute(country: Country) -> None:
    client = signed_in(country.users["clerk"])
    client.get("/api/me")
    first = Token.objects.get().used_at
    client.get("/api/me")
    assert Token.objects.get().used_at == first
    Token.objects.update(used_at=first - timedelta(minutes=2))
    client.get("/api/me")
    assert Token.objects.get().used_at > first


def test_a_user_without_office_has_tokens_of_their_own(country: Country) -> None:
    made, _ = tokens.issue(country.users["system_admin"], "卷宗")
    assert list(tokens.tokens_of(country.users["system_admin"])) == [made]
    assert not tokens.tokens_of(country.users["audit_admin"]).exists()
    assert str(made) == f"{made.prefix}…"


def test_a_token_never_ends_before_it_begins(country: Country) -> None:
    now = timezone.now()
    with pytest.raises(IntegrityError):
        Token.objects.create(user=country.users["clerk"], digest="x", issued_at=now, expires_at=now - timedelta(1))


@pytest.mark.parametrize("body", [{"name": ""}, {"name": "x" * 61}, {"overlap_hours": -1}, {"overlap_hours": 1.5}])
def test_a_wrong_request_for_a_token_is_named(office: Client, body: dict[str, Any]) -> None:
    answer = issue(office, "token-0001", **body)
    assert (answer.status_code, [e["field"] for e in answer.json()["errors"]]) == (400, list(body))
