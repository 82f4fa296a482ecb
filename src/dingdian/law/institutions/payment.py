"""When a declaration is to be paid: from its complete receipt, without the working days that it was held."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dingdian.law.dates import Clock, Pause, receipt_day, working_days_between
from dingdian.law.explain import Decision, Reason
from dingdian.law.institutions import acts as i
from dingdian.law.institutions.accounts import refused_whole
from dingdian.law.institutions.agreements import Hold, holds
from dingdian.law.register import Record, Register


def declared_on(r: Register, declaration: str, known_on: date | None = None) -> date | None:
    """The day a complete declaration was received; a returned one counts from when it was handed in again."""
    day: date | None = None
    for record in _about(r, declaration, known_on):
        act = record.act
        if isinstance(act, i.SettlementDeclare):
            day = record.on if act.complete else None
        elif isinstance(act, i.SettlementReturn):
            day = None
        elif isinstance(act, i.SettlementResubmit):
            day = record.on
    return receipt_day(r.calendar, day) if day is not None else None


def payment_clock(r: Register, of: str, known_on: date | None = None) -> Clock | None:
    """The clock for paying a declaration, or the part of it that was held (`of`: the hold).

    What is held leaves the clock and takes the working days of the hold with it; the rest stays due. What was refused
    in full has none.
    """
    limit = r.regime.rules.payment_limit.value
    held = next((x for x in r.records if x.ref == of and x.act.act == "settlement.hold"), None)
    declaration = _held_declaration(r, held, known_on) if held is not None else of
    start = declared_on(r, declaration or "", known_on)
    if limit is None or start is None or declaration is None or refused_whole(r, declaration, known_on):
        return None
    institution = r.institution_of(next(x.act for x in r.records if x.ref == declaration))
    known = r.regime.rules.settlement_hold.value is not None
    mine = [h for h in holds(r, institution or "", known_on) if known and _takes_out(h, declaration, held)]
    pauses = tuple(Pause(h.record.on, h.released, "暂停拨付") for h in mine)
    paid = [x.on for x in _about(r, declaration, known_on) if isinstance(x.act, i.SettlementPay)]
    return Clock(start, limit.term, pauses, paid[-1] if paid and held is None else None)


def _held_declaration(r: Register, held: Record, known_on: date | None) -> str | None:
    """The declaration a hold is about: the one it names, else the last that was in when it began."""
    if held.act.of is not None:
        return str(held.act.of)
    declared = [x for x in r.at(held.act.institution, known_on) if isinstance(x.act, i.SettlementDeclare)]
    return next((x.ref for x in reversed(declared) if x.on <= held.on), None)


def _takes_out(h: Hold, declaration: str, asked: Record | None) -> bool:
    """Whether a hold stops the clock of what is asked about: all of a declaration, or the part held by `asked`."""
    if h.of is None:
        return True
    whole = h.of == declaration and h.record.act.amount is None
    return whole or (asked is not None and h.record.ref == asked.ref)


def _about(r: Register, declaration: str, known_on: date | None) -> list[Record]:
    found = (x for x in r.records if known_on is None or x.recorded <= known_on)
    return [x for x in found if x.ref == declaration or getattr(x.act, "of", None) == declaration]


@dataclass(frozen=True, slots=True)
class Payment:
    """How a declaration stands: last day to pay, day paid, working days late so far (0 if not)."""

    due_on: date | None
    paid_on: date | None
    late_days: int


def payment_of(r: Register, declaration: str, day: date, known_on: date | None = None) -> Decision[Payment]:
    """The payment of a declaration as it stands on a day."""
    clock = payment_clock(r, declaration, known_on)
    due = clock.due(r.calendar) if clock is not None else None
    paid = clock.stopped_on if clock is not None and clock.stopped_on is not None and clock.stopped_on <= day else None
    late = max(0, working_days_between(r.calendar, due.day, paid or day)) if due is not None else 0
    value = Payment(due.day if due is not None else None, paid, late)
    words = (
        f"应于 {value.due_on} 前拨付，" + (f"{paid} 已拨付" if paid else f"{day} 尚未拨付") + f"，晚 {late} 个工作日"
    )
    if refused_whole(r, declaration, known_on):
        words = "已全部拒付，没有应拨付的金额"
    return Decision(value, r.regime, lambda: [Reason(words, ("payment_limit",))])
