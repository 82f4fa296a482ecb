"""What every institutional step shares: references filled in, rules in force, the version of the procedure kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from dingdian.law import acts as a
from dingdian.law.dates import inclusive_term
from dingdian.law.explain import Objection, Reason
from dingdian.law.institutions import acts as i
from dingdian.law.institutions import control as o
from dingdian.law.institutions import ledgers as w
from dingdian.law.institutions import upkeep as u
from dingdian.law.institutions.agreements import Line, agreements
from dingdian.law.institutions.grounds import ground_hit
from dingdian.law.processes.model import Step
from dingdian.law.register import Record, Register
from dingdian.law.values import Role

SUPPLEMENTS = ("internet_plus_supplement", "dual_channel")


def opened_by(r: Register, ref: str | None) -> Any:
    """The act of that id; null if there is none."""
    return next((x.act for x in r.records if ref is not None and x.ref == ref), None)


def latest(r: Register, institution: str | None, *kinds: type) -> Record | None:
    """The last admitted act of some kinds about an institution."""
    found = [x for x in r.at(institution, None) if isinstance(x.act, kinds)] if institution is not None else []
    return found[-1] if found else None


def application(r: Register, act: Any) -> i.DesignationApply | None:
    """The application of the act's case; null where its case is something else."""
    record = r.applications.get(getattr(act, "case", None) or "")
    return record.act if record is not None else None


def main_line(r: Register, institution: str, day: date) -> Line | None:
    """The institution's last main agreement that began by a day."""
    found = [x for x in agreements(r, institution) if x.is_main and x.first <= day]
    return found[-1] if found else None


def person_of(actor: str | None) -> str | None:
    """The natural person an actor names, if any: `agency:王某` and `王某` name one, `agency` none."""
    role, colon, name = (actor or "").partition(":")
    if colon:
        return name or None
    return role if role and role not in set(Role) else None


# Filling in


def filled(r: Register, act: Any) -> dict[str, Any]:
    """What an act may leave out because the case says it: the institution, a finding's code, an agreement's term."""
    found: dict[str, Any] = {}
    if "institution" in type(act).model_fields and act.institution is None:
        institution = r.institution_of(act)
        if institution is not None:
            found["institution"] = institution
    before = opened_by(r, getattr(act, "of", None))
    if isinstance(act, o.FindingVerify) and isinstance(before, o.FindingSuspect | o.InstructionIssue):
        found |= {"code": act.code or before.code}
        if isinstance(before, o.FindingSuspect):
            found["insured_area"] = act.insured_area or before.insured_area
        if act.amount is None and isinstance(before, o.FindingSuspect):
            found["amount"] = before.amount
    if isinstance(act, i.ChangeDecide) and act.field is None:
        applied = latest(r, found.get("institution", act.institution), i.ChangeApply)
        own = before if isinstance(before, i.ChangeApply) else applied.act if applied is not None else None
        found |= {"field": own.field if own is not None else None}
    if isinstance(act, o.RectificationCheck) and act.kind is None and isinstance(before, o.RectificationOrder):
        found["kind"] = before.kind
    if isinstance(act, w.AssessmentFinalize) and isinstance(before, w.AssessmentScore):
        found |= {"year": act.year or before.year, "total": before.total if act.total is None else act.total}
    if isinstance(act, a.AgreementTerminate) and act.nature is None and act.ground is not None:
        hit = ground_hit(r, act.institution, act.ground, act.on)
        if hit is not None and hit.nature not in (None, "by_basis"):
            found["nature"] = hit.nature
    if isinstance(act, a.AgreementSign):
        found |= _term(r, act, found.get("institution", act.institution))
    return found


def _term(r: Register, act: a.AgreementSign, institution: str | None) -> dict[str, Any]:
    """First and last day as agreed in the talks; else from the day of signing, for the usual term."""
    talks = latest(r, institution, i.NegotiationAgree)
    agreed = talks.act if talks is not None else None
    start = act.start_on or (agreed.start_on if agreed is not None else None) or act.on
    usual = r.regime.rules.agreement_default_term.value
    end = act.end_on or (agreed.end_on if agreed is not None and act.start_on in (None, agreed.start_on) else None)
    if end is None and usual is not None:
        end = inclusive_term(start, usual.term).last
    return {"start_on": start, "end_on": end}


# The rules themselves


def in_force(r: Register, step: Step, act: Any) -> Iterator[Objection]:
    """An agency decides nothing before the rules' first day or after their last, where those days are set."""
    rules = r.regime.rules
    first, validity = rules.effective_on.value, rules.validity.value
    enacted = [x.act for x in r.records if isinstance(x.act, u.RegimeEnact) and x.act.effective_on is not None]
    first = enacted[-1].effective_on if enacted else first
    if first is None or Role.AGENCY not in step.actors or Role.INSTITUTION in step.actors:
        return
    last = inclusive_term(first, validity.term).last if validity is not None else None
    if act.on < first:
        yield Objection(
            f"{r.regime.title} 自 {first} 起施行，{act.on} 还不能据以办理",
            ("effective_on",),
            remedy="核对日期，或适用当时有效的规定",
        )
    elif last is not None and act.on > last:
        words = f"{r.regime.title} 自 {first} 起施行，有效期 {validity}，至 {last} 届满，{act.on} 不能据以作出决定"
        yield Objection(words, ("validity", "effective_on"), remedy="先确认文件是否延续，再作决定")


def version_kept(r: Register, process: str, case: tuple[str, ...], act: Any) -> Iterator[Reason]:
    """A case keeps the version of the procedure that was in force when it was opened."""
    if r.regime.institutions is None:
        return
    known = [x.act for x in r.records if isinstance(x.act, u.WorkflowPublish)]
    if not known or isinstance(act, u.WorkflowPublish):
        return
    opened = r.opened.get((process, case))
    own = application(r, act)
    day = own.on if own is not None else opened.on if opened is not None else act.on
    fit = [w for w in known if (w.effective_on or w.on) <= day]
    if fit:
        best = max(fit, key=lambda w: w.effective_on or w.on)
        row = r.regime.rules.steps.value.get(best.act)
        yield Reason(f"本案 {day} 立案，按流程 {best.version} 办理", ("steps",), row.clauses if row else ())
