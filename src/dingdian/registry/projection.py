"""What the registry keeps of each entry: who is registered, where they are filed, and how they stand over time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from dingdian.journal import bulk
from dingdian.journal.models import Region
from dingdian.journal.rebuild import Derived
from dingdian.journal.record import Change
from dingdian.journal.slices import AGREEMENT, INSTITUTION, PERSON, load, regime_of
from dingdian.journal.subjects import concerns_itself
from dingdian.law.filings import Filing, personal_agreement_end
from dingdian.law.institutions.agreements import Line, Termination, agreements, terminations
from dingdian.law.internal_rules import versions
from dingdian.law.intervals import statuses
from dingdian.law.register import Register
from dingdian.registry import designations, gate
from dingdian.registry.models import (
    Agreement,
    Department,
    Designation,
    GateRow,
    Institution,
    InternalRules,
    Paper,
    Person,
    PersonalAgreement,
    Site,
    Standing,
    YearPoints,
)
from dingdian.registry.names import pinyin
from dingdian.registry.numbers import division_of
from dingdian.registry.periods import period

_DAY = timedelta(days=1)
_TOGETHER = 1000  # persons whose slices are read in one go
_BATCH = 5000  # rows a statement


def project(change: Change) -> None:
    """Carry an entry into the registry."""
    _carry((change,))


def project_many(changes: Sequence[Change]) -> None:
    """Carry entries of one region into the registry, in their order, with few queries however many they are."""
    if changes:
        _carry(changes)


def _carry(changes: Sequence[Change]) -> None:
    region = changes[0].entry.region
    registered(region, [change for change in changes if change.data is not None])
    _agreements(region, changes)
    designations.carry(region, changes)
    _internal_rules(region, changes)
    persons: set[str] = set().union(*(change.persons for change in changes))
    places: set[str] = set()
    for change in changes:
        itself = change.data is None and concerns_itself(change.entry.name, change.persons)
        if itself or change.entry.name == AGREEMENT:
            places |= change.institutions
    if places:
        at = Site.objects.filter(institution__region=region, institution__code__in=places)
        persons |= set(at.values_list("person__code", flat=True))
    if persons:
        only = changes[0] if len(changes) == 1 else None
        derive(region, persons, only.register if only is not None and persons <= only.read else None)


def derived(region: Region) -> Sequence[Derived]:
    """Everything kept of a region here, in the order in which it may be deleted."""
    return (
        Derived(Paper.objects.filter(Q(institution__region=region) | Q(person__region=region))),
        Derived(GateRow.objects.filter(region=region)),
        Derived(Department.objects.filter(institution__region=region)),
        Derived(InternalRules.objects.filter(institution__region=region)),
        Derived(PersonalAgreement.objects.filter(person__region=region)),
        Derived(Agreement.objects.filter(institution__region=region)),
        Derived(Designation.objects.filter(institution__region=region)),
        Derived(YearPoints.objects.filter(person__region=region)),
        Derived(Standing.objects.filter(person__region=region)),
        Derived(Site.objects.filter(person__region=region)),
        Derived(Person.objects.filter(region=region)),
        Derived(Institution.objects.filter(region=region)),
    )


def derive(region: Region, persons: Iterable[str], register: Register | None = None) -> None:
    """Sites, standings and points of these persons anew, from everything the journal says of them.

    `register`: where all of that has been read already.
    """
    if regime_of(region).persons is None:
        return
    codes = sorted(set(persons))
    for start in range(0, len(codes), _TOGETHER):
        part = codes[start : start + _TOGETHER]
        _derive(region, part, register or load(region, persons=part))


def _derive(region: Region, codes: list[str], register: Register) -> None:
    institutions = dict(
        Institution.objects.filter(region=region, code__in=register.institutions).values_list("code", "id")
    )
    rows = list(Person.objects.filter(region=region, code__in=codes))
    for kept in (Site.objects, Standing.objects, YearPoints.objects, PersonalAgreement.objects):
        kept.filter(person__in=rows).delete()
    made = _Made([], [], [], [])
    for row in rows:
        if row.code in register.people:
            _person(register, row, institutions, made)
    bulk.insert(made.sites)
    bulk.insert(made.standings)
    bulk.insert(made.years)
    bulk.insert(made.agreements)
    gate.of_persons(region, codes, register)


@dataclass(frozen=True)
class _Made:
    sites: list[Site]
    standings: list[Standing]
    years: list[YearPoints]
    agreements: list[PersonalAgreement]


def _person(register: Register, row: Person, institutions: dict[str, int], made: _Made) -> None:
    filings = register.filings(row.code)
    for (at, department), spans in _merged(filings).items():
        if at in institutions:
            made.sites.extend(
                Site(person=row, institution_id=institutions[at], department=department or "", period=period(*span))
                for span in spans
            )
    for at, first, last in _agreed(register, filings):
        if at in institutions:
            place = institutions[at]
            made.agreements.append(PersonalAgreement(person=row, institution_id=place, period=period(first, last)))
    for at in dict.fromkeys(f.institution for f in filings):
        if at in institutions:
            made.standings.extend(
                Standing(
                    person=row,
                    institution_id=institutions[at],
                    status=x.status.value,
                    period=period(x.first, x.last),
                    origins=list(x.origins),
                )
                for x in statuses(register, row.code, at)
            )
    account = register.account(row.code)
    ends = {line.year: max(x.on for x in account.lines if x.year == line.year) for line in account.lines}
    made.years.extend(
        YearPoints(person=row, year=year, total=account.total(day), raw=max(0, account.raw(day)))
        for year, day in ends.items()
    )


def _agreed(register: Register, filings: Iterable[Filing]) -> list[tuple[str, date, date | None]]:
    """Place, first and last day of each personal agreement; it ends with the filing, at the latest."""
    found: dict[tuple[str, date, date | None], None] = {}
    for f in filings:
        if f.doctor_agreement is None:
            continue
        ends = [d for d in (personal_agreement_end(register, f.doctor_agreement), f.last) if d is not None]
        last = min(ends, default=None)
        if last is None or f.doctor_agreement.start_on <= last:
            found[f.institution, f.doctor_agreement.start_on, last] = None
    return list(found)


def _merged(filings: Iterable[Any]) -> dict[tuple[str, str | None], list[tuple[date, date | None]]]:
    """Spans of each place, those that touch or overlap made one."""
    found: dict[tuple[str, str | None], list[tuple[date, date | None]]] = {}
    for f in sorted(filings, key=lambda f: f.first):
        if f.last is not None and f.last < f.first:
            continue
        spans = found.setdefault((f.institution, f.department), [])
        if spans and (spans[-1][1] is None or f.first <= spans[-1][1] + _DAY):
            last = None if spans[-1][1] is None or f.last is None else max(spans[-1][1], f.last)
            spans[-1] = (spans[-1][0], last)
        else:
            spans.append((f.first, f.last))
    return found


def registered(region: Region, changes: Iterable[Change]) -> None:
    """The rows of who and what is registered; of one code the latest counts."""
    latest = {(change.entry.name, change.entry.ref): change for change in changes}
    institutions = [_institution(c) for (name, _), c in latest.items() if name == INSTITUTION]
    people = [_registered_person(c) for (name, _), c in latest.items() if name == PERSON]
    known = [*_upsert(region, institutions), *_upsert(region, people)]
    _forget(known)
    _departments(institutions)
    _papers([*institutions, *people])


def _upsert(region: Region, rows: Sequence[Any]) -> list[Any]:
    """Write the rows; which of them were there before."""
    if not rows:
        return []
    model = type(rows[0])
    there = set(model.objects.filter(region=region, code__in=[row.code for row in rows]).values_list("code", flat=True))
    known = [row for row in rows if row.code in there]
    bulk.insert([row for row in rows if row.code not in there])
    kept = [f.name for f in model._meta.concrete_fields if f.name not in ("id", "region", "code")]
    model.objects.bulk_create(
        known, batch_size=_BATCH, update_conflicts=True, unique_fields=["region", "code"], update_fields=kept
    )
    return known


def _forget(rows: Sequence[Any]) -> None:
    """Take away what an earlier registration said of these."""
    institutions = [row for row in rows if isinstance(row, Institution)]
    people = [row for row in rows if isinstance(row, Person)]
    if institutions:
        Department.objects.filter(institution__in=institutions).delete()
        Paper.objects.filter(institution__in=institutions).delete()
    if people:
        Paper.objects.filter(person__in=people).delete()


def _institution(change: Change) -> Institution:
    entry, data, office = change.entry, change.data["law"], change.data["office"]  # type: ignore[index]
    name = data.get("name") or entry.ref
    spelled = pinyin(name)
    return Institution(
        region_id=entry.region_id,
        code=entry.ref,
        name=name,
        pinyin=spelled,
        initials=spelled.rpartition("|")[2],
        sector=data["sector"],
        institution_type=data.get("institution_type") or "",
        ownership=data.get("ownership") or "",
        division=office.get("division") or division_of(entry.ref),
        uscc=office.get("uscc", ""),
        data=office,
        entry=entry,
    )


def _registered_person(change: Change) -> Person:
    entry, data, office = change.entry, change.data["law"], change.data["office"]  # type: ignore[index]
    name = data.get("name") or entry.ref
    spelled = pinyin(name, person=True, longest=200)
    roles = data.get("role", data.get("roles", ()))
    return Person(
        region_id=entry.region_id,
        code=entry.ref,
        name=name,
        pinyin=spelled,
        initials=spelled.rpartition("|")[2],
        roles=[roles] if isinstance(roles, str) else list(roles),
        id_number=office.get("id_number", ""),
        data=office,
        entry=entry,
    )


def _departments(rows: Sequence[Institution]) -> None:
    bulk.insert(
        [
            Department(institution=row, name=d["name"], first=day(d.get("from")), last=day(d.get("to")))
            for row in rows
            for d in row.data.get("departments", ())
        ]
    )


def _papers(holders: Sequence[Institution | Person]) -> None:
    bulk.insert(
        [
            Paper(
                institution=row if isinstance(row, Institution) else None,
                person=row if isinstance(row, Person) else None,
                kind=p["kind"],
                number=p["number"],
                first=day(p.get("from")),
                last=day(p.get("to")),
            )
            for row in holders
            for p in row.data.get("papers", ())
        ]
    )


def day(text: str | None) -> date | None:
    """A day as the journal writes it; null: not stated."""
    return date.fromisoformat(text) if text else None


def _agreements(region: Region, changes: Iterable[Change]) -> None:
    """Agreements of the institutions concerned, from the setting and every signing."""
    if regime_of(region).institutions is None:
        return
    moved = [c for c in changes if c.entry.name == AGREEMENT or c.entry.name.startswith("agreement.")]
    if not moved:
        return
    places = set[str]().union(*(c.institutions for c in moved))
    register = moved[0].register if len(moved) == 1 else None
    register = register or load(region, institutions=places)
    rows = list(Institution.objects.filter(region=region, code__in=places))
    Agreement.objects.filter(institution__in=rows).delete()
    Agreement.objects.bulk_create(
        [
            Agreement(
                institution=row,
                ref=line.ref,
                kind=line.kind or "",
                parent=line.parent or "",
                area=line.area or "",
                period=period(line.first, last),
            )
            for row in rows
            for line, last in _run(agreements(register, row.code), terminations(register, row.code))
        ],
        batch_size=_BATCH,
    )


def _internal_rules(region: Region, changes: Sequence[Change]) -> None:
    """The versions of the institutions whose own rules were told of."""
    moved = [c for c in changes if c.entry.name.startswith("rules.")]
    if not moved:
        return
    places = set[str]().union(*(c.institutions for c in moved))
    register = load(region, institutions=places)
    rows = list(Institution.objects.filter(region=region, code__in=places))
    InternalRules.objects.filter(institution__in=rows).delete()
    InternalRules.objects.bulk_create(
        [
            InternalRules(
                institution=row, document=v.document, version=v.version, text=v.text, period=period(v.first, v.last)
            )
            for row in rows
            for v in versions(register, row.code)
        ],
        batch_size=_BATCH,
    )


def _run(lines: Iterable[Line], ended: Iterable[Termination]) -> Iterator[tuple[Line, date]]:
    """The agreements that ran and their last days; one signed anew in place of another ends it the day before."""
    kinds: dict[tuple[str | None, ...], list[Line]] = {}
    for line in lines:
        kinds.setdefault((line.kind, line.parent, line.area), []).append(line)
    for same in kinds.values():
        same.sort(key=lambda line: line.first)
        for line, following in zip(same, [*same[1:], None], strict=True):
            last = _last(line, ended)
            if following is not None:
                last = min(last, following.first - _DAY)
            if line.first <= last:
                yield line, last


def _last(line: Line, ended: Iterable[Termination]) -> date:
    """The last day an agreement ran: of its term, or before the decision that ended it."""
    cut = [
        t.first - _DAY
        for t in ended
        if t.department is None and t.agreement in (None, line.ref) and t.first >= line.first
    ]
    return min([line.last, *cut])
