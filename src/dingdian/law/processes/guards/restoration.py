"""Guards of restorations, early ones too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from dingdian.law import acts as a
from dingdian.law.account import Account, Cause, early_restorable
from dingdian.law.dates import (
    Term,
    TermUnit,
    subtract_working_days,
)
from dingdian.law.explain import Objection, Reason
from dingdian.law.register import Register
from dingdian.law.values import Status


def to_restore(account: Account, day: date) -> list[Cause]:
    """Causes that end only through the restoration procedure."""
    return [c for c in account.active(day) if not c.ends_itself and (c.crossing is not None or c.institution is None)]


def restorable(r: Register, act: a.RestorationApply) -> Iterator[Objection]:
    p = r.regime.parameters.restoration
    causes = to_restore(r.account(act.person), act.on)
    if not causes:
        if p.auto_restore.value:
            yield Objection("期满自动恢复，不需要申请", ("restoration.auto_restore",), remedy="等待期满")
        else:
            yield Objection("没有需要申请恢复的暂停或终止", ("restoration.flow",), remedy="核对人员和日期")
        return
    due = restoration_due(r, causes)
    if due is not None and act.on > due and p.late_application.value == "refuse":
        yield Objection(f"最迟应在 {due} 申请", ("restoration.late_application", "restoration.apply_lead_working_days"))


def restoration_due(r: Register, causes: Iterable[Cause]) -> date | None:
    """Latest day of application for the term that ends last; null where the limit is waived."""
    lead = r.regime.parameters.restoration.apply_lead_working_days.value
    ends = [c.last_day or c.ban_last for c in causes if not c.shortened_into_past]
    last = max((d for d in ends if d is not None), default=None)
    if last is None:
        return None
    return last if lead is None else subtract_working_days(r.calendar, last, lead).day


def late_restoration(r: Register, act: a.RestorationApply) -> Iterator[Reason]:
    due = restoration_due(r, to_restore(r.account(act.person), act.on))
    if due is not None and act.on > due:
        yield Reason(f"迟于 {due} 申请，仍予受理", ("restoration.late_application",))


def trained(r: Register, act: a.RestorationAssess) -> Iterator[Objection]:
    """Training hours since the sanction began, where the regime asks for them."""
    hours = r.regime.parameters.restoration.training_hours.value
    if hours is None or act.outcome != "passed":
        return
    causes = to_restore(r.account(act.person), act.on)
    since = min((c.first_day for c in causes), default=act.on)
    done = sum(
        x.act.hours or 0
        for x in r.of_person(act.person)
        if isinstance(x.act, a.StudyRecord) and since <= x.act.on <= act.on
    )
    if done < hours:
        yield Objection(
            f"自 {since} 起学习 {done} 学时，恢复需要 {hours} 学时",
            ("restoration.training_hours",),
            remedy=f"再学习 {hours - done} 学时后评估",
        )


def failure_told_on(r: Register, act: a.RestorationTell) -> Iterator[Objection]:
    """The institution tells the person, where the rules say so, and one where the person is filed."""
    if r.regime.parameters.restoration.failure_told_by.value is None:
        yield Objection("本规则没有规定由机构告知评估结果", ("restoration.failure_told_by",))
    elif act.institution is not None and all(f.institution != act.institution for f in r.filings(act.person)):
        yield Objection("本人不在这家机构", ("restoration.failure_told_by",), remedy="由本人所在的机构告知")


def early_allowed(r: Register, act: a.RestorationEarly) -> Iterator[Objection]:
    """Early restoration: its reason, approval, and the causes it is open to."""
    p = r.regime.parameters.restoration
    rule = p.early.value
    if rule is None:
        yield Objection("本规则没有提前恢复", ("restoration.early",))
        return
    if act.reason != rule.reason:
        yield Objection(
            f"提前恢复只能因 {rule.reason}，填写的是 {act.reason}", ("restoration.early",), remedy="核对事由"
        )
    approver = (act.approved_by or "").partition(":")[0]
    if not approver or approver in {"agency", "institution", "person", "system"}:
        yield Objection(
            "提前恢复须经当地医保行政部门批准",
            ("restoration.early",),
            remedy=f"approved_by 写 {rule.approval}",
        )
    active = r.account(act.person).active(act.on)
    own = early_restorable(r.regime, active, act.on)
    if not own:
        keys: tuple[str, ...] = ("restoration.early",)
        text = "没有可以提前恢复的暂停"
        if any(c.status is Status.SUSPENDED for c in active):
            keys = ("restoration.early", "restoration.early_not_for")
            text = "因责令暂停执业或机构、科室原因的暂停不能提前恢复"
        yield Objection(text, keys, remedy="等待期满，或先恢复机构、科室")
    elif rule.min_served is not None:
        since = min(c.first_day for c in own)
        if act.on < Term(rule.min_served, TermUnit.MONTHS).last_day(since):
            yield Objection(f"至少执行 {rule.min_served} 个月后才能提前恢复", ("restoration.early",))
