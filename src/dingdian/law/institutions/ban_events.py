"""What a ban may follow from: a dishonest application, a termination, a second failed evaluation, a person named.

Each is read from facts recorded of the past and from the acts of the story; a decision that was revoked gives none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from dingdian.law.institutions import acts as i
from dingdian.law.institutions.agreements import Termination, agreements, terminations
from dingdian.law.institutions.casework import PledgeVerify
from dingdian.law.institutions.known import facts_on
from dingdian.law.institutions.records import Decided
from dingdian.law.institutions.rows import Condition
from dingdian.law.institutions.scene import VERIFIED
from dingdian.law.register import Register

DUAL, DESIGNATION = "dual_channel", "designation"


@dataclass(frozen=True, slots=True)
class Event:
    """What starts a ban. `first`: the day it runs from; `scope`: the kind of agreement concerned."""

    ref: str
    first: date
    text: str
    nature: str | None = None
    scope: str | None = None
    institution: str | None = None
    named: tuple[str, ...] = ()


def dishonest(r: Register, row: Condition, institution: str, day: date, known_on: date | None) -> Iterator[Event]:
    """Fraud in an application, from the day it was discovered (`values`: codes of findings that are one).

    A commitment that the check found to be false is one.
    """
    facts = facts_on(r, institution, day, known_on)
    for n, x in enumerate(facts.application_fraud_records or ()):
        if x.discovered_on is not None and not x.reversed:
            yield _fraud(x.id or f"fraud#{n + 1}", x.discovered_on)
    for n, f in enumerate(facts.findings or ()):
        found = f.discovered_on or f.verified_on or f.on
        if f.code in row.values and f.state in VERIFIED and found is not None:
            yield _fraud(f.id or f"finding#{n + 1}", found)
    gone = r.voided(known_on)
    for record in r.at(institution, known_on):
        act = record.act
        if record.ref in gone:
            continue
        if (
            (isinstance(act, i.PublicityResolve) and act.effect == "fraud")
            or (isinstance(act, i.DesignationStop) and act.fraud)
            or (isinstance(act, PledgeVerify) and act.result == "false")
        ):
            yield _fraud(record.ref, record.on)


def _fraud(ref: str, found: date) -> Event:
    return Event(ref, found, f"{found} 发现以不正当手段申请定点")


def terminated(r: Register, row: Condition, institution: str, day: date, known_on: date | None) -> Iterator[Event]:
    """Terminations of whole agreements, of a nature that gives a ban, from their first day without agreement."""
    for event in _terminations(r, institution, day, known_on):
        if event.nature in row.bans:
            yield event


def natureless(r: Register, institution: str, day: date, known_on: date | None) -> list[Event]:
    """Terminations whose nature is neither stated nor follows from the ground: somebody must say it."""
    known = ("illegal", "serious_breach", "neutral", "imposed")
    return [e for e in _terminations(r, institution, day, known_on) if e.nature not in known and e.first <= day]


def _terminations(r: Register, institution: str, day: date, known_on: date | None) -> Iterator[Event]:
    for t in terminations(r, institution, known_on):
        if t.department is None:
            words = f"{t.first} 起被解除协议" + (f"（{t.ground}）" if t.ground else "")
            nature = _by_variant(r, institution, t, known_on) or t.nature
            yield Event(t.ref, t.first, words, nature, _scope(r, institution, t), institution, t.named)
    for n, x in enumerate(facts_on(r, institution, day, known_on).terminations or ()):
        if x.effective_on is None or x.reversed or x.institution not in (None, institution):
            continue
        words = f"{x.effective_on} 起被解除协议" + (f"（{x.ground}）" if x.ground else "")
        scope = DUAL if DUAL in (x.agreement_kind, x.kind) or _affects_dual(r, x.ground) else DESIGNATION
        ref = x.id or f"termination#{n + 1}"
        yield Event(ref, x.effective_on, words, _nature(r, x), scope, institution, x.named_persons)


def _by_variant(r: Register, institution: str, t: Termination, known_on: date | None) -> str | None:
    """The nature of a ground that depends on the facts of the day; null where the decision or the ground says it."""
    defaults = r.regime.rules.termination_default_nature.value or {}
    own = next((x.act for x in r.at(institution, known_on) if x.ref == t.ref), None)
    if t.ground is None or (own is not None and own.nature is not None):
        return None
    facts = facts_on(r, institution, t.first, known_on)
    found: set[str] = {x.status for x in facts.licences or () if x.status_since is None or x.status_since <= t.first}
    found |= {name for h in facts.role_holders or () for name in _FAILINGS if getattr(h, name)}
    found |= {"penalty" for o in facts.penalties or () if o.decided_on is None or o.decided_on <= t.first}
    natures = {nature for name in found if (nature := defaults.get(f"{t.ground}.{name}"))}
    return next((nature for nature in _GRAVEST_FIRST if nature in natures), None)


_GRAVEST_FIRST = ("illegal", "serious_breach", "imposed", "neutral")
_FAILINGS = ("illegal_or_discredited", "cannot_perform_agreement")


def _nature(r: Register, x: Decided) -> str | None:
    defaults = r.regime.rules.termination_default_nature.value or {}
    return x.nature or defaults.get(x.ground or "") or defaults.get("all")


def _scope(r: Register, institution: str, t: Termination) -> str:
    line = next((x for x in agreements(r, institution) if x.ref == t.agreement), None)
    return DUAL if (line is not None and line.kind == DUAL) or _affects_dual(r, t.ground) else DESIGNATION


def _affects_dual(r: Register, ground: str | None) -> bool:
    row = (r.regime.rules.termination_grounds.value or {}).get(ground or "")
    return row is not None and row.affects == "dual_channel_agreement"


def failed_twice(r: Register, row: Condition, institution: str, day: date, known_on: date | None) -> Iterator[Event]:
    """A second unqualified evaluation of a case, from the day its result was delivered."""
    for n, x in enumerate(facts_on(r, institution, day, known_on).failed_evaluations or ()):
        if x.delivered_on is not None and not x.reversed:
            yield _failed(x.id or f"evaluation#{n + 1}", x.delivered_on)
    for case in r.applications.values():
        if case.act.institution == institution:
            delivered = second_failure_delivered(r, case.ref, known_on)
            if delivered is not None:
                yield _failed(case.ref, delivered)


def _failed(ref: str, delivered: date) -> Event:
    return Event(ref, delivered, f"再次评估仍不合格，结论 {delivered} 送达")


def second_failure_delivered(r: Register, case: str, known_on: date | None = None) -> date | None:
    """The day on which a second unqualified result of a case was delivered; null if there is none or it was not."""
    failed, second = 0, False
    gone = r.voided(known_on)
    for record in r.of_case(case, known_on):
        act = record.act
        if record.ref in gone:
            continue
        if isinstance(act, i.EvaluationConclude):
            failed += act.result == "unqualified"
            second = act.result == "unqualified" and (act.round == 2 or failed > 1)
            if second and act.delivered_on is not None:
                return act.delivered_on
        elif second and isinstance(act, i.EvaluationFile) and act.delivered_on is not None:
            return act.delivered_on
        elif second and isinstance(act, i.EvaluationDeliver):
            return act.on
    return None


def named_person(r: Register, row: Condition, person: str, day: date, known_on: date | None) -> Iterator[Event]:
    """Terminations of any institution whose decision names the person as cause, from their first day."""
    seen: set[str] = set()
    natures = row.natures
    for institution in r.institutions:
        for event in _terminations(r, institution, day, known_on):
            fits = event.nature is None or not natures or event.nature in natures
            if fits and (person in event.named or event.ref in _named_in(r, person, day, known_on)):
                seen.add(event.ref)
                yield Event(event.ref, event.first, f"被认定为原因人，{event.text}", event.nature)
    for institution in r.institutions:
        facts = facts_on(r, institution, day, known_on)
        for n, x in enumerate((*(facts.person_bans or ()), *_elsewhere(facts.terminations, institution))):
            if x.effective_on is None or x.reversed or person not in x.named_persons:
                continue
            if x.nature is None or not natures or x.nature in natures:
                words = f"被认定为原因人，原定点机构 {x.effective_on} 起被解除协议"
                yield Event(x.id or f"person_ban#{n + 1}", x.effective_on, words, x.nature)
        for h in facts.role_holders or ():
            known = set(h.named_as_cause_in) & seen
            if h.person_ref == person and h.termination_effective_on is not None and not known:
                words = f"被认定为原因人，原定点机构 {h.termination_effective_on} 起被解除协议"
                yield Event("、".join(h.named_as_cause_in) or "named", h.termination_effective_on, words)


def _named_in(r: Register, person: str, day: date, known_on: date | None) -> set[str]:
    """Terminations in which some institution's record of role holders says the person was named."""
    found: set[str] = set()
    for institution in r.institutions:
        for h in facts_on(r, institution, day, known_on).role_holders or ():
            if h.person_ref == person:
                found |= set(h.named_as_cause_in)
    return found


def _elsewhere(stated: tuple[Decided, ...] | None, institution: str) -> list[Decided]:
    """Terminations of institutions outside the story, stated with the one that is in it."""
    return [x for x in stated or () if x.institution not in (None, institution)]


__all__ = ["DESIGNATION", "DUAL", "Event", "dishonest", "failed_twice", "named_person", "natureless", "terminated"]
