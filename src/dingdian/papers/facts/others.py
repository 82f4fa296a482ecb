"""Papers of talks, study, circulars and transfers; of commitments and agreements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dingdian.law import acts as a
from dingdian.law.register import Record, Register
from dingdian.law.standing import standing
from dingdian.law.values import Status
from dingdian.papers.document import Facts, day_in_words
from dingdian.papers.facts.findings import findings_of
from dingdian.papers.facts.shared import (
    Asked,
    Blanks,
    Flags,
    NothingToSay,
    cites,
    cites_of,
    digits,
    replayed,
)
from dingdian.papers.facts.shared import (
    named as named_in,
)


def of_measure(r: Register, record: Record, x: Asked, blanks: Blanks, flags: Flags) -> Facts:
    act = record.act
    if act.person != x.person:
        raise NothingToSay("这件事没有涉及此人")
    known = replayed(r, record.seq + 1)
    at = standing(known, x.person, act.on).value
    handlings = [h for h in known.handlings.values() if x.person in h.persons() and h.act.on <= act.on]
    handling = max(handlings, key=lambda h: h.act.on, default=None)
    catalogue = r.regime.parameters.measures.catalogue.value
    named = getattr(act, "measure", None)
    spec = catalogue.get(named or "")
    causes = [c for c in at.causes if c.status is at.status]
    cause = causes[0] if causes else None
    held_by, scope, to, organiser = (str(getattr(act, n, None) or "") for n in ("held_by", "scope", "to", "organiser"))
    blanks |= {
        "held_on": day_in_words(act.on),
        "measure": spec.label if spec is not None else "",
        "held_by": x.words.get(held_by, held_by),
        "organiser": x.words.get(organiser, organiser),
        "topics": named_in(x.words, getattr(act, "topics", ())),
        "hours": digits(getattr(act, "hours", None)),
        "total": str(at.points),
        "scope": x.words.get(scope, scope),
        "recipient": x.words.get(to, to),
        "clauses": cites(r.regime, spec.clauses if spec is not None else ()),
        "decision": handling.ref if handling is not None else "",
        "decided_on": day_in_words(handling.act.on) if handling is not None else "",
        "status": at.status.label,
        "consequence": at.status.label if cause is not None else "",
        "first_day": day_in_words(cause.first_day) if cause is not None else "",
        "last_day": day_in_words(cause.last_day) if cause is not None else "",
    }
    found = {Status.SUSPENDED: "suspended", Status.TERMINATED: "terminated"}.get(at.status)
    findings = tuple(findings_of(known, handling, x)) if handling is not None else ()
    rests = (*((handling.ref,) if handling is not None else ()), record.ref)
    more = {flag for flag in (found, getattr(act, "exam", None)) if flag}
    return Facts(blanks, frozenset(flags | more), {"findings": findings}, rests)


def of_commitment(r: Register, record: Record, x: Asked, blanks: Blanks, flags: Flags) -> Facts:
    act: a.CommitmentSign = record.act
    if act.person != x.person:
        raise NothingToSay("这份承诺不是此人签署的")
    contents = _contents(r.regime.parameters.commitment.minimum_contents.value or act.contents or (), x)
    blanks |= {
        "signed_on": day_in_words(act.on),
        "clauses": cites_of(r.regime, "commitment.required", "commitment.minimum_contents"),
    }
    return Facts(
        blanks, frozenset(flags | ({"contents_listed"} if contents else set())), {"contents": contents}, (record.ref,)
    )


def of_agreement(r: Register, record: Record, x: Asked, blanks: Blanks, flags: Flags) -> Facts:
    act: a.AgreementSign = record.act
    if act.institution != x.institution:
        raise NothingToSay("这份协议不是该机构签订的")
    contents = _contents(r.regime.parameters.commitment.minimum_contents.value or (), x)
    blanks |= {
        "signed_on": day_in_words(act.on),
        "first_day": day_in_words(act.start_on),
        "last_day": day_in_words(act.end_on),
        "provision_clauses": cites_of(r.regime, "agreement.must_contain"),
        "commitment_clauses": cites_of(r.regime, "commitment.required", "commitment.minimum_contents"),
    }
    more = {"contents_listed"} if contents else set()
    return Facts(blanks, frozenset(flags | more), {"contents": contents}, (record.ref,))


def _contents(named: Iterable[str], x: Asked) -> tuple[Mapping[str, str], ...]:
    return tuple({"n": str(n), "text": x.words.get(name, name)} for n, name in enumerate(named, 1))
