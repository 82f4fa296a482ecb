"""One file a person, looked up from anywhere in the country: by the exact code, for a purpose, and the status alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from dingdian.accounts.models import AccessLog, Division, Organisation, User
from dingdian.journal.models import Region
from dingdian.journal.record import today
from dingdian.registry import elsewhere
from tests.web.test_competence import browser
from tests.web.test_other_regimes import doctor, settled, tell
from tests.web.test_steps import words

pytestmark = pytest.mark.django_db
R = User.Role


def stranger(role: str = R.CLERK) -> User:
    """A user of another province."""
    division, _ = Division.objects.get_or_create(code="440200", defaults={"name": "韶关市"})
    kind = Organisation.Kind.ADMINISTRATION if role == R.OFFICIAL else Organisation.Kind.AGENCY
    office = Organisation.objects.create(kind=kind, name=f"外省{role}", division=division)
    return User.objects.create(username=f"far-{role}", name="某人", role=role, organisation=office)


def terminated(region: Region) -> str:
    """Somebody who lost the qualification three days ago; gives the day."""
    day = (today() - timedelta(3)).isoformat()
    tell(region, "l", {"act": "licence.revoke", "on": day, "person": doctor(2)})
    return day


@pytest.mark.proves("national/34.18")
def test_an_office_anywhere_learns_where_somebody_is_filed_and_how_they_stand(province: Region) -> None:
    region = settled("national-2025", "medical")
    day = terminated(region)
    user = stranger()
    client = browser(user)
    assert client.get(f"/people/{doctor(2)}/").status_code == client.get(f"/api/people/{doctor(2)}").status_code == 404
    assert "异地查询" in words(client.get("/people/"))
    page = client.post("/lookup/", {"code": doctor(2), "purpose": "filing"})
    shown = words(page)
    assert "某** 医疗类" in shown and "别规医院" in shown and f"终止 {day} 起" in shown and region.name in shown
    for secret in ("某2医", "吊销", "骨科", "记分", "D530102900001"):
        assert secret not in page.content.decode(), secret
    told = client.get(f"/api/lookups/{doctor(2)}?purpose=move").json()
    assert told["name"] == "某**" and told["places"] == [
        {"region": region.name, "institution": "别规医院", "first_day": f"{today().year - 1}-01-02", "last_day": None,
         "status": "terminated", "status_first_day": day, "status_last_day": None}
    ]  # fmt: skip
    normal = client.get(f"/api/lookups/{doctor(1)}?purpose=inspection").json()
    assert [p["status"] for p in normal["places"]] == ["normal"]
    nobody = {"code": doctor(9), "name": None, "roles": [], "places": []}
    assert client.get(f"/api/lookups/{doctor(9)}?purpose=move").json() == nobody
    assert "没有查到" in words(client.post("/lookup/", {"code": doctor(9), "purpose": "filing"}))
    logged = AccessLog.objects.filter(actor=user.username, what__startswith="person.lookup").order_by("id")
    assert [(x.what.partition(".")[2], x.subject) for x in logged] == [
        ("lookup.filing", doctor(2)), ("lookup.move", doctor(2)), ("lookup.inspection", doctor(1)),
        ("lookup.move", doctor(9)), ("lookup.filing", doctor(9)),
    ]  # fmt: skip


def test_rules_that_do_not_open_it_and_stories_answer_as_if_there_were_nobody(province: Region) -> None:
    region = settled("hainan-2022", "insurance_doctor")
    user = stranger()
    assert elsewhere.ask(user, doctor(1), "filing") is None
    Region.objects.filter(pk=region.pk).update(persons="national-2025", division=None)
    assert elsewhere.ask(user, doctor(1), "filing") is None


def test_a_purpose_and_a_whole_code_are_needed_and_nothing_is_logged_without(province: Region) -> None:
    client = browser(stranger())
    for wrong in ({"code": doctor(1)}, {"code": "某 1", "purpose": "filing"}, {"code": "", "purpose": "filing"},
                  {"code": doctor(1), "purpose": "curiosity"}):  # fmt: skip
        assert client.post("/lookup/", wrong).status_code == 422, wrong
    assert client.get(f"/api/lookups/{doctor(1)}").status_code == 400
    assert client.get(f"/api/lookups/{doctor(1)}?purpose=curiosity").status_code == 400
    assert not AccessLog.objects.filter(what__startswith="person.lookup").exists()


def test_nobody_else_asks_and_nobody_asks_without_end(province: Region, monkeypatch: pytest.MonkeyPatch) -> None:
    settled("national-2025", "medical")
    for role in (R.SUPERVISOR, R.AUDITOR):
        client = browser(stranger(role))
        assert client.post("/lookup/", {"code": doctor(1), "purpose": "filing"}).status_code == 403
        assert client.get(f"/api/lookups/{doctor(1)}?purpose=filing").status_code == 403
    monkeypatch.setattr(elsewhere, "MOST_A_DAY", 2)
    user = stranger(R.OFFICIAL)
    for _ in range(2):
        assert elsewhere.ask(user, doctor(1), "filing") is not None
    with pytest.raises(PermissionDenied, match="今天已查询 2 次"):
        elsewhere.ask(user, doctor(1), "filing")
    assert browser(user).post("/lookup/", {"code": doctor(1), "purpose": "filing"}).status_code == 403
