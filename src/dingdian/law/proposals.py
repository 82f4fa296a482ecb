"""Proposals against institutions: ratios, departments, late self-reports. A human confirms them (C17)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from dingdian.law import acts as a
from dingdian.law.account import Account, Cause
from dingdian.law.dates import add_working_days
from dingdian.law.explain import Decision, Reason
from dingdian.law.regime import Regime
from dingdian.law.register import Register
from dingdian.law.values import Role, Status

SMALL = 5  # denominators below this are shown as small; it decides nothing


@dataclass(frozen=True)
class Ratio:
    """Persons of an institution in the window, and those of them who were sanctioned, with the lists."""

    institution: str
    sanctioned: tuple[str, ...]
    propagated: tuple[str, ...]
    persons: tuple[str, ...]

    def __str__(self) -> str:
        return f"{len(self.sanctioned)}/{len(self.persons)}"

    def at_least(self, percent: int) -> bool:
        """Exact integers (C19)."""
        return bool(self.persons) and 100 * len(self.sanctioned) >= percent * len(self.persons)

    def at_most(self, percent: int, inclusive: bool) -> bool:
        left, right = 100 * len(self.sanctioned), percent * len(self.persons)
        return left <= right if inclusive else left < right


def ratio(r: Register, institution: str, day: date, known_on: date | None = None) -> Ratio:
    """Distinct persons filed there in the year up to the day, and those suspended or terminated there in it."""
    p = r.regime.parameters
    statuses = {Status(s) for s in p.institution_measures.ratio_numerator_statuses.value}
    counts_propagated = p.propagation.institution_cause_counts_in_ratios.value is not False
    persons, sanctioned, propagated = [], [], []
    start = date(day.year, 1, 1)
    for code in r.people:
        filings = [f for f in r.filings(code, known_on) if f.institution == institution and f.effective]
        if not any(f.in_year(day.year, day) for f in filings):
            continue
        persons.append(code)
        own = [
            c
            for c in r.account(code, known_on).causes
            if c.status in statuses and _touches(c, start, day) and c.institution in (None, institution)
        ]
        by_points = [c for c in own if c.kind not in ("institution", "department")]
        if by_points or (own and counts_propagated):
            sanctioned.append(code)
        if own and not by_points:
            propagated.append(code)
    return Ratio(institution, tuple(sanctioned), tuple(propagated), tuple(persons))


def _touches(cause: Cause, first: date, last: date) -> bool:
    end = cause.end
    return cause.first_day <= last and (end is None or end >= max(first, cause.first_day))


@dataclass(frozen=True)
class Proposals:
    """What is proposed against an institution on a day, with the lists behind it."""

    measures: frozenset[str]
    ratio: Ratio
    departments: tuple[tuple[str, tuple[str, ...]], ...]
    late_reports: tuple[str, ...]
    flags: tuple[str, ...]


def proposals(r: Register, institution: str, day: date, known_on: date | None = None) -> Decision[Proposals]:
    """Every proposal that the persons' regime draws against an institution on a day."""
    p = r.regime.parameters.institution_measures
    share = ratio(r, institution, day, known_on)
    found: list[tuple[str, Reason]] = []
    flags: list[str] = []
    sector = r.sector_of(institution)
    if sector is None or sector in p.ratio_institution_types.value:
        for row in p.ratio_rows.value:
            if share.at_least(row.min_percent) and (
                row.max_percent is None or share.at_most(row.max_percent, row.max_inclusive)
            ):
                because = Reason(
                    f"本年暂停或终止 {share}（达到 {row.min_percent}%）：{'、'.join(share.sanctioned)}",
                    ("institution_measures.ratio_denominator", "institution_measures.ratio_numerator_statuses",
                     "institution_measures.ratio_window", "propagation.institution_cause_counts_in_ratios"),
                    row.clauses,
                )  # fmt: skip
                found.append((row.do, because))
                if len(share.persons) < SMALL:
                    flags.append("分母很小")
    departments = tuple(_departments(r, institution, day, known_on))
    rule = p.department.value
    for name, who in departments:
        for measure in rule.do if rule else ():
            keys = ("institution_measures.department", "institution_measures.department_window",
                    "institution_measures.confirmation")  # fmt: skip
            text = f"科室 {name} 有 {len(who)} 名医师被暂停：{'、'.join(who)}，报行政部门审批"
            found.append((measure, Reason(text, keys)))
    late = tuple(_late_reports(r, institution, day, known_on))
    if late and "grade_excellent_blocked_if_late_self_report" in p.noncompliance.value:
        late_keys = ("institution_measures.noncompliance", "deadlines.institution_self_report_working_days")
        found.append(("grade_excellent_blocked", Reason(f"没有按期通报：{'、'.join(late)}", late_keys)))
    untrained = _training_gap(r, institution, day, known_on)
    if untrained:
        flags.append(untrained)
    value = Proposals(frozenset(name for name, _ in found), share, departments, late, tuple(flags))
    base = Reason(
        f"本年在 {institution} 备案 {len(share.persons)} 人，暂停或终止 {len(share.sanctioned)} 人",
        ("institution_measures.ratio_rows",) if p.ratio_rows.value else (),
    )
    training = [Reason(untrained, ("training.institution_min_per_year",))] if untrained else []
    return Decision(
        value, r.regime, lambda: [base, *dict.fromkeys(reason for _, reason in found), *training], tuple(flags)
    )


