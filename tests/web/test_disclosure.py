"""What everybody may read: the doctors to choose from, the ways to be heard; and the marks an institution has to show."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from dingdian.accounts.models import User
from dingdian.journal.models import Region
from dingdian.journal.record import register, today
from dingdian.journal.slices import PERSON
from tests.accounts.factory import sign_in
from tests.web.test_conduct import hospital
from tests.web.test_other_regimes import BY, PLACE, doctor, settled, tell
from tests.web.test_steps import words

SignIn = Callable[[str], Client]
ID_NUMBER = "530102209901011234"


def named(region: Region, number: int, name: str, role: str, department: str = "内科") -> None:
    """Somebody filed at the place, with a title and an identity number."""
    begun = f"{today().year - 1}-01-02"
    site = {"institution": PLACE, "department": department, "filed_on": begun}
    data = {"code": doctor(number), "name": name, "role": role, "sites": [site]}
    register(region, PERSON, data, office={"id_number": ID_NUMBER}, by=BY, key=f"named-{number}")
    title = {"act": "fact.record", "on": begun, "person": doctor(number), "technical_title": "副主任医师"}
    tell(region, f"title-{number}", title)


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
    named(region, 3, "林可选", "insurance_doctor")
    named(region, 4, "不列的护士", "nursing")
    page = words(client.get(f"/doctors/{PLACE}/"))
    assert "下列 3 名医师" in page and "骨科 2 名 某1医 某2医" in page and "第二十九条" in page
    assert "内科 1 名 林可选 副主任医师" in page and "不列的护士" not in page
    suspended(region, "hainan/16.3")
    for look in ("", "?screen=1", "?screen=x", "?screen=99"):
        html = client.get(f"/doctors/{PLACE}/{look}").content.decode()
        assert "某2医" in html and "林可选" in html and "某1医" not in html and "不列的护士" not in html
        for secret in (doctor(2), doctor(3), ID_NUMBER, "扣", "积分"):
            assert secret not in html, "names, departments and titles, no more"
    assert f"/doctors/{PLACE}/" in client.get("/register/?q=别规医院").content.decode()
    assert f"/doctors/{PLACE}/" in sign_in(Client(), hospital(region)).get("/desk/").content.decode()


@pytest.mark.django_db
def test_a_screen_in_the_hall_shows_one_part_after_the_other(province: Region, client: Client) -> None:
    settled("hainan-2022", "insurance_doctor", people=31)
    for at, shown, onward in ((1, 30, 2), (2, 1, 1), (9, 1, 1)):
        html = client.get(f"/doctors/{PLACE}/?screen={at}").content.decode()
        assert html.count("<li><strong>") == shown and f'href="?screen={onward}" data-onward="20"' in html


@pytest.mark.django_db
def test_where_the_rules_publish_no_list_there_is_none(province: Region, client: Client) -> None:
    region = settled("qinghai-2025", "medical")
    assert client.get(f"/doctors/{PLACE}/").status_code == 404
    assert f"/doctors/{PLACE}/" not in client.get("/register/?q=别规医院").content.decode()
    assert f"/doctors/{PLACE}/" not in sign_in(Client(), hospital(region)).get("/desk/").content.decode()


@pytest.mark.django_db
def test_of_a_story_told_to_the_site_nothing_is_public(province: Region, client: Client) -> None:
    region = settled("hainan-2022", "insurance_doctor")
    assert client.get(f"/doctors/{PLACE}/").status_code == 200 and "别规医院" in words(
        client.get("/register/?q=别规医院")
    )
    Region.objects.filter(pk=region.pk).update(division=None)
    assert client.get(f"/doctors/{PLACE}/").status_code == 404
    assert PLACE not in words(client.get("/register/?q=别规医院")) and region.name not in words(
        client.get("/supervision/")
    )


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
    warned = clerk.get("/todo/")
    assert (
        f"{region.name}还没有向社会公布监督方式 〔第二十七条〕" in words(warned)
        and f'href="{form}"' in warned.content.decode()
    )
    for who in ("hospital", "supervisor", "partner"):
        assert "还没有向社会公布" not in words(signed_in(who).get("/todo/"))
    sent = {"on": today().isoformat(), "key": "k", "channel": "hotline", "contact": "0898-12393"}
    done = clerk.post(form, sent)
    assert (done.status_code, done["Location"]) == (302, "/supervision/")
    page = words(client.get("/supervision/"))
    assert "监督投诉电话 0898-12393" in page and "还没有公布" not in page and "hotline" not in page
    assert "撤下监督方式" not in page and "撤下监督方式" in words(clerk.get("/supervision/"))
    assert "还没有向社会公布" not in words(clerk.get("/todo/"))
    clerk.post(form, sent | {"key": "k2", "contact": "0898-12394"})
    assert "0898-12393" not in words(client.get("/supervision/")), "the later one takes its place"
    taken = form.replace("publish", "withdraw")
    assert clerk.post(taken, {"on": today().isoformat(), "key": "w", "channel": "hotline"}).status_code == 302
    assert "监督方式还没有公布" in words(client.get("/supervision/"))


@pytest.mark.django_db
def test_a_county_that_may_not_publish_for_its_province_is_not_told_to(province: Region, signed_in: SignIn) -> None:
    region = settled("hainan-2022", "insurance_doctor")
    Region.objects.filter(pk=region.pk).update(division=province.division)
    for who in ("clerk", "official"):
        assert "还没有向社会公布" not in words(signed_in(who).get("/todo/"))
        assert "公布监督方式" not in words(signed_in(who).get("/supervision/")).split("还没有公布")[1]


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
