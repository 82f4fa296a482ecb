"""Decisions under rules that leave points and terms to a human, and under rules that deduct fixed ones."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from dingdian.accounts.models import Division
from dingdian.casework.models import Proposal
from dingdian.journal.models import Region
from dingdian.journal.record import Actor, record, register, today
from dingdian.journal.slices import ACT, AGREEMENT, INSTITUTION, PERSON
from dingdian.journal.story import open_region
from tests.web.test_steps import words

BY = Actor("setting", "system")
PLACE = "H53010290001"
SignIn = Callable[[str], Client]


def doctor(number: int) -> str:
    return f"D530102900{number:03}"


def settled(regime: str, role: str, people: int = 2) -> Region:
    """A hospital with people of one department under a regime, in the clerk's county."""
    county, begun = Division.objects.get(code="530102"), f"{today().year - 1}-01-02"
    region = open_region(f"r-{regime}", regime, persons=regime, division=county)
    data: dict[str, Any] = {"code": PLACE, "name": "别规医院", "sector": "medical_institution", "ownership": "public"}
    register(region, INSTITUTION, data, office={"division": "530102"}, by=BY, key="i")
    data = {"id": "a", "institution": PLACE, "start_on": begun, "end_on": f"{today().year + 1}-12-31"}
    register(region, AGREEMENT, data, by=BY, key="a")
    for n in range(1, people + 1):
        site = {"institution": PLACE, "department": "骨科", "filed_on": begun}
        register(
            region, PERSON, {"code": doctor(n), "name": f"某{n}医", "role": role, "sites": [site]}, by=BY, key=f"p{n}"
        )
    return region


def tell(region: Region, key: str, act: dict[str, Any]) -> None:
    record(region, ACT.validate_python(act), by=BY, key=key)


@pytest.mark.django_db
def test_a_human_weighs_points_and_term_within_the_band(province: Region, signed_in: SignIn) -> None:
    settled("qinghai-2025", "medical")
    client, url = signed_in("clerk"), f"/proposals/new/?institution={PLACE}"
    page = client.get(url).content.decode()
    assert 'name="f0p0-points"' in page and 'name="f0p0-months"' in page and 'name="f0p0-degree"' not in page
    sent = {"findings": "1", "f0-persons": "2", "on": today().isoformat(), "basis": "agreement_handling", "f0-type": "挂床",
            "f0-circumstances": ["qinghai/3.5.d"], "f0p0-person": doctor(1), "f0p0-points": "9",
            "f0p1-person": doctor(2), "f0p1-not_scored": "没有参与"}  # fmt: skip
    missing = words(client.post(url, sent | {"live": "1"}))
    assert "期限由人裁量，没有填写" in missing and "填写 1 至 6 个整月" in missing
    beyond = words(client.post(url, sent | {"f0p0-points": "12", "live": "1"}))
    assert "对应 7—9 分，填写的是 12 分" in beyond
    sent |= {"f0p0-months": "2"}
    shown = words(client.post(url, sent | {"preview": "1"}))
    assert "属 7—9 分档，裁量为 9 分" in shown and "不记分：没有参与" in shown and "累计 0 → 9 分：暂停" in shown
    assert client.post(url, sent).status_code == 302
    assert [p.get("months") for p in Proposal.objects.get().act["findings"][0]["persons"]] == [2, None]


@pytest.mark.django_db
def test_two_of_a_department_call_for_measures_and_a_fixed_deduction_asks_nothing(
    province: Region, signed_in: SignIn
) -> None:
    region = settled("hainan-2022", "insurance_doctor", people=3)
    client = signed_in("clerk")
    page = client.get(f"/proposals/new/?institution={PLACE}").content.decode()
    assert 'name="f0p0-points"' not in page and 'name="f0p0-degree"' not in page and "f0p0-not_scored" not in page
    day = (today() - timedelta(20)).isoformat()
    for n in (1, 2):
        finding = {"id": "f1", "type": "出借代码", "circumstances": ["hainan/16.3"], "persons": [{"person": doctor(n)}]}
        act = {"act": "handling.decide", "id": f"KF-{n}", "on": day, "institution": PLACE, "findings": [finding]}
        tell(region, f"k{n}", act)
        tell(
            region, f"d{n}", {"act": "notice.deliver_to_institution", "on": day, "of": f"KF-{n}", "institution": PLACE}
        )
    measures = words(client.get(f"/institutions/{PLACE}/measures/"))
    assert "骨科（2 人暂停）" in measures and "限期整改" in measures
    assert measures.count("科室 骨科 有 2 名医师被暂停") == 1, "one reason for both measures"
    assert doctor(1) not in measures.partition("科室 骨科 有")[2].partition("报行政部门审批")[0], "names, not codes"
    file = words(client.get(f"/people/{doctor(1)}/"))
    assert re.search(r"本年已扣 6 分，余 6 分 信用 C 级", file)
    link = re.search(r'href="(/act/restoration.early/[^"]+)"', client.get(f"/people/{doctor(1)}/").content.decode())
    assert link is not None
    form = client.get(link[1].replace("&amp;", "&"))
    assert "临床急需" in words(form) and "考核结果" in words(form)
