"""Papers of decisions: on points, and on grounds beyond points."""

from __future__ import annotations

from datetime import date

from dingdian.law import acts as a
from dingdian.law.deadlines import Query, deadline
from dingdian.law.measures import measures
from dingdian.law.processes.admit import place
from dingdian.law.register import Handling, Record, Register
from dingdian.office.words import BASES
from dingdian.papers.document import Facts, day_in_words
from dingdian.papers.facts.findings import findings_of
from dingdian.papers.facts.sanction import emergency_clauses, sanction_of
from dingdian.papers.facts.shared import (
    Asked,
    Blanks,
    Flags,
    NothingToSay,
    cause_of,
    cites,
    cites_of,
    digits,
    last_day,
    replayed,
)


def of_handling(r: Register, record: Record, x: Asked, blanks: Blanks, flags: Flags) -> Facts:
    handling = r.handlings.get(record.ref)
    if handling is None or x.person not in handling.persons():
        raise NothingToSay("这一处理没有涉及此人")
    received = _received(r, handling, x)
    known = r
    if received is None:
        known = _supposed(r, record.ref, x)
        blanks["supposed_on"] = day_in_words(x.day)
    told = min((t.on for t in handling.told if t.person == x.person), default=None)
    account = known.account(x.person)
    lines = [line for line in account.lines if line.handling == record.ref and line.kind == "entry"]
    if not lines:
        raise NothingToSay("此人在这一处理中没有记分")
    crossing = next((c for c in account.crossings if c.handling == record.ref), None)
    cause = cause_of(account, record.ref)
    own, more = sanction_of(known, x, cause, crossing, record.ref)
    if crossing is not None and cause is None and crossing.outcome.needs_term and crossing.outcome.term is None:
        more |= {"term_open"}
    act: a.HandlingDecide = handling.act
    query = Query(record.ref, x.person, x.institution)
    tell = deadline(known, "notice.deliver_to_person", query)
    findings = tuple(findings_of(r, handling, x))
    scored = [clause for (who, _), s in handling.scores.items() if who == x.person for clause in s.clauses]
    before, after = lines[0].before, lines[-1].after
    blanks |= own | {
        "decision": record.ref,
        "decided_on": day_in_words(act.on),
        "underlying_on": day_in_words(act.underlying_on or act.on),
        "basis": BASES.get(str(act.basis), "") if act.basis else "",
        "inspection": act.inspection or "",
        "points": str(sum(line.counted for line in lines)),
        "before": str(before),
        "after": str(after),
        "left_before": str(account.left_of(before)),
        "left_after": str(account.left_of(after)),
        "year": str(lines[-1].year or act.on.year),
        "column": {"single": "单次", "cumulative": "累计"}.get(crossing.outcome.column, "") if crossing else "",
        "clauses": cites(r.regime, scored),
        "delivered_on": day_in_words(received),
        "supposed_on": blanks.get("supposed_on", ""),
        "told_on": day_in_words(told),
        "tell_days": digits(r.regime.parameters.notice.institution_to_person_working_days.value),
        "tell_last": last_day(tell),
        "objection_last": last_day(deadline(known, "review.request", query)),
        "objection_last_institution": last_day(
            deadline(known, "review.request", Query(record.ref, x.person, x.institution, by="institution"))
        ),
        "measures": _measures(known, x),
        "delivery_clauses": cites_of(
            r.regime, "notice.points_to_institution_working_days", "notice.institution_to_person_working_days"
        ),
        "emergency_clauses": emergency_clauses(r, "terminated" if "terminated" in more else "suspended"),
    }
    flags |= more | ({"delivered"} if received else set()) | ({"told"} if told else set())
    if r.regime.parameters.objection.first_step_clock.value == "own_receipt":
        flags.add("own_clock")
    rests = [record.ref, *(y.ref for y in r.of_person(x.person) if getattr(y.act, "of", None) == record.ref)]
    return Facts(blanks, frozenset(flags), {"findings": findings}, tuple(rests))


def _received(r: Register, handling: Handling, x: Asked) -> date | None:
    """The day on which the institution received the notice about the person."""
    place_of = handling.act.institution
    days = [d.on for d in r.deliveries(handling.ref, x.person) if (d.institution or place_of) == x.institution]
    return min(days, default=None)


def _supposed(r: Register, ref: str, x: Asked) -> Register:
    """The register as it will be if the notice is delivered on the day of the paper, as an electronic one is."""
    act = a.DeliverToInstitution.model_validate(
        {"act": "notice.deliver_to_institution", "on": x.day, "of": ref, "institution": x.institution or None}
    )
    known = replayed(r, len(r.records))
    place(known, act)
    return known


def _measures(r: Register, x: Asked) -> str:
    catalogue = r.regime.parameters.measures.catalogue.value
    named = sorted(measures(r, x.person, x.day).value)
    return "、".join(catalogue[m].label for m in named if m in catalogue and catalogue[m].process != "supervision")


def of_other_ground(r: Register, record: Record, x: Asked, blanks: Blanks, flags: Flags) -> Facts:
    act = record.act
    cause = cause_of(r.account(x.person), record.ref)
    if cause is None or act.person != x.person:
        raise NothingToSay("这一决定没有使此人暂停或终止")
    own, more = sanction_of(r, x, cause, None, record.ref)
    item = r.items.get(act.ground)
    blanks |= own | {
        "decision": record.ref,
        "decided_on": day_in_words(act.on),
        "ground": f"{item.cite}（{item.authority}）" if item is not None else act.ground,
        "ground_clause": cites(r.regime, [item.under] if item is not None else []),
        "emergency_clauses": emergency_clauses(r, "terminated" if "terminated" in more else "suspended"),
    }
    return Facts(blanks, frozenset(flags | more), {}, (record.ref,))
