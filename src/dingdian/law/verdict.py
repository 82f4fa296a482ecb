"""What a line comes to on each ground that the law finds for it: a small table, compiled from the regime.

One table for every way in which the gate is asked: line by line, from a snapshot, or over whole files.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from dingdian.law.regime import Regime
from dingdian.law.values import Status

Result = Literal["pay", "deny", "hold", "manual_review"]


class Ground(StrEnum):
    """How it stands with the person of a line at the place and on the day of service; gravest last."""

    NORMAL = "normal"
    PAYMENT_HELD = "payment_held"
    AGREEMENT_LAPSED = "agreement_lapsed"
    NOT_OBTAINED = "not_obtained"
    SUSPENDED = "suspended"
    TERMINATED = "terminated"
    PLACE_SUSPENDED = "place_suspended"
    PLACE_TERMINATED = "place_terminated"

    @property
    def gravity(self) -> int:
        """Of several grounds for one line the one of the highest gravity decides (C13, dossier point 20)."""
        return list(Ground).index(self)

    @property
    def of_place(self) -> bool:
        """Whether it is the institution's or department's own agreement that stands in the way."""
        return self in (Ground.PLACE_SUSPENDED, Ground.PLACE_TERMINATED)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome on a ground; `code` names ground and exception, `says` puts it into words that follow a day."""

    outcome: Result
    code: str
    says: str
    keys: tuple[str, ...]
    clauses: tuple[str, ...] = ()


BASIS = ("settlement.basis_date", "settlement.line_person")


def verdict(regime: Regime, ground: Ground, emergency: bool) -> Verdict:
    """What a line comes to by the rules on persons; an exception for emergencies is that of the side that blocks."""
    clauses = _clauses(regime, ground)
    if ground is Ground.NORMAL:
        key = "qualification.settlement_requires_filing"
        return Verdict("pay", ground.value, "状态正常，照常结算", (key, *BASIS), clauses)
    if ground is Ground.PAYMENT_HELD:
        return Verdict("hold", ground.value, "机构处于暂停拨付", ("institution_measures.ratio_rows", *BASIS), clauses)
    if ground is Ground.AGREEMENT_LAPSED:
        keys = ("agreement.lapse_effect", "agreement.doctor_agreement_term_years", *BASIS)
        return Verdict("hold", ground.value, "医师服务协议已经期满，待确认", keys, clauses)
    if ground.of_place:
        return _at_blocked_place(regime, ground, emergency)
    if ground is Ground.NOT_OBTAINED:
        return _not_obtained(regime, emergency, clauses)
    return _barred(regime, ground, emergency, clauses)


def _clauses(regime: Regime, ground: Ground) -> tuple[str, ...]:
    status = ground.value if ground in (Ground.NOT_OBTAINED, Ground.SUSPENDED, Ground.TERMINATED) else "normal"
    return () if ground.of_place else regime.parameters.settlement.status_clauses.value.get(status, ())


def _barred(regime: Regime, ground: Ground, emergency: bool, clauses: tuple[str, ...]) -> Verdict:
    p = regime.parameters.settlement
    suspended = ground is Ground.SUSPENDED
    exception = (p.emergency_exception_suspended if suspended else p.emergency_exception_terminated).value
    key, during = f"settlement.emergency_exception.{ground}", f"处于{Status(ground.value).label}期间"
    if not emergency:
        denied = ground.value in p.denied_statuses.value
        says = f"{during}，普通费用{'不予结算' if denied else '照常结算'}"
        return Verdict("deny" if denied else "pay", ground.value, says, ("settlement.denied_statuses", *BASIS), clauses)
    if exception:
        keys = (key, "settlement.emergency_kinds", *BASIS)
        return Verdict("pay", f"{ground}_emergency", f"{during}，急诊抢救费用例外结算", keys, clauses)
    says = f"{during}，急诊费用没有例外，不予结算并转人工复核"
    return Verdict("manual_review", f"{ground}_emergency", says, (key, *BASIS), clauses)


def _at_blocked_place(regime: Regime, ground: Ground, emergency: bool) -> Verdict:
    p = regime.parameters.settlement
    state = f"协议处于{'中止' if ground is Ground.PLACE_SUSPENDED else '解除'}"
    if emergency and p.emergency_exception_institution_blocked.value:
        keys = ("settlement.emergency_exception.institution_blocked", *BASIS)
        return Verdict("pay", f"{ground}_emergency", f"{state}，急诊抢救费用例外结算", keys)
    keys = ("settlement.institution_blocked", *BASIS)
    return Verdict(p.institution_blocked.value, ground.value, f"{state}，费用不结算", keys)


def _not_obtained(regime: Regime, emergency: bool, clauses: tuple[str, ...]) -> Verdict:
    requires, code = "qualification.settlement_requires_filing", Ground.NOT_OBTAINED.value
    exception = "settlement.emergency_exception.not_obtained"
    if not regime.parameters.qualification.settlement_requires_filing.value:
        return Verdict("pay", code, "规则不以备案为结算条件", (requires, *BASIS), clauses)
    if not emergency:
        return Verdict("deny", code, "没有有效备案，费用不结算", (requires, *BASIS), clauses)
    code = f"{code}_emergency"
    if regime.parameters.settlement.emergency_exception_not_obtained.value:
        return Verdict("pay", code, "没有有效备案，急诊抢救费用例外结算", (exception, *BASIS), clauses)
    says = "没有有效备案的急诊费用，规则未明，转人工复核"
    return Verdict("manual_review", code, says, (exception, *BASIS), clauses)
