"""Whose matter it is: each office within its area, a province's own institutions the province's, the ledger the agency's."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from dingdian.accounts.models import User
from dingdian.casework import actions
from dingdian.casework.models import Case
from dingdian.casework.perms import Denied
from dingdian.journal.models import Entry
from dingdian.journal.record import record, today
from dingdian.journal.slices import ACT, AGREEMENT, INSTITUTION, PERSON
from dingdian.registry import elsewhere, importing
from dingdian.registry.models import Person, Site
from tests.accounts.factory import sign_in
from tests.casework.office import HOSPITAL, OTHER, SYSTEM, WANG, ZHANG, Office, enter, handling, yunnan
from tests.registry.places import xlsx
from tests.web.test_steps import words

pytestmark = pytest.mark.django_db
R = User.Role
PROVINCIAL, HERE, THERE = "H53000000001", "530102", "530602"
BOTH = "D530000000001"


def hainan() -> Office:
    """Hainan's rules; besides the hospitals of two places one of the province's own, which lies in the first, and a
    doctor who practises there and in the first place's hospital."""
    office = yunnan(persons="hainan-2022", role="insurance_doctor")
    year = today().year
    enter(office.region, INSTITUTION, {"code": PROVINCIAL, "name": "省属医院", "sector": "medical_institution",
          "ownership": "public"}, office={"division": "530000", "address": "五华区某路"})  # fmt: skip
    for place in (PROVINCIAL, HOSPITAL, OTHER):
        enter(office.region, AGREEMENT, {"id": f"b-{place}", "institution": place, "start_on": date(year - 1, 1, 2),
              "end_on": date(year + 1, 12, 31)})  # fmt: skip
    sites = [
        {"institution": place, "department": "内科", "filed_on": date(year - 1, 1, 2)}
        for place in (PROVINCIAL, HOSPITAL)
    ]
    enter(office.region, PERSON, {"code": BOTH, "name": "两处医师", "role": "insurance_doctor", "sites": sites})
    return office


def browser(user: User) -> Client:
    """The user in a browser, with a password of today."""
    user.password_set_at = timezone.now()
    user.save()
    return sign_in(Client(), user)


def deduction(place: str, person: str = BOTH, ref: str = "h9") -> dict[str, Any]:
    act = handling(ref, person, on=today().isoformat(), clause="hainan/16.3", place=place)
    act["basis"] = "agreement_handling"
    act["findings"][0]["persons"] = [{"person": person}]
    return act


def _rows(client: Client) -> set[str]:
    """The cells of the exported list of people."""
    text = client.post("/export/people/", {"kind": "csv"}).content.decode("utf-8-sig")
    return {cell for row in csv.reader(io.StringIO(text)) for cell in row}


@pytest.mark.proves("hainan/3b")
def test_an_office_of_a_place_sees_its_own_doctors_and_no_others() -> None:
    office = hainan()
    assert elsewhere.ask(office.user(R.CLERK, HERE), WANG, "filing") is None, "not even the status, by the code"
    for role in (R.OFFICIAL, R.SUPERVISOR, R.CLERK):
        client = browser(office.user(role, HERE))
        for code, seen in ((ZHANG, 200), (BOTH, 200), (WANG, 404)):
            for url in (
                f"/people/{code}/",
                f"/people/{code}/file/",
                f"/api/people/{code}",
                f"/api/people/{code}/standing",
            ):
                assert client.get(url).status_code == seen, (role, url)
        assert client.get(f"/institutions/{OTHER}/").status_code == 404
        assert f'href="/people/{WANG}/' not in client.get(f"/people/?q={WANG}").content.decode()
        listed = client.get("/api/people?limit=100").json()["items"]
        assert {x["code"] for x in listed} == {ZHANG, BOTH, "D530102000002"}
        assert {WANG, OTHER}.isdisjoint(_rows(client))


@pytest.mark.proves("hainan/3c")
def test_what_is_found_at_a_hospital_of_the_province_is_the_matter_of_its_agency() -> None:
    """Where somebody practises at both, the agency of the place of the finding decides."""
    office = hainan()
    clerk = office.user(R.CLERK, HERE)
    client, before = browser(clerk), Entry.objects.count()
    with pytest.raises(Denied, match="不在您的管辖范围内"):
        actions.propose(office.region, deduction(PROVINCIAL), acting_user=clerk)
    answer = client.post("/api/proposals", {"region": office.region.pk, "act": deduction(PROVINCIAL)}, "application/json",
                         headers={"Idempotency-Key": "request-0001"})  # fmt: skip
    assert answer.status_code == 403 and "管辖范围" in answer.json()["detail"], answer.content
    assert client.get(f"/proposals/new/?institution={PROVINCIAL}").status_code == 404
    assert client.get(f"/institutions/{PROVINCIAL}/").status_code == 404
    assert Entry.objects.count() == before
    own = actions.propose(office.region, deduction(HOSPITAL), acting_user=clerk)
    province = actions.propose(office.region, deduction(PROVINCIAL, ref="h8"), acting_user=office.user(R.CLERK))
    assert own.state == province.state == "draft"
    with pytest.raises(Denied):
        actions.propose(office.region, deduction(PROVINCIAL, ref="h7"), acting_user=office.user(R.CLERK, THERE))


