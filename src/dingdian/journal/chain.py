"""How an entry is hashed: over everything in it and the hash of the entry before."""

from __future__ import annotations

from collections.abc import Iterable

from dingdian.journal.canonical import digest, text
from dingdian.journal.models import Entry

GENESIS = "0" * 64


def sealed(entry: Entry, subjects: Iterable[tuple[str, str]]) -> str:
    """The hash of an entry with its subjects (kind, code): every column counts but the database's own ids."""
    return digest(
        text(
            {
                "region": entry.region_id,
                "seq": entry.seq,
                "kind": entry.kind,
                "name": entry.name,
                "ref": entry.ref,
                "on": entry.on,
                "recorded_on": entry.recorded_on,
                "recorded_at": entry.recorded_at.isoformat(timespec="microseconds"),
                "actor": entry.actor,
                "role": entry.role,
                "place": entry.place,
                "regime": entry.regime,
                "body": entry.body,
                "notes": entry.notes,
                "request_key": entry.request_key,
                "request_hash": entry.request_hash,
                "subjects": [[kind, code] for kind, code in sorted(set(subjects))],
                "previous": entry.previous,
            }
        )
    )
