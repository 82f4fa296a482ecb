"""What has happened so far: the setting and every admitted act, indexed so that questions can be answered.

A register only grows. Nothing in it is a conclusion: totals, causes and states are folded from it on demand, as
known on a day if asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any, Literal

from dingdian.law import acts as a
from dingdian.law.account import Account
from dingdian.law.dates import Calendar, Interval, Term, TermUnit, inclusive_term
from dingdian.law.events import (
    Booked,
    Corrected,
    Delivered,
    Event,
    Imposed,
    Item,
    Passed,
    Refiled,
    Repaired,
    RestoredEarly,
    Shortened,
)
from dingdian.law.explain import Reason
from dingdian.law.fold import fold
from dingdian.law.institutions.acts import DesignationApply
from dingdian.law.institutions.casework import DisputeClose, DisputeOpen
from dingdian.law.institutions.control import RestrictionImpose, RestrictionLift
from dingdian.law.institutions.facts import InstitutionFacts
from dingdian.law.regime import Regime
from dingdian.law.scoring import Facts, Score
from dingdian.law.setting import Institution, Person, PersonalAgreement, Setting
from dingdian.law.tiers import TierTable
from dingdian.law.values import Status

_DAY = timedelta(days=1)
LONG_AGO = date(1900, 1, 1)


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


@dataclass(slots=True)
class Filing:
    """A person filed at a site, counting from a day to a day (open if null); `effective` false waits for a ruling.

    It counts from `filed_on`, or from the institution's first agreement if that begins later.
    """

    institution: str
    department: str | None
    first: date
    last: date | None
    effective: bool = True
    doctor_agreement: PersonalAgreement | None = None
    filed_on: date = LONG_AGO

    def covers(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)

    def in_year(self, year: int, until: date) -> bool:
        first, last = date(year, 1, 1), min(until, date(year, 12, 31))
        return self.first <= last and (self.last is None or self.last >= first)


@dataclass(slots=True)
class InstitutionSanction:
    """A suspension or termination of an institution or department, as a fact that reaches persons and claims."""

    ref: str
    kind: Literal["suspended", "terminated"]
    institution: str
    department: str | None
    first: date
    last: date | None
    recorded: date
    responsible: tuple[str, ...]
    reaches_persons: bool

    def covers(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


def _department_sanction(record: Record) -> InstitutionSanction:
    """A department whose claims are suspended or ended, as the rules on persons see it."""
    act: RestrictionImpose = record.act
    ended = act.kind == "end_settlement"
    return InstitutionSanction(
        record.ref, "terminated" if ended else "suspended", act.institution, act.department, act.from_ or act.on,
        None if ended else act.to, record.recorded, (), True,
    )  # fmt: skip


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
        self._signed: dict[str, list[a.AgreementSign]] = {}
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
            self._signed.setdefault(act.institution, []).append(act)
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
        signed = self._signed.get(institution, ())
        starts += [x.start_on for x in signed if known_on is None or x.recorded <= known_on]
        return min(starts) if starts else LONG_AGO if stated else date.max

    def filings(self, person: str, known_on: date | None = None) -> list[Filing]:
        """Every filing of a person, with the leavings known; none counts before the institution's first agreement."""
        found = [
            Filing(
                s.institution,
                s.department,
                max(s.filed_on or LONG_AGO, self.qualified_since(s.institution, known_on)),
                s.left_on,
                self.in_scope(person, s.institution),
                s.doctor_agreement,
                s.filed_on or LONG_AGO,
            )
            for s in self.people[person].sites
        ]
        waits = self.regime.parameters.scope.out_of_list_action.value == "warn_and_hold"
        for record in self.of_person(person, known_on):
            act = record.act
            if isinstance(act, a.FilingSubmit):
                for old in found:
                    if old.institution == act.institution and old.covers(act.on):
                        old.last = act.on - _DAY if act.on > old.first else old.last
                effective = not waits or self.in_scope(person, act.institution, act.role)
                found.append(
                    Filing(
                        act.institution,
                        act.department,
                        max(act.on, self.qualified_since(act.institution, known_on)),
                        None,
                        effective,
                        act.doctor_agreement,
                        act.on,
                    )
                )
            elif isinstance(act, a.PersonLeave):
                for old in found:
                    if old.institution == act.institution and old.covers(act.on):
                        old.last = act.on
        return [f for f in found if f.last is None or f.last >= f.first]

    def kept_status(self, person: str, institution: str, day: date, known_on: date | None = None) -> Status:
        """The filing status the institution last entered; a filing starts as normal."""
        kept = Status.NORMAL
        for record in self.of_person(person, known_on):
            act = record.act
            if isinstance(act, a.StatusUpdate) and act.institution == institution and act.on <= day:
                kept = act.status
        return kept

    def lapsed_agreement(self, person: str, institution: str, day: date, known_on: date | None = None) -> date | None:
        """Last day of the doctor's agreement at a site, if it is stated and over (where the regime gives it weight)."""
        if self.regime.parameters.agreement.lapse_effect.value is None:
            return None
        for filing in self.filings(person, known_on):
            if filing.institution == institution and filing.covers(day) and filing.doctor_agreement is not None:
                end = self.personal_agreement_end(filing.doctor_agreement)
                if end is not None and day > end:
                    return end
        return None

    def personal_agreement_end(self, agreement: PersonalAgreement) -> date | None:
        """Last day of a doctor's agreement: as written, else the regime's term, the first day included."""
        years = self.regime.parameters.agreement.doctor_agreement_term_years.value
        if agreement.end_on is not None or years is None:
            return agreement.end_on
        return inclusive_term(agreement.start_on, Term(years, TermUnit.YEARS)).last

    def sanctions(self, known_on: date | None = None) -> list[InstitutionSanction]:
        """Suspensions and terminations of institutions and departments, ended where they were resumed.

        What another area decided, and what was decided on another area's agreement alone, is none of them.
        """
        found: list[InstitutionSanction] = []
        gone = self.voided(known_on)
        for record in self.institution_records(known_on):
            act = record.act
            if record.ref in gone or self._in_another_area(act):
                continue
            if isinstance(act, RestrictionImpose):
                if act.department is not None:
                    found.append(_department_sanction(record))
            elif isinstance(act, RestrictionLift):
                for old in found:
                    old.last = act.on - _DAY if old.ref == act.of and old.covers(act.on) else old.last
            elif isinstance(act, a.AgreementSuspend):
                reaches = not act.on_request and not self._is_ratio_measure(act.ground)
                found.append(
                    InstitutionSanction(
                        record.ref,
                        "suspended",
                        act.institution,
                        act.department,
                        act.from_ or act.on,
                        act.to,
                        record.recorded,
                        act.responsible,
                        reaches,
                    )
                )
            elif isinstance(act, a.AgreementTerminate):
                found.append(
                    InstitutionSanction(
                        record.ref,
                        "terminated",
                        act.institution,
                        act.department,
                        act.on,
                        None,
                        record.recorded,
                        act.responsible,
                        act.nature != "neutral",
                    )
                )
            elif isinstance(act, a.AgreementResume):
                for old in found:
                    same = old.institution == act.institution and act.department in (None, old.department)
                    if same and old.kind == "suspended" and old.covers(act.on):
                        old.last = act.on - _DAY
        if not found:
            return []
        for act in (r.act for r in self.records if isinstance(r.act, a.AgreementSign)):
            if known_on is None or act.recorded <= known_on:
                for old in found:
                    if old.kind == "terminated" and old.institution == act.institution and old.covers(act.start_on):
                        old.last = act.start_on - _DAY
        return [s for s in found if s.last is None or s.last >= s.first]

    def _in_another_area(self, act: Any) -> bool:
        """Whether a decision is one on the agreement that the institution has with another area."""
        named = getattr(act, "agreement", None)
        if named is None:
            return False
        signed = (x for known in self._signed.values() for x in known if x.id == named)
        stated = (x for x in self.setting.agreements or () if x.id == named)
        return any(x.area is not None for x in stated) or any(x.area is not None for x in signed)

    def _is_ratio_measure(self, ground: str | None) -> bool:
        """A measure drawn from the share of sanctioned persons makes nobody responsible, unless the regime says so."""
        if self.regime.parameters.propagation.ratio_measure_cascades.value:
            return False
        return ground in self.ratio_grounds

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

    def events(self, person: str, known_on: date | None = None) -> list[Event]:
        """Everything that bears on a person's account and causes, in recorded order."""
        p = self.regime.parameters
        events: list[Event] = []
        for record in self.of_person(person, known_on):
            events += self._event(person, record)
        for sanction in self.sanctions(known_on):
            events += self._propagated(person, sanction, known_on)
        if p.propagation.practice_order_suspends.value:
            for record in self.of_person(person, known_on):
                if isinstance(record.act, a.PracticeSuspend):
                    keys = ("propagation.practice_order_suspends",)
                    act = record.act
                    events.append(
                        Imposed(
                            act.from_,
                            record.recorded,
                            "practice_order",
                            Status.SUSPENDED,
                            act.to,
                            keys,
                            record.ref,
                        )
                    )
        events.sort(key=lambda e: e.recorded)
        return events

    def _event(self, person: str, record: Record) -> list[Event]:
        act, on, at = record.act, record.on, record.recorded
        if isinstance(act, a.HandlingDecide):
            return [self.booking(record.ref, act, person, self.handlings[record.ref].scores)]
        if isinstance(act, a.DeliverToInstitution):
            return [Delivered(on, at, act.of, act.effective_from)]
        if isinstance(act, a.ReviewDecide | a.AppealDecide):
            if act.outcome == "upheld":
                return []
            of = act.of or ""
            finding = act.finding
            return [Corrected(on, at, of, finding, 0 if act.outcome == "revoked" else act.points or 0, act.months)]
        if isinstance(act, a.RepairDecide) and act.outcome == "granted":
            return [Repaired(on, at, act.points or 0)] if act.kind == "points" else [Shortened(on, at, act.months or 0)]
        if isinstance(act, a.RestorationAssess) and act.outcome == "passed":
            return [Passed(on, at)]
        if isinstance(act, a.RestorationEarly):
            early = self.regime.parameters.restoration.early.value
            return [RestoredEarly(on, at)] if act.exam == "passed" or (early and not early.exam) else []
        if isinstance(act, a.QualificationSuspend | a.QualificationTerminate):
            clause = self.items[act.ground].under
            status = Status(self.regime.parameters.status.other_grounds.value[clause])
            first, last = (act.from_ or on, act.to) if isinstance(act, a.QualificationSuspend) else (on, None)
            return [Imposed(first, at, "other", status, last, ("status.other_grounds",), record.ref, clauses=(clause,))]
        if isinstance(act, a.LicenceRevoke):
            status = Status(self.regime.parameters.status.licence_revoked_maps_to.value)
            return [Imposed(on, at, "licence", status, None, ("status.licence_revoked_maps_to",), record.ref)]
        if isinstance(act, a.FilingSubmit):
            return [Refiled(on, at)]
        return []

    def booking(self, ref: str, act: a.HandlingDecide, person: str, scores: dict[tuple[str, str], Score]) -> Booked:
        """The entries of one handling for one person."""
        by_type = self.regime.parameters.scoring.same_type_key.value == "type"
        inspection = act.inspection or ref
        items = [
            Item(
                f.id,
                (inspection, f.type if by_type else scores[person, f.id].circumstance),
                scores[person, f.id].points,
            )
            for f in act.findings
            if (person, f.id) in scores
        ]
        given = (p.months for f in act.findings for p in f.persons if p.person == person)
        months = next((m for m in given if m is not None), None)
        return Booked(self.booked_on(act), act.recorded, ref, act.institution, items, months)

    def booked_on(self, act: a.HandlingDecide) -> date:
        """The day whose year an entry belongs to (C5): that of the underlying decision, or of the posting."""
        by_decision = self.regime.parameters.scoring.booking_time.value == "penalty_or_agreement_decision"
        return act.underlying_on if by_decision and act.underlying_on is not None else act.on

    def _propagated(self, person: str, s: InstitutionSanction, known_on: date | None) -> list[Event]:
        """How an institution's sanction reaches a person: the responsible ones, or all who are filed there."""
        p = self.regime.parameters.propagation
        if not s.reaches_persons or p.institution_cause_target.value is None:
            return []
        same_site = p.institution_cause_sites.value == "same_site_only"
        keys: tuple[str, ...] = (
            "propagation.institution_cause.target",
            "propagation.institution_cause.sites",
        )
        if p.institution_cause_target.value == "responsible_persons":
            if person not in s.responsible:
                return []
        elif not any(
            f.institution == s.institution
            and s.department in (None, f.department)
            and Interval(f.first, f.last).overlaps(Interval(s.first, s.last))
            for f in self.filings(person, known_on)
        ):
            return []
        kind: Literal["institution", "department"] = "department" if s.department else "institution"
        ban = None
        last = s.last
        if s.kind == "terminated":
            if p.institution_terminated_person_status.value is None:
                return []
            status = Status.TERMINATED
            keys = (*keys, "propagation.institution_terminated.person_status")
            same_site = p.institution_terminated_person_status.value == "terminated_at_site"
            years = p.institution_terminated_ban_years.value
            ban = None if years is None else Term(years, TermUnit.YEARS)
        else:
            status = Status.SUSPENDED
            keys = (*keys, "propagation.institution_cause.term")
            last = s.last if p.institution_cause_term.value == "same_as_trigger" else None
        return [
            Imposed(
                s.first,
                s.recorded,
                kind,
                status,
                last,
                keys,
                s.ref,
                s.institution if same_site else None,
                s.department if same_site else None,
                ban,
            )
        ]

    def account(self, person: str, known_on: date | None = None) -> Account:
        """The person's account and causes as known on a day (null: the whole file)."""
        account = fold(self.regime, self.table, self.events(person, known_on))
        for cause in account.causes:
            if cause.institution is not None and cause.status is Status.TERMINATED:
                again = [
                    f.first
                    for f in self.filings(person, known_on)
                    if f.institution == cause.institution and f.first > cause.first_day
                ]
                cause.restored_on = min(again, default=None)
                cause.last_day = None
        return account

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
