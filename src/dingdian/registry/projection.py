"""What the registry keeps of each entry: who is registered, where they are filed, and how they stand over time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from dingdian.journal.models import Region
from dingdian.journal.rebuild import Derived
from dingdian.journal.record import Change
from dingdian.journal.slices import AGREEMENT, INSTITUTION, PERSON, load, regime_of
from dingdian.law.institutions.agreements import Line, Termination, agreements, terminations
from dingdian.law.intervals import statuses
from dingdian.law.register import LONG_AGO, Register
from dingdian.registry.models import Agreement, Institution, Person, Site, Standing, YearPoints
from dingdian.registry.names import pinyin

_DAY = timedelta(days=1)


def project(change: Change) -> None:
    """Carry an entry into the registry."""
    region = change.entry.region
    if change.data is not None:
        _registered(change, change.data["law"], change.data["office"])
    persons = set(change.persons)
    if change.register is not None and not change.persons:
        at = Site.objects.filter(institution__region=region, institution__code__in=change.institutions)
        persons |= set(at.values_list("person__code", flat=True))
    if change.entry.name == AGREEMENT:
        at = Site.objects.filter(institution__region=region, institution__code__in=change.institutions)
        persons |= set(at.values_list("person__code", flat=True))
    _agreements(region, change)
    if persons:
        derive(region, persons, change.register if persons <= change.read else None)


def derived(region: Region) -> Sequence[Derived]:
    """Everything kept of a region here, in the order in which it may be deleted."""
    return (
        Derived(Agreement.objects.filter(institution__region=region)),
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
    codes = sorted(set(persons))
    register = register or load(region, persons=codes)
    if register.regime.persons is None:
        return
    institutions = dict(
        Institution.objects.filter(region=region, code__in=register.institutions).values_list("code", "id")
    )
    for row in Person.objects.filter(region=region, code__in=codes):
        _person(register, row, institutions)


def period(first: date, last: date | None) -> DateRange:
    """Days from the first to the last, both included (null: open), as the database keeps them."""
    return DateRange(None if first == LONG_AGO else first, None if last is None else last + _DAY)


def _person(register: Register, row: Person, institutions: dict[str, int]) -> None:
    Site.objects.filter(person=row).delete()
    Standing.objects.filter(person=row).delete()
    YearPoints.objects.filter(person=row).delete()
    if row.code not in register.people:
        return
    filings = register.filings(row.code)
    Site.objects.bulk_create(
        [
            Site(person=row, institution_id=institutions[at], department=department or "", period=period(first, last))
            for (at, department), spans in _merged(filings).items()
            if at in institutions
            for first, last in spans
        ]
    )
    Standing.objects.bulk_create(
        [
            Standing(
                person=row,
                institution_id=institutions[at],
                status=x.status.value,
                period=period(x.first, x.last),
                origins=list(x.origins),
            )
            for at in dict.fromkeys(f.institution for f in filings)
            if at in institutions
            for x in statuses(register, row.code, at)
        ]
    )
    account = register.account(row.code)
    ends = {line.year: max(x.on for x in account.lines if x.year == line.year) for line in account.lines}
    YearPoints.objects.bulk_create(
        [
            YearPoints(person=row, year=year, total=account.total(day), raw=max(0, account.raw(day)))
            for year, day in ends.items()
        ]
    )


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


def _registered(change: Change, data: Any, office: Any) -> None:
    region, entry = change.entry.region, change.entry
    if entry.name == INSTITUTION:
        Institution.objects.update_or_create(
            region=region,
            code=entry.ref,
            defaults={
                "name": data.get("name") or entry.ref,
                "pinyin": pinyin(data.get("name") or entry.ref),
                "sector": data["sector"],
                "institution_type": data.get("institution_type") or "",
                "ownership": data.get("ownership") or "",
                "division": office.get("division", ""),
                "uscc": office.get("uscc", ""),
                "data": office,
                "entry": entry,
            },
        )
    elif entry.name == PERSON:
        roles = data.get("role", data.get("roles", ()))
        Person.objects.update_or_create(
            region=region,
            code=entry.ref,
            defaults={
                "name": data.get("name") or entry.ref,
                "pinyin": pinyin(data.get("name") or entry.ref),
                "roles": [roles] if isinstance(roles, str) else list(roles),
                "id_number": office.get("id_number", ""),
                "data": office,
                "entry": entry,
            },
        )


def _agreements(region: Region, change: Change) -> None:
    """Agreements of the institutions concerned, from the setting and every signing."""
    if regime_of(region).institutions is None:
        return
    if change.entry.name != AGREEMENT and not change.entry.name.startswith("agreement."):
        return
    register = change.register or load(region, institutions=change.institutions)
    for row in Institution.objects.filter(region=region, code__in=change.institutions):
        Agreement.objects.filter(institution=row).delete()
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
                for line, last in _run(agreements(register, row.code), terminations(register, row.code))
            ]
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
