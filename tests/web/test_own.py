"""A person's own page and an institution's desk: what they say is what the queries, the rules and the lists say."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from dingdian.accounts.models import User
from dingdian.casework.models import Task
from dingdian.casework.queries import queue
from dingdian.journal.models import Region
from dingdian.journal.record import today
from dingdian.journal.slices import load
from dingdian.law.standing import standing
from dingdian.registry.models import Institution, Paper, Person, Site
from dingdian.web import clauses, staff
from tests.accounts import factory
from tests.web import small_demo
from tests.web.browsing import Opening

ONE, TWO, TOLD, CALM = (small_demo.person_code(n) for n in (1, 2, 5, 8))


def text(page: str) -> str:
    """A page as it reads."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def page_of(person: str) -> str:
    user = User.objects.create(username=f"own-{person}", name="本人", role=User.Role.PERSON, person=person)
    return factory.sign_in(Client(), user).get("/mine/").content.decode()


@pytest.mark.django_db
def test_each_lands_where_their_work_begins(signed_in: Callable[[str], Client]) -> None:
    for username, start in (("person", "/mine/"), ("hospital", "/desk/"), ("clerk", "/todo/")):
        assert signed_in(username).get("/")["Location"] == start


@pytest.mark.django_db
def test_a_person_is_told_how_they_stand_and_why_as_in_their_file(
    province: Region, signed_in: Callable[[str], Client]
) -> None:
    client = signed_in("person")
    page, file = (text(client.get(url).content.decode()) for url in ("/mine/", f"/people/{ONE}/"))
    answer = standing(load(province, persons=[ONE]), ONE, today())
    assert "您好，张建国" in page and "您的医保支付资格已暂停" in page
    assert f"{answer.value.first_day}" in page and f"本年累计 {answer.value.points} 分" in page
    for why in clauses.argument(load(province).regime, answer.reasons):
        said = re.sub(r"\s+", " ", why.text)
        assert said in page and said in file
    assert "的费用仍可结算" in page


@pytest.mark.django_db
def test_every_right_in_time_has_its_button_and_its_last_day(province: Region) -> None:
    page = page_of(TOLD)
    rights = list(queue("rights", User.objects.get(person=TOLD)))
    assert rights
    for task in rights:
        assert task.due is None or f"在 {task.due.isoformat()}" in text(page)
        assert f"/act/{task.act}/?person={TOLD}" in page
    assert page.count('class="button primary"') <= 1


@pytest.mark.django_db
def test_a_right_whose_last_day_is_past_is_not_offered_as_one(province: Region) -> None:
    task = Task.objects.filter(kind="right", role="person", act="review.request", done__isnull=True).first()
    assert task is not None
    Task.objects.filter(pk=task.pk).update(due=today() - timedelta(30))
    page = page_of(task.person)
    assert "（含）前可以申请复核" not in page and "已超期" in page


@pytest.mark.django_db
def test_a_person_sees_what_others_owe_them(province: Region) -> None:
    page = text(page_of(TWO))
    for task in Task.objects.filter(person=TWO, kind="duty", done__isnull=True).exclude(role="person"):
        assert task.title in page


@pytest.mark.django_db
def test_somebody_with_nothing_is_told_so_calmly(province: Region) -> None:
    page = text(page_of(CALM))
    assert "您的医保支付资格正常" in page and "没有要您办的事" in page
    assert "已超期" not in page and "仍可结算" not in page


