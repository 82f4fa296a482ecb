"""Documents demanded from an institution: what is still missing, and until when after the final notice.

Due days that a demand names are days as given; the limit after the final notice is a duty and rolls off rest days.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from dingdian.law.dates import Due, receipt_day
from dingdian.law.institutions import acts as i
from dingdian.law.institutions.scene import Scene
from dingdian.law.institutions.uploads import arrived, recorded

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Demand:
    """A written demand: what for, until when (null: no day was set), and what has come by the day asked about."""

    since: date
    items: tuple[str, ...]
    due_on: date | None
    provided_on: date | None
    missing: tuple[str, ...]

    @property
    def met(self) -> bool:
        return self.provided_on is not None and not self.missing

    def overdue(self, day: date) -> bool:
        """Unmet although its own due day is over."""
        return self.due_on is not None and day > self.due_on and not self.met


def demands(s: Scene) -> list[Demand]:
    """Every demand made by the day."""
    found = [_demand(s, x.on, x.act, s.day) for x in s.acts(i.DocumentDemand)]
    stated = s.facts.document_demand
    if stated is not None:
        since = stated.delivered_on or stated.due_on or s.day
        received = _received(stated.received, stated.received_on, stated.items, s.day)
        by_act = _provided(s, since, stated.items, s.day)
        provided_on, missing = received if received[0] is not None else by_act
        found.append(Demand(since, stated.items, stated.due_on, provided_on, missing))
    return found


def _demand(s: Scene, since: date, act: i.DocumentDemand, until: date) -> Demand:
    """What was asked for on paper, then the days whose data were to be uploaded."""
    provided_on, missing = _provided(s, since, act.items, until)
    if not act.upload_days:
        return Demand(since, act.items, act.due_on, provided_on, missing)
    there: dict[date, date] = {}
    for on, row in recorded(s.r, s.institution, s.known_on):
        if on <= until and row.day in act.upload_days and arrived(s.r, row):
            there.setdefault(row.day, max(on, since))
    lacking = tuple(upload_of(day) for day in act.upload_days if day not in there)
    last = max([*([provided_on] if provided_on is not None else []), *there.values()], default=None)
    items = (*act.items, *map(upload_of, act.upload_days))
    return Demand(since, items, act.due_on, last, (*missing, *lacking))


def upload_of(day: date) -> str:
    """What a day whose data were to be uploaded is called among the items of a demand."""
    return f"{day} 的数据上传"


def _provided(s: Scene, since: date, items: tuple[str, ...], until: date) -> tuple[date | None, tuple[str, ...]]:
    """When something last came from a day on up to a day, and what of the items has not; without names it is all."""
    last: date | None = None
    missing = set(items)
    for record in s.acts(i.DocumentProvide):
        if since <= record.on <= until:
            last = record.on
            missing -= set(record.act.items) or set(items)
    return last, tuple(x for x in items if x in missing)


def _received(
    received: Any, received_on: date | None, items: tuple[str, ...], until: date
) -> tuple[date | None, tuple[str, ...]]:
    if isinstance(received, str) and received_on is None and _DAY.fullmatch(received):
        received_on = date.fromisoformat(received)
    if (not received and received_on is None) or (received_on is not None and received_on > until):
        return None, items
    came = set(received) if isinstance(received, list | tuple) else set(items)
    return received_on or until, tuple(x for x in items if x not in came)


@dataclass(frozen=True, slots=True)
class LastChance:
    """The final notice: when it arrived, until when documents may still come, and what had not come by then."""

    delivered_on: date
    due_on: date
    provisional: bool
    missing: tuple[str, ...]
    met: bool


def last_chance(s: Scene) -> LastChance | None:
    """The last final notice delivered by the day; null if there is none or the rule has no limit."""
    limit = s.rules.document_supply_limit.value
    notice = _notice(s)
    if limit is None or notice is None:
        return None
    delivered, items, named = notice
    rolls = s.rules.counting_rules.value.rest_day_roll != "none"
    computed = limit.term.deadline(s.r.calendar, delivered) if rolls else Due(limit.term.last_day(delivered))
    due = named or computed.day
    for record in s.acts(i.DocumentExtend):
        if delivered <= record.on <= due:
            due = max(due, record.act.to)
    asked = [d for d in demands(s) if d.since <= delivered]
    wanted = items or (asked[-1].items if asked else ())
    since = asked[-1].since if asked else delivered
    came, missing = _provided(s, since, wanted, min(due, s.day))
    if came is None and asked and asked[-1].met:
        came, missing = asked[-1].provided_on, ()
        if came is not None and came > due:
            came, missing = None, wanted
    return LastChance(delivered, due, computed.provisional, missing, came is not None and not missing)


def _notice(s: Scene) -> tuple[date, tuple[str, ...], date | None] | None:
    """Day of delivery, items, and the due day where another than the rule's was set."""
    found: tuple[date, tuple[str, ...], date | None] | None = None
    stated = s.facts.final_notice
    if stated is not None and stated.delivered_on <= s.day:
        found = receipt_day(s.r.calendar, stated.delivered_on), (), stated.extended_to or stated.due_on
    for record in s.acts(i.DocumentFinalNotice):
        delivered = record.act.delivered_on or record.on
        if delivered <= s.day:
            found = receipt_day(s.r.calendar, delivered), record.act.items, record.act.due_on
    return found
