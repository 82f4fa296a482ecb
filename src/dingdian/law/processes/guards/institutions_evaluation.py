"""Guards of evaluation, publicity and talks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dingdian.law.explain import Objection, Reason
from dingdian.law.institutions import acts as i
from dingdian.law.institutions.clocks import complaints, earliest_reevaluation, publicity_ends, round_of
from dingdian.law.institutions.entry import entry
from dingdian.law.institutions.known import facts_on
from dingdian.law.institutions.rows import Requirement
from dingdian.law.processes.guards.institutions_common import application
from dingdian.law.processes.guards.requirement import Wrong, requirement
from dingdian.law.processes.model import Choice, Move
from dingdian.law.register import Register

OVER = {"not_accepted": "不予受理", "withdrawn": "已撤回", "stopped_by_negative_list": "已停止办理"}


def case_open(r: Register, act: Any) -> Iterator[Objection]:
    """Nothing goes on in a case that was refused, withdrawn or stopped."""
    state = r.states.get(("designation", (act.case,)))
    if state in OVER:
        row = r.regime.rules.steps.value[act.act]
        yield Objection(f"申请{OVER[state]}，不能再评估或公示", ("steps",), row.clauses, "重新申请")


# Evaluation

ITEM_TESTS = ("papers_match", "staff_registered", "facilities_fit", "rules_checked", "settlement_tested")
"""Preconditions that look at one evaluation item each (their `values`)."""


def _lacking(r: Register, act: i.EvaluationOpen) -> list[str]:
    wanted = r.regime.rules.evaluation_team_specialties.value or ()
    stated = [m.specialty for m in act.members if m.specialty is not None]
    return [s for s in wanted if s not in stated] if stated else []


def team(r: Register, act: i.EvaluationOpen) -> Iterator[Objection]:
    """Nobody with a conflict of interest; every specialty where the rule makes it compulsory."""
    rules = r.regime.rules
    conflicted = [m.person or "" for m in act.members if m.conflict_free is False]
    if conflicted:
        words = f"评估人员 {'、'.join(x for x in conflicted if x) or ''} 与申请人有利害关系"
        yield Objection(words, ("evaluation_team_specialties",), remedy="换没有利害关系的人员")
    if rules.evaluation_team_specialties_mandatory.value and _lacking(r, act):
        words = f"评估组缺少 {'、'.join(_lacking(r, act))} 专业的人员"
        keys = ("evaluation_team_specialties_mandatory", "evaluation_team_specialties")
        yield Objection(words, keys, remedy="补齐专业")


def team_lacks(r: Register, act: i.EvaluationOpen) -> Iterator[Reason]:
    """Specialties that a team lacks are remarked where the rule only suggests them."""
    if not r.regime.rules.evaluation_team_specialties_mandatory.value and _lacking(r, act):
        keys = ("evaluation_team_specialties", "evaluation_team_specialties_mandatory")
        yield Reason(f"提醒：评估组没有 {'、'.join(_lacking(r, act))} 专业的人员", keys)


def result_fits(r: Register, act: i.EvaluationConclude) -> Iterator[Objection]:
    """Qualified only if every item and every condition holds; unqualified only for something that fails."""
    own = application(r, act)
    report = entry(r, own.institution, act.on, kind=own.kind).value if own is not None else None
    conditions = r.regime.rules.conditions.value
    lacking = [h for h in (report.hits if report is not None else ()) if h.code in conditions]
    rules = r.regime.rules.requirements.value
    apart = {code for name in ITEM_TESTS if name in rules for code in rules[name].values}
    failed = [x.code for x in act.items or () if x.result == "fail"]
    unknown = [x.code for x in act.items or () if x.result == "unknown"]
    if act.result == "qualified":
        for word, codes in (("不通过", [x for x in failed if x not in apart]), ("尚未查明", unknown)):
            if codes:
                words = f"评估项 {'、'.join(codes)} {word}，不能评为合格"
                yield Objection(words, ("evaluation_results",), remedy="查明后再作结论，或评为不合格")
        for hit in lacking:
            base = hit.objection()
            clauses = tuple(dict.fromkeys((*base.clauses, *r.regime.rules.evaluation_results.clauses)))
            yield Objection(f"{base.text}，不能评为合格", base.keys or ("conditions",), clauses, base.remedy)
    elif act.items is not None and not failed and not lacking:
        words = "评为不合格须有不通过的评估项和理由"
        yield Objection(words, ("evaluation_results",), remedy="写明不通过的项目（items）")


@requirement("evaluation_mode")
def _mode(r: Register, act: i.EvaluationConclude, rule: Requirement) -> Iterator[Wrong]:
    """At least one way of looking (papers, on site) is on record; one that is not stated is not questioned."""
    visited = any(isinstance(x.act, i.EvaluationVisit) for x in r.of_case(act.case))
    if act.modes == () and not visited:
        yield Wrong("没有记录任何评估方式", "记录书面或现场评估（modes），再作结论")
    strange = [m for m in act.modes or () if rule.values and m not in rule.values]
    if strange:
        yield Wrong(f"{'、'.join(strange)} 不是认可的评估方式", f"可用：{'、'.join(rule.values)}")


def _passed(act: i.EvaluationConclude, rule: Requirement) -> bool:
    """Whether the act takes the items of a requirement as passed."""
    results = {x.code: x.result for x in act.items or ()}
    named = [results[code] for code in rule.values if code in results]
    return "pass" in named or (act.result == "qualified" and not named)


def _failed(act: i.EvaluationConclude, rule: Requirement) -> list[str]:
    return [x.code for x in act.items or () if x.code in rule.values and x.result == "fail"]


def _item(what: str) -> Any:
    """An item that failed leaves no qualified result, whatever the others say."""

    def test(r: Register, act: i.EvaluationConclude, rule: Requirement) -> Iterator[Wrong]:
        if act.result == "qualified" and _failed(act, rule):
            codes = "、".join(_failed(act, rule))
            yield Wrong(f"评估项 {codes}（{what}）不通过", "评为不合格并写明理由", ("evaluation_results",))

    return test


requirement("facilities_fit")(_item("与服务功能相适应的设施设备"))
requirement("rules_checked")(_item("内部管理和财务制度"))


@requirement("papers_match")
def _papers(r: Register, act: i.EvaluationConclude, rule: Requirement) -> Iterator[Wrong]:
    """The paper shows the same name and address as the application."""
    yield from _item("执业资质")(r, act, rule)
    own = application(r, act)
    if own is None or not _passed(act, rule):
        return
    known, facts = r.institutions.get(own.institution), facts_on(r, own.institution, act.on)
    for paper in facts.licences or ():
        if known is not None and known.name and paper.name and paper.name != known.name:
            yield Wrong(f"证照名称“{paper.name}”与申请名称“{known.name}”不一致", "核对后按不通过处理")
        if facts.registered_address and paper.address and paper.address != facts.registered_address:
            yield Wrong(f"证照地址“{paper.address}”与登记地址“{facts.registered_address}”不一致", "核对后按不通过处理")
        if paper.valid_until is not None and paper.valid_until < act.on:
            yield Wrong(f"证照已于 {paper.valid_until} 到期", "核对后按不通过处理")


@requirement("staff_registered")
def _staff(r: Register, act: i.EvaluationConclude, rule: Requirement) -> Iterator[Wrong]:
    """Certificates of the staff are valid on the day."""
    yield from _item("人员执业信息")(r, act, rule)
    own = application(r, act)
    if own is None or not _passed(act, rule):
        return
    staff = facts_on(r, own.institution, act.on).staff or ()
    bad = [
        s
        for s in staff
        if s.certificate_status != "valid"
        or (s.certificate_valid_until is not None and s.certificate_valid_until < act.on)
    ]
    if bad:
        yield Wrong(f"{len(staff)} 名人员中有 {len(bad)} 名的证书失效", "列出不符的人员，按不通过处理")


@requirement("settlement_tested")
def _settlement(r: Register, act: i.EvaluationConclude, rule: Requirement) -> Iterator[Wrong]:
    yield from _item("联网直接结算")(r, act, rule)
    own = application(r, act)
    if own is not None and _passed(act, rule):
        facts = facts_on(r, own.institution, act.on)
        tested = facts.connection_test_passed_on
        if facts.online_direct_settlement_capable is False and (tested is None or tested > act.on):
            yield Wrong("信息系统还不能联网直接结算", "完成测试结算后再作结论")


@requirement("result_notice_parts")
def _notice_parts(r: Register, act: i.EvaluationDeliver, rule: Requirement) -> Iterator[Wrong]:
    """The notice gives reason and advice for each item that failed, where its items are written out."""
    concluded = [x.act for x in r.of_case(act.case) if isinstance(x.act, i.EvaluationConclude)]
    failed = [x.code for x in (concluded[-1].items or ()) if x.result == "fail"] if concluded else []
    if act.items is None:
        return
    told = {x.code: x for x in act.items}
    for code in failed:
        if code not in told or told[code].reason is None or told[code].advice is None:
            yield Wrong(f"结果通知没有写明 {code} 的理由和整改意见", "逐项写明理由和整改意见")


def wait_over(r: Register, act: i.EvaluationRequestAgain) -> Iterator[Objection]:
    """A second round may be asked for when the time to put things right is over."""
    first = earliest_reevaluation(r, act.case)
    if first is None:
        words = "不合格的结论还没有送达，整改期没有起算"
        yield Objection(words, ("rectification_before_reevaluation",), remedy="先送达评估结论")
    elif act.on < first:
        words = f"整改未满 {r.regime.rules.rectification_before_reevaluation.value}，{first} 起可以申请再次评估"
        yield Objection(words, ("rectification_before_reevaluation",), remedy=f"最早 {first} 申请")


def rounds_left(r: Register, act: i.EvaluationRequestAgain) -> Iterator[Objection]:
    limit, done = r.regime.rules.reevaluation_max.value, round_of(r, act.case) - 1
    if limit is not None and done >= limit:
        yield Objection(f"再次评估以 {limit} 次为限", ("reevaluation_max",), remedy="限制期满后重新申请")


# Publicity


def qualified_and_filed(r: Register, act: i.PublicityPublish) -> Iterator[Objection]:
    """Only the qualified are made public, after the result was filed where the rule asks for it."""
    state = r.states.get(("evaluation", (act.case,)))
    if state not in ("result_qualified", "filed_qualified"):
        yield Objection("评估合格的才公示", ("publicity_period",), remedy="先作出合格的评估结论")
    elif state == "result_qualified" and r.regime.rules.evaluation_filed_before_publicity.value:
        words = "评估结论还没有备案"
        yield Objection(words, ("evaluation_filed_before_publicity",), remedy="先报同级医保行政部门备案")


def _late(r: Register, act: i.PublicityComplain) -> bool:
    ends = publicity_ends(r, act.case)
    return ends is not None and act.on > ends


def _complained(r: Register, act: i.PublicityComplain, state: str) -> str:
    return state if _late(r, act) else "complaint_open"


def _resolved(r: Register, act: i.PublicityResolve, state: str) -> str:
    """Back to publicity when no other complaint is open."""
    if act.effect != "none":
        return "result_revised" if act.effect == "affects" else "stopped"
    still = [x for x in complaints(r, act.case) if x.closed_on is None and act.complaint not in (None, x.ref)]
    return "complaint_open" if still else "published"


COMPLAINED = Choice(_complained, ("complaint_open", "published"))
RESOLVED = Choice(_resolved, ("published", "complaint_open", "result_revised", "stopped"))


def late_complaint(r: Register, act: i.PublicityComplain) -> Iterator[Reason]:
    if _late(r, act):
        yield Reason(f"公示已于 {publicity_ends(r, act.case)} 结束，作为一般举报办理", ("publicity_period",))


def result_revised(r: Register, act: i.PublicityResolve) -> Iterator[Move]:
    """A proven complaint changes the result: unqualified, or the application stopped for dishonesty."""
    if act.effect == "affects":
        yield "evaluation", (act.case,), "reevaluation_waiting"
    elif act.effect == "fraud":
        yield "designation", (act.case,), "stopped_by_negative_list"


# Talks


def open_topics(r: Register, act: Any) -> list[str]:
    """Topics whose last recorded state is open, in the order in which they came up; the act's own included."""
    found: dict[str, str] = {}
    for topics in [x.topics for x in talks(r, act)] + [getattr(act, "topics", None)]:
        for topic in topics or ():
            found[topic.code] = topic.state
    return [code for code, state in found.items() if state == "open"]


def talks(r: Register, act: Any) -> list[Any]:
    """The talks held about what an act is about: its case, its agreement, or its institution since the last signing."""
    institution = r.institution_of(act)
    refs = {x for x in (getattr(act, "case", None), getattr(act, "agreement", None)) if x is not None}
    found: list[Any] = []
    for record in r.at(institution, None) if institution is not None else ():
        own = record.act
        if own.act == "agreement.sign":
            found = []
        if isinstance(own, i.NegotiationMeet | i.NegotiationAgree | i.NegotiationWaive):
            about = {x for x in (own.case, own.agreement) if x is not None}
            if not refs or not about or refs & about:
                found.append(own)
    return found


def topics_closed(r: Register, act: Any) -> Iterator[Objection]:
    """No topic is open any more, where signing waits for all of them."""
    still = open_topics(r, act)
    if still and r.regime.rules.negotiation_topics_all_closed.value:
        words = f"还没有谈妥：{'、'.join(still)}"
        yield Objection(words, ("negotiation_topics_all_closed", "negotiation_topics"), remedy="谈妥后再签订")