@pytest.mark.django_db
def test_the_desk_counts_what_its_lists_show(province: Region, signed_in: Callable[[str], Client]) -> None:
    client, user = signed_in("hospital"), User.objects.get(username="hospital")
    place = Institution.objects.get(code=small_demo.FIRST)
    Paper.objects.create(institution=place, kind="执业许可证", number="Y-1", last=today() + timedelta(20))
    Paper.objects.create(institution=place, kind="诊疗科目", number="Y-2", last=today() + timedelta(2000))
    holder = Person.objects.get(code=ONE)
    Paper.objects.create(person=holder, kind="执业证书", number="Z-1", last=today() - timedelta(3))
    page = client.get("/desk/").content.decode()
    tiles = dict(re.findall(r'<a href="([^"]+)"><span>[^<]+</span><strong>(\d+)</strong>', page))
    for name in ("to_sign", "to_tell", "to_supply"):
        assert int(tiles[f"/todo/{name}/"]) == queue(name, user).count()
    assert tiles["/licences/"] == "2"
    listed = client.get("/licences/").content.decode()
    assert "Y-1" in listed and "Z-1" in listed and "Y-2" not in listed and "张建国" not in listed
    share = staff.share(place, today())
    assert (share.people, share.suspended) == (
        5,
        len(
            re.findall(
                "<tr>",
                client.get(f"/institutions/{small_demo.FIRST}/?status=suspended")
                .content.decode()
                .split('id="people"')[1]
                .split("</section>")[0],
            )
        )
        - 1,
    )
    assert f"在册 {share.people} 人" in text(page) and f"暂停 {share.suspended}" in text(page)


@pytest.mark.django_db
def test_departments_sum_up_to_the_place(province: Region) -> None:
    place = Institution.objects.get(code=small_demo.FIRST)
    parts = staff.departments(place, today())
    assert {p.department for p in parts} == set(
        Site.objects.filter(institution=place).exclude(department="").values_list("department", flat=True)
    )
    whole = staff.share(place, today())
    assert sum(p.people for p in parts) == whole.people and sum(p.suspended for p in parts) == whole.suspended
    for part in parts:
        assert part.people == staff.people(place, today(), department=part.department).count()
        assert part.suspended == staff.people(place, today(), "suspended", part.department).count()


@pytest.mark.django_db
def test_larger_letters_stay_with_the_user_and_with_the_browser(
    province: Region, signed_in: Callable[[str], Client]
) -> None:
    public = Client()
    assert 'class="elder"' not in public.get("/").content.decode()
    assert public.post("/elder/", {"elder": "1"}, headers={"referer": "http://testserver/?q=示例"}).status_code == 302
    assert 'class="elder"' in public.get("/").content.decode()
    client = signed_in("person")
    assert 'class="elder"' not in client.get("/mine/").content.decode()
    client.post("/elder/", {"elder": "1"})
    again = signed_in("person")  # another browser, the same user
    assert 'class="elder"' in again.get("/mine/").content.decode()
    again.post("/elder/", {"elder": "0"})
    assert 'class="elder"' not in again.get("/mine/").content.decode()
    led = again.post("/elder/", {"elder": "0"}, headers={"referer": "https://elsewhere.example/"})
    assert led["Location"] == "/"


def test_in_a_browser_a_person_and_an_institution_find_their_way(desk: Opening) -> None:
    person, hospital = desk("person"), desk("hospital")
    assert person.page.url.endswith("/mine/") and hospital.page.url.endswith("/desk/")
    person.page.set_viewport_size({"width": 390, "height": 844})
    person.says("您的医保支付资格已暂停")
    person.page.get_by_text("为什么？").click()
    person.says("累计")
    person.sound()
    person.page.get_by_role("button", name="适老版").click()
    assert person.page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") == 18
    person.sound()
    for url in ("/cases/", "/notices/?state=all"):
        person.page.goto(url)
        person.sound()
    hospital.sound()
    hospital.page.locator(".tiles").get_by_role("link", name="待转告").click()
    hospital.page.wait_for_url("**/todo/to_tell/")
    hospital.sound()
    hospital.page.goto("/licences/")
    hospital.sound()
    hospital.page.goto("/desk/")
    hospital.page.get_by_role("link", name="暂停").first.click()
    hospital.page.wait_for_url("**status=suspended**")
    hospital.page.keyboard.press("g")
    hospital.page.keyboard.press("d")
    hospital.page.wait_for_url("**/todo/")
