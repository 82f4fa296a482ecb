"""Guards of the persons' processes: each returns every reason why an act may not be done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from dingdian.law import acts as a
from dingdian.law.account import Account, Cause, Corrected, early_restorable, fold
from dingdian.law.dates import (
    Term,
    TermUnit,
    add_working_days,
    add_years,
    subtract_working_days,
    working_days_between,
)
from dingdian.law.deadlines import Query, deadline, review_request_due
from dingdian.law.explain import Objection, Reason
from dingdian.law.register import Register
from dingdian.law.scoring import Score, parent_clause, score
from dingdian.law.standing import status_at
from dingdian.law.values import Status

# Handling


def in_force(r: Register, act: a.HandlingDecide) -> Iterator[Objection]:
    """Only decisions made while the version is in force are booked (a draft is replayed as a simulation)."""
    first = r.regime.parameters.meta.effective_from.value
    last = r.regime.parameters.meta.effective_to.value
    if first is not None and (act.on < first or (last is not None and act.on > last)):
        yield Objection(
            f"{act.on} 作出的处理不在本规则的施行期间（自 {first} 起）",
            ("meta.effective_from",),
            remedy="用当时有效的规则版本办理",
        )


def institution_in_scope(r: Register, act: a.HandlingDecide) -> Iterator[Objection]:
    """The institution must be of a managed sector and must have had an agreement by then."""
    p = r.regime.parameters
    sector = r.sector_of(act.institution)
    if sector is not None and sector not in p.scope.institution_types.value:
        yield Objection(
            f"{sector} 类机构不归本规则管理",
            ("scope.institution_types",),
            remedy="核对机构类别，或用适用的规则",
        )
    stated = r.setting.agreements
    if not p.qualification.case_requires_agreement.value or stated is None:
        return
    starts = [x.start_on for x in stated if x.institution == act.institution]
    starts += [
        x.act.start_on for x in r.records if x.act.act == "agreement.sign" and x.act.institution == act.institution
    ]
    none_at_all = not stated and not starts
    if none_at_all or (starts and min(starts) > act.on):
        yield Objection(
            f"{act.institution} 在 {act.on} 之前没有服务协议，其人员不归本规则管理",
            ("qualification.case_requires_agreement",),
            remedy="核对机构和协议起止日",
        )


def basis_given(r: Register, act: a.HandlingDecide) -> Iterator[Objection]:
    """Points rest on a penalty or a handling of the institution, and its maker finds the responsibility."""
    p = r.regime.parameters.scoring
    if act.basis is None and p.requires_underlying_decision.value:
        yield Objection(
            "没有对机构的行政处罚或协议处理，不能对人员记分",
            ("scoring.requires_underlying_decision",),
            remedy="先作出处罚或协议处理，再认定责任并记分",
        )
    if act.underlying_on is not None and act.underlying_on > act.on:
        yield Objection(
            f"所依据的处罚或处理 {act.underlying_on} 才作出，{act.on} 还不能记分",
            ("scoring.requires_underlying_decision", "scoring.booking_time"),
            remedy="核对 underlying_on：先处罚或处理，后记分",
        )
    if act.found_by is None or act.basis is None or p.responsibility_finder.value is None:
        return
    maker = {"administrative_penalty": "administration", "agreement_handling": "agency"}[act.basis.value]
    expected = maker if p.responsibility_finder.value == "body_that_made_the_decision" else "agency"
    if act.found_by.value != expected:
        yield Objection(
            "责任要由作出处理的部门认定",
            ("scoring.responsibility_finder",),
            remedy="行政处罚由医保行政部门认定，协议处理由经办机构认定",
        )


def persons_managed(r: Register, act: a.HandlingDecide) -> Iterator[Objection]:
    """Every person must be of a managed role and be (or have been) filed at the institution."""
    for code in dict.fromkeys(p.person for f in act.findings for p in f.persons):
        person = r.people[code]
        if not r.in_scope(code, act.institution):
            yield Objection(
                f"{person.label} 的身份 {'、'.join(person.roles)} 不在管理范围内",
                (
                    "scope.pharmacy_roles"
                    if r.sector_of(act.institution) == "retail_pharmacy"
                    else "scope.medical_roles",
                ),
                remedy="核对人员类别",
            )
        elif not any(f.institution == act.institution and f.filed_on <= act.on for f in r.filings(code)):
            yield Objection(
                f"{person.label} 没有在 {act.institution} 备案过，不能作为该机构人员记分",
                ("filing.per_site", "qualification.case_requires_agreement"),
                remedy="核对机构，或先办理备案",
            )


def duties_listed(r: Register, act: a.HandlingDecide) -> Iterator[Objection]:
    """A finding names breached duties only by the regime's own list."""
    listed = r.regime.parameters.casework.duties.value
    for finding in act.findings:
        unknown = [d for d in finding.duties if d not in listed]
        if unknown:
            yield Objection(
                f"查实事项 {finding.id} 写的职责 {'、'.join(unknown)} 不在规则里",
                ("casework.duties",),
                remedy=f"可用：{'、'.join(listed) or '（没有）'}",
            )


