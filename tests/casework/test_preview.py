"""Before it is done an act shows what it would change, and changes nothing."""

from __future__ import annotations

from datetime import date

import pytest

from dingdian.accounts.models import User
from dingdian.casework.actions import Denied
from dingdian.casework.models import Case
from dingdian.casework.preview import Side, preview
from dingdian.journal.models import Entry
from tests.casework.office import HOSPITAL, LI, ZHANG, handling, yunnan
from tests.casework.test_yunnan import two

pytestmark = pytest.mark.django_db
R = User.Role


def test_a_handling_shows_its_points_and_its_delivery_the_suspension() -> None:
    office = yunnan()
    clerk = office.user(R.CLERK, "530102")
    act = handling("h1", ZHANG, LI, clause="yunnan/24.1")
    before = Entry.objects.count()
    shown = preview(office.region, act, acting_user=clerk)
    assert [(e.person, e.before.points, e.after.points) for e in shown.effects] == [(ZHANG, 0, 9), (LI, 0, 9)]
    assert (Entry.objects.count(), Case.objects.count()) == (before, 0) and not shown.objections
    two(office, act, clerk, office.user(R.HEAD, "530102"))
    deliver = {"act": "notice.deliver_to_institution", "on": "2025-02-06", "of": "h1"}
    effect, other = preview(office.region, deliver, acting_user=clerk).effects
    assert other.person == LI and effect.day == date(2025, 2, 7)
    assert effect.before == Side(9, "normal", None) and effect.after == Side(9, "suspended", date(2025, 4, 6))


def test_a_small_handling_changes_points_alone() -> None:
    office = yunnan()
    shown = preview(office.region, handling(clause="yunnan/23.1"), acting_user=office.user(R.CLERK, "530102"))
    (effect,) = shown.effects
    assert effect.day == date(2025, 2, 5) and effect.after.status == "normal" and effect.after.points > 0


def test_objections_are_shown() -> None:
    office = yunnan()
    act = {"act": "restoration.apply", "on": "2025-03-05", "person": ZHANG}
    shown = preview(office.region, act, acting_user=office.user(R.PERSON, ZHANG))
    assert shown.objections and shown.effects[0].before == shown.effects[0].after


def test_what_one_may_not_do_one_may_not_try() -> None:
    office = yunnan()
    for user in (office.user(R.CLERK, "530602"), office.user(R.INSTITUTION, HOSPITAL), office.user(R.AUDITOR)):
        with pytest.raises(Denied):
            preview(office.region, handling(), acting_user=user)
