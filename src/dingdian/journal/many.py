"""Thousands of acts at once: each admitted by the law in its turn, the chain computed in memory, rows in bulk.

Acts that bear on each other are told in one register, in their order; those of one group never bear on another's,
which is looked at and not supposed: where they do, the acts are told in two halves, one after the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import count
from typing import Any

from django.db import transaction

from dingdian.journal import bulk
from dingdian.journal.batch import append, chunks, earlier_of
from dingdian.journal.models import Entry, Region, Subject
from dingdian.journal.record import (
    ID_TAKEN,
    Actor,
    Change,
    Conflict,
    Pair,
    Recorded,
    Subjects,
    admitted,
    asked_of,
    changed,
    check_lengths,
    drafted,
    inherited,
    locked,
    modules,
    record,
    replayed,
    seal,
    today,
)
from dingdian.journal.slices import PERSON, Slice
from dingdian.journal.subjects import About, about, concerns_itself, subjects

GROUPS = 2000  # read together
_SEVERAL = -1
_KIND = Subject.Kind
_BEARING = frozenset({_KIND.PERSON, _KIND.AT, _KIND.CASE, _KIND.EVERYWHERE})


@dataclass(frozen=True)
class Told:
    """What `journal.record.record` is told of one act."""

    act: Any
    by: Actor
    key: str
    recorded_on: date | None = None


@dataclass
class _Row:
    """An act on its way into the journal."""

    told: Told
    asked: str
    seq: int
    pk: int
    act: Any
    entry: Entry | None = None
    found: Subjects = field(default_factory=set)
    result: Recorded | None = None


class _Entangled(Exception):  # noqa: N818
    """Acts of one group bear on those of another."""


def record_many(region: Region, told: Sequence[Told]) -> list[Recorded]:
    """Write acts in their order, all or none; what was written before under the same key is not repeated.

    The outcome is that of `record` for each in turn; raises what `record` raises, for the first group that meets it.
    """
    with transaction.atomic():
        try:
            with transaction.atomic():
                return _together(region, told)
        except _Entangled:
            if len(told) == 1:
                return [record(region, x.act, by=x.by, key=x.key, recorded_on=x.recorded_on) for x in told]
            half = len(told) // 2
            return record_many(region, told[:half]) + record_many(region, told[half:])


def _together(region: Region, told: Sequence[Told]) -> list[Recorded]:
    batched = [module for module in modules() if hasattr(module, "Batch")]
    others = [module for module in modules() if module not in batched]
    if not all(hasattr(module, "project_many") for module in others):
        raise _Entangled
    head = locked(region)
    earlier = earlier_of(region, [x.key for x in told])
    results: list[Recorded | _Row] = []
    rows: list[_Row] = []
    own: dict[str, _Row] = {}
    for x in told:
        asked = asked_of(x.act)
        if x.key in earlier:
            results.append(replayed(earlier[x.key], asked))
        elif x.key in own:
            raise _Entangled  # sent twice in one go: what was said first is there to be compared when told in turn
        else:
            check_lengths(x.act)
            row = own[x.key] = _Row(x, asked, head.seq + len(rows) + 1, 0, x.act)
            rows.append(row)
            results.append(row)
    if not rows:
        return [x for x in results if isinstance(x, Recorded)]
    _number(region, rows)
    kept = _inherited(region, {ref for row in rows for ref in (row.act.id, *about(row.act).refs)})
    groups = _groups(rows, kept)
    apart = _Apart(groups, kept)
    named = apart.borne.keys() | set[Pair]().union(*kept.values())
    persons = {code for kind, code in named if kind == _KIND.PERSON}
    places = {code for kind, code in apart.borne if kind == _KIND.AT}
    batches = [module.Batch(region, persons, places) for module in batched]
    changes: list[Change] = []
    for start in range(0, len(groups), GROUPS):
        part = groups[start : start + GROUPS]
        reading = _Reading(region, part, kept)
        for number, group in enumerate(part, start):
            changes += _admitted(region, reading, number, group, apart, batches)
    for row in rows:
        assert row.entry is not None
        seal(head, row.entry, row.found)
    append(head, [(row.entry, row.found) for row in rows if row.entry is not None])
    for module in others:
        module.project_many(changes)
    for batch in batches:
        batch.write()
    return [x.result if isinstance(x, _Row) else x for x in results]  # type: ignore[misc]


def _number(region: Region, rows: Sequence[_Row]) -> None:
    """The database's keys, and an id for each act that has none. Raises `Conflict` where another act has it."""
    refs = [row.act.id or f"{row.act.act}#{row.seq}" for row in rows]
    taken: set[str] = set()
    for some in chunks(refs):
        held = Entry.objects.filter(region=region, kind=Entry.Kind.ACT, ref__in=some)
        taken |= set(held.values_list("ref", flat=True))
    for row, pk in zip(rows, bulk.keys(Entry, len(rows)), strict=True):
        row.pk = pk
        if row.act.id is None:
            if f"{row.act.act}#{row.seq}" in taken:
                raise _Entangled
            made = (f"{row.act.act}#{number}" for number in count(row.seq))
            row.act = row.act.model_copy(update={"id": next(ref for ref in made if ref not in taken)})
        elif row.act.id in taken:
            raise Conflict(ID_TAKEN)
        taken.add(str(row.act.id))
        day = row.told.recorded_on or today()
        if day != row.act.recorded:
            row.act = row.act.model_copy(update={"recorded_on": day})