def facts_given(r: Register, act: a.HandlingDecide) -> Iterator[Objection]:
    """A fact that must be weighed may not be left empty (one that is not mentioned raises no objection)."""
    for finding in act.findings:
        for name in r.regime.parameters.scoring.required_case_facts.value:
            if name in finding.model_fields_set and getattr(finding, name) is None:
                yield Objection(
                    f"查实事项 {finding.id} 的 {name} 空着，不能记分",
                    ("scoring.required_case_facts",),
                    remedy="填写后再记分；金额为零写 0.00",
                )


def settled_for_barred(r: Register, act: a.HandlingDecide) -> Iterator[Objection]:
    """Lending one's name presupposes another who could not settle himself on the day of the service."""
    rules = r.regime.parameters.scoring.circumstances.value
    for finding in act.findings:
        other = finding.settled_for
        for clause in finding.circumstances if other is not None else ():
            allowed = rules[clause].settled_for if clause in rules else ()
            assert other is not None
            status = status_at(r, r.account(other.person), other.person, other.on, act.institution)[0]
            if allowed and status.value not in allowed:
                yield Objection(
                    f"{other.on} {other.person} 在 {act.institution} 的状态是{status.label}，不属于 {clause}",
                    ("scoring.circumstances",),
                    (clause,),
                    "核对被冒名结算的人员和服务日期",
                )


def scorable(r: Register, act: a.HandlingDecide) -> Iterator[Objection]:
    """Every person of every finding gets points, or a reason why not."""
    _, objections = scores_of(r, act)
    yield from objections


def scores_of(r: Register, act: a.HandlingDecide) -> tuple[dict[tuple[str, str], Score], list[Objection]]:
    """The scores of a handling, and every objection to them."""
    p, facts = r.regime.parameters, r.facts_for(act)
    scores: dict[tuple[str, str], Score] = {}
    objections: list[Objection] = []
    for finding in act.findings:
        for person in finding.persons:
            if person.not_scored is not None:
                if not p.scoring.allow_not_scored_with_reason.value:
                    objections.append(
                        Objection(
                            f"{person.person}：负有责任的人员都要记分，不能只写理由不记分",
                            ("scoring.allow_not_scored_with_reason",),
                            remedy="去掉 not_scored",
                        )
                    )
                continue
            result = score(r.regime, finding, person, facts)
            if isinstance(result, Score):
                scores[person.person, finding.id] = result
            else:
                objections += result
    return scores, objections


