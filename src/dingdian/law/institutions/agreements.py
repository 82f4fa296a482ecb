"""The agreements of an institution and what was done to them: suspensions, terminations, holds, deferrals, wishes.

Everything here is read from admitted acts as known on a day; nothing is stored. Days are dates, intervals include both
ends. A decision that a dispute revoked or changed counts as never made.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from dingdian.law import acts as a
from dingdian.law.dates import add_days
from dingdian.law.institutions import acts as i
from dingdian.law.institutions.casework import (
    PropagationAcknowledge,
    PropagationConfirm,
    PropagationReceive,
    PropagationSend,
)
from dingdian.law.institutions.known import facts_on
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
    the rule lets it end by itself. `confirmed`: since when other areas (null: all) say that it is over there too.
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
    confirmed: tuple[tuple[str | None, date], ...] = ()

    def covers(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)

    def covers_elsewhere(self, day: date, area: str | None) -> bool:
        """The same in another area that took it over: there it lasts until confirmed."""
        over = [since for where, since in self.confirmed if where in (None, area)]
        return self.first <= day and all(day < since for since in over)


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


def _acts(r: Register, institution: str, known_on: date | None) -> Iterator[Record]:
    gone = r.voided(known_on)
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
    corrected = False
    for record in _acts(r, institution, known_on):
        act = record.act
        if isinstance(act, i.RequestSuspension):
            wish = act
        elif isinstance(act, i.WithdrawRequest | i.RefuseRequest):
            wish = None
        elif isinstance(act, a.AgreementSuspend):
            found.append(_suspension(r, record, wish if act.on_request else None))
            wish = None if act.on_request else wish
        elif isinstance(act, PropagationReceive):
            corrected = act.kind == "correction"
            if act.kind == "suspension" and taken_over(r, act):
                first, last = act.effective_on or act.on, act.planned_end_on
                found.append(Suspension(record.ref, "derived", None, None, act.ground, act.on, None, first, last, None))
            elif act.kind == "resumption" and _resumes_by_notice(r):
                found = [_resumed(s, act.on) if s.kind == "derived" else s for s in found]
        elif isinstance(act, a.AgreementResume) and act.checked != "failed":
            same = [s for s in found if s.department == act.department and s.kind != "derived"]
            found = [_resumed(s, act.on) if s in same else s for s in found]
            if _resumes_by_notice(r):
                found = [_confirmed(s, act.on, None) for s in found]
        elif isinstance(act, PropagationConfirm):
            kept = [s for s in found if s.kind != "derived" or not corrected]
            found = [_resumed(s, act.on) if s.kind == "derived" else s for s in kept]
        elif isinstance(act, PropagationAcknowledge) and _tells_of_resumption(r, act.of):
            found = [_confirmed(s, act.on, act.area) for s in found]
    return found


def suspension_wished(r: Register, institution: str) -> i.RequestSuspension | None:
    """The wish to be suspended that nobody has answered or withdrawn yet."""
    wish: i.RequestSuspension | None = None
    for act in (record.act for record in _acts(r, institution, None)):
        answered = isinstance(act, a.AgreementSuspend) and act.on_request
        if isinstance(act, i.RequestSuspension):
            wish = act
        elif answered or isinstance(act, i.WithdrawRequest | i.RefuseRequest):
            wish = None
    return wish


def _confirmed(s: Suspension, day: date, area: str | None) -> Suspension:
    """A suspension that is over here is over in another area too from the day it confirms that."""
    over = s.last is not None and s.last < day
    return replace(s, confirmed=(*s.confirmed, (area, day))) if over else s


def _tells_of_resumption(r: Register, sent: str) -> bool:
    events = (x.act for x in r.records if x.ref == sent)
    return any(isinstance(x, PropagationSend) and x.kind == "resumption" for x in events)


def taken_over(r: Register, act: PropagationReceive) -> bool:
    """Whether another area's decision is followed here: where the rule says so, and only that of the home area.

    A decision of an area that is itself not the institution's home is a notice to decide on, it does not travel on.
    """
    rule = r.regime.rules.propagation.value
    home = facts_on(r, act.institution, act.on).pooling_area
    from_home = home is None or act.source_agency is None or home in act.source_agency
    return rule is not None and act.kind in rule.events and (from_home or rule.refan_out)


def _resumes_by_notice(r: Register) -> bool:
    rule = r.regime.rules.propagation.value
    return rule is not None and rule.resumption == "automatic"


def _suspension(r: Register, record: Record, wish: i.RequestSuspension | None) -> Suspension:
    act: a.AgreementSuspend = record.act
    asked = (wish.on if wish is not None else act.on) if act.on_request else None
    first = first_suspended(r, act, wish)
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


def first_suspended(r: Register, act: a.AgreementSuspend, wish: i.RequestSuspension | None) -> date:
    """The first day of a suspension: the day decided on, but not before the notice that a wish needs has run."""
    first = act.from_ or (wish.from_ if wish is not None else None) or act.on
    at_once = wish is None and first == act.on  # agreed to on the day itself: no wish for a later day to measure
    if not act.on_request or act.shorter_reason is not None or at_once:
        return first
    return max(first, earliest_wished(r, wish.on if wish is not None else act.on))


def earliest_wished(r: Register, asked: date, event: str = "suspension_on_request") -> date:
    """The first day that a wish filed on a day may take effect: notice is due so long before."""
    notice = r.regime.rules.advance_notice_by_institution.value
    due_for_it = notice is not None and (not notice.events or event in notice.events)
    return notice.term.last_day(asked) if notice is not None and due_for_it else asked


def _resumed(s: Suspension, day: date) -> Suspension:
    return replace(s, last=add_days(day, -1)) if s.covers(day) else s


def terminations(r: Register, institution: str, known_on: date | None = None) -> list[Termination]:
    """Every termination decided (not automatic ends), in recorded order."""
    found: list[Termination] = []
    asked: date | None = None
    corrected = False
    for record in _acts(r, institution, known_on):
        act = record.act
        if isinstance(act, i.RequestTermination):
            asked = act.on
        elif isinstance(act, i.WithdrawRequest | i.RefuseRequest):
            asked = None
        elif isinstance(act, a.AgreementTerminate):
            nature = nature_of(r, act, wished=asked is not None)
            first = act.on
            if nature == "neutral" and asked is not None and act.shorter_reason is None:
                first = max(first, earliest_wished(r, asked, "termination_on_request"))
            found.append(
                Termination(record.ref, act.agreement, act.department, act.ground, nature, first, act.named_persons)
            )
        elif isinstance(act, PropagationReceive):
            corrected = act.kind == "correction"
            if act.kind == "termination" and taken_over(r, act):
                first = act.effective_on or act.on
                found.append(Termination(record.ref, None, None, act.ground, act.nature, first, (), derived=True))
        elif isinstance(act, PropagationConfirm) and corrected:
            found = [t for t in found if not t.derived]
    return found


def nature_of(r: Register, act: a.AgreementTerminate, wished: bool = False) -> str | None:
    """Why an agreement was ended: as the decision says, else as the regime sets for the ground.

    `wished`: the institution had asked for it, which counts where the decision names no ground.
    """
    if act.nature is not None:
        return act.nature
    defaults = r.regime.rules.termination_default_nature.value or {}
    if wished and act.ground is None and "voluntary" in defaults:
        return defaults["voluntary"]
    return defaults.get(act.ground or "") or defaults.get("all")


@dataclass(frozen=True, slots=True)
class Resumption:
    """What came of a wish to go on after a suspension on request: asked in time or not, refused or still open."""

    asked_on: date
    refused_on: date | None = None


def resumption_wish(r: Register, institution: str, s: Suspension, known_on: date | None = None) -> Resumption | None:
    """The institution's last wish to go on after a suspension on request; null if it has filed none."""
    found: Resumption | None = None
    for record in _acts(r, institution, known_on):
        if isinstance(record.act, i.RequestResumption) and record.on >= s.decided_on:
            again = found is None or found.refused_on is not None
            found = Resumption(record.on) if again else found
        elif isinstance(record.act, i.RefuseRequest) and found is not None and record.on >= found.asked_on:
            found = Resumption(found.asked_on, record.on)
        elif isinstance(record.act, i.WithdrawRequest) and found is not None and record.on >= found.asked_on:
            found = None
    return found


