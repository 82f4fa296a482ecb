"""Grounds that rest on a finding: risk, fraud, resistance, settling for others, hung licences, clauses, other bases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dingdian.law.institutions.licences import expired, renewal_pending
from dingdian.law.institutions.records import Finding, Obligation
from dingdian.law.institutions.rows import Ground
from dingdian.law.institutions.scene import Answer, Met, Scene, Unsure, looks_for, named
from dingdian.law.institutions.standing import LABELS, state_on


def _facts(f: Finding) -> tuple[tuple[str, str], ...]:
    found = [("认定", f.id or f.code)]
    if f.document:
        found.append(("文书", f.document))
    if f.amount is not None:
        found.append(("金额", str(f.amount)))
    return tuple(found)


def _clues(s: Scene, row: Ground) -> Iterator[Answer]:
    clues = (f for f in s.every_finding if f.state == "suspicion")
    for f in (f for f in clues if f in s.suspicions(row.codes) or f.severity in row.severities):
        yield Unsure(f"{f.conduct or f.code} 只是线索，尚未查实")


@looks_for("major_risk")
def major_risk(s: Scene, row: Ground) -> Iterable[Answer]:
    """A verified finding that the fund or the insured may be greatly endangered, confirmed by two reviewers."""
    risky = [
        f for f in s.verified if f.may_cause_major_risk or f.severity in row.severities or f in s.findings(row.codes)
    ]
    for f in risky:
        if f.reviewers and len(set(f.reviewers)) < 2:
            yield Unsure(f"{named(f)}，可能造成重大风险，还须第二人复核")
        else:
            yield Met(f"{named(f)}，可能对基金安全或参保人权益造成重大风险", (), _facts(f))
    yield from _clues(s, row)


@looks_for("risk_conduct")
def risk_conduct(s: Scene, row: Ground) -> Iterable[Answer]:
    """A sign of a conduct that may cause a major risk: for holding payment a suspicion is enough."""
    open_ = [f for f in s.every_finding if f.may_cause_major_risk and f.state not in ("dismissed", "closed")]
    for f in dict.fromkeys(f.id or f.code for f in (*s.findings(row.codes), *s.suspicions(row.codes), *open_)):
        yield Met(f"存在可能造成重大风险的情形：{f}", ("settlement_hold",), (("线索", f),))


def _in_power(row: Ground, who: str | None) -> bool:
    """Whether a finding is one of an authority that the row admits; one that is not named is not doubted."""
    return not row.verified_by or who is None or who in row.verified_by


@looks_for("fraud_verified")
def fraud_verified(s: Scene, row: Ground) -> Iterable[Answer]:
    """Fraud against the fund, verified (where the row says so, by one of those authorities)."""
    for f in (f for f in s.verified if f in s.findings(row.codes) or f.severity in row.severities):
        if _in_power(row, f.verified_by):
            yield Met(f"{named(f)}，欺诈骗保属实", (), _facts(f))
        else:
            yield Unsure(f"{named(f)}，认定机关不在规则所列范围内，须有权部门查实")
    for p in s.facts.penalties or ():
        of_fraud = p.kind in row.codes or p.reason in row.codes
        if of_fraud and _in_power(row, p.issuer) and (p.decided_on is None or p.decided_on <= s.day):
            yield Met(f"处罚决定（{p.decided_on or '日期未记'}）认定欺诈骗保", (), (("处罚", p.id or "处罚决定"),))
    yield from _clues(s, row)


@looks_for("dishonest_designation")
def dishonest_designation(s: Scene, row: Ground) -> Iterable[Answer]:
    """The designation itself was got by deceit, found out while an agreement that rests on it was running."""
    for x in s.facts.application_fraud_records or ():
        if x.reversed or x.discovered_on is None or x.discovered_on > s.day or s.line is None:
            continue
        if x.discovered_on >= s.line.first:
            yield Met(f"{x.discovered_on} 发现以弄虚作假取得定点资格", (), (("发现日期", str(x.discovered_on)),))
    for f in s.findings(row.codes):
        yield Met(f"{named(f)}，定点资格以弄虚作假取得", (), _facts(f))
    yield from _clues(s, row)


@looks_for("settled_for_others")
def settled_for_others(s: Scene, row: Ground) -> Iterable[Answer]:
    """Costs settled for a place that had no agreement in force on the days of the costs."""
    for f in s.findings(row.codes):
        live = _was_live(s, f)
        if live:
            yield Unsure(f"{named(f)}，但费用发生时该机构{live}，须核实")
        else:
            whose = f"（{f.served_institution}）" if f.served_institution else ""
            yield Met(f"{named(f)}，为非定点或中止期间的机构{whose}结算", (), _facts(f), variant=_penalised(s, f))
    yield from _clues(s, row)


def _was_live(s: Scene, f: Finding) -> str | None:
    """The state of the place that was settled for, if it was in order on every day of the costs."""
    if f.served_institution not in s.r.institutions or not f.cost_dates:
        return None
    states = [state_on(s.r, f.served_institution, day, s.known_on).status for day in f.cost_dates]
    return LABELS[states[0]] if all(x in ("in_force", "settlement_hold") for x in states) else None


def _penalised(s: Scene, f: Finding) -> str | None:
    """“penalty” where a penalty for the same finding had been decided by the day."""
    found = f.verified_on or f.on
    for p in s.facts.penalties or ():
        decided = p.decided_on is None or p.decided_on <= s.day
        later = found is None or p.decided_on is None or p.decided_on >= found
        if decided and (_names(p, f) or (not _names_any(p) and later)):
            return "penalty"
    return None


def _names(p: Obligation, f: Finding) -> bool:
    known = {x for x in (f.id, f.code, f.conduct) if x is not None}
    return p.finding in known or p.reason in known


def _names_any(p: Obligation) -> bool:
    return p.finding is not None or p.reason is not None


@looks_for("resisted")
def resisted(s: Scene, row: Ground) -> Iterable[Answer]:
    """A check was refused or obstructed, with aggravation: a recorded act of concealment, or a statement of it."""
    for f in s.findings((*row.codes, *row.grave)):
        grave = f.aggravated or f.serious or f.severity in row.severities
        if grave or f.code in row.grave or f.conduct in row.grave:
            text = f"{named(f)}，拒不配合检查，情节恶劣"
            yield Met(text, (), _facts(f), variant=_penalised(s, f))
        else:
            yield Unsure(f"{named(f)}，尚未说明情节恶劣")
    yield from _clues(s, row)


@looks_for("major_illegality")
def major_illegality(s: Scene, row: Ground) -> Iterable[Answer]:
    """A major illegality found in enforcement that may cost the fund dearly; without an estimate it is incomplete."""
    for f in s.findings(row.codes):
        loss = f.estimated_loss if f.estimated_loss is not None else f.amount
        by_whom = _in_power(row, f.verified_by)
        if loss is not None and loss > 0 and by_whom:
            yield Met(f"{named(f)}，可能造成基金损失 {loss} 元", (), _facts(f))
        else:
            yield Unsure(f"{named(f)}，缺少损失估算" if by_whom else f"{named(f)}，须由有权部门在执法中查实")
    yield from _clues(s, row)


@looks_for("licence_hanging")
def licence_hanging(s: Scene, row: Ground) -> Iterable[Answer]:
    """A licence hung at the place while somebody else does the work: one confirmed case is enough."""
    for f in s.findings(row.codes):
        yield Met(f"{named(f)}，挂证而由他人代行职责", (), _facts(f), "写明过罚相当的理由，由两人办理不再签订")
    yield from _clues(s, row)


def _measures(f: Finding) -> frozenset[str]:
    return frozenset((*f.measures, *((f.measure,) if f.measure else ())))


def _clause_measures(s: Scene, no: str) -> frozenset[str]:
    """What a clause of the running agreement allows, as the setting says."""
    for agreement in s.r.setting.agreements or ():
        if s.line is not None and agreement.id == s.line.ref:
            for clause in agreement.clauses:
                if clause.no == no:
                    return frozenset(clause.measures)
    return frozenset()


@looks_for("agreement_clause")
def agreement_clause(s: Scene, row: Ground) -> Iterable[Answer]:
    """A clause of the signed agreement answers the breach with the measure; its number must be named."""
    for f in s.verified:
        own = _measures(f) | (_clause_measures(s, f.agreement_clause) if f.agreement_clause else frozenset())
        if not own & set(row.codes):
            continue
        if f.agreement_clause:
            yield Met(f"{named(f)}，协议第 {f.agreement_clause} 条约定", (), (("协议条款", f.agreement_clause),))
        elif f.basis is None:
            yield Unsure(f"{named(f)}，没有写明协议条款")


@looks_for("other_basis")
def other_basis(s: Scene, row: Ground) -> Iterable[Answer]:
    """A law, or a rule of a rank that the row admits, provides the measure; the basis must be named."""
    for f in s.verified:
        if not _measures(f) & set(row.codes):
            continue
        basis, level = f.basis, f.basis_level
        if f.agreement_clause and "agreement_clause" in row.levels:
            basis, level = basis or f"协议第 {f.agreement_clause} 条", level or "agreement_clause"
        if basis is None:
            if f.agreement_clause is None:
                yield Unsure(f"{named(f)}，没有写明依据")
        elif level in row.levels:
            yield Met(f"{named(f)}，依据{basis}", (), (("依据", basis),), nature=f.nature)
        else:
            yield Unsure(f"{named(f)}，{basis} 的层级不足以作为依据")


@looks_for("deferral_basis")
def deferral_basis(s: Scene, row: Ground) -> Iterable[Answer]:
    """Another basis to defer; also a paper that has expired while its renewal, asked for in time, is pending."""
    yield from other_basis(s, row)
    for other in (s.rules.non_renewal_grounds.value or {}).values():
        if other.test != "licence_expired":
            continue
        for x in expired(s.facts, s.day, other.codes):
            if renewal_pending(x, s.day):
                yield Met(f"{x.kind} 已于 {x.valid_until} 到期，延续申请 {x.renewal_applied_on} 已提出，尚未办结")


@looks_for("measure_chosen")
def measure_chosen(s: Scene, row: Ground) -> Iterable[Answer]:
    """A verified finding that the agency answers with ending the agreement, with its reasons."""
    for f in s.findings(row.codes):
        if "terminate_agreement" not in _measures(f):
            continue
        if f.reason:
            yield Met(f"{named(f)}，综合情节和整改情况选择解除协议：{f.reason}", (), _facts(f))
        else:
            yield Unsure(f"{named(f)}，选择解除协议须写明理由")
