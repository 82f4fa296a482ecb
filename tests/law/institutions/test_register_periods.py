"""The periods of the public register say of every day what the register says of that day, after any acts."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from dingdian.law.institutions.register_entry import FIELDS, public_entry, public_periods
from dingdian.law.processes import admit
from dingdian.law.register import Register
from tests.law.institutions.stories import CLINIC, register
from tests.law.processes.test_machine import ACTS, BEGIN, CALENDAR, REGIMES, SETTING, WAYS, Drawn, tuned

TOLD = (
    "agreement.sign", "agreement.sign", "agreement.suspend", "agreement.suspend", "agreement.resume",
    "agreement.terminate", "agreement.request_suspension", "agreement.request_resumption",
    "agreement.request_termination", "agreement.withdraw_request", "agreement.refuse_request", "agreement.decline",
    "settlement.hold", "settlement.release", "renewal.defer", "renewal.decide", "renewal.apply", "deferral.report",
    "dispute.open", "dispute.close", "propagation.receive", "propagation.confirm", "propagation.send",
    "propagation.acknowledge", "fact.record", "change.decide",
)  # fmt: skip
BEFORE, AFTER = timedelta(60), timedelta(900)


class Telling(Drawn):
    """Mostly of the institution with an agreement; now and then an address, which is a fact that turns too."""

    def act(self, name: str, number: int) -> Any:
        told = super().act(name, number)
        if name == "fact.record":
            told |= {"institution": "H1", "registered_address": self.one(("甲路", "乙路"))}
        if name == "agreement.terminate":
            told["ground"] = self.one((None, "TER-3", "TER-12"))
        if name == "agreement.sign":
            begun = self.today + timedelta(days=self.one((0, 1, 30)))
            told |= {"start_on": begun.isoformat(), "end_on": (begun + timedelta(self.one((90, 364)))).isoformat()}
            told |= {"kind": self.one((None, "designation_yearly", "internet_plus_supplement"))}
        if name.startswith(("agreement.", "settlement.", "renewal.", "propagation.")):
            told |= {"institution": "H1", "agreement": self.one((None, None, told.get("agreement")))}
            told |= dict.fromkeys(("department", "area", "parent"))
        return {k: v for k, v in told.items() if v is not None}


def told(chance: Random, regime: Any, steps: int) -> Register:
    """A register after random acts, most of which the law admits."""
    found, today = Register(regime, CALENDAR, SETTING), BEGIN
    for number in range(steps):
        today += timedelta(days=chance.choice((0, 1, 8, 40, 95)))
        try:
            act = ACTS.validate_python(Telling(chance, found, today).act(chance.choice(TOLD), number))
        except ValidationError:
            continue
        admit(found, act)
    return found


def compare(found: Register) -> int:
    """How many different entries there are, each of which is that of its days."""
    number = 0
    for code in found.institutions:
        periods = public_periods(found, code)
        number += len(periods)
        assert all(a.last is not None and a.last + timedelta(1) == b.first for a, b in pairwise(periods))
        assert not periods or periods[-1].last is None
        day = BEGIN - BEFORE
        while day < BEGIN + AFTER:
            at = next((p for p in periods if p.first <= day and (p.last is None or day <= p.last)), None)
            assert (dict(at.entry) if at is not None else None) == public_entry(found, code, day).value, day
            day += timedelta(days=1)
    return number


@pytest.mark.parametrize("regime", REGIMES, ids=lambda r: r.id)
def test_every_day_after_any_acts(regime: Any) -> None:
    numbers = []

    @tuned(12)
    @given(chance=WAYS, steps=st.integers(6, 30))
    def run(chance: Random, steps: int) -> None:
        numbers.append(compare(told(chance, regime, steps)))

    run()
    assert max(numbers) > 6, "something happened"


@pytest.mark.long
@pytest.mark.parametrize("regime", REGIMES, ids=lambda r: r.id)
def test_every_day_after_many_acts(regime: Any) -> None:
    @tuned(1000)
    @given(chance=WAYS, steps=st.integers(1, 60))
    def run(chance: Random, steps: int) -> None:
        compare(told(chance, regime, steps))

    run()


def test_a_termination_is_told_with_its_ground() -> None:
    r = register("- {on: 2024-09-20, act: agreement.terminate, institution: H44020100001, ground: TER-3}")
    before, after = public_periods(r, CLINIC)
    assert (before.entry["status"], before.last, before.termination) == ("in_force", date(2024, 9, 19), None)
    assert after.first == after.entry["since"] == date(2024, 9, 20)
    assert after.termination is not None and (after.termination.ground, after.termination.nature) == (
        "TER-3",
        "illegal",
    )


def test_where_the_rules_do_not_say_what_is_shown_everything_that_can_be_is() -> None:
    r = register(regime="zizhiqu-2025")
    assert tuple(public_periods(r, CLINIC)[0].entry) == FIELDS
