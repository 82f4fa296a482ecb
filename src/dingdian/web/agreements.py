"""Agreements of institutions as pages show them, whether or not their region has rules on institutions.

Where it has, the registry derives them; where it has none, they are what was registered.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from dingdian.journal import canonical
from dingdian.journal.models import Entry, Subject
from dingdian.journal.slices import AGREEMENT
from dingdian.registry.models import Agreement, Institution
from dingdian.registry.periods import last_day
from dingdian.web import dates
from dingdian.web.status import Sign

RUNNING = Sign("●", "协议有效", "good")


@dataclass(frozen=True)
class Term:
    """An agreement and the days it runs, both included; without a last day it runs on."""

    ref: str
    first: date
    last: date | None

    def sign(self, day: date) -> Sign:
        """How it stands on a day."""
        if self.first <= day and (self.last is None or day <= self.last):
            return RUNNING
        return Sign("○", "未开始" if day < self.first else "已到期", "none")

    @property
    def period(self) -> str:
        return dates.period(self.first, self.last)


def of(found: Iterable[Institution]) -> dict[int, list[Term]]:
    """Agreements by institution, the latest first: in one query, or two where only some regions have rules on them."""
    listed = {i.pk: i for i in found}
    ruled = {pk for pk, i in listed.items() if i.region.institutions}
    terms: dict[int, dict[str, Term]] = {pk: {} for pk in listed}
    if unruled := [i for pk, i in listed.items() if pk not in ruled]:
        _registered(unruled, terms)
    for row in Agreement.objects.filter(institution__in=ruled) if ruled else ():
        terms[row.institution_id][row.ref] = Term(row.ref, row.period.lower, last_day(row.period))
    return {pk: sorted(rows.values(), key=lambda t: t.first, reverse=True) for pk, rows in terms.items()}


def _registered(found: list[Institution], terms: dict[int, dict[str, Term]]) -> None:
    """What was registered of the agreements of some institutions."""
    codes = {(i.region_id, i.code): i.pk for i in found}
    about = Subject.objects.filter(
        region__in={i.region_id for i in found}, kind=Subject.Kind.AT, code__in={i.code for i in found}
    )
    entries = Entry.objects.filter(name=AGREEMENT, kind=Entry.Kind.REGISTRATION, id__in=about.values("entry_id"))
    for entry in entries.order_by("seq"):
        law = canonical.parse(entry.body)["law"]
        pk = codes.get((entry.region_id, law["institution"]))
        if pk is not None:
            span = date.fromisoformat(law["start_on"]), date.fromisoformat(law["end_on"])
            terms[pk][entry.ref] = Term(entry.ref, *span)
