"""One request for every operation of the API, aimed at something of a level."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.test import Client

from tests.api.conftest import Country, handling

Json = dict[str, Any] | None


@dataclass(frozen=True)
class Ask:
    """`path` and `body` name things by level; `named`: whether the request names a thing that lies somewhere."""

    method: str
    path: Callable[[Country, str], str]
    body: Callable[[Country, str], Json] = lambda country, level: None
    named: bool = True
    inside: frozenset[int] = frozenset({200})
    outside: frozenset[int] = frozenset({404})

    def send(self, client: Client, country: Country, level: str, key: str = "request-0001") -> Any:
        path, body = self.path(country, level), self.body(country, level)
        return send(client, self.method, path, body, key)


def send(client: Client, method: str, path: str, body: Json = None, key: str | None = "request-0001") -> Any:
    """A request with its key, as JSON."""
    headers = {} if key is None or method == "GET" else {"Idempotency-Key": key}
    if method == "GET":
        return client.get(f"/api{path}")
    return client.post(f"/api{path}", body or {}, content_type="application/json", headers=headers)


def _get(path: str) -> Ask:
    return Ask("GET", lambda c, level: path.format(**_names(c, level)), named="{" in path)


def _names(c: Country, level: str) -> dict[str, Any]:
    return {
        "institution": c.institutions[level],
        "person": c.people[level],
        "case": c.cases[level],
        "region": c.regions[level].code,
    }


def _deliver(c: Country, level: str) -> Json:
    return {"act": {"act": "notice.deliver_to_institution", "on": "2025-02-06", "of": c.handlings[level]}}


def _decide(c: Country, level: str) -> Json:
    return {"act": handling(c.institutions[level], c.people[level], f"x-{level}", "2025-03-05")}


WRITES = frozenset({201, 403, 422})
"""An act inside the scope is recorded, or refused by law: by its state, or because another role or two persons do it."""
REFUSED = frozenset({403, 404})

ASKS: dict[str, Ask] = {
    "me": _get("/me"),
    "regimes": _get("/regimes"),
    "regime": _get("/regimes/yunnan-2025"),
    "clause": _get("/regimes/yunnan-2025/clauses/yunnan/15"),
    "processes": _get("/processes"),
    "process": _get("/processes/handling"),
    "institutions": _get("/institutions"),
    "institution": _get("/institutions/{institution}"),
    "institution_people": _get("/institutions/{institution}/people"),
    "institution_marks": _get("/institutions/{institution}/marks"),
    "institution_deadlines": _get("/institutions/{institution}/deadlines"),
    "people": _get("/people"),
    "person": _get("/people/{person}"),
    "person_sites": _get("/people/{person}/sites"),
    "person_standing": _get("/people/{person}/standing?on=2025-03-10"),
    "lookup": Ask("GET", lambda c, level: f"/lookups/{c.people[level]}?purpose=filing", named=False),
    "person_standings": _get("/people/{person}/standings"),
    "person_points": _get("/people/{person}/points"),
    "person_deadlines": _get("/people/{person}/deadlines?on=2025-02-05"),
    "payability": _get("/payability?institution={institution}&person={person}&on=2025-03-10"),
    "cases": _get("/cases"),
    "case": _get("/cases/{case}"),
    "do": Ask("POST", lambda c, level: "/acts", _deliver, inside=WRITES, outside=REFUSED),
    "proposals": _get("/proposals"),
    "propose": Ask("POST", lambda c, level: "/proposals", _decide, inside=WRITES, outside=REFUSED),
    "proposal": Ask("GET", lambda c, level: f"/proposals/{c.proposals[level]}"),
    "edit": Ask("POST", lambda c, level: f"/proposals/{c.proposals[level]}/edits", _decide, inside=WRITES | {409}),
    "submit": Ask("POST", lambda c, level: f"/proposals/{c.proposals[level]}/submission", inside=WRITES | {409}),
    "sign": Ask("POST", lambda c, level: f"/proposals/{c.proposals[level]}/signatures",
                lambda c, level: {"version": 1, "agreed": True}, inside=WRITES | {409}),
    "enact": Ask("POST", lambda c, level: f"/proposals/{c.proposals[level]}/enactment", inside=WRITES | {409}),
    "withdraw": Ask("POST", lambda c, level: f"/proposals/{c.proposals[level]}/withdrawal", inside=WRITES | {409}),
    "tokens": _get("/tokens"),
    "issue_token": Ask("POST", lambda c, level: "/tokens", lambda c, level: {"name": "测试"}, named=False,
                       inside=frozenset({201, 422})),
    "revoke_token": Ask("POST", lambda c, level: f"/tokens/{c.tokens[level]}/revocation", inside=frozenset({201})),
    "open_replay": Ask("POST", lambda c, level: "/replays",
                       lambda c, level: {"title": "卷宗", "persons": "yunnan-2025"}, named=False,
                       inside=frozenset({201})),
    "replay_act": Ask("POST", lambda c, level: f"/replays/{c.replays[level]}/acts",
                      lambda c, level: {"act": {"act": "notice.issue", "on": "2025-02-06", "of": "h"}},
                      inside=frozenset({201, 422})),
    "replay_question": Ask("POST", lambda c, level: f"/replays/{c.replays[level]}/questions",
                           lambda c, level: {"question": {"parameter": "notice.issue_working_days"}}),
}  # fmt: skip
