"""Whether a claim line is payable on the institution's side, by the day on which the cost arose."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from dingdian.law.explain import Decision, Reason
from dingdian.law.institutions.standing import LABELS, state_on
from dingdian.law.register import Register

Result = Literal["pay", "deny", "hold", "manual_review"]


@dataclass(frozen=True, slots=True)
class ClaimFacts:
    """What else is known of a line: its trace code (and whether that was stated at all), on-line care, work injury."""

    trace_code: str | None = None
    trace_code_stated: bool = False
    internet_plus: bool = False
    work_injury_pending: bool = False


def institution_claim(
    r: Register,
    day: date,
    person: str | None,
    institution: str,
    department: str | None,
    emergency: bool,
    line: ClaimFacts | None,
    known_on: date | None,
) -> Decision[Result]:
    """Pay, deny, hold, or manual review: an emergency at a blocked institution is reimbursed to the patient by hand."""
    state = state_on(r, institution, day, known_on)
    rules = r.regime.rules
    basis = Reason(f"{day} 发生的费用，{institution} {LABELS[state.status]}", ("settlement_basis",))
    if state.status == "in_force":
        return Decision("pay", r.regime, lambda: [basis, state.reason])
    if state.status == "settlement_hold":
        return Decision("hold", r.regime, lambda: [basis, state.reason])
    if emergency and rules.emergency_reimburse_person_when_blocked.value:
        words = Reason("急诊抢救费用由参保人手工报销，不与机构结算", ("emergency_reimburse_person_when_blocked",))
        return Decision("manual_review", r.regime, lambda: [basis, state.reason, words])
    return Decision("deny", r.regime, lambda: [basis, state.reason])
