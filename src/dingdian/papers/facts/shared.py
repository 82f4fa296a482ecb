"""What every paper may say, and how the facts of all papers are put in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from dingdian.law.account import Account, Cause
from dingdian.law.dates import Due
from dingdian.law.explain import Decision, Reason, cited
from dingdian.law.processes.admit import place
from dingdian.law.regime import Regime
from dingdian.law.register import Register
from dingdian.office.words import ROLES
from dingdian.papers.document import day_in_words
from dingdian.papers.wording import cites

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


def cites_of(regime: Regime, *keys: str) -> str:
    return cites(regime, cited(regime, [Reason("", keys)]))


def named(words: Mapping[str, str], names: Iterable[str], joiner: str = "、") -> str:
    return joiner.join(words.get(name, name) for name in names)


def of_all(r: Register, x: Asked) -> tuple[Blanks, Flags]:
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
        "emergency_kinds": named(x.words, p.settlement.emergency_kinds.value),
        "emergency_clauses": "",
        "objectors": "或者".join(_PARTIES[w] for w in objection.first_step_who.value),
        "objection_days": digits(objection.first_step_working_days.value),
        "objection_clauses": cites_of(regime, "objection.first_step.working_days", "objection.first_step.who"),
        "review_days": digits(objection.review_working_days.value),
        "second_step": named(x.words, objection.second_step_to.value or (), "或"),
        "second_step_days": digits(objection.second_step_finish_working_days.value),
        "second_step_clauses": cites_of(regime, "objection.second_step.to"),
        "external_remedies": named(x.words, objection.external_remedy.value, "或者"),
        "repair_points": span(repair.points_range.value),
        "repair_conditions": named(x.words, repair.conditions.value or (), "；"),
        "repair_excluded": named(x.words, repair.excluded.value or (), "或"),
        "repair_term": span(repair.term_reduction_months.value),
        "repair_term_conditions": named(x.words, repair.term_reduction_conditions.value or (), "；"),
        "repair_clauses": cites_of(regime, "repair.enabled", "repair.points_range"),
        "restoration_days": digits(restoration.apply_lead_working_days.value),
        "assessment_days": digits(restoration.assessment_working_days.value),
        "restoration_clauses": cites_of(regime, "restoration.flow", "restoration.apply_lead_working_days",
                                        "restoration.auto_restore"),
        "terminated_requires": named(x.words, restoration.terminated_requires.value),
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


def digits(value: int | None) -> str:
    return "" if value is None else str(value)


def span(pair: tuple[int, int] | None) -> str:
    if pair is None:
        return ""
    return str(pair[0]) if pair[0] == pair[1] else f"{pair[0]}至{pair[1]}"


def last_day(answer: Decision[Due | None]) -> str:
    """The last day in words, marked where it is provisional."""
    due = answer.value
    return "" if due is None else day_in_words(due.day) + (_PROVISIONAL if due.provisional else "")


def cause_of(account: Account, ref: str) -> Cause | None:
    return next((c for c in account.causes if c.origin == ref), None)


def replayed(r: Register, until: int) -> Register:
    """A register of the first records, in which more may be placed."""
    known = Register(r.regime, r.calendar, r.setting)
    for record in r.records[:until]:
        place(known, record.act, record.notes)
    return known
