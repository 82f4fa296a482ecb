"""Suspensions and terminations of institutions and departments, as the rules on persons and claims see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Literal

from dingdian.law import acts as a
from dingdian.law.institutions.control import RestrictionImpose, RestrictionLift

if TYPE_CHECKING:
    from dingdian.law.register import Record, Register

_DAY = timedelta(days=1)


@dataclass(slots=True)
class InstitutionSanction:
    """A suspension or termination of an institution or department, as a fact that reaches persons and claims."""

    ref: str
    kind: Literal["suspended", "terminated"]
    institution: str
    department: str | None
    first: date
    last: date | None
    recorded: date
    responsible: tuple[str, ...]
    reaches_persons: bool

    def covers(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


def _department_sanction(record: Record) -> InstitutionSanction:
    """A department whose claims are suspended or ended, as the rules on persons see it."""
    act: RestrictionImpose = record.act
    ended = act.kind == "end_settlement"
    return InstitutionSanction(
        record.ref, "terminated" if ended else "suspended", act.institution, act.department, act.from_ or act.on,
        None if ended else act.to, record.recorded, (), True,
    )  # fmt: skip


def sanctions_of(r: Register, known_on: date | None = None) -> list[InstitutionSanction]:
    """Suspensions and terminations of institutions and departments, ended where they were resumed.

    What another area decided, and what was decided on another area's agreement alone, is none of them.
    """
    found: list[InstitutionSanction] = []
    gone = r.voided(known_on)
    for record in r.institution_records(known_on):
        act = record.act
        if record.ref in gone or _in_another_area(r, act):
            continue
        if isinstance(act, RestrictionImpose):
            if act.department is not None:
                found.append(_department_sanction(record))
        elif isinstance(act, RestrictionLift):
            for old in found:
                old.last = act.on - _DAY if old.ref == act.of and old.covers(act.on) else old.last
        elif isinstance(act, a.AgreementSuspend):
            reaches = not act.on_request and not _is_ratio_measure(r, act.ground)
            found.append(
                InstitutionSanction(
                    record.ref,
                    "suspended",
                    act.institution,
                    act.department,
                    act.from_ or act.on,
                    act.to,
                    record.recorded,
                    act.responsible,
                    reaches,
                )
            )
        elif isinstance(act, a.AgreementTerminate):
            found.append(
                InstitutionSanction(
                    record.ref,
                    "terminated",
                    act.institution,
                    act.department,
                    act.on,
                    None,
                    record.recorded,
                    act.responsible,
                    act.nature != "neutral",
                )
            )
        elif isinstance(act, a.AgreementResume):
            for old in found:
                same = old.institution == act.institution and act.department in (None, old.department)
                if same and old.kind == "suspended" and old.covers(act.on):
                    old.last = act.on - _DAY
    if not found:
        return []
    for act in (x.act for x in r.records if isinstance(x.act, a.AgreementSign)):
        if known_on is None or act.recorded <= known_on:
            for old in found:
                if old.kind == "terminated" and old.institution == act.institution and old.covers(act.start_on):
                    old.last = act.start_on - _DAY
    return [s for s in found if s.last is None or s.last >= s.first]


def _in_another_area(r: Register, act: Any) -> bool:
    """Whether a decision is one on the agreement that the institution has with another area."""
    named = getattr(act, "agreement", None)
    if named is None:
        return False
    signed = (x for known in r.signed.values() for x in known if x.id == named)
    stated = (x for x in r.setting.agreements or () if x.id == named)
    return any(x.area is not None for x in stated) or any(x.area is not None for x in signed)


def _is_ratio_measure(r: Register, ground: str | None) -> bool:
    """A measure drawn from the share of sanctioned persons makes nobody responsible, unless the regime says so."""
    if r.regime.parameters.propagation.ratio_measure_cascades.value:
        return False
    return ground in r.ratio_grounds
