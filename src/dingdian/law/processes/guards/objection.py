"""Guards of reviews, appeals and expert opinions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from dingdian.law import acts as a
from dingdian.law.deadlines import Query, deadline, review_request_due
from dingdian.law.events import Corrected
from dingdian.law.explain import Objection, Reason
from dingdian.law.fold import fold
from dingdian.law.person_events import events_of
from dingdian.law.register import Register


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
        accepted = r.regime.parameters.objection.first_step_late.value == "accept"
        what = "仍予受理" if accepted else "是否受理由经办机构决定"
        yield Reason(f"逾期：最后一日 {due}，{what}", ("objection.first_step.late",))
        told = [x.on for x in r.handlings[act.of].told if x.person == act.person]
        limit = deadline(r, "notice.deliver_to_person", Query(act.of, act.person)).value
        if told and limit is not None and min(told) > limit.day:
            keys = ("notice.institution_to_person_working_days", "objection.first_step.late")
            yield Reason(f"所在机构 {min(told)} 才告知本人，应在 {limit.day} 以前，可酌情受理", keys)


def no_open_request(kind: str) -> Any:
    def guard(r: Register, act: Any) -> Iterator[Objection]:
        asked = r.open_requests(kind, act.person, act.of)
        found = next((x for x in asked if act.by is None or x.act.by in (None, act.by)), None)
        if found is not None:
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
        current = _current(r, act, findings)
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
    account = fold(r.regime, r.table, [*events_of(r, act.person), corrected])
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


def _current(r: Register, act: Any, findings: list[str]) -> int:
    """What the entry counts or, where a like one counts in its stead, would count after earlier corrections."""
    wanted = act.finding or (findings[0] if findings else "")
    points = [
        line.given if line.note else line.counted
        for line in r.account(act.person).lines
        if line.handling == act.of and line.finding == wanted
    ]
    before = [
        event.points
        for event in events_of(r, act.person)
        if isinstance(event, Corrected) and event.handling == act.of and event.finding in (None, wanted)
    ]
    return min(points + before, default=0)


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
