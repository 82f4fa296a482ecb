"""登记核对: what the rules want on record and is not there on a day, and how each row leaves its list."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from dingdian.accounts.models import Division, User
from dingdian.accounts.scope import scope_of
from dingdian.casework.actions import do
from dingdian.journal.models import Region
from dingdian.journal.rebuild import rebuild
from dingdian.journal.record import Refused, register, today
from dingdian.journal.slices import AGREEMENT, INSTITUTION, PERSON
from dingdian.registry import gaps
from dingdian.registry.models import InternalRules, PersonalAgreement
from tests.accounts.factory import sign_in
from tests.web.test_conduct import hospital
from tests.web.test_other_regimes import BY, PLACE, doctor, settled, tell
from tests.web.test_steps import words

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]
SHOP, OTHER = "P53010290002", "P53060290003"
HEADS = ("legal_representative", "principal", "quality_head", "store_manager")
RULED = (
    ("yunnan-2025", "medical", "internal_management_rules", "内部管理制度"),
    ("qinghai-2025", "medical", "personnel_management_rules", "人员管理制度"),
    ("hainan-2022", "insurance_doctor", "institution_doctor_rules", "医保医师管理规则"),
)


def day(away: int) -> str:
    return (today() + timedelta(away)).isoformat()


def shop(region: Region, code: str, division: str, heads: tuple[str, ...]) -> None:
    data = {"code": code, "name": f"{code}药房", "sector": "retail_pharmacy"}
    register(region, INSTITUTION, data, office={"division": division}, by=BY, key=code)
    term = {"id": code, "institution": code, "start_on": day(-90), "end_on": day(300)}
    register(region, AGREEMENT, term, by=BY, key=f"a{code}")
    for n, role in enumerate(heads):
        person = {"code": f"Y{code[1:7]}{code[-3:]}{n:03}", "name": "某负责人", "role": role}
        person["sites"] = [{"institution": code, "filed_on": day(-60)}]  # type: ignore[assignment]
        register(region, PERSON, person, by=BY, key=person["code"])


@pytest.mark.proves("yunnan/10b")
def test_a_pharmacy_without_one_of_its_heads_is_listed_with_the_role(province: Region, signed_in: SignIn) -> None:
    region = settled("yunnan-2025", "medical")
    shop(region, SHOP, "530102", HEADS[:3])
    shop(region, OTHER, "530602", HEADS[1:])
    clerk = signed_in("clerk")
    scope = scope_of(User.objects.get(username="clerk"))

    def lacks(on: date) -> dict[str, list[str]]:
        found = [i for i in gaps.without_roles(scope, on) if i.region == region]
        return {i.code: gaps.missing_roles(found, on)[i.pk] for i in found}

    assert lacks(today()) == {SHOP: ["store_manager"]}  # not the hospital, not the shop of another county
    assert lacks(today() - timedelta(61)) == {SHOP: list(HEADS)}
    page = words(clerk.get("/gaps/heads/"))
    assert f"{SHOP}药房 {SHOP} 门店负责人 由机构办理" in page and OTHER not in page and PLACE not in page
    assert "负责人不全" in words(clerk.get("/institutions/"))
    person = {"code": "Y530102900999", "name": "某店长", "role": "store_manager"}
    site = {"institution": SHOP, "filed_on": day(-10)}
    register(region, PERSON, person | {"sites": [site]}, by=BY, key="last")
    assert lacks(today()) == {} and lacks(today() - timedelta(11)) == {SHOP: ["store_manager"]}
    assert SHOP not in words(clerk.get("/gaps/heads/")) and SHOP in words(clerk.get(f"/gaps/heads/?on={day(-11)}"))
    taken = clerk.post("/export/gaps-heads/?on=" + day(-11), {"kind": "csv"})
    found = list(csv.reader(taken.content.decode("utf-8-sig").splitlines()))
    assert found[0] == ["机构", "机构编码", "缺少"] and [SHOP, "门店负责人"] in [row[1:] for row in found]


@pytest.mark.proves("yunnan/46a", "qinghai/3.2.a", "hainan/4.1a")
@pytest.mark.parametrize(("regime", "role", "document", "title"), RULED)
def test_an_institution_keeps_its_own_rules_by_version_and_day(
    province: Region, signed_in: SignIn, regime: str, role: str, document: str, title: str
) -> None:
    region, clerk = settled(regime, role), signed_in("clerk")
    place = sign_in(Client(), user := hospital(region))
    first, second = today() - timedelta(40), today() - timedelta(5)
    assert title in words(clerk.get("/gaps/rules/")) and "没有内部管理制度 1" in words(place.get("/desk/"))
    form = place.get(f"/act/rules.adopt/?institution={PLACE}")
    assert title in words(form) and "制度全文" in words(form)
    url = f"/act/rules.adopt/?institution={PLACE}"
    body = {
        "on": first.isoformat(),
        "key": "r1",
        "document": document,
        "version": "第一版",
        "text": "第一条 门诊处方逐张核对",
    }
    assert place.post(url, body).status_code == 302
    again = body | {"on": second.isoformat(), "key": "r2"}
    assert "已经登记过" in words(place.post(url, again))
    assert place.post(url, again | {"version": "第二版", "text": "第一条 另行规定"}).status_code == 302
    kept = InternalRules.objects.order_by("period").values_list("version", "period")
    assert [(v, p.lower, p.upper) for v, p in kept] == [("第一版", first, second), ("第二版", second, None)]
    assert PLACE not in words(clerk.get("/gaps/rules/"))
    assert PLACE in words(clerk.get(f"/gaps/rules/?on={first - timedelta(1)}"))
    assert f"第二版，{second} 起执行" in words(clerk.get(f"/institutions/{PLACE}/"))
    page = words(clerk.get(f"/institutions/{PLACE}/rules/"))
    assert f"{title} · 第一版 {first} 起，至 {second - timedelta(1)} 第一条 门诊处方逐张核对" in page
    assert f"{title} · 第二版 {second} 起执行 第一条 另行规定" in page
    ended = {"act": "rules.withdraw", "on": today().isoformat(), "institution": PLACE, "document": document}
    do(region, ended, acting_user=user, key="w")
    assert PLACE in words(clerk.get("/gaps/rules/"))
    rows = list(InternalRules.objects.order_by("period").values_list("document", "version", "period"))
    rebuild(region)
    assert list(InternalRules.objects.order_by("period").values_list("document", "version", "period")) == rows
    with pytest.raises(Refused, match="没有要求机构制定"):
        do(
            region,
            ended | {"act": "rules.adopt", "document": "x", "version": "1", "text": "x"},
            acting_user=user,
            key="x",
        )


@pytest.mark.proves("hainan/3g")
def test_doctors_without_an_agreement_with_their_institution_are_named(province: Region, signed_in: SignIn) -> None:
    region, clerk = settled("hainan-2022", "insurance_doctor", people=4), signed_in("clerk")
    place = sign_in(Client(), hospital(region))
    begun, soon = today() - timedelta(30), today() - timedelta(3)
    fields = ["name", "id_number", "practice_institution_name", "practice_certificate_number",
              "qualification_certificate_code", "practice_category", "practice_level", "practice_scope"]  # fmt: skip
    signed: dict[str, Any] = {"act": "filing.submit", "on": begun.isoformat(), "institution": PLACE, "fields": fields}
    running = {"start_on": begun.isoformat(), "end_on": (today() + timedelta(300)).isoformat()}
    for n, agreement in ((1, running), (2, {**running, "end_on": soon.isoformat()}), (3, running)):
        tell(region, f"f{n}", signed | {"person": doctor(n), "department": "骨科", "doctor_agreement": agreement})
    listed = place.get("/gaps/agreements/")
    codes = [s.person.code for s in gaps.without_agreement(scope_of(User.objects.get(username="place")), today())]
    assert sorted(codes) == [doctor(2), doctor(4)]
    assert (
        "协议已到期" in words(listed)
        and "没有签订协议" in words(listed)
        and "没有医师服务协议 2" in words(place.get("/desk/"))
    )
    assert doctor(4) in listed.content.decode() and doctor(1) not in listed.content.decode()
    assert doctor(2) not in clerk.get(f"/gaps/agreements/?on={soon}").content.decode()
    renewed = {"start_on": today().isoformat(), "end_on": running["end_on"]}
    tell(region, "again", signed | {"on": today().isoformat(), "person": doctor(2), "department": "骨科",
                                    "doctor_agreement": renewed})  # fmt: skip
    assert doctor(2) not in clerk.get("/gaps/agreements/").content.decode()
    held = PersonalAgreement.objects.filter(person__code=doctor(2)).order_by("period")
    assert [p.period.lower for p in held] == [begun, today()]  # the one that ended stays on record
    taken = clerk.post("/export/gaps-agreements/", {"kind": "csv"}).content.decode("utf-8-sig")
    assert doctor(4) not in taken and "某" in taken  # masked


def test_lists_are_of_ones_own_place_and_no_persons_affair(province: Region, signed_in: SignIn) -> None:
    region = settled("hainan-2022", "insurance_doctor")
    person = User.objects.create(username="own", name="本人", role=User.Role.PERSON, person=doctor(1))
    assert sign_in(Client(), person).get("/gaps/agreements/").status_code == 403
    assert gaps.without_agreement(scope_of(User.objects.get(username="clerk")), today()).count() == 2
    elsewhere = User.objects.get(username="clerk")
    assert elsewhere.organisation is not None
    elsewhere.organisation.division = Division.objects.create(code="530602", name="昭阳区")
    assert not gaps.without_agreement(scope_of(elsewhere), today()).exists()
    assert signed_in("clerk").get("/gaps/no/").status_code == 404
    assert "日期写成" in words(signed_in("clerk").get("/gaps/rules/?on=2026-13-01"))
    assert region.pk == "r-hainan-2022"
