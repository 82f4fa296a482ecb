"""What is true of a person on a day: points, status per site, last day, ban, credit grade — each with its reasons."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from dingdian.law import acts as a
from dingdian.law.account import Account, Cause, Line
from dingdian.law.explain import Decision, Reason
from dingdian.law.filings import Filing, lapsed_agreement
from dingdian.law.person_events import booked_on
from dingdian.law.regime import Regime
from dingdian.law.register import Register
from dingdian.law.values import Status

_GRAVITY = {Status.NORMAL: 0, Status.NOT_OBTAINED: 1, Status.SUSPENDED: 2, Status.TERMINATED: 3}


@dataclass(frozen=True)
class Standing:
    """A person on a day, as known on a day, at one site or over all of them."""

    person: str
    day: date
    status: Status
    points: int
    points_raw: int
    points_left: int
    first_day: date | None
    last_day: date | None
    ban_ends: date | None
    credit: str | None
    causes: tuple[Cause, ...]
    flags: tuple[str, ...]


def standing(
    r: Register, person: str, day: date, *, site: str | None = None, department: str | None = None,
    known_on: date | None = None,
) -> Decision[Standing]:  # fmt: skip
    """The account and status of a person on a day.

    Without a site the status is the gravest over the sites where the person is filed.
    """
    account = r.account(person, known_on)
    status, causes, missing = status_at(r, account, person, day, site, department, known_on)
    suspensions = [c for c in causes if c.status is Status.SUSPENDED]
    here = {f.institution for f in r.filings(person, known_on) if f.covers(day) and site in (None, f.institution)}
    lapsed = ["医师服务协议已期满"] if any(lapsed_agreement(r, person, i, day, known_on) for i in here) else []
    terminations = [c for c in causes if c.status is Status.TERMINATED]
    value = Standing(
        person,
        day,
        status,
        account.total(day),
        account.raw(day),
        account.left(day),
        min((c.first_day for c in causes), default=None),
        max((c.last_day for c in suspensions if c.last_day), default=None),
        _ban(r.regime, terminations),
        credit_grade(r.regime, account.left(day)),
        tuple(causes),
        (*_flags(causes, day), *lapsed),
    )
    return Decision(value, r.regime, lambda: list(_reasons(r, account, value, missing, known_on)), value.flags)


def _ban(regime: Regime, terminations: list[Cause]) -> date | None:
    """Two bans at once: the later end (I37), unless the regime says otherwise."""
    ends = [c.ban_last for c in terminations if c.ban_last is not None]
    later = regime.parameters.tiers.ban_overlap_rule.value == "later_end"
    return (max if later else min)(ends, default=None)


def status_at(
    r: Register,
    account: Account,
    person: str,
    day: date,
    site: str | None,
    department: str | None = None,
    known_on: date | None = None,
) -> tuple[Status, list[Cause], str]:
    """Most severe active cause (C13); not obtained where the person is not filed. Also why a filing is missing."""
    filings = [f for f in r.filings(person, known_on) if f.covers(day)]
    anywhere = site is None or not r.regime.parameters.filing.per_site.value
    here = [f for f in filings if anywhere or f.institution == site]
    effective = [f for f in here if f.effective and not _ended_by_termination(account, f, day)]
    sites = {(f.institution, f.department) for f in here}
    if site is not None:
        sites = {(site, d) for _, d in sites} or {(site, department)}
    causes = [c for c in account.active(day) if _applies(c, sites, department) and _follows(r, c, here)]
    if r.regime.parameters.objection.stays_execution.value:
        causes = [c for c in causes if c.crossing is None or not r.under_objection(c.origin, person, day, known_on)]
    status = max((c.status for c in causes), key=_GRAVITY.__getitem__, default=Status.NORMAL)
    if site is not None and r.regime.parameters.status.effective_source.value == "institution_update":
        status = r.kept_status(person, site, day, known_on)
    if effective or status is not Status.NORMAL:
        missing = "" if effective else "未在此备案"
        return status, causes, missing
    if any(f.effective for f in here):
        return Status.NOT_OBTAINED, causes, "终止后没有在此重新备案"
    return Status.NOT_OBTAINED, causes, "类别未列入，备案待明确" if here else "当日没有有效备案"


def _ended_by_termination(account: Account, filing: Filing, day: date) -> bool:
    """A termination of the person ends every filing made before it; each site must file again."""
    return any(
        c.status is Status.TERMINATED and c.institution is None and filing.first < c.first_day and not c.active(day)
        for c in account.causes
        if c.first_day <= day
    )


def _applies(cause: Cause, sites: set[tuple[str, str | None]], department: str | None) -> bool:
    """Whether a cause reaches one of the sites."""
    if cause.institution is None:
        return True
    for institution, own in sites:
        if institution == cause.institution and cause.department in (None, own, department):
            return True
    return False


def _follows(r: Register, cause: Cause, here: list[Filing]) -> bool:
    """Whether a sanction for points reaches a site where the person was filed only after it began (I38)."""
    if r.regime.parameters.sanction.follows_person_between_sites.value or cause.crossing is None or not here:
        return True
    return any(f.first <= cause.first_day for f in here)


def credit_grade(regime: Regime, left: int) -> str | None:
    """Grade by points left: min included, below excluded."""
    for row in regime.parameters.credit.levels.value or ():
        if row.min <= left and (row.below is None or left < row.below) and (row.max is None or left <= row.max):
            return row.level
    return None


def _flags(causes: list[Cause], day: date) -> Iterator[str]:
    for cause in causes:
        if cause.waiting(day):
            yield "期满待恢复"
        if cause.shortened_into_past:
            yield "改正后期限已过，需要裁定"
        yield from cause.notes


# Reasons


def _reasons(r: Register, account: Account, value: Standing, missing: str, known_on: date | None) -> Iterator[Reason]:
    filings = r.filings(value.person, known_on)
    yield from points_reasons(r, account, value.person, value.day, known_on)
    yield from crossing_reasons(r, account, value.day)
    yield from _unscored_reasons(r, value.person, value.day, known_on)
    for cause in value.causes:
        yield from cause_reasons(r, cause, value.day)
        if cause.crossing is not None and r.under_objection(cause.origin, value.person, value.day, known_on):
            yield Reason(f"对 {cause.origin} 的异议正在办理，不停止执行", ("objection.stays_execution",))
        if any(f.first > cause.first_day and f.covers(value.day) for f in filings):
            yield Reason("换到新的机构，记分和处理随人", ("sanction.follows_person_between_sites",))
    if missing:
        yield Reason(
            f"{value.person} 在 {value.day}：{missing}",
            (
                "filing.per_site",
                "qualification.settlement_requires_filing",
                "qualification.origin",
                "scope.out_of_list_action",
            ),
        )
    elif value.status is Status.NORMAL:
        pharmacies = {r.sector_of(f.institution) == "retail_pharmacy" for f in filings}
        roles = ("scope.pharmacy_roles",) * (True in pharmacies) + ("scope.medical_roles",) * (False in pharmacies)
        keys = ("status.codes", "qualification.origin", "qualification.settlement_requires_filing", *roles)
        yield Reason("已备案，没有正在起作用的暂停或终止，状态为正常", keys)
    yield from _ended_reasons(account, value.day)
    yield from _spared_reasons(r, value, known_on)
    if len({f.institution for f in filings}) > 1:
        yield Reason(
            "多处执业：记分合并计算，状态各处一致",
            ("scoring.multi_site", "propagation.points_sanction_sites", "scoring.aggregation_area", "filing.per_site"),
        )
    if value.credit is not None:
        yield Reason(f"剩余 {value.points_left} 分，信用等级 {value.credit}", ("credit.levels", "credit.moment"))


def _ended_reasons(account: Account, day: date) -> Iterator[Reason]:
    """Sanctions for points that are over: how they ended, and that the points of the year stay."""
    for cause in account.causes:
        if cause.crossing is not None and cause.end is not None and cause.first_day <= cause.end < day:
            yield Reason(
                f"因 {cause.origin} 的{cause.status.label}已于 {cause.end} 结束",
                ("restoration.auto_restore", "restoration.effective_on", "restoration.points_same_year",
                 "restoration.points_next_year") + ("restoration.early",) * ("restoration.early" in cause.keys),
            )  # fmt: skip


def _spared_reasons(r: Register, value: Standing, known_on: date | None) -> Iterator[Reason]:
    """Sanctions of the person's institutions that do not reach him, or not at this site."""
    if r.regime.parameters.propagation.institution_cause_target.value is None:
        return
    sites = {f.institution for f in r.filings(value.person, known_on)}
    hit = {c.origin for c in value.causes}
    for sanction in r.sanctions(known_on):
        if sanction.covers(value.day) and sanction.institution in sites and sanction.ref not in hit:
            keys: tuple[str, ...] = ("propagation.institution_cause.target", "propagation.institution_cause.sites")
            if sanction.kind == "terminated":
                keys = (*keys, "propagation.institution_terminated.person_status")
            yield Reason(f"{sanction.institution} 的处理不及于本人在此处的状态", keys)


