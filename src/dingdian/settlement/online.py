"""A region's snapshot in memory, kept fresh by the journal: only what an entry is about is read again."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from dingdian.gate_client.answers import Answer, Line
from dingdian.gate_client.file import Damaged
from dingdian.gate_client.snapshot import Known, Row, Snapshot, Verdict, ordinal, timelines
from dingdian.journal.models import Entry, Head, Region, Subject
from dingdian.journal.slices import AGREEMENT
from dingdian.registry.gate import kept
from dingdian.registry.models import GateRow, Institution, Site
from dingdian.registry.periods import last_day
from dingdian.settlement import head as heads
from dingdian.settlement.moment import one_moment
from dingdian.settlement.of_region import bound, contents, handed
from dingdian.settlement.shelf import Shelf

_log = logging.getLogger(__name__)
GOOD_FOR = timedelta(days=1)
"""From when nothing is paid by default, the record not having been reached for so long."""
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


def last_known(region: Region, shelf: Shelf | None) -> Snapshot | None:
    """The snapshot on the shelf, if it is of this journal and of the rules that bind the region now."""
    found = None if shelf is None else shelf.take(region.pk)
    if found is None or found[0].get("bound") != bound(region):
        return None
    head, filings = found
    last = Entry.objects.filter(region=region, seq=head["position"], hash=head["chained"])
    return believed(head, filings) if head["position"] == 0 or last.exists() else None


def believed(head: dict[str, Any], filings: memoryview) -> Snapshot | None:
    """The snapshot of a file, if this version of the gate can read it."""
    try:
        return Snapshot.of(head, filings)
    except Damaged as error:
        _log.warning("gate: what was kept of %s is not used (%s)", head["region"], error)
        return None


class Online:
    """Answers for one region; any number of threads may ask while one keeps it fresh."""

    def __init__(self, region: Region, snapshot: Snapshot, fresh_for: timedelta) -> None:
        self.region, self._fresh_for = region, fresh_for
        self._renewed: Snapshot | None = None
        self._snapshot = self._online(snapshot)

    @property
    def snapshot(self) -> Snapshot:
        return self._snapshot

    @property
    def position(self) -> int:
        """The last entry of the journal that is known here."""
        return self._snapshot.position

    def check(self, line: Line, now: datetime) -> Answer:
        """What a line comes to, as far as the journal is known here."""
        return self._snapshot.check(line, now)

    def serves(self, institution: str) -> bool:
        """Whether the institution is registered in this region."""
        return institution in self._snapshot.places

    def renewed(self, snapshot: Snapshot) -> None:
        """Take a snapshot that was read anew in the place of the one in use, at the next look."""
        self._renewed = self._online(snapshot)

    def catch_up(self, newest: int, now: datetime) -> None:
        """Read what bears on the entries up to `newest`, the journal's last as seen at `now`; of one thread at a time.

        Raises `DatabaseError`, and then knows what it knew.
        """
        known, self._renewed = self._renewed or self._snapshot, None
        if newest != known.position:
            with one_moment():
                known = self._read(known)
        known.made_at = now
        self._snapshot = known

    def _online(self, snapshot: Snapshot) -> Snapshot:
        return replace(snapshot, fresh_for=self._fresh_for, good_for=GOOD_FOR)

    def _read(self, known: Snapshot) -> Snapshot:
        newest = Head.objects.values_list("seq", flat=True).get(region=self.region)
        between = {"entry__seq__gt": known.position, "entry__seq__lte": newest}
        moved = Subject.objects.filter(region=self.region, **between).values_list("kind", "code", "entry__name")
        kind = Subject.Kind
        persons = {code for of, code, _ in moved if of == kind.PERSON}
        places = {code for of, code, _ in moved if of in (kind.INSTITUTION, kind.AT)}
        itself = {code for of, code, name in moved if of == kind.AT or (of == kind.INSTITUTION and name == AGREEMENT)}
        there = Site.objects.filter(institution__region=self.region, institution__code__in=itself)
        persons |= set(there.values_list("person__code", flat=True)[: MANY + 1])
        taken_back = newest < known.position  # the database was put back to an earlier state
        if taken_back or len(persons) > MANY or len(known.changed) > LAID_OVER:
            return self._online(whole(self.region, known.made_at, None))
        numbers = _Numbered(known)
        new = Institution.objects.filter(region=self.region, code__in=places - known.places.keys())
        at, people = self._places(numbers, places), self._people(numbers, persons)
        # A snapshot of its own: an answer is of one place in the journal, whatever is read meanwhile.
        told = replace(known, at=known.at | at, changed=known.changed | people, position=newest)
        return told.with_places(new.values_list("code", flat=True))

    def _places(self, numbers: _Numbered, codes: Iterable[str]) -> dict[str, Mapping[str, Sequence[Row]]]:
        rows = _by(GateRow.objects.filter(region=self.region, place__in=list(codes), of_place=True), "place")
        return {code: timelines(heads.row(numbers, kept(x)) for x in rows.get(code, ())).get(code, {})
                for code in codes}  # fmt: skip

    def _people(self, numbers: _Numbered, codes: Iterable[str]) -> dict[str, Known]:
        asked = sorted(codes)
        rows = _by(GateRow.objects.filter(region=self.region, person__in=asked, of_place=False), "person")
        filed: dict[str, list[tuple[str, int, int, str]]] = {code: [] for code in asked}
        sites = Site.objects.filter(person__region=self.region, person__code__in=asked)
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
