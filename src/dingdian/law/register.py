"""What has happened so far: the setting and every admitted act, indexed so that questions can be answered.

A register only grows. Nothing in it is a conclusion: totals, causes and states are folded from it on demand, as
known on a day if asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from dingdian.law import acts as a
from dingdian.law.account import Account
from dingdian.law.dates import Calendar
from dingdian.law.explain import Reason
from dingdian.law.filings import LONG_AGO, Filing, filings_of
from dingdian.law.institutions.acts import DesignationApply
from dingdian.law.institutions.casework import DisputeClose, DisputeOpen
from dingdian.law.institutions.control import RestrictionImpose, RestrictionLift
from dingdian.law.institutions.facts import InstitutionFacts
from dingdian.law.person_events import account_of
from dingdian.law.regime import Regime
from dingdian.law.sanctions import InstitutionSanction, sanctions_of
from dingdian.law.scoring import Facts, Score
from dingdian.law.setting import Institution, Person, Setting
from dingdian.law.tiers import TierTable
from dingdian.law.values import Status


@dataclass(frozen=True, slots=True)
class Record:
    """An admitted act with its place in the register."""

    seq: int
    ref: str
    act: Any
    notes: tuple[Reason, ...] = ()

    @property
    def on(self) -> date:
        return self.act.on  # type: ignore[no-any-return]

    @property
    def recorded(self) -> date:
        return self.act.recorded  # type: ignore[no-any-return]


@dataclass(slots=True)
class Handling:
    """A decision that points rest on, with the score of each person in each finding."""

    ref: str
    act: a.HandlingDecide
    scores: dict[tuple[str, str], Score]
    deliveries: list[a.DeliverToInstitution] = field(default_factory=list)
    told: list[a.DeliverToPerson] = field(default_factory=list)
    issued: list[a.NoticeIssue] = field(default_factory=list)

    def persons(self) -> list[str]:
        return list(dict.fromkeys(p.person for f in self.act.findings for p in f.persons))

    def findings_of(self, person: str) -> list[str]:
        return [finding for (who, finding) in self.scores if who == person]


class Register:
    """Setting and admitted acts of one region under one persons' regime."""

    def __init__(self, regime: Regime, calendar: Calendar, setting: Setting) -> None:
        self.regime, self.calendar, self.setting = regime, calendar, setting
        self.institutions: dict[str, Institution] = {i.code: i for i in setting.institutions}
        self.people: dict[str, Person] = {p.code: p for p in setting.people}
        self.records: list[Record] = []
        self.handlings: dict[str, Handling] = {}
        self.items: dict[str, a.CatalogueAdd] = {}
        self.states: dict[tuple[str, tuple[str, ...]], str] = {}
        self.opened: dict[tuple[str, tuple[str, ...]], Record] = {}
        self._by_person: dict[str, list[Record]] = {}
        self._institutional: list[Record] = []
        self.signed: dict[str, list[a.AgreementSign]] = {}
        self._facts: dict[str, list[Record]] = {}
        self._at: dict[str, list[Record]] = {}
        self._cases: dict[str, list[Record]] = {}
        self.applications: dict[str, Record] = {}
        self.answers: dict[tuple[Any, ...], Any] = {}  # what was asked since the last act; forgotten with the next
        self._disputes: list[Record] = []

    @cached_property
    def table(self) -> TierTable:
        """The table of tiers of the persons' rules."""
        return TierTable(self.regime)

    # Growing

    def add(
        self, act: Any, notes: tuple[Reason, ...] = (), scores: dict[tuple[str, str], Score] | None = None
    ) -> Record:
        """Append an act that has been admitted."""
        self.answers.clear()
        record = Record(len(self.records), act.id or f"{act.act}#{len(self.records) + 1}", act, notes)
        self.records.append(record)
        if isinstance(act, a.HandlingDecide):
            self.handlings[record.ref] = Handling(record.ref, act, scores or {})
        elif isinstance(act, a.DeliverToInstitution):
            self.handlings[act.of].deliveries.append(act)
        elif isinstance(act, a.DeliverToPerson):
            self.handlings[act.of].told.append(act)
        elif isinstance(act, a.NoticeIssue):
            self.handlings[act.of].issued.append(act)
        elif isinstance(act, a.CatalogueAdd):
            self.items[act.id] = act
        elif isinstance(act, a.AgreementSign) and act.institution is not None:
            self.signed.setdefault(act.institution, []).append(act)
        stated, at = getattr(act, "facts", None), getattr(act, "institution", None)
        if isinstance(stated, InstitutionFacts) and at is not None:
            self._facts.setdefault(at, []).append(record)
        if isinstance(act, DesignationApply):
            self.applications[record.ref] = record
        if isinstance(act, DisputeOpen | DisputeClose):
            self._disputes.append(record)
        if (institution := self.institution_of(act)) is not None:
            self._at.setdefault(institution, []).append(record)
        if (case := record.ref if isinstance(act, DesignationApply) else getattr(act, "case", None)) is not None:
            self._cases.setdefault(case, []).append(record)
        for person in self._concerned(act):
            self._by_person.setdefault(person, []).append(record)
        if isinstance(
            act,
            a.AgreementSuspend
            | a.AgreementResume
            | a.AgreementTerminate
            | a.SettlementHold
            | a.SettlementRelease
            | RestrictionImpose
            | RestrictionLift,
        ):
            self._institutional.append(record)
        return record

    def _concerned(self, act: Any) -> list[str]:
        if isinstance(act, a.HandlingDecide):
            return list(dict.fromkeys(p.person for f in act.findings for p in f.persons))
        if isinstance(act, a.DeliverToInstitution):
            return self.addressees(act)
        person = getattr(act, "person", None)
        return [person] if person else []

    def addressees(self, act: a.DeliverToInstitution) -> list[str]:
        """Persons of the handling whom a delivery to that institution reaches."""
        handling = self.handlings[act.of]
        persons = [act.person] if act.person else handling.persons()
        if act.institution is None or act.institution == handling.act.institution:
            return persons
        return [p for p in persons if any(f.institution == act.institution for f in self.filings(p))]

    def recipients(self, handling: Handling) -> set[str]:
        """Institutions to be told of a handling: where it was made, or every site of its persons by then."""
        found = {handling.act.institution}
        if self.regime.parameters.notice.recipients.value == "all_sites":
            for person in handling.persons():
                found |= {f.institution for f in self.filings(person) if f.covers(handling.act.on)}
        return found

    # Reading

    def of_person(self, person: str, known_on: date | None = None) -> Iterator[Record]:
        for record in self._by_person.get(person, ()):
            if known_on is None or record.recorded <= known_on:
                yield record

    def institution_records(self, known_on: date | None = None) -> Iterator[Record]:
        for record in self._institutional:
            if known_on is None or record.recorded <= known_on:
                yield record

    def institution_of(self, act: Any) -> str | None:
        """The institution an act is about: named, or that of its case, agreement or declaration."""
        if (named := getattr(act, "institution", None)) is not None:
            return str(named)
        case = self.applications.get(getattr(act, "case", None) or "")
        if case is not None:
            return str(case.act.institution)
        agreement = getattr(act, "agreement", None) or getattr(act, "case", None)
        for known in self.setting.agreements or ():
            if agreement is not None and known.id == agreement:
                return known.institution
        of = agreement or getattr(act, "of", None) or getattr(act, "case", None)
        earlier = next((x for x in self.records if of is not None and x.ref == of), None)
        return self.institution_of(earlier.act) if earlier is not None else None

    def at(self, institution: str, known_on: date | None = None) -> Iterator[Record]:
        """Every admitted act about an institution, in recorded order."""
        for record in self._at.get(institution, ()):
            if known_on is None or record.recorded <= known_on:
                yield record

    def of_case(self, case: str, known_on: date | None = None) -> Iterator[Record]:
        """Every admitted act of a case, the application first."""
        for record in self._cases.get(case, ()):
            if known_on is None or record.recorded <= known_on:
                yield record

    def voided(self, known_on: date | None = None) -> frozenset[str]:
        """Decisions that a dispute revoked or changed, as known on a day: they count as never made."""
        opened: dict[str, str] = {}
        found: set[str] = set()
        for record in self._disputes:
            if known_on is not None and record.recorded > known_on:
                continue
            if isinstance(record.act, DisputeOpen):
                opened[record.ref] = record.act.of or ""
            elif record.act.outcome in ("revoked", "changed"):
                found.add(opened.get(record.act.of, record.act.of))
        return frozenset(ref for ref in found if self._reversible(ref))

    def _reversible(self, decision: str) -> bool:
        """Whether a dispute can undo a decision: a termination only where the rules on institutions say so."""
        rules = self.regime.institutions
        by = rules.termination_reversed_by.value if rules is not None else None
        ends = (isinstance(x.act, a.AgreementTerminate) for x in self.records if x.ref == decision)
        return by is None or "dispute" in by or not any(ends)

    def disputed(self, decision: str, day: date, known_on: date | None = None) -> bool:
        """Whether a dispute about a decision is open on a day."""
        opened: dict[str, str] = {}
        still = False
        for record in self._disputes:
            act = record.act
            if act.on > day or (known_on is not None and record.recorded > known_on):
                continue
            if isinstance(act, DisputeOpen):
                opened[record.ref] = act.of or ""
                still = still or act.of == decision
            elif opened.get(act.of, act.of) == decision:
                still = False
        return still

    def fact_records(self, institution: str, known_on: date | None = None) -> Iterator[Record]:
        """The acts that stated facts of an institution (its applications among them)."""
        for record in self._facts.get(institution, ()):
            if known_on is None or record.recorded <= known_on:
                yield record

    def sector_of(self, institution: str) -> str | None:
        found = self.institutions.get(institution)
        return found.sector if found else None

    def facts_for(self, act: a.HandlingDecide) -> Facts:
        institution = self.institutions.get(act.institution)
        items = {k: v for k, v in self.items.items() if v.on <= act.on}
        return Facts(act.basis, institution.ownership if institution else None, items)

    def in_scope(self, person: str, institution: str, role: str | None = None) -> bool:
        """Whether the regime manages a person of that role at an institution of that sector."""
        scope = self.regime.parameters.scope
        sector = self.sector_of(institution)
        if sector is not None and sector not in scope.institution_types.value:
            return False
        roles = (role,) if role else (*self.people[person].roles, *self._filed_roles(person, institution))
        listed = scope.pharmacy_roles.value if sector == "retail_pharmacy" else scope.medical_roles.value
        return any(r in listed for r in roles)

    def _filed_roles(self, person: str, institution: str) -> list[str]:
        """Roles in which a person was filed at an institution, where the filing named one."""
        filed = (x.act for x in self.of_person(person) if isinstance(x.act, a.FilingSubmit))
        return [act.role for act in filed if act.role is not None and act.institution == institution]

    def qualified_since(self, institution: str, known_on: date | None = None) -> date:
        """First day of the institution's first agreement, where the qualification of its persons comes from it.

        `LONG_AGO` where no agreement is stated, the end of the calendar where it is stated that there is none.
        """
        stated = self.setting.agreements
        if self.regime.parameters.qualification.origin.value != "institution_agreement" or stated is None:
            return LONG_AGO
        starts = [x.start_on for x in stated if x.institution == institution]
        signed = self.signed.get(institution, ())
        starts += [x.start_on for x in signed if known_on is None or x.recorded <= known_on]
        return min(starts) if starts else LONG_AGO if stated else date.max

    def filings(self, person: str, known_on: date | None = None) -> list[Filing]:
        """Every filing of a person, with the leavings known; none counts before the institution's first agreement."""
        return filings_of(self, person, known_on)

    def kept_status(self, person: str, institution: str, day: date, known_on: date | None = None) -> Status:
        """The filing status the institution last entered; a filing starts as normal."""
        kept = Status.NORMAL
        for record in self.of_person(person, known_on):
            act = record.act
            if isinstance(act, a.StatusUpdate) and act.institution == institution and act.on <= day:
                kept = act.status
        return kept

    def sanctions(self, known_on: date | None = None) -> list[InstitutionSanction]:
        """Suspensions and terminations of institutions and departments, ended where they were resumed."""
        return sanctions_of(self, known_on)

    @cached_property
    def ratio_grounds(self) -> frozenset[str]:
        """How a measure on an institution may name the share of sanctioned persons that it was drawn from."""
        if self.regime.persons is None:
            return frozenset()
        rows = self.regime.parameters.institution_measures.ratio_rows.value
        return frozenset({"ratio", *(r.do for r in rows), *(c for r in rows for c in r.clauses)})

    def holds(self, institution: str, day: date, known_on: date | None = None) -> bool:
        """Whether payments to the institution are on hold on a day."""
        held = False
        for record in self.institution_records(known_on):
            act = record.act
            if getattr(act, "institution", None) == institution and act.on <= day:
                if isinstance(act, a.SettlementHold):
                    held = True
                elif isinstance(act, a.SettlementRelease):
                    held = False
        return held

    # The fold

    def account(self, person: str, known_on: date | None = None) -> Account:
        """The person's account and causes as known on a day (null: the whole file)."""
        return account_of(self, person, known_on)

    def deliveries(self, handling: str, person: str, known_on: date | None = None) -> list[a.DeliverToInstitution]:
        """Deliveries of a handling that reach the person, earliest first."""
        found = [
            d
            for d in self.handlings[handling].deliveries
            if (known_on is None or d.recorded <= known_on) and person in self.addressees(d)
        ]
        return sorted(found, key=lambda d: d.on)

    def under_objection(self, handling: str, person: str, day: date, known_on: date | None = None) -> bool:
        """Whether a review or an appeal of the person against the handling is open on a day."""
        still_open = False
        for record in self.of_person(person, known_on):
            act = record.act
            if act.on <= day and getattr(act, "of", None) == handling:
                if isinstance(act, a.ReviewRequest | a.AppealRequest):
                    still_open = True
                elif isinstance(act, a.ReviewDecide | a.AppealDecide):
                    still_open = False
        return still_open

    def open_request(self, kind: str, person: str, of: str | None = None) -> Record | None:
        """The latest request of that kind and person that is still open."""
        return next(reversed(self.open_requests(kind, person, of)), None)

    def open_requests(self, kind: str, person: str, of: str | None = None) -> list[Record]:
        """Every request of that kind and person that is still open, the latest last."""
        request, decided = {
            "review": (a.ReviewRequest, a.ReviewDecide),
            "appeal": (a.AppealRequest, a.AppealDecide),
        }[kind]
        still: list[Record] = []
        for record in self.of_person(person):
            act = record.act
            if isinstance(act, request) and of in (None, act.of, record.ref):
                still.append(record)
            elif isinstance(act, decided):
                still = [r for r in still if r.act.of != act.of]
        return still
