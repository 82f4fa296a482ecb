"""Small cases for grounds: one institution with a yearly agreement, a few records, no guards in between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pydantic import TypeAdapter

from dingdian.calendars import load_calendar
from dingdian.law.acts import AnyAct
from dingdian.law.regime import Regime
from dingdian.law.register import Register
from dingdian.law.setting import Setting
from dingdian.located import Document
from dingdian.regimes import with_overrides

ACT: TypeAdapter[Any] = TypeAdapter(AnyAct)
PLACE = "X1"
SG, ZX = "shaoguan-2023", "zizhiqu-2025"
MED, SHOP = "medical_institution", "retail_pharmacy"
YEARS = {SG: 2024, ZX: 2025}
Row = dict[str, Any]


def act(on: str, name: str, **fields: Any) -> Row:
    """An act at the institution; fields that are Python words end with an underscore."""
    return {"on": on, "act": name, "institution": PLACE, **{key.rstrip("_"): value for key, value in fields.items()}}


def fact(on: str, **facts: Any) -> Row:
    return act(on, "fact.record", **facts)


def finding(on: str, **fields: Any) -> Row:
    return fact(on, findings=[{"id": "f1", "state": "finding_verified", **fields}])


def case(
    regime: str,
    sector: str,
    acts: Sequence[Row],
    parameters: Row | None = None,
    agreement: Row | None = None,
    others: Sequence[Row] = (),
    **facts: Any,
) -> Register:
    """The institution under the regime's rules with its agreement of the year and the acts, in their order of time."""
    year = YEARS[regime]
    line = {"id": "a1", "institution": PLACE, "start_on": f"{year}-01-01", "end_on": f"{year}-12-31"}
    setting = Setting.model_validate(
        {
            "institutions": [{"code": PLACE, "sector": sector, "ownership": "private", **facts}, *others],
            "agreements": [
                {**line, **(agreement or {})},
                *({**line, "id": f"b{n}", "institution": o["code"]} for n, o in enumerate(others)),
            ],
        }
    )
    register = Register(_rules(regime, parameters or {}), load_calendar(), setting)
    for row in sorted(acts, key=lambda x: x["on"]):
        register.add(ACT.validate_python(row))
    return register


def _rules(regime: str, parameters: Row) -> Regime:
    """The regime with some parameters replaced, made once for all cases that ask for the same."""
    key = (regime, repr(parameters))
    if key not in _MADE:
        _MADE[key] = with_overrides(regime, parameters, Document("case", {}, {}))
    return _MADE[key]


_MADE: dict[tuple[str, str], Regime] = {}


def on(day: str) -> date:
    return date.fromisoformat(day)


@dataclass(frozen=True)
class Case:
    code: str
    what: str
    regime: str
    before: list[Row]
    after: Row
    day: str
    sector: str = MED
    joins: bool = False
    nature: str | None = None
    parameters: dict[str, Any] = field(default_factory=dict)
    others: tuple[Row, ...] = ()
    facts: dict[str, Any] = field(default_factory=dict)
    agreement: dict[str, Any] = field(default_factory=dict)

    def registers(self) -> tuple[Register, Register]:
        kept = self.before if self.joins else self.before[:-1]
        made = [
            case(self.regime, self.sector, acts, self.parameters, self.agreement, self.others, **self.facts)
            for acts in (self.before, [*kept, self.after])
        ]
        return made[0], made[1]


def one_finding(code: str, what: str, regime: str, before: Row, after: Row, day: str = "", **more: Any) -> Case:
    """A case about one finding, some fields of which change."""
    year = "2024" if regime == SG else "2025"
    when = f"{year}-06-03"
    both = {key: before[key] for key in before}
    return Case(
        code, what, regime, [finding(when, **both)], finding(when, **{**both, **after}), day or f"{year}-06-05", **more
    )
