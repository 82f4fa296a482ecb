"""Thousands of registrations at once: one transaction, the chain computed in memory, rows written in bulk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction

from dingdian.journal import bulk
from dingdian.journal.models import Entry, Region, Subject
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
    today,
)

CHUNK = 1000


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
            bulk.insert([entry for entry, _, _ in new])
            bulk.insert(
                [
                    Subject(entry=entry, region=region, kind=kind, code=code)
                    for entry, found, _ in new
                    for kind, code in sorted(found)
                ]
            )
            head.save(force_update=True)
            project([changed(entry, found, data=body) for entry, found, body in new])
        return results


def earlier_of(region: Region, keys: list[str]) -> dict[str, Entry]:
    """The entries written before under these keys."""
    found: dict[str, Entry] = {}
    for start in range(0, len(keys), CHUNK):
        held = Entry.objects.filter(region=region, request_key__in=keys[start : start + CHUNK])
        found |= {entry.request_key: entry for entry in held}
    return found
