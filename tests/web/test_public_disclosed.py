"""What is published besides lists: the guide made from the rules, standards with their versions, costs with shares."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from dingdian.accounts.models import Organisation, User
from dingdian.journal.models import Region
from dingdian.journal.record import today
from dingdian.journal.slices import regime_of
from dingdian.web.dates import day
from tests.accounts.factory import sign_in
from tests.web.test_other_regimes import tell
from tests.web.test_public_register import city, place
from tests.web.test_steps import words

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]


@pytest.mark.proves("shaoguan/11")
def test_the_guide_says_every_condition_refusal_and_material_of_the_rules(client: Client) -> None:
    region = city()
    rules, clauses = regime_of(region).rules, regime_of(region).clauses
    tell(region, "g", {"act": "disclosure.publish", "id": "g", "on": today() - timedelta(3),
                       "object": "application_guide", "version": "2"})  # fmt: skip
    page = words(client.get("/guide/"))
    for code in (*rules.conditions.value, *rules.negative_list.value):
        assert clauses[code].summary in page and clauses[code].cite in page, code
    for told in ("省统一的定点申请表 〔第八条", "含供应商、版本、接口标准、测试报告", "能通过数据共享核验的免交", "诊所",
                 "评估合格的，公示：7个工作日 〔第十二条", "受理：当场", "仅作模拟", f"{day(today() - timedelta(3))} 公布，版本 2"):  # fmt: skip
        assert told in page, told


def test_where_the_rules_publish_no_guide_or_standards_there_are_none(client: Client) -> None:
    assert "没有要求公布申请指南" in words(client.get("/guide/"))
    city("zizhiqu-2025")
    assert "本统筹区" in words(client.get("/guide/")), "criteria are published there"
    assert "没有要求公布数据和接口标准" in words(client.get("/standards/"))


@pytest.mark.proves("shaoguan/34b")
def test_standards_are_listed_by_version_and_day_until_they_are_withdrawn(client: Client) -> None:
    region = city()
    assert "公布的标准会按版本列在这里" in words(client.get("/standards/"))
    for number, (name, version, days) in enumerate((("interface_standard", "v3", 90), ("interface_standard", "v4", 9),
                                                    ("data_set_standard", "2025", 50), ("template", "t1", 9))):  # fmt: skip
        tell(region, f"s{number}", {"act": "disclosure.publish", "id": f"s{number}", "object": name,
                                    "version": version, "on": today() - timedelta(days),
                                    "link": "https://example.org/v" if days == 9 else "javascript:alert(1)"})  # fmt: skip
    page = client.get("/standards/")
    told = words(page)
    assert f"接口标准 v4 {day(today() - timedelta(9))} https://example.org/v" in told and "t1" not in told
    assert told.index("v4") < told.index("2025") < told.index("v3")
    assert 'href="https://example.org/v"' in page.content.decode() and 'href="javascript' not in page.content.decode()
    tell(region, "w", {"act": "disclosure.withdraw", "of": "s1", "on": today()})
    assert "v4" not in words(client.get("/standards/"))


@pytest.mark.proves("shaoguan/34b")
def test_an_office_is_warned_of_an_interface_that_is_accepted_and_not_published(
    province: Region, client: Client, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    region = city()
    regime = regime_of(region)
    stated = regime.rules.accepted_interface_versions
    monkeypatch.setitem(regime.rules.__dict__, "accepted_interface_versions", stated.model_copy(update={"value": ("v3", "v4")}))  # fmt: skip
    tell(region, "s", {"act": "disclosure.publish", "id": "s", "object": "interface_standard", "version": "v3",
                       "on": today()})  # fmt: skip
    assert "接口标准 v4 已列为认可" in words(signed_in("clerk").get("/standards/"))
    assert "已列为认可" not in words(client.get("/standards/"))


@pytest.mark.proves("shaoguan/23e")
def test_the_costs_of_a_quarter_stand_on_the_page_of_the_institution(client: Client) -> None:
    region = city()
    code = place(region, 1, "甲诊所")
    first, last = today() - timedelta(95), today() - timedelta(5)
    tell(region, "c", {"act": "disclosure.publish", "id": "c", "object": "cost_data", "institution": code,
                       "actor": "institution", "on": today() - timedelta(1), "from": first, "to": last,
                       "link": "https://example.org/costs",
                       "lines": [{"item": f"{n}费", "amount": 1000} for n in ("药品", "检查", "治疗")]})  # fmt: skip
    page = words(client.get(f"/register/{code}/"))
    assert f"费用和费用构成：{first} 至 {last}" in page and "https://example.org/costs" in page
    assert f"由机构于 {day(today() - timedelta(1))} 公布" in page
    assert "药品费 1,000.00 33.34 检查费 1,000.00 33.33 治疗费 1,000.00 33.33 合计 3,000.00 100.00" in page
    Region.objects.filter(pk=region.pk).update(division=None)
    assert client.get(f"/register/{code}/").status_code == 404


@pytest.mark.proves("shaoguan/23e")
def test_an_institution_publishes_its_costs_by_the_form_of_the_step(client: Client) -> None:
    region = city()
    code = place(region, 1, "甲诊所")
    of = {"kind": "institution", "name": "甲诊所", "division": region.division, "institution": code}
    office = Organisation.objects.create(**of)
    own = sign_in(Client(), User.objects.create(username="own", role="institution", organisation=office, password="!"))
    form = f"/act/disclosure.publish/?institution={code}"
    assert "费用和费用构成" in words(own.get(form)) and "每行一项，依次为：费用名称、金额" in words(own.get(form))
    said = {"on": today().isoformat(), "object": "cost_data", "from": "2024-04-01", "to": "2024-06-30", "key": "k",
            "link": "https://example.org/q2", "lines": "药品费，1250.50\n检查费，749.50"}  # fmt: skip
    refused = own.post(form, said | {"lines": "药品费，1\n药品费，2"})
    assert refused.status_code == 422 and "写了不止一次" in words(refused)
    assert own.post(form, said).status_code == 302
    page = words(client.get(f"/register/{code}/"))
    assert (
        "药品费 1,250.50 62.53 检查费 749.50 37.47 合计 2,000.00 100.00" in page and "2024-04-01 至 2024-06-30" in page
    )
