"""Counts that decisions rest on, each with what was counted: suspensions, active days, signing rate, inspections."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dingdian.law import acts as a
from dingdian.law.dates import Interval
from dingdian.law.institutions.agreements import Line
from dingdian.law.institutions.records import SigningRound
from dingdian.law.institutions.rows import Bands, Share, band_for
from dingdian.law.institutions.scene import Scene
from dingdian.law.institutions.schema import Rules

_KINDS = {"mandatory": "imposed", "measure_37": "imposed", "on_request": "on_request", "derived": "propagated"}
"""Kind of a suspension → the name under which a rule leaves it out of the count."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Days on which suspensions that count were decided, in order, and what was left out (day, kind)."""

    days: tuple[date, ...]
    left_out: tuple[tuple[date, str], ...]


def suspensions_counted(s: Scene) -> Counted:
    """The suspensions of the running agreement by the day, without the kinds that the rule does not count.

    The window is the agreement's own term, by the day of the decision; for yearly agreements under a fixed one that is
    the fixed one; where no agreement is on record, everything.
    """
    rule = s.rules.suspension_count_for_termination.value
    if rule is None or (s.line is None and s.mains):
        return Counted((), ())
    found = [(x.decided_on, _KINDS[x.kind]) for x in s.suspensions]
    for own in s.facts.suspensions or ():
        day = own.decided_on or own.effective_on or own.from_
        if day is not None and own.kind != "settlement_hold":
            found.append((day, "imposed" if own.counts_for_two else _KINDS[own.kind]))
    found += [(x.on, "settlement_hold") for x in s.acts(a.SettlementHold) if x.act.of is None]
    here = s.line
    within = sorted((day, kind) for day, kind in found if day <= s.day and (here is None or here.covers(day)))
    days = tuple(day for day, kind in within if kind not in rule.not_counted)
    return Counted(days, tuple((day, kind) for day, kind in within if kind in rule.not_counted))


def active_days(s: Scene, line: Line) -> int:
    """Days of an agreement, up to the day, on which it was in force and not suspended."""
    if line.first > s.day:
        return 0
    stopped = [Interval(x.first, x.last) for x in s.suspensions if x.last is None or x.last >= x.first]
    left = Interval(line.first, min(line.last, s.day)).minus(stopped)
    return sum((part.last - part.first).days + 1 for part in left if part.last is not None)


def suspended_days(s: Scene, first: date, last: date) -> int:
    """Days from `first` to `last`, both included, on which the institution was suspended."""
    if last < first:
        return 0
    stopped = [Interval(x.first, x.last) for x in s.suspensions if x.last is None or x.last >= x.first]
    left = Interval(first, last).minus(stopped)
    free = sum((part.last - part.first).days + 1 for part in left if part.last is not None)
    return (last - first).days + 1 - free


@dataclass(frozen=True, slots=True)
class SigningRate:
    """Agreements signed on line out of those signed in a round, and out of all that were due; nothing is rounded."""

    online: int
    signed: int
    due: int | None
    met: bool | None

    @property
    def rate(self) -> Decimal | None:
        return Decimal(self.online) / self.signed if self.signed else None

    @property
    def rate_over_due(self) -> Decimal | None:
        return Decimal(self.online) / self.due if self.due else None


def net_signing_rate(round_: SigningRound, least: Share | None) -> SigningRate:
    """The share signed on line in a round; `met` is null where no least share is set or the numbers are not known."""
    online, signed = round_.signed_online or 0, round_.signed_total or 0
    stated = round_.signed_online is not None and round_.signed_total is not None
    met = least.reached(online, signed) if least is not None and stated else None
    return SigningRate(online, signed, round_.due_total, met)


def signed_in_round(s: Scene) -> SigningRate:
    """The same from the agreements signed within the round, of every institution on file."""
    start, end = s.round.start, s.round.end
    signed = [
        x.act
        for x in s.r.records
        if isinstance(x.act, a.AgreementSign)
        and x.act.parent is None
        and (start is None or start <= x.on)
        and x.on <= min(end or s.day, s.day)
        and (s.known_on is None or x.recorded <= s.known_on)
    ]
    online = sum(1 for act in signed if act.channel == "online")
    own = SigningRound(signed_online=online, signed_total=len(signed))
    return net_signing_rate(own, s.rules.net_signing_rate_min.value)


def grade_for(grades: Bands | None, score: Decimal | None) -> str | None:
    """The credit grade of a score; null where there are no grades or no score."""
    band = band_for(grades, score) if grades is not None and score is not None else None
    return band.name if band is not None else None


def inspections_a_year(rules: Rules, grade: str | None) -> int | None:
    """Inspections planned in a year for a credit grade; null = the one plan for all, set by hand."""
    plans = rules.supervision_by_grade.value
    return plans.get(grade) if plans is not None and grade is not None else None
