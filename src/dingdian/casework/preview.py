"""What an act would change, shown before it is done: nothing is recorded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from dingdian.accounts.models import User
from dingdian.casework.actions import as_learned, read
from dingdian.casework.perms import in_scope, step_allowed
from dingdian.journal.models import Region
from dingdian.journal.slices import load_for, regime_of
from dingdian.journal.subjects import about
from dingdian.law.explain import Objection, Reason
from dingdian.law.intervals import change_days
from dingdian.law.processes.admit import admit
from dingdian.law.register import Register
from dingdian.law.standing import standing
from dingdian.law.values import Status


@dataclass(frozen=True)
class Side:
    """A person: points on the day of the act; status and last day of a suspension on the day looked at."""

    points: int
    status: str
    last_day: date | None


@dataclass(frozen=True)
class Effect:
    """A person before and after, on the first day on which the status differs, else on the day of the act."""

    person: str
    day: date
    before: Side
    after: Side


@dataclass(frozen=True)
class Preview:
    """Whom the act changes and how, what the law objects to it or remarks."""

    effects: tuple[Effect, ...]
    objections: tuple[Objection, ...] = ()
    notes: tuple[Reason, ...] = ()


def preview(region: Region, act: Mapping[str, Any], *, acting_user: User) -> Preview:
    """Try an act on a copy of what bears on it. The same role and scope are asked for as for doing it."""
    step_allowed(regime_of(region), str(act.get("act")), acting_user)
    found = read(act)
    in_scope(region, found, acting_user)
    own = about(found)
    before, after = (load_for(region, found) for _ in range(2))
    done = admit(after, as_learned(found, acting_user))
    persons = sorted(own.persons or _referred(before, own.refs))
    effects = [_effect(before, after, person, found.on) for person in persons if person in before.people]
    return Preview(tuple(effects), done.objections, done.notes)


def _effect(before: Register, after: Register, person: str, on: date) -> Effect:
    days = [on, *(day for day in change_days(after, person) if day > on)]
    differs = (d for d in days if _status(before, person, d) != _status(after, person, d))
    day = next(differs, on)
    return Effect(person, day, _side(before, person, on, day), _side(after, person, on, day))


def _status(r: Register, person: str, day: date) -> Status:
    return standing(r, person, day).value.status


def _side(r: Register, person: str, on: date, day: date) -> Side:
    then = standing(r, person, day).value
    return Side(standing(r, person, on).value.points, then.status.value, then.last_day)


def _referred(register: Register, refs: Iterable[str]) -> set[str]:
    """The persons of the acts referred to."""
    return {person for x in register.records if x.ref in refs for person in about(x.act).persons}
