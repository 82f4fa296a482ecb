"""A snapshot straight from a register: what a dossier, or a region that is read whole, comes to at the gate."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from dingdian.bulk.rows import rows_of_person, rows_of_place
from dingdian.gate_client.snapshot import Snapshot, ordinal, packed
from dingdian.law.register import Register
from dingdian.settlement.head import head


def contents(r: Register, *, region: str, rules: str, position: int, made_at: datetime) -> tuple[dict[str, Any], bytes]:
    """Head and filings."""
    ruled = r.regime.persons is not None
    places = sorted(r.institutions)
    filings = [(who, f) for who in r.people for f in r.filings(who)] if ruled else []
    departments = ["", *sorted({f.department for _, f in filings if f.department})]
    width = max((len(who.encode("utf-8")) for who, _ in filings), default=1)
    number = {code: n for n, code in enumerate(places)}
    lines = sorted(
        packed(who, width, number[f.institution], f.first.toordinal(), ordinal(f.last),
               departments.index(f.department or ""))
        for who, f in filings
        if f.institution in number
    )  # fmt: skip
    told = head(
        r.regime, region=region, rules=rules, position=position, chained="", bound="", made_at=made_at, places=places,
        departments=departments, people=[x for who in r.people for x in rows_of_person(r, who)] if ruled else [],
        at=[x for code in places for x in rows_of_place(r, code)], width=width,
    )  # fmt: skip
    return told, b"".join(lines)


def snapshot(r: Register, *, made_at: datetime, region: str = "", rules: str = "", position: int = 0) -> Snapshot:
    """The same, ready to be asked."""
    told, lines = contents(r, region=region, rules=rules, position=position, made_at=made_at)
    return Snapshot.of(told, memoryview(lines))
