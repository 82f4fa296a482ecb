"""Findings, debts and rectifications of an institution: as facts state them and as later acts have moved them on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from dingdian.law.institutions import control as o
from dingdian.law.institutions import ledgers as w
from dingdian.law.institutions.records import Finding, Obligation
from dingdian.law.register import Record

LICENCE_HANGING, DUAL_PRICE = "licence_hanging", "dual_price"


def moved_on(stated: Iterable[Finding], records: Iterable[Record]) -> tuple[Finding, ...]:
    """The findings stated and those that screens raised, each as the acts in its case have left it."""
    found = {f.id or f"{f.code}/{n}": f for n, f in enumerate(stated)}
    for x in records:
        act = x.act
        if isinstance(act, o.LicenceHangingSuspect):
            found[x.ref] = Finding(id=x.ref, code=LICENCE_HANGING, state="suspicion", on=x.on)
        elif isinstance(act, o.DualPriceSuspect):
            own = Finding(id=x.ref, code=DUAL_PRICE, state="suspicion", on=x.on, source=act.source)
            found[x.ref] = own.model_copy(update={"excess": act.excess, "sales_concerned": act.sales_concerned})
        elif getattr(act, "of", None) in found:
            found[act.of] = found[act.of].model_copy(update=_step(found[act.of], act))
    return tuple(found.values())


def _step(f: Finding, act: Any) -> dict[str, Any]:
    """What an act in the case of a finding changes in it."""
    if isinstance(act, o.LicenceHangingConfirm):
        return {"state": "finding_verified", "verified_on": act.on}
    if isinstance(act, o.DualPriceConfirm):
        sums = {"excess": act.excess, "sales_concerned": act.sales_concerned}
        return {"state": "finding_verified", "verified_on": act.on, **{k: v for k, v in sums.items() if v is not None}}
    if isinstance(act, o.FindingDismiss | o.DualPriceDismiss | o.LicenceHangingDismiss):
        return {"state": "dismissed"}
    if isinstance(act, o.FindingExplain):
        return {"state": "explained"}
    if isinstance(act, o.FindingDecide | o.DualPriceHandle):
        more: dict[str, Any] = {"state": "decided", "measures": (*f.measures, *act.measures)}
        more["reason"] = act.reason or f.reason
        more["agreement_clause"] = getattr(act, "agreement_clause", None) or f.agreement_clause
        return more
    if isinstance(act, o.FindingClose) and act.outcome == "no_measure":
        return {"state": "closed"}
    return {}


def debts(stated: Iterable[Obligation], records: Iterable[Record]) -> tuple[Obligation, ...]:
    """The debts stated and the recoveries ordered, with what was paid on them by then."""
    acts = list(records)
    found = list(stated)
    for x in acts:
        if isinstance(x.act, w.RecoveryOrder):
            paid = [p for p in acts if isinstance(p.act, w.RecoveryPay) and p.act.of == x.ref]
            total = sum((p.act.amount for p in paid), Decimal(0))
            found.append(
                Obligation(
                    id=x.ref,
                    kind=x.act.kind,
                    amount=x.act.amount,
                    decided_on=x.on,
                    due_on=x.act.due_on,
                    performed_amount=total,
                    performed_on=paid[-1].on if paid else None,
                )
            )
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Rectification:
    """Something ordered to be put right, until when, and what its last check said; null while not checked."""

    kind: str
    ordered_on: date
    due_on: date | None
    passed: bool | None
    checked_on: date | None


def rectifications(records: Iterable[Record]) -> tuple[Rectification, ...]:
    """Every rectification ordered, with its last check."""
    found: dict[str, Rectification] = {}
    for x in records:
        if isinstance(x.act, o.RectificationOrder):
            found[x.ref] = Rectification(x.act.kind, x.on, x.act.due_on, None, None)
        elif isinstance(x.act, o.RectificationCheck) and x.act.of in found:
            old = found[x.act.of]
            found[x.act.of] = Rectification(old.kind, old.ordered_on, old.due_on, x.act.outcome == "passed", x.on)
    return tuple(found.values())
