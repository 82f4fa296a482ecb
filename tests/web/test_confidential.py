"""What others say of an institution, and what offices say to each other about it, is not for the institution to see."""

from __future__ import annotations

from typing import Any

import pytest

from dingdian.accounts.models import User
from dingdian.casework.models import Case
from dingdian.casework.queries import cases, tasks_in_scope
from dingdian.journal.record import today
from tests.casework.office import HOSPITAL, Office, yunnan
from tests.web.test_competence import browser
from tests.web.test_other_regimes import tell

pytestmark = pytest.mark.django_db
R = User.Role
ACTS: dict[str, dict[str, Any]] = {
    "tip": {"act": "tip.register", "institution": HOSPITAL, "channel": "phone", "text": "夜间无人值班"},
    "supervision_note": {
        "act": "note.open",
        "institution": HOSPITAL,
        "stage": "performance",
        "actor": "administration",
    },
    "inspection": {"act": "inspection.plan", "institution": HOSPITAL},
}


@pytest.fixture
def office() -> Office:
    return yunnan(institutions="shaoguan-2023")


@pytest.mark.parametrize("process", ACTS)
def test_offices_see_it_and_the_institution_does_not(office: Office, process: str) -> None:
    tell(office.region, process, ACTS[process] | {"id": "X-1", "on": today().isoformat()})
    case = Case.objects.get(process=process)
    clerk, place = office.user(R.CLERK), office.user(R.INSTITUTION, HOSPITAL)
    assert cases(clerk).filter(pk=case.pk).exists()
    assert not cases(place).filter(pk=case.pk).exists()
    assert not tasks_in_scope(place).filter(case=case).exists()
    assert browser(clerk).get(f"/cases/{case.pk}/").status_code == 200
    assert browser(place).get(f"/cases/{case.pk}/").status_code == 404
    assert f"/cases/{case.pk}/" not in browser(place).get(f"/institutions/{HOSPITAL}/").content.decode()


def test_an_inspection_that_has_begun_is_no_secret(office: Office) -> None:
    day = today().isoformat()
    tell(office.region, "planned", ACTS["inspection"] | {"id": "X-1", "on": day})
    tell(office.region, "begun", {"act": "inspection.start", "of": "X-1", "on": day})
    case = Case.objects.get(process="inspection")
    assert browser(office.user(R.INSTITUTION, HOSPITAL)).get(f"/cases/{case.pk}/").status_code == 200
