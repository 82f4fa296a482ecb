"""What an institution looks after among its own people: five duties at its desk, and before the agency that guides it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client

from dingdian.journal.models import Region
from dingdian.journal.record import today
from tests.accounts.factory import sign_in
from tests.web.test_conduct import hospital
from tests.web.test_disclosure import suspended
from tests.web.test_other_regimes import PLACE, doctor, settled, tell

SignIn = Callable[[str], Client]
HOSPITAL = "H53010200001"
TITLES = ("内部管理办法 〔第四条（一）〕", "协议签订 〔第四条（二）〕", "平台动态维护 〔第四条（三）〕",
          "政策培训 〔第四条（四）〕", "转告处理意见、提交申诉 〔第四条（五）〕")  # fmt: skip


def section(client: Client, url: str) -> str:
    """The duties as the page shows them, or as the desk loads them."""
    html = client.get(url).content.decode()
    led = re.search(r'hx-get="([^"]+/managed/)" hx-trigger="load"', html)
    if led is not None:
        html = client.get(led[1], headers={"HX-Request": "true"}).content.decode()
    shown = re.search(r'<section class="sheet" id="managed">.*?</section>', html, re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", shown[0])) if shown else ""


@pytest.mark.django_db
@pytest.mark.proves("hainan/4", "hainan/4.3")
def test_five_duties_stand_at_the_desk_and_before_the_agency(province: Region, signed_in: SignIn) -> None:
    region, day = settled("hainan-2022", "insurance_doctor"), today()
    office = sign_in(Client(), hospital(region))
    shown = section(office, "/desk/")
    assert "〔第四条〕" in shown and "在五华区医疗保险中心指导下办理" in shown
    assert shown == section(office, f"/institutions/{PLACE}/managed/"), "the desk shows the part of the page"
    places = [shown.index(title) for title in TITLES]
    assert places == sorted(places), "in the order of the clause"
    assert "没有登记" in shown and "2 人应签，0 人在协议期内；2 人没有签订或已到期" in shown
    assert "没有待在国家医保信息业务编码标准数据库动态维护平台维护的" in shown
    assert f"{day.year} 年已培训 0 次，每年至少 1 次" in shown and "没有待转告的处理意见" in shown
    tell(region, "m-r", {"act": "rules.adopt", "on": day.isoformat(), "institution": PLACE, "version": "2026-1",
                       "document": "institution_doctor_rules", "text": "管理办法全文"})  # fmt: skip
    agreed = {"start_on": (day - timedelta(700)).isoformat()}
    for n, more in ((1, agreed), (2, {"start_on": day.isoformat()})):
        tell(region, f"m-f{n}", {"act": "filing.submit", "on": day.isoformat(), "person": doctor(n), "institution": PLACE,
                               "doctor_agreement": more})  # fmt: skip
        tell(region, f"m-s{n}", {"act": "study.record", "on": day.isoformat(), "person": doctor(n), "hours": 4,
                               "organiser": "institution"})  # fmt: skip
    suspended(region, "hainan/16.3")
    shown = section(office, "/desk/")
    assert "2026-1" in shown and "2 人应签，2 人在协议期内，1 人 60 日内到期" in shown
    assert f"{day.year} 年已培训 1 次（最近 {day}）" in shown and "待转告 1 件" in shown
    clerk = signed_in("clerk")
    for who, status in (("supervisor", 200), ("person", 404), ("sysadmin", 403), ("hospital", 404)):
        assert signed_in(who).get(f"/institutions/{PLACE}/managed/").status_code == status, who
    of_agency = section(clerk, f"/institutions/{PLACE}/managed/")
    assert "2 人应签" in of_agency and "登记培训" not in of_agency and "登记培训" in shown
    assert not [code for code in (doctor(1), doctor(2), "某1医") if code in shown + of_agency]


@pytest.mark.django_db
def test_a_training_that_left_out_a_scheme_does_not_count(province: Region) -> None:
    region, day = settled("hainan-2022", "insurance_doctor"), today()
    office = sign_in(Client(), hospital(region))
    act = {"act": "study.record", "on": day.isoformat(), "person": doctor(1), "hours": 4}
    tell(region, "t-a", act | {"topics": ["medical_security"]})
    tell(region, "t-b", act | {"organiser": "agency"})
    tell(region, "t-c", act | {"on": date(day.year - 1, 12, 31).isoformat()})
    assert f"{day.year} 年已培训 0 次" in section(office, "/desk/")


@pytest.mark.django_db
def test_where_the_rules_name_no_duties_there_is_no_such_part(province: Region, signed_in: SignIn) -> None:
    neighbour = signed_in("hospital")
    assert section(neighbour, "/desk/") == ""
    assert neighbour.get(f"/institutions/{HOSPITAL}/managed/").status_code == 404
    region = settled("hainan-2022", "insurance_doctor")
    region.parameters = json.dumps({"casework.own_duties": {"hainan/4.4": "training"}})
    region.save()
    assert neighbour.get(f"/institutions/{PLACE}/managed/").status_code == 404
    shown = section(sign_in(Client(), hospital(region)), "/desk/")
    assert [title for title in TITLES if title in shown] == ["政策培训 〔第四条（四）〕"]
