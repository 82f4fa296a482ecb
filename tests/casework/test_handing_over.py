"""Whom a task can be handed to: who may do it and has it in scope, of each side."""

from __future__ import annotations

import pytest

from dingdian.accounts.models import User
from dingdian.casework import actions
from dingdian.casework.actions import WrongMoment
from dingdian.casework.models import Notice, Task
from dingdian.journal.record import today
from tests.web import small_demo

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _world(db: None) -> None:
    small_demo.load(day=today())


def user(name: str) -> User:
    return User.objects.get(username=name)


def task(**where: str) -> Task:
    return Task.objects.filter(done__isnull=True, **where).order_by("pk")[0]


def names(found: Task) -> set[str]:
    return {u.username for u in actions.takers(found, user("reviewer"))}


def test_each_side_hands_over_among_its_own() -> None:
    agency = task(role="agency", kind="duty")
    assert names(agency) == {"clerk", "reviewer", "head"}
    own = Task(role="institution", institution=small_demo.FIRST, division="530102", title="转告")
    assert names(own) == {"hospital"}
    person = Task(role="person", person=small_demo.person_code(1), division="530102", title="申请")
    assert names(person) == {"person"}
    assert names(Task(role="administration", division="530102")) == {"official"}
    assert names(Task(role="agency", division="440200")) == set() == names(Task(role="agency"))


def test_who_has_it_is_not_offered_and_not_given_it_again() -> None:
    found = actions.claim(task(role="agency", kind="duty"), acting_user=user("clerk"))
    assert names(found) == {"reviewer", "head"}
    with pytest.raises(WrongMoment, match="已由王经办经办"):
        actions.hand_over(found, user("clerk"), acting_user=user("head"))


def test_whoever_takes_it_over_themselves_needs_no_notice() -> None:
    found = actions.claim(task(role="agency", kind="duty"), acting_user=user("clerk"))
    assert actions.hand_over(found, user("head"), acting_user=user("head")).holder == user("head")
    assert not Notice.objects.filter(user=user("head")).exists()
    found.refresh_from_db()
    assert actions.may_hand_over(found, user("head")) and not actions.may_hand_over(found, user("clerk"))
