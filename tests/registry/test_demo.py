"""The synthetic provinces: there at once, the same each time, and true to the rules they were told under."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection, transaction

from dingdian.accounts import demo as accounts
from dingdian.accounts.models import User
from dingdian.accounts.scope import scope_of
from dingdian.casework.models import Case
from dingdian.casework.publicity import published
from dingdian.journal import verifier
from dingdian.journal.models import Entry, Region
from dingdian.journal.rebuild import rebuild
from dingdian.journal.record import today
from dingdian.papers.demo import letterheads
from dingdian.registry import demo, search
from dingdian.registry.models import Designation, Institution, Person, Standing
from dingdian.registry.numbers import credit_code, institution_code, person_code, resident_id
from dingdian.signing.demo import sessions
from dingdian.signing.models import Session
from dingdian.site.cluster import OWNER, Cluster

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 10)


@pytest.fixture
def demo_mode(settings: object) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]


def test_only_in_demo_mode() -> None:
    with pytest.raises(demo.NotDemo):
        demo.load(DAY)


def test_a_province_once(demo_mode: None) -> None:
    loaded = demo.load(DAY, scale=600, regime="yunnan-2025")
    assert (len(loaded.provinces), loaded.institutions, loaded.persons) == (1, 12, 200)
    assert loaded.acts > 20
    entries = Entry.objects.count()
    assert demo.load(DAY, scale=600, regime="yunnan-2025").provinces == () and Entry.objects.count() == entries
    assert Standing.objects.filter(status="terminated", period__contains=DAY).exists()
    assert {u.role for u in accounts.users()} == {str(role) for role in User.Role.values}
    assert User.objects.get(username="yunnan-clerk").check_password(accounts.PASSWORD)
    assert Institution.objects.exclude(division="").count() == 12
    for code, number in Person.objects.values_list("code", "id_number")[:50]:
        assert resident_id(number) is None and person_code(code) is None
    for code, sector, number in Institution.objects.values_list("code", "sector", "uscc"):
        assert institution_code(code, sector) is None and credit_code(number) is None
    clerk = scope_of(User.objects.get(username="yunnan-clerk"))
    suspended = search.with_status(search.people(clerk), "suspended", DAY)
    assert suspended.count() >= 3  # one agency has every case before it
    assert all(difference.none for difference in rebuild(Region.objects.get()))


def test_a_crowd_has_cases_all_over_the_province(demo_mode: None) -> None:
    loaded = demo.load(DAY, scale=1500, acts=240, regime="hainan-2022")
    assert (loaded.persons, loaded.acts) == (500, Entry.objects.filter(kind="act").count())
    assert 70 <= loaded.acts <= 80, "about a third of those asked for"
    assert Case.objects.exclude(institution="").values("institution").distinct().count() > 8
    assert Entry.objects.filter(kind="act", recorded_on__year=2025).exists()


def test_an_area_of_institutions_has_something_at_every_stage(demo_mode: None) -> None:
    for area in demo.AREAS:
        loaded = demo.load(today(), regime=area.regime)
        assert (loaded.provinces, loaded.institutions, loaded.persons) == ((area.name,), len(area.houses), 0)
        region = Region.objects.get(code=area.region)
        stands = Designation.objects.filter(institution__region=region, period__contains=today())
        assert {"in_force", "suspended", "terminated"} <= set(stands.values_list("status", flat=True))
        states = set(Case.objects.filter(region=region, process="designation").values_list("state", flat=True))
        assert len(states) >= 2, states
        for code, sector, number in Institution.objects.filter(region=region).values_list("code", "sector", "uscc"):
            assert institution_code(code, sector) is None and credit_code(number) is None
        assert all(difference.none for difference in rebuild(region))
        assert demo.load(today(), regime=area.regime).provinces == ()
    letterheads()
    assert sessions() == sum(len(area.to_sign) for area in demo.AREAS) and sessions() == 0
    assert {"open", "read", "half"} <= set(Session.objects.values_list("state", flat=True))
    assert len(published(today())) == len(demo.AREAS), "one institution of each is made public"


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_provinces_are_loaded_by_processes_of_their_own(
    demo_mode: None, monkeypatch: pytest.MonkeyPatch, cluster: Cluster
) -> None:
    monkeypatch.setenv("DATABASE_URL", cluster.url(OWNER, str(connection.settings_dict["NAME"])))
    monkeypatch.setenv("DINGDIAN_DEMO", "1")
    said: list[tuple[str, int, int]] = []
    loaded = demo.load(DAY, scale=900, acts=90, apart=True, progress=lambda *how_far: said.append(how_far))
    assert (len(loaded.provinces), loaded.persons) == (3 + len(demo.AREAS), 900) and len(said) >= 6
    assert Entry.objects.filter(kind="act").count() == loaded.acts
    with transaction.atomic():
        assert verifier.examine(connection.connection, {}).ok


@pytest.mark.long
@pytest.mark.parametrize(
    "day", [date(2025, 7, 1), date(2026, 1, 5), date(2026, 5, 4), date(2026, 11, 26), date(2027, 2, 28)]
)
def test_any_day_will_do(demo_mode: None, day: date) -> None:
    loaded = demo.load(day, scale=600)
    houses = sum(len(area.houses) for area in demo.AREAS)
    assert (len(loaded.provinces), loaded.institutions, loaded.persons) == (5, 36 + houses, 600)
    assert loaded.acts > 60
    for province in demo.PROVINCES:
        people = Person.objects.filter(region__code=province.region)
        for status in ("suspended", "normal"):
            assert search.with_status(people, status, day).exists(), (province.name, status)
