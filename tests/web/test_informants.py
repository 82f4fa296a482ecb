"""Who gave a tip: kept apart, masked, told in full for a reason that is logged, and never to whom the tip is about."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from dingdian.accounts.models import AccessLog, User
from dingdian.casework import informants
from dingdian.casework.actions import WrongMoment
from dingdian.casework.models import Case, Informant
from dingdian.casework.perms import Denied
from dingdian.journal.models import Entry
from dingdian.journal.record import today
from tests.casework.office import HOSPITAL, OTHER, Office, yunnan
from tests.web.test_competence import browser
from tests.web.test_other_regimes import tell
from tests.web.test_steps import words

pytestmark = pytest.mark.django_db
R = User.Role
NAME, CONTACT = "欧阳举报", "13812345678"
WHO = {"move": "keep", "name": NAME, "contact": CONTACT, "wants_reply": "on"}


@pytest.fixture
def office() -> Office:
    return yunnan(institutions="shaoguan-2023")


def tip(office: Office, **more: Any) -> Case:
    ref = f"T-{Case.objects.count()}"
    act = {"act": "tip.register", "id": ref, "on": today().isoformat(), "institution": HOSPITAL, "channel": "phone",
           "named": True, "text": "夜间无人值班"} | more  # fmt: skip
    tell(office.region, ref, act)
    return Case.objects.get(process="tip", key=ref)


def url(case: Case) -> str:
    return f"/cases/{case.pk}/informant/"


def everything() -> str:
    """All that the database holds, as text."""
    with connection.cursor() as cursor:
        found = []
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT to_jsonb(t)::text FROM "{table}" t')
            found += [row for (row,) in cursor.fetchall()]
    return "\n".join(found)


def test_who_told_is_kept_closed_shown_masked_and_told_for_a_reason_on_record(office: Office) -> None:
    case, clerk = tip(office), browser(office.user(R.CLERK))
    assert url(case) in clerk.get(f"/cases/{case.pk}/").content.decode()
    entries = Entry.objects.count()
    assert clerk.post(url(case), WHO).status_code == 302
    assert Entry.objects.count() == entries, "nothing of it goes into the journal"
    page = words(clerk.get(url(case)))
    assert "欧***" in page and "138******78" in page and NAME not in page and CONTACT not in page
    assert NAME not in everything() and CONTACT not in everything()
    assert not AccessLog.objects.filter(what=informants.TOLD).exists()
    refused = clerk.post(url(case), {"move": "reveal", "why": " "})
    assert refused.status_code == 422 and NAME not in words(refused)
    assert not AccessLog.objects.filter(what=informants.TOLD).exists()
    told = clerk.post(url(case), {"move": "reveal", "why": "回访核实"})
    assert NAME in words(told) and CONTACT in words(told) and "no-store" in told["Cache-Control"]
    seen = AccessLog.objects.get(what=informants.TOLD)
    assert seen.subject == f"{office.region.pk}/{case.key}" and seen.detail == "回访核实"
    assert NAME not in words(clerk.get(url(case))), "the next look asks for a reason again"


def test_the_answer_is_recorded_once_and_closed_too(office: Office) -> None:
    case, clerk = tip(office), browser(office.user(R.CLERK))
    answer = {"move": "answer", "replied_on": today().isoformat(), "words": "已电话告知查办结果"}
    assert "没有登记举报人" in words(clerk.post(url(case), answer))
    clerk.post(url(case), WHO)
    late = clerk.post(url(case), answer | {"replied_on": "2999-01-01"})
    assert late.status_code == 422 and "晚于今天" in words(late)
    assert clerk.post(url(case), answer).status_code == 302
    assert "已电话告知查办结果" in words(clerk.get(url(case))) and "已电话告知查办结果" not in everything()
    assert "已登记过答复" in words(clerk.post(url(case), answer))


def test_nobody_is_kept_twice_and_nothing_is_not_kept(office: Office) -> None:
    case, clerk = tip(office), browser(office.user(R.CLERK))
    assert "没有填写举报人" in words(clerk.post(url(case), {"move": "keep"}))
    clerk.post(url(case), WHO)
    assert "已登记过举报人" in words(clerk.post(url(case), WHO | {"name": "别人"}))
    assert Informant.objects.count() == 1


def test_the_institution_and_everybody_who_handles_no_tips_of_the_place_finds_nothing(office: Office) -> None:
    case, clerk = tip(office), office.user(R.CLERK)
    assert browser(clerk).post(url(case), WHO).status_code == 302
    roles = ((R.INSTITUTION, HOSPITAL, 404), (R.INSTITUTION, OTHER, 404), (R.CLERK, "530602", 404),
             (R.SUPERVISOR, "530000", 403), (R.AUDITOR, "530000", 403))  # fmt: skip
    for role, where, status in roles:
        other = office.user(role, where)
        for asked in ({}, {"move": "reveal", "why": "想知道"}, WHO, {"move": "answer", "words": "x"}):
            client = browser(other)
            answer = client.post(url(case), asked) if asked else client.get(url(case))
            assert answer.status_code == status, (role, where)
            assert "欧" not in words(answer) and "78" not in words(answer)
        with pytest.raises(Denied):
            informants.reveal(case, acting_user=other, reason="想知道")
    assert Client().get(url(case)).status_code == 302
    assert not AccessLog.objects.filter(what=informants.TOLD).exists()
    assert browser(office.user(R.OFFICIAL)).get(url(case)).status_code == 200


@pytest.mark.parametrize(("about", "hidden", "open_to"), [
    ("agency", R.CLERK, R.OFFICIAL), ("administration", R.OFFICIAL, R.HEAD),
])  # fmt: skip
def test_an_office_learns_nothing_of_who_told_about_itself(
    office: Office, about: str, hidden: str, open_to: str
) -> None:
    case = tip(office, object=about)
    assert browser(office.user(open_to)).post(url(case), WHO).status_code == 302
    client = browser(office.user(hidden))
    assert client.get(url(case)).status_code == 404
    assert url(case) not in client.get(f"/cases/{case.pk}/").content.decode()
    with pytest.raises(Denied):
        informants.of_case(case, user=office.user(hidden))


def test_no_list_file_or_answer_tells_it(office: Office) -> None:
    case, user = tip(office), office.user(R.CLERK)
    clerk = browser(user)
    clerk.post(url(case), WHO)
    hospital = browser(office.user(R.INSTITUTION, HOSPITAL))
    asked = [clerk.get(path) for path in (f"/cases/{case.pk}/", "/cases/?state=all", f"/institutions/{HOSPITAL}/",
             f"/search/?q={NAME}", "/todo/", f"/api/cases/{case.pk}", "/api/cases", "/export/cases/?kind=csv")]  # fmt: skip
    asked += [hospital.get(path) for path in (f"/institutions/{HOSPITAL}/", "/desk/", "/notices/?state=all")]
    asked += [Client().get(path) for path in (f"/register/{HOSPITAL}/", "/data/")]
    for answer in asked:
        text = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
        body = text.decode("utf-8", "ignore").replace(f'value="{NAME}"', "").replace(f"{NAME}</title>", "")
        assert CONTACT not in body and "138******78" not in body
        assert "欧***" not in body
    assert NAME not in json.dumps([str(e.body) for e in Entry.objects.all()], ensure_ascii=False)


def test_only_a_tip_has_somebody_who_gave_it(office: Office) -> None:
    day = today().isoformat()
    tell(office.region, "i", {"act": "inspection.plan", "id": "X-1", "on": day, "institution": HOSPITAL})
    case, clerk = Case.objects.get(process="inspection"), office.user(R.CLERK)
    assert browser(clerk).get(url(case)).status_code == 404
    with pytest.raises(Denied):
        informants.keep(case, informants.Identity("x", ""), wants_reply=False, acting_user=clerk)
    own = tip(office)
    with pytest.raises(WrongMoment):
        informants.reveal(own, acting_user=clerk, reason="没有登记过的人")