def points_reasons(
    r: Register, account: Account, person: str, day: date, known_on: date | None = None
) -> Iterator[Reason]:
    """The person's year line by line."""
    lines = account.lines_of(day)
    s = r.regime.parameters.scoring
    base = s.initial_points.value
    deducted = s.display_mode.value == "deduct"
    start = f"{day.year} 年度{f'从 {base} 分起扣' if deducted else f'初始 {base} 分，记分从 0 起累计'}"
    yield Reason(start, ("scoring.initial_points", "scoring.period", "scoring.carry_over", "scoring.display_mode"))
    for line in lines:
        yield _line_reason(r, person, line, s.cap.value, known_on)
    if len(lines) > 1:
        parts = " + ".join(str(x.counted) for x in lines).replace("+ -", "- ")
        yield Reason(f"{parts} → 计 {account.total(day)} 分", ("scoring.cap",))
    crossed_years = {x.year for x in account.lines} - {account.year_of(day)}
    if crossed_years:
        keys = ("scoring.carry_over", "scoring.reset_at", "scoring.booking_time")
        yield Reason(f"其他年度的记分不计入 {day.year} 年", keys)


def _line_reason(r: Register, person: str, line: Line, cap: int, known_on: date | None) -> Reason:
    facts = (("记入", str(line.on)), ("之前", str(line.before)), ("之后", str(line.after)))
    if line.kind == "repair":
        return Reason(
            f"{line.on} 修复减 {-line.counted} 分",
            ("repair.points_range", "repair.effect_on_running_sanction"),
            facts=facts,
        )
    if line.kind == "correction":
        return Reason(f"{line.on} 复核减 {-line.counted} 分", ("objection.correction_effect",), facts=facts)
    handling = r.handlings.get(line.handling)
    keys: tuple[str, ...] = ("scoring.booking_time", "scoring.same_inspection_different_types")
    if handling is not None and handling.act.basis is None:
        keys = (*keys, "scoring.requires_underlying_decision")
    clauses: tuple[str, ...] = ()
    words = f"{line.handling}/{line.finding} 记 {line.given} 分"
    if handling is not None:
        score = handling.scores.get((person, line.finding))
        if score is not None:
            keys, clauses = (*keys, *score.keys), score.clauses
            words = f"{line.on} {score.arithmetic}"
        duties = next((f.duties for f in handling.act.findings if f.id == line.finding), ())
        keys, clauses = (*keys, *("casework.duties",) * bool(duties)), (*clauses, *duties)
    if line.note:
        keys = (*keys, "scoring.same_inspection_same_type", "scoring.same_type_key")
        words += f"；{line.note}，计 {line.counted} 分"
    elif line.counted != line.given:
        keys = (*keys, "objection.correction_effect")
        words += f"；经复核改为 {line.counted} 分"
        known = r.of_person(person, known_on)
        if any(isinstance(x.act, a.ExpertReport) and x.act.of == line.handling for x in known):
            keys = (*keys, "objection.experts_allowed")
            words += "，有专家鉴定意见"
    if line.before + line.counted > cap:
        keys = (*keys, "scoring.cap")
        words += f"；累计超过 {cap} 分按 {cap} 分"
    return Reason(words, keys, clauses, facts)


