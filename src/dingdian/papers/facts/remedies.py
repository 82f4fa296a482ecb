"""Papers of what comes after a decision: review and appeal, repair, restoration."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from dingdian.law import acts as a
from dingdian.law.explain import Reason, cited
from dingdian.law.person_events import booked_on
from dingdian.law.register import Record, Register
from dingdian.papers.document import Facts, day_in_words
from dingdian.papers.facts.sanction import sanction_of
from dingdian.papers.facts.shared import (
    Asked,
    Blanks,
    Flags,
    NothingToSay,
    cause_of,
    cites,
    cites_of,
    digits,
    replayed,
)


def of_objection(r: Register, record: Record, x: Asked, blanks: Blanks, flags: Flags) -> Facts:
    act: a.ReviewDecide | a.AppealDecide = record.act
    handling = r.handlings.get(act.of or "")
    if handling is None or act.person != x.person:
        raise NothingToSay("这一决定没有涉及此人")
    before, after = replayed(r, record.seq), replayed(r, record.seq + 1)
    requests = (a.ReviewRequest,) if isinstance(act, a.ReviewDecide) else (a.AppealRequest,)
    asked = [y for y in before.of_person(x.person) if isinstance(y.act, requests) and y.act.of == handling.ref]
    experts = [y for y in before.of_person(x.person) if isinstance(y.act, a.ExpertReport) and y.act.of == handling.ref]
    old, new = cause_of(before.account(x.person), handling.ref), cause_of(after.account(x.person), handling.ref)
    crossing = next((c for c in after.account(x.person).crossings if c.handling == handling.ref), None)
    own, more = sanction_of(after, x, new, crossing, handling.ref)
    held = booked_on(r, handling.act)
    day = min(act.on, date(held.year, 12, 31))
    same = (old and (old.first_day, old.last_day)) == (new and (new.first_day, new.last_day))
    scored = [clause for (who, _), score in handling.scores.items() if who == x.person for clause in score.clauses]
    limit = "objection.review_working_days" if isinstance(act, a.ReviewDecide) else "objection.second_step.to"
    keys = (limit, "objection.correction_effect") if act.outcome != "upheld" else (limit,)
    blanks |= own | {
        "of": handling.ref,
        "of_on": day_in_words(handling.act.on),
        "requested_on": day_in_words(asked[-1].act.on) if asked else "",
        "decided_on": day_in_words(act.on),
        "reason": act.reason or "",
        "before": str(before.account(x.person).total(day)),
        "after": str(after.account(x.person).total(day)),
        "points_before": _points_of(before, x.person, handling.ref),
        "points_after": _points_of(after, x.person, handling.ref),
        "first_day_before": day_in_words(old.first_day) if old else "",
        "last_day_before": day_in_words(old.last_day) if old else "",
        "clauses": cites(r.regime, (*cited(r.regime, [Reason("", keys)]), *scored)),
        "experts_on": day_in_words(experts[-1].act.on) if experts else "",
    }
    found = {
        act.outcome: True,
        "retroactive": r.regime.parameters.objection.correction_effect.value == "retroactive",
        "sanction_withdrawn": old is not None and new is None,
        "sanction_changed": old is not None and new is not None and not same,
        "sanction_same": old is not None and new is not None and same,
    }
    rests = (handling.ref, *(y.ref for y in (*asked[-1:], *experts[-1:])), record.ref)
    return Facts(blanks, frozenset(flags | more | {k for k, v in found.items() if v}), {}, rests)


def _points_of(r: Register, person: str, ref: str) -> str:
    return str(sum(x.counted for x in r.account(person).lines if x.handling == ref and x.kind == "entry"))


_REPAIRS = {"points": "repair.points_range", "term": "repair.term_reduction_months"}


def of_repair(r: Register, record: Record, x: Asked, blanks: Blanks, flags: Flags) -> Facts:
    act: a.RepairDecide = record.act
    if act.person != x.person:
        raise NothingToSay("这一决定没有涉及此人")
    before, after = replayed(r, record.seq), replayed(r, record.seq + 1)
    applied = [y for y in before.of_person(x.person) if isinstance(y.act, a.RepairApply) and y.act.kind == act.kind]
    old = next((c for c in before.account(x.person).active(act.on) if c.crossing is not None), None)
    new = cause_of(after.account(x.person), old.origin) if old is not None else None
    own, more = sanction_of(after, x, new, new.crossing if new else None, new.origin if new else "")
    conditions = tuple(_conditions(applied[-1].act, x)) if applied else ()
    blanks |= own | {
        "applied_on": day_in_words(applied[-1].act.on) if applied else "",
        "decided_on": day_in_words(act.on),
        "points": digits(act.points),
        "months": digits(act.months),
        "before": str(before.account(x.person).total(act.on)),
        "after": str(after.account(x.person).total(act.on)),
        "clauses": cites_of(r.regime, _REPAIRS[act.kind]),
        "last_day_before": day_in_words(old.last_day) if old else "",
    }
    flags |= more | {f"{act.kind}_repair"} | ({"granted"} if act.outcome == "granted" else set())
    rests = (*(y.ref for y in applied[-1:]), record.ref)
    return Facts(blanks, frozenset(flags), {"conditions": conditions}, rests)


def _conditions(act: a.RepairApply, x: Asked) -> Iterator[Mapping[str, str]]:
    for n, condition in enumerate(act.conditions, 1):
        organiser = str(condition.organiser) if condition.organiser else ""
        yield {
            "n": str(n),
            "name": x.words.get(condition.name, condition.name),
            "evidence": condition.evidence or "",
            "organiser": x.words.get(organiser, organiser),
        }


def of_restoration(r: Register, record: Record, x: Asked, blanks: Blanks, flags: Flags) -> Facts:
    act: a.RestorationAssess | a.RestorationEarly = record.act
    if act.person != x.person:
        raise NothingToSay("这一评估没有涉及此人")
    before, after = replayed(r, record.seq), replayed(r, record.seq + 1)
    early = isinstance(act, a.RestorationEarly)
    held = {c.origin: c for c in before.account(x.person).causes if c.restored_on is None}
    new = [c for c in after.account(x.person).causes if c.origin in held]
    ended = [c for c in new if c.restored_on is not None]
    cause = next(iter(ended), None) or next((c for c in new if c.active(act.on)), None)
    applied = [y for y in before.of_person(x.person) if isinstance(y.act, a.RestorationApply)]
    result = act.exam if isinstance(act, a.RestorationEarly) else act.outcome
    appeal = r.regime.parameters.objection.assessment_appeal.value
    keys = ("restoration.early",) if early else ("restoration.assessment_working_days", "restoration.effective_on")
    blanks |= {
        "applied_on": day_in_words(applied[-1].act.on) if applied and not early else "",
        "decided_on": day_in_words(act.on),
        "restored_on": day_in_words(cause.restored_on) if cause is not None else "",
        "first_day": day_in_words(cause.first_day) if cause is not None else "",
        "last_day": day_in_words(cause.last_day) if cause is not None else "",
        "total": str(after.account(x.person).total(act.on)),
        "reason": getattr(act, "reason", None) or "",
        "clauses": cites_of(r.regime, *keys),
        "appeal_to": x.words.get(appeal.to, appeal.to) if appeal is not None else "",
    }
    found = {result, *({"early"} if early else ())}
    if r.regime.parameters.restoration.points_same_year.value == "keep":
        found.add("points_kept")
    rests = (*((cause.origin,) if cause is not None else ()), *(y.ref for y in applied[-1:]), record.ref)
    return Facts(blanks, frozenset(flags | found), {}, rests)
