"""Grounds that rest on the yearly agreement: no settlement, not signed in the round, conditions lost."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from dingdian.law import acts as a
from dingdian.law.institutions import acts as i
from dingdian.law.institutions.agreements import Line, deferral, refused_renewal
from dingdian.law.institutions.asked import TESTS as ENTRY_TESTS
from dingdian.law.institutions.asked import Asked
from dingdian.law.institutions.assessment import results
from dingdian.law.institutions.counting import active_days
from dingdian.law.institutions.entry import entry
from dingdian.law.institutions.facts import InstitutionFacts
from dingdian.law.institutions.hits import Hit
from dingdian.law.institutions.rows import Condition, Ground
from dingdian.law.institutions.scene import TESTS, Answer, Met, Scene, Unsure, looks_for


@looks_for("zero_settlement")
def zero_settlement(s: Scene, row: Ground) -> Iterable[Answer]:
    """Nothing at all was settled in the last yearly agreement; too few active days excuse it where the rule says so."""
    keys = ("zero_settlement_min_active_days",)
    for line in reversed([x for x in s.mains if x.first <= s.day]):
        settled = settled_in(s, line)
        if settled is None:
            continue
        if settled == 0:
            days, least = _active(s, line), s.rules.zero_settlement_min_active_days.value
            if least is None or days >= least:
                text = f"协议年度 {line.first} 至 {line.last} 没有发生医保结算费用（有效履行 {days} 日）"
                yield Met(text, keys, (("有效履行日数", str(days)),), "先核查有效履行日数和原因")
        return
    yield Unsure("上一协议年度的结算金额没有记载", plain=True)


def _active(s: Scene, line: Line) -> int:
    return s.facts.active_days if s.facts.active_days is not None else active_days(s, line)


def settled_in(s: Scene, line: Line) -> Decimal | None:
    """Yuan settled in an agreement's term: as stated, or what its declarations came to if more; null unknown."""
    stated = _stated(s, line)
    from_acts = _settled_by_acts(s, line)
    if stated is None and from_acts is None:
        return None
    return max(stated or Decimal(0), from_acts or Decimal(0))


def _stated(s: Scene, line: Line) -> Decimal | None:
    """The last statement of the settled sum that is about the agreement's term."""
    found: Decimal | None = None
    own = s.r.institutions.get(s.institution)
    if own is not None and s.mains and line == s.mains[0]:
        found = own.facts.settled_amount
    for record in s.r.fact_records(s.institution, s.known_on):
        facts: InstitutionFacts | None = record.act.facts
        first, last = getattr(record.act, "from_", None), getattr(record.act, "to", None)
        if (
            facts is not None
            and facts.settled_amount is not None
            and record.on <= s.day
            and _about(line, record.on, first, last)
        ):
            found = facts.settled_amount
    return found


def _about(line: Line, on: date, first: date | None, last: date | None) -> bool:
    """Whether a sum stated on a day, for a period or not, is that of the agreement's term."""
    if first is None and last is None:
        return on >= line.first
    begins, ends = first or line.first, last or line.last
    return begins <= line.last and line.first <= ends


def _settled_by_acts(s: Scene, line: Line) -> Decimal | None:
    """What declarations of the term came to: what was paid, else passed in review, else what was declared."""
    total: Decimal | None = None
    for x in s.acts(i.SettlementDeclare):
        if not line.covers(x.on):
            continue
        amount = x.act.amount if x.act.amount is not None else sum((n.amount for n in x.act.lines), Decimal(0))
        for later in s.records:
            act = later.act
            if isinstance(act, i.SettlementReview) and act.of == x.ref and act.outcome == "refused":
                amount = Decimal(0)
            elif isinstance(act, i.SettlementPay) and act.of == x.ref and act.amount is not None:
                amount = act.amount
        total = (total or Decimal(0)) + amount
    return total


@looks_for("unsigned_by_own_cause")
def unsigned_by_own_cause(s: Scene, row: Ground) -> Iterable[Answer]:
    """The round is over and the institution, reminded often enough, has not signed for a cause of its own."""
    end, least = s.round.end, s.rules.round_reminders.value
    if end is None or s.day <= end or least is None:
        return
    old = next((x for x in reversed(s.mains) if x.first <= end), None)
    if old is None or _signed_after(s, old, end) or _not_its_own(s, old, end):
        return
    keys = ("signing_round", "round_reminders")
    reminded = [x for x in s.round.reminders if x <= end]
    if len(reminded) >= least:
        days = "、".join(str(x) for x in reminded)
        yield Met(f"集中签约期 {end} 结束时没有签订年度协议，已提醒 {len(reminded)} 次（{days}）", keys)
    else:
        yield Unsure(f"集中签约期 {end} 结束时没有签订年度协议，提醒不足 {least} 次，由经办人员判断原因", keys)


def _signed_after(s: Scene, old: Line, end: date) -> bool:
    """Whether the year of the round is covered: by an agreement signed, or by one that had only just begun."""
    just_begun = old.last > end and end - old.first < old.last - end
    return just_begun or any(x.ref != old.ref and x.last > old.last for x in s.mains)


def _not_its_own(s: Scene, old: Line, end: date) -> bool:
    """Whether the agency, a failure of the system, a deferral or the agency's refusal kept it from signing."""
    if s.round.cause not in (None, "own"):
        return True
    if deferral(s.r, s.institution, old, s.day, s.known_on) is not None:
        return True
    if refused_renewal(s.r, s.institution, old, s.known_on) is not None:
        return True
    if any(True for _ in s.acts(a.AgreementTerminate)):
        return True
    then = s.at(end)
    rows = (s.rules.deferral_grounds.value or {}).values()
    return any(isinstance(x, Met) for row in rows if row.applies(s.sector) for x in TESTS[row.test](then, row))


@looks_for("conditions_lost")
def conditions_lost(s: Scene, row: Ground) -> Iterable[Answer]:
    """A condition of designation, by its name, no longer holds; what hangs on a document not at hand stays open.

    `codes` of the row: conditions that an area may publish by setting their parameters; unset they ask nothing.
    """
    if s.line is None:
        return
    report = entry(s.r, s.institution, s.day, s.known_on).value
    conditions = s.rules.conditions.value
    for hit in report.hits:
        if hit.code in conditions:
            yield Met(f"不再符合定点条件：{hit.text}", hit.keys, hit.facts, hit.remedy)
    for name in row.codes:
        told = ENTRY_TESTS[name](_asked(s, name))
        if isinstance(told, Hit):
            yield Met(f"不再符合公布的定点条件：{told.text}", told.keys, told.facts, told.remedy)
    for name in _failed(s):
        yield Met(f"年度履约评估认定不再符合条件：{name}", ("renewal_needs_evaluation",), (("条件", name),))
    needed = s.rules.incorporated_documents.value or ()
    missing = [x for x in s.rules.missing_documents.value if x in needed]
    if missing:
        keys = ("missing_documents", "incorporated_documents")
        yield Unsure(f"评估标准所在的文件没有收到（{'、'.join(missing)}），其余条件无法判断", keys)


def _asked(s: Scene, test: str) -> Asked:
    return Asked(
        s.r, s.institution, s.day, s.known_on, "designation", "conditions", test, Condition(test=test), s.facts
    )


def _failed(s: Scene) -> tuple[str, ...]:
    """Conditions that the last yearly evaluation named as not met."""
    done = results(s.r, s.institution, s.day, s.known_on)
    if done:
        return done[-1].failed_conditions
    own = s.facts.yearly_evaluation
    return own.failed_conditions if own is not None else ()
