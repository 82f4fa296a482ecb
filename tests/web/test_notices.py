"""通知: the bell counts what the list shows; opening one reads it; nobody reads another's."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from dingdian.accounts.models import User
from dingdian.casework import notices
from dingdian.casework.models import Case, Notice, Reading

pytestmark = pytest.mark.django_db


def told(username: str, number: int = 1) -> list[Notice]:
    """Notices to a user about a case."""
    user, case = User.objects.get(username=username), Case.objects.order_by("pk").first()
    assert case is not None
    for n in range(number):
        notices.tell(
            f"test:{username}:{n}", f"第{n}件事将到期", user=user, body="一行\n又一行", link=f"/cases/{case.pk}/"
        )
    return list(Notice.objects.filter(user=user).order_by("pk"))


def test_the_bell_counts_what_the_list_shows(signed_in: Callable[[str], Client]) -> None:
    client = signed_in("clerk")
    told("clerk", 3)
    told("head")
    page = client.get("/notices/").content.decode()
    assert page.count('<li class="new">') == 3
    assert 'aria-label="通知：3 条未读"' in page and re.search(r'未读 <span class="badge">3</span>', page)
    assert 'href="/notices/" aria-label="通知：3 条未读"' in client.get("/todo/").content.decode()


def test_opening_one_reads_it_and_leads_to_the_case(signed_in: Callable[[str], Client]) -> None:
    client, (first, _) = signed_in("clerk"), told("clerk", 2) or ()
    answer = client.post("/notices/", {"open": first.pk})
    assert (answer.status_code, answer["Location"]) == (302, first.link)
    assert list(Reading.objects.values_list("notice", "user__username")) == [(first.pk, "clerk")]
    assert client.post("/notices/", {"open": first.pk}).status_code == 302 and Reading.objects.count() == 1
    page = client.get("/notices/").content.decode()
    assert first.title not in page and "通知：1 条未读" in page
    assert first.title in client.get("/notices/?state=all").content.decode()


def test_all_are_marked_read_at_once(signed_in: Callable[[str], Client]) -> None:
    client = signed_in("clerk")
    told("clerk", 3)
    told("head")
    assert client.post("/notices/", {"read": "all"}).status_code == 302
    assert Reading.objects.count() == 3
    page = client.get("/notices/").content.decode()
    assert "没有未读的通知" in page and "通知：没有未读" in page


def test_nobody_reads_anothers(signed_in: Callable[[str], Client]) -> None:
    client, (other,) = signed_in("clerk"), told("head")
    for sent in ({"open": other.pk}, {"read": other.pk}, {"read": "x"}, {}):
        assert client.post("/notices/", sent).status_code == 404
    assert not Reading.objects.exists() and other.title not in client.get("/notices/?state=all").content.decode()


def test_a_notice_leads_to_no_other_site(signed_in: Callable[[str], Client]) -> None:
    client = signed_in("clerk")
    notices.tell("far", "远处", user=User.objects.get(username="clerk"), link="//example.org/")
    answer = client.post("/notices/", {"open": Notice.objects.get(key="far").pk, "next": "//example.org/"})
    assert answer["Location"] == "/notices/"
    assert client.get("/notices/?after=x").status_code == 404


def test_pages_go_on_where_the_last_ended(signed_in: Callable[[str], Client]) -> None:
    client = signed_in("clerk")
    told("clerk", 32)
    page = client.get("/notices/").content.decode()
    found = re.search(r'href="\?([^"]*)" rel="next"', page)
    assert found is not None
    assert client.get("/notices/?" + found[1].replace("&amp;", "&")).content.decode().count('<li class="new">') == 2


def test_administrators_have_a_way_in(signed_in: Callable[[str], Client]) -> None:
    page = signed_in("sysadmin").get("/notices/").content.decode()
    assert "没有未读的通知" in page and 'class="brand" href="/outbox/"' in page
