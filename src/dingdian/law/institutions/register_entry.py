"""The entry of an institution in the public register: only what the rule shows, as it stands on the day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from dingdian.law.dates import add_days
from dingdian.law.explain import Decision, Reason
from dingdian.law.institutions.agreements import Line, Termination, agreements, terminations
from dingdian.law.institutions.known import facts_on
from dingdian.law.institutions.standing import LABELS, State, state_on, states
from dingdian.law.register import Register

FIELDS = ("code", "name", "address", "type", "insurance_tier", "status", "since", "period", "internet_plus")
"""All that a register may show; where the rules do not say what it shows, it shows this."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What the register shows from a day to a day (both included, null: on).

    `entry`: only what the rules show; `every`: the same with what they leave out; `termination`: the one behind it.
    """

    first: date
    last: date | None
    entry: Mapping[str, Any]
    every: Mapping[str, Any]
    state: State
    termination: Termination | None = None


def public_entry(
    r: Register, institution: str, day: date, known_on: date | None = None
) -> Decision[dict[str, Any] | None]:
    """The fields shown of an institution on a day, by name; null while it has never been designated.

    `since` is the first day of the state it is in; `period` the first and last day of the agreement behind it.
    """
    state = state_on(r, institution, day, known_on)
    told = Reason(f"{day} 登记为{LABELS[state.status]}，自 {state.since}", ("public_register",))
    if state.line is None:
        return Decision(None, r.regime, lambda: [told])
    shown = _listed(r, _every(r, institution, day, known_on, state, agreements(r, institution, known_on)))
    return Decision(shown, r.regime, lambda: [told, *state.reasons])


def public_periods(r: Register, institution: str, known_on: date | None = None) -> list[Shown]:
    """The same for every day since its first agreement, as periods in their order, without a gap."""
    lines = agreements(r, institution, known_on)
    ended = {t.first: t for t in terminations(r, institution, known_on) if t.department is None}
    found: list[Shown] = []
    turning = dict(states(r, institution, known_on))
    begun = min(turning, default=date.max)
    for day in sorted(turning.keys() | {d for d in _facts_turn(r, institution, known_on) if d >= begun}):
        state = turning.get(day) or state_on(r, institution, day, known_on)
        every = _every(r, institution, day, known_on, state, lines)
        if found and found[-1].every == every:
            continue
        if found:
            found[-1] = replace(found[-1], last=add_days(day, -1))
        ending = ended.get(state.since) if state.since is not None and state.status == "terminated" else None
        found.append(Shown(day, None, _listed(r, every), every, state, ending))
    return found


def _facts_turn(r: Register, institution: str, known_on: date | None) -> Iterable[date]:
    """The days on which what is known of the institution itself may turn."""
    for record in r.fact_records(institution, known_on):
        yield getattr(record.act, "from_", None) or record.on
        if (last := getattr(record.act, "to", None)) is not None:
            yield add_days(last, 1)


def _listed(r: Register, every: Mapping[str, Any]) -> dict[str, Any]:
    """Of all fields those that the rules show."""
    listed = r.regime.rules.public_register.value
    return {name: every[name] for name in (FIELDS if listed is None else listed) if name in every}


def _every(
    r: Register, institution: str, day: date, known_on: date | None, state: State, lines: Iterable[Line]
) -> dict[str, Any]:
    assert state.line is not None
    known, facts = r.institutions[institution], facts_on(r, institution, day, known_on)
    return {
        "code": institution,
        "name": known.name,
        "address": facts.registered_address,
        "type": known.institution_type,
        "insurance_tier": facts.insurance_tier,
        "status": state.status,
        "since": state.since,
        "period": (state.line.first, state.line.last),
        "internet_plus": any(x.kind == "internet_plus_supplement" and x.covers(day) for x in lines),
    }