@pytest.mark.proves("hainan/7b")
def test_a_doctor_on_post_who_was_not_entered_is_listed_and_the_institution_enters_them() -> None:
    office = hainan()
    day = today().isoformat()
    site = {"institution": OTHER, "department": "内科", "filed_on": "2025-01-02"}
    enter(
        office.region,
        PERSON,
        {"code": "D530602000009", "name": "新来医师", "role": "insurance_doctor", "sites": [site]},
    )
    joined = {"act": "person.join", "on": day, "person": "D530602000009", "institution": HOSPITAL}
    record(office.region, ACT.validate_python(joined), by=SYSTEM, key="j")
    place, clerk = office.user(R.INSTITUTION, HOSPITAL), office.user(R.CLERK, HERE)
    for user in (place, clerk):
        shown = browser(user).get("/lists/entry/").content.decode()
        assert "D530602000009" in shown or "新来" in shown or "新**" in shown, user.role
    form = f"/act/filing.submit/?person=D530602000009&institution={HOSPITAL}"
    assert browser(clerk).post(form, {"on": day, "key": "c"}).status_code in (403, 422), "the institution enters them"
    client = browser(place)
    assert f'href="{form.replace("&", "&amp;")}"' in client.get("/lists/entry/").content.decode()
    lacking = client.post(form, {"on": day, "key": "c"})
    assert lacking.status_code == 422 and "备案缺少 姓名、身份证件号码" in words(lacking)
    page = client.get(form).content.decode()
    entered = {name: re.findall(rf'name="{name}" value="([^"]+)"', page) for name in ("fields", "certificates")}
    met = {f"conditions.{name}": "yes" for name in re.findall(r'name="conditions\.(\w+)"', page)}
    agreed = {"doctor_agreement.start_on": day}
    done = client.post(form, {"on": day, "key": "c", "department": "内科"} | entered | met | agreed)
    assert done.status_code == 302, words(done)
    assert "D530602000009" not in client.get("/lists/entry/").content.decode()
    assert client.get("/people/D530602000009/").status_code == 200
    assert Site.objects.filter(person__code="D530602000009", institution__code=HOSPITAL).exists()


@pytest.mark.proves("hainan/7d")
def test_a_code_belongs_to_one_doctor_in_the_whole_province(tmp_path: Path) -> None:
    """Neither another's code in a file, anywhere in the province, nor one twice in a file, nor past the checks."""
    office = hainan()
    first, second = "11010519491231002X", "110105194912310038"
    Person.objects.filter(code=ZHANG).update(id_number=first)
    clerk = office.user(R.CLERK, HERE)
    other = {"人员编码": ZHANG, "姓名": "同码医师", "人员类别": "医保医师", "机构编码": HOSPITAL, "科室": "外科",
             "身份证号码": second}  # fmt: skip
    once = dict(other, 人员编码="D530102000077")
    cases = {
        "taken": ([other], {("人员登记", 2, "人员编码")}),
        "elsewhere": ([dict(other, 人员编码=WANG)], {("人员登记", 2, "姓名"), ("人员登记", 2, "身份证号码")}),
        "twice": (
            [once, dict(once, 姓名="另一人", 身份证号码=None)],
            {("人员登记", 3, "姓名"), ("人员登记", 3, "人员编码")},
        ),
    }
    for name, (rows, found) in cases.items():
        report = importing.check(xlsx(tmp_path, {"人员登记": rows}, "people", f"{name}.xlsx"), "people",
                                 region=office.region, acting_user=clerk)  # fmt: skip
        assert {(p.sheet, p.row, p.column) for p in report.problems} == found, name
    renamed = dict(other, 身份证号码=first)
    file = xlsx(tmp_path, {"人员登记": [renamed]}, "people", "renamed.xlsx")
    assert importing.check(file, "people", region=office.region, acting_user=clerk).problems == ()
    entry = Person.objects.get(code=ZHANG).entry
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.create(region=office.region, code=ZHANG, name="同码", pinyin="", entry=entry)
    assert Person.objects.filter(code=ZHANG).count() == 1


@pytest.mark.proves("yunnan/43a")
def test_the_ledger_is_kept_by_the_agency_and_read_by_the_health_authority() -> None:
    office = yunnan()
    partner = browser(office.user(R.PARTNER, HERE))
    record(office.region, ACT.validate_python(handling()), by=SYSTEM, key="h")
    before = Entry.objects.count()
    page = partner.get(f"/people/{ZHANG}/").content.decode()
    offered = set(re.findall(r'href="/act/([\w.]+)/', page))
    assert offered <= {"licence.revoke", "licence.grant", "practice.suspend", "fact.record"}, "what it reports itself"
    assert "记分账" in page and "/proposals/new/" not in page
    assert partner.get(f"/proposals/new/?institution={HOSPITAL}").status_code == 403
    for act in ("notice.deliver_to_institution", "notice.issue"):
        case = Case.objects.get(process="handling").pk
        assert partner.post(f"/act/{act}/?case={case}", {"on": today().isoformat(), "key": act}).status_code in (
            403,
            404,
            422,
        )
    with pytest.raises(Denied, match="不能办理"):
        actions.propose(office.region, handling("h2"), acting_user=office.user(R.PARTNER, HERE))
    assert Entry.objects.count() == before
