"""Schemathesis in all its phases: whatever is sent, and in whatever order, the API answers as it describes itself.

Each part is asked by a user who may do everything in its scope, over a real connection, with all standard checks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
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
from dingdian.journal.models import Region
from dingdian.journal.record import Refused, record
from dingdian.journal.slices import ACT
from dingdian.journal.story import open_story
from dingdian.law.setting import Setting
from tests import world
from tests.api.conftest import Country, handling, secret_of
from tests.api.told import RULES, Story, acts_at, exact, perhaps_changed, stories
from tests.world import BY

EXAMPLES = 100
PHASES = {PhaseName.EXAMPLES, PhaseName.COVERAGE, PhaseName.FUZZING, PhaseName.STATEFUL_TESTING}


@dataclass(frozen=True)
class Part:
    """Operations that one user is asked; `rules`: the rules on institutions of the region, where it has any."""

    role: str
    names: frozenset[str]
    rules: str = ""


CASEWORK = frozenset(name for name, doing in OPERATIONS.items() if doing.startswith(("case.", "proposal.")))
REPLAYS = frozenset(name for name in OPERATIONS if "replay" in name)
OF_INSTITUTIONS = frozenset({"institutions", "institution", "institution_deadlines", "payability"})
AT_A_DESK = OF_INSTITUTIONS | {"do", "cases", "case"}
PERSONS = {
    "rules": Part("head", frozenset({"me", "regimes", "regime", "clause", "processes", "process"})),
    "registry": Part(
        "head",
        frozenset(name for name, doing in OPERATIONS.items() if doing in ("registry.view", "person.lookup"))
        | {"institution_deadlines"},
    ),
    "casework": Part("head", CASEWORK - {"institution_deadlines"}),  # asked where institutions are found
    "tokens": Part("institution", frozenset(name for name in OPERATIONS if "token" in name)),
    "replays": Part("system_admin", REPLAYS),
}
PARTS = PERSONS | {
    f"{rules}, {part}": Part(role, names, rules)
    for rules in RULES
    for part, role, names in (
        ("casework", "head", CASEWORK | OF_INSTITUTIONS),
        ("institution", "institution", AT_A_DESK),
        ("administration", "official", AT_A_DESK),
        ("replays", "system_admin", REPLAYS),
    )
}
ALWAYS_ANSWERED = ["me", "regimes", "regime", "clause", "processes", "process", "institution", "person", "case",
                   "proposal", "issue_token", "revoke_token"]  # fmt: skip
"""A sound request to any other may still be refused: a cursor of another list, a day that no rule reaches, an act that
the law or a second person stands against."""


def test_every_operation_is_asked() -> None:
    assert set().union(*(part.names for part in PERSONS.values())) == OPERATIONS.keys()


Meant = list[st.SearchStrategy[tuple[Any, Any]]]
"""For an operation: contents that can be meant (null: as made up) and places (null: as made up)."""


def of_persons(country: Country, *, stories_told: bool) -> dict[str, Meant]:
    """Contents that can be meant, beside what is made up, so that something is done and links are followed."""
    acts = [
        {"act": handling(country.institutions["own"], country.people["own"], None, f"2025-03-{n:02}")} for n in (3, 5)
    ]
    delivery = {"act": "notice.deliver_to_institution", "on": "2025-02-06", "of": country.handlings["own"]}
    person = {"code": country.people["own"], "name": "张某", "role": "medical"}
    person["sites"] = [{"institution": country.institutions["own"], "filed_on": "2025-01-02"}]
    place = {"code": country.institutions["own"], "name": "甲医院", "sector": "medical_institution"}
    story = {"title": "卷宗", "persons": "yunnan-2025", "setting": {"institutions": [place], "people": [person]}}
    agreed = [{"version": 1, "agreed": True}, {"version": 1, "agreed": False, "remark": "再核对"}]
    regions: list[Any] = [None]
    if stories_told:  # elsewhere an institution would find its own code in two regions, and be asked which it means
        regions.append({"region": told_of(country, story, "meant")})
    return {
        "open_replay": [_any([None, story])],
        "replay_act": [_any([None, *acts], regions)],
        "do": [_any([None, {"act": delivery}])],
        "propose": [_any([None, *acts])],
        "edit": [_any([None, *acts])],
        "sign": [_any([None, *agreed])],
        "enact": [_any([None], [None, {"id": approved(country)}])],
    }


def of_institutions(country: Country, rules: str) -> dict[str, Meant]:
    """Steps that the stories of the rules tell, whole or with one thing changed, and whole stories half told."""
    acts = [act for acts in acts_at(rules, country.institutions["own"], country.people["own"]) for act in acts]
    step = st.sampled_from(acts).flatmap(lambda act: perhaps_changed(act, "act", "on"))
    steps = st.tuples(step.map(lambda act: {"act": act}), st.none())
    whole = stories(rules)
    opening = st.sampled_from(whole).flatmap(
        lambda story: perhaps_changed(story.opening, "title", "persons", "institutions")
    )
    half = [half_told(country, story, n) for n, story in enumerate(whole) if n % 5 == 0 and len(story.acts) > 1]
    next_act = st.sampled_from(half).flatmap(
        lambda found: st.tuples(perhaps_changed(found[1]).map(lambda act: {"act": act}), st.just({"region": found[0]}))
    )
    question = st.sampled_from(half).flatmap(
        lambda found: st.tuples(
            st.sampled_from(found[2]).flatmap(perhaps_changed).map(lambda asked: {"question": asked}),
            st.just({"region": found[0]}),
        )
    )
    return {
        "do": [steps],
        "propose": [steps],
        "edit": [steps],
        "open_replay": [st.tuples(opening, st.none())],
        "replay_act": [next_act],
        "replay_question": [question],
    }


def _any(contents: list[Any], places: list[Any] | None = None) -> st.SearchStrategy[tuple[Any, Any]]:
    return st.tuples(st.sampled_from(contents), st.sampled_from(places or [None]))


def half_told(country: Country, story: Story, number: int) -> tuple[str, dict[str, Any], tuple[Any, ...]]:
    """A story of a region of its own, but for its last act; the region, that act and what is asked."""
    code = told_of(country, story.opening, str(number))
    for n, act in enumerate(story.acts[:-1]):
        try:
            record(Region.objects.get(pk=code), ACT.validate_python(exact(act)), by=BY, key=f"half-{n}")
        except Refused:
            continue
    return code, story.acts[-1], story.questions


def approved(country: Country) -> int:
    """A proposal that was signed and waits to be enacted."""
    clerk, head = country.users["clerk"], country.user("reviewer", "signer", "own")
    act = handling(country.institutions["own"], country.people["own"], "d-signed", "2025-03-06")
    drawn = actions.propose(country.regions["own"], act, acting_user=clerk)
    actions.submit(drawn, acting_user=clerk)
    actions.sign(drawn, acting_user=head, version=1, agreed=True)
    return drawn.pk


def told_of(country: Country, story: dict[str, Any], mark: str) -> str:
    """The region of a story with somebody in it of whom something can be told."""
    code = f"replay-{country.users['system_admin'].pk}-{mark}"
    setting = Setting.model_validate(exact(story["setting"]))
    persons, institutions = story.get("persons") or "", story.get("institutions") or ""
    open_story(code, "卷宗", persons, institutions, setting, by=BY, first=date(2020, 1, 2))
    return code


def asked(country: Country, server: LiveServer, part: str) -> Any:
    """The part's operations as Schemathesis sees them, with its user's token."""
    role, names, rules = (of := PARTS[part]).role, of.names, of.rules
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
    meant = of_persons(country, stories_told="replay_act" in names)
    for name, more in (of_institutions(country, rules) if rules else {}).items():
        meant[name] = [*meant.get(name, [_any([None])]), *more, *more]

    @schema.hook
    def flatmap_case(context: Any, case: Any) -> Any:
        operation = case.operation.definition.raw["operationId"]
        if case.meta is None or not case.meta.generation.mode.is_positive or operation not in meant:
            return st.just(case)

        def filled(chosen: tuple[Any, Any]) -> Any:
            body, place = chosen
            case.body = case.body if body is None else body
            case.path_parameters = case.path_parameters if place is None else place
            return case

        return st.one_of(meant[operation]).map(filled)

    return schema


@pytest.fixture
def furnished(db: None, part: str) -> Country:
    """The wide country, its own region under the rules of the part."""
    return world.furnish(world.widen(world.build(PARTS[part].rules)))


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
    assert statuses.keys() == PARTS[part].names and not unanswered, unanswered
