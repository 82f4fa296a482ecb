"""What lines come to: from the snapshot, and from the record where a line says what only the record can judge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import DatabaseError
from django.utils import timezone

from dingdian.gate_client.answers import Answer
from dingdian.located import dotted
from dingdian.settlement.asks import Asked, Facts
from dingdian.settlement.keeper import Keeper
from dingdian.settlement.moment import release
from dingdian.settlement.online import Online


@dataclass(frozen=True)
class Wrong(Exception):  # noqa: N818 - a refusal is an answer, not a fault
    """A request that cannot be answered: in which field, why, what was expected, how to mend it."""

    field: str
    message: str
    expected: str = ""
    remedy: str = ""
    absent: bool = False


class NothingKnown(Exception):  # noqa: N818
    """The database has not answered since the gate was started."""


def judged(keeper: Keeper, lines: Sequence[Asked], institution: str, region: str | None) -> list[Answer]:
    """An answer for every line of an institution's own; raises `Wrong` and `NothingKnown`, and then answers none."""
    for n, asked in enumerate(lines):
        if asked.institution != institution:
            field = dotted(("lines", n, "institution"))
            raise Wrong(field, "没有这家机构，或不在您的范围内", institution, "只问本机构的费用", absent=True)
    online = region_of(keeper, institution, region)
    if online.snapshot.persons_ruled and not online.snapshot.institution_first:
        for n, asked in enumerate(lines):
            if asked.person is None:
                raise Wrong(dotted(("lines", n, "person")), "缺少这个字段", "开单人员的编码",
                            "这个统筹区只有人员规则，要写明人员")  # fmt: skip
    return [_one(keeper, online, asked) for asked in lines]


def region_of(keeper: Keeper, institution: str, region: str | None) -> Online:
    """Where an institution is registered; the only region, or the named one, answers for one that is nowhere."""
    if not keeper.regions:
        raise NothingKnown
    found = [x for x in keeper.at(institution) if region in (None, x.region.pk)]
    if not found:
        found = [x for code, x in keeper.regions.items() if region in (None, code)]
    if not found:
        raise Wrong("region", "没有这个统筹区", "", "核对代码，或不写 region", absent=True)
    if len(found) > 1:
        codes = "、".join(x.region.pk for x in found) if keeper.at(institution) else ""
        raise Wrong("region", "要知道是哪个统筹区", codes, "写明 region")
    return found[0]


def _one(keeper: Keeper, online: Online, asked: Asked) -> Answer:
    line = asked.line()
    answer, further, snapshot = keeper.check(online, line), asked.further(), online.snapshot
    if further is None and asked.scheme is not None and not snapshot.persons_ruled:
        further = Facts()
    if further is None or not snapshot.institution_first or answer.reason.startswith("unknown_"):
        return answer
    if keeper.away:
        return snapshot.told("record", line, answer.stale)
    from dingdian.settlement.of_record import of_record  # loads the law

    try:
        return of_record(online, line, further, timezone.now())
    except DatabaseError:
        return snapshot.told("record", line, answer.stale)
    finally:
        release()
