"""The snapshot in memory: fresh after an act, the same as one read anew, answering on while the database is away."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection

from dingdian.accounts.models import Division
from dingdian.gate_client import Answer, Line
from dingdian.journal.models import Region
from dingdian.journal.record import record
from dingdian.journal.slices import load
from dingdian.law.gate import claim
from dingdian.registry.models import Standing
from dingdian.settlement.keeper import FRESH_FOR, LOOK_EVERY, Keeper
from dingdian.settlement.of_register import snapshot
from dingdian.settlement.online import GOOD_FOR
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


class Desk:
    """A keeper that looks when it is told to, asked about one region."""

    def __init__(self, region: Region, clock: Clock) -> None:
        region.division, _ = Division.objects.get_or_create(code="530000", defaults={"name": "某省"})
        region.save()
        self.region, self.clock = region, clock
        self.keeper = Keeper(clock)

    def check(self, line: Line) -> Answer:
        return self.keeper.check(self.keeper.regions[self.region.pk], line)

    def later(self) -> None:
        self.clock.move(LOOK_EVERY)
        self.keeper.look()


@pytest.mark.parametrize("regime_id", ["yunnan-2025", "hainan-2022"])
def test_after_every_act_it_says_what_the_register_says(regime_id: str) -> None:
    """Told act by act, and asked in between, it ends where a snapshot of the whole register is."""
    r, clock = Story(regime(regime_id), 5).tell(14), Clock()
    region = told(r, "gate-online", regime_id, acts=0)
    online = Desk(region, clock)
    for x in r.records:
        record(region, x.act, by=BY, key=x.ref, recorded_on=x.recorded)
        online.later()
        online.check(Line("P1", "H1", x.on))
    assert online.keeper.regions[region.pk].position > len(r.records)
    whole = snapshot(r, made_at=NOW)
    for who, where, day, emergency, department in lines(r, random.Random(5)):
        line = Line(who, where, day, emergency, department)
        a, b = online.check(line), whole.check(line)
        assert (a.outcome, a.reason, set(a.clauses), a.causes) == (b.outcome, b.reason, set(b.clauses), b.causes), line


def asked_again(regime_id: str, stories: range, pairs: int) -> int:
    """Lines asked at random moments; each answer is later what the law says of the journal up to the named entry."""
    asked = 0
    for seed in stories:
        draw, clock = random.Random(seed), Clock()
        r = Story(regime(regime_id), seed).tell(14)
        region = told(r, f"gate-again-{seed}", regime_id, acts=0)
        online, given = Desk(region, clock), list[tuple[Line, Answer]]()
        wanted = [Line(who, where, day, emergency, department)
                  for who, where, day, emergency, department in lines(r, draw)]  # fmt: skip
        moments = len(r.records) + 1
        each = max(1, pairs // (len(stories) * moments))
        for x in (None, *r.records):
            if x is not None:
                record(region, x.act, by=BY, key=x.ref, recorded_on=x.recorded)
                online.later()
            given += [(line, online.check(line)) for line in draw.choices(wanted, k=each)]
        for line, then in given:
            register = load(region, persons=[line.person], institutions=[line.institution], before=then.position + 1)
            law = claim(register, line.on, line.person, line.institution, department=line.department,
                        emergency=line.emergency)  # fmt: skip
            assert (then.outcome, set(then.clauses)) == (law.value, set(law.clauses)), (seed, line, then)
        asked += len(given)
    return asked


@pytest.mark.parametrize("regime_id", ["yunnan-2025", "qinghai-2025"])
def test_an_answer_can_be_given_again(regime_id: str) -> None:
    assert asked_again(regime_id, range(2), 200) >= 150


@pytest.mark.long
@pytest.mark.parametrize("regime_id", ["yunnan-2025", "qinghai-2025", "hainan-2022", "national-2025"])
def test_ten_thousand_answers_can_be_given_again(regime_id: str) -> None:
    found = asked_again(regime_id, range(100, 120), 2_900)
    print(regime_id, found, "pairs of person and moment")
    assert found >= 2_500


def test_everybody_at_an_institution_hears_of_what_befalls_it() -> None:
    """Hainan: all doctors of a suspended institution are suspended there, named as responsible or not."""
    r, clock = Story(regime("hainan-2022"), 0).tell(0), Clock()
    region = told(r, "gate-all", "hainan-2022")
    online, line = Desk(region, clock), Line("P2", "H2", DAY)
    assert online.check(line).outcome == "pay"
    act = {
        "act": "agreement.suspend",
        "on": "2025-09-02",
        "institution": "H2",
        "to": "2025-12-01",
        "responsible": ["P1"],
    }
    record(region, ACTS.validate_python(act), by=BY, key="suspend")
    online.later()
    assert "suspended" in online.check(line).reason
    assert Standing.objects.filter(person__code="P2", institution__code="H2", status="suspended").exists()


def test_while_the_database_is_away_it_answers_on_and_says_how_old_it_is(monkeypatch: Any) -> None:
    clock = Clock()
    region = told(Story(regime("yunnan-2025"), 1).tell(0), "gate-away", "yunnan-2025")
    online, line = Desk(region, clock), Line("P1", "H1", DAY)
    fresh = online.check(line)
    assert (fresh.outcome, fresh.stale) == ("pay", False)

    def gone(*_: Any, **__: Any) -> Any:
        raise OperationalError("the connection is closed")

    with monkeypatch.context() as without:
        without.setattr(connection, "cursor", gone)
        without.setattr(connection, "close", lambda: None)
        clock.move(FRESH_FOR)
        online.later()
        old = online.check(line)
        assert online.keeper.away
        assert (old.outcome, old.stale, old.position) == ("pay", True, fresh.position)
        clock.move(GOOD_FOR)
        online.later()
        too_old = online.check(line)
        assert (too_old.outcome, too_old.reason, too_old.review) == ("manual_review", "snapshot_too_old", True)
        assert online.check(Line("P1", "H1", DAY, emergency=True)).outcome == "pay"
    online.later()
    assert not online.keeper.away
    assert (online.check(line).outcome, online.check(line).stale) == ("pay", False)


def test_rules_bound_anew_are_followed_at_once() -> None:
    clock = Clock()
    online = Desk(told(Story(regime("yunnan-2025"), 1).tell(0), "gate-bound", "yunnan-2025"), clock)
    before = online.check(Line("P1", "H1", DAY))
    online.region.persons = "qinghai-2025"
    online.region.save()
    online.later()
    after = online.check(Line("P1", "H1", DAY))
    assert (before.regime.split()[0], after.regime.split()[0]) != (after.regime.split()[0], before.regime.split()[0])


def test_stories_are_not_served() -> None:
    region = told(Story(regime("yunnan-2025"), 1).tell(0), "gate-story", "yunnan-2025")
    assert region.pk not in Keeper(Clock()).regions


def test_a_look_at_what_has_not_changed_is_two_questions(django_assert_num_queries: Any) -> None:
    """The heads of all journals; and, now and then, tokens and keys."""
    online = Desk(told(Story(regime("yunnan-2025"), 1).tell(0), "gate-calm", "yunnan-2025"), Clock())
    with django_assert_num_queries(0):
        online.check(Line("P1", "H1", DAY))
    with django_assert_num_queries(1):
        online.later()
