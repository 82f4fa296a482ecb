"""Prescriptions filled at a designated pharmacy, and the claims that link to them."""

from __future__ import annotations

from datetime import date

from dingdian.law.institutions.declared import PrescriptionFill
from dingdian.law.register import Record, Register

KEY = "purchase_places"
INSIDE, OUTSIDE = "designated_institution", "designated_pharmacy_with_prescription"
PHARMACY = "retail_pharmacy"


def place_of(r: Register, code: str) -> str:
    """What kind of place to buy drugs at an institution is."""
    return OUTSIDE if r.sector_of(code) == PHARMACY else INSIDE


def filled(r: Register, prescription: str, at: str | None = None, known_on: date | None = None) -> Record | None:
    """The record of a prescription that was filled (at a place); null if there is none."""
    for record in r.records:
        act, known = record.act, known_on is None or record.recorded <= known_on
        if not isinstance(act, PrescriptionFill) or not known:
            continue
        if act.prescription == prescription and at in (None, act.institution):
            return record
    return None


def prescriptions(r: Register, institution: str, known_on: date | None = None) -> list[Record]:
    """Prescriptions that an institution wrote or a pharmacy filled, in recorded order."""
    return [
        x
        for x in r.records
        if isinstance(x.act, PrescriptionFill)
        and institution in (x.act.institution, x.act.prescriber)
        and (known_on is None or x.recorded <= known_on)
    ]
