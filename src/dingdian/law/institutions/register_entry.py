"""The entry of an institution in the public register: only what the rule shows, as it stands on the day."""

from __future__ import annotations

from datetime import date
from typing import Any

from dingdian.law.explain import Decision, Reason
from dingdian.law.institutions.agreements import agreements
from dingdian.law.institutions.known import facts_on
from dingdian.law.institutions.standing import LABELS, state_on
from dingdian.law.register import Register


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
    known, facts = r.institutions[institution], facts_on(r, institution, day, known_on)
    lines = agreements(r, institution, known_on)
    online = any(x.kind == "internet_plus_supplement" and x.covers(day) for x in lines)
    every: dict[str, Any] = {
        "code": institution,
        "name": known.name,
        "address": facts.registered_address,
        "type": known.institution_type,
        "insurance_tier": facts.insurance_tier,
        "status": state.status,
        "since": state.since,
        "period": (state.line.first, state.line.last),
        "internet_plus": online,
    }
    shown = {name: every[name] for name in r.regime.rules.public_register.value or () if name in every}
    return Decision(shown, r.regime, lambda: [told, *state.reasons])
