"""A sign handed out is a task of its agency from the day on which the agreement is over, and not a day sooner."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from dingdian.accounts.models import User
from dingdian.casework import actions
from dingdian.casework.digest import _news
from dingdian.casework.models import Task
from dingdian.casework.perms import Denied
from dingdian.casework.queries import queue
from dingdian.journal.record import today
from dingdian.journal.slices import AGREEMENT
from tests.casework.office import HOSPITAL, OTHER, Office, enter, yunnan

pytestmark = pytest.mark.django_db
R = User.Role


def issued(office: Office, place: str, number: str) -> Task:
    act = {"act": "sign.issue", "on": "2025-06-02", "institution": place, "number": number}
    actions.do(office.region, act, acting_user=office.user(R.CLERK), key=number)
    return Task.objects.get(act="sign.return", institution=place)


@pytest.mark.proves("shaoguan/22")
def test_the_task_is_dated_on_the_day_the_agreement_ended() -> None:
    office = yunnan(institutions="shaoguan-2023")
    runs_on = {"id": "a-2", "institution": OTHER, "start_on": date(2026, 1, 1), "end_on": today() + timedelta(90)}
    enter(office.region, AGREEMENT, runs_on)
    task, later = issued(office, HOSPITAL, "SG-1"), issued(office, OTHER, "SG-2")
    assert task.due == date(2026, 1, 1) and task.division == "530102" and task.clauses == ["shaoguan/22"]
    assert later.due == today() + timedelta(91)
    clerk = office.user(R.CLERK)
    assert list(queue("todo", clerk)) == [task], "nobody collects a sign that may still hang"
    assert list(queue("begun", clerk)) == [task] and not queue("todo", office.user(R.INSTITUTION, HOSPITAL)).exists()
    assert set(_news(today() + timedelta(1)).values_list("pk", flat=True)) <= {task.pk}
    with pytest.raises(Denied, match="由经办机构办理"):
        actions.do(office.region, {"act": "sign.return", "on": "2026-01-05", "of": task.case.key},
                   acting_user=office.user(R.INSTITUTION, HOSPITAL), key="own")  # fmt: skip
    back = {"act": "sign.return", "on": today().isoformat(), "of": task.case.key}
    actions.do(office.region, back, acting_user=clerk, key="back")
    assert not queue("todo", clerk).exists()
    task.case.refresh_from_db()
    assert task.case.closed and task.case.state == "returned"