def _unscored_reasons(r: Register, person: str, day: date, known_on: date | None) -> Iterator[Reason]:
    """Findings of the year for which the person answers without points, each with the reason given."""
    for record in r.of_person(person, known_on):
        act = record.act
        if isinstance(act, a.HandlingDecide) and booked_on(r, act).year == day.year and act.on <= day:
            for finding in act.findings:
                for why in (p.not_scored for p in finding.persons if p.person == person and p.not_scored):
                    text = f"{record.ref}/{finding.id} 不记分：{why}"
                    yield Reason(text, ("scoring.allow_not_scored_with_reason",))


def crossing_reasons(r: Register, account: Account, day: date) -> Iterator[Reason]:
    """Decisions of the year that reached a tier; an undelivered one has no effect yet."""
    starts = {c.origin: c.first_day for c in account.causes}
    for crossing in account.crossings:
        if crossing.year != account.year_of(day) or crossing.on > day:
            continue
        outcome = crossing.outcome
        words = f"{crossing.handling} 使累计由 {crossing.before} 分升至 {crossing.after} 分"
        words += f"（单次最高 {crossing.single} 分）"
        words += f"，按{'单次' if outcome.column == 'single' else '累计'}一栏{outcome.status.label}"
        if outcome.term is not None:
            words += f" {outcome.term}"
        if outcome.ban is not None:
            words += f"，{outcome.ban}内不得再次登记备案"
        keys = (*outcome.keys, "tiers.evaluate_per")
        if crossing.handling not in starts:
            words += "；通知尚未送达，措施未生效"
            keys = (*keys, "sanction.written_notice")
        elif starts[crossing.handling] > day:
            words += f"；措施自 {starts[crossing.handling]} 起生效"
            keys = (*keys, "sanction.written_notice", "sanction.notice_precedes_effect")
        yield Reason(words, keys, outcome.clauses)


def cause_reasons(r: Register, cause: Cause, day: date) -> Iterator[Reason]:
    """Why a cause holds on a day."""
    end = f"至 {cause.last_day}" if cause.last_day else "期限未定"
    words = f"因 {cause.origin} {cause.status.label}：自 {cause.first_day} {end}"
    if cause.ban_last is not None:
        words += f"，{cause.ban_last} 之前（含当日）不得再次登记备案"
    yield Reason(words, cause.keys, cause.clauses)
    if cause.waiting(day):
        yield Reason(
            f"期限已于 {cause.last_day} 届满，未经申请和评估不自动恢复",
            ("restoration.auto_restore", "restoration.no_application", "restoration.flow"),
        )
    if cause.crossing is not None and cause.crossing.on.year < day.year:
        yield Reason("年度清零不影响正在执行的期限", ("sanction.running_terms_survive_reset", "scoring.carry_over"))
    if cause.status is Status.TERMINATED:
        yield Reason("终止后要重新具备条件并备案", ("restoration.terminated_requires",))


__all__ = ["Standing", "credit_grade", "standing", "status_at"]
