"""Which region an office or an institution belongs to."""

from __future__ import annotations

from dingdian.accounts.models import Division
from dingdian.journal.models import Region


class NoRegion(LookupError):  # noqa: N818
    """No region binds the division or anything above it."""


def region_of(division: Division | None) -> Region:
    """The region of a division: its own, or that of the nearest division above. Raises `NoRegion`."""
    while division is not None:
        found = Region.objects.filter(division=division).first()
        if found is not None:
            return found
        division = division.parent
    raise NoRegion("这个区划没有绑定统筹区规则；请系统管理员在“政策”中绑定")
