"""What is told of institutions, whole or with one thing in it changed, is answered as the API describes itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import count
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from dingdian.accounts.models import User
from dingdian.journal.models import Region
from dingdian.journal.record import OutOfOrder, Refused, record
from dingdian.journal.slices import ACT
from tests import world
from tests.api.conftest import BY, Country, secret_of
from tests.api.test_schema import BY_ID, NOT_OURS, _one_connection, application
from tests.api.told import RULES, Story, acts_at, exact, perhaps_changed, stories

WRITES = ("do", "propose", "open_replay", "replay_act", "replay_question")
ROLES = ("clerk", "institution", "official")
"""Who does the steps: each is done by one of them, and refused to the others."""
READS = ("institution", "institution_people", "institution_marks", "institution_deadlines")
KEYS = count()
__all__ = ["_one_connection"]


@pytest.fixture(params=RULES)
def rules(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def country(db: None, rules: str) -> Country:
    return world.build(rules)


def asked(name: str, user: User, body: dict[str, Any] | None = None, **path: Any) -> Any:
    """The answer to a request, held to the description by every check of Schemathesis that is ours."""
    told = {} if body is None else {"body": body, "media_type": "application/json"}
    case = BY_ID[name].Case(path_parameters=path, headers={"Idempotency-Key": f"request-{next(KEYS):08}"}, **told)
    answer = case.call(app=application(), headers={"Authorization": f"Bearer {secret_of(user)}"})
    assert answer.status_code < 500, (name, path, body)
    case.validate_response(answer, excluded_checks=NOT_OURS)
    return answer


class Telling:
    """One institution and one person of a country, of whom stories are told."""

    def __init__(self, country: Country, rules: str) -> None:
        self.country, self.rules = country, rules
        self.acts = acts_at(rules, country.institutions["own"], country.people["own"])
        self.users = country.users

    def before(self, region: Region, acts: Sequence[dict[str, Any]], *, as_dated: bool = False) -> None:
        """What came before a step, as far as the law takes it here; `as_dated`: recorded on the days it says."""
        for n, told in enumerate(acts):
            act = ACT.validate_python(exact(told))
            try:
                with transaction.atomic():
                    record(region, act, by=BY, key=f"before-{n}", recorded_on=act.recorded if as_dated else None)
            except (Refused, OutOfOrder):
                continue

    def write(self, name: str, data: st.DataObject) -> int:
        """A request of one operation."""
        if name in ("do", "propose"):
            acts = data.draw(st.sampled_from(self.acts))
            step = data.draw(st.integers(0, len(acts) - 1))
            with transaction.atomic():
                self.before(self.country.regions["own"], acts[:step])
                body = {"act": data.draw(perhaps_changed(acts[step]))}
                statuses = [asked(name, self.users[role], body).status_code for role in ROLES]
                transaction.set_rollback(True)
            return min(statuses)
        admin, story = self.users["system_admin"], data.draw(st.sampled_from(stories(self.rules)))
        if name == "open_replay":
            body = data.draw(perhaps_changed(story.opening, "title", "persons", "institutions"))
            return int(asked(name, admin, body).status_code)
        opened = asked("open_replay", admin, story.opening)
        assert opened.status_code == 201, opened.text
        return self._replayed(name, data, admin, story, opened.json()["region"])

    def _replayed(self, name: str, data: st.DataObject, admin: User, story: Story, region: str) -> int:
        acts = story.acts or ({"act": "tip.register", "id": "t", "on": "2024-03-05"},)
        step = data.draw(st.integers(0, len(acts) - 1)) if name == "replay_act" else len(story.acts)
        self.before(Region.objects.get(pk=region), acts[:step], as_dated=True)
        one = acts[step] if name == "replay_act" else data.draw(st.sampled_from(story.questions))
        told = {"act" if name == "replay_act" else "question": data.draw(perhaps_changed(one))}
        return int(asked(name, admin, told, region=region).status_code)


def attack(telling: Telling, name: str, examples: int) -> set[int]:
    """Send so many requests of one operation; what they were answered."""
    found: set[int] = set()

    @settings(
        max_examples=examples, deadline=None, derandomize=True, database=None,
        phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(data=st.data())
    def run(data: st.DataObject) -> None:
        found.add(telling.write(name, data))

    run()
    return found


@override_settings(REPLAYS=True)
@pytest.mark.parametrize("name", WRITES)
def test_what_is_told_of_institutions_is_answered_as_described(country: Country, rules: str, name: str) -> None:
    attack(Telling(country, rules), name, 10)


@pytest.mark.long
@override_settings(REPLAYS=True)
@pytest.mark.parametrize("name", WRITES)
def test_what_is_told_of_institutions_is_answered_often(country: Country, rules: str, name: str) -> None:
    found = attack(Telling(country, rules), name, 100)
    assert {200, 201} & found, found
    assert 400 in found, found


def _once(stories: Iterable[Sequence[dict[str, Any]]]) -> Iterable[dict[str, Any]]:
    """One act of each name."""
    return {act["act"]: act for acts in stories for act in acts}.values()


def told_of_each(country: Country, rules: str, every: int) -> set[str]:
    """Each of the names (or of some) is asked for by everybody who may do any; what is recorded is read again."""
    telling, done, place = Telling(country, rules), set[str](), country.institutions["own"]
    for act in list(_once(telling.acts))[::every]:
        for user in (country.users[role] for role in ROLES):
            for name in ("do", "propose"):
                answer = asked(name, user, {"act": act})
                if answer.status_code == 201:
                    done.add(act["act"])
                    if name == "do" and "institution" in act:
                        assert asked("case", user, id=answer.json()["case"]).status_code == 200, act
    for name in READS:
        for role in ("clerk", "institution"):
            assert asked(name, country.users[role], code=place).status_code == 200, (name, role)
    return done


def test_a_step_of_every_fourth_name_is_answered_and_told_of(country: Country, rules: str) -> None:
    done = told_of_each(country, rules, 4)
    assert len(done) > 5, sorted(done)


@pytest.mark.long
def test_a_step_of_every_name_is_answered_and_told_of(country: Country, rules: str) -> None:
    done = told_of_each(country, rules, 1)
    assert len(done) > 25, sorted(done)
