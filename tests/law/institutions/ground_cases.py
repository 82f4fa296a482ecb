"""Small cases for grounds: one institution with a yearly agreement, a few records, no guards in between."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from pydantic import TypeAdapter

from dingdian.calendars import load_calendar
from dingdian.law.acts import AnyAct
from dingdian.law.register import Register
from dingdian.law.setting import Setting
from dingdian.located import Document
from dingdian.regimes import with_overrides

ACT: TypeAdapter[Any] = TypeAdapter(AnyAct)
PLACE = "X1"
YEARS = {"shaoguan-2023": 2024, "zizhiqu-2025": 2025}
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
    loaded = with_overrides(regime, parameters or {}, Document("case", {}, {}))
    register = Register(loaded, load_calendar(), setting)
    for row in sorted(acts, key=lambda x: x["on"]):
        register.add(ACT.validate_python(row))
    return register


def on(day: str) -> date:
    return date.fromisoformat(day)
