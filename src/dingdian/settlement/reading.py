"""Reading what the registry has derived into a snapshot: all of it, or what the journal has gained.

It needs the law, which takes a second to load; a start from the shelf does without (`online.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from dingdian.gate_client.snapshot import Known, Row, Snapshot, Verdict, ordinal, timelines
from dingdian.journal.models import Head, Region, Subject
from dingdian.journal.slices import AGREEMENT
from dingdian.registry.gate import kept
from dingdian.registry.models import GateRow, Institution, Site
from dingdian.registry.periods import last_day
from dingdian.settlement import head as heads
from dingdian.settlement.of_region import contents, handed
from dingdian.settlement.shelf import Shelf

MANY = 2000
"""Persons changed at once from which the whole snapshot is read anew."""
LAID_OVER = 50_000
"""The same for those changed since it was last read."""


def whole(region: Region, now: datetime, shelf: Shelf | None) -> Snapshot:
    """The snapshot read anew, and kept on the shelf if there is one; there it also takes less memory."""
    if shelf is not None:
        handed(region, now, partial(shelf.keep, region.pk))
        kept_there = shelf.take(region.pk)
        if kept_there is not None:
            return Snapshot.of(*kept_there)
    told, filings = contents(region, now)
    return Snapshot.of(told, memoryview(filings))


def newer(region: Region, known: Snapshot) -> Snapshot:
    """The snapshot with what the journal has gained since; what an entry is about is read again."""
    newest = Head.objects.values_list("seq", flat=True).get(region=region)
    between = {"entry__seq__gt": known.position, "entry__seq__lte": newest}
    moved = Subject.objects.filter(region=region, **between).values_list("kind", "code", "entry__name")
    kind = Subject.Kind
    persons = {code for of, code, _ in moved if of == kind.PERSON}
    places = {code for of, code, _ in moved if of in (kind.INSTITUTION, kind.AT)}
    itself = {code for of, code, name in moved if of == kind.AT or (of == kind.INSTITUTION and name == AGREEMENT)}
    there = Site.objects.filter(institution__region=region, institution__code__in=itself)
    persons |= set(there.values_list("person__code", flat=True)[: MANY + 1])
    taken_back = newest < known.position  # the database was put back to an earlier state
    if taken_back or len(persons) > MANY or len(known.changed) > LAID_OVER:
        return replace(whole(region, known.made_at, None), fresh_for=known.fresh_for, good_for=known.good_for)
    numbers = _Numbered(known)
    new = Institution.objects.filter(region=region, code__in=places - known.places.keys())
    at, people = _places(region, numbers, places), _people(region, numbers, persons)
    # A snapshot of its own: an answer is of one place in the journal, whatever is read meanwhile.
    told = replace(known, at=known.at | at, changed=known.changed | people, position=newest)
    return told.with_places(new.values_list("code", flat=True))


def _places(region: Region, numbers: _Numbered, codes: Iterable[str]) -> dict[str, Mapping[str, Sequence[Row]]]:
    rows = _by(GateRow.objects.filter(region=region, place__in=list(codes), of_place=True), "place")
    return {code: timelines(heads.row(numbers, kept(x)) for x in rows.get(code, ())).get(code, {})
            for code in codes}  # fmt: skip


def _people(region: Region, numbers: _Numbered, codes: Iterable[str]) -> dict[str, Known]:
    asked = sorted(codes)
    rows = _by(GateRow.objects.filter(region=region, person__in=asked, of_place=False), "person")
    filed: dict[str, list[tuple[str, int, int, str]]] = {code: [] for code in asked}
    sites = Site.objects.filter(person__region=region, person__code__in=asked)
    for who, where, period, department in sites.values_list(
        "person__code", "institution__code", "period", "department"
    ):
        first = heads.LONG_AGO if period.lower is None else period.lower
        filed[who].append((where, first.toordinal(), ordinal(last_day(period)), department))
    told = {code: timelines(heads.row(numbers, kept(x)) for x in found) for code, found in rows.items()}
    return {code: (filed[code], told.get(code)) for code in asked}


def _by(rows: Iterable[GateRow], name: str) -> dict[str, list[GateRow]]:
    found: dict[str, list[GateRow]] = {}
    for row in rows:
        found.setdefault(getattr(row, name), []).append(row)
    return found


class _Numbered(heads.Verdicts):
    """The verdicts of a snapshot in use: what is new is put behind what is there."""

    def __init__(self, known: Snapshot) -> None:
        super().__init__({heads.Comes(v.outcome, v.reason, v.says, v.clauses): n for n, v in enumerate(known.verdicts)})
        self._known = known

    def number(self, of: heads.Comes) -> int:
        if of not in self.known:
            self._known.verdicts.append(Verdict(of.outcome, of.reason, of.says, of.clauses))
        return super().number(of)