def day_180(r: Register, s: Suspension) -> date | None:
    """Last day of the longest suspension on request (a status term: it does not move off rest days)."""
    longest = r.regime.rules.suspension_on_request_max.value
    return longest.term.last_day(s.first) if longest is not None and s.kind == "on_request" else None


@dataclass(frozen=True, slots=True)
class Hold:
    """Payment held: of the whole institution, or of one declaration (`of`), in whole or in part (`amount`).

    `released`: the first day that it no longer held; null while it goes on.
    """

    record: Record
    of: str | None
    released: date | None

    def covers(self, day: date) -> bool:
        return self.record.on <= day and (self.released is None or day < self.released)


def holds(r: Register, institution: str, known_on: date | None = None) -> list[Hold]:
    """Every hold on payments to an institution, in recorded order."""
    found: list[Hold] = []
    for record in _acts(r, institution, known_on):
        act = record.act
        if isinstance(act, a.SettlementHold):
            found.append(Hold(record, act.of, None))
        elif isinstance(act, a.SettlementRelease):
            ends = [h for h in found if h.covers(record.on) and act.of in (h.of, h.record.ref)]
            found = [Hold(h.record, h.of, record.on) if h in ends else h for h in found]
    return found


def held_on(r: Register, institution: str, day: date, known_on: date | None = None) -> Record | None:
    """The hold on the whole institution that is on on a day; null if there is none."""
    here = [h for h in holds(r, institution, known_on) if h.of is None and h.covers(day)]
    return here[-1].record if here else None


def deferral(r: Register, institution: str, line: Line, day: date, known_on: date | None = None) -> Record | None:
    """The deferral of an agreement's successor that is open on a day; null if it was refused, signed or never put off.

    A decision to renew leaves it open until the agreement is signed.
    """
    still: Record | None = None
    for record in _acts(r, institution, known_on):
        act = record.act
        if record.on > day:
            continue
        if isinstance(act, i.RenewalDefer) and act.agreement in (None, line.ref):
            still = record
        elif isinstance(act, i.RenewalDecide | i.AgreementDecline) and act.agreement in (None, line.ref):
            still = still if getattr(act, "outcome", "") in ("renewed", "signed", "approved") else None
        elif isinstance(act, a.AgreementSign):
            still = still if act.parent is not None else None
    return still


def refused_renewal(r: Register, institution: str, line: Line, known_on: date | None = None) -> Record | None:
    """The decision not to renew an agreement; null if there is none."""
    found: Record | None = None
    for record in _acts(r, institution, known_on):
        act = record.act
        if isinstance(act, i.RenewalDecide | i.AgreementDecline) and act.agreement in (None, line.ref):
            found = None if getattr(act, "outcome", "") in ("renewed", "signed", "approved") else record
    return found if found is not None and line.first <= found.on <= line.last else None