def _bears(act: Any, kept: dict[str, set[Pair]]) -> set[Pair]:
    """What an act that has its id may bear on, rather too much than too little; `kept`: what its references are about.

    Two acts on one person may each name only a decision that was told long before.
    """
    said = about(act)
    inherited = set[Pair]().union(*(kept.get(ref, ()) for ref in said.refs))
    found: set[Pair] = {(_KIND.PERSON, code) for code in said.persons | said.known}
    found |= {pair for pair in inherited if pair[0] == _KIND.PERSON}
    institutions = said.institutions or {code for kind, code in inherited if kind == _KIND.INSTITUTION}
    if institutions and concerns_itself(act.act, [code for _, code in found]):
        found |= {(_KIND.AT, code) for code in institutions}
    found |= {(_KIND.CASE, ref) for ref in (act.id, *said.refs)}
    if not (said.persons or said.institutions or said.refs):
        found.add((_KIND.EVERYWHERE, ""))
    return found


def _groups(rows: Sequence[_Row], kept: dict[str, set[Pair]]) -> list[list[_Row]]:
    """Acts that share a person, an institution itself or a case, each group in the order of the journal."""
    above: dict[Pair, Pair] = {}

    def top(pair: Pair) -> Pair:
        while (higher := above.setdefault(pair, pair)) != pair:
            above[pair] = above[higher]
            pair = above[pair]
        return pair

    bears = [_bears(row.act, kept) for row in rows]
    for pairs in bears:
        first, *others = pairs
        for other in others:
            above[top(other)] = top(first)
    groups: dict[Pair, list[_Row]] = {}
    for row, pairs in zip(rows, bears, strict=True):
        groups.setdefault(top(next(iter(pairs))), []).append(row)
    return list(groups.values())


class _Apart:
    """Watches that no group bears on what another bears on or has read."""

    def __init__(self, groups: Sequence[Sequence[_Row]], kept: dict[str, set[Pair]]) -> None:
        self.borne = {pair: n for n, group in enumerate(groups) for row in group for pair in _bears(row.act, kept)}
        self.seen: dict[Pair, int] = {}

    def read(self, number: int, pairs: Iterable[Pair]) -> None:
        """A group has read what bears on these. Raises `_Entangled`."""
        for pair in pairs:
            if self.borne.get(pair, number) != number:
                raise _Entangled
            if self.seen.setdefault(pair, number) != number:
                self.seen[pair] = _SEVERAL

    def bear(self, number: int, pairs: Iterable[Pair]) -> None:
        """An act of a group, now complete, bears on these. Raises `_Entangled`."""
        for pair in pairs:
            if pair[0] in _BEARING and not (
                self.borne.setdefault(pair, number) == number == self.seen.get(pair, number)
            ):
                raise _Entangled


