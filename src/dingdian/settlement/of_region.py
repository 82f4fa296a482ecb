"""A snapshot of a region from what the registry has derived; nothing is folded, so a province takes seconds."""

from __future__ import annotations

from collections.abc import Callable
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
from dingdian.settlement.head import head

_PLACES = """
SELECT code FROM registry_institution WHERE region_id = %s ORDER BY code COLLATE "C"
"""
_FILINGS = """
WITH places AS (
  SELECT id, CAST(row_number() OVER (ORDER BY code COLLATE "C") - 1 AS integer) AS number
  FROM registry_institution WHERE region_id = %(region)s),
departments AS (SELECT name, number FROM unnest(%(departments)s::text[]) WITH ORDINALITY AS d(name, number)),
people AS (SELECT id, code FROM registry_person WHERE region_id = %(region)s),
lines AS (
  SELECT row_number() OVER (ORDER BY p.code COLLATE "C", i.number, s.period) AS place,
    convert_to(p.code, 'UTF8') || convert_to(repeat(' ', %(width)s - octet_length(p.code)), 'UTF8')
    || int4send(i.number) || int4send(coalesce(lower(s.period), DATE '1900-01-01') - DATE '0001-01-01' + 1)
    || int4send(coalesce(upper(s.period) - DATE '0001-01-01', 2147483647))
    || int2send(CAST(d.number - 1 AS smallint)) AS line
  FROM registry_site s JOIN people p ON p.id = s.person_id JOIN places i ON i.id = s.institution_id
  JOIN departments d ON d.name = s.department)
SELECT string_agg(line, ''::bytea ORDER BY place) FROM lines GROUP BY place / 16384 ORDER BY place / 16384
"""
_NAMED = """
SELECT coalesce(max(octet_length(p.code)), 1), coalesce(array_agg(DISTINCT s.department), '{}')
FROM registry_site s JOIN registry_person p ON p.id = s.person_id WHERE p.region_id = %s
"""
"""Filings as `gate_client.snapshot.packed` writes them, put together by the database."""


def contents(region: Region, made_at: datetime) -> tuple[dict[str, Any], bytearray]:
    """Head and filings; what is recorded while they are read may be in them, beyond the position they name."""
    position = Head.objects.get(region=region).seq
    with connection.cursor() as cursor:
        cursor.execute(_PLACES, [region.pk])
        places = [code for (code,) in cursor.fetchall()]
        cursor.execute(_NAMED, [region.pk])
        width, named = cursor.fetchone()
        departments = ["", *sorted(set(named) - {""})]
    filings = _filings({"region": region.pk, "width": width, "departments": departments})
    rows = list(GateRow.objects.filter(region=region).order_by("person", "place", "department", "first"))
    told = head(
        regime_of(region), region=region.pk, rules=fingerprint(region.persons, region.institutions), position=position,
        made_at=made_at, places=places, departments=departments, people=[kept(x) for x in rows if not x.of_place],
        at=[kept(x) for x in rows if x.of_place], width=width,
    )  # fmt: skip
    return told, filings


def _filings(asked: dict[str, Any]) -> bytearray:
    """A piece at a time and not as text: a nation's would else stand in memory several times over."""
    connection.ensure_connection()
    gathered = bytearray()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        for (piece,) in cursor.stream(_FILINGS, asked, binary=True):
            gathered += piece
    return gathered


def file(region: Region, made_at: datetime, sign: Callable[[bytes], bytes]) -> bytes:
    """The same as a signed file."""
    return signed(*contents(region, made_at), sign)