def term_entered(r: Register, act: a.HandlingDecide) -> Iterator[Objection]:
    """Where the regime leaves the term to a human, it must be entered and lie in the range; elsewhere it may not be."""
    scores, objections = scores_of(r, act)
    if objections:
        return
    by_human = r.regime.parameters.tiers.term_mode.value == "human_range"
    for code in dict.fromkeys(p.person for f in act.findings for p in f.persons):
        booking = r.booking(act.id or "", act, code, scores)
        if booking.months is not None and not by_human:
            yield Objection(
                f"{code}：本规则的暂停期限由表格确定，不能另填月数",
                ("tiers.term_mode", "tiers.suspension_rows"),
                remedy="去掉 months",
            )
            continue
        if not by_human:
            continue
        account = fold(r.regime, r.table, [*r.events(code), booking])
        needs = [c.outcome for c in account.crossings if c.handling == booking.handling and c.outcome.needs_term]
        for outcome in needs:
            low, high = outcome.needs_term or (0, 0)
            if booking.months is None or not low <= booking.months <= high:
                given = "没有填写" if booking.months is None else f"填写了 {booking.months} 个月"
                yield Objection(
                    f"{code}：累计 {account.crossings[-1].after} 分要暂停，期限由人裁量，{given}",
                    ("tiers.suspension_rows", "tiers.term_mode"),
                    outcome.clauses,
                    f"在 months 填写 {low} 至 {high} 个整月",
                )
        if not needs and booking.months is not None:
            rows = [x for x in r.regime.parameters.tiers.suspension_rows.value if x.months_min is not None]
            if rows and not any((x.months_min or 0) <= booking.months <= (x.months_max or 0) for x in rows):
                yield Objection(
                    f"{code}：{booking.months} 个月不在规定的范围内",
                    ("tiers.suspension_rows", "tiers.term_mode"),
                    remedy="改为范围内的整月",
                )


# Notices


def handling_known(r: Register, act: Any) -> Iterator[Objection]:
    """The handling exists, was decided by then and concerns the person."""
    handling = r.handlings.get(act.of)
    if handling is None:
        yield Objection(f"没有编号为 {act.of} 的处理", remedy="核对 of，或先作出处理")
        return
    if act.on < handling.act.on:
        yield Objection(
            f"{act.on} 早于处理作出之日 {handling.act.on}",
            ("scoring.booking_time", "sanction.written_notice"),
            remedy="核对日期：先决定，后送达和申请",
        )
    person = getattr(act, "person", None)
    if person is not None and person not in handling.persons():
        yield Objection(f"处理 {act.of} 不涉及 {person}", remedy="核对人员")


def notice_before_effect(r: Register, act: a.DeliverToInstitution) -> Iterator[Objection]:
    """A named first day must lie after the delivery by the lead time."""
    p = r.regime.parameters.sanction
    if act.effective_from is None or not p.notice_precedes_effect.value:
        return
    if (act.effective_from - act.on).days < p.min_lead_days.value:
        yield Objection(
            f"{act.on} 送达，{act.effective_from} 就生效，没有提前书面告知",
            ("sanction.notice_precedes_effect", "sanction.min_lead_days"),
            remedy=f"生效日至少在送达后第 {p.min_lead_days.value} 日",
        )


# Objections


def may_object(r: Register, act: Any) -> Iterator[Objection]:
    """Only the parties the regime names may file."""
    allowed = r.regime.parameters.objection.first_step_who.value
    if act.by is not None and act.by not in allowed:
        words = {"person": "本人", "institution": "所在机构"}
        yield Objection(
            f"异议由{'或'.join(words[w] for w in allowed)}提出",
            ("objection.first_step.who",),
            remedy=f"请由{'或'.join(words[w] for w in allowed)}提交，本人陈述可作附件",
        )


def not_waived(r: Register, act: a.ReviewRequest) -> Iterator[Objection]:
    """A late request is refused where the regime treats the right as waived."""
    if r.regime.parameters.objection.first_step_late.value != "waived":
        return
    due = _late_by(r, act)
    if due is not None:
        yield Objection(
            f"最后一日是 {due}，逾期未提出视为放弃",
            ("objection.first_step.late", "objection.first_step.working_days"),
            remedy="逾期不再受理；可说明是否在期限内交给过所在机构（handed_in_on）",
        )


def _late_by(r: Register, act: a.ReviewRequest) -> date | None:
    """The due day that was missed, if it was."""
    if act.of not in r.handlings:
        return None
    due = review_request_due(r, act.of, act.person, act.by).value
    return due.day if due is not None and (act.handed_in_on or act.on) > due.day else None


