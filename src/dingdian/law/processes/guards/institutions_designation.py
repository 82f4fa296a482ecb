"""Guards of applications: the negative list, the plan, materials, commitments, bans."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dingdian.law import acts as a
from dingdian.law.explain import Objection
from dingdian.law.institutions import acts as i
from dingdian.law.institutions import casework as c
from dingdian.law.institutions.competence import serves
from dingdian.law.institutions.entry import competent_agency, entry, missing_materials, plan_gate
from dingdian.law.institutions.hits import Hit
from dingdian.law.institutions.materials import may_be_asked_for
from dingdian.law.institutions.rows import Requirement
from dingdian.law.processes.guards.institutions_common import application, opened_by
from dingdian.law.processes.guards.requirement import Wrong, requirement
from dingdian.law.processes.model import Choice
from dingdian.law.register import Register

GATED = "designation"


def _accepted(r: Register, act: Any, state: str) -> str:
    """Accepted on receipt even with something missing, which is then asked for once."""
    return "accepted_pending_materials" if missing_materials(r, act.case) else "accepted"


def _supplemented(r: Register, act: Any, state: str) -> str:
    """Complete when nothing that was missing still is; an application without a list is complete."""
    brought = {m.code for m in act.materials or ()}
    still = [code for code in missing_materials(r, act.case) if code.partition(".")[0] not in brought]
    return "accepted_pending_materials" if brought and still else "accepted"


ACCEPTED = Choice(_accepted, ("accepted", "accepted_pending_materials"))
SUPPLEMENTED = Choice(_supplemented, ("accepted", "accepted_pending_materials"))


def _hits(r: Register, act: Any) -> list[Hit]:
    own = application(r, act)
    return list(entry(r, own.institution, act.on, kind=own.kind).value.hits) if own is not None else []


def _negative(r: Register, act: Any) -> list[Hit]:
    listed = r.regime.rules.negative_list.value
    return [h for h in _hits(r, act) if h.code in listed]


def sector_covered(r: Register, act: i.DesignationApply) -> Iterator[Objection]:
    """The rules are for institutions of certain sectors."""
    sector, covered = r.sector_of(act.institution), r.regime.rules.sectors.value
    if sector is not None and sector not in covered:
        yield Objection(f"{sector} 不在本规则的适用范围", ("sectors",), remedy="适用管理该类机构的规则")


def no_negative_hit(r: Register, act: i.DesignationAccept) -> Iterator[Objection]:
    """Nothing on the negative list and no ban; conditions of entry are for the evaluation."""
    for hit in _negative(r, act):
        own = hit.objection()
        yield Objection(own.text, own.keys or ("negative_list",), own.clauses, own.remedy or "不予受理，并告知理由")


def plan_allows(r: Register, act: Any) -> Iterator[Objection]:
    """A new designation waits for a plan with room; an exception is reasoned and approved by a second person."""
    own = application(r, act)
    if own is None or own.kind != GATED:
        return
    hits = plan_gate(r, own.institution, act.on).hits
    reason = getattr(act, "exception_reason", None)
    if hits and reason is not None:
        if act.actor is not None and act.actor == act.approved_by:
            yield Objection("不受规划限制的例外须由另一人批准", ("plan_gate",), remedy="换一人批准")
        return
    for hit in hits:
        base = hit.objection()
        yield Objection(base.text, base.keys, base.clauses, "等待规划或计划，或说明例外理由并由他人批准")


def plan_blocks(r: Register, act: i.DesignationWait) -> Iterator[Objection]:
    own = application(r, act)
    if own is not None and (own.kind != GATED or not plan_gate(r, own.institution, act.on).hits):
        yield Objection("规划和计划没有限制这项申请", ("plan_gate",), remedy="受理申请")


def refusal_has_hit(r: Register, act: i.DesignationRefuse) -> Iterator[Objection]:
    """Acceptance is refused only for what the rules list, by facts on the day."""
    own = application(r, act)
    gated = own is not None and own.kind == GATED and bool(plan_gate(r, own.institution, act.on).hits)
    gate = r.regime.rules.requirements.value.get("type_gate")
    at_door = [h for h in _hits(r, act) if gate is not None and h.code in gate.values]
    if not _negative(r, act) and not at_door and not gated:
        yield Objection(
            f"{act.on} 没有不予受理的情形",
            ("negative_list",),
            remedy="受理申请；确有情形的，先记录事实和来源",
        )


def stop_has_ground(r: Register, act: i.DesignationStop) -> Iterator[Objection]:
    listed = r.regime.rules.negative_list.value
    named = [g for g in act.grounds if g in listed]
    if not act.fraud and not named and not _negative(r, act):
        words = f"{act.on} 没有应当停止办理的情形"
        yield Objection(words, ("negative_list",), remedy="写明查实的情形（grounds），或记录事实")


def not_signed(r: Register, act: i.DesignationWithdraw) -> Iterator[Objection]:
    """An application is withdrawn before the agreement is signed."""
    if any(isinstance(x.act, a.AgreementSign) for x in r.of_case(act.case)):
        words = "协议已经签订，不能再撤回申请"
        yield Objection(words, ("steps",), r.regime.rules.steps.value[act.act].clauses, "按解除或不续签办理")


def one_notice(r: Register, act: i.DesignationRequestMaterials) -> Iterator[Objection]:
    """What is missing is told once; a second time needs a reason."""
    limit = r.regime.rules.missing_material_notice_limit.value
    before = sum(isinstance(x.act, i.DesignationRequestMaterials) for x in r.of_case(act.case))
    if limit is None or limit.max_notices is None or before < limit.max_notices:
        return
    if act.override_reason is None and act.reason is None:
        yield Objection(
            f"同一申请的补正告知以 {limit.max_notices} 次为限，已告知 {before} 次",
            ("missing_material_notice_limit",),
            remedy="一次告知全部缺项；确需再次告知的写明理由（override_reason）",
        )


@requirement("type_gate")
def _type_gate(r: Register, act: Any, rule: Requirement) -> Iterator[Wrong]:
    """Conditions that are looked at on receipt: what kind of institution it is and what paper it holds."""
    for hit in _hits(r, act):
        if hit.code in rule.values:
            own = hit.objection()
            yield Wrong(own.text, own.remedy, own.keys, own.clauses or (hit.code,))


@requirement("competent_agency")
def _competent(r: Register, act: Any, rule: Requirement) -> Iterator[Wrong]:
    """Only the competent agency acts on a case."""
    agency, institution = getattr(act, "agency", None), r.institution_of(act)
    right = competent_agency(r, institution, act.on).value if agency and institution else None
    if right is not None and agency and institution and serves(r, institution, agency, act.on) is False:
        yield Wrong(f"应由 {right} 办理，不由 {agency} 办理", f"交由 {right}", ("competent_agency_rule",))


@requirement("only_missing_asked")
def _only_missing(r: Register, act: i.DesignationRequestMaterials, rule: Requirement) -> Iterator[Wrong]:
    """What was handed in, or can be looked up on line, is not asked for."""
    own = application(r, act)
    if own is None or not r.regime.rules.materials.value:
        return
    extra = [code for code in act.missing if code not in may_be_asked_for(r, act.case)]
    if extra:
        words = f"{'、'.join(extra)} 已经提交、可以联网核验，或没有依据，不得要求提交"
        yield Wrong(words, "只列出真正缺少的材料", ("extra_materials", "materials_waivable_by_data_sharing"))


@requirement("plan_factors")
def _plan_factors(r: Register, act: c.PlanDraft, rule: Requirement) -> Iterator[Wrong]:
    lacking = [f for f in rule.values if f not in act.factors]
    if act.factors and lacking:
        yield Wrong(f"规划没有考虑 {'、'.join(lacking)}", "逐项写明依据")


def pledge_allowed(r: Register, act: c.PledgeOffer | c.PledgeSign) -> Iterator[Objection]:
    """A commitment stands in only for items on the list; whether to use it is the applicant's choice."""
    listed = r.regime.rules.commitment_eligible_items.value or ()
    if act.item not in listed:
        words = f"{act.item} 不是可以用承诺代替的事项"
        yield Objection(words, ("commitment_eligible_items",), remedy="提交材料，或先由有权机关列入清单")


