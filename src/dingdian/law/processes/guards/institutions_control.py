"""Guards of control: findings and what may follow from them, interviews, tips, supervision, screens."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dingdian.law.institutions import casework as c
from dingdian.law.institutions import control as o
from dingdian.law.institutions import upkeep as u
from dingdian.law.institutions.clocks import complaints, holds_list, publicity_ends
from dingdian.law.institutions.competence import serves
from dingdian.law.institutions.grounds import ground_hit
from dingdian.law.institutions.known import facts_on
from dingdian.law.institutions.responsible import responsible_agency
from dingdian.law.institutions.rows import Requirement
from dingdian.law.processes.guards.institutions_common import opened_by, person_of
from dingdian.law.processes.guards.requirement import Wrong, requirement
from dingdian.law.processes.model import Choice, Move
from dingdian.law.register import Register
from dingdian.law.setting import AgreementClause

GRAVEST = ("suspend_agreement", "terminate_agreement")


# Inspections


@requirement("inspection_method")
def _method(r: Register, act: o.InspectionPlan, rule: Requirement) -> Iterator[Wrong]:
    if act.method is not None and rule.values and act.method not in rule.values:
        yield Wrong(f"{act.method} 不是规定的检查方式", f"可用：{'、'.join(rule.values)}")


@requirement("drawn_by_seed")
def _seed(r: Register, act: o.InspectionPlan, rule: Requirement) -> Iterator[Wrong]:
    """A spot check keeps the seed, so that the draw can be repeated."""
    if act.share is not None and act.seed is None:
        yield Wrong("随机抽查没有记录种子，无法复核", "写明 seed")


# Findings


@requirement("finding_clause")
def _finding_clause(r: Register, act: Any, rule: Requirement) -> Iterator[Wrong]:
    """A breach of the agreement names the clause that was broken."""
    found = act.facts.findings or () if act.facts is not None else ()
    for own in found:
        if own.code in rule.values and own.state == "finding_verified" and own.agreement_clause is None:
            yield Wrong(f"{own.code} 没有写明违反的协议条款", "写明 agreement_clause")


@requirement("signing_agency")
def _signing_agency(r: Register, act: Any, rule: Requirement) -> Iterator[Wrong]:
    """A finding at an institution is a case of the agency that signed with it, wherever the patient is insured."""
    if act.agency is None or act.institution is None:
        return
    answer = responsible_agency(r, act.institution, act.insured_area, act.on)
    if answer.value is not None and serves(r, act.institution, act.agency, act.on) is False:
        words = f"{answer.reasons[0].text}，不归 {act.agency}"
        yield Wrong(words, f"交由 {answer.value} 办理", ("insured_covered", "competent_agency_rule"))


@requirement("vendor_choice")
def _vendor(r: Register, act: Any, rule: Requirement) -> Iterator[Wrong]:
    """Whoever supplies the systems is chosen by one of the parties alone; any name will do."""
    stated = act.facts.system_vendor if act.facts is not None else None
    if stated is not None and act.actor is not None and act.actor not in rule.values:
        yield Wrong("系统供应商由机构自选，照机构申报的填写，不得指定", "由机构申报")


@requirement("professional_opinion")
def _opinion(r: Register, act: o.FindingVerify, rule: Requirement) -> Iterator[Wrong]:
    """What only a professional can judge needs an opinion."""
    if act.code in rule.values and act.opinion is None:
        yield Wrong(f"{act.code} 须有专业意见", "附专业意见（opinion）")


def _verified(r: Register, act: Any) -> o.FindingVerify | None:
    """The verification of the finding that an act is about."""
    found = [x.act for x in r.records if isinstance(x.act, o.FindingVerify) and act.of in (x.ref, x.act.of)]
    return found[-1] if found else None


def clause_of(r: Register, act: Any) -> AgreementClause | None:
    """The clause of the institution's agreement that a decision rests on, where the agreement is on record."""
    found = _verified(r, act)
    no = getattr(act, "agreement_clause", None) or (found.agreement_clause if found is not None else None)
    institution = r.institution_of(act) or (found.institution if found is not None else None)
    known = [x for x in r.setting.agreements or () if x.institution == institution]
    return next((y for x in known for y in x.clauses if y.no == no), None)


