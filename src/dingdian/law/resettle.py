"""What a correction changes at the gate: days whose lines were denied as once known and are payable now, and back."""

from __future__ import annotations

from datetime import date, timedelta

from dingdian.law.dates import Interval
from dingdian.law.gate import claim
from dingdian.law.register import Register

_DAY = timedelta(days=1)


def resettle(
    r: Register, person: str, institution: str, *, known_on: date, until: date, now: str = "pay"
) -> tuple[Interval, ...]:
    """Days of ordinary service whose outcome is `now` today and was another as known on `known_on`."""
    then, today = r.account(person, known_on), r.account(person)
    starts = {f.first for f in r.filings(person)} | {c.first_day for c in (*then.causes, *today.causes)}
    ends = {c.end for c in (*then.causes, *today.causes)} | {f.last for f in r.filings(person)}
    cuts = sorted({*starts, *(e + _DAY for e in ends if e is not None)})
    found: list[Interval] = []
    for index, first in enumerate(cuts):
        last = min(cuts[index + 1] - _DAY if index + 1 < len(cuts) else until, until)
        if last < first:
            continue
        before = claim(r, first, person, institution, known_on=known_on, account=then).value
        after = claim(r, first, person, institution, account=today).value
        if after == now and before != now:
            if found and found[-1].last == first - _DAY:
                found[-1] = Interval(found[-1].first, last)
            else:
                found.append(Interval(first, last))
    return tuple(found)
