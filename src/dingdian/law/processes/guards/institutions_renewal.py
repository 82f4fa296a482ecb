"""Guards of renewal: evaluation first, reasons and grounds for a refusal, criteria published, area reviewed."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from dingdian.law import acts as a
from dingdian.law.dates import add_years
from dingdian.law.explain import Objection, Reason
from dingdian.law.institutions import acts as i
from dingdian.law.institutions import casework as c
from dingdian.law.institutions import ledgers as w
from dingdian.law.institutions import rounds
from dingdian.law.institutions import upkeep as u
from dingdian.law.institutions.agreements import agreements
from dingdian.law.institutions.assessment import bands, by_bands, last_score, scorers, weighted
from dingdian.law.institutions.ground_records import on_record
from dingdian.law.institutions.grounds import ground_hit, grounds
from dingdian.law.institutions.known import facts_on
from dingdian.law.institutions.rows import Grounds, Requirement
from dingdian.law.institutions.scene import Scene
from dingdian.law.processes.guards.institutions_agreement import assessment_passed
from dingdian.law.processes.guards.institutions_common import opened_by, person_of
from dingdian.law.processes.guards.requirement import Wrong, requirement
from dingdian.law.register import Register

POSITIVE = ("renewed", "signed", "approved")


def _place(r: Register, act: Any) -> str:
    return r.institution_of(act) or ""


def evaluated(r: Register, act: Any) -> Iterator[Objection]:
    """A renewal rests on the yearly evaluation; a story that happened may leave it unstated."""
    if not r.regime.rules.renewal_needs_evaluation.value or not r.setting.complete:
        return
    institution = _place(r, act)
    facts = facts_on(r, institution, act.on)
    done = any(isinstance(x.act, i.PerformanceEvaluate) and x.on <= act.on for x in r.at(institution))
    if not done and facts.yearly_evaluation is None and facts.assessment is None:
        words = "还没有年度履约评估的结果"
        yield Objection(words, ("renewal_needs_evaluation",), remedy="先完成并记录年度评估")


def renewal_evaluated(r: Register, act: i.RenewalDecide) -> Iterator[Objection]:
    if act.outcome in POSITIVE:
        yield from evaluated(r, act)


def below_pass(r: Register, act: i.RenewalDecide) -> Iterator[Objection]:
    """A renewal below the pass mark gives its reasons."""
    if act.outcome not in POSITIVE or not r.regime.rules.renewal_needs_reasons_below_pass.value:
        return
    if assessment_passed(r, _place(r, act), act.on) is False and act.reason is None:
        keys = ("renewal_needs_reasons_below_pass", "assessment_pass_score")
        yield Objection("考核未达标而续签，须写明理由", keys, remedy="写明理由（reason）")


def _grounds(r: Register, act: Any, key: str, table: Grounds, basis: str | None) -> Iterator[Objection]:
    """Each ground named is one of the table and met; an open one needs its basis."""
    institution = _place(r, act)
    if not act.grounds:
        yield Objection("没有写明情形", (key,), remedy=f"grounds 写明 {'、'.join(table)} 之一")
    for code in act.grounds:
        row = table.get(code)
        if row is None:
            yield Objection(f"没有 {code} 这种情形", (key,), remedy=f"可用：{'、'.join(table)}")
            continue
        if row.levels:
            if basis is None and ground_hit(r, institution, code, act.on) is None:
                words = f"{code} 须写明所依据的规定或协议条款"
                yield Objection(words, (key,), row.clauses, "写明 basis")
        elif ground_hit(r, institution, code, act.on) is None:
            if on_record(Scene(r, institution, act.on, deciding=True), row):
                words = f"按 {act.on} 的事实，{code} 的情形不成立"
                yield Objection(words, (key,), row.clauses, "核对事实，或先记录查实的事实")
        elif row.affects == "dual_channel_agreement" and _ordinary(r, act, institution):
            words = f"{code} 只涉及双通道协议，不影响普通协议的续签"
            yield Objection(words, (key, "dual_channel_scope"), row.clauses, "只对双通道协议作出决定")


def _ordinary(r: Register, act: Any, institution: str) -> bool:
    """Whether the act names an agreement that is not the dual-channel one, where the ground reaches only that."""
    line = next((x for x in agreements(r, institution) if x.ref == act.agreement), None)
    only_that = r.regime.rules.dual_channel_scope.value != "whole_agreement"
    return only_that and line is not None and line.kind != "dual_channel"


def refusal_has_ground(r: Register, act: i.RenewalDecide) -> Iterator[Objection]:
    """Where the grounds of non-renewal are listed, one of them is named and met."""
    table = r.regime.rules.non_renewal_grounds.value
    if table is not None and act.outcome not in POSITIVE and act.outcome != "excluded":
        yield from _grounds(r, act, "non_renewal_grounds", table, act.basis)


def deferral_has_ground(r: Register, act: i.RenewalDefer) -> Iterator[Objection]:
    table = r.regime.rules.deferral_grounds.value
    if table is not None:
        yield from _grounds(r, act, "deferral_grounds", table, act.basis)


def no_stronger_ground(r: Register, act: i.RenewalDefer) -> Iterator[Objection]:
    """Non-renewal goes before deferral: what is not to be renewed is not merely deferred."""
    table = r.regime.rules.non_renewal_grounds.value or {}
    for hit in grounds(r, _place(r, act), act.on).value.hits:
        row = table.get(hit.code)
        if row is not None and row.affects == "agreement":
            yield Objection(f"{hit.code} {hit.text}，应不予续签", ("non_renewal_grounds",), row.clauses, "决定不续签")


def deferral_evaluated(r: Register, act: i.EvaluationConclude) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """An evaluation in the case of a deferred renewal lifts the deferral, or leaves it."""
    if act.case in r.applications:
        return
    for place in (r.institution_of(act), act.case, getattr(opened_by(r, act.case), "agreement", None)):
        if place is not None and r.states.get(("renewal", (place,))) in ("deferred", "evaluation_due"):
            yield "renewal", (place,), "evaluated" if act.result == "qualified" else "deferred"


@requirement("refusal_reasons")
def _reasons(r: Register, act: i.RenewalDecide, rule: Requirement) -> Iterator[Wrong]:
    """A refusal gives reasons that have to do with performance or assessment."""
    if act.outcome not in POSITIVE and act.reason is None and not act.grounds:
        yield Wrong("不续签没有写明理由", "写明与履约或考核有关的理由（reason）")


@requirement("exclusion")
def _exclusion(r: Register, act: i.RenewalDecide, rule: Requirement) -> Iterator[Wrong]:
    """An exclusion rests on a published plan that names the rule, has reasons, and a supervisor confirms it."""
    if act.outcome != "excluded":
        return
    stated = facts_on(r, _place(r, act), act.on).resource_plan
    published = stated is not None and stated.published_on is not None and stated.published_on <= act.on
    plan = opened_by(r, act.plan)
    if isinstance(plan, c.PlanDraft):
        published = r.states.get(("plan", (plan.id or "",))) == "published"
    if not published:
        yield Wrong("没有已公布的规划写明不纳入续签的规则", "以规划为依据，或按具体条件不符办理")
    elif not act.confirmed_by_supervisor or (act.reason is None and not act.grounds):
        yield Wrong("不纳入续签须写明理由并由监督部门确认", "写明 reason 和 confirmed_by_supervisor")


@requirement("public_declines")
def _public(r: Register, act: i.RenewalWish, rule: Requirement) -> Iterator[Wrong]:
    """A public institution may decline to renew; the administration is told."""
    own = r.institutions.get(_place(r, act))
    if own is not None and own.ownership == "public":
        yield Wrong("公立机构不再续签，应报告同级医保行政部门")


# Rounds


@requirement("criteria_published")
def _criteria(r: Register, act: i.RenewalOpenRound, rule: Requirement) -> Iterator[Wrong]:
    """The criteria that are used are the ones published; an override is logged."""
    if act.override_reason is not None:
        return
    shown = [x.act for x in r.records if isinstance(x.act, u.DisclosurePublish) and x.act.object in rule.values]
    published, changed, version = act.criteria_published_on, act.criteria_changed_on, act.criteria_version
    if version is not None and shown:
        if shown[-1].version != version:
            yield Wrong(f"现用的 {version} 没有公布，公布的是 {shown[-1].version}", f"先公布 {version}")
    elif published is None and not shown:
        yield Wrong("没有公布续签的评估标准和流程", "先公布")
    elif changed is not None and changed > (published or shown[-1].on):
        yield Wrong(f"标准于 {changed} 修改后没有重新公布", "公布现用的标准")


@requirement("area_reviewed")
def _reviewed(r: Register, act: i.RenewalOpenRound, rule: Requirement) -> Iterator[Wrong]:
    """The resources of the area are reviewed before each round."""
    since = add_years(act.on, -1)
    done = [x for x in r.records if isinstance(x.act, i.RenewalReviewArea) and x.act.area in (None, act.area)]
    if not act.area_review and not any(since < x.on <= act.on for x in done):
        yield Wrong("没有本区资源布局和运行情况的研判", "先完成研判")


def signing_rate(r: Register, act: i.RoundClose) -> Iterator[Reason]:
    """The share signed on line, never rounded."""
    least = r.regime.rules.net_signing_rate_min.value
    online, total = act.signed_online, act.signed_total
    if online is None or total is None:
        first, _ = rounds.of_area(r, act.area)
        signed = [x.act for x in r.records if isinstance(x.act, a.AgreementSign) and (first is None or x.on >= first)]
        online, total = sum(x.channel == "online" for x in signed), len(signed)
    if least is not None and total:
        met = "达到" if least.reached(online, total) else "没有达到"
        rate = Decimal(online) / Decimal(total)
        yield Reason(f"网签 {online}/{total}={rate:.4f}，{met} {least.value}", ("net_signing_rate_min",))


# Assessment


def weights_add_up(r: Register, act: w.AssessmentPublishScheme) -> Iterator[Objection]:
    total = sum((x.weight for x in act.indicators), Decimal(0))
    if act.indicators and total not in (Decimal(1), Decimal(100)):
        row = r.regime.rules.steps.value[act.act]
        yield Objection(f"权重合计 {total}，不是 100", ("steps",), row.clauses, "改正权重")


def bands_can_be_read(r: Register, act: w.AssessmentPublishScheme) -> Iterator[Objection]:
    """The bands of an indicator are figures with the scores they give."""
    for indicator in act.indicators:
        try:
            bands(indicator.bands)
        except ValueError as error:
            words = f"“{indicator.name}”的分档“{error}”读不出来"
            yield Objection(words, ("steps",), _clauses(r, act), "写成“下限=得分”，例如 95=100、90=80、0=60")


def _scheme(r: Register, act: Any) -> w.AssessmentPublishScheme | None:
    own = opened_by(r, act.scheme)
    return own if isinstance(own, w.AssessmentPublishScheme) else None


def _clauses(r: Register, act: Any) -> tuple[str, ...]:
    row = r.regime.rules.steps.value.get(act.act)
    return row.clauses if row is not None else ()


def of_the_scheme(r: Register, act: w.AssessmentReport) -> Iterator[Objection]:
    """A report follows a scheme that was published, each of its indicators once."""
    scheme = _scheme(r, act)
    if scheme is None:
        yield Objection("没有公布过这个考核指标", ("steps",), _clauses(r, act), "选已公布的指标")
    elif sorted(x.name for x in act.items) != sorted(x.name for x in scheme.indicators):
        yield Objection("自评的指标与公布的不一致", ("steps",), _clauses(r, act), "逐项填写公布的指标")


def once_a_year(r: Register, act: w.AssessmentReport) -> Iterator[Objection]:
    """An institution reports once under a scheme."""
    before = [x for x in r.at(act.institution) if isinstance(x.act, w.AssessmentReport) and x.act is not act]
    if any(x.act.scheme == act.scheme for x in before):
        yield Objection("已经按这个考核指标自评过", ("steps",), _clauses(r, act), "对评分有意见的，在案件里提意见")


def by_the_bands(r: Register, act: w.AssessmentScore) -> Iterator[Objection]:
    """Where the scheme says which figure gives which score, the score is that one."""
    scheme = _scheme(r, act)
    known = {x.name: x for x in scheme.indicators} if scheme is not None else {}
    for item in act.items:
        rule = known.get(item.name)
        right = by_bands(rule.bands, item.value) if rule is not None and item.value is not None else None
        if right is not None and item.score is not None and item.score != right:
            words = f"“{item.name}”的数值 {item.value} 按分档得 {right} 分，填写的是 {item.score} 分"
            yield Objection(words, ("steps",), _clauses(r, act), f"改为 {right} 分，或改正数值")


def scored_by_another(r: Register, act: w.AssessmentFinalize) -> Iterator[Objection]:
    """Who scored neither decides on the score nor approves what another decides."""
    first = {person_of(actor) for actor in scorers(r, act.of)} - {None}
    if first & {person_of(act.actor), person_of(act.approved_by)}:
        yield Objection("初审和复审不得由同一人办理", ("steps",), _clauses(r, act), "换一人复审或批准")


@requirement("score_adds_up")
def _adds_up(r: Register, act: w.AssessmentScore, rule: Requirement) -> Iterator[Wrong]:
    """The total is the sum of the scores by weight; the weights are those that were published."""
    right = weighted(act.items)
    if right is not None and act.total is not None and act.total != right:
        yield Wrong(f"总分应为 {right}，填写的是 {act.total}", "改正总分")
    scheme = opened_by(r, act.scheme)
    if isinstance(scheme, w.AssessmentPublishScheme):
        wanted, used = {x.name: x.weight for x in scheme.indicators}, {x.name: x.weight for x in act.items}
        if act.items and wanted != used:
            yield Wrong("指标和权重与公布的不一致", "使用公布的指标和权重")


@requirement("final_adds_up")
def _final(r: Register, act: w.AssessmentFinalize, rule: Requirement) -> Iterator[Wrong]:
    """The final result is that of the scores; whether it passes follows from the mark, where one is set."""
    scored = last_score(r, act.of)
    right = weighted(scored.act.items) if scored is not None else None
    if right is not None and act.total is not None and act.total != right:
        yield Wrong(f"总分应为 {right}，填写的是 {act.total}", "改正总分，或重新评分")
    least = r.regime.rules.assessment_pass_score.value
    if least is not None and act.total is not None and act.passed is not None and act.passed != (act.total >= least):
        yield Wrong(f"{act.total} 分与合格线 {least} 的结论不符", "改正结论", ("assessment_pass_score",))
