"""The files of the public register, made every night, all of them from one look at it, so that they fit together."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterable, Sequence
from datetime import date

from django.db import connection, transaction

from dingdian.registry import feed
from dingdian.registry.models import DataFile, Month

REGISTER, CHANGES = "register", "changes"
KINDS = {"csv": "text/csv; charset=utf-8", "json": "application/json"}
"""Ending of a file → its type."""
_LOCK = 7_201_412


def month_name(month: Month) -> str:
    """The name of the file of a closed month, without its ending."""
    return f"{CHANGES}-{month}"


def make(day: date) -> None:
    """Close the month before, where it is open, and make the files of a day anew; those of closed months stay."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        feed.close(day)
        register = list(feed.full(day))
        _write(REGISTER, day, register, change=False)
        _write(CHANGES, day, list(feed.told(feed.changes(feed.published(), register))), change=True)
        for month in Month.objects.order_by("end"):
            if not DataFile.objects.filter(name=f"{month_name(month)}.csv").exists():
                _write(month_name(month), month.end, list(feed.told(feed.of_month(month))), change=True)


def _write(name: str, day: date, rows: Sequence[feed.Row], *, change: bool) -> None:
    for kind, parts in (("csv", feed.as_csv(rows, change=change)), ("json", feed.as_json(rows))):
        packed, size, digest = _packed(parts)
        told = {"day": day, "rows": len(rows), "size": size, "sha256": digest, "packed": packed}
        DataFile.objects.update_or_create(name=f"{name}.{kind}", defaults=told)


def _packed(parts: Iterable[bytes]) -> tuple[bytes, int, str]:
    content = b"".join(parts)
    return gzip.compress(content, 6, mtime=0), len(content), hashlib.sha256(content).hexdigest()
