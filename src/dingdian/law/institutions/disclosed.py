"""What was published and not withdrawn: standards with their versions, and the costs of an institution with shares."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal

from dingdian.law.explain import Decision, Reason
from dingdian.law.institutions.upkeep import CostLine, DisclosurePublish, DisclosureWithdraw
from dingdian.law.register import Register

COSTS, INTERFACE = "cost_data", "interface_standard"
"""Names of what is published: the costs of an institution, and how systems are connected."""
_WHOLE, _STEP = Decimal(100), Decimal("0.01")


@dataclass(frozen=True, slots=True)
class CostRow:
    """A kind of cost: its amount in yuan and its share of the whole in percent, with two decimals."""

    item: str
    amount: Decimal
    share: Decimal


@dataclass(frozen=True, slots=True)
class CostTable:
    """The costs of a period: the total in yuan and its parts, whose shares add to 100."""

    total: Decimal
    rows: tuple[CostRow, ...]


def cost_table(lines: Iterable[CostLine]) -> CostTable:
    """The table of some costs, in their order. What rounding leaves goes to the largest remainders, the first first.

    Without any costs every share is 0.
    """
    rows = list(lines)
    total = sum((row.amount for row in rows), Decimal(0))
    if not total:
        return CostTable(total, tuple(CostRow(row.item, row.amount, Decimal(0)) for row in rows))
    exact = [row.amount * _WHOLE / total for row in rows]
    shares = [share.quantize(_STEP, ROUND_DOWN) for share in exact]
    left = int((_WHOLE - sum(shares, Decimal(0))) / _STEP)
    for n in sorted(range(len(rows)), key=lambda n: shares[n] - exact[n])[:left]:
        shares[n] += _STEP
    return CostTable(
        total, tuple(CostRow(row.item, row.amount, share) for row, share in zip(rows, shares, strict=True))
    )


def published(r: Register, day: date, known_on: date | None = None) -> Iterator[DisclosurePublish]:
    """What was published by a day and not withdrawn by it, in the order in which it was recorded."""
    known = [x for x in r.records if x.on <= day and (known_on is None or x.recorded <= known_on)]
    withdrawn = {x.act.of for x in known if isinstance(x.act, DisclosureWithdraw)}
    yield from (x.act for x in known if isinstance(x.act, DisclosurePublish) and x.ref not in withdrawn)


def unpublished_interfaces(r: Register, day: date, known_on: date | None = None) -> Decision[tuple[str, ...]]:
    """Versions of the interface that the rules accept and that are not published on a day: to be published first."""
    there = {act.version for act in published(r, day, known_on) if act.object == INTERFACE}
    lacking = tuple(v for v in r.regime.rules.accepted_interface_versions.value or () if v not in there)
    words = f"接口标准 {'、'.join(lacking)} 已列为认可，{day} 尚未公布；先公布标准和日期"
    return Decision(lacking, r.regime, lambda: [Reason(words, ("accepted_interface_versions",))] if lacking else [])