def late_objection(r: Register, act: a.ReviewRequest) -> Iterator[Reason]:
    due = _late_by(r, act)
    if due is not None:
        yield Reason(f"逾期：最后一日 {due}，是否受理由经办机构决定", ("objection.first_step.late",))
        told = [x.on for x in r.handlings[act.of].told if x.person == act.person]
        limit = deadline(r, "notice.deliver_to_person", Query(act.of, act.person)).value
        if told and limit is not None and min(told) > limit.day:
            keys = ("notice.institution_to_person_working_days", "objection.first_step.late")
            yield Reason(f"所在机构 {min(told)} 才告知本人，应在 {limit.day} 以前，可酌情受理", keys)


def no_open_request(kind: str) -> Any:
    def guard(r: Register, act: Any) -> Iterator[Objection]:
        found = r.open_request(kind, act.person, act.of)
        if found is not None and (act.by is None or found.act.by in (None, act.by)):
            yield Objection(f"同一处理已有一件在办（{found.ref}）", ("objection.first_step.who",), remedy="等待结果")

    return guard


def second_step_exists(r: Register, act: a.AppealRequest) -> Iterator[Objection]:
    """An appeal needs a body that hears it (where the text is silent nothing is refused)."""
    if r.regime.parameters.objection.second_step_to.value == ():
        yield Objection("本规则没有第二步申诉", ("objection.second_step.to",), remedy="用规则列出的其他救济途径")


def first_step_open(r: Register, act: a.AppealRequest) -> Iterator[Reason]:
    """The second step follows the first; a review that drags on takes nobody's appeal away, it is only noted."""
    found = r.open_request("review", act.person, act.of)
    if found is not None:
        yield Reason(f"{found.on} 的复核申请还没有结果（{found.ref}）", ("objection.second_step.to",))


def correction_sound(kind: str) -> Any:
    """A review or appeal confirms, lowers or revokes; it never raises (dossier point 4)."""

    def guard(r: Register, act: Any) -> Iterator[Objection]:
        if act.of is None or act.of not in r.handlings:
            yield Objection("没有正在办理的申请", ("objection.first_step.who",), remedy="先登记申请，或写明 of")
            return
        handling = r.handlings[act.of]
        findings = handling.findings_of(act.person)
        if act.finding is not None and act.finding not in findings:
            yield Objection(f"处理 {act.of} 中没有 {act.person} 的查实事项 {act.finding}", remedy="核对 finding")
            return
        if act.outcome != "reduced":
            silent = act.outcome == "upheld" and act.reason is not None and not act.reason.strip()
            if silent and r.regime.parameters.objection.uphold_needs_reason.value:
                yield Objection("维持原处理必须说明原因", ("objection.uphold_needs_reason",), remedy="填写 reason")
            return
        if act.points is None:
            yield Objection("减轻处理要写新的分值", ("objection.correction_effect",), remedy="填写 points")
            return
        if act.finding is None and len(findings) > 1:
            yield Objection(
                f"{act.person} 在处理 {act.of} 中有 {len(findings)} 项记分，要写明改的是哪一项",
                remedy="填写 finding",
            )
            return
        current = _current(r.account(act.person), act, findings)
        ceiling = 0 if r.regime.parameters.objection.may_increase.value else current
        if act.points < 0 or (act.points > ceiling and not r.regime.parameters.objection.may_increase.value):
            yield Objection(
                f"现为 {current} 分，{'复核' if kind == 'review' else '申诉'}不能改为 {act.points} 分",
                ("objection.may_increase",),
                remedy=f"填写 0 至 {current} 之间的分值",
            )

    return guard


