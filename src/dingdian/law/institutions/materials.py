"""The materials of an application: what is there, what a check on line or a commitment stands in for, what is missing.

An application that says nothing of materials raises no objection.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from dingdian.law.explain import Decision, Reason
from dingdian.law.institutions import acts as i
from dingdian.law.institutions.asked import good
from dingdian.law.institutions.casework import PledgeSign, PledgeVerify
from dingdian.law.institutions.known import facts_on
from dingdian.law.register import Register

_MISSING, _COMMITTED = "缺少", "由告知承诺代替，事后核查"


@dataclass(frozen=True, slots=True)
class State:
    """What became of a material: whether it counts as there, in words, and the parameters that decide it."""

    code: str
    there: bool
    text: str
    keys: tuple[str, ...] = ()

    def reason(self, r: Register) -> Reason:
        """With the clause that asks for the material."""
        clause = r.regime.rules.material_clauses.value.get(self.code)
        extra = () if clause else ("extra_materials",)
        keys = ("materials", "material_clauses", *extra, *self.keys)
        return Reason(f"{self.code} {self.text}", keys, (clause,) if clause else ())


def missing_materials(r: Register, case: str, known_on: date | None = None) -> tuple[str, ...]:
    """Codes of the materials that the case still lacks, in the order of the list; those with a part missing too."""
    return materials(r, case, known_on).value


def materials(r: Register, case: str, known_on: date | None = None) -> Decision[tuple[str, ...]]:
    """The same with a reason for each material that is asked for."""
    if _stated(r, case, known_on) is None:
        return Decision((), r.regime, lambda: [Reason("申请材料没有登记", ("materials",))])
    states = _states(r, case, known_on)
    lacking = tuple(s.code for s in states if not s.there)
    return Decision(lacking, r.regime, lambda: [s.reason(r) for s in states])


def may_be_asked_for(r: Register, case: str, known_on: date | None = None) -> frozenset[str]:
    """What the one notice of missing materials may name: codes on the list or added with a basis, and not there.

    A part may be named by itself or after its material (`M3.finance_policies`).
    """
    there = {s.code for s in _states(r, case, known_on) if s.there}
    rules = r.regime.rules
    codes = [*(rules.materials.value or ()), *(x.id for x in rules.extra_materials.value)]
    lacking = [code for code in codes if code not in there]
    parts = [(code, part) for code in lacking for part in rules.material_parts.value.get(code, ())]
    return frozenset((*lacking, *(p for _, p in parts), *(f"{code}.{p}" for code, p in parts)))


def commitments_to_verify(r: Register, institution: str, day: date, known_on: date | None = None) -> tuple[str, ...]:
    """Items that a commitment stands in for, in applications by the day: each is checked afterwards."""
    found: dict[str, None] = {}
    for record in r.at(institution, known_on):
        act = record.act
        if record.on > day:
            continue
        if isinstance(act, i.DesignationApply | i.DesignationSupplement):
            committed = (m for m in act.materials or () if m.state == "replaced_by_commitment")
            found |= dict.fromkeys(m.item or m.code for m in committed if _eligible(r, m))
        elif isinstance(act, PledgeSign):
            found[act.item] = None
        elif isinstance(act, PledgeVerify):
            found.pop(act.item, None)
    return tuple(found)


def forecast_deviation(r: Register, case: str, spent: Decimal) -> Decimal | None:
    """By how much a year's spending is above the forecast of the application, as a share of it; null if none."""
    amount = _forecast(r, case).get("fund_amount_per_year_cny")
    return (spent - Decimal(amount)) / Decimal(amount) if amount else None


def _states(r: Register, case: str, known_on: date | None) -> list[State]:
    """Every material that is asked for; the open-ended item of the list stands for those added with a basis."""
    rules, stated = r.regime.rules, _stated(r, case, known_on) or {}
    extras = [x.id for x in rules.extra_materials.value]
    listed = [c for c in rules.materials.value or () if not _open_ended(r, c) or c in stated]
    return [_state(r, case, code, stated.get(code), known_on) for code in (*listed, *extras)]


