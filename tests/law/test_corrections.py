"""A review or an appeal never raises anybody's points on any day (C12), whatever was booked, repaired or corrected."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dingdian.law.events import Booked, Corrected, Event, Item, Repaired
from dingdian.law.fold import fold
from dingdian.law.regime import Regime, persons_alone
from dingdian.law.tiers import TierTable
from dingdian.regimes import load

BEGIN = date(2025, 12, 20)
REGIMES = ("yunnan-2025", "qinghai-2025", "hainan-2022", "national-2025")
INSPECTIONS, TYPES = ("i1", "i2"), ("甲", "乙")


def regime(regime_id: str, *, once: bool, different: str) -> Regime:
    """A regime under which entries of one inspection may weigh on each other."""
    r = persons_alone(load(regime_id))
    s = r.parameters.scoring
    scoring = s.model_copy(
        update={
            "same_inspection_same_type": s.same_inspection_same_type.model_copy(
                update={"value": "once" if once else "each"}
            ),
            "same_inspection_different_types": s.same_inspection_different_types.model_copy(
                update={"value": different}
            ),
        }
    )
    return replace(r, persons=r.parameters.model_copy(update={"scoring": scoring}))


@st.composite
def stories(draw: st.DrawFn) -> list[Event]:
    """Bookings, repairs and corrections of what was booked, in recorded order; some are dated earlier."""
    found: list[Event] = []
    sizes: list[int] = []
    recorded = BEGIN
    for kind in draw(st.lists(st.sampled_from("bbbrcc"), min_size=3, max_size=14)):
        recorded += timedelta(days=draw(st.integers(0, 4)))
        on = recorded - timedelta(days=draw(st.sampled_from([0, 0, 0, 3])))
        if kind == "b":
            inspection = draw(st.sampled_from(INSPECTIONS))
            items = [
                Item(f"f{i}", (inspection, draw(st.sampled_from(TYPES))), draw(st.integers(1, 12)))
                for i in range(draw(st.integers(1, 2)))
            ]
            found.append(Booked(on, recorded, f"h{len(sizes)}", "H", items))
            sizes.append(len(items))
        elif kind == "r":
            found.append(Repaired(on, recorded, draw(st.integers(1, 3))))
        elif sizes:
            n = draw(st.integers(0, len(sizes) - 1))
            finding = draw(st.sampled_from([None, *(f"f{i}" for i in range(sizes[n]))]))
            found.append(Corrected(on, recorded, f"h{n}", finding, draw(st.sampled_from([0, 0, 1, 3, 5]))))
    return found


@pytest.mark.parametrize("regime_id", REGIMES)
@settings(max_examples=150, deadline=None)
@given(events=stories(), once=st.booleans(), different=st.sampled_from(["sum", "max"]))
def test_a_correction_raises_no_days_points(regime_id: str, events: list[Event], once: bool, different: str) -> None:
    r = regime(regime_id, once=once, different=different)
    table = TierTable(r)
    for i, event in enumerate(events):
        if isinstance(event, Corrected):
            before, after = fold(r, table, events[:i]), fold(r, table, events[: i + 1])
            for day in {e.on for e in events[: i + 1]}:
                assert after.total(day) <= before.total(day)
                assert after.raw(day) <= before.raw(day)
