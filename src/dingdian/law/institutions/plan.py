"""What a plan of designations does to a new application: nothing, a note, or a stop.

Renewals, supplements and changes are not new designations. What is not stated of a plan stops nothing.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from dingdian.law.explain import Reason
from dingdian.law.institutions.agreements import agreements
from dingdian.law.institutions.casework import PlanDraft, PlanPublish, PlanSupersede
from dingdian.law.institutions.hits import Hit, Open, Report
from dingdian.law.institutions.known import facts_on
from dingdian.law.institutions.records import ResourcePlan
from dingdian.law.register import Record, Register

_KEYS = ("plan_gate", "plan_clauses")
PLAN, STRUCTURE, NOTE = "plan", "structure", "quota_informative"
MORATORIUM, QUOTA = "moratorium_without_plan", "quota_binding"


def active_plan(r: Register, institution: str, day: date, known_on: date | None = None) -> ResourcePlan | None:
    """The plan of the institution's area that has taken effect by the day; null if none is on record."""
    plan = _known(r, institution, day, known_on)
    return plan if plan is not None and _active(plan, day) else None


def published_plan(r: Register, institution: str, day: date, known_on: date | None = None) -> ResourcePlan | None:
    """The active plan, if it was published by the day: what a decision for reasons of the plan must rest on."""
    plan = active_plan(r, institution, day, known_on)
    return plan if plan is not None and plan.published_on is not None and plan.published_on <= day else None


def plan_gate(r: Register, institution: str, day: date, known_on: date | None = None) -> Report:
    """What stops a new designation: no plan in effect, or the year's quota used up. `held`: what was looked at."""
    gates = r.regime.rules.plan_gate.value
    plan = _known(r, institution, day, known_on)
    if not {MORATORIUM, QUOTA} & set(gates):
        return Report()
    if plan is None:
        return Report(open=(Open(_clause(r, PLAN), "本区域的资源配置规划没有登记", _KEYS, _clauses(r, PLAN)),))
    if not _active(plan, day):
        if MORATORIUM not in gates:
            return Report()
        starts = plan.effective_on
        text = "资源配置规划" + (f"自 {starts} 起实施" if starts else "尚未出台实施") + f"，{day} 暂停新增定点"
        return Report((_stop(r, MORATORIUM, text, starts, "等待规划实施，或由两人说明理由例外受理", PLAN),))
    if QUOTA in gates:
        if (year := _year(plan)) is not None and year != day.year:
            text = f"登记的年度计划是 {year} 年的，{day.year} 年没有年度计划，暂停新增定点"
            return Report((_stop(r, QUOTA, text, None, "制定年度计划，或由两人说明理由例外受理"),))
        quota, used = _quota(plan)
        if quota is not None and used is not None and used >= quota:
            text = f"年度计划名额 {quota} 个，已用 {used} 个，名额用完"
            return Report((_stop(r, QUOTA, text, None, "等待下一年度计划，或由两人说明理由例外受理"),))
    return Report(held=tuple(_clause(r, name) for name in (PLAN, *gates)))


def plan_reasons(r: Register, institution: str, day: date, known_on: date | None = None) -> list[Reason]:
    """What an active plan says of the capacity left: for the negotiator to see, whatever the gate."""
    plan = active_plan(r, institution, day, known_on)
    if plan is None:
        return []
    quota, used = _quota(plan)
    found: list[Reason] = []
    if plan.effective_on is not None:
        found += [Reason(f"资源配置规划自 {plan.effective_on} 起实施", _KEYS, _clauses(r, PLAN))]
    if quota is not None and used is not None:
        names = [name for name in (NOTE, QUOTA) if name in r.regime.rules.plan_gate.value]
        found += [Reason(f"规划容量 {used}/{quota}", _KEYS, _clauses(r, *names))]
        if plan.in_force is not None:
            words = f"在册 {plan.in_force} 家，较规划 {quota} 家 {plan.in_force - quota:+d}"
            found += [Reason(words, _KEYS, _clauses(r, STRUCTURE))]
    return found


