"""Guards of repairs: who may apply, what must be met, how much may be taken off."""

from __future__ import annotations

from collections.abc import Iterator

from dingdian.law import acts as a
from dingdian.law.explain import Objection
from dingdian.law.register import Register
from dingdian.law.values import Status


def repair_open_to(r: Register, act: a.RepairApply) -> Iterator[Objection]:
    """Whether the person may apply at all: enabled, not excluded, chance left, evidence fresh."""
    p = r.regime.parameters.repair
    by_points = act.kind == "points"
    if not p.enabled.value or (p.points_range if by_points else p.term_reduction_months).value is None:
        key = "repair.enabled" if not p.enabled.value else "repair.term_reduction_months"
        yield Objection("本规则没有这种修复", (key,), remedy="没有可用的途径")
        return
    account = r.account(act.person)
    excluded = (p.excluded if by_points else p.term_excluded).value or ()
    key = "repair.excluded" if by_points else "repair.term_excluded"
    full = r.regime.parameters.scoring.cap.value
    running = [c for c in account.active(act.on) if c.crossing is not None]
    by_full_score = [c for c in running if c.status is Status.TERMINATED]
    if "total_12_in_year" in excluded and (account.reached_cap(act.on) or by_full_score):
        yield Objection(f"年内累计达到 {full} 分的人员不适用修复", (key,), remedy="没有可用的途径")
    elif "single_12" in excluded and (
        account.highest_single(act.on) >= full or any(c.crossing and c.crossing.single >= full for c in by_full_score)
    ):
        yield Objection(f"一次性记满 {full} 分的人员不适用修复", (key,), remedy="没有可用的途径")
    granted = [x.act for x in r.of_person(act.person) if x.act.act == "repair.decide" and x.act.outcome == "granted"]
    if p.max_per_year.value is not None and by_points:
        used = sum(1 for g in granted if g.kind == "points" and g.on.year == act.on.year)
        if used >= p.max_per_year.value:
            yield Objection(
                f"{act.on.year} 年的修复机会（{p.max_per_year.value} 次）已用完",
                ("repair.max_per_year",),
                remedy=f"{act.on.year + 1} 年 1 月 1 日起可再申请",
            )
    if p.evidence_reuse.value is False:
        used_before = _evidence_used(r, act.person)
        for condition in act.conditions:
            if condition.evidence and (condition.name, condition.evidence) in used_before:
                yield Objection(
                    f"证明材料 {condition.evidence} 已在以前的修复中用过",
                    ("repair.evidence_reuse",),
                    remedy="另提交新的证明",
                )
    if not by_points and not any(c.status is Status.SUSPENDED and not c.waiting(act.on) for c in running):
        yield Objection(
            "没有正在执行的暂停，无从缩短期限", ("repair.term_reduction_months",), remedy="没有可缩短的期限"
        )


def _evidence_used(r: Register, person: str) -> set[tuple[str, str]]:
    """Pieces of evidence that served a repair that was granted."""
    used: set[tuple[str, str]] = set()
    pending: list[a.Condition] = []
    for record in r.of_person(person):
        if isinstance(record.act, a.RepairApply):
            pending = list(record.act.conditions)
        elif isinstance(record.act, a.RepairDecide):
            if record.act.outcome == "granted":
                used |= {(c.name, c.evidence) for c in pending if c.evidence}
            pending = []
    return used


def _application(r: Register, person: str, kind: str) -> a.RepairApply | None:
    found = [x.act for x in r.of_person(person) if isinstance(x.act, a.RepairApply) and x.act.kind == kind]
    return found[-1] if found else None


def repair_grantable(r: Register, act: a.RepairDecide) -> Iterator[Objection]:
    """Conditions met and number in the range; a refusal needs neither."""
    if act.outcome == "refused":
        return
    p = r.regime.parameters.repair
    by_points = act.kind == "points"
    limits, key, number, unit = (
        (p.points_range.value, "repair.points_range", act.points, "分")
        if by_points
        else (p.term_reduction_months.value, "repair.term_reduction_months", act.months, "个月")
    )
    assert limits is not None  # without a range no application is admitted
    if number is None or not limits[0] <= number <= limits[1]:
        given = "没有填写" if number is None else f"{number} {unit}"
        yield Objection(f"修复幅度 {given} 不在规定范围", (key,), remedy=f"填写 {limits[0]} 至 {limits[1]} {unit}")
    application = _application(r, act.person, act.kind)
    needed = (p.conditions if by_points else p.term_reduction_conditions).value or ()
    key = "repair.conditions" if by_points else "repair.term_reduction_conditions"
    met = {c.name for c in application.conditions if _met(r, c)} if application else set()
    any_of = p.conditions_mode.value == "any"
    missing = [] if any_of and met & set(needed) else [c for c in needed if c not in met]
    if missing:
        yield Objection(
            f"修复条件没有满足：{'、'.join(missing)}",
            (key, "repair.conditions_mode", "repair.condition_organisers"),
            remedy="任一条件即可" if any_of else "补齐全部条件的证明后再决定",
        )


def _met(r: Register, condition: a.Condition) -> bool:
    """Passed unless stated otherwise, and organised by the right body if the organiser is stated."""
    organisers = (r.regime.parameters.repair.condition_organisers.value or {}).get(condition.name)
    wrong = condition.organiser is not None and organisers is not None and condition.organiser.value not in organisers
    return condition.passed is not False and not wrong
