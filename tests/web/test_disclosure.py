"""What everybody may read: the doctors to choose from, the ways to be heard; and the marks an institution has to show."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from dingdian.accounts.models import User
from dingdian.journal.models import Region
from dingdian.journal.record import today
from tests.accounts.factory import sign_in
from tests.web.test_conduct import hospital
from tests.web.test_other_regimes import PLACE, doctor, settled, tell
from tests.web.test_steps import words

SignIn = Callable[[str], Client]


def suspended(region: Region, circumstance: str, **weighed: Any) -> None:
    """The first doctor, some weeks ago."""
    day = today() - timedelta(20)
    finding = {"id": "f1", "type": "出借代码", "circumstances": [circumstance],
               "persons": [{"person": doctor(1), **weighed}]}  # fmt: skip
    act = {"act": "handling.decide", "id": "KF-1", "on": day, "institution": PLACE, "findings": [finding]}
    tell(region, "k", act | ({"basis": "administrative_penalty"} if weighed else {}))
    tell(region, "d", {"act": "notice.deliver_to_institution", "on": day, "of": "KF-1", "institution": PLACE})


@pytest.mark.proves("hainan/29b")
@pytest.mark.django_db
def test_patients_choose_among_those_who_are_normal_today(province: Region, client: Client) -> None:
    region = settled("hainan-2022", "insurance_doctor", people=2)
    page = words(client.get(f"/doctors/{PLACE}/"))
    assert "下列 2 名医师" in page and "骨科 某1医 某2医" in page and "第二十九条" in page
    suspended(region, "hainan/16.3")
    html = client.get(f"/doctors/{PLACE}/").content.decode()
    assert "某2医" in html and "某1医" not in html and "下列 1 名医师" in html
    assert doctor(1) not in html and doctor(2) not in html, "names and departments, no more"
    assert f"/doctors/{PLACE}/" in client.get("/?q=别规医院").content.decode()


@pytest.mark.django_db
def test_where_the_rules_publish_no_list_there_is_none(province: Region, client: Client) -> None:
    settled("qinghai-2025", "medical")
    assert client.get(f"/doctors/{PLACE}/").status_code == 404
    assert f"/doctors/{PLACE}/" not in client.get("/?q=别规医院").content.decode()


@pytest.mark.proves("hainan/27c")
@pytest.mark.django_db
def test_the_ways_to_be_heard_are_published_and_their_lack_is_said(
    province: Region, client: Client, signed_in: SignIn
) -> None:
    assert "没有要求公布监督方式" in words(client.get("/supervision/"))
    region = settled("hainan-2022", "insurance_doctor")
    page = words(client.get("/supervision/"))
    assert "监督方式还没有公布" in page and "第二十七条" in page and "公布监督方式" not in page.split("第二十七条")[1]
    clerk = signed_in("clerk")
    form = f"/act/channel.publish/?region={region.code}"
    assert f'href="{form}"' in clerk.get("/supervision/").content.decode()
    sent = {"on": today().isoformat(), "key": "k", "channel": "hotline", "contact": "0898-12393"}
    assert clerk.post(form, sent).status_code == 302
    page = words(client.get("/supervision/"))
    assert "监督投诉电话 0898-12393" in page and "还没有公布" not in page
    tell(region, "w", {"act": "channel.withdraw", "on": today(), "channel": "hotline"})
    assert "监督方式还没有公布" in words(client.get("/supervision/"))


@pytest.mark.proves("national/34.16")
@pytest.mark.django_db
def test_an_institution_reads_whose_status_it_has_to_mark(province: Region, signed_in: SignIn) -> None:
    region = settled("national-2025", "medical", people=2)
    own = sign_in(Client(), hospital(region))
    assert own.get(f"/api/institutions/{PLACE}/marks").json()["items"] == []
    suspended(region, "national/23.15.1", degree="general", months=3)
    (mark,) = own.get(f"/api/institutions/{PLACE}/marks").json()["items"]
    assert (mark["person"], mark["title"]) == (doctor(1), "暂停")
    assert mark["first_day"] == (today() - timedelta(19)).isoformat()
    assert signed_in("hospital").get(f"/api/institutions/{PLACE}/marks").status_code == 404


@pytest.mark.proves("national/34.17")
@pytest.mark.django_db
def test_a_person_reads_their_own_status_and_points(province: Region) -> None:

    region = settled("national-2025", "medical", people=2)
    mine = User.objects.create(username="own", name="本人", role=User.Role.PERSON, person=doctor(1))
    client = sign_in(Client(), mine)
    assert "医保支付资格正常" in words(client.get("/mine/"))
    suspended(region, "national/23.15.1", degree="general", months=3)
    page = words(client.get("/mine/"))
    assert "医保支付资格已暂停" in page and "本年累计 10 分" in page
    assert client.get(f"/people/{doctor(2)}/").status_code == 404


@pytest.mark.proves("hainan/28a")
@pytest.mark.django_db
def test_a_doctors_file_of_integrity_has_a_row_for_every_year(province: Region, signed_in: SignIn) -> None:
    region, year = settled("hainan-2022", "insurance_doctor"), today().year
    suspended(region, "hainan/16.3")
    for page in (f"/people/{doctor(1)}/", f"/people/{doctor(1)}/file/"):
        shown = words(signed_in("clerk").get(page))
        assert "诚信档案（历年） 年度 扣分 剩余 信用等级 暂停和终止" in shown
        assert f" {year} 6 6 C ◐ 暂停 {(today() - timedelta(19)).isoformat()}" in shown
        assert f" {year - 1} 0 12 A — " in shown
    other = words(signed_in("clerk").get(f"/people/{doctor(2)}/"))
    assert f" {year} 0 12 A — " in other and "◐ 暂停" not in other.split("诚信档案")[1].split("执业地点")[0]
