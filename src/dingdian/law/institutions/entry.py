"""Whether an institution may be designated on a day: conditions, negative list, bans."""

from __future__ import annotations

from datetime import date

from dingdian.law.explain import Decision
from dingdian.law.institutions.hits import Report, decide
from dingdian.law.register import Register


def entry(
    r: Register, institution: str, day: date, known_on: date | None = None, kind: str = "designation"
) -> Decision[Report]:
    """Every condition that fails and every reason to refuse, as facts stand on the day; `kind`: what is applied for."""
    return decide(r.regime, Report())
