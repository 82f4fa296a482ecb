"""A synthetic province for each persons' regime and an area for each of institutions, the same for day and scale.

Nobody in it exists: identity numbers carry days of birth that are still to come, institutions are called 示范.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from django.conf import settings
from django.db import transaction

from dingdian.accounts.models import Division
from dingdian.journal.batch import register_many
from dingdian.journal.many import Told, record_many
from dingdian.journal.models import Head, Region
from dingdian.journal.record import Actor, record
from dingdian.journal.slices import ACT
from dingdian.processes import Progress, by_processes
from dingdian.registry.demo import designated, stories
from dingdian.registry.demo.designated import AREAS, Area
from dingdian.registry.demo.land import PROVINCES, Land, Province
from dingdian.registry.demo.users import create, create_apart, create_in

SCALE = 1800  # persons in all
_CHUNK = 5000  # registrations at once
_ACTS = 20_000  # acts at once
_REGISTRAR = Actor("demo", "system")


class NotDemo(RuntimeError):  # noqa: N818
    """The site is not in demo mode: invented people have no place in a real register."""


@dataclass(frozen=True)
class Loaded:
    """What was loaded; nothing where all of it was there."""

    provinces: tuple[str, ...]
    institutions: int
    persons: int
    acts: int


def load(
    day: date, *, scale: int = SCALE, acts: int = 0, regime: str | None = None, progress: Progress | None = None,
    apart: bool = False,
) -> Loaded:  # fmt: skip
    """Load what is not there yet: about `scale` persons over the provinces, cases told up to a day, and users.

    `acts`: about so many in all, by telling the stories of the cases of more people further back. `regime`: only the
    province or area of that regime. `apart`: each province by a process of its own. Each is loaded whole or not at all.
    """
    if not settings.DEMO:
        raise NotDemo("演示数据只能装入演示环境；设 DINGDIAN_DEMO=1 后再运行")
    chosen = [p for p in PROVINCES if regime in (None, p.regime)]
    missing = [p for p in chosen if not Region.objects.filter(code=p.region).exists()]
    areas = [a for a in AREAS if regime in (None, a.regime) and not Region.objects.filter(code=a.region).exists()]
    if missing or areas:
        create_apart()
    tasks = [_Task(p, day, max(1, scale // len(PROVINCES)), acts // len(PROVINCES)) for p in missing]
    told = progress or _silent
    done = by_processes(_load, tasks, told) if apart and len(tasks) > 1 else [_load(task, told) for task in tasks]
    done += [_load_area(area, day) for area in areas]
    numbers = [sum(each) for each in zip((0, 0, 0), *done, strict=True)]
    return Loaded((*(p.name for p in missing), *(a.name for a in areas)), *numbers)


@dataclass(frozen=True)
class _Task:
    province: Province
    day: date
    persons: int
    acts: int


def _silent(stage: str, done: int, total: int) -> None:
    """Nobody asked how far it has come."""


def _load(task: _Task, progress: Progress) -> tuple[int, int, int]:
    """A whole province: open the region, register, tell; how many institutions, persons and acts."""
    province, crowd = task.province, stories.crowd_for(task.province, task.acts)
    land = Land(province, task.day, task.persons)
    opened = stories.begins(land, crowd)
    with transaction.atomic():
        region = _region(province)
        institutions = _register(region, land.institutions(), province.name, 0, opened, progress) // 2
        persons = _register(region, land.persons(), province.name, land.number, opened, progress)
        acts = _tell(region, land, crowd, progress)
        create(land)
    return institutions, persons, acts


def _load_area(area: Area, day: date) -> tuple[int, int, int]:
    """A whole area under rules on institutions: how many institutions, persons and acts."""
    with transaction.atomic():
        region = _opened(area.region, area.name, area.divisions, institutions=area.regime)
        begun = day - timedelta(days=designated.BEGINS)
        register_many(region, designated.registrations(area, day), by=_REGISTRAR, recorded_on=begun)
        moments = designated.moments(area, day)
        for n, moment in enumerate(moments):
            act, by = ACT.validate_python(moment.said), Actor(f"{area.word}-{moment.user}", moment.role)
            record(region, act, by=by, key=f"demo-{n}", recorded_on=moment.on)
        create_in(area)
    return len(area.houses), 0, len(moments)


def _tell(region: Region, land: Land, crowd: int, progress: Progress) -> int:
    """Everything that happened, in the order of its days."""
    moments = stories.moments(land, crowd)
    for start in range(0, len(moments), _ACTS):
        record_many(region, [_told(land, start + n, m) for n, m in enumerate(moments[start : start + _ACTS])])
        progress(f"{land.province.name} 行为", min(start + _ACTS, len(moments)), len(moments))
    return len(moments)


def _told(land: Land, number: int, moment: stories.Moment) -> Told:
    act = ACT.validate_python(stories.act_of(land, moment))
    return Told(act, stories.actor_of(land.province, act.act), f"demo-{number}", moment.on)


def _register(region: Region, rows: Iterator[object], name: str, total: int, on: date, progress: Progress) -> int:
    done = 0
    while chunk := list(islice(rows, _CHUNK)):
        register_many(region, chunk, by=_REGISTRAR, recorded_on=on)  # type: ignore[arg-type]
        done += len(chunk)
        progress(name, done, total)
    return done


def _region(province: Province) -> Region:
    return _opened(province.region, province.name, province.divisions, persons=province.regime)


def _opened(code: str, name: str, divisions: tuple[tuple[str, str], ...], **regimes: str) -> Region:
    for number, title in divisions:
        above = number[:2] + "0000" if number.endswith("00") else number[:4] + "00"
        parent = Division.objects.filter(code=above).exclude(code=number).first()
        Division.objects.get_or_create(code=number, defaults={"name": title, "parent": parent})
    region = Region.objects.create(code=code, name=name, division_id=divisions[0][0], **regimes)
    Head.objects.create(region=region)
    return region


__all__ = ["AREAS", "PROVINCES", "SCALE", "Loaded", "NotDemo", "load"]