@requirement("measures_of_agreement")
def _measures(r: Register, act: o.FindingDecide, rule: Requirement) -> Iterator[Wrong]:
    """Only measures that the rules know and the agreement clause allows."""
    strange = [m for m in act.measures if rule.values and m not in rule.values]
    if strange:
        yield Wrong(f"{'、'.join(strange)} 不是规定的处理方式", f"可用：{'、'.join(rule.values)}")
    clause = clause_of(r, act)
    beyond = [m for m in act.measures if clause is not None and clause.measures and m not in clause.measures]
    if clause is not None and beyond:
        words = f"协议 {clause.no} 没有约定 {'、'.join(beyond)}"
        yield Wrong(words, f"可用：{'、'.join(clause.measures)}")


@requirement("milder_needs_reason")
def _milder(r: Register, act: o.FindingDecide, rule: Requirement) -> Iterator[Wrong]:
    """A milder outcome than the agreement lists needs a reason (and a second person, as the step asks for two)."""
    clause = clause_of(r, act)
    left_out = [m for m in (clause.measures if clause is not None else ()) if m not in act.measures]
    if left_out and act.reason is None:
        yield Wrong(f"协议约定 {'、'.join(left_out)} 而没有采用，须写明理由", "写明 reason，并由另一人批准")


@requirement("measure_names_ground")
def _names_ground(r: Register, act: o.FindingDecide, rule: Requirement) -> Iterator[Wrong]:
    """Suspension and termination rest on a ground."""
    if any(m in GRAVEST for m in act.measures) and act.ground is None:
        yield Wrong("中止或解除协议须写明情形", "写明 ground")


@requirement("ground_prevails")
def _prevails(r: Register, act: o.FindingDecide, rule: Requirement) -> Iterator[Wrong]:
    """Where a ground must lead to suspension or termination, there is no choice of a milder measure."""
    institution = r.institution_of(act)
    if institution is None or act.reason is not None or any(m in GRAVEST for m in act.measures):
        return
    rules = r.regime.rules
    for table in (rules.suspension_grounds.value, rules.termination_grounds.value):
        met = [code for code in table or {} if ground_hit(r, institution, code, act.on) is not None]
        if met:
            words = f"{'、'.join(met)} 的情形成立，应当中止或解除协议"
            clauses = tuple(clause for code in met for clause in (table or {})[code].clauses)
            yield Wrong(words, "按该情形处理，或由行政部门说明理由", clauses=clauses)


@requirement("outcome_reached")
def _outcome(r: Register, act: o.FindingClose, rule: Requirement) -> Iterator[Wrong]:
    """A verified finding ends with a measure, a reasoned none, or a transfer."""
    state = r.states.get(("finding", (act.of,)))
    if state == "finding_verified" and (act.outcome != "no_measure" or act.reason is None):
        yield Wrong("查实的违约没有处理结果，不能办结", "作出处理、移送，或写明不予处理的理由")
    elif act.outcome == "no_measure" and act.reason is None:
        yield Wrong("不予处理须写明理由", "写明 reason")


@requirement("questions_asked")
def _questions(r: Register, act: o.FindingReturn, rule: Requirement) -> Iterator[Wrong]:
    if not act.questions:
        yield Wrong("退回补充没有写明需要补充什么", "写明 questions")


@requirement("not_the_finder")
def _finder(r: Register, act: o.FindingDecide, rule: Requirement) -> Iterator[Wrong]:
    """Who found a fact does not alone decide on it."""
    found = _verified(r, act)
    finder, decider = person_of(found.actor) if found is not None else None, person_of(act.actor)
    approver = person_of(act.approved_by)
    if finder is not None and finder == decider and approver in (None, finder):
        yield Wrong("查实的人不得单独决定处理", "由他人决定，或由另一人批准")


def opens_finding(r: Register, act: o.InstructionIssue) -> Iterator[Move]:
    """An instruction of the administration is a finding to be handled."""
    yield "finding", (act.id or "",), "suspicion"


