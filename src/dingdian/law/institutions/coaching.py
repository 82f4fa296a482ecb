"""The coaching period of a new institution (政策辅导期): its days, refusals in it, problems still open after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dingdian.law.institutions.records import Coaching
from dingdian.law.institutions.schema import Rules


@dataclass(frozen=True, slots=True)
class Period:
    """First day and last day (both included); null where neither the record nor the rule gives one."""

    start: date | None
    end: date | None
    extension_end: date | None

    def covers(self, day: date) -> bool:
        """Whether a day is in the period or its extension; an end that is not known is not held against anybody."""
        last = self.extension_end or self.end
        return (self.start is None or self.start <= day) and (last is None or day <= last)


def period(rules: Rules, c: Coaching) -> Period:
    """The days as recorded, else by the lengths of the rule."""
    end, extension = c.end, c.extension_end
    length, more = rules.coaching_period.value, rules.coaching_extension.value
    if end is None and c.start is not None and length is not None:
        end = length.term.last_day(c.start)
    if extension is None and end is not None and more is not None:
        extension = more.term.last_day(end)
    return Period(c.start, end, extension)


def refusals(rules: Rules, c: Coaching, day: date) -> list[str]:
    """What proves by the day that the institution refuses to put problems right: a statement, or repeated silence.

    A demand is unanswered when its due day is over without an answer.
    """
    within = period(rules, c)
    found = []
    if c.written_refusal_on is not None and c.written_refusal_on <= day and within.covers(c.written_refusal_on):
        found.append(f"{c.written_refusal_on} 书面拒绝整改")
    refused = [p.refused_on for p in c.problems if p.refused_on is not None and p.refused_on <= day]
    found += [f"{on} 拒绝整改一项问题" for on in refused if within.covers(on)]
    silent = unanswered(c, day)
    enough = rules.coaching_refusal_demands.value
    if enough is not None and len(silent) >= enough and within.covers(silent[-1]):
        found.append(f"{len(silent)} 次书面要求逾期不答复（{'、'.join(str(x) for x in silent)} 到期）")
    return found


def unanswered(c: Coaching, day: date) -> list[date]:
    """Due days of demands that had passed by the day without an answer, in order."""
    return sorted(d.due for d in c.demands if day > d.due and (d.answered_on is None or d.answered_on > day))


def open_at_end(rules: Rules, c: Coaching, day: date) -> int | None:
    """Problems open when the extension ended; null while it has not ended by the day or its end is not known."""
    end = period(rules, c).extension_end
    if end is None or day <= end:
        return None
    return sum(1 for p in c.problems if p.done is None or p.done > end)
