"""What is derived can be derived anew from the journal alone, and comes out the same."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from dingdian.casework.models import Case, Task
from dingdian.casework.sweep import sweep
from dingdian.journal.models import Entry, Region
from dingdian.journal.rebuild import Difference, rebuild
from dingdian.journal.record import record
from dingdian.regimes import SHIPPED
from dingdian.registry.models import Institution, Person, Standing
from tests.journal.regions import CLERK, FIRST, decision, hospital, story

QUICK = (
    "yunnan-2025/g17-restoration", "yunnan-2025/g18-notice-and-review", "yunnan-2025/g19d-ratio-1-2",
    "yunnan-2025/g06-one-inspection", "hainan-2022/14b-different-items-add",
    "shaoguan-2023/29-questions-are-answered", "shaoguan-2023/52-the-text-of-agreements",
)  # fmt: skip
STORIES = sorted(f"{p.relative_to(SHIPPED).parts[0]}/{p.stem}" for p in SHIPPED.glob("*/dossiers/**/*.yaml"))


def differing(region: Region, **options: Any) -> dict[str, Difference]:
    return {x.table: x for x in rebuild(region, **options) if not x.none}


@pytest.mark.django_db
@pytest.mark.parametrize("name", QUICK)
def test_nothing_differs(name: str) -> None:
    found = rebuild(story(name))
    assert [x for x in found if not x.none] == []
    assert sum(x.rows for x in found) > 0


@pytest.mark.long
@pytest.mark.django_db
@pytest.mark.parametrize("name", STORIES)
def test_nothing_differs_after_any_story(name: str) -> None:
    assert differing(story(name)) == {}


@pytest.mark.django_db
def test_nothing_differs_after_days_without_an_entry() -> None:
    """A hand-over is owed while the suspension runs: the sweep takes it away afterwards, and so does deriving anew."""
    region = story("yunnan-2025/32-notice-first")
    owed = Task.objects.filter(case__region=region, case__process="measures", done=None)
    last = Entry.objects.filter(region=region).latest("seq").recorded_on
    seen = []
    for days in (0, 30, 400):
        sweep(datetime.combine(last + timedelta(days), time(12), tzinfo=ZoneInfo("Asia/Shanghai")))
        assert differing(region) == {}
        seen.append(sorted(owed.values_list("person", "detail")))
    assert ("D530102000002", "handover") in seen[0] and ("D530102000002", "handover") not in seen[-1]


@pytest.fixture
def region(db: None) -> Region:
    made = hospital("derived", 3)
    record(made, decision(0), by=CLERK, key="h0", recorded_on=FIRST)
    return made


def test_a_row_altered_by_hand_is_reported(region: Region) -> None:
    row = Person.objects.get(region=region, code="D530102000001")
    Person.objects.filter(pk=row.pk).update(name="别人")
    assert differing(region) == {"registry_person": Difference("registry_person", 3, 1, 1, (row.pk,))}
    assert Person.objects.get(pk=row.pk).name == "别人"  # only compared


def test_a_row_taken_away_by_hand_is_reported(region: Region) -> None:
    Standing.objects.filter(person__code="D530102000001").delete()
    assert differing(region) == {"registry_standing": Difference("registry_standing", 2, 0, 1, ())}


def test_a_row_added_by_hand_is_reported(region: Region) -> None:
    entry = Case.objects.filter(region=region).earliest("pk").opened
    row = Institution.objects.create(region=region, code="H0", name="", pinyin="", sector="", entry=entry)
    assert differing(region) == {"registry_institution": Difference("registry_institution", 2, 1, 0, (row.pk,))}


def test_the_new_state_is_kept_if_asked(region: Region) -> None:
    Person.objects.filter(region=region).update(name="别人")
    assert differing(region, keep=True)["registry_person"].before == 3
    assert set(Person.objects.filter(region=region).values_list("name", flat=True)) == {"张某"}
    assert differing(region) == {}


def test_who_holds_a_task_is_carried_over(region: Region) -> None:
    user = get_user_model().objects.create(username="u", name="某", role="clerk")
    task = Task.objects.filter(case__region=region).earliest("id")
    Task.objects.filter(pk=task.pk).update(holder=user, held_at=timezone.now())
    assert differing(region, keep=True) == {}
    assert Task.objects.get(holder=user).act == task.act


def test_other_regions_stay_as_they_are(region: Region) -> None:
    hospital("other", 2)
    people = list(Person.objects.filter(region_id="other").values_list("id", flat=True))
    rebuild(region, keep=True)
    assert list(Person.objects.filter(region_id="other").values_list("id", flat=True)) == people
