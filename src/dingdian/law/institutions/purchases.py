"""What an institution reports of its purchases held against the orders of the procurement platform."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from dingdian.law.explain import Decision, Reason
from dingdian.law.institutions.declared import Purchase, PurchaseOrders, PurchaseReport
from dingdian.law.register import Register

KEY = "purchase_report_fields"
Item = tuple[str, str]
"""Code, and the number of the order (empty: not stated)."""


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A price or quantity that differs; `reported` or `ordered` is empty where that side does not have the item."""

    code: str
    order: str
    field: str
    reported: str
    ordered: str

    def __str__(self) -> str:
        return " ".join(x or "—" for x in (self.code, self.order, self.field, self.reported, self.ordered))


def periods(r: Register, institution: str, known_on: date | None = None) -> list[str]:
    """The months of which something is on record, the latest first."""
    acts = (x.act for x in r.at(institution, known_on))
    return sorted({a.period for a in acts if isinstance(a, PurchaseReport | PurchaseOrders)}, reverse=True)


def mismatches(
    r: Register, institution: str, period: str, known_on: date | None = None
) -> Decision[tuple[Mismatch, ...]]:
    """Every difference in what the rules want reported, by code and order; one side alone is compared with nothing."""
    wanted = r.regime.rules.purchase_report_fields.value or ()
    reported = _latest(r, institution, period, PurchaseReport, known_on)
    ordered = _latest(r, institution, period, PurchaseOrders, known_on)
    if reported is None or ordered is None:
        lacking = "机构没有申报" if reported is None else "平台没有订单数据"
        return Decision((), r.regime, lambda: [Reason(f"{lacking}，无从核对", (KEY,))])
    found = tuple(_differences(_by_item(reported), _by_item(ordered), wanted))
    words = f"申报 {len(reported)} 行，平台 {len(ordered)} 行，不一致 {len(found)} 处"
    return Decision(found, r.regime, lambda: [Reason(words, (KEY,))])


def _latest(
    r: Register, institution: str, period: str, kind: type[PurchaseReport | PurchaseOrders], known_on: date | None
) -> tuple[Purchase, ...] | None:
    found = [x.act for x in r.at(institution, known_on) if isinstance(x.act, kind) and x.act.period == period]
    return found[-1].rows if found else None


def _by_item(rows: Iterable[Purchase]) -> dict[Item, dict[str, str]]:
    """Item → its prices (each once, lowest first) and its quantity in all."""
    grouped: dict[Item, list[Purchase]] = {}
    for row in rows:
        grouped.setdefault((row.code, row.order or ""), []).append(row)
    return {
        item: {
            "purchase_price": "、".join(f"{p:.2f}" for p in sorted({x.price for x in same})),
            "purchase_quantity": str(sum(x.quantity for x in same)),
        }
        for item, same in grouped.items()
    }


def _differences(
    reported: dict[Item, dict[str, str]], ordered: dict[Item, dict[str, str]], wanted: Iterable[str]
) -> Iterable[Mismatch]:
    for item in sorted(reported.keys() | ordered.keys()):
        own, other = reported.get(item, {}), ordered.get(item, {})
        for name in wanted:
            if own.get(name, "") != other.get(name, ""):
                yield Mismatch(*item, name, own.get(name, ""), other.get(name, ""))
