"""Schemathesis in all its phases: whatever is sent, and in whatever order, the API answers as it describes itself.

Each part is asked by a user who may do everything in its scope, over a real connection, with all standard checks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import schemathesis
from django.core.servers.basehttp import WSGIRequestHandler
from django.core.signals import request_started
from django.test import override_settings
from hypothesis import strategies as st
from pytest_django.live_server_helper import LiveServer
from schemathesis.engine import Status, events, from_schema
from schemathesis.engine.run import PhaseName

from dingdian.accounts.models import User
from dingdian.accounts.tokens import Token, digest
from dingdian.api.perms import OPERATIONS
from dingdian.casework import actions
from dingdian.casework.models import Proposal
from dingdian.journal.story import open_story
from dingdian.law.setting import Setting
from tests.api.conftest import Country, handling, secret_of
from tests.world import BY

EXAMPLES = 100
PHASES = {PhaseName.EXAMPLES, PhaseName.COVERAGE, PhaseName.FUZZING, PhaseName.STATEFUL_TESTING}
PARTS: dict[str, tuple[str, set[str]]] = {
    "rules": ("head", {"me", "regimes", "regime", "clause", "processes", "process"}),
    "registry": (
        "head",
        {name for name, doing in OPERATIONS.items() if doing in ("registry.view", "person.lookup")}
        | {"institution_deadlines"},
    ),
    "casework": (
        "head",
        {name for name, doing in OPERATIONS.items() if doing.startswith(("case.", "proposal."))}
        - {"institution_deadlines"},  # asked where institutions are found
    ),
    "tokens": ("institution", {name for name in OPERATIONS if "token" in name}),
    "replays": ("system_admin", {name for name in OPERATIONS if "replay" in name}),
}
ALWAYS_ANSWERED = ["me", "regimes", "regime", "clause", "processes", "process", "institution", "person", "case",
                   "proposal", "issue_token", "revoke_token"]  # fmt: skip
"""A sound request to any other may still be refused: a cursor of another list, a day that no rule reaches, an act that
the law or a second person stands against."""


def test_every_operation_is_asked() -> None:
    assert set().union(*(names for _, names in PARTS.values())) == OPERATIONS.keys()


def bodies(country: Country) -> dict[str, list[dict[str, Any]]]:
    """Contents that can be meant, beside what is made up, so that something is done and links are followed."""
    acts = [
        {"act": handling(country.institutions["own"], country.people["own"], None, f"2025-03-{n:02}")} for n in (3, 5)
    ]
    told = {"act": "notice.deliver_to_institution", "on": "2025-02-06", "of": country.handlings["own"]}
    person = {"code": country.people["own"], "name": "张某", "role": "medical"}
    person["sites"] = [{"institution": country.institutions["own"], "filed_on": "2025-01-02"}]
    place = {"code": country.institutions["own"], "name": "甲医院", "sector": "medical_institution"}
    story = {"title": "卷宗", "persons": "yunnan-2025", "setting": {"institutions": [place], "people": [person]}}
    return {
        "open_replay": [story],
        "replay_act": acts,
        "do": [{"act": told}],
        "propose": acts,
        "edit": acts,
        "sign": [{"version": 1, "agreed": True}, {"version": 1, "agreed": False, "remark": "再核对"}],
    }


def approved(country: Country) -> int:
    """A proposal that was signed and waits to be enacted."""
    clerk, head = country.users["clerk"], country.user("reviewer", "signer", "own")
    act = handling(country.institutions["own"], country.people["own"], "d-signed", "2025-03-06")
    drawn = actions.propose(country.regions["own"], act, acting_user=clerk)
    actions.submit(drawn, acting_user=clerk)
    actions.sign(drawn, acting_user=head, version=1, agreed=True)
    return drawn.pk


def told_of(country: Country, story: dict[str, Any]) -> str:
    """A story with somebody in it of whom something can be told."""
    code = f"replay-{country.users['system_admin'].pk}-meant"
    setting = Setting.model_validate(story["setting"])
    open_story(code, "卷宗", story["persons"], "", setting, by=BY, first=date(2025, 1, 2))
    return code


def asked(country: Country, server: LiveServer, part: str) -> Any:
    """The part's operations as Schemathesis sees them, with its user's token."""
    role, names = PARTS[part]
    answered = {"positive_data_acceptance": {"enabled": True, "expected-statuses": ["2xx", "404", "409", "422"]}}
    config: dict[str, Any] = {
        "seed": 1,
        "headers": {"Authorization": f"Bearer {secret_of(country.users[role])}"},
        "generation": {"max-examples": EXAMPLES, "deterministic": True, "database": "none"},
        "continue-on-failure": True,
        "phases": {"examples": {"fill-missing": True}},
        "checks": {"positive_data_acceptance": {"enabled": False}},
        "operations": [
            {"enabled": False, "exclude-operation-id": sorted(names)},
            {"include-operation-id": ALWAYS_ANSWERED, "checks": answered},
        ],
    }
    schema = schemathesis.openapi.from_url(
        f"{server.url}/api/openapi.json", config=schemathesis.Config.from_dict(config)
    )
    sound = bodies(country)
    story = told_of(country, sound["open_replay"][0])
    meant_at = {"enact": [{"id": approved(country)}], "replay_act": [{"region": story}]}

    @schema.hook
    def flatmap_case(context: Any, case: Any) -> Any:
        operation = case.operation.definition.raw["operationId"]
        bodies, places = [None, *sound.get(operation, [])], [None, *meant_at.get(operation, [])]
        if case.meta is None or not case.meta.generation.mode.is_positive or len(bodies) == len(places) == 1:
            return st.just(case)

        def meant(chosen: tuple[Any, Any]) -> Any:
            body, place = chosen
            case.body = case.body if body is None else body
            case.path_parameters = case.path_parameters if place is None else place
            return case

        return st.tuples(st.sampled_from(bodies), st.sampled_from(places)).map(meant)

    return schema


@pytest.fixture
def never_revoked(furnished: Country) -> Iterator[None]:
    """The tokens that ask come back whenever they were revoked by what they asked for."""
    marks = [digest(secret_of(user)) for user in furnished.users.values()]

    def back(sender: Any, **_: Any) -> None:
        Token.objects.filter(digest__in=marks, revoked_at__isnull=False).update(revoked_at=None)

    request_started.connect(back)
    yield
    request_started.disconnect(back)


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("never_revoked")
@override_settings(REPLAYS=True)
@pytest.mark.parametrize("part", PARTS)
def test_it_answers_as_described(
    furnished: Country, live_server: LiveServer, part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(WSGIRequestHandler, "disable_nagle_algorithm", True)  # else each answer waits 40 ms
    drawer = User.objects.get(username="clerk-own")
    actions.submit(Proposal.objects.get(pk=furnished.proposals["own"]), acting_user=drawer)
    wrong: dict[str, str] = {}
    statuses: dict[str, set[int]] = defaultdict(set)
    passed = set()
    for event in from_schema(asked(furnished, live_server, part)).execute():
        if isinstance(event, events.PhaseFinished) and event.status in (Status.SUCCESS, Status.FAILURE):
            passed.add(event.phase.name)
        elif isinstance(event, events.NonFatalError | events.FatalError):
            error = event.value if isinstance(event, events.NonFatalError) else event.exception
            wrong[f"{type(event).__name__} {getattr(event, 'label', '')}"] = repr(error)
        elif isinstance(event, events.ScenarioFinished):
            for case_id, exchange in event.recorder.interactions.items():
                if exchange.response is not None:
                    operation = event.recorder.cases[case_id].value.operation.definition.raw["operationId"]
                    statuses[operation].add(exchange.response.status_code)
            for check in (check for checks in event.recorder.checks.values() for check in checks):
                if (found := check.failure_info) is not None:
                    told = f"{event.phase.value}: {found.failure.title}\n{found.failure.message}\n{found.code_sample}"
                    wrong.setdefault(f"{found.failure.operation} {check.name}", told)
    assert not wrong, "\n\n".join(f"{name}\n{told}" for name, told in wrong.items())
    assert passed >= PHASES
    unanswered = {name: found for name, found in statuses.items() if not any(200 <= status < 300 for status in found)}
    assert statuses.keys() == PARTS[part][1] and not unanswered, unanswered
