"""The exceptions of a region and who is filed where: what the gate knows, held in memory.

Of most persons only their filings are known: a line is paid where and while the person is filed. Of the few others,
and of places, rows say how it stands over time; of a person with rows they say everything, place by place.
"""

from __future__ import annotations

import mmap
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from dingdian.gate_client.answers import Answer, Line
from dingdian.gate_client.file import read

ELSEWHERE = "*"
"""Stands for every place that a person's rows do not name."""
OPEN = 0x7FFFFFFF
_REST = struct.Struct(">iiih")  # number of the place, first and last day as ordinals, number of the department


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a ground comes to; of two grounds the one of the higher gravity decides, unless the place goes first."""

    outcome: str
    reason: str
    says: str
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """How it stands over some days (ordinals, both included) with an ordinary line and with an emergency."""

    first: int
    last: int
    gravity: int
    ordinary: int
    urgent: int
    causes: tuple[str, ...]
    clauses: tuple[str, ...]
    person: str = ""

    def covers(self, day: int) -> bool:
        return self.first <= day <= self.last


Timelines = Mapping[str, Mapping[str, Sequence[Row]]]
"""Place (or `ELSEWHERE`) → department (or empty) → rows."""


@dataclass
class Snapshot:
    """What is known of a region at a place in its journal. `changed` is laid over the sorted filings."""

    region: str
    regime: str
    position: int
    made_at: datetime
    fresh_for: timedelta
    good_for: timedelta
    verdicts: list[Verdict]
    normal: int
    not_obtained: tuple[int, int, int]
    unknown: Mapping[str, int]
    institution_first: bool
    persons_ruled: bool
    per_site: bool
    places: dict[str, int]
    departments: Sequence[str]
    people: dict[str, Timelines]
    at: dict[str, Mapping[str, Sequence[Row]]]
    filings: memoryview
    width: int
    names: list[str] = field(default_factory=list)
    changed: dict[str, Sequence[tuple[str, int, int, str]]] = field(default_factory=dict)

    @classmethod
    def open(cls, path: str | Path, public_key: bytes) -> Snapshot:
        """The snapshot in a file; `Damaged` if its signature does not hold."""
        with Path(path).open("rb") as file:
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        return cls.of(*read(memoryview(data), public_key))

    @classmethod
    def of(cls, head: Mapping[str, Any], filings: memoryview) -> Snapshot:
        """The snapshot that a head and sorted filings tell of."""
        gravity, ordinary, urgent = head["not_obtained"]
        return cls(
            region=head["region"],
            regime=head["regime"],
            position=head["position"],
            made_at=datetime.fromisoformat(head["made_at"]),
            fresh_for=timedelta(seconds=head["fresh_for"]),
            good_for=timedelta(seconds=head["good_for"]),
            verdicts=[Verdict(a, b, c, tuple(clauses)) for a, b, c, clauses in head["verdicts"]],
            normal=head["normal"],
            not_obtained=(gravity, ordinary, urgent),
            unknown=head["unknown"],
            institution_first=head["institution_first"],
            persons_ruled=head["persons_ruled"],
            per_site=head["per_site"],
            places={code: n for n, code in enumerate(head["places"])},
            departments=head["departments"],
            people={who: timelines(rows) for who, rows in head["people"].items()},
            at={where: timelines(rows).get(where, {}) for where, rows in head["at"].items()},
            filings=filings,
            width=head["width"],
            names=list(head["places"]),
        )

    def add_place(self, code: str) -> None:
        """An institution that was registered since."""
        if code not in self.places:
            self.places[code] = len(self.names)
            self.names.append(code)

    def age(self, now: datetime) -> timedelta:
        """How long ago the snapshot was known to be what the record says."""
        return now - self.made_at

    def check(self, line: Line, now: datetime | None = None) -> Answer:
        """What the line comes to, as far as the snapshot knows. Whom or what it does not know it never lets pass.

        `now`: for telling whether the snapshot is old; left out, that is not asked. An old one says so; of one that is
        too old nothing is paid by default.
        """
        stale = now is not None and self.age(now) > self.fresh_for
        if now is not None and self.age(now) > self.good_for:
            return self._told("stale", line, stale)
        day = line.on.toordinal()
        if line.institution not in self.places:
            return self._told("institution", line, stale)
        filed = list(self._filed(line.person))
        if self.persons_ruled and not filed and line.person not in self.people:
            return self._told("person", line, stale)
        here = {d for where, first, last, d in filed if where == line.institution and first <= day <= last}
        departments = {line.department} if line.department else here
        place = self._at_place(line, day, departments)
        if not self.persons_ruled:
            return self._answer(line, place, None, stale)
        own = self._of_person(line, day, filed)
        if self.institution_first:
            return self._answer(line, place, own, stale)
        graver = place if place is not None and (own is None or place.gravity > own.gravity) else own
        return self._answer(line, None, graver, stale)

    def _at_place(self, line: Line, day: int, departments: set[str]) -> Row | None:
        known = self.at.get(line.institution)
        if known is None:
            return None
        rows = [
            row
            for department, listed in known.items()
            if not department or department in departments
            for row in listed
            if row.covers(day) and row.person in ("", line.person)
        ]
        return max(rows, key=lambda row: row.gravity, default=None)

    def _of_person(self, line: Line, day: int, filed: Sequence[tuple[str, int, int, str]]) -> Row | None:
        known = self.people.get(line.person)
        if known is None:
            for where, first, last, _ in filed:
                if first <= day <= last and (not self.per_site or where == line.institution):
                    return None
            gravity, ordinary, urgent = self.not_obtained
            return Row(day, day, gravity, ordinary, urgent, (), ())
        listed = known.get(line.institution, known.get(ELSEWHERE, {}))
        rows = listed.get(line.department or "", listed.get("", ()))
        return next((row for row in rows if row.covers(day)), None)

    def _answer(self, line: Line, place: Row | None, own: Row | None, stale: bool) -> Answer:
        """The place's word where it refuses; else the person's unless that is to pay; else the place's."""
        rows = [own]
        if place is not None:
            first, second = self._verdict(place, line), self._verdict(own, line)
            refused = first.outcome in ("deny", "manual_review")
            rows = [place] if refused or not self.persons_ruled else [place, own]
            if len(rows) == 2 and second.outcome != "pay":
                rows = [own, place]
        verdict = self._verdict(rows[0], line)
        clauses = [c for row in rows for c in (*self._verdict(row, line).clauses, *(row.clauses if row else ()))]
        causes = [c for row in rows if row is not None for c in row.causes]
        review = verdict.outcome == "manual_review"
        return Answer(
            verdict.outcome,
            verdict.reason,
            verdict.says,
            tuple(dict.fromkeys(clauses)),
            tuple(dict.fromkeys(causes)),
            review,
            stale,
            self.regime,
            self.position,
            self.made_at,
        )

    def _verdict(self, row: Row | None, line: Line) -> Verdict:
        if row is None:
            return self.verdicts[self.normal]
        return self.verdicts[row.urgent if line.emergency else row.ordinary]

    def _told(self, what: str, line: Line, stale: bool) -> Answer:
        """Never let pass by default; an emergency is paid and looked at afterwards."""
        verdict = self.verdicts[self.unknown[what]]
        outcome = "pay" if line.emergency else verdict.outcome
        return Answer(outcome, verdict.reason, verdict.says, verdict.clauses, (), True, stale, self.regime,
                      self.position, self.made_at)  # fmt: skip

    def _filed(self, person: str) -> Iterable[tuple[str, int, int, str]]:
        if person in self.changed:
            return self.changed[person]
        return self._sorted(person)

    def _sorted(self, person: str) -> Iterator[tuple[str, int, int, str]]:
        """The filings of a person: place, first and last day, department, found by halving."""
        sought = person.encode("utf-8")
        step, view, wide = self.width + _REST.size, self.filings, self.width
        if len(sought) > wide:
            return
        sought = sought.ljust(wide)
        low, high = 0, len(view) // step
        while low < high:
            middle = (low + high) // 2
            if bytes(view[middle * step : middle * step + wide]) < sought:
                low = middle + 1
            else:
                high = middle
        while low * step < len(view) and bytes(view[low * step : low * step + wide]) == sought:
            place, first, last, department = _REST.unpack_from(view, low * step + wide)
            yield self.names[place], first, last, self.departments[department]
            low += 1


def timelines(rows: Iterable[Sequence[Any]]) -> dict[str, dict[str, list[Row]]]:
    """Rows as the head writes them (place, department, first, last, gravity, two verdicts, causes, clauses, person)."""
    found: dict[str, dict[str, list[Row]]] = {}
    for where, department, first, last, gravity, ordinary, urgent, causes, clauses, person in rows:
        row = Row(first, last, gravity, ordinary, urgent, tuple(causes), tuple(clauses), person)
        found.setdefault(where, {}).setdefault(department, []).append(row)
    return found


def packed(person: str, width: int, place: int, first: int, last: int, department: int) -> bytes:
    """A filing as the sorted part of a snapshot holds it; the order is that of these bytes."""
    return person.encode("utf-8").ljust(width) + _REST.pack(place, first, last, department)


def ordinal(day: date | None) -> int:
    """A day as a snapshot writes it; an open end is the last of all."""
    return OPEN if day is None else day.toordinal()
