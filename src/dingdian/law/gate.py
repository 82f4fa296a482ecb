"""Whether a claim line is payable: by the institution, the filing and the person's status on the day of service."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from dingdian.law.account import Account
from dingdian.law.explain import Decision, Reason
from dingdian.law.filings import lapsed_agreement
from dingdian.law.institutions.claims import ClaimFacts, Result, institution_claim
from dingdian.law.register import Register
from dingdian.law.standing import cause_reasons, status_at
from dingdian.law.values import Status


def claim(
    r: Register,
    day: date,
    person: str | None,
    institution: str,
    *,
    department: str | None = None,
    emergency: bool = False,
    scheme: str | None = None,
    claimed_on: date | None = None,
    known_on: date | None = None,
    account: Account | None = None,
    line: ClaimFacts | None = None,
) -> Decision[Result]:
    """The outcome of one claim line; `day` is the day of service (C14), `person` the ordering person.

    The institution's side is asked first, then the person's, each where the regime has rules on it. The day of the
    claim decides nothing unless the regime says so. The exception for emergencies is that of the side that blocks.
    """
    if r.regime.institutions is None:
        assert person is not None
        return _person_claim(r, day, person, institution, department, emergency, scheme, claimed_on, known_on, account)
    if r.regime.persons is None:
        line = replace(line or ClaimFacts(), kind=scheme)
    here = institution_claim(r, day, person, institution, department, emergency, line, known_on)
    if r.regime.persons is None or person is None or here.value in ("deny", "manual_review"):
        return here
    own = _person_claim(r, day, person, institution, department, emergency, scheme, claimed_on, known_on, account)
    value = here.value if own.value == "pay" else own.value
    return Decision(value, r.regime, lambda: [*here.reasons, *own.reasons])


def _person_claim(
    r: Register,
    day: date,
    person: str,
    institution: str,
    department: str | None,
    emergency: bool,
    scheme: str | None,
    claimed_on: date | None,
    known_on: date | None,
    account: Account | None,
) -> Decision[Result]:
    """The outcome by the rules on persons; alone they also look at the institution's own state."""
    if claimed_on is not None and r.regime.parameters.settlement.basis_date.value == "claim_date":
        day = claimed_on
    basis: tuple[str, ...] = ("settlement.basis_date", "settlement.line_person")
    if scheme is not None:
        basis = (*basis, "meta.schemes")
        if not {scheme, f"{scheme}_by_reference"} & set(r.regime.parameters.meta.schemes.value):
            text = f"规则没有把险种 {scheme} 列为适用或参照适用，转人工复核"
            return Decision("manual_review", r.regime, lambda: [Reason(text, basis)])
    blocked = (
        _institution_blocked(r, day, person, institution, department, known_on)
        if r.regime.institutions is None
        else None
    )
    if blocked is not None:
        return _at_blocked_institution(r, day, blocked, emergency, basis)
    account = account or r.account(person, known_on)
    status, causes, _ = status_at(r, account, person, day, institution, department, known_on)
    p = r.regime.parameters.settlement

    def because(text: str, *keys: str) -> Decision[Result]:
        def build() -> list[Reason]:
            clauses = p.status_clauses.value.get(status.value, ())
            reasons = [Reason(text, (*keys, *basis), clauses)]
            for cause in causes:
                reasons += cause_reasons(r, cause, day)
            return reasons

        return Decision(outcome, r.regime, build)

    outcome: Result
    if status is Status.NORMAL:
        lapsed = lapsed_agreement(r, person, institution, day, known_on)
        if lapsed is not None:
            outcome = "hold"
            return because(
                f"医师服务协议已于 {lapsed} 期满，待确认",
                "agreement.lapse_effect",
                "agreement.doctor_agreement_term_years",
            )
        if r.regime.institutions is None and r.holds(institution, day, known_on):
            outcome = "hold"
            return because(f"{institution} 处于暂停拨付", "institution_measures.ratio_rows")
        outcome = "pay"
        return because(f"{day} 状态正常，照常结算", "qualification.settlement_requires_filing")
    if status is Status.NOT_OBTAINED:
        return _not_obtained(r, day, emergency, because_keys=basis)
    exception = (
        p.emergency_exception_suspended if status is Status.SUSPENDED else p.emergency_exception_terminated
    ).value
    key = f"settlement.emergency_exception.{status.value}"
    if not emergency:
        denied = status.value in p.denied_statuses.value
        outcome = "deny" if denied else "pay"
        return because(
            f"{day} 处于{status.label}期间，普通费用{'不予结算' if denied else '照常结算'}",
            "settlement.denied_statuses",
        )
    if exception:
        outcome = "pay"
        return because(f"{day} 处于{status.label}期间，急诊抢救费用例外结算", key, "settlement.emergency_kinds")
    outcome = "manual_review"
    return because(f"{day} 处于{status.label}期间，急诊费用没有例外，不予结算并转人工复核", key)


def _institution_blocked(
    r: Register, day: date, person: str, institution: str, department: str | None, known_on: date | None
) -> str | None:
    """The institution's or department's own state that blocks every line there, in words."""
    departments = (
        {department}
        if department
        else {f.department for f in r.filings(person, known_on) if f.institution == institution and f.covers(day)}
    )
    for s in r.sanctions(known_on):
        if s.institution == institution and s.covers(day) and (s.department is None or s.department in departments):
            where = s.institution + (f" {s.department}" if s.department else "")
            return f"{where} 的协议处于{'中止' if s.kind == 'suspended' else '解除'}"
    return None


def _at_blocked_institution(
    r: Register, day: date, blocked: str, emergency: bool, basis: tuple[str, ...]
) -> Decision[Result]:
    """The emergency exception is that of the level that blocks (dossier point 20)."""
    p = r.regime.parameters.settlement
    if emergency and p.emergency_exception_institution_blocked.value:
        keys = ("settlement.emergency_exception.institution_blocked", *basis)
        return Decision("pay", r.regime, lambda: [Reason(f"{day} {blocked}，急诊抢救费用例外结算", keys)])
    keys = ("settlement.institution_blocked", *basis)
    return Decision(p.institution_blocked.value, r.regime, lambda: [Reason(f"{day} {blocked}，费用不结算", keys)])


def _not_obtained(r: Register, day: date, emergency: bool, because_keys: tuple[str, ...]) -> Decision[Result]:
    p = r.regime.parameters
    clauses = p.settlement.status_clauses.value.get("not_obtained", ())
    exception = p.settlement.emergency_exception_not_obtained.value
    if not p.qualification.settlement_requires_filing.value:
        result: Result = "pay"
        text, key = "规则不以备案为结算条件", "qualification.settlement_requires_filing"
    elif not emergency:
        result, text, key = "deny", "没有有效备案，费用不结算", "qualification.settlement_requires_filing"
    elif exception:
        result, text, key = "pay", "没有有效备案，急诊抢救费用例外结算", "settlement.emergency_exception.not_obtained"
    else:
        result, text, key = (
            "manual_review",
            "没有有效备案的急诊费用，规则未明，转人工复核",
            "settlement.emergency_exception.not_obtained",
        )
    return Decision(result, r.regime, lambda: [Reason(f"{day}：{text}", (key, *because_keys), clauses)])


__all__ = ["ClaimFacts", "Result", "claim"]
