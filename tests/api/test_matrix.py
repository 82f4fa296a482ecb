"""Every operation × every role × own, parent, sibling, other: what is allowed is done, all else is refused and unseen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client, override_settings

from dingdian.accounts.models import User
from dingdian.accounts.tokens import Kept, Token
from dingdian.api.app import api
from dingdian.api.perms import OPERATIONS, permitted
from dingdian.casework.models import Proposal, Signature
from dingdian.journal.models import Entry, Region
from tests.api.conftest import LEVELS, Country, handling, signed_in
from tests.api.requests import ASKS, Ask, send

ROLES = list(User.Role.values)
ONLY_SEEN_BY: dict[str, set[str]] = {
    "case": {role for role in ROLES if role != "partner"},
    "revoke_token": {"institution"},
    "replay_act": {"system_admin"},
    "replay_question": {"system_admin"},
}
"""Things of the own level that not everybody in the scope sees: a partner only cases that wait for a partner, and what
lies with one kind of user; all else is seen by office, institution and person."""


def described() -> dict[str, tuple[str, str, Any]]:
    """Operation → method, path and description, as the API itself tells."""
    paths = api.get_openapi_schema(path_prefix="/api/")["paths"]
    return {op["operationId"]: (method, path, op) for path, ops in paths.items() for method, op in ops.items()}


def test_the_tables_name_every_operation() -> None:
    assert described().keys() == OPERATIONS.keys() == ASKS.keys()
    for name, (method, path, _) in described().items():
        assert ASKS[name].method == method.upper(), name
        assert path.startswith("/api/"), name


def counted() -> tuple[int, ...]:
    return tuple(m.objects.count() for m in (Entry, Proposal, Signature, Token, Region, Kept))


def expected(user: User, name: str, ask: Ask, level: str) -> frozenset[int]:
    """The statuses that are right."""
    if OPERATIONS[name] and not permitted(user, OPERATIONS[name]):
        return frozenset({403})
    if not ask.named:
        return ask.inside
    seen = level == "own" and user.role in ONLY_SEEN_BY.get(name, {user.role})
    return ask.inside if seen else ask.outside


@override_settings(REPLAYS=True)
@pytest.mark.parametrize("role", ROLES)
def test_who_may_do_what_where(furnished: Country, role: str) -> None:
    user = furnished.users[role]
    client, wrong = signed_in(user), []
    if role == "institution":
        Token.objects.filter(pk=furnished.tokens["own"]).update(user=user)
    for name, ask in ASKS.items():
        for level in LEVELS if ask.named else ["own"]:
            before = counted()
            answer = ask.send(client, furnished, level, f"{name}-{level}-{role}")
            right = expected(user, name, ask, level)
            if answer.status_code not in right:
                wrong.append(f"{name} {level}: {answer.status_code}, not {sorted(right)}: {answer.content.decode()}")
            if answer.status_code >= 400 and counted() != before:
                wrong.append(f"{name} {level}: refused, yet something was written")
            told = answer.content.decode()
            foreign = [x for other in LEVELS[1:] for x in (furnished.institutions[other], furnished.people[other])]
            wrong += [f"{name} {level}: tells of {code}" for code in foreign if code in told]
    assert not wrong, "\n".join(wrong)


@override_settings(REPLAYS=True)
def test_nobody_is_let_in_without_signing_in(furnished: Country) -> None:
    furnished.users["clerk"].is_active = False
    furnished.users["clerk"].save()
    gone = signed_in(furnished.users["clerk"])
    for client in (Client(), gone, Client(headers={"Authorization": "Bearer dd_wrong"})):
        for name, ask in ASKS.items():
            answer = ask.send(client, furnished, "own")
            assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer"), name


def test_stories_are_told_to_no_office_in_production(furnished: Country) -> None:
    for role in ROLES:
        client = signed_in(furnished.users[role])
        for name in ("open_replay", "replay_act", "replay_question"):
            assert ASKS[name].send(client, furnished, "own").status_code == 404, (role, name)


# Foreign codes in every field that names something

Swap = Callable[[Country, str], tuple[str, str, dict[str, Any] | None]]


def _get(path: str) -> Swap:
    def built(c: Country, level: str) -> tuple[str, str, None]:
        names = {"i": c.institutions, "p": c.people}
        own = {k: v["own"] for k, v in names.items()}
        foreign = {k.upper(): v[level] for k, v in names.items()}
        return "GET", path.format(**own, **foreign, region="other", case=c.cases[level]), None

    return built


def _post(path: str, body: Callable[[Country, str], dict[str, Any]]) -> Swap:
    return lambda c, level: ("POST", path.format(own=c.proposals["own"], other=c.proposals[level]), body(c, level))


def _mixed(place: str, person: str) -> Callable[[Country, str], dict[str, Any]]:
    def act(c: Country, level: str) -> dict[str, Any]:
        places = {"own": c.institutions["own"], "foreign": c.institutions[level]}
        people = {"own": c.people["own"], "foreign": c.people[level]}
        return {"act": handling(places[place], people[person], "x1", "2025-03-05")}

    return act


def _of(c: Country, level: str) -> dict[str, Any]:
    return {"act": {"act": "notice.deliver_to_institution", "on": "2025-02-06", "of": c.handlings[level]}}


def _elsewhere(c: Country, level: str) -> dict[str, Any]:
    own = c.institutions["own"], c.people["own"]
    return {"region": "other" if level == "other" else "nowhere", "act": handling(*own, "x1", "2025-03-05")}


SWAPS: dict[tuple[str, str], Swap] = {
    ("institution", "code"): _get("/institutions/{I}"),
    ("institution", "region"): _get("/institutions/{i}?region={region}"),
    ("institution_people", "code"): _get("/institutions/{I}/people"),
    ("institution_people", "region"): _get("/institutions/{i}/people?region={region}"),
    ("institution_marks", "code"): _get("/institutions/{I}/marks"),
    ("institution_marks", "region"): _get("/institutions/{i}/marks?region={region}"),
    ("institution_deadlines", "code"): _get("/institutions/{I}/deadlines"),
    ("institution_deadlines", "region"): _get("/institutions/{i}/deadlines?region={region}"),
    ("person", "code"): _get("/people/{P}"),
    ("person", "region"): _get("/people/{p}?region={region}"),
    ("person_sites", "code"): _get("/people/{P}/sites"),
    ("person_sites", "region"): _get("/people/{p}/sites?region={region}"),
    ("person_standing", "code"): _get("/people/{P}/standing"),
    ("person_standing", "site"): _get("/people/{p}/standing?site={I}"),
    ("person_standing", "region"): _get("/people/{p}/standing?region={region}"),
    ("person_standings", "code"): _get("/people/{P}/standings"),
    ("person_standings", "site"): _get("/people/{p}/standings?site={I}"),
    ("person_standings", "region"): _get("/people/{p}/standings?region={region}"),
    ("person_points", "code"): _get("/people/{P}/points"),
    ("person_points", "region"): _get("/people/{p}/points?region={region}"),
    ("person_deadlines", "code"): _get("/people/{P}/deadlines"),
    ("person_deadlines", "region"): _get("/people/{p}/deadlines?region={region}"),
    ("payability", "institution"): _get("/payability?on=2025-03-10&institution={I}&person={p}"),
    ("payability", "person"): _get("/payability?on=2025-03-10&institution={i}&person={P}"),
    ("payability", "region"): _get("/payability?on=2025-03-10&institution={i}&person={p}&region={region}"),
    ("case", "id"): _get("/cases/{case}"),
    ("do", "region"): _post("/acts", _elsewhere),
    ("do", "act.of"): _post("/acts", _of),
    ("do", "act.institution"): _post("/acts", _mixed("foreign", "own")),
    ("do", "act.findings.persons"): _post("/acts", _mixed("own", "foreign")),
    ("propose", "region"): _post("/proposals", _elsewhere),
    ("propose", "act.institution"): _post("/proposals", _mixed("foreign", "own")),
    ("propose", "act.findings.persons"): _post("/proposals", _mixed("own", "foreign")),
    ("edit", "id"): _post("/proposals/{other}/edits", _mixed("own", "own")),
    ("edit", "region"): _post("/proposals/{own}/edits", _elsewhere),
    ("edit", "act.institution"): _post("/proposals/{own}/edits", _mixed("foreign", "own")),
    ("edit", "act.findings.persons"): _post("/proposals/{own}/edits", _mixed("own", "foreign")),
    ("proposal", "id"): lambda c, level: ("GET", f"/proposals/{c.proposals[level]}", None),
    ("submit", "id"): _post("/proposals/{other}/submission", lambda c, level: {}),
    ("sign", "id"): _post("/proposals/{other}/signatures", lambda c, level: {"version": 1, "agreed": True}),
    ("enact", "id"): _post("/proposals/{other}/enactment", lambda c, level: {}),
    ("withdraw", "id"): _post("/proposals/{other}/withdrawal", lambda c, level: {}),
}
_HARMLESS = {
    "on", "known_on", "claimed_on", "first_recorded_on", "after", "limit", "q", "queue", "full", "version", "agreed",
    "remark", "name", "title", "department", "scheme", "emergency", "overlap_hours", "setting",
    "persons", "institutions",
}  # fmt: skip
"""Days, places in a list, what is searched within the scope, words about one's own, rules by name: they name nothing."""
_OF_THE_LAW = {"regime", "clause", "process"}
_ELSEWHERE = {"revoke_token", "replay_act", "replay_question"}
"""Swapped in the matrix itself: what a token or a story belongs to is no office's business."""
_BEYOND = {"lookup"}
"""Asks beyond the scope on purpose; what it then tells, and to whom, has tests of its own."""


