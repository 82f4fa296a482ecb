"""A snapshot of a region from what the registry has derived; nothing is folded, so a province takes seconds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import psycopg
from django.db import connection

from dingdian.gate_client.file import signed
from dingdian.journal.models import Head, Region
from dingdian.journal.slices import regime_of
from dingdian.regimes import fingerprint
from dingdian.registry.gate import kept
from dingdian.registry.models import GateRow
from dingdian.settlement.binding import bound
from dingdian.settlement.head import head
from dingdian.settlement.moment import one_moment

_PLACES = """
SELECT code FROM registry_institution WHERE region_id = %s ORDER BY code COLLATE "C"
"""
_FILINGS = """
WITH places AS (
  SELECT id, row_number() OVER (ORDER BY code COLLATE "C") - 1 AS number
  FROM registry_institution WHERE region_id = %(region)s),
departments AS (SELECT name, number FROM unnest(%(departments)s::text[]) WITH ORDINALITY AS d(name, number)),
people AS (SELECT id, code FROM registry_person WHERE region_id = %(region)s),
lines AS (
  SELECT row_number() OVER (ORDER BY p.code COLLATE "C", i.number, s.period) AS place,
    convert_to(p.code || repeat(' ', %(width)s - octet_length(p.code)), 'UTF8')
    || int8send(i.number << 32 | (coalesce(lower(s.period), DATE '1900-01-01') - DATE '0001-01-01' + 1))
    || int8send(CAST(coalesce(upper(s.period) - DATE '0001-01-01', 2147483647) AS bigint) << 32 | (d.number - 1))
    AS line
  FROM registry_site s JOIN people p ON p.id = s.person_id JOIN places i ON i.id = s.institution_id
  JOIN departments d ON d.name = s.department)
SELECT string_agg(line, ''::bytea ORDER BY place) FROM lines GROUP BY place / 16384 ORDER BY place / 16384
"""
_NAMED = """
SELECT (SELECT coalesce(max(octet_length(code)), 1) FROM registry_person WHERE region_id = %s),
  (SELECT coalesce(array_agg(DISTINCT department), '{}') FROM registry_site)
"""
"""Filings as `gate_client.snapshot.packed` writes them, put together by the database."""


def contents(region: Region, made_at: datetime) -> tuple[dict[str, Any], bytearray]:
    """Head and filings, all of one moment."""
    found: list[tuple[dict[str, Any], bytearray]] = []
    handed(region, made_at, lambda told, pieces: found.append((told, bytearray().join(pieces))))
    return found[0]


def handed(region: Region, made_at: datetime, to: Callable[[dict[str, Any], Iterator[bytes]], object]) -> None:
    """The same, the filings piece by piece, so that a nation's never stand in memory twice."""
    with one_moment():
        journal = Head.objects.get(region=region)
        with connection.cursor() as cursor:
            cursor.execute(_PLACES, [region.pk])
            places = [code for (code,) in cursor.fetchall()]
            # Sorting a province's filings is all there is to it; on disk, or compiled first, it takes twice as long.
            cursor.execute("SET LOCAL work_mem = '256MB'; SET LOCAL jit = off")
            cursor.execute(_NAMED, [region.pk])
            width, named = cursor.fetchone()
        departments = ["", *sorted(set(named) - {""})]
        rows = list(GateRow.objects.filter(region=region).order_by("person", "place", "department", "first"))
        told = head(
            regime_of(region),
            region=region.pk,
            rules=fingerprint(region.persons, region.institutions),
            position=journal.seq,
            chained=journal.hash,
            bound=bound(region),
            made_at=made_at,
            places=places,
            departments=departments,
            people=[kept(x) for x in rows if not x.of_place],
            at=[kept(x) for x in rows if x.of_place],
            width=width,
        )
        to(told, _filings({"region": region.pk, "width": width, "departments": departments}))


def _filings(asked: dict[str, Any]) -> Iterator[bytes]:
    """In pieces of some hundred kilobytes, and not as text."""
    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        for (piece,) in cursor.stream(_FILINGS, asked, binary=True):
            yield piece


def file(region: Region, made_at: datetime, sign: Callable[[bytes], bytes]) -> bytes:
    """The same as a signed file."""
    return signed(*contents(region, made_at), sign)