def _departments(
    r: Register, institution: str, day: date, known_on: date | None
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Departments with enough persons suspended for their own points (an institution's own sanction makes no loop)."""
    p = r.regime.parameters.institution_measures
    if p.department.value is None:
        return
    members: dict[str, list[str]] = {}
    start = date(day.year, 1, 1)
    for code in r.people:
        account: Account | None = None
        for filing in r.filings(code, known_on):
            if filing.institution != institution or filing.department is None or not filing.covers(day):
                continue
            account = account or r.account(code, known_on)
            suspended = [c for c in account.causes if c.status is Status.SUSPENDED and c.crossing is not None]
            concurrent = p.department_window.value == "concurrent"
            if any(c.active(day) if concurrent else _touches(c, start, day) for c in suspended):
                members.setdefault(filing.department, []).append(code)
    for name, who in sorted(members.items()):
        if len(who) >= p.department.value.min_suspended_doctors:
            yield name, tuple(who)


def _late_reports(r: Register, institution: str, day: date, known_on: date | None) -> Iterator[str]:
    limit = r.regime.parameters.deadlines.institution_self_report_working_days.value
    if limit is None:
        return
    for record in r.records:
        act = record.act
        known = known_on is None or record.recorded <= known_on
        if isinstance(act, a.ViolationReport) and act.institution == institution and known:
            due = add_working_days(r.calendar, act.discovered_on, limit).day
            overdue = due + timedelta(days=1)
            if act.on > due and overdue <= day and overdue.year == day.year:
                yield f"{act.discovered_on} 发现，{due} 到期，{act.on} 报告"


def _training_gap(r: Register, institution: str, day: date, known_on: date | None) -> str:
    """In words, how the year before fell short of the trainings the institution owes the persons filed there."""
    least, year = r.regime.parameters.training.institution_min_per_year.value, day.year - 1
    filed = {
        code
        for code in r.people
        if any(f.institution == institution and f.in_year(year, day) for f in r.filings(code, known_on))
    }
    if least is None or not filed:
        return ""
    records = (x.act for code in filed for x in r.of_person(code, known_on))
    held = {act.on for act in records if is_training(r.regime, act, year)}
    return f"{year} 年政策培训 {len(held)} 次，少于 {least} 次" if len(held) < least else ""


def is_training(regime: Regime, act: Any, year: int) -> bool:
    """Whether an act is a training of a year that the institution held on the policies of every scheme."""
    if not isinstance(act, a.StudyRecord) or act.on.year != year or act.organiser not in (None, Role.INSTITUTION):
        return False
    return not act.topics or set(regime.parameters.meta.schemes.value) <= set(act.topics)


__all__ = ["Proposals", "Ratio", "is_training", "proposals", "ratio"]