def term_after_correction(r: Register, act: Any) -> Iterator[Objection]:
    """Where terms are left to a human, a correction that leads to a suspension without a term must enter one."""
    keys = ("tiers.suspension_rows", "tiers.term_mode")
    if r.regime.parameters.tiers.term_mode.value != "human_range":
        if act.months is not None:
            yield Objection("本规则的暂停期限由表格确定，不能另填月数", keys, remedy="去掉 months")
        return
    if act.outcome == "upheld" or act.of not in r.handlings:
        return
    points = 0 if act.outcome == "revoked" else act.points or 0
    corrected = Corrected(act.on, act.recorded, act.of, act.finding, points, act.months)
    account = fold(r.regime, r.table, [*r.events(act.person), corrected])
    for crossing in account.crossings:
        low, high = crossing.outcome.needs_term or (0, 0)
        term = crossing.outcome.term
        if high and (term is None or not low <= term.amount <= high):
            yield Objection(
                f"改正后 {crossing.handling} 累计 {crossing.after} 分要暂停，期限由人裁量，"
                + ("没有填写" if term is None else f"填写了 {term.amount} 个月"),
                keys,
                crossing.outcome.clauses,
                f"在 months 填写 {low} 至 {high} 个整月",
            )


def _current(account: Account, act: Any, findings: list[str]) -> int:
    wanted = act.finding or (findings[0] if findings else "")
    return max(
        (
            line.given if line.note else line.counted
            for line in account.lines
            if line.handling == act.of and line.finding == wanted
        ),
        default=0,
    )


def experts_allowed(r: Register, act: a.ExpertInvite) -> Iterator[Objection]:
    if not r.regime.parameters.objection.experts_allowed.value:
        yield Objection("本规则没有专家鉴定", ("objection.experts_allowed",), remedy="不经鉴定直接办理")


def experts_invited(r: Register, act: a.ExpertReport) -> Iterator[Objection]:
    """An opinion needs an invitation before it."""
    if not any(isinstance(x.act, a.ExpertInvite) and x.act.of == act.of for x in r.of_person(act.person)):
        yield Objection(
            f"{act.on} 之前没有请专家鉴定，不能登记鉴定意见", ("objection.experts_allowed",), remedy="先登记请专家鉴定"
        )


def assessment_appellant(r: Register, act: a.RestorationAppeal) -> Iterator[Objection]:
    rule = r.regime.parameters.objection.assessment_appeal.value
    if rule is None:
        yield Objection("本规则没有对评估结果的申诉", ("objection.assessment_appeal",))
    elif act.by is not None and act.by != rule.who:
        yield Objection(
            "对评估结果的申诉由所在机构提出",
            ("objection.assessment_appeal",),
            remedy="请由所在机构提交，本人陈述可作附件",
        )


# Transfers


def transfer_recipient(r: Register, act: a.TransferSend) -> Iterator[Objection]:
    """A case goes to the authority of the sector in which the person works."""
    to = r.regime.parameters.authorities.transfer_to.value
    expected = {to[s] for f in r.filings(act.person) if (s := r.sector_of(f.institution)) in to and s is not None}
    if expected and act.to not in expected:
        yield Objection(
            f"应移送 {'或'.join(sorted(expected))}，填写的是 {act.to}",
            ("authorities.transfer_to",),
            remedy="按所在机构的类别移送",
        )


def reply_of_recipient(r: Register, act: a.TransferReply) -> Iterator[Objection]:
    """The authority to which the case went replies, and it must be a partner."""
    sent = [x.act.to for x in r.of_person(act.person) if isinstance(x.act, a.TransferSend)]
    if act.by is None or (act.by in sent and act.by in r.regime.parameters.authorities.partners.value):
        return
    yield Objection(
        f"案件没有移送 {act.by}，或者它不是协同部门", ("authorities.partners",), remedy="由收到移送的部门回复"
    )


# Steps a regime may leave out


def in_flow(key: str, *names: str) -> Any:
    """The step belongs to the regime's flow (a flow that is not stated forbids nothing)."""

    def guard(r: Register, act: Any) -> Iterator[Objection]:
        flow = r.regime.flat[key].value
        if flow is not None and not set(names) & set(flow):
            yield Objection("本规则的流程没有这一步", (key,), remedy="按规则的流程办理")

    return guard


# Repair


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
    if limits is None:
        yield Objection("本规则没有这种修复", (key,))
        return
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


