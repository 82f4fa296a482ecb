"""Sums and their lines over random files: what was asked, refused, held and paid adds up to what was declared."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from dingdian.law.acts import AnyAct
from dingdian.law.institutions.accounts import accounts, advances, demands, deposits, held_whole
from dingdian.law.institutions.money import prepaid, recovery_of
from dingdian.law.processes.admit import place
from dingdian.law.register import Register
from tests.law.institutions.stories import CLINIC, register

ACT: TypeAdapter[Any] = TypeAdapter(AnyAct)
FIRST, LAST = date(2024, 6, 3), date(2024, 12, 31)
D = Decimal
money = st.decimals(min_value=0, max_value=99_999, places=2)
some = st.one_of(st.none(), money)


@st.composite
def stories(draw: Any) -> list[dict[str, Any]]:
    """Acts about a few declarations, advances, deposits and demands, in any order that names only what is there."""
    acts: list[dict[str, Any]] = []
    kinds = st.sampled_from(["declare", "review", "pay", "hold", "release", "recover", "propose", "advance", "offset",
                             "return", "keep", "back", "order", "perform"])  # fmt: skip
    for n, kind in enumerate(draw(st.lists(kinds, max_size=25))):
        on = (FIRST + timedelta(n)).isoformat()

        def of(name: str, acts: list[dict[str, Any]] = acts) -> Any:
            found = [x["id"] for x in acts if x["act"] == name]
            return draw(st.sampled_from(found)) if found else None

        act: dict[str, Any] = {"id": f"x{n}", "on": on, "act": "", "amount": draw(some)}
        if kind == "declare":
            costs = draw(st.lists(money, max_size=3))
            act |= {"act": "settlement.declare", "lines": [{"cost_date": on, "amount": c} for c in costs]}
        elif kind == "review":
            outcomes = ["passed", "part_refused", "part_held", "refused", "held"]
            act |= {"act": "settlement.review", "of": of("settlement.declare"), "refused": draw(some),
                    "held": draw(some), "outcome": draw(st.sampled_from(outcomes))}  # fmt: skip
        elif kind in ("pay", "recover"):
            act |= {"act": f"settlement.{kind}", "of": of("settlement.declare")}
        elif kind == "hold":
            act |= {"act": "settlement.hold", "of": of("settlement.declare")}
        elif kind == "release":
            act |= {"act": "settlement.release", "of": of("settlement.hold")}
        elif kind == "propose":
            act |= {"act": "prepayment.propose", "special": draw(st.booleans())}
        elif kind in ("advance", "offset", "return"):
            act |= {"act": f"prepayment.{'pay' if kind == 'advance' else kind}", "of": of("prepayment.propose")}
        elif kind == "keep":
            act |= {"act": "deposit.keep", "amount": draw(money)}
        elif kind == "back":
            act |= {"act": "deposit.return", "of": of("deposit.keep"), "amount": draw(money), "withheld": draw(some)}
        elif kind == "order":
            act |= {"act": "recovery.order", "amount": draw(money)}
        else:
            act |= {"act": "recovery.pay", "of": of("recovery.order"), "amount": draw(money)}
        if "of" not in act or act["of"] is not None or kind == "hold":
            acts.append({k: v for k, v in act.items() if v is not None})
    return acts


def placed(acts: list[dict[str, Any]]) -> Register:
    """The register of these acts; an amount or an institution only where an act has one."""
    r = register()
    for act in acts:
        own = (
            {"institution": CLINIC}
            if "of" not in act or act["act"] in ("settlement.hold", "settlement.release")
            else {}
        )
        stated = dict(act) if act["act"] not in BARE else {k: v for k, v in act.items() if k != "amount"}
        place(r, ACT.validate_python(stated | own), ())
    return r


BARE = ("settlement.release", "prepayment.pay")


def total(values: Iterator[Any]) -> Decimal:
    return sum((v for v in values if v is not None), D(0))


@settings(max_examples=120, deadline=None)
@given(stories())
def test_every_sum_is_the_total_of_its_lines_and_the_sums_add_up(acts: list[dict[str, Any]]) -> None:
    r = placed(acts)
    declared = {a["id"]: a for a in acts if a["act"] == "settlement.declare"}
    found = accounts(r, CLINIC, LAST)
    assert [a.ref for a in found] == list(declared)
    for a in found:
        act = declared[a.ref]
        costs = total(line["amount"] for line in act["lines"])
        assert a.declared.total == act.get("amount", costs)
        assert a.declared.total == a.refused.total + a.held.total + a.paid.total + a.outstanding
        for of in (a.declared, a.refused, a.held, a.paid, a.recovered):
            assert of.total == sum((line.amount for line in of.lines), D(0))
        stated = [x for x in acts if x.get("of") == a.ref and x["act"] == "settlement.pay" and "amount" in x]
        own = {line.ref: line.amount for line in a.paid.lines}
        assert all(own[x["id"]] == x["amount"] for x in stated)
        refused = [x for x in acts if x.get("of") == a.ref and x["act"] == "settlement.review"]
        assert a.refused.total >= total(x.get("refused") for x in refused)
    ordinary = [a for a in advances(r, CLINIC, LAST) if not a.special]
    assert prepaid(r, CLINIC).value == sum((a.balance.total for a in ordinary), D(0))
    for kept in deposits(r, CLINIC, LAST):
        back = [x for x in acts if x.get("of") == kept.ref]
        assert kept.returned.total == total(x["amount"] for x in back)
        assert kept.balance == kept.kept.total - kept.returned.total - total(x.get("withheld") for x in back)
    for demand in demands(r, CLINIC, LAST):
        law = recovery_of(r, demand.ref).value
        assert (demand.balance, demand.performed.total) == (law.balance, law.performed)
        assert demand.status == law.status or not law.performed
    before = accounts(r, CLINIC, FIRST - timedelta(1))
    assert before == [], "nothing stood before it was handed in"


def test_a_later_review_says_what_is_still_held_and_a_hold_of_its_own_counts_alone() -> None:
    told = [
        {"id": "d", "on": "2024-06-03", "act": "settlement.declare", "amount": D(1000), "lines": []},
        {"id": "v", "on": "2024-06-04", "act": "settlement.review", "of": "d", "outcome": "part_held", "held": D(300)},
    ]
    assert accounts(placed(told), CLINIC, LAST)[0].held.total == 300
    again = {"id": "w", "on": "2024-06-06", "act": "settlement.review", "of": "d", "refused": D(100)}
    own = accounts(placed([*told, again]), CLINIC, LAST)[0]
    assert (own.held.total, own.refused.total, own.payable) == (0, 100, 900)
    hold = {"id": "h", "on": "2024-06-05", "act": "settlement.hold", "of": "d", "amount": D(250)}
    assert accounts(placed([*told, hold]), CLINIC, LAST)[0].held.total == 250
    free = {"id": "f", "on": "2024-06-07", "act": "settlement.release", "of": "h"}
    assert accounts(placed([*told, hold, free]), CLINIC, LAST)[0].held.total == 0
    whole = {"id": "a", "on": "2024-06-08", "act": "settlement.hold"}
    r = placed([*told, whole])
    assert held_whole(r, CLINIC, LAST) is not None and held_whole(r, CLINIC, date(2024, 6, 7)) is None


@pytest.mark.parametrize(("paid", "status"), [((), "unperformed"), ((4,), "partly_performed"), ((4, 6), "full")])
def test_what_was_demanded_is_performed_in_part_or_whole(paid: tuple[int, ...], status: str) -> None:
    order = {"id": "r", "on": "2024-06-03", "act": "recovery.order", "amount": D(10), "due_on": "2024-07-01"}
    acts = [order] + [
        {"id": f"p{n}", "on": "2024-06-04", "act": "recovery.pay", "of": "r", "amount": D(x)}
        for n, x in enumerate(paid)
    ]
    own = demands(placed(acts), CLINIC, LAST)[0]
    assert own.status == status and own.overdue(LAST) is (status != "full") and not own.overdue(date(2024, 7, 1))
