"""What the gate is made of, derived with the rest: how lines of a person, or at an institution, fare over time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import astuple

from dingdian.bulk.rows import Comes, Kept, rows_of_person, rows_of_place
from dingdian.journal import bulk
from dingdian.journal.models import Region
from dingdian.law.register import Register
from dingdian.registry.models import GateRow


def of_persons(region: Region, codes: Sequence[str], register: Register) -> None:
    """Derive these persons anew, from a register of everything about them."""
    GateRow.objects.filter(region=region, person__in=codes, of_place=False).delete()
    known = (code for code in codes if code in register.people)
    _write(region, (x for code in known for x in rows_of_person(register, code)), of_place=False)


def of_places(region: Region, codes: Sequence[str], register: Register) -> None:
    """Derive these institutions anew."""
    GateRow.objects.filter(region=region, place__in=codes, of_place=True).delete()
    known = (code for code in codes if code in register.institutions)
    _write(region, (x for code in known for x in rows_of_place(register, code)), of_place=True)


def _write(region: Region, rows: Iterable[Kept], *, of_place: bool) -> None:
    bulk.insert(
        [
            GateRow(
                region=region, person=x.person, place=x.place, department=x.department, first=x.first, last=x.last,
                gravity=x.gravity, ordinary=astuple(x.ordinary), urgent=astuple(x.urgent), causes=list(x.causes),
                clauses=list(x.clauses), of_place=of_place,
            )
            for x in rows
        ]
    )  # fmt: skip


def kept(row: GateRow) -> Kept:
    """A row as it was derived."""
    ordinary, urgent = (Comes(o, r, s, tuple(c)) for o, r, s, c in (row.ordinary, row.urgent))
    return Kept(row.person, row.place, row.department, row.first, row.last, row.gravity, ordinary, urgent,
                tuple(row.causes), tuple(row.clauses))  # fmt: skip
