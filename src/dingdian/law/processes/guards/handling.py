"""Guards of a handling and its notices: decided lawfully, scored soundly, delivered in time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dingdian.law import acts as a
from dingdian.law.explain import Objection
from dingdian.law.fold import fold
from dingdian.law.person_events import booking, events_of
from dingdian.law.register import Register
from dingdian.law.scoring import Score, score
from dingdian.law.standing import status_at


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
        booked = booking(r, act.id or "", act, code, scores)
        if booked.months is not None and not by_human:
            yield Objection(
                f"{code}：本规则的暂停期限由表格确定，不能另填月数",
                ("tiers.term_mode", "tiers.suspension_rows"),
                remedy="去掉 months",
            )
            continue
        if not by_human:
            continue
        account = fold(r.regime, r.table, [*events_of(r, code), booked])
        needs = [c.outcome for c in account.crossings if c.handling == booked.handling and c.outcome.needs_term]
        for outcome in needs:
            low, high = outcome.needs_term or (0, 0)
            if booked.months is None or not low <= booked.months <= high:
                given = "没有填写" if booked.months is None else f"填写了 {booked.months} 个月"
                yield Objection(
                    f"{code}：累计 {account.crossings[-1].after} 分要暂停，期限由人裁量，{given}",
                    ("tiers.suspension_rows", "tiers.term_mode"),
                    outcome.clauses,
                    f"在 months 填写 {low} 至 {high} 个整月",
                )
        if not needs and booked.months is not None:
            rows = [x for x in r.regime.parameters.tiers.suspension_rows.value if x.months_min is not None]
            if rows and not any((x.months_min or 0) <= booked.months <= (x.months_max or 0) for x in rows):
                yield Objection(
                    f"{code}：{booked.months} 个月不在规定的范围内",
                    ("tiers.suspension_rows", "tiers.term_mode"),
                    remedy="改为范围内的整月",
                )


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