# Restoration


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


# Grounds beyond points


def open_clause(r: Register, act: a.CatalogueAdd) -> Iterator[Objection]:
    """Items are added only where the text leaves room, with points that the clause allows."""
    p = r.regime.parameters
    listed, grounds = p.scoring.circumstances.value, p.status.other_grounds.value
    rule = listed.get(act.under)
    room = {*(c for c, x in listed.items() if x.catch_all), *grounds} or set(listed)
    if act.under not in room:
        yield Objection(
            f"{act.under} 不是可以补充的兜底情形",
            ("scoring.catch_all_requires_catalogue_item",),
            remedy="写明补充在哪一条兜底情形之下",
        )
    elif act.points is not None and rule is not None:
        band = (p.scoring.bands.value or ())[rule.band - 1] if rule.band else (rule.points or 0, rule.points or 0)
        if not band[0] <= act.points <= band[1]:
            allowed = "—".join(str(x) for x in dict.fromkeys(band))
            yield Objection(
                f"{act.under} 为 {allowed} 分，补充的情形不能定为 {act.points} 分",
                ("scoring.circumstances",),
                (act.under, *parent_clause(r.regime, act.under)),
                "改为条款的分值，或不写 points",
            )


def other_ground(status: Status) -> Any:
    """A suspension or termination not listed by name needs a ground the authority added by then, and a term."""

    def guard(r: Register, act: Any) -> Iterator[Objection]:
        listed = r.regime.parameters.status.other_grounds.value
        open_to = tuple(clause for clause, leads_to in listed.items() if leads_to == status.value)
        clauses = (*open_to, *(c for clause in open_to for c in parent_clause(r.regime, clause)))
        item = r.items.get(act.ground)
        if item is None or item.on > act.on or item.under not in open_to:
            yield Objection(
                f"{act.ground} 不是可以{status.label}资格的情形",
                ("status.other_grounds",),
                clauses,
                "先由有权机关补充目录并写明依据；按分数、证书和协议的按各自规定办理",
            )
        elif status is Status.SUSPENDED and (act.to is None or act.to < (act.from_ or act.on)):
            yield Objection("暂停没有写明期限，或终日早于首日", ("status.other_grounds",), clauses, "填写 from 和 to")

    return guard


# Filing


def status_agrees(r: Register, act: a.StatusUpdate) -> Iterator[Objection]:
    """An institution enters what was decided, nothing else."""
    if r.regime.parameters.status.effective_source.value != "agency_decision":
        return
    due = status_at(r, r.account(act.person), act.person, act.on, act.institution)[0]
    if act.status is not due:
        yield Objection(
            f"{act.on} 按经办机构的决定应维护为{due.label}，不能维护为{act.status.label}",
            ("status.effective_source",),
            remedy=f"status 写 {due.value}",
        )


def committed(r: Register, act: a.FilingSubmit) -> Iterator[Objection]:
    """Filing follows the commitment."""
    p = r.regime.parameters.commitment
    if not p.required.value:
        return
    signed = any(
        isinstance(x.act, a.CommitmentSign) and x.act.institution == act.institution for x in r.of_person(act.person)
    )
    before = any(f.institution == act.institution and f.filed_on < act.on for f in r.filings(act.person))
    if not signed and not before:
        yield Objection(
            f"{act.person} 还没有在 {act.institution} 作出服务承诺",
            ("commitment.required",),
            remedy="先签署承诺书，再备案",
        )


def late_commitment(r: Register, act: a.CommitmentSign) -> Iterator[Reason]:
    """How late a person signed; nothing is said of one whose joining nobody recorded."""
    joined = [x for x in r.of_person(act.person) if isinstance(x.act, a.PersonJoin)]
    if not any(x.act.institution == act.institution for x in joined):
        return
    found = deadline(r, "commitment.sign", Query(person=act.person, institution=act.institution))
    if found.value is not None and act.on > found.value.day:
        late = working_days_between(r.calendar, found.value.day, act.on)
        keys = tuple(k for reason in found.reasons for k in reason.keys)
        yield Reason(f"最后一日 {found.value.day}，逾期 {late} 个工作日签署", keys)


