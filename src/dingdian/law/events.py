"""What happens to a person's account, in the order in which it was recorded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from dingdian.law.dates import Term
from dingdian.law.values import Status

CauseKind = Literal["points", "years", "institution", "department", "licence", "practice_order", "other"]


@dataclass(slots=True)
class Item:
    """One entry of a decision: `points` as first given."""

    finding: str
    group: tuple[str, ...]
    points: int


@dataclass(slots=True)
class Event:
    """Anything that happens to a person's account; `recorded` decides the order and what is known."""

    on: date
    recorded: date


@dataclass(slots=True)
class Booked(Event):
    handling: str
    institution: str
    items: Sequence[Item]
    months: int | None = None


@dataclass(slots=True)
class Delivered(Event):
    """Delivery to one of the person's institutions; the first one anchors the sanction (C4)."""

    handling: str
    effective_from: date | None = None


@dataclass(slots=True)
class Corrected(Event):
    """A review or an appeal: the new value of an entry (of all entries of the handling if `finding` is null)."""

    handling: str
    finding: str | None
    points: int
    months: int | None = None


@dataclass(slots=True)
class Repaired(Event):
    points: int


@dataclass(slots=True)
class Shortened(Event):
    months: int


@dataclass(slots=True)
class Passed(Event):
    """A restoration assessment that was passed."""


@dataclass(slots=True)
class RestoredEarly(Event):
    pass


@dataclass(slots=True)
class Refiled(Event):
    """A filing after a termination, admitted by the process."""


@dataclass(slots=True)
class Imposed(Event):
    """A cause that does not come from points: licence, practice order, an institution's sanction."""

    kind: CauseKind
    status: Status
    last_day: date | None
    keys: tuple[str, ...]
    origin: str
    institution: str | None = None
    department: str | None = None
    ban: Term | None = None
    clauses: tuple[str, ...] = ()
