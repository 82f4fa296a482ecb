"""Thousands of registrations at once: one transaction, the chain computed in memory, rows written in bulk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from django.db import transaction

from dingdian.journal import bulk
from dingdian.journal.models import Entry, Head, Region
from dingdian.journal.record import (
    Actor,
    Recorded,
    Subjects,
    changed,
    content,
    draft,
    locked,
    project,
    registered,
    replayed,
    subject_rows,
    today,
)

CHUNK = 1000
T = TypeVar("T")


@dataclass(frozen=True)
class Registration:
    """What `journal.record.register` is told of one: `data` the law reads, `office` only the office keeps."""

    name: str
    data: Mapping[str, Any]
    key: str
    office: Mapping[str, Any] = field(default_factory=dict)
    on: date | None = None


def register_many(
    region: Region, rows: Iterable[Registration], *, by: Actor, recorded_on: date | None = None
) -> list[Recorded]:
    """Write registrations in their order, all or none; what was written before under the same key is not repeated.

    Raises `Conflict` and `OutOfOrder` as `register` does, and a validation error if the law cannot read one.
    """
    asked = [(row, *content(row.name, row.data, row.office)) for row in rows]
    day = recorded_on or today()
    with transaction.atomic():
        head = locked(region)
        start = head.seq
        earlier = earlier_of(region, [row.key for row, _, _ in asked])
        results: list[Recorded] = []
        new: list[tuple[Entry, Subjects, Mapping[str, Any]]] = []
        for row, text, body in asked:
            if row.key in earlier:
                results.append(replayed(earlier[row.key], text))
                continue
            ref, found = registered(row.name, body["law"], head.seq + 1)
            entry = draft(
                head, Entry.Kind.REGISTRATION, row.name, ref, body, found, on=row.on or day, recorded_on=day, by=by,
                key=row.key, asked=text,
            )  # fmt: skip
            earlier[row.key] = entry
            new.append((entry, found, body))
            results.append(Recorded(entry))
        if head.seq > start:
            append(head, [(entry, found) for entry, found, _ in new])
            project([changed(entry, found, data=body) for entry, found, body in new])
        return results


def append(head: Head, new: Sequence[tuple[Entry, Subjects]]) -> None:
    """Write sealed entries with whom they are about, and the head that has moved on to the last."""
    bulk.insert([entry for entry, _ in new])
    bulk.insert([row for entry, found in new for row in subject_rows(entry, found)])
    head.save(force_update=True)


def earlier_of(region: Region, keys: list[str]) -> dict[str, Entry]:
    """The entries written before under these keys."""
    found: dict[str, Entry] = {}
    for some in chunks(keys):
        held = Entry.objects.filter(region=region, request_key__in=some)
        found |= {entry.request_key: entry for entry in held}
    return found


def chunks(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    """The rows in pieces of a size that a query may name."""
    return (rows[start : start + CHUNK] for start in range(0, len(rows), CHUNK))