@requirement("key_person_present")
def _key_person(r: Register, act: o.InterviewHold, rule: Requirement) -> Iterator[Wrong]:
    """An interview is one with a key person."""
    if act.role is not None and act.role not in rule.values:
        yield Wrong(f"到场的是 {act.role}，不算约谈", f"约谈 {'、'.join(rule.values)} 之一")


# Screens


def _tested(r: Register, act: o.TraceCodeTest, state: str) -> str:
    return "passed" if act.passed else "failed"


TESTED = Choice(_tested, ("passed", "failed"))


@requirement("dual_price_measures")
def _dual(r: Register, act: o.DualPriceHandle, rule: Requirement) -> Iterator[Wrong]:
    """Measures from the list; the choice is reasoned."""
    strange = [m for m in act.measures if m not in rule.values]
    if strange or not act.measures:
        yield Wrong(f"处理方式须在 {'、'.join(rule.values)} 之内", "改正 measures")
    if act.reason is None and any(m in GRAVEST for m in act.measures):
        yield Wrong("选用中止或解除协议须写明理由", "写明 reason")


@requirement("inspected_before_confirmed")
def _inspected(r: Register, act: o.LicenceHangingConfirm, rule: Requirement) -> Iterator[Wrong]:
    """A screen only suspects; an inspection confirms."""
    if act.inspection is None and act.reason is None:
        yield Wrong("挂证须经检查确认", "写明检查（inspection）或查实的经过（reason）")


# Tips


def _in_publicity(r: Register, institution: str | None, day: Any) -> list[str]:
    """Cases of an institution that are made public on a day."""
    own = [ref for ref, x in r.applications.items() if x.act.institution == institution]
    ends = {ref: publicity_ends(r, ref) for ref in own}
    return [ref for ref, last in ends.items() if last is not None and day <= last]


def holds_publicity(r: Register, act: c.TipRegister) -> Iterator[Move]:
    """A tip about an applicant in publicity holds it like a complaint made there."""
    for case in _in_publicity(r, act.institution, act.on) if holds_list(act) else ():
        if r.states.get(("publicity", (case,))) == "published":
            yield "publicity", (case,), "complaint_open"


def frees_publicity(r: Register, act: c.TipConclude) -> Iterator[Move]:
    own = opened_by(r, act.of)
    if not isinstance(own, c.TipRegister) or act.result != "unsubstantiated":
        return
    for case in _in_publicity(r, own.institution, own.on):
        still = any(x.closed_on is None for x in complaints(r, case))
        if r.states.get(("publicity", (case,))) == "complaint_open" and not still:
            yield "publicity", (case,), "published"


@requirement("fee_complaint_route")
def _route(r: Register, act: c.TipRoute, rule: Requirement) -> Iterator[Wrong]:
    """A complaint about the agency is not for the agency itself."""
    own = opened_by(r, act.of)
    about_agency = isinstance(own, c.TipRegister) and (own.object == "agency" or own.category in rule.values)
    if about_agency and act.to == "agency":
        yield Wrong("对经办机构的投诉不由经办机构办理", "转医保行政部门")


# Supervision, credit


@requirement("supervised_stage")
def _stage(r: Register, act: c.NoteOpen, rule: Requirement) -> Iterator[Wrong]:
    if act.stage is not None and act.stage not in rule.values:
        yield Wrong(f"{act.stage} 不是监督的环节", f"可用：{'、'.join(rule.values)}")


@requirement("supervisor_area")
def _area(r: Register, act: c.NoteOpen, rule: Requirement) -> Iterator[Wrong]:
    """A supervisor sees the cases of the own area."""
    institution = r.institution_of(act)
    if act.area is None or institution is None:
        return
    facts = facts_on(r, institution, act.on)
    places = [x for x in (facts.county, facts.pooling_area, facts.management_area) if x is not None]
    if places and act.area not in places:
        yield Wrong(f"{institution} 不在 {act.area} 的监督范围", f"由 {places[0]} 的行政部门监督")


@requirement("credit_source")
def _source(r: Register, act: u.CreditRecord, rule: Requirement) -> Iterator[Wrong]:
    if act.of is None and act.source is None:
        yield Wrong("信用事项没有来源", "写明 of 或 source")
