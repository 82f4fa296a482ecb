"""Dual price (阴阳价格): the same product dearer for the insured than for others in one shop, and what it comes to.

A screen: it yields sums and a clue. Prices and sums are yuan.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from dingdian.law.institutions.facts import InstitutionFacts
from dingdian.law.institutions.records import PricePair
from dingdian.law.institutions.rows import band_for
from dingdian.law.institutions.schema import Rules


@dataclass(frozen=True, slots=True)
class Compared:
    """One pair of sales: what was overcharged and the sales it concerns, or why it does not count."""

    product: str
    excess: Decimal
    sales_concerned: Decimal
    left_out: str | None = None


@dataclass(frozen=True, slots=True)
class Screened:
    """All pairs of a shop, and the sums over those that count."""

    pairs: tuple[Compared, ...]

    @property
    def excess(self) -> Decimal:
        return sum((p.excess for p in self.pairs if p.left_out is None), Decimal(0))

    @property
    def sales_concerned(self) -> Decimal:
        return sum((p.sales_concerned for p in self.pairs if p.left_out is None), Decimal(0))

    @property
    def found(self) -> bool:
        return any(p.left_out is None for p in self.pairs)


@dataclass(frozen=True, slots=True)
class Sale:
    """A line of a shop's own sales: the product by the fields that make it the same, the day, unit price, number."""

    product: dict[str, Any]
    on: date
    price: Decimal
    qty: int
    insured: bool
    promotion: bool = False


def screen(rules: Rules, pairs: Iterable[PricePair]) -> Screened:
    """Compare pairs of sales by the regime's window, tolerance and treatment of promotions."""
    return Screened(tuple(_compared(rules, p) for p in pairs))


def suggested(rules: Rules, sales_concerned: Decimal) -> str | None:
    """The measure that the regime's table sets against sales of that size; null where it has no table."""
    table = rules.dual_price_tier_table.value
    band = band_for(table, sales_concerned) if table is not None else None
    return band.name if band is not None else None


def pairs_on(facts: InstitutionFacts) -> tuple[PricePair, ...]:
    """The pairs on record of an institution."""
    single = (facts.price_pair,) if facts.price_pair is not None else ()
    return (*(facts.price_pairs or ()), *single)


def pair_up(rules: Rules, sales: Iterable[Sale]) -> tuple[PricePair, ...]:
    """Pair each sale to the insured with the dearest sale to others of the same product within the window."""
    key = rules.dual_price_same_product_key.value or ()
    by_product: dict[tuple[Any, ...], list[Sale]] = defaultdict(list)
    for sale in sales:
        by_product[tuple(sale.product.get(part) for part in key)].append(sale)
    found = []
    for product, own in by_product.items():
        others = [x for x in own if not x.insured]
        for sale in (x for x in own if x.insured):
            near = [x for x in others if _near(rules, sale.on, x.on)]
            if near:
                against = max(near, key=lambda x: x.price)
                found.append(
                    PricePair(
                        product_key=list(product),
                        date=sale.on,
                        uninsured_date=against.on,
                        insured_price=sale.price,
                        uninsured_price=against.price,
                        qty=sale.qty,
                        promotion=sale.promotion or against.promotion,
                    )
                )
    return tuple(found)


def _compared(rules: Rules, p: PricePair) -> Compared:
    difference = p.insured_price - p.uninsured_price
    name = str(p.product_key or p.drug_code or "药品")
    reason = None
    if p.promotion:
        reason = "对所有人的促销，不比较"
    elif p.date is not None and p.uninsured_date is not None and not _near(rules, p.date, p.uninsured_date):
        reason = "两笔销售不在比较的时间内"
    elif difference <= (rules.dual_price_tolerance_cny.value or 0):
        reason = "医保价没有高出允许的差额"
    return Compared(name, difference * p.qty, p.insured_price * p.qty, reason)


def _near(rules: Rules, one: date, other: date) -> bool:
    """On the same day, or within the window that the regime sets."""
    window = rules.dual_price_time_window.value
    if window is None:
        return one == other
    first, second = sorted((one, other))
    return second <= window.term.last_day(first)
