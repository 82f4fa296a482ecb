"""Cases follow the journal, and derived anew they are the same."""

from __future__ import annotations

import pytest

from dingdian.accounts.models import User
from dingdian.casework import actions
from dingdian.casework.models import Case, Task
from dingdian.journal.rebuild import rebuild
from tests.casework.office import HOSPITAL, OTHER, WANG, handling, yunnan
from tests.casework.test_yunnan import two

pytestmark = pytest.mark.django_db
R = User.Role


def test_who_holds_a_task_survives_deriving_it_anew() -> None:
    office = yunnan()
    clerk = office.user(R.CLERK, "530102")
    two(office, handling(), clerk, office.user(R.HEAD, "530102"))
    actions.claim(Task.objects.get(act="notice.deliver_to_institution", done=None), acting_user=clerk)
    assert all(difference.none for difference in rebuild(office.region, keep=True))
    assert Task.objects.get(act="notice.deliver_to_institution", done=None).holder == clerk


def test_a_person_of_two_places_is_a_case_of_both() -> None:
    office = yunnan()
    hospital, other = office.user(R.INSTITUTION, HOSPITAL), office.user(R.INSTITUTION, OTHER)
    for n, act in enumerate(("person.join", "commitment.sign", "filing.submit")):
        entered = {"act": act, "on": "2025-01-06", "person": WANG, "institution": HOSPITAL}
        if act == "filing.submit":
            entered |= {"role": "medical", "department": "内科"}
        actions.do(office.region, entered, acting_user=hospital, key=str(n))
    clerk, head = office.user(R.CLERK, "530102"), office.user(R.HEAD, "530102")
    two(office, handling("h1", WANG), clerk, head)
    owed = Task.objects.filter(act="notice.deliver_to_institution", done=None)
    assert set(owed.values_list("institution", flat=True)) == {HOSPITAL, OTHER}, "云南送达各执业机构"
    actions.do(
        office.region,
        {"act": "notice.deliver_to_institution", "on": "2025-02-06", "of": "h1"},
        acting_user=clerk,
        key="d",
    )
    assert list(owed.values_list("institution", flat=True)) == [OTHER]
    assert Case.objects.get(process="handling").closed is False
    assert other.is_active
