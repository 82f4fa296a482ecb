"""The facts of a case as papers speak of them. Every day, number and clause is an answer of the law, put in words.

Pure: what is read here is a register of the law; names of people and institutions are handed in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from dingdian.law import acts as a
from dingdian.law.account import Account, Cause, Crossing
from dingdian.law.dates import Due
from dingdian.law.deadlines import Query, deadline
from dingdian.law.explain import Decision, Reason, cited, in_cites
from dingdian.law.measures import measures
from dingdian.law.processes.admit import place
from dingdian.law.regime import Regime
from dingdian.law.register import Handling, Record, Register
from dingdian.law.standing import standing
from dingdian.law.values import Status
from dingdian.office.words import BASES, DEGREES, REASONS, ROLES, SHIFTS
from dingdian.papers.document import Facts, day_in_words

_PROVISIONAL = "（暂计，该年放假安排公布后重新计算）"

_PARTIES = {"person": "本人", "institution": "所在机构"}


class NothingToSay(Exception):  # noqa: N818 - an answer, not a fault
    """There is no such paper of this act for this person; the text says why."""


@dataclass(frozen=True)
class Office:
    """Who makes a paper."""

    name: str
    address: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Somebody:
    """A person as a paper names them: the document number with its middle hidden."""

    name: str
    id_masked: str = ""


@dataclass(frozen=True)
class Asked:
    """What a paper is asked about: an act by its reference, a person and an institution, on a day."""

    ref: str
    person: str
    institution: str
    day: date
    office: Office
    people: Mapping[str, Somebody] = field(default_factory=dict)
    institutions: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)


Flags = set[str]
Blanks = dict[str, str]


def gather(r: Register, kind: str, asked: Asked) -> Facts:
    """The facts for a kind of paper. Raises `NothingToSay` where the act gives rise to none for this person."""
    record = next((x for x in r.records if x.ref == asked.ref), None)
    if record is None:
        raise NothingToSay(f"卷宗里没有 {asked.ref}")
    blanks, flags = _of_all(r, asked)
    return _BUILDERS[kind](r, record, asked, blanks, flags)


def cites(regime: Regime, ids: Iterable[str]) -> str:
    """第二十三条（一）、第二十六条; ids that are readings are left out."""
    return "、".join(dict.fromkeys(regime.clauses[i].cite for i in ids if i in regime.clauses))


def _of_keys(regime: Regime, *keys: str) -> str:
    return cites(regime, cited(regime, [Reason("", keys)]))


def _said(words: Mapping[str, str], names: Iterable[str], joiner: str = "、") -> str:
    return joiner.join(words.get(name, name) for name in names)


# What every paper may say


def _of_all(r: Register, x: Asked) -> tuple[Blanks, Flags]:
    p, regime = r.regime.parameters, r.regime
    who = x.people.get(x.person, Somebody(x.person))
    filings = r.filings(x.person) if x.person in r.people else []
    filed = next((f for f in filings if f.institution == x.institution), None)
    roles = r.people[x.person].roles if x.person in r.people else ()
    repair, restoration, objection = p.repair, p.restoration, p.objection
    pharmacy = bool(x.institution) and r.sector_of(x.institution) == "retail_pharmacy"
    blanks: Blanks = {
        "office": x.office.name,
        "address": x.office.address,
        "phone": x.office.phone,
        "rules": regime.title,
        "today": day_in_words(x.day),
        "person": who.name,
        "person_id": who.id_masked,
        "person_code": x.person,
        "person_role": "、".join(ROLES.get(role, role) for role in roles),
        "institution": x.institutions.get(x.institution, x.institution),
        "institution_code": x.institution,
        "department": (filed.department or "") if filed else "",
        "bases": "".join(f"《{name}》" if not name.startswith("医") else name for name in p.meta.legal_bases.value),
        "emergency_kinds": _said(x.words, p.settlement.emergency_kinds.value),
        "emergency_clauses": "",
        "objectors": "或者".join(_PARTIES[w] for w in objection.first_step_who.value),
        "objection_days": _number(objection.first_step_working_days.value),
        "objection_clauses": _of_keys(regime, "objection.first_step.working_days", "objection.first_step.who"),
        "review_days": _number(objection.review_working_days.value),
        "second_step": _said(x.words, objection.second_step_to.value or (), "或"),
        "second_step_days": _number(objection.second_step_finish_working_days.value),
        "second_step_clauses": _of_keys(regime, "objection.second_step.to"),
        "external_remedies": _said(x.words, objection.external_remedy.value, "或者"),
        "repair_points": _range(repair.points_range.value),
        "repair_conditions": _said(x.words, repair.conditions.value or (), "；"),
        "repair_excluded": _said(x.words, repair.excluded.value or (), "或"),
        "repair_term": _range(repair.term_reduction_months.value),
        "repair_term_conditions": _said(x.words, repair.term_reduction_conditions.value or (), "；"),
        "repair_clauses": _of_keys(regime, "repair.enabled", "repair.points_range"),
        "restoration_days": _number(restoration.apply_lead_working_days.value),
        "assessment_days": _number(restoration.assessment_working_days.value),
        "restoration_clauses": _of_keys(regime, "restoration.flow", "restoration.apply_lead_working_days",
                                        "restoration.auto_restore"),
        "terminated_requires": _said(x.words, restoration.terminated_requires.value),
        "handover_clauses": "",
    }  # fmt: skip
    flags = {
        "draft": regime.is_draft,
        "deduct": p.scoring.display_mode.value == "deduct",
        "stays_execution": objection.stays_execution.value,
        "practice_unaffected": not p.sanction.practice_right_affected.value,
        "repair": repair.enabled.value and bool(repair.conditions.value),
        "repair_all": repair.conditions_mode.value == "all",
        "auto_restore": restoration.auto_restore.value,
        "late_objection_waived": objection.first_step_late.value == "waived",
        "pharmacy": pharmacy,
    }
    handover = p.measures.catalogue.value.get("handover")
    if handover is not None:
        blanks["handover_clauses"] = cites(regime, handover.clauses)
        flags["handover"] = True
    return blanks, {name for name, holds in flags.items() if holds}


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def _range(pair: tuple[int, int] | None) -> str:
    if pair is None:
        return ""
    return str(pair[0]) if pair[0] == pair[1] else f"{pair[0]}至{pair[1]}"


def _due(answer: Decision[Due | None]) -> str:
    """The last day in words, marked where it is provisional."""
    due = answer.value
    return "" if due is None else day_in_words(due.day) + (_PROVISIONAL if due.provisional else "")


# Sanctions


def _sanction(r: Register, x: Asked, cause: Cause | None, crossing: Crossing | None, of: str) -> tuple[Blanks, Flags]:
    """What follows: status, term, first and last day, ban; empty where nothing follows."""
    status = cause.status if cause is not None else crossing.outcome.status if crossing is not None else None
    blanks = dict.fromkeys(
        ("consequence", "term", "first_day", "last_day", "ban", "ban_last", "sanction_clauses", "restoration_last",
         "sites"), "",
    )  # fmt: skip
    if status is None:
        return blanks, set()
    outcome = crossing.outcome if crossing is not None else None
    terminated = status is Status.TERMINATED
    label = r.regime.parameters.status.label_of_terminated.value if terminated else status.label
    keys = (*(outcome.keys if outcome else ()), *(cause.keys if cause else ()), "sanction.written_notice")
    ids = cited(
        r.regime, [Reason("", keys, (*(outcome.clauses if outcome else ()), *(cause.clauses if cause else ())))]
    )
    blanks |= {"consequence": label, "sanction_clauses": cites(r.regime, ids)}
    if outcome is not None:
        blanks |= {"term": str(outcome.term or ""), "ban": str(outcome.ban or "")}
    if cause is not None:
        blanks |= {
            "first_day": day_in_words(cause.first_day),
            "last_day": day_in_words(cause.last_day),
            "ban_last": day_in_words(cause.ban_last),
        }
        due = deadline(r, "restoration.apply", Query(of, x.person))
        blanks["restoration_last"] = _due(due) if not terminated and not cause.ends_itself else ""
    sites = sorted({f.institution for f in r.filings(x.person) if f.last is None}) if x.person in r.people else []
    reached = sites if cause is None or cause.institution is None else [cause.institution]
    blanks["sites"] = "、".join(x.institutions.get(s, s) for s in reached)
    settlement = r.regime.parameters.settlement
    spared = settlement.emergency_exception_terminated if terminated else settlement.emergency_exception_suspended
    flags = {"terminated" if terminated else "suspended"} | ({"emergency"} if spared.value else set())
    return blanks, flags | ({"several_sites"} if len(reached) > 1 else set())


def _emergency_clauses(r: Register, status: str) -> str:
    key = f"settlement.emergency_exception.{status}"
    return _of_keys(r.regime, key) if key in r.regime.flat else ""


def _cause_of(account: Account, ref: str) -> Cause | None:
    return next((c for c in account.causes if c.origin == ref), None)


# A decision on points


def _of_handling(r: Register, record: Record, x: Asked, blanks: Blanks, flags: Flags) -> Facts:
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
    cause = _cause_of(account, record.ref)
    own, more = _sanction(known, x, cause, crossing, record.ref)
    if crossing is not None and cause is None and crossing.outcome.needs_term and crossing.outcome.term is None:
        more |= {"term_open"}
    act: a.HandlingDecide = handling.act
    query = Query(record.ref, x.person, x.institution)
    tell = deadline(known, "notice.deliver_to_person", query)
    findings = tuple(_findings(r, handling, x))
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
        "tell_days": _number(r.regime.parameters.notice.institution_to_person_working_days.value),
        "tell_last": _due(tell),
        "objection_last": _due(deadline(known, "review.request", query)),
        "objection_last_institution": _due(
            deadline(known, "review.request", Query(record.ref, x.person, x.institution, by="institution"))
        ),
        "measures": _measures(known, x),
        "delivery_clauses": _of_keys(
            r.regime, "notice.points_to_institution_working_days", "notice.institution_to_person_working_days"
        ),
        "emergency_clauses": _emergency_clauses(r, "terminated" if "terminated" in more else "suspended"),
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
    known = _again(r, len(r.records))
    place(known, act)
    return known


def _again(r: Register, until: int) -> Register:
    """A register of the first records, in which more may be placed."""
    known = Register(r.regime, r.calendar, r.setting)
    for record in r.records[:until]:
        place(known, record.act, record.notes)
    return known


def _findings(r: Register, handling: Handling, x: Asked) -> Iterator[Mapping[str, str]]:
    regime = r.regime
    rules, duties = regime.parameters.scoring.circumstances.value, regime.parameters.casework.duties.value
    n = 0
    for finding in handling.act.findings:
        share = next((p for p in finding.persons if p.person == x.person), None)
        if share is None:
            continue
        n += 1
        score = handling.scores.get((x.person, finding.id))
        shift = {share.shift: f"（{SHIFTS[share.shift]}）"} if share.shift else {}
        listed = [c if c in rules else r.items[c].under for c in finding.circumstances if c in rules or c in r.items]
        yield {
            "n": str(n),
            "type": finding.type,
            "facts": "；".join(rules[c].label if c in rules else c for c in finding.circumstances),
            "amount": f"{finding.amount:,.2f}元" if finding.amount is not None else "",
            "clauses": cites(regime, listed),
            "duties": "、".join(duties.get(d, d) for d in finding.duties),
            "degree": DEGREES.get(share.degree or "", share.degree or ""),
            "lighter": "、".join(REASONS.get(m, m) for m in share.mitigating) + shift.get("down", ""),
            "heavier": "、".join(REASONS.get(m, m) for m in share.aggravating) + shift.get("up", ""),
            "points": "" if share.not_scored or score is None else str(score.points),
            "arithmetic": in_cites(regime, score.arithmetic).replace(" ", "") if score is not None else "",
            "not_scored": share.not_scored or "",
        }


def _measures(r: Register, x: Asked) -> str:
    catalogue = r.regime.parameters.measures.catalogue.value
    named = sorted(measures(r, x.person, x.day).value)
    return "、".join(catalogue[m].label for m in named if m in catalogue and catalogue[m].process != "supervision")


# Other grounds


def _of_other_ground(r: Register, record: Record, x: Asked, blanks: Blanks, flags: Flags) -> Facts:
    act = record.act
    cause = _cause_of(r.account(x.person), record.ref)
    if cause is None or act.person != x.person:
        raise NothingToSay("这一决定没有使此人暂停或终止")
    own, more = _sanction(r, x, cause, None, record.ref)
    item = r.items.get(act.ground)
    blanks |= own | {
        "decision": record.ref,
        "decided_on": day_in_words(act.on),
        "ground": f"{item.cite}（{item.authority}）" if item is not None else act.ground,
        "ground_clause": cites(r.regime, [item.under] if item is not None else []),
        "emergency_clauses": _emergency_clauses(r, "terminated" if "terminated" in more else "suspended"),
    }
    return Facts(blanks, frozenset(flags | more), {}, (record.ref,))


# Review and appeal


def _of_objection(r: Register, record: Record, x: Asked, blanks: Blanks, flags: Flags) -> Facts:
    act: a.ReviewDecide | a.AppealDecide = record.act
    handling = r.handlings.get(act.of or "")
    if handling is None or act.person != x.person:
        raise NothingToSay("这一决定没有涉及此人")
    before, after = _again(r, record.seq), _again(r, record.seq + 1)
    requests = (a.ReviewRequest,) if isinstance(act, a.ReviewDecide) else (a.AppealRequest,)
    asked = [y for y in before.of_person(x.person) if isinstance(y.act, requests) and y.act.of == handling.ref]
    experts = [y for y in before.of_person(x.person) if isinstance(y.act, a.ExpertReport) and y.act.of == handling.ref]
    old, new = _cause_of(before.account(x.person), handling.ref), _cause_of(after.account(x.person), handling.ref)
    crossing = next((c for c in after.account(x.person).crossings if c.handling == handling.ref), None)
    own, more = _sanction(after, x, new, crossing, handling.ref)
    held = r.booked_on(handling.act)
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


# Repair


_REPAIRS = {"points": "repair.points_range", "term": "repair.term_reduction_months"}


def _of_repair(r: Register, record: Record, x: Asked, blanks: Blanks, flags: Flags) -> Facts:
    act: a.RepairDecide = record.act
    if act.person != x.person:
        raise NothingToSay("这一决定没有涉及此人")
    before, after = _again(r, record.seq), _again(r, record.seq + 1)
    applied = [y for y in before.of_person(x.person) if isinstance(y.act, a.RepairApply) and y.act.kind == act.kind]
    old = next((c for c in before.account(x.person).active(act.on) if c.crossing is not None), None)
    new = _cause_of(after.account(x.person), old.origin) if old is not None else None
    own, more = _sanction(after, x, new, new.crossing if new else None, new.origin if new else "")
    conditions = tuple(_conditions(applied[-1].act, x)) if applied else ()
    blanks |= own | {
        "applied_on": day_in_words(applied[-1].act.on) if applied else "",
        "decided_on": day_in_words(act.on),
        "points": _number(act.points),
        "months": _number(act.months),
        "before": str(before.account(x.person).total(act.on)),
        "after": str(after.account(x.person).total(act.on)),
        "clauses": _of_keys(
            r.regime, "repair.points_range" if act.kind == "points" else "repair.term_reduction_months"
        ),
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


# Restoration


def _of_restoration(r: Register, record: Record, x: Asked, blanks: Blanks, flags: Flags) -> Facts:
    act: a.RestorationAssess | a.RestorationEarly = record.act
    if act.person != x.person:
        raise NothingToSay("这一评估没有涉及此人")
    before, after = _again(r, record.seq), _again(r, record.seq + 1)
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
        "clauses": _of_keys(r.regime, *keys),
        "appeal_to": x.words.get(appeal.to, appeal.to) if appeal is not None else "",
    }
    found = {result, *({"early"} if early else ())}
    if r.regime.parameters.restoration.points_same_year.value == "keep":
        found.add("points_kept")
    rests = (*((cause.origin,) if cause is not None else ()), *(y.ref for y in applied[-1:]), record.ref)
    return Facts(blanks, frozenset(flags | found), {}, rests)


# Talks, circulars, transfers


def _of_measure(r: Register, record: Record, x: Asked, blanks: Blanks, flags: Flags) -> Facts:
    act = record.act
    if act.person != x.person:
        raise NothingToSay("这件事没有涉及此人")
    known = _again(r, record.seq + 1)
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
        "topics": "、".join(getattr(act, "topics", ())),
        "hours": _number(getattr(act, "hours", None)),
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
    findings = tuple(_findings(known, handling, x)) if handling is not None else ()
    rests = (*((handling.ref,) if handling is not None else ()), record.ref)
    more = {flag for flag in (found, getattr(act, "exam", None)) if flag}
    return Facts(blanks, frozenset(flags | more), {"findings": findings}, rests)


# Commitments


def _of_commitment(r: Register, record: Record, x: Asked, blanks: Blanks, flags: Flags) -> Facts:
    act: a.CommitmentSign = record.act
    if act.person != x.person:
        raise NothingToSay("这份承诺不是此人签署的")
    named = r.regime.parameters.commitment.minimum_contents.value or act.contents or ()
    contents = tuple({"n": str(n), "text": x.words.get(name, name)} for n, name in enumerate(named, 1))
    blanks |= {
        "signed_on": day_in_words(act.on),
        "clauses": _of_keys(r.regime, "commitment.required", "commitment.minimum_contents"),
    }
    return Facts(
        blanks, frozenset(flags | ({"contents_listed"} if contents else set())), {"contents": contents}, (record.ref,)
    )


Builder = Callable[[Register, Record, Asked, Blanks, Flags], Facts]
_BUILDERS: dict[str, Builder] = {
    "points_notice": _of_handling,
    "responsibility_finding": _of_handling,
    "service_receipt": _of_handling,
    "suspension_notice": _of_other_ground,
    "termination_notice": _of_other_ground,
    "review_decision": _of_objection,
    "appeal_decision": _of_objection,
    "repair_sheet": _of_repair,
    "restoration_notice": _of_restoration,
    "talk_record": _of_measure,
    "study_record": _of_measure,
    "circular": _of_measure,
    "transfer_letter": _of_measure,
    "commitment": _of_commitment,
}


__all__ = ["Asked", "NothingToSay", "Office", "Somebody", "cites", "gather"]
