"""One case of Yunnan from decision to restoration, each step by the user who has to do it."""

from __future__ import annotations

from typing import Any

import pytest

from dingdian.accounts.models import User
from dingdian.casework import actions
from dingdian.casework.models import Case, Task
from dingdian.casework.queries import queue
from tests.casework.office import HOSPITAL, LI, ZHANG, handling, yunnan

pytestmark = pytest.mark.django_db
R = User.Role


def two(office: Any, act: dict[str, Any], drawer: User, signer: User) -> Any:
    """Draw up, send, sign, record."""
    proposal = actions.propose(office.region, act, acting_user=drawer)
    actions.submit(proposal, acting_user=drawer)
    actions.sign(proposal, acting_user=signer, version=1, agreed=True)
    return actions.enact(proposal, acting_user=drawer)


def waiting(kind: str = Task.Kind.DUTY) -> set[tuple[str, str, str, str]]:
    rows = Task.objects.filter(done__isnull=True, kind=kind).exclude(case__process="measures")
    return {(t.act, t.person, t.institution, str(t.due)) for t in rows}


def test_from_decision_to_restoration() -> None:
    office = yunnan()
    clerk, head = office.user(R.CLERK, "530102"), office.user(R.HEAD, "530102")
    hospital = office.user(R.INSTITUTION, HOSPITAL)

    decided = two(office, handling("h1", ZHANG, LI), clerk, head)
    assert '"actor":"agency:' + clerk.username in decided.entry.body
    assert '"approved_by":"agency:' + head.username in decided.entry.body
    assert waiting() == {("notice.deliver_to_institution", "", HOSPITAL, "2025-02-08")}
    assert list(queue("todo", clerk).exclude(case__process="measures").values_list("case__key", flat=True)) == ["h1"]

    act = {"act": "notice.deliver_to_institution", "on": "2025-02-06", "of": "h1"}
    actions.do(office.region, act, acting_user=clerk, key="1")
    assert waiting() == {
        ("notice.deliver_to_person", ZHANG, HOSPITAL, "2025-02-10"),
        ("notice.deliver_to_person", LI, HOSPITAL, "2025-02-10"),
    }
    assert {(t.act, t.person) for t in queue("to_tell", hospital)} == {
        ("notice.deliver_to_person", ZHANG), ("notice.deliver_to_person", LI),
    }  # fmt: skip
    told = {"act": "notice.deliver_to_person", "on": "2025-02-07", "of": "h1", "person": ZHANG, "institution": HOSPITAL}
    actions.do(office.region, told, acting_user=hospital, key="2")
    case = Case.objects.get(process="handling")
    assert (case.state, case.closed) == ("told", False), "李某还没有告知"
    actions.do(office.region, told | {"person": LI}, acting_user=hospital, key="3")
    case.refresh_from_db()
    assert case.closed

    rights = waiting(Task.Kind.RIGHT)
    assert ("review.request", ZHANG, "", "2025-02-14") in rights
    assert {act for act, person, _, _ in rights if person == ZHANG} == {"review.request"}


def test_a_review_asked_for_too_late_is_recorded_with_a_remark_and_a_decision_without_a_signature_is_refused() -> None:
    office = yunnan()
    clerk, head = office.user(R.CLERK, "530102"), office.user(R.HEAD, "530102")
    zhang = office.user(R.PERSON, ZHANG)
    two(office, handling(), clerk, head)
    delivered = {"act": "notice.deliver_to_institution", "on": "2025-02-06", "of": "h1"}
    actions.do(office.region, delivered, acting_user=clerk, key="1")
    review = {"act": "review.request", "on": "2025-02-18", "of": "h1", "person": ZHANG}
    assert actions.do(office.region, review, acting_user=zhang, key="2").notes
    decide = {
        "act": "review.decide",
        "on": "2025-02-20",
        "person": ZHANG,
        "of": "h1",
        "outcome": "upheld",
        "reason": "维持",
    }
    with pytest.raises(actions.Denied, match="两人"):
        actions.do(office.region, decide, acting_user=clerk, key="3")
    two(office, decide, clerk, head)


def test_restoration() -> None:
    office = yunnan()
    clerk, head = office.user(R.CLERK, "530102"), office.user(R.HEAD, "530102")
    hospital, zhang = office.user(R.INSTITUTION, HOSPITAL), office.user(R.PERSON, ZHANG)
    two(office, handling(clause="yunnan/24.1"), clerk, head)
    apply = {"act": "restoration.apply", "on": "2025-04-01", "person": ZHANG}
    actions.do(
        office.region,
        {"act": "notice.deliver_to_institution", "on": "2025-02-06", "of": "h1"},
        acting_user=clerk,
        key="1",
    )
    assert ("restoration.apply", ZHANG, "", "2025-03-21") in waiting("right")
    actions.do(office.region, apply, acting_user=zhang, key="2")
    assert ("restoration.agree", ZHANG, HOSPITAL, "None") in waiting()
    agree = {"act": "restoration.agree", "on": "2025-04-02", "person": ZHANG}
    actions.do(office.region, agree, acting_user=hospital, key="3")
    assert ("restoration.assess", ZHANG, HOSPITAL, "2025-04-16") in waiting()
    assess = {"act": "restoration.assess", "on": "2025-04-08", "person": ZHANG, "outcome": "passed"}
    two(office, assess, clerk, head)
    assert "restoration.assess" not in {act for act, *_ in waiting()}
    assert Case.objects.get(process="restoration").closed
