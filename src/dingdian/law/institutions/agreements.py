"""The agreements of an institution and what was done to them: suspensions, terminations, holds, deferrals, wishes.

Everything here is read from admitted acts as known on a day; nothing is stored. Days are dates, intervals include both
ends. A decision that a dispute revoked counts as never made.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from dingdian.law import acts as a
from dingdian.law.dates import add_days
from dingdian.law.institutions import acts as i
from dingdian.law.institutions.casework import DisputeClose, DisputeOpen, PropagationConfirm, PropagationReceive
from dingdian.law.register import Record, Register

MAIN = (None, "designation_yearly", "designation_fixed")
SuspensionKind = Literal["mandatory", "on_request", "derived"]


@dataclass(frozen=True, slots=True)
class Line:
    """An agreement: its term (both days included), kind, area (null = home) and what it renews or belongs to."""

    ref: str
    institution: str
    kind: str | None
    first: date
    last: date
    signed_on: date | None = None
    parent: str | None = None
    renews: str | None = None
    area: str | None = None
    channel: str | None = None
    case: str | None = None

    @property
    def is_main(self) -> bool:
        """The designation agreement itself, at home."""
        return self.kind in MAIN and self.parent is None and self.area is None

    def covers(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Suspension:
    """An agreement or a department not performed: from a day, planned to a day, resumed on a day (all may be open).

    `last`: the last day of the suspension where one is known: the day before it was resumed, or its planned end where
    the rule lets it end by itself.
    """

    ref: str
    kind: SuspensionKind
    agreement: str | None
    department: str | None
    ground: str | None
    decided_on: date
    requested_on: date | None
    first: date
    planned_last: date | None
    last: date | None
    rectification: tuple[Any, ...] = ()

    def covers(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Termination:
    """An agreement or a department ended by a decision; `first` is the first day without it."""

    ref: str
    agreement: str | None
    department: str | None
    ground: str | None
    nature: str | None
    first: date
    named: tuple[str, ...]
    derived: bool = False


def voided(r: Register, known_on: date | None = None) -> frozenset[str]:
    """Decisions that a dispute revoked, as known on a day."""
    opened: dict[str, str] = {}
    found: set[str] = set()
    for record in r.records:
        if known_on is not None and record.recorded > known_on:
            continue
        if isinstance(record.act, DisputeOpen):
            opened[record.ref] = record.act.of or ""
        elif isinstance(record.act, DisputeClose) and record.act.outcome == "revoked":
            found.add(opened.get(record.act.of, record.act.of))
    return frozenset(found)


def _acts(r: Register, institution: str, known_on: date | None) -> Iterator[Record]:
    gone = voided(r, known_on)
    yield from (record for record in r.at(institution, known_on) if record.ref not in gone)


def agreements(r: Register, institution: str, known_on: date | None = None) -> list[Line]:
    """Every agreement the institution has or had, those of the setting first."""
    found = [
        Line(
            x.id or f"agreement#{n + 1}", institution, x.kind, x.start_on, x.end_on, x.signed_on, x.parent, None, x.area
        )
        for n, x in enumerate(r.setting.agreements or ())
        if x.institution == institution
    ]
    for record in _acts(r, institution, known_on):
        act = record.act
        if isinstance(act, a.AgreementSign):
            renews = act.agreement if act.parent is None else None
            found.append(
                Line(
                    record.ref,
                    institution,
                    act.kind or _kind_of_case(r, act.case),
                    act.start_on,
                    act.end_on,
                    act.on,
                    act.parent or _parent(act.kind or _kind_of_case(r, act.case), found, act.start_on),
                    renews,
                    act.area,
                    act.channel,
                    act.case,
                )
            )
    return found


def _kind_of_case(r: Register, case: str | None) -> str | None:
    applied = r.applications.get(case or "")
    kind = applied.act.kind if applied is not None else None
    return kind if kind in ("internet_plus_supplement", "dual_channel") else None


def _parent(kind: str | None, known: list[Line], start: date) -> str | None:
    """A supplement belongs to the main agreement that is running when it starts, where it does not say."""
    if kind != "internet_plus_supplement":
        return None
    return next((x.ref for x in reversed(known) if x.is_main and x.covers(start)), None)


def suspensions(r: Register, institution: str, known_on: date | None = None) -> list[Suspension]:
    """Every suspension of the institution's agreements and departments, in recorded order."""
    found: list[Suspension] = []
    wish: i.RequestSuspension | None = None
    for record in _acts(r, institution, known_on):
        act = record.act
        if isinstance(act, i.RequestSuspension):
            wish = act
        elif isinstance(act, a.AgreementSuspend):
            found.append(_suspension(r, record, wish if act.on_request else None))
        elif isinstance(act, PropagationReceive) and act.kind == "suspension":
            first = act.effective_on or act.on
            last = act.planned_end_on
            found.append(Suspension(record.ref, "derived", None, None, act.ground, act.on, None, first, last, None))
        elif isinstance(act, a.AgreementResume) and act.checked != "failed":
            found = [_resumed(s, act.on) if s.department == act.department else s for s in found]
        elif isinstance(act, PropagationConfirm):
            found = [_resumed(s, act.on) if s.kind == "derived" else s for s in found]
    return found


