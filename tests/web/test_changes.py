"""What came in between while a form was filled in: only what the user may know of."""

from __future__ import annotations

import pytest

from dingdian.accounts.models import User
from dingdian.casework import actions
from dingdian.casework.actions import read
from dingdian.web import changes
from tests.casework.office import HOSPITAL, LI, OTHER, WANG, ZHANG, Office, handling, yunnan

pytestmark = pytest.mark.django_db
R = User.Role


def talk(person: str) -> dict[str, object]:
    return {"act": "talk.hold", "on": "2025-02-05", "person": person, "measure": "reminder", "held_by": "agency"}


@pytest.fixture
def office() -> Office:
    return yunnan()


def told(office: Office, user: User, since: int, key: str = "") -> list[str]:
    """What came in between, for an act that names a person of each of two counties."""
    act = read(handling("h1", ZHANG, WANG))
    return [x.entry.body for x in changes.since(office.region, act, since, user=user, key=key)]


def test_what_happened_to_persons_elsewhere_is_told_only_to_whom_they_are_known(office: Office) -> None:
    province, clerk = office.user(R.CLERK, "530000"), office.user(R.CLERK, "530102")
    opened = changes.seen(office.region)
    for n, person in enumerate((ZHANG, WANG, LI)):
        actions.do(office.region, talk(person), acting_user=office.user(R.CLERK, "530000", name="b"), key=f"{n}")
    everything, own = told(office, province, opened), told(office, clerk, opened)
    assert [any(p in body for body in everything) for p in (ZHANG, WANG, LI)] == [True, True, False]
    assert [any(p in body for body in own) for p in (ZHANG, WANG, LI)] == [True, False, False]
    assert told(office, office.user(R.INSTITUTION, OTHER), opened) == [x for x in everything if WANG in x]
    assert told(office, office.user(R.INSTITUTION, HOSPITAL), opened) == own


def test_neither_what_was_there_before_nor_ones_own_request_came_in_between(office: Office) -> None:
    clerk = office.user(R.CLERK, "530000")
    opened = changes.seen(office.region)
    actions.do(office.region, talk(ZHANG), acting_user=clerk, key="mine")
    assert len(told(office, clerk, opened, key="other")) == 1
    assert told(office, clerk, opened, key="mine") == []
    assert told(office, clerk, changes.seen(office.region)) == []
