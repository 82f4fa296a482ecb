"""Derives everything anew from the journal, and tells where that differs from what the tables held.

A projection's module offers `derived(region)`: the rows it keeps of a region, in the order in which they may be
deleted. Everything else follows from telling it every entry once more. Where what it keeps also turns with the days, it
offers `caught_up(region)`, which does again what was done last as a day passed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db import transaction
from django.db.models import AutoField, ForeignKey, Model, QuerySet

from dingdian.journal import canonical
from dingdian.journal.models import Entry, Region
from dingdian.journal.record import Change, changed, locked, offered, project
from dingdian.journal.slices import ACT, Slice, notes_of
from dingdian.journal.subjects import about
from dingdian.law.processes.admit import place

LISTED = 5
CHUNK = 1000


@dataclass(frozen=True)
class Derived:
    """Rows of one table; `besides`: columns in them that users set, which are left out and carried over."""

    rows: QuerySet[Any]
    besides: tuple[str, ...] = ()


@dataclass(frozen=True)
class Difference:
    """A table: rows compared, rows that only were there before, rows that only are there anew, ids of the former."""

    table: str
    rows: int
    before: int
    anew: int
    ids: tuple[Any, ...]

    @property
    def none(self) -> bool:
        return not self.before and not self.anew


def rebuild(region: Region, *, keep: bool = False) -> list[Difference]:
    """Derive a region anew in one transaction and compare; unless `keep`, everything then is as it was."""
    with transaction.atomic():
        locked(region)
        parts = [part for derived in offered("derived") for part in derived(region)]
        before = _content(parts)
        set_by_users = [list(part.rows.values("pk", *part.besides)) if part.besides else [] for part in parts]
        for part in parts:
            part.rows.all().delete()
        for run in _runs(changes(region)):
            project(run)
        for catch_up in offered("caught_up"):
            catch_up(region)
        after = _content(parts)
        for part, rows in zip(parts, set_by_users, strict=True):
            _carry(part, rows, before, after)
        if not keep:
            transaction.set_rollback(True)
        return [_difference(part.rows.model, before, after) for part in parts]


def changes(region: Region) -> Iterator[Change]:
    """What every entry changed, in the order of the journal, as it was when it was written."""
    for entry in Entry.objects.filter(region=region).order_by("seq").prefetch_related("subjects").iterator(CHUNK):
        entry.region = region
        found = {(subject.kind, subject.code) for subject in entry.subjects.all()}
        body = canonical.parse(entry.body)
        if entry.kind == Entry.Kind.REGISTRATION:
            yield changed(entry, found, data=body, again=True)
            continue
        act = ACT.validate_python(body)
        part = Slice(region, before=entry.seq)
        register = part.register(about(act))
        states = dict(register.states)
        place(register, act, notes_of(entry.notes))
        moved = {case: state for case, state in register.states.items() if states.get(case) != state}
        yield changed(entry, found, register=register, moved=moved, read=part.persons, again=True)


def _runs(told: Iterator[Change]) -> Iterator[list[Change]]:
    """Registrations that follow each other together, so that they can be carried over in bulk; acts one by one."""
    for _, same in groupby(enumerate(told), lambda x: -1 - x[0] // CHUNK if x[1].data is not None else x[0]):
        yield [change for _, change in same]


Rows = dict[type[Model], dict[Any, bytes]]


def _content(parts: Sequence[Derived]) -> Rows:
    """Of each table the digest of every row; a row that is pointed to counts there by its own key."""
    keys: Rows = {}
    found: Rows = {}
    for part in reversed(parts):
        model = part.rows.model
        named = _key(model)
        keys[model], found[model] = {}, {}
        fields = [f for f in model._meta.concrete_fields if not isinstance(f, AutoField) and f.name not in part.besides]
        for row in part.rows.values("pk", *(f.attname for f in fields)).iterator(CHUNK):
            values = {}
            for field in fields:
                value = row[field.attname]
                if isinstance(field, ForeignKey) and field.related_model in keys:
                    value = keys[field.related_model].get(value, b"").hex()
                values[field.name] = value
            found[model][row["pk"]] = _digest(values)
            keys[model][row["pk"]] = _digest({k: v for k, v in values.items() if k in named} if named else values)
    return found


def _key(model: type[Model]) -> tuple[str, ...]:
    """The columns of the first plain unique constraint; empty: none."""
    constraints = (c for c in model._meta.total_unique_constraints)
    return next((tuple(c.fields) for c in constraints), ())


def _digest(values: dict[str, Any]) -> bytes:
    text = json.dumps(values, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8")).digest()[:16]


def _difference(model: type[Model], before: Rows, after: Rows) -> Difference:
    old, new = before[model], after[model]
    kept, made = set(old.values()), set(new.values())
    gone = [pk for pk, content in old.items() if content not in made]
    anew = sum(content not in kept for content in new.values())
    return Difference(model._meta.db_table, len(old), len(gone), anew, tuple(gone[:LISTED]))


def _carry(part: Derived, rows: list[dict[str, Any]], before: Rows, after: Rows) -> None:
    """Give the new rows what users had set in the old ones with the same content."""
    anew = {content: pk for pk, content in after[part.rows.model].items()}
    for row in rows:
        pk = anew.get(before[part.rows.model][row.pop("pk")])
        if pk is not None and any(value is not None for value in row.values()):
            part.rows.model._default_manager.filter(pk=pk).update(**row)


__all__ = ["Derived", "Difference", "changes", "rebuild"]
