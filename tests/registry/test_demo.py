"""The synthetic provinces: there at once, the same each time, and true to the rules they were told under."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.auth import authenticate

from dingdian.accounts.models import User
from dingdian.journal.models import Entry
from dingdian.registry import demo, search
from dingdian.registry.models import Institution, Person, Standing

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 10)


@pytest.fixture
def demo_mode(settings: object) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]


def test_only_in_demo_mode() -> None:
    with pytest.raises(demo.NotDemo):
        demo.load(DAY)


def test_each_province_once(demo_mode: None) -> None:
    loaded = demo.load(DAY, scale=600)
    assert (len(loaded.provinces), loaded.institutions, loaded.persons) == (3, 36, 600)
    assert loaded.acts > 60
    entries = Entry.objects.count()
    assert demo.load(DAY, scale=600).provinces == () and Entry.objects.count() == entries
    for province in demo.PROVINCES:
        people = Person.objects.filter(region__code=province.region)
        for status in ("suspended", "normal"):
            assert search.with_status(people, status, DAY).exists(), (province.name, status)
    assert Standing.objects.filter(status="terminated", period__contains=DAY).exists()
    users = demo.shown(demo.PROVINCES)
    assert {u.role for u in users} == {str(label) for label in User.Role.labels}
    assert authenticate(username="yunnan-clerk", password=demo.PASSWORD) is not None
    assert Institution.objects.exclude(division="").count() == 36


@pytest.mark.long
@pytest.mark.parametrize(
    "day", [date(2025, 7, 1), date(2026, 1, 5), date(2026, 5, 4), date(2026, 11, 26), date(2027, 2, 28)]
)
def test_any_day_will_do(demo_mode: None, day: date) -> None:
    assert demo.load(day, scale=600).acts > 60
