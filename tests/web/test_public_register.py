"""The public register: found by name, place, sector and status; as it stands on the day; and what is in none of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from dingdian.accounts.models import Division, User
from dingdian.journal.models import Region
from dingdian.journal.record import register, today
from dingdian.journal.slices import AGREEMENT, INSTITUTION
from dingdian.journal.story import open_region
from dingdian.registry import datafiles
from tests.web.test_other_regimes import BY, tell
from tests.web.test_steps import words

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]
BOSS, ID_NUMBER = "法人王某", "440201199001011234"


def city(regime: str = "shaoguan-2023", code: str = "sg") -> Region:
    """A city with two counties under rules on institutions."""
    for number, name, parent in (
        ("440200", "韶关市", None),
        ("440203", "武江区", "440200"),
        ("440204", "浈江区", "440200"),
    ):
        Division.objects.get_or_create(code=number, defaults={"name": name, "parent_id": parent})
    return open_region(code, "韶关", institutions=regime, division_id="440200")


def place(region: Region, number: int, name: str, *, county: str = "440203", agreed: bool = True, **more: Any) -> str:
    """An institution, with an agreement of this year unless it never had one."""
    code = f"H{county}0{number:04}"
    law = {"code": code, "name": name, "sector": "medical_institution", "institution_type": "clinic",
           "ownership": "private", **more}  # fmt: skip
    office = {
        "division": county,
        "address": f"{name}路 1 号",
        "legal_representative": BOSS,
        "uscc": "91440200MA00000001",
    }
    register(region, INSTITUTION, law, office=office, by=BY, key=f"i-{region.pk}-{code}")
    if agreed:
        data = {"id": f"a{number}", "institution": code, "start_on": today() - timedelta(100),
                "end_on": today() + timedelta(264)}  # fmt: skip
        register(region, AGREEMENT, data, by=BY, key=f"a-{region.pk}-{code}")
    return code


def act(region: Region, name: str, code: str, days: int = 0, **more: Any) -> None:
    on = today() - timedelta(days)
    tell(region, f"{name}-{code}-{days}", {"act": name, "on": on, "institution": code, "reason": "查实", **more})


@pytest.mark.proves("shaoguan/14")
def test_everybody_finds_who_is_designated_and_how_it_stands_today(client: Client) -> None:
    region = city()
    first, second = place(region, 1, "甲诊所"), place(region, 2, "乙诊所", county="440204")
    place(region, 3, "丙药店", sector="retail_pharmacy", institution_type=None)
    place(region, 4, "丁诊所", agreed=False)
    act(region, "agreement.suspend", second, 10, ground="SUS-1", to=today() + timedelta(50))
    everyone = words(client.get("/register/"))
    assert all(name in everyone for name in ("甲诊所", "乙诊所", "丙药店")) and "丁诊所" not in everyone
    assert f"乙诊所 {second} 诊所 浈江区 乙诊所路 1 号 ◐ 中止 {today() - timedelta(10)} 起" in everyone
    for query, found in (("q=乙", "乙"), ("q=yizhensuo", "乙"), (f"q={second}", "乙"), ("place=440203", "甲丙"),
                         ("place=440200", "甲乙丙"), ("sector=retail_pharmacy", "丙"), ("status=suspended", "乙"),
                         ("status=in_force&place=440203", "甲丙"), ("status=terminated", ""), ("q=王某", ""),
                         ("status=nonsense&place=x", ""), (f"q={ID_NUMBER}", "")):  # fmt: skip
        page = client.get(f"/register/?{query}").content.decode()
        named = "".join(n for n in "甲乙丙丁" if f">{n}诊所</a>" in page or f">{n}药店</a>" in page)
        assert named == found, query
    page = words(client.get(f"/register/{first}/"))
    assert "● 履行中" in page and "注册地址 甲诊所路 1 号" in page and "武江区" in page and "仅作模拟" in page
    assert f"{today() - timedelta(100)} 至 {today() + timedelta(264)}" in page
    assert BOSS not in page and "91440200MA00000001" not in page
    assert client.get("/register/H44020309999/").status_code == 404


def test_a_search_from_the_front_page_is_answered_by_the_register(client: Client) -> None:
    place(city(), 1, "甲诊所")
    answer = client.get("/?q=甲诊所")
    assert "甲诊所 H440203" in words(answer) and 'action="/register/"' in answer.content.decode()
    assert 'action="/register/"' in client.get("/").content.decode()


def test_page_after_page_by_name_and_back_with_the_same_filters(client: Client) -> None:
    region = city()
    for number in range(1, 34):
        place(region, number, f"第{number:02}诊所")
    first = client.get("/register/?place=440203&q=诊所")
    following = first.context["page"].following
    assert len(first.context["rows"]) == 30 and "place=440203" in following
    second = client.get(f"/register/?{following}")
    assert (
        len(second.context["rows"]) == 3 and 'href="?place=440203&amp;q=%E8%AF%8A%E6%89%80"' in second.content.decode()
    )


def test_our_own_lists_say_the_same_of_a_day(client: Client, province: Region, signed_in: SignIn) -> None:
    code = "H53010200777"
    register(province, INSTITUTION, {"code": code, "name": "一致医院", "sector": "medical_institution"}, by=BY,
             key="same", office={"division": "530102"})  # fmt: skip
    stated = {"id": "same", "institution": code, "start_on": today() - timedelta(50), "end_on": today() + timedelta(50)}
    own, page = "/institutions/?q=一致医院", "/register/?q=一致医院"
    clerk = signed_in("clerk")
    assert "○ 未定点" in words(clerk.get(own)) and "没有符合条件" in words(client.get(page))
    register(province, AGREEMENT, stated, by=BY, key="same-a")
    assert all("● 履行中" in words(c.get(url)) for c, url in ((clerk, own), (client, page)))
    act(province, "agreement.suspend", code, 3, to=today() + timedelta(5))
    assert all("◐ 中止" in words(c.get(url)) for c, url in ((clerk, own), (client, page)))
    act(province, "agreement.terminate", code, 1)
    assert all("■ 已解除" in words(c.get(url)) for c, url in ((clerk, own), (client, page)))


def test_of_a_story_told_to_the_site_nothing_is_public(client: Client) -> None:
    region = city()
    code = place(region, 1, "甲诊所")
    assert client.get(f"/register/{code}/").status_code == 200
    Region.objects.filter(pk=region.pk).update(division=None)
    assert client.get(f"/register/{code}/").status_code == 404 and "甲诊所" not in words(
        client.get("/register/?place=440203")
    )


@pytest.mark.proves("shaoguan/42d")
def test_who_was_terminated_is_listed_from_the_day_on_with_the_ground(client: Client) -> None:
    region = city()
    bad, own, soon, other = (place(region, n, f"{n}号诊所") for n in range(1, 5))
    act(region, "agreement.terminate", bad, 5, ground="TER-3")
    act(region, "agreement.request_termination", own, 99)
    act(region, "agreement.terminate", own, 4, ground="TER-12")
    tell(region, "soon", {"act": "agreement.terminate", "on": today() + timedelta(2), "institution": soon,
                          "ground": "TER-3", "reason": "查实", "recorded_on": today()})  # fmt: skip
    page = words(client.get("/terminated/"))
    assert (
        f"1号诊所 {bad} 1号诊所路 1 号 {today() - timedelta(5)} 有关部门查实欺诈骗保。 〔第四十二条（三）〕 模拟"
        in page
    )
    assert f"2号诊所路 1 号 {today() - timedelta(4)} 自愿或无过错 模拟" in page, "no misconduct is told of whoever left"
    assert "3号诊所" not in page and "4号诊所" not in page and other
    assert "2号诊所" not in words(client.get("/terminated/?q=1号诊所"))


def test_where_the_rules_publish_no_such_list_there_is_none(client: Client) -> None:
    region = city("zizhiqu-2025")
    act(region, "agreement.terminate", place(region, 1, "甲诊所"), 5, ground="ZT-1", nature="illegal")
    page = words(client.get("/terminated/"))
    assert "没有要求公布解除协议的名单" in page and "甲诊所" not in page
    assert "■ 已解除" in words(client.get("/register/?q=甲诊所"))


def test_visitors_get_no_cookie_and_what_they_get_may_be_kept(client: Client, signed_in: SignIn) -> None:
    code = place(city(), 1, "甲诊所")
    datafiles.make(today())
    pages = ("/", "/register/", f"/register/{code}/", "/terminated/", "/publicity/", "/data/", "/data/index.json",
             "/data/register.csv", "/site-map/", "/accessibility/")  # fmt: skip
    for url in pages:
        answer = client.get(url)
        assert answer.status_code == 200 and not answer.cookies, url
        assert answer["Cache-Control"] == "public, max-age=300" and "Cookie" in answer["Vary"], url
        kept = signed_in("clerk").get(url)
        assert url == "/" or kept["Cache-Control"] == "no-store", url


def test_a_visitor_chooses_large_letters_without_a_token(client: Client, province: Region) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert 'class="elder"' not in strict.get("/register/").content.decode()
    strict.post("/elder/", {"elder": "1"})
    assert 'class="elder"' in strict.get("/register/").content.decode()
    strict.post("/elder/", {"elder": "0"})
    assert 'class="elder"' not in strict.get("/register/").content.decode()


def test_who_is_signed_in_still_needs_a_token_for_it(province: Region) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(User.objects.get(username="hospital"))
    assert strict.post("/elder/", {"elder": "1"}).status_code == 403


def test_the_foot_says_what_the_office_set_and_leaves_out_the_rest(client: Client, settings: Any) -> None:
    page = words(client.get("/accessibility/"))
    assert "网站地图" in page and "主办单位" not in page and "网站标识码" not in page
    settings.SITE = {
        **settings.SITE,
        "sponsor": "韶关市医疗保障局",
        "code": "4402000001",
        "record": "粤ICP备1号",
        "contact": "0751-12393",
    }
    page = words(client.get("/accessibility/"))
    for told in ("主办单位：韶关市医疗保障局", "网站标识码：4402000001", "粤ICP备1号", "联系方式：0751-12393"):
        assert told in page
