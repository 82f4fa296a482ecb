"""A line that is asked about, and what the gate answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Line:
    """A line: who ordered it (empty: not stated), where, on which day of service; `department` where it is known.

    `scheme`: the insurance it is claimed from; `claimed_on`: the day of the claim, where the rules go by that day.
    """

    person: str
    institution: str
    on: date
    emergency: bool = False
    department: str | None = None
    scheme: str | None = None
    claimed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a line comes to: pay, deny, hold or manual_review, with reason code, words, clauses and decisions behind it.

    `review`: somebody has to look at the line afterwards, though it is paid. `stale`: the snapshot is older than it is
    meant to be. `position`: the place in the journal up to which the snapshot knows. `method`: how the service is
    paid, which a snapshot does not tell.
    """

    outcome: str
    reason: str
    says: str
    clauses: tuple[str, ...]
    causes: tuple[str, ...]
    review: bool
    stale: bool
    regime: str
    position: int
    made_at: datetime
    method: str | None = None
