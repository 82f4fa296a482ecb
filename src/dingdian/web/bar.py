"""A person's standing over time as a bar for each site, drawn on the server, with the table that says the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from dingdian.law.intervals import StatusInterval, statuses
from dingdian.law.register import Register
from dingdian.web import dates, status

WIDTH, LEFT, ROW, TOP = 960, 176, 40, 8
_DAY = timedelta(days=1)
_SHORT = 44
_AHEAD = timedelta(days=120)


@dataclass(frozen=True)
class Segment:
    """A stretch of one status in the drawing."""

    x: float
    width: float
    tone: str
    label: str
    title: str


@dataclass(frozen=True)
class Lane:
    """A site with its stretches."""

    name: str
    y: int
    segments: tuple[Segment, ...]


@dataclass(frozen=True)
class Mark:
    """A year's beginning, or today."""

    x: float
    label: str


@dataclass(frozen=True)
class Spell:
    """A row of the table under the drawing."""

    institution: str
    sign: status.Sign
    period: str
    origins: tuple[str, ...]
    now: bool


@dataclass(frozen=True)
class Bar:
    """The drawing and its table."""

    lanes: tuple[Lane, ...]
    years: tuple[Mark, ...]
    today: Mark
    spells: tuple[Spell, ...]
    width: int
    height: int
    foot: int
    left: int = LEFT
    row: int = 24


def bar(r: Register, person: str, sites: Iterable[tuple[str, str]], today: date) -> Bar:
    """The standing of a person at these (code, name) sites, from the year before last to a while ahead."""
    told = [(name, statuses(r, person, code)) for code, name in sites]
    first, last = date(today.year - 1, 1, 1), today + _AHEAD
    span = (last - first).days + 1

    def x(day: date) -> float:
        inside = min(max(day, first), last + _DAY)
        return round(LEFT + (WIDTH - LEFT - 8) * (inside - first).days / span, 1)

    lanes, spells = [], []
    for n, (name, found) in enumerate(told):
        lanes.append(Lane(name, TOP + n * ROW, tuple(_segments(found, first, last, x))))
        spells += [
            Spell(name, status.of_person(s.status), dates.period(s.first, s.last), s.origins, _covers(s, today))
            for s in reversed(found)
        ]
    years = tuple(Mark(x(date(y, 1, 1)), str(y)) for y in range(first.year, last.year + 1))
    foot = TOP + len(told) * ROW
    return Bar(tuple(lanes), years, Mark(x(today), "今天"), tuple(spells), WIDTH, foot + 28, foot)


def _covers(s: StatusInterval, day: date) -> bool:
    return s.first <= day and (s.last is None or day <= s.last)


def _segments(
    found: Iterable[StatusInterval], first: date, last: date, x: Callable[[date], float]
) -> Iterator[Segment]:
    for s in found:
        end = s.last or last
        if end < first or s.first > last:
            continue
        sign = status.of_person(s.status)
        left, width = x(s.first), round(x(end + _DAY) - x(s.first), 1)
        label = f"{sign.sign} {sign.word}" if width > _SHORT else (sign.sign if width > _SHORT / 3 else "")
        yield Segment(left, width, sign.tone, label, f"{sign.word} {dates.period(s.first, s.last)}")
