"""Which grounds of suspension, termination, non-renewal and deferral are met on a day, from facts."""

from __future__ import annotations

from datetime import date

from dingdian.law.explain import Decision
from dingdian.law.institutions.hits import Report, decide
from dingdian.law.register import Register


def grounds(r: Register, institution: str, day: date, known_on: date | None = None) -> Decision[Report]:
    """Every ground that is met; grounds of a mere hold are apart."""
    return decide(r.regime, Report())