def test_every_field_that_names_something_is_swapped() -> None:
    """Every parameter and every field of a body is swapped or harmless; fields of acts are walked where scopes are."""
    for name, (_, _, op) in described().items():
        if name in _OF_THE_LAW | _ELSEWHERE | _BEYOND:
            continue
        fields = {p["name"] for p in op.get("parameters", ()) if p["in"] in ("path", "query")}
        body = op.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
        fields |= set(_properties(body)) - {"act"}
        missing = {f for f in fields - _HARMLESS if (name, f) not in SWAPS}
        assert not missing, (name, missing)


def _properties(schema: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in schema:
        schema = api.get_openapi_schema(path_prefix="/api/")["components"]["schemas"][schema["$ref"].split("/")[-1]]
    found: dict[str, Any] = schema.get("properties", {})
    return found


@pytest.mark.parametrize("role", ["head", "institution", "person"])
def test_a_code_of_elsewhere_or_of_nothing_is_refused_in_any_field(furnished: Country, role: str) -> None:
    furnished.institutions["absent"], furnished.people["absent"] = "H53010299999", "D530102999999"
    furnished.handlings["absent"] = "nothing"
    furnished.cases["absent"] = furnished.proposals["absent"] = 999_999_999
    client, wrong = signed_in(furnished.users[role]), []
    for (name, field), swap in SWAPS.items():
        for level in (*LEVELS[1:], "absent"):
            method, path, body = swap(furnished, level)
            before = counted()
            status = send(client, method, path, body, f"{name}-{field}-{level}").status_code
            good = {400, 403, 404} if (name, field) == ("edit", "region") else {403, 404}
            good |= {422} if (level, field) == ("absent", "act.of") else set()  # the law knows of no such decision
            if status not in good or counted() != before:
                wrong.append(f"{name}.{field} {level}: {status}")
    assert not wrong, "\n".join(wrong)
