"""公示: which applicants are made public now, until when, and what everybody may know of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from dingdian.casework.models import Case
from dingdian.journal.models import Region
from dingdian.journal.slices import load, regime_of
from dingdian.law.institutions.clocks import publicity_due
from dingdian.law.institutions.known import facts_on
from dingdian.law.regime import Clause
from dingdian.law.register import Register
from dingdian.registry import public
from dingdian.registry.models import Institution

SHOWN = ("published", "complaint_open")
"""States in which an applicant is public: that somebody complained is nobody else's to know."""


@dataclass(frozen=True, slots=True)
class Published:
    """An applicant made public: from a day to its last day (null: the rules set none), which may be provisional."""

    case: Case
    region: Region
    name: str
    code: str
    division: str
    address: str
    sector: str
    institution_type: str
    since: date
    ends: date | None
    provisional: bool
    clauses: tuple[Clause, ...]

    def open_on(self, day: date) -> bool:
        """Whether it is public, and anybody may complain, on a day."""
        return self.since <= day and (self.ends is None or day <= self.ends)


def published(day: date, only: Iterable[Region] | None = None) -> list[Published]:
    """Everything public on a day where the rules publish it, what ends first before the others."""
    found: list[Published] = []
    for region in public.regions() if only is None else only:
        if public.publishes(region, public.PUBLICITY):
            found += [p for p in _of(region) if p.open_on(day)]
    return sorted(found, key=lambda p: (p.ends or date.max, p.region.pk, p.case.pk))


def publicity_of(case: Case, day: date) -> Published | None:
    """What is public of a case on a day; null: nothing, or no more."""
    rows = published(day, [case.region]) if case.process == "publicity" else []
    return next((p for p in rows if p.case.pk == case.pk), None)


def _of(region: Region) -> Iterator[Published]:
    cases = list(Case.objects.filter(region=region, process="publicity", state__in=SHOWN).select_related("moved"))
    register = load(region, refs=[case.key for case in cases]) if cases else None
    rows = {row.code: row for row in Institution.objects.filter(region=region, code__in=[c.institution for c in cases])}
    for case in cases:
        assert register is not None
        case.region = region
        row = rows.get(case.institution)
        told = [x.on for x in register.of_case(case.key) if x.act.act == "publicity.publish"]
        if row is not None and told:
            yield _published(register, case, row, told[-1])


def _published(register: Register, case: Case, row: Institution, since: date) -> Published:
    due = publicity_due(register, case.key)
    regime = regime_of(case.region)
    ids = regime.flat["publicity_period"].clauses
    return Published(
        case=case,
        region=case.region,
        name=row.name,
        code=row.code,
        division=row.division,
        address=facts_on(register, row.code, since).registered_address or row.data.get("address", ""),
        sector=row.sector,
        institution_type=row.institution_type,
        since=since,
        ends=due.day if due is not None else None,
        provisional=due is not None and due.provisional,
        clauses=tuple(regime.clauses[i] for i in ids if i in regime.clauses),
    )
