"""A synthetic province for each persons' regime, always the same for the same day and scale.

Nobody in it exists: identity numbers carry days of birth that are still to come, institutions are called 示范.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from django.conf import settings
from django.db import transaction

from dingdian.accounts.models import Division
from dingdian.journal.batch import register_many
from dingdian.journal.models import Head, Region
from dingdian.journal.record import Actor, record
from dingdian.journal.slices import ACT
from dingdian.registry.demo import stories
from dingdian.registry.demo.land import PROVINCES, Land, Province
from dingdian.registry.demo.users import create

SCALE = 1800  # persons in all
_CHUNK = 5000
_REGISTRAR = Actor("demo", "system")
Progress = Callable[[str, int, int], None]


class NotDemo(RuntimeError):  # noqa: N818
    """The site is not in demo mode: invented people have no place in a real register."""


@dataclass(frozen=True)
class Loaded:
    """What was loaded; nothing where all of it was there."""

    provinces: tuple[str, ...]
    institutions: int
    persons: int
    acts: int


def load(day: date, *, scale: int = SCALE, regime: str | None = None, progress: Progress | None = None) -> Loaded:
    """Load what is not there yet: about `scale` persons over the provinces, cases told up to a day, and users.

    `regime`: only the province of that regime. Each province is loaded whole or not at all.
    """
    if not settings.DEMO:
        raise NotDemo("演示数据只能装入演示环境；设 DINGDIAN_DEMO=1 后再运行")
    chosen = [p for p in PROVINCES if regime in (None, p.regime)]
    missing = [p for p in chosen if not Region.objects.filter(code=p.region).exists()]
    loaded = [0, 0, 0]
    for province in missing:
        land = Land(province, day, max(1, scale // len(PROVINCES)))
        with transaction.atomic():
            for index, number in enumerate(_province(land, progress)):
                loaded[index] += number
    return Loaded(tuple(p.name for p in missing), *loaded)


def _province(land: Land, progress: Progress | None) -> Iterator[int]:
    """Open the region, register, tell; how many institutions, persons and acts."""
    region = _region(land.province)
    opened = land.day - timedelta(days=stories.BEGINS)
    yield _register(region, land.institutions(), land.province.name, 0, opened, None) // 2
    yield _register(region, land.persons(), land.province.name, land.number, opened, progress)
    acts = sorted(stories.told(land), key=lambda told: told[0])
    for number, (on, act) in enumerate(acts):
        actor = stories.actor_of(land.province, act["act"])
        record(region, ACT.validate_python({**act, "on": on}), by=actor, key=f"demo-{number}", recorded_on=on)
    create(land)
    yield len(acts)


def _register(
    region: Region, rows: Iterator[object], name: str, total: int, on: date, progress: Progress | None
) -> int:
    done = 0
    while chunk := list(islice(rows, _CHUNK)):
        register_many(region, chunk, by=_REGISTRAR, recorded_on=on)  # type: ignore[arg-type]
        done += len(chunk)
        if progress is not None:
            progress(name, done, total)
    return done


def _region(province: Province) -> Region:
    parent: Division | None = None
    for code, name in province.divisions:
        above = code[:2] + "0000" if code.endswith("00") else code[:4] + "00"
        parent = Division.objects.filter(code=above).exclude(code=code).first()
        Division.objects.get_or_create(code=code, defaults={"name": name, "parent": parent})
    region = Region.objects.create(
        code=province.region, name=province.name, persons=province.regime, division_id=province.divisions[0][0]
    )
    Head.objects.create(region=region)
    return region


__all__ = ["PROVINCES", "SCALE", "Loaded", "NotDemo", "load"]