def late_leaver(r: Register, act: a.PersonLeave) -> Iterator[Reason]:
    """The post was left on `on`, the filing brought up to date on the day of record."""
    limit = r.regime.parameters.filing.leaver_update_working_days.value
    due = None if limit is None else add_working_days(r.calendar, act.on, limit).day
    if due is not None and act.recorded > due:
        late = working_days_between(r.calendar, due, act.recorded)
        yield Reason(f"最后一日 {due}，逾期 {late} 个工作日更新", ("filing.leaver_update_working_days",))


def commitment_complete(r: Register, act: a.CommitmentSign) -> Iterator[Objection]:
    needed = r.regime.parameters.commitment.minimum_contents.value or ()
    missing = [c for c in needed if act.contents is not None and c not in act.contents]
    if missing:
        yield Objection(
            f"承诺书缺少 {'、'.join(missing)}",
            ("commitment.minimum_contents",),
            remedy="使用内容完整的承诺书文本",
        )


def role_managed(r: Register, act: a.FilingSubmit) -> Iterator[Objection]:
    p = r.regime.parameters.scope
    pharmacy = r.sector_of(act.institution) == "retail_pharmacy"
    key = "scope.pharmacy_roles" if pharmacy else "scope.medical_roles"
    if not r.in_scope(act.person, act.institution, act.role) and p.out_of_list_action.value == "refuse":
        roles = act.role or "、".join(r.people[act.person].roles)
        sector = r.sector_of(act.institution)
        keys = (key,) if sector is None or sector in p.institution_types.value else ("scope.institution_types",)
        yield Objection(f"{roles} 不在本规则的管理范围内", (*keys, "scope.out_of_list_action"), remedy="核对身份")
    person = r.people[act.person]
    fund_related = act.fund_related if act.fund_related is not None else person.fund_related
    if p.requires_fund_related.value and fund_related is False:
        yield Objection("不涉及医保基金使用的人员不纳入管理", ("scope.requires_fund_related",), remedy="不办理备案")
    certificates = act.certificates if act.certificates is not None else person.certificates
    allowed = p.doctor_certificates.value
    if allowed is not None and certificates is not None and not set(certificates) & set(allowed):
        yield Objection("没有规定的执业证书", ("scope.doctor_certificates",), remedy=f"需要 {'、'.join(allowed)} 之一")
    uncoded = "code_type" in act.model_fields_set and act.code_type != "national"
    if uncoded and (act.role or person.roles[0]) not in p.local_code_roles.value:
        yield Objection(
            "这类人员要先取得全国统一编码",
            ("scope.local_code_roles", "filing.platform"),
            remedy="在国家平台取得编码后再备案",
        )


def role_waits(r: Register, act: a.FilingSubmit) -> Iterator[Reason]:
    p = r.regime.parameters.scope
    if not r.in_scope(act.person, act.institution, act.role) and p.out_of_list_action.value == "warn_and_hold":
        yield Reason("人员类别没有列在规则里，备案待有权机关明确后生效", ("scope.out_of_list_action",))


def fields_complete(r: Register, act: a.FilingSubmit) -> Iterator[Objection]:
    needed = r.regime.parameters.filing.fields.value
    missing = [f for f in needed or () if act.fields is not None and f not in act.fields]
    if missing:
        yield Objection(f"备案缺少 {'、'.join(missing)}", ("filing.fields",), remedy="补齐后再提交")