def _bans(r: Register, institution: str, act: Any) -> list[Hit]:
    listed = r.regime.rules.negative_list.value
    hits = entry(r, institution, act.on).value.hits
    return [h for h in hits if h.code in listed and (listed[h.code].ban or listed[h.code].bans)]


def ban_holds(r: Register, act: c.BanRecord) -> Iterator[Objection]:
    """The register shows only what the rules give."""
    found = _bans(r, act.institution, act)
    listed = r.regime.rules.negative_list.value
    if not any(act.cause in (None, h.code, listed[h.code].ban, *listed[h.code].bans.values()) for h in found):
        words = f"{act.on} 没有限制 {act.institution} 申请的情形"
        yield Objection(words, ("negative_list",), remedy="核对事实和条款")


def ban_still_holds(r: Register, act: c.BanProlong) -> Iterator[Objection]:
    own = opened_by(r, act.of)
    if isinstance(own, c.BanRecord) and not _bans(r, own.institution, act):
        yield Objection(f"{act.on} 限制已经届满", ("negative_list",), remedy="登记届满")


def ban_is_over(r: Register, act: c.BanExpire) -> Iterator[Objection]:
    own = opened_by(r, act.of)
    for hit in _bans(r, own.institution, act) if isinstance(own, c.BanRecord) else ():
        yield hit.objection()
