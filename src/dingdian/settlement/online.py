"""A region's snapshot in memory, kept fresh by the journal: only what an entry is about is read again.

When the database is away the last snapshot goes on answering, marked as old; when it is back, so is freshness.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import DatabaseError
from django.utils import timezone

from dingdian.gate_client.answers import Answer, Line
from dingdian.gate_client.snapshot import Snapshot, Verdict, ordinal, timelines
from dingdian.journal.models import Head, Region, Subject
from dingdian.journal.slices import AGREEMENT
from dingdian.registry.gate import kept
from dingdian.registry.models import GateRow, Institution, Site
from dingdian.registry.periods import last_day
from dingdian.settlement import head as heads
from dingdian.settlement.of_region import contents

FRESH_FOR, GOOD_FOR = timedelta(seconds=10), timedelta(days=1)
LOOK_EVERY = timedelta(seconds=0.25)
"""How often the head of the journal is looked at, at most."""
AGAIN_AFTER = timedelta(seconds=2)
"""How long the database is left alone after it did not answer."""
MANY = 2000
"""Persons changed at once from which the whole snapshot is read anew."""


class Online:
    """Answers for one region. `now` is the clock; any number of threads may ask."""

    def __init__(self, region: Region, now: Callable[[], datetime] = timezone.now) -> None:
        self._region, self._now, self._lock = region, now, threading.Lock()
        self._snapshot = self._whole()
        self._look_at = now() + LOOK_EVERY

    @property
    def position(self) -> int:
        """The last entry of the journal that is known here."""
        return self._snapshot.position

    def check(self, line: Line) -> Answer:
        """What a line comes to, as far as the journal was known a moment ago."""
        self.refresh()
        return self._snapshot.check(line, self._now())

    def refresh(self) -> None:
        """Read what the journal has since gained, if it is time to look; one thread looks, the others answer."""
        if self._now() < self._look_at or not self._lock.acquire(blocking=False):
            return
        try:
            self._catch_up()
            self._look_at = self._now() + LOOK_EVERY
        except DatabaseError:
            self._look_at = self._now() + AGAIN_AFTER
        finally:
            self._lock.release()

    def _whole(self) -> Snapshot:
        told, filings = contents(self._region, self._now())
        made = Snapshot.of(told, memoryview(filings))
        return replace(made, fresh_for=FRESH_FOR, good_for=GOOD_FOR)

    def _catch_up(self) -> None:
        looked_at, known = self._now(), self._snapshot
        newest = Head.objects.values_list("seq", flat=True).get(region=self._region)
        if newest == known.position:
            known.made_at = looked_at
            return
        between = {"entry__seq__gt": known.position, "entry__seq__lte": newest}
        moved = Subject.objects.filter(region=self._region, **between).values_list("kind", "code", "entry__name")
        kind = Subject.Kind
        persons = {code for of, code, _ in moved if of == kind.PERSON}
        places = {code for of, code, _ in moved if of in (kind.INSTITUTION, kind.AT)}
        itself = {code for of, code, name in moved if of == kind.AT or (of == kind.INSTITUTION and name == AGREEMENT)}
        there = Site.objects.filter(institution__region=self._region, institution__code__in=itself)
        persons |= set(there.values_list("person__code", flat=True)[: MANY + 1])
        if len(persons) > MANY:
            self._snapshot = self._whole()
            return
        self._places(known, places)
        self._people(known, persons)
        known.position, known.made_at = newest, looked_at

    def _places(self, known: Snapshot, codes: Iterable[str]) -> None:
        for code in Institution.objects.filter(region=self._region, code__in=codes).values_list("code", flat=True):
            known.add_place(code)
        rows = _by(GateRow.objects.filter(region=self._region, place__in=list(codes), of_place=True), "place")
        verdicts = _Numbered(known)
        for code in codes:
            known.at[code] = timelines(heads.row(verdicts, kept(x)) for x in rows.get(code, ())).get(code, {})

    def _people(self, known: Snapshot, codes: Iterable[str]) -> None:
        asked = sorted(codes)
        rows = _by(GateRow.objects.filter(region=self._region, person__in=asked, of_place=False), "person")
        filed: dict[str, list[tuple[str, int, int, str]]] = {code: [] for code in asked}
        sites = Site.objects.filter(person__region=self._region, person__code__in=asked)
        for who, where, period, department in sites.values_list(
            "person__code", "institution__code", "period", "department"
        ):
            first = heads.LONG_AGO if period.lower is None else period.lower
            filed[who].append((where, first.toordinal(), ordinal(last_day(period)), department))
        verdicts = _Numbered(known)
        for code in asked:
            known.changed[code] = filed[code]
            if code in rows:
                known.people[code] = timelines(heads.row(verdicts, kept(x)) for x in rows[code])
            else:
                known.people.pop(code, None)


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
