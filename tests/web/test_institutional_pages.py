"""An institution's case through pages: applied for, accepted, evaluated; each step by the side whose step it is."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from dingdian.accounts.models import User
from dingdian.casework.models import Case
from dingdian.journal.record import today
from tests.casework.office import HOSPITAL, ZHANG, Office, yunnan
from tests.web.test_competence import browser
from tests.web.test_steps import words

pytestmark = pytest.mark.django_db
R = User.Role
LONG_AGO = (today() - timedelta(40)).isoformat()


def send(client: Client, url: str, **said: object) -> None:
    answer = client.post(url, {"on": today().isoformat(), "key": url} | said)
    assert answer.status_code == 302, (url, answer.status_code, words(answer)[:1500])


def steps(client: Client, url: str) -> set[str]:
    """The steps that a page offers."""
    return set(re.findall(r'href="/act/([\w.]+)/', client.get(url).content.decode()))


def applied(office: Office) -> Case:
    place = browser(office.user(R.INSTITUTION, HOSPITAL))
    start = f"/act/designation.apply/?institution={HOSPITAL}"
    assert "designation.apply" in steps(place, f"/institutions/{HOSPITAL}/")
    send(place, start, kind="designation", on=LONG_AGO)
    return Case.objects.get(process="designation")


@pytest.mark.parametrize(("persons", "institutions"), [("yunnan-2025", "shaoguan-2023"), ("", "zizhiqu-2025")])
def test_an_application_goes_through_its_steps(persons: str, institutions: str) -> None:
    office = yunnan(persons=persons, institutions=institutions)
    case = applied(office)
    clerk, place = browser(office.user(R.CLERK)), browser(office.user(R.INSTITUTION, HOSPITAL))
    page = f"/cases/{case.pk}/"
    accept = f"/act/designation.accept/?case={case.pk}"
    assert "designation.accept" in steps(clerk, page) and "designation.accept" not in steps(place, page)
    looked = clerk.post(accept, {"on": LONG_AGO, "key": "p", "preview": "1"})
    assert looked.status_code == 200 and Case.objects.get().state == "received"
    for other in (place, browser(office.user(R.OFFICIAL)), browser(office.user(R.PERSON, ZHANG))):
        for answer in (other.get(accept), other.post(accept, {"on": LONG_AGO, "key": "no"})):
            assert answer.status_code in (403, 404), "the agency accepts"
    assert browser(office.user(R.CLERK, "530602")).get(accept).status_code == 404, "and the one of the place"
    assert Case.objects.get().state == "received"
    send(clerk, accept, on=LONG_AGO)
    case.refresh_from_db()
    assert case.state == "accepted"
    assert "evaluation.open" in steps(clerk, page)

    told = words(clerk.get(page))
    assert ("受理" in told and "提出申请" in told and "申请种类 定点申请" in told) or "种类" in told


def test_what_concerns_a_whole_region_begins_among_the_cases() -> None:
    office = yunnan(persons="", institutions="zizhiqu-2025")
    clerk, county = browser(office.user(R.CLERK)), browser(office.user(R.CLERK, "530102"))
    assert steps(county, "/cases/") == steps(browser(office.user(R.INSTITUTION, HOSPITAL)), "/cases/") == set()
    begins = sorted(steps(clerk, "/cases/"))
    forms = [clerk.get(f"/act/{act}/?region={office.region.pk}").status_code for act in begins]
    assert forms == [200] * len(begins) and {"plan.draft", "renewal.open_round", "training.plan"} <= set(begins)
    assert county.get(f"/act/{begins[0]}/?region={office.region.pk}").status_code == 404