def entry_conditions(r: Register, act: a.FilingSubmit) -> Iterator[Objection]:
    """Personal conditions of entry where the qualification rests on them."""
    p = r.regime.parameters.qualification
    for clause, name in p.entry_conditions.value.items():
        if act.conditions.get(name) is False:
            yield Objection(
                f"不符合条件 {name}",
                ("qualification.entry_conditions",),
                (clause, *parent_clause(r.regime, clause)),
                "各项条件都具备后再备案",
            )
    unknown = [name for name in act.conditions if name not in p.entry_conditions.value.values()]
    if unknown:
        yield Objection(
            f"{'、'.join(unknown)} 不是本规则的条件",
            ("qualification.entry_conditions",),
            remedy=f"可用：{'、'.join(p.entry_conditions.value.values()) or '（没有）'}",
        )
    if p.origin.value == "personal_conditions_and_doctor_agreement" and act.doctor_agreement is not None:
        end = r.personal_agreement_end(act.doctor_agreement)
        if not act.doctor_agreement.start_on <= act.on or (end is not None and act.on > end):
            yield Objection("没有有效的医师服务协议", ("qualification.origin",), remedy="先与机构签订协议")
    if not p.new_hire_exam_required.value:
        return
    joined = [x.act for x in r.of_person(act.person) if isinstance(x.act, a.PersonJoin)]
    if not any(j.newly_hired for j in joined if j.institution == act.institution):
        return
    exams = [x.act.exam for x in r.of_person(act.person) if isinstance(x.act, a.StudyRecord) and x.act.on <= act.on]
    if "passed" not in exams:
        yield Objection(
            "新录用人员须经政策培训并考核合格",
            ("qualification.new_hire_exam_required",),
            remedy="补记培训和合格的考核",
        )


def termination_over(r: Register, act: a.FilingSubmit) -> Iterator[Objection]:
    """A terminated person files again only with all that the regime asks for."""
    p = r.regime.parameters
    causes = [
        c for c in r.account(act.person).active(act.on) if c.status is Status.TERMINATED and c.institution is None
    ]
    needs = p.restoration.terminated_requires.value
    for cause in causes:
        ban = (
            "tiers.ban_years_single"
            if cause.crossing and cause.crossing.outcome.column == "single"
            else ("tiers.ban_years_cumulative")
        )
        if "ban_expired" in needs and cause.ban_last is not None and act.on <= cause.ban_last:
            yield Objection(
                f"{cause.ban_last} 之前（含当日）不得再次登记备案",
                ("restoration.terminated_requires", ban),
                remedy=f"最早 {cause.ban_last + timedelta(days=1)} 办理",
            )
        if "assessment" in needs and (cause.passed_on is None or cause.passed_on > act.on):
            yield Objection(
                "终止后重新备案须先通过评估",
                ("restoration.terminated_requires",),
                remedy="先申请恢复并通过评估",
            )
        if "new_commitment" in needs and not any(
            isinstance(x.act, a.CommitmentSign) and x.act.on >= cause.first_day for x in r.of_person(act.person)
        ):
            yield Objection(
                "终止后重新备案须重新作出承诺", ("restoration.terminated_requires",), remedy="重新签署承诺书"
            )
        regained = any(
            isinstance(x.act, a.LicenceGrant) and cause.first_day <= x.act.on <= act.on for x in r.of_person(act.person)
        )
        if cause.kind == "licence" and not regained:
            own = ("restoration.terminated_requires",) if "article_5_conditions" in needs else ()
            yield Objection(
                "执业证书被吊销、注销或收回后没有重新取得",
                ("status.licence_revoked_maps_to", *own),
                remedy="先取得执业证书",
            )


def lookback(r: Register, act: a.FilingSubmit) -> Iterator[Reason]:
    """What may be a major violation inside the look-back years is shown to the human who decides."""
    p = r.regime.parameters
    years = p.qualification.lookback_years_no_major_violation.value
    if years is None:
        return
    since, key = add_years(act.on, -years), ("qualification.lookback_years_no_major_violation",)
    for line in r.account(act.person).lines:
        if line.kind == "entry" and line.counted >= p.scoring.cap.value and line.on >= since:
            yield Reason(f"近 {years} 年内有 {line.counted} 分的违规（{line.on}），由人判断是否重大", key)
    for cause in r.account(act.person).causes:
        if cause.kind in ("licence", "practice_order") and (cause.end is None or cause.end >= since):
            yield Reason(f"近 {years} 年内执业证书或执业活动受过处理（{cause.first_day}），由人判断是否重大", key)