def _suspension(r: Register, record: Record, wish: i.RequestSuspension | None) -> Suspension:
    act: a.AgreementSuspend = record.act
    asked = (wish.on if wish is not None else act.on) if act.on_request else None
    first = act.from_ or (wish.from_ if wish is not None else None) or act.on
    if asked is not None and act.shorter_reason is None:
        first = max(first, earliest_wished(r, asked))
    automatic = r.regime.rules.resumption_mode.value == "automatic" or act.department is not None
    return Suspension(
        record.ref,
        "on_request" if act.on_request else "mandatory",
        act.agreement,
        act.department,
        act.ground,
        act.on,
        asked,
        first,
        act.to,
        act.to if automatic and not act.on_request else None,
        act.rectification_items,
    )


def earliest_wished(r: Register, asked: date) -> date:
    """The first day that a wish filed on a day may take effect: notice is due so long before."""
    notice = r.regime.rules.advance_notice_by_institution.value
    return notice.term.last_day(asked) if notice is not None else asked


def _resumed(s: Suspension, day: date) -> Suspension:
    if not s.covers(day):
        return s
    return Suspension(
        s.ref, s.kind, s.agreement, s.department, s.ground, s.decided_on, s.requested_on, s.first, s.planned_last,
        add_days(day, -1), s.rectification,
    )  # fmt: skip


def terminations(r: Register, institution: str, known_on: date | None = None) -> list[Termination]:
    """Every termination decided (not automatic ends), in recorded order."""
    found = []
    asked: date | None = None
    for record in _acts(r, institution, known_on):
        act = record.act
        if isinstance(act, i.RequestTermination):
            asked = act.on
        elif isinstance(act, i.WithdrawRequest):
            asked = None
        elif isinstance(act, a.AgreementTerminate):
            nature = nature_of(r, act)
            first = act.on
            if nature == "neutral" and asked is not None and act.shorter_reason is None:
                first = max(first, earliest_wished(r, asked))
            found.append(
                Termination(record.ref, act.agreement, act.department, act.ground, nature, first, act.named_persons)
            )
        elif isinstance(act, PropagationReceive) and act.kind == "termination":
            first = act.effective_on or act.on
            found.append(Termination(record.ref, None, None, act.ground, act.nature, first, (), derived=True))
    return found


def nature_of(r: Register, act: a.AgreementTerminate) -> str | None:
    """Why an agreement was ended: as the decision says, else as the regime sets for the ground."""
    if act.nature is not None:
        return act.nature
    defaults = r.regime.rules.termination_default_nature.value or {}
    return defaults.get(act.ground or "") or defaults.get("all")


def resumption_asked(r: Register, institution: str, s: Suspension, known_on: date | None = None) -> date | None:
    """The day on which the institution asked to go on after a suspension on request; null if it has not."""
    asked = None
    for record in _acts(r, institution, known_on):
        if isinstance(record.act, i.RequestResumption) and record.on >= s.first:
            asked = asked or record.on
        elif isinstance(record.act, i.RefuseRequest) and asked is not None:
            asked = None
    return asked


def day_180(r: Register, s: Suspension) -> date | None:
    """Last day of the longest suspension on request (a status term: it does not move off rest days)."""
    longest = r.regime.rules.suspension_on_request_max.value
    return longest.term.last_day(s.first) if longest is not None and s.kind == "on_request" else None


def held_on(r: Register, institution: str, day: date, known_on: date | None = None) -> Record | None:
    """The hold on the whole institution that is on on a day; null if there is none."""
    held: Record | None = None
    for record in _acts(r, institution, known_on):
        act = record.act
        if record.on > day:
            continue
        if isinstance(act, a.SettlementHold) and act.of is None:
            held = record
        elif isinstance(act, a.SettlementRelease) and act.of is None:
            held = None
    return held


def deferral(r: Register, institution: str, line: Line, day: date, known_on: date | None = None) -> Record | None:
    """The deferral of an agreement's successor that is open on a day; null if decided or none."""
    still: Record | None = None
    for record in _acts(r, institution, known_on):
        act = record.act
        if record.on > day:
            continue
        if isinstance(act, i.RenewalDefer) and act.agreement in (None, line.ref):
            still = record
        elif (
            isinstance(act, i.RenewalDecide | i.AgreementDecline) and act.agreement in (None, line.ref)
        ) or isinstance(act, a.AgreementSign):
            still = None
    return still
