"""Random acts against the real interpreter, one process at a time and all together, under each regime.

Acts are generated from the act classes themselves. Whatever is tried: a case is always in a declared state, a refused
act changes nothing, an admitted act is kept once and in order, and where two persons are asked for the proposer never
approves.
"""

from __future__ import annotations

import types
import typing
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any, Literal, Union, get_args, get_origin

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter, ValidationError

from dingdian.calendars import load_calendar
from dingdian.law import acts as a
from dingdian.law.institutions.facts import InstitutionFacts
from dingdian.law.processes import admit
from dingdian.law.processes.institutions import PROCESSES
from dingdian.law.processes.model import Process
from dingdian.law.register import Register
from dingdian.law.setting import Setting
from dingdian.regimes import SHIPPED, load, names
from tests.law.test_machine import frozen

BEGIN = date(2025, 1, 6)
WAYS = st.randoms(use_true_random=True)  # one draw a walk: quick, and told by its seed
ACTS: TypeAdapter[Any] = TypeAdapter(a.AnyAct)
CLASSES = {get_args(m.model_fields["act"].annotation)[0]: m for m in get_args(get_args(a.AnyAct)[0])}
REGIMES = [r for r in map(load, names([SHIPPED])) if r.institutions is not None and r.persons is None]
CALENDAR = load_calendar()
SETTING = Setting.model_validate(
    {
        "institutions": [
            {"code": "H1", "name": "甲", "sector": "medical_institution", "ownership": "private"},
            {"code": "H2", "name": "乙", "sector": "retail_pharmacy", "ownership": "public"},
        ],
        "agreements": [{"id": "a1", "institution": "H1", "start_on": "2025-01-01", "end_on": "2025-12-31"}],
    }
)
CODES = ("x", "SUS-1", "TER-3", "TER-12", "ZT-1", "NR-9", "DEF-3", "HOLD-3", "agreement.suspend", "EV1")
ACTORS = ("agency", "agency:甲", "agency:乙", "institution", "administration:丙", "甲", None)
REFERENCES = ("of", "case", "agreement", "decision", "finding", "parent", "plan", "scheme", "complaint", "inspection")


class Drawn:
    """Values for the fields of an act; a reference is mostly one that exists."""

    def __init__(self, chance: Random, register: Register, today: date) -> None:
        self.chance, self.register, self.today = chance, register, today

    def one(self, values: typing.Sequence[Any]) -> Any:
        return self.chance.choice(values)

    def act(self, name: str, number: int) -> Any:
        model = CLASSES[name]
        given = {"act": name, "on": self.today.isoformat(), "id": f"n{number}"}
        for field, info in model.model_fields.items():
            if field in ("act", "on", "id", "recorded_on"):
                continue
            key = info.alias or field
            if field in ("actor", "approved_by"):
                given[key] = self.one(ACTORS)
            elif info.is_required() or self.one((True, True, False)):
                given[key] = self.value(field, info.annotation)
        return {k: v for k, v in given.items() if v is not None}

    def value(self, field: str, kind: Any) -> Any:
        origin = get_origin(kind)
        if origin is typing.Annotated:
            return self.value(field, get_args(kind)[0])
        if origin in (Union, types.UnionType):
            return self.value(field, self.one([k for k in get_args(kind) if k is not type(None)]))
        if origin is Literal:
            return self.one(get_args(kind))
        if origin is tuple:
            return [self.value(field, get_args(kind)[0]) for _ in range(self.one((0, 1, 2)))]
        if kind is bool:
            return self.one((True, False))
        if kind is int:
            return self.one((1, 2, 2025))
        if kind is date:
            return (self.today + timedelta(days=self.one((-40, 0, 1, 90, 400)))).isoformat()
        if kind is Decimal:
            return self.one((1, 5, 100))
        if kind is str:
            return self.text(field)
        if kind is InstitutionFacts or kind is Any:
            return None
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            own = {n: self.value(n, i.annotation) for n, i in kind.model_fields.items() if i.is_required()}
            return own
        return None

    def text(self, field: str) -> str:
        if field == "institution":
            return str(self.one(("H1", "H1", "H2")))
        if field in REFERENCES:
            return str(self.one([*[x.ref for x in self.register.records[-8:]], "a1", "none"]))
        if field in ("ground", "grounds", "code", "object"):
            return str(self.one(CODES))
        return str(self.one(("甲", "x")))


def image(register: Register) -> dict[str, Any]:
    """Everything in a register that an act can change."""
    fixed = ("regime", "calendar", "setting", "institutions", "people", "table", "ratio_grounds", "answers")
    return {k: frozen(v) for k, v in vars(register).items() if k not in fixed}


def walk(chance: Random, regime: Any, processes: tuple[Process, ...], steps: int) -> None:
    register = Register(regime, CALENDAR, SETTING)
    today, kept = BEGIN, []
    names_ = [s.act for p in processes for s in p.steps]
    for number in range(steps):
        today += timedelta(days=chance.choice((0, 1, 8, 95)))
        drawn = Drawn(chance, register, today)
        try:
            act = ACTS.validate_python(drawn.act(drawn.one(names_), number))
        except ValidationError:
            continue
        before = image(register)
        result = admit(register, act)
        if not result.admitted:
            assert result.objections
            assert image(register) == before
            continue
        kept.append(act.id)
        rule = regime.rules.steps.value.get(act.act)
        if rule is not None and rule.two_person and act.actor is not None:
            assert act.actor != act.approved_by
        assert [x.ref for x in register.records] == kept
        assert [x.seq for x in register.records] == list(range(len(kept)))
        declared = {p.name: p.states for p in PROCESSES}
        for (process, _), state in register.states.items():
            assert state in declared[process]


def tuned(examples: int) -> Any:
    return settings(
        max_examples=examples, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None
    )


@pytest.mark.parametrize("regime", REGIMES, ids=lambda r: r.id)
def test_any_acts_in_any_order(regime: Any) -> None:
    @tuned(150)
    @given(chance=WAYS, steps=st.integers(1, 60))
    def run(chance: Random, steps: int) -> None:
        walk(chance, regime, PROCESSES, steps)

    run()


@pytest.mark.parametrize("process", PROCESSES, ids=lambda p: p.name)
def test_each_process_alone(process: Process) -> None:
    regime = REGIMES[len(process.steps) % len(REGIMES)]

    @tuned(30)
    @given(chance=WAYS, steps=st.integers(1, 60))
    def run(chance: Random, steps: int) -> None:
        walk(chance, regime, (process,), steps // 3)

    run()


@pytest.mark.long
@pytest.mark.parametrize("regime", REGIMES, ids=lambda r: r.id)
@pytest.mark.parametrize("process", PROCESSES, ids=lambda p: p.name)
def test_each_process_at_length(process: Process, regime: Any) -> None:
    @tuned(400)
    @given(chance=WAYS, steps=st.integers(1, 60))
    def run(chance: Random, steps: int) -> None:
        walk(chance, regime, (process,), steps)

    run()
