"""The exceptions of a region and who is filed where: what the gate knows, held in memory.

Of most persons only their filings are known: a line is paid where and while the person is filed. Of the few others,
and of places, rows say how it stands over time; of a person with rows they say everything, place by place.
"""

from __future__ import annotations

import mmap
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from dingdian.gate_client.answers import Answer, Line
from dingdian.gate_client.file import Damaged, read

ELSEWHERE = "*"
"""Stands for every place that a person's rows do not name."""
OPEN = 0x7FFFFFFF
_REST = struct.Struct(">iiii")  # number of the place, first and last day as ordinals, number of the department


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

Filed = Sequence[tuple[str, int, int, str]]
"""Where somebody is filed: place, first and last day, department."""
Known = tuple[Filed, Timelines | None]
"""Filings and rows of a person (null: the filings say everything); one thing, so that nobody sees half of a change."""


@dataclass
class Snapshot:
    """What is known of a region at a place in its journal. `changed` is laid over people and the sorted filings."""

    region: str
    regime: str
    position: int
    chained: str
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
    by_claim_day: bool
    schemes: frozenset[str]
    scheme_clauses: tuple[str, ...]
    places: dict[str, int]
    departments: Sequence[str]
    people: dict[str, Timelines]
    at: dict[str, Mapping[str, Sequence[Row]]]
    filings: memoryview
    width: int
    names: list[str] = field(default_factory=list)
    changed: dict[str, Known] = field(default_factory=dict)

    @classmethod
    def open(cls, path: str | Path, public_key: bytes) -> Snapshot:
        """The snapshot in a file; `Damaged` if its signature does not hold."""
        with Path(path).open("rb") as file:
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        return cls.of(*read(memoryview(data), public_key))

    @classmethod
    def of(cls, head: Mapping[str, Any], filings: memoryview) -> Snapshot:
        """The snapshot that a head and sorted filings tell of; `Damaged` for one that another version has written."""
        try:
            return cls._of(head, filings)
        except KeyError as error:
            raise Damaged(f"快照文件缺少 {error.args[0]}，是另一版本写的；请重新签发") from None

    @classmethod
    def _of(cls, head: Mapping[str, Any], filings: memoryview) -> Snapshot:
        gravity, ordinary, urgent = head["not_obtained"]
        return cls(
            region=head["region"],
            regime=head["regime"],
            position=head["position"],
            chained=head["chained"],
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
            by_claim_day=head["by_claim_day"],
            schemes=frozenset(head["schemes"]),
            scheme_clauses=tuple(head["scheme_clauses"]),
            places={code: n for n, code in enumerate(head["places"])},
            departments=head["departments"],
            people={who: timelines(rows) for who, rows in head["people"].items()},
            at={where: timelines(rows).get(where, {}) for where, rows in head["at"].items()},
            filings=filings,
            width=head["width"],
            names=list(head["places"]),
        )

    def with_places(self, codes: Iterable[str]) -> Snapshot:
        """The same with institutions that were registered since."""
        new = [code for code in codes if code not in self.places]
        if not new:
            return self
        names = [*self.names, *new]
        return replace(self, names=names, places={code: n for n, code in enumerate(names)})

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
            return self.told("stale", line, stale)
        if line.institution not in self.places:
            return self.told("institution", line, stale)
        served, day = line.on.toordinal(), self._day(line)
        filed, rows = self._known(line.person)
        ruled = self.persons_ruled and not (self.institution_first and not line.person)
        if ruled and not filed and rows is None:
            return self.told("person", line, stale)
        place = self._at_place(line, served if self.institution_first else day, filed)
        if not ruled:
            return self._answer(line, place, None, stale)
        if line.scheme is not None and line.scheme not in self.schemes:
            return self._answer(line, place if self.institution_first else None, self._unlisted(day), stale)
        own = self._of_person(line, day, filed, rows)
        if self.institution_first:
            return self._answer(line, place, own, stale)
        graver = place if place is not None and (own is None or place.gravity > own.gravity) else own
        return self._answer(line, None, graver, stale)

    def told(self, what: str, line: Line, stale: bool) -> Answer:
        """What a line comes to for want of something: never let pass, save an emergency, looked at afterwards.

        `what`: person, institution, scheme, stale (too old a snapshot), record (facts that only the record judges).
        """
        verdict = self.verdicts[self.unknown[what]]
        outcome = "pay" if line.emergency else verdict.outcome
        return Answer(outcome, verdict.reason, verdict.says, verdict.clauses, (), True, stale, self.regime,
                      self.position, self.made_at)  # fmt: skip

    def _known(self, person: str) -> Known:
        changed = self.changed.get(person)
        return (list(self._sorted(person)), self.people.get(person)) if changed is None else changed

    def _day(self, line: Line) -> int:
        """The day by which persons are judged, as the rules have it."""
        on = line.claimed_on if self.by_claim_day and line.claimed_on is not None else line.on
        return on.toordinal()

    def _unlisted(self, day: int) -> Row:
        """Of an insurance that the rules do not name."""
        number = self.unknown["scheme"]
        return Row(day, day, self.not_obtained[0], number, number, (), ())

    def _at_place(self, line: Line, day: int, filed: Filed) -> Row | None:
        """What stands in the way at the place; a department is the stated one, or those the person is filed in."""
        known = self.at.get(line.institution)
        if known is None:
            return None
        here = {d for where, first, last, d in filed if where == line.institution and first <= day <= last}
        departments = {line.department} if line.department else here
        rows = [
            row
            for department, listed in known.items()
            if not department or department in departments
            for row in listed
            if row.covers(day) and row.person in ("", line.person)
        ]
        return max(rows, key=lambda row: row.gravity, default=None)

    def _of_person(self, line: Line, day: int, filed: Filed, known: Timelines | None) -> Row | None:
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
        rows, refused = [own], False
        if place is not None:
            first, second = self._verdict(place, line), self._verdict(own, line)
            refused = first.outcome in ("deny", "manual_review")
            rows = [place] if refused or not self.persons_ruled else [place, own]
            if len(rows) == 2 and second.outcome != "pay":
                rows = [own, place]
        verdict = self._verdict(rows[0], line)
        clauses = [c for row in rows for c in (*self._verdict(row, line).clauses, *(row.clauses if row else ()))]
        if line.scheme is not None and line.person and self.persons_ruled and not refused:
            clauses += self.scheme_clauses
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
