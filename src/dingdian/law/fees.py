"""A batch of fees: each line held against the status of its person, what was paid wrongly, what has to come back."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from dingdian.law import conduct as c
from dingdian.law.conduct import FeeLine
from dingdian.law.explain import Decision, Reason
from dingdian.law.gate import Result, claim
from dingdian.law.regime import Regime
from dingdian.law.register import Record, Register

NOTHING = Decimal(0)
RECOVER, DEDUCT = "recover_fees", "deduct_assessment_points"


@dataclass(frozen=True, slots=True)
class Checked:
    """A line with what the check found, and whether money went out for it."""

    line: FeeLine
    decision: Decision[Result]
    paid: bool

    @property
    def wrong(self) -> bool:
        """Paid, and not payable by what is known now."""
        return self.paid and self.decision.value == "deny"


def batch(r: Register, ref: str) -> c.FeesReceive | None:
    """The batch of a number."""
    found = next((x.act for x in r.records if x.ref == ref), None)
    return found if isinstance(found, c.FeesReceive) else None


def checked(r: Register, ref: str, *, now: c.FeesCheck | None = None) -> tuple[Checked, ...]:
    """Every line by the last check of the batch (`now`: one that is not recorded yet); nothing before the first one."""
    received = batch(r, ref)
    if received is None:
        return ()
    known = ("fees", ref, now)
    if known not in r.answers:
        checks = [x.act for x in _of(r, ref) if isinstance(x.act, c.FeesCheck)] + ([now] if now is not None else [])
        paid = _paid(r, received, ref)
        r.answers[known] = (
            tuple(
                Checked(line, decision, paid[n])
                for n, (line, decision) in enumerate(zip(received.lines, _look(r, received, checks[-1]), strict=True))
            )
            if checks
            else ()
        )
    found: tuple[Checked, ...] = r.answers[known]
    return found


def wrongly_paid(lines: tuple[Checked, ...]) -> tuple[int, Decimal]:
    """How many lines were paid although they were not payable, and their sum in yuan."""
    wrong = [x.line.amount for x in lines if x.wrong]
    return len(wrong), sum(wrong, NOTHING)


def recovers(regime: Regime) -> bool:
    """Whether the rules ask such money back."""
    p = regime.parameters
    return p.settlement.wrongly_paid.value == "recover" or RECOVER in p.institution_measures.noncompliance.value


def deducts(regime: Regime) -> bool:
    """Whether the institution also loses assessment points, whose number a human states."""
    p = regime.parameters.institution_measures
    return DEDUCT in p.noncompliance.value and p.confirmation.value == "human"


def _of(r: Register, ref: str) -> list[Record]:
    return [x for x in r.records if getattr(x.act, "of", None) == ref and x.act.act.startswith("fees.")]


def _paid(r: Register, received: c.FeesReceive, ref: str) -> list[bool]:
    """For each line whether it was paid: all of a batch that came paid, else those payable by the check before."""
    if received.paid:
        return [True] * len(received.lines)
    last: c.FeesCheck | None = None
    for record in _of(r, ref):
        if isinstance(record.act, c.FeesCheck):
            last = record.act
        elif isinstance(record.act, c.FeesSettle):
            if last is None:
                return [True] * len(received.lines)
            return [decision.value == "pay" for decision in _look(r, received, last)]
    return [False] * len(received.lines)


def _look(r: Register, received: c.FeesReceive, check: c.FeesCheck) -> list[Decision[Result]]:
    """Each line as it stood by what was known on the day of the check."""
    return [_line(r, received, line, check) for line in received.lines]


def _line(r: Register, received: c.FeesReceive, line: FeeLine, check: c.FeesCheck) -> Decision[Result]:
    if line.person not in r.people:
        text = f"{line.on}：没有登记这个人员编码，转人工复核"
        return Decision("manual_review", r.regime, lambda: [Reason(text, ("settlement.line_person",))])
    return claim(
        r, line.on, line.person, received.institution, department=line.department, emergency=line.emergency,
        claimed_on=received.on, known_on=check.recorded,
    )  # fmt: skip