def _open_ended(r: Register, code: str) -> bool:
    """Whether an item of the list is the one that leaves room for others: it rests on the clause they rest on."""
    return r.regime.rules.material_clauses.value.get(code) in r.regime.rules.extra_materials.clauses


def _state(r: Register, case: str, code: str, m: i.Material | None, known_on: date | None) -> State:
    shared = "materials_waivable_by_data_sharing"
    if code in r.regime.rules.materials_waivable_by_data_sharing.value and (
        (m is not None and m.state == "waived_by_data_sharing") or _verified_on_line(r, case, known_on)
    ):
        return State(code, True, "已通过数据共享核验，免予提交", (shared,))
    if (m is None or m.state == "missing") and code in _pledged(r, case, known_on):
        return State(code, True, _COMMITTED, ("commitment_eligible_items",))
    if m is None or m.state == "missing":
        return State(code, False, _MISSING)
    if m.state == "waived_by_data_sharing":
        return State(code, False, "不在数据共享免交的范围", (shared,))
    if m.state == "replaced_by_commitment":
        words = _COMMITTED if _eligible(r, m) else "不能用告知承诺代替"
        return State(code, _eligible(r, m), words, ("commitment_eligible_items",))
    parts = m.parts if m.parts is not None else _forecast_parts(r, case, code)
    lacking = [p for p in r.regime.rules.material_parts.value.get(code, ()) if parts is not None and p not in parts]
    words = f"不完整，缺 {'、'.join(lacking)}" if lacking else "已提交"
    return State(code, not lacking, words, ("material_parts",) if parts is not None else ())


def _pledged(r: Register, case: str, known_on: date | None) -> set[str]:
    """Items that a commitment was signed for in the case."""
    return {x.act.item for x in r.of_case(case, known_on) if isinstance(x.act, PledgeSign)}


def _eligible(r: Register, m: i.Material) -> bool:
    return bool({m.item, m.code} & set(r.regime.rules.commitment_eligible_items.value or ()))


def _verified_on_line(r: Register, case: str, known_on: date | None) -> bool:
    """Whether a paper that entitles to apply was found valid by a check on line."""
    applied = r.applications.get(case)
    if applied is None:
        return False
    day = known_on or max(x.on for x in r.records)
    kinds = r.regime.rules.qualification_types.value or ()
    held = facts_on(r, applied.act.institution, day, known_on).licences or ()
    return any(x.kind in kinds and x.verified_by == "data_sharing" and good(x, day) for x in held)


def _stated(r: Register, case: str, known_on: date | None) -> dict[str, i.Material] | None:
    """Code → what was handed in, later over earlier; null if nothing was said of materials."""
    found: dict[str, i.Material] | None = None
    for record in r.of_case(case, known_on):
        act = record.act
        if isinstance(act, i.DesignationApply | i.DesignationSupplement) and act.materials is not None:
            found = dict(found or {})
            for m in act.materials:
                found[m.code] = _joined(found.get(m.code), m)
    return found


def _joined(before: i.Material | None, new: i.Material) -> i.Material:
    """A part handed in later completes what was there."""
    if before is None or before.parts is None or new.parts is None:
        return new
    return new.model_copy(update={"parts": (*before.parts, *(p for p in new.parts if p not in before.parts))})


def _forecast(r: Register, case: str) -> dict[str, Any]:
    applied = r.applications.get(case)
    forecast = applied.act.forecast if applied is not None else None
    return forecast if isinstance(forecast, dict) else {}


def _forecast_parts(r: Register, case: str, code: str) -> tuple[str, ...] | None:
    """The parts of a material that the application's forecast fills in; null if it says nothing of it."""
    wanted = r.regime.rules.material_parts.value.get(code, ())
    given = tuple(name for name, value in _forecast(r, case).items() if value is not None)
    return given if set(given) & set(wanted) else None
