"""公示: who is made public and until when, counted in working days; and nothing of what is being looked into."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from dingdian.calendars import load_calendar
from dingdian.casework.publicity import published
from dingdian.journal.models import Region
from dingdian.journal.record import today
from dingdian.law.dates import working_days_between
from dingdian.web.dates import day
from tests.web.test_other_regimes import tell
from tests.web.test_public_register import city, place
from tests.web.test_steps import words

pytestmark = pytest.mark.django_db


def applied(region: Region, code: str, since: date, ref: str = "c1") -> str:
    """An application found qualified and made public on a day; its number."""
    before = {
        "act": "designation.apply",
        "id": ref,
        "on": since - timedelta(60),
        "institution": code,
        "kind": "designation",
    }
    tell(region, f"{ref}-0", before)
    steps: tuple[tuple[str, int, dict[str, Any]], ...] = (
        ("designation.accept", 59, {}), ("evaluation.open", 50, {"round": 1}),
        ("evaluation.conclude", 20, {"round": 1, "result": "qualified", "modes": ["paper"]}),
        ("evaluation.file", 15, {"round": 1}), ("publicity.publish", 0, {}),
    )  # fmt: skip
    for name, days, more in steps:
        on = since - timedelta(days)
        tell(region, f"{ref}-{name}", {"act": name, "on": on, "case": ref, **more})
    return ref


def ends(since: date, number: int = 7) -> date:
    """The last of so many working days after a day."""
    last = since
    while working_days_between(load_calendar(), since, last) < number:
        last += timedelta(1)
    return last


@pytest.mark.proves("shaoguan/12g")
def test_the_qualified_are_public_for_seven_working_days_with_what_is_left_of_them(client: Client) -> None:
    region, since = city(), today() - timedelta(1)
    code = place(region, 1, "新诊所", agreed=False)
    assert "现在没有正在公示的机构" in words(client.get("/publicity/"))
    case = applied(region, code, since)
    last = ends(since)
    left = working_days_between(load_calendar(), today(), last)
    page = words(client.get("/publicity/"))
    assert "新诊所" in page and "合格" in page and "新诊所路 1 号" in page and "定点医疗机构 · 诊所" in page
    assert f"公示 {day(since)} 起，至 {day(last)}" in page and f"还剩 {left} 个工作日" in page and "第十二条" in page
    assert "新诊所" in words(client.get("/")) and "没有符合条件" in words(client.get("/register/?q=新诊所"))
    tell(region, "k", {"act": "publicity.complain", "on": today(), "case": case, "reason": "面积不实"})
    page = words(client.get("/publicity/"))
    assert "新诊所" in page and "面积不实" not in page and "举报待查" not in page
    assert [p.open_on(last) for p in published(today())] == [True]
    assert [p.open_on(last + timedelta(1)) for p in published(today())] == [False]


def test_who_is_no_longer_public_is_not_shown(client: Client) -> None:
    region = city()
    applied(region, place(region, 1, "旧诊所", agreed=False), today() - timedelta(30))
    assert "旧诊所" not in words(client.get("/publicity/"))
    applied(region, place(region, 2, "新诊所", agreed=False), today(), "c2")
    assert "新诊所" in words(client.get("/publicity/"))
    Region.objects.filter(pk=region.pk).update(division=None)
    page = words(client.get("/publicity/"))
    assert "新诊所" not in page and "没有要求公示" in page