class _Reading:
    """What the journal holds on some groups, read in few queries; each group takes its part."""

    def __init__(self, region: Region, groups: Iterable[list[_Row]], kept: dict[str, set[Pair]]) -> None:
        self.region, self.kept = region, kept
        self.slice = Slice(region)
        self.told: dict[str, set[Pair]] = {}
        said = [about(row.act) for group in groups for row in group]
        refs = frozenset[str]().union(*(x.refs for x in said))
        persons = frozenset[str]().union(*(x.persons for x in said))
        persons |= {code for ref in refs for kind, code in kept.get(ref, ()) if kind == _KIND.PERSON}
        pairs: set[Pair] = {(_KIND.EVERYWHERE, "")}
        pairs |= {(_KIND.PERSON, code) for code in persons} | {(_KIND.CASE, ref) for ref in refs}
        for some in chunks(sorted(pairs)):
            self.slice.fetch(set(some))
        registered = self.slice.registrations(PERSON, _KIND.PERSON, persons)
        sites = {site["institution"] for data in registered.values() for site in data.get("sites", ())}
        self.slice.fetch({(_KIND.AT, code) for code in sites})

    def part(self) -> Slice:
        """A slice of its own that reads from what is here."""
        found = Slice(self.region)
        found.found = self.slice.found
        return found

    def inherited(self, refs: Iterable[str]) -> set[Pair]:
        """Persons and institutions of the acts that bear these references, those told here among them."""
        refs = list(refs)
        if unknown := {ref for ref in refs if ref not in self.kept}:
            self.kept |= _inherited(self.region, unknown)
        return set[Pair]().union(*(self.kept[ref] | self.told.get(ref, set()) for ref in refs))

    def tell(self, found: Subjects) -> None:
        """An act about these has been admitted."""
        named = {pair for pair in found if pair[0] in (_KIND.PERSON, _KIND.INSTITUTION)}
        for kind, ref in found:
            if kind == _KIND.CASE:
                self.told.setdefault(ref, set()).update(named)


def _inherited(region: Region, refs: set[str]) -> dict[str, set[Pair]]:
    """`journal.record.inherited`, in pieces."""
    found: dict[str, set[Pair]] = {}
    for some in chunks(sorted(refs)):
        found |= inherited(region, some)
    return found


def _admitted(
    region: Region, reading: _Reading, number: int, group: Sequence[_Row], apart: _Apart, batches: Sequence[Any]
) -> Iterator[Change]:
    """Each act of a group admitted in its turn and told to what is derived. Raises `Refused`."""
    said = [about(row.act) for row in group]
    persons = frozenset[str]().union(*(x.persons for x in said))
    persons |= {code for x in said for kind, code in reading.inherited(x.refs) if kind == _KIND.PERSON}
    places = {code for row in group for kind, code in _bears(row.act, reading.kept) if kind == _KIND.AT}
    said += [batch.beside(persons, places) for batch in batches]
    asked = About(
        frozenset[str]().union(*(x.persons for x in said)),
        frozenset[str]().union(*(x.institutions for x in said)),
        frozenset[str]().union(*(x.refs for x in said)),
        any(x.agreements for x in said),
        frozenset[str]().union(*(x.known for x in said)),
    )
    part = reading.part()
    register = part.register(asked)
    apart.read(number, part.seen)
    for row in group:
        placed, notes, moved = admitted(register, row.act)
        done = placed.act
        own = about(done)
        row.found = subjects(done, own, reading.inherited(own.refs))
        reading.tell(row.found)
        apart.bear(number, row.found)
        told = row.told
        row.entry = drafted(
            region, row.seq, Entry.Kind.ACT, row.act.act, placed.ref,
            done.model_dump(by_alias=True, exclude_unset=True), on=done.on, recorded_on=told.recorded_on or today(),
            by=told.by, key=told.key, asked=row.asked, notes=notes,
        )  # fmt: skip
        row.entry.pk = row.pk
        change = changed(row.entry, row.found, register=register, moved=moved, read=part.persons)
        for batch in batches:
            batch.tell(change)
        row.result = Recorded(row.entry, notes)
        yield replace(change, register=None)