def capacity_flags(r: Register, institution: str, day: date, known_on: date | None = None) -> tuple[str, ...]:
    """A warning where as many are designated as the plan foresees and the plan only informs."""
    plan = active_plan(r, institution, day, known_on)
    quota, used = _quota(plan) if plan is not None else (None, None)
    full = quota is not None and used is not None and used >= quota
    return ("plan_capacity_full",) if full and NOTE in r.regime.rules.plan_gate.value else ()


def _known(r: Register, institution: str, day: date, known_on: date | None) -> ResourcePlan | None:
    """The plan stated of the institution's area, else the last one made for it by the day, in effect or not yet."""
    facts = facts_on(r, institution, day, known_on)
    if facts.resource_plan is not None:
        return facts.resource_plan
    areas, sector = {facts.management_area, facts.pooling_area, facts.county}, r.sector_of(institution)
    drafts = {x.ref: x for x in r.records if isinstance(x.act, PlanDraft) and _counts(x, day, known_on)}
    found = None
    for ref, draft in drafts.items():
        act = draft.act
        if act.area in areas and act.sector in (None, sector) and not _done(r, PlanSupersede, ref, day, known_on):
            published = _done(r, PlanPublish, ref, None, known_on)
            effective = (published.act.effective_on or published.on) if published is not None else None
            found = ResourcePlan(
                area=act.area, year=act.year, sector=act.sector, type=act.type, zone=act.zone, target=act.target,
                quota=act.quota, used=_signed(r, act, day, known_on), effective_on=effective,
                published_on=published.on if published is not None else None, exclusion_rule=act.exclusion_rule,
            )  # fmt: skip
    return found


def _counts(record: Record, day: date | None, known_on: date | None) -> bool:
    return (day is None or record.on <= day) and (known_on is None or record.recorded <= known_on)


def _done(r: Register, kind: type[Any], ref: str, day: date | None, known_on: date | None) -> Record | None:
    """The act of that kind on a plan, by the day; null if there is none."""
    return next(
        (x for x in r.records if isinstance(x.act, kind) and x.act.of == ref and _counts(x, day, known_on)), None
    )


def _signed(r: Register, plan: PlanDraft, day: date, known_on: date | None) -> int:
    """New designations in the plan's area and sector that were signed by the day (in its year, if it is of one)."""
    found = 0
    for institution in r.institutions:
        facts = facts_on(r, institution, day, known_on)
        here = plan.area in {facts.management_area, facts.pooling_area, facts.county}
        if not here or plan.sector not in (None, r.sector_of(institution)):
            continue
        for line in agreements(r, institution, known_on):
            new = line.is_main and line.case in r.applications and line.signed_on is not None and line.signed_on <= day
            found += new and plan.year in (None, line.signed_on.year if line.signed_on else None)
    return found


def _active(plan: ResourcePlan, day: date) -> bool:
    """In effect by the day; a plan stated without any day counts as in effect."""
    if plan.effective_on is not None:
        return plan.effective_on <= day
    return "effective_on" not in plan.model_fields_set and (plan.adopted_on is None or plan.adopted_on <= day)


def _quota(plan: ResourcePlan) -> tuple[int | None, int | None]:
    """What the plan allows and how much of it is used."""
    allowed = plan.quota if plan.quota is not None else plan.target
    return allowed, plan.used if plan.used is not None else plan.in_force


def _year(plan: ResourcePlan) -> int | None:
    """The year of an annual plan; null if it names none or spans several."""
    if plan.year is not None:
        return plan.year
    text = str(plan.period) if isinstance(plan.period, int | str) else ""
    return int(text) if re.fullmatch(r"[0-9]{4}", text) else None


def _clause(r: Register, name: str) -> str:
    return (r.regime.rules.plan_clauses.value or {}).get(name, name)


def _clauses(r: Register, *names: str) -> tuple[str, ...]:
    known = r.regime.rules.plan_clauses.value or {}
    return tuple(known[name] for name in names if name in known)


def _stop(r: Register, gate: str, text: str, free: date | None, remedy: str, *more: str) -> Hit:
    return Hit(_clause(r, gate), text, _KEYS, _clauses(r, gate, *more), free, remedy)
