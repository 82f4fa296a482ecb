"""领取 and 转交: only who may, only in scope, and never two at once."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client

from dingdian.accounts.models import User
from dingdian.casework import actions
from dingdian.casework.models import Notice, Task
from dingdian.casework.queries import queue
from dingdian.journal.record import today
from tests.accounts.factory import sign_in
from tests.web import small_demo


def open_duty(role: str = "agency") -> Task:
    return Task.objects.filter(done__isnull=True, kind="duty", role=role, holder=None).order_by("pk")[0]


def another(username: str = "clerk2", role: str = "clerk", like: str = "clerk") -> User:
    place = User.objects.get(username=like).organisation
    return User.objects.create(username=username, name="二经办", role=role, organisation=place, password="!")


@pytest.mark.django_db
def test_a_task_is_claimed_from_the_list_and_stays_with_its_holder(signed_in: Callable[[str], Client]) -> None:
    client, task = signed_in("clerk"), open_duty()
    assert f'action="/tasks/{task.pk}/"' in client.get("/todo/").content.decode()
    answer = client.post(f"/tasks/{task.pk}/", {"move": "claim", "next": "/todo/?due=week"})
    assert (answer.status_code, answer["Location"]) == (302, "/todo/?due=week")
    task.refresh_from_db()
    assert task.holder is not None and task.holder.username == "clerk"
    assert "您 · " in client.get("/todo/").content.decode()
    assert task not in queue("todo", another())
    elsewhere = client.post(f"/tasks/{task.pk}/", {"move": "claim", "next": "//example.org/"})
    assert elsewhere["Location"] == f"/cases/{task.case_id}/"


@pytest.mark.django_db
def test_who_comes_second_is_told_who_has_it(signed_in: Callable[[str], Client]) -> None:
    client, task = signed_in("clerk"), open_duty()
    actions.claim(task, acting_user=another())
    answer = client.post(f"/tasks/{task.pk}/", {"move": "claim"})
    page = answer.content.decode()
    assert (
        answer.status_code == 422 and "已有人在办这件事" in page and "怎么办：请经办人转交" in page and "二经办" in page
    )


@pytest.mark.django_db
def test_a_holder_hands_over_and_the_other_is_told(signed_in: Callable[[str], Client]) -> None:
    client, task, to = signed_in("clerk"), open_duty(), another()
    client.post(f"/tasks/{task.pk}/", {"move": "claim"})
    page = client.get(f"/tasks/{task.pk}/").content.decode()
    assert f'<option value="{to.pk}">二经办' in page and ">王经办（" not in page and "孙医保办" not in page
    assert client.post(f"/tasks/{task.pk}/", {"move": "hand_over", "to": to.pk}).status_code == 302
    task.refresh_from_db()
    assert task.holder == to
    notice = Notice.objects.get(user=to)
    assert notice.link == f"/cases/{task.case_id}/" and "王经办" in notice.title
    after = client.post(f"/tasks/{task.pk}/", {"move": "hand_over", "to": to.pk})
    assert after.status_code == 422  # no longer theirs to give


@pytest.mark.django_db
def test_nobody_hands_over_what_is_not_theirs_nor_to_who_may_not(signed_in: Callable[[str], Client]) -> None:
    task, to = open_duty(), another()
    client = signed_in("clerk")
    assert client.post(f"/tasks/{task.pk}/", {"move": "hand_over", "to": to.pk}).status_code == 422
    hospital = User.objects.get(username="hospital")
    head = signed_in("head")
    for wrong in (hospital.pk, "x", ""):
        answer = head.post(f"/tasks/{task.pk}/", {"move": "hand_over", "to": wrong})
        assert answer.status_code == 422 and "没有选择转交给谁" in answer.content.decode()
    task.refresh_from_db()
    assert task.holder is None
    assert head.post(f"/tasks/{task.pk}/", {"move": "hand_over", "to": to.pk}).status_code == 302
    assert signed_in("supervisor").post(f"/tasks/{task.pk}/", {"move": "hand_over", "to": "clerk"}).status_code == 422


@pytest.mark.django_db
def test_what_lies_outside_the_scope_or_is_done_is_not_there(signed_in: Callable[[str], Client]) -> None:
    there = Task.objects.filter(institution=small_demo.COUNTY, done__isnull=True)[0]
    for username in ("hospital", "person"):
        client = signed_in(username)
        assert client.get(f"/tasks/{there.pk}/").status_code == 404
        assert client.post(f"/tasks/{there.pk}/", {"move": "claim"}).status_code == 404
    done = Task.objects.filter(done__isnull=False)[0]
    assert signed_in("clerk").get(f"/tasks/{done.pk}/").status_code == 404
    assert signed_in("sysadmin").get(f"/tasks/{there.pk}/").status_code == 403


@pytest.mark.django_db
def test_a_case_shows_who_has_its_tasks(signed_in: Callable[[str], Client]) -> None:
    task = open_duty()
    url = f"/cases/{task.case_id}/"
    client = signed_in("clerk")
    assert (
        "经办：未领取" in client.get(url).content.decode()
        and f'action="/tasks/{task.pk}/"' in client.get(url).content.decode()
    )
    client.post(f"/tasks/{task.pk}/", {"move": "claim"})
    assert "经办：您" in client.get(url).content.decode()
    assert f'href="/tasks/{task.pk}/?next=' in signed_in("head").get(url).content.decode()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_claim_at_once_one_has_it() -> None:
    small_demo.load(day=today())
    task = open_duty()
    clients = [sign_in(Client(), User.objects.get(username="clerk")), sign_in(Client(), another())]
    gate, answers = threading.Barrier(2), list[str]()

    def claim(client: Client) -> None:
        gate.wait()
        answer = client.post(f"/tasks/{task.pk}/", {"move": "claim", "next": "/todo/"})
        answers.append(f"{answer.status_code} {answer.get('Location', '')}")
        connection.close()

    threads = [threading.Thread(target=claim, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["302 /todo/", "422 "]
    task.refresh_from_db()
    assert task.holder is not None
