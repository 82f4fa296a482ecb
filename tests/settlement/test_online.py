"""The snapshot in memory: fresh after an act, the same as one read anew, answering on while the database is away."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection

from dingdian.gate_client import Line
from dingdian.journal.record import record
from dingdian.registry.models import Standing
from dingdian.settlement.of_register import snapshot
from dingdian.settlement.online import AGAIN_AFTER, FRESH_FOR, GOOD_FOR, LOOK_EVERY, Online
from tests.bulk.stories import ACTS, Story, regime
from tests.bulk.test_equal import lines
from tests.settlement.test_region import BY, NOW, told

pytestmark = pytest.mark.django_db
DAY = date(2025, 9, 20)


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.at = datetime(2026, 6, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def move(self, by: timedelta) -> None:
        self.at += by


@pytest.mark.parametrize("regime_id", ["yunnan-2025", "hainan-2022"])
def test_after_every_act_it_says_what_the_register_says(regime_id: str) -> None:
    """Told act by act, and asked in between, it ends where a snapshot of the whole register is."""
    r, clock = Story(regime(regime_id), 5).tell(14), Clock()
    region = told(r, "gate-online", regime_id, acts=0)
    online = Online(region, clock)
    for x in r.records:
        record(region, x.act, by=BY, key=x.ref, recorded_on=x.recorded)
        clock.move(LOOK_EVERY)
        online.check(Line("P1", "H1", x.on))
    assert online.position > len(r.records)
    whole = snapshot(r, made_at=NOW)
    for who, where, day, emergency, department in lines(r, random.Random(5)):
        line = Line(who, where, day, emergency, department)
        a, b = online.check(line), whole.check(line)
        assert (a.outcome, a.reason, set(a.clauses), a.causes) == (b.outcome, b.reason, set(b.clauses), b.causes), line


def test_everybody_at_an_institution_hears_of_what_befalls_it() -> None:
    """Hainan: all doctors of a suspended institution are suspended there, named as responsible or not."""
    r, clock = Story(regime("hainan-2022"), 0).tell(0), Clock()
    region = told(r, "gate-all", "hainan-2022")
    online, line = Online(region, clock), Line("P2", "H2", DAY)
    assert online.check(line).outcome == "pay"
    act = {
        "act": "agreement.suspend",
        "on": "2025-09-02",
        "institution": "H2",
        "to": "2025-12-01",
        "responsible": ["P1"],
    }
    record(region, ACTS.validate_python(act), by=BY, key="suspend")
    clock.move(LOOK_EVERY)
    assert "suspended" in online.check(line).reason
    assert Standing.objects.filter(person__code="P2", institution__code="H2", status="suspended").exists()


def test_while_the_database_is_away_it_answers_on_and_says_how_old_it_is(monkeypatch: Any) -> None:
    clock = Clock()
    region = told(Story(regime("yunnan-2025"), 1).tell(0), "gate-away", "yunnan-2025")
    online, line = Online(region, clock), Line("P1", "H1", DAY)
    fresh = online.check(line)
    assert (fresh.outcome, fresh.stale) == ("pay", False)

    def gone(*_: Any, **__: Any) -> Any:
        raise OperationalError("the connection is closed")

    with monkeypatch.context() as without:
        without.setattr(connection, "cursor", gone)
        clock.move(FRESH_FOR + LOOK_EVERY)
        old = online.check(line)
        assert (old.outcome, old.stale, old.position) == ("pay", True, fresh.position)
        clock.move(GOOD_FOR)
        too_old = online.check(line)
        assert (too_old.outcome, too_old.reason, too_old.review) == ("manual_review", "snapshot_too_old", True)
        assert online.check(Line("P1", "H1", DAY, emergency=True)).outcome == "pay"
    clock.move(AGAIN_AFTER)
    assert (online.check(line).outcome, online.check(line).stale) == ("pay", False)


def test_it_looks_no_more_often_than_it_has_to(django_assert_num_queries: Any) -> None:
    clock = Clock()
    region = told(Story(regime("yunnan-2025"), 1).tell(0), "gate-calm", "yunnan-2025")
    online = Online(region, clock)
    with django_assert_num_queries(0):
        online.check(Line("P1", "H1", DAY))
    clock.move(LOOK_EVERY)
    with django_assert_num_queries(1):
        for _ in range(10):
            online.check(Line("P1", "H1", DAY))
