"""What was declared, refused, held, paid, advanced and asked back at an institution: every sum with its lines.

A sum is nothing but its lines: `Sum.total` adds them up, and what a declaration does not itemise is a line of its own.
Everything is folded from acts in their order, so that a page, a list and a file say the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from dingdian.law.institutions import acts as i
from dingdian.law.institutions import ledgers as w
from dingdian.law.institutions.agreements import holds
from dingdian.law.register import Record, Register

ZERO = Decimal(0)
OFFSET = "清算冲抵"


@dataclass(frozen=True, slots=True)
class Line:
    """An amount (CNY) with the act it stands in, its day, and what it is; `note`: what else the act says of it."""

    ref: str
    on: date
    what: str
    amount: Decimal
    note: str = ""


@dataclass(frozen=True, slots=True)
class Sum:
    """Lines and their total."""

    lines: tuple[Line, ...] = ()

    @property
    def total(self) -> Decimal:
        return sum((line.amount for line in self.lines), ZERO)


# Declarations


@dataclass(frozen=True, slots=True)
class Account:
    """A declaration: what was asked, and what became of it.

    Refusals add up, for each rests on a finding of its own. What a review holds back counts until the next review;
    once payment of the declaration is held by an act of its own, that act counts in its place.
    """

    ref: str
    institution: str
    period: str
    on: date
    declared: Sum
    refused: Sum
    held: Sum
    paid: Sum
    recovered: Sum
    outcome: str = ""

    @property
    def payable(self) -> Decimal:
        """What is to be paid: declared, less what is refused and what is held."""
        return self.declared.total - self.refused.total - self.held.total

    @property
    def outstanding(self) -> Decimal:
        """Of what is to be paid, what is not yet paid."""
        return self.payable - self.paid.total


def accounts(r: Register, institution: str, day: date, known_on: date | None = None) -> list[Account]:
    """The declarations of an institution as they stand on a day, in the order in which they were handed in."""
    acts = [x for x in r.at(institution, known_on) if x.on <= day]
    formal = [h for h in holds(r, institution, known_on) if h.of is not None and h.record.on <= day]
    found = []
    for record in acts:
        if not isinstance(record.act, i.SettlementDeclare):
            continue
        about = [x for x in acts if getattr(x.act, "of", None) == record.ref]
        own = [h for h in formal if h.of == record.ref]
        found.append(_account(record, about, [h.record for h in own if h.covers(day)], stated=not own))
    return found


def _account(record: Record, about: list[Record], holding: list[Record], *, stated: bool) -> Account:
    declared = declared_sum(record)
    refused: list[Line] = []
    held: list[Line] = []
    paid: list[Line] = []
    recovered: list[Line] = []
    outcome = ""
    for x in about:
        act = x.act
        left = declared.total - _total(refused)
        if isinstance(act, i.SettlementReview):
            outcome = act.outcome or outcome
            sum_refused = act.refused if act.refused is not None else left if act.outcome == "refused" else None
            if sum_refused:
                refused.append(Line(x.ref, x.on, "审核拒付", sum_refused, act.finding or act.reason or ""))
            kept = act.held if act.held is not None else left if act.outcome == "held" else None
            held = [Line(x.ref, x.on, "审核暂缓", kept, act.reason or "")] if kept and stated else []
        elif isinstance(act, i.SettlementPay):
            due = left - _total(held) - _total(paid)
            paid.append(Line(x.ref, x.on, "拨付", act.amount if act.amount is not None else due, act.reason or ""))
        elif isinstance(act, w.SettlementRecover):
            back = act.amount if act.amount is not None else _total(paid) - _total(recovered)
            recovered.append(Line(x.ref, x.on, "追回", back, act.finding or ""))
    for x in holding:
        amount = x.act.amount if x.act.amount is not None else declared.total - _total(refused) - _total(held)
        held.append(Line(x.ref, x.on, "暂停拨付", amount, x.act.reason or x.act.basis or ""))
    return Account(record.ref, record.act.institution, record.act.period or "", record.on, declared,
                   Sum(tuple(refused)), Sum(tuple(held)), Sum(tuple(paid)), Sum(tuple(recovered)), outcome)  # fmt: skip


def refused_whole(r: Register, declaration: str, known_on: date | None = None) -> bool:
    """Whether a declaration was refused in full: nothing of it is to be paid, so nothing of it can be late.

    A later review with another outcome takes it up again.
    """
    own = next((x for x in r.records if x.ref == declaration and isinstance(x.act, i.SettlementDeclare)), None)
    if own is None:
        return False
    known = accounts(r, own.act.institution, date.max, known_on)
    account = next((a for a in known if a.ref == declaration), None)
    if account is None or account.paid.lines or account.outcome not in ("refused", "part_refused"):
        return False
    asked = account.declared.total
    return account.refused.total >= asked if asked else account.outcome == "refused"


def _total(lines: Iterable[Line]) -> Decimal:
    return sum((line.amount for line in lines), ZERO)


def declared_sum(record: Record) -> Sum:
    """The lines of a declaration; where its amount is not their total, the rest is a line without detail."""
    act = record.act
    lines = [Line(record.ref, x.cost_date, x.code or "费用", x.amount, x.department or "") for x in act.lines]
    rest = act.amount - _total(lines) if act.amount is not None else ZERO
    if rest or not lines:
        what = "明细以外" if lines else "未列明细"
        lines.append(Line(record.ref, record.on, what, rest))
    return Sum(tuple(lines))


# Advances


@dataclass(frozen=True, slots=True)
class Advance:
    """A prepayment; `balance`: paid, less what was set off and returned. `special`: in a ledger of its own."""

    ref: str
    on: date
    period: str
    special: bool
    basis: str
    proposed: Decimal | None
    balance: Sum


def advances(r: Register, institution: str, day: date, known_on: date | None = None) -> list[Advance]:
    """The prepayments to an institution as they stand on a day."""
    acts = [x for x in r.at(institution, known_on) if x.on <= day]
    found = []
    for record in acts:
        act = record.act
        if isinstance(act, w.PrepaymentPropose):
            moves = tuple(_moves(act, [x for x in acts if getattr(x.act, "of", None) == record.ref]))
            found.append(
                Advance(
                    record.ref, record.on, act.period or "", bool(act.special), act.basis or "", act.amount, Sum(moves)
                )
            )
    return found


def _moves(proposed: w.PrepaymentPropose, about: list[Record]) -> Iterator[Line]:
    left = ZERO
    for x in about:
        if isinstance(x.act, w.PrepaymentPay):
            line = Line(x.ref, x.on, "预付", proposed.amount or ZERO)
        elif isinstance(x.act, w.PrepaymentOffset | w.PrepaymentReturn):
            amount = x.act.amount if x.act.amount is not None else left
            what = OFFSET if isinstance(x.act, w.PrepaymentOffset) else "退回"
            line = Line(x.ref, x.on, what, -amount, x.act.reason or "")
        else:
            continue
        left += line.amount
        yield line


# Deposits


@dataclass(frozen=True, slots=True)
class DepositKept:
    """A quality deposit: `kept`, of it `returned`, and `forfeited` what the assessment took; the rest is still kept."""

    ref: str
    on: date
    period: str
    kept: Sum
    returned: Sum
    forfeited: Sum

    @property
    def balance(self) -> Decimal:
        return self.kept.total - self.returned.total - self.forfeited.total


def deposits(r: Register, institution: str, day: date, known_on: date | None = None) -> list[DepositKept]:
    """The deposits of an institution as they stand on a day."""
    acts = [x for x in r.at(institution, known_on) if x.on <= day]
    found = []
    for record in acts:
        if not isinstance(record.act, w.DepositKeep):
            continue
        kept = Line(record.ref, record.on, "扣留", record.act.amount, record.act.basis or "")
        returned = [x for x in acts if isinstance(x.act, w.DepositReturn) and x.act.of == record.ref]
        back = tuple(Line(x.ref, x.on, "退还", x.act.amount, x.act.reason or "") for x in returned)
        lost = tuple(Line(x.ref, x.on, "按考核扣下", x.act.withheld) for x in returned if x.act.withheld)
        found.append(DepositKept(record.ref, record.on, record.act.period or "", Sum((kept,)), Sum(back), Sum(lost)))
    return found


# What is owed by the institution


@dataclass(frozen=True, slots=True)
class Demand:
    """Money asked back or damages demanded, with what was performed of it by a day."""

    ref: str
    on: date
    kind: Literal["recovery", "damages"]
    due_on: date | None
    base: Decimal | None
    clause: str
    finding: str
    demanded: Sum
    performed: Sum

    @property
    def balance(self) -> Decimal:
        return max(ZERO, self.demanded.total - self.performed.total)

    @property
    def status(self) -> Literal["unperformed", "partly_performed", "full"]:
        return "full" if self.balance <= 0 else "partly_performed" if self.performed.lines else "unperformed"

    def overdue(self, day: date) -> bool:
        """Whether something is still owed after its last day."""
        return self.balance > 0 and self.due_on is not None and self.due_on < day


def demands(r: Register, institution: str, day: date, known_on: date | None = None) -> list[Demand]:
    """The recoveries and damages demanded of an institution, as they stand on a day."""
    acts = [x for x in r.at(institution, known_on) if x.on <= day]
    found = []
    for x in acts:
        act = x.act
        if not isinstance(act, w.RecoveryOrder):
            continue
        paid = [p for p in acts if isinstance(p.act, w.RecoveryPay) and p.act.of == x.ref]
        done = tuple(
            Line(p.ref, p.on, "现金退回" if p.act.mode == "cash" else "抵扣拨付", p.act.amount, p.act.reason or "")
            for p in paid
        )
        word = "应退回" if act.kind == "recovery" else "违约金"
        asked = Sum((Line(x.ref, x.on, word, act.amount),))
        found.append(Demand(x.ref, x.on, act.kind, act.due_on, act.base, act.agreement_clause or "", act.finding or "",
                            asked, Sum(done)))  # fmt: skip
    return found


# Clearing


@dataclass(frozen=True, slots=True)
class Cleared:
    """The clearing of a year as it was recorded."""

    ref: str
    on: date
    year: int | None
    base: Decimal | None
    payable: Decimal | None


def clearings(r: Register, institution: str, day: date, known_on: date | None = None) -> list[Cleared]:
    """The clearings of an institution that were recorded by a day."""
    made = [x for x in r.at(institution, known_on) if x.on <= day and isinstance(x.act, w.SettlementClear)]
    return [Cleared(x.ref, x.on, x.act.year, x.act.base, x.act.payable) for x in made]


def held_whole(r: Register, institution: str, day: date, known_on: date | None = None) -> Record | None:
    """The hold on all payments to an institution on a day; null if there is none."""
    here = [h for h in holds(r, institution, known_on) if h.of is None and h.covers(day)]
    return here[-1].record if here else None


MONEY_ACTS = (
    "settlement.declare", "settlement.return", "settlement.resubmit", "settlement.review", "settlement.pay",
    "settlement.recover", "settlement.hold", "settlement.release",
)  # fmt: skip
"""The acts that the state of a declaration follows from: a register of them alone answers as the whole one does."""

__all__ = [
    "MONEY_ACTS", "OFFSET", "Account", "Advance", "Cleared", "Demand", "DepositKept", "Line", "Sum", "accounts",
    "advances", "clearings", "declared_sum", "demands", "deposits", "held_whole", "refused_whole",
]  # fmt: skip
