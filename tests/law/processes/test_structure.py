"""Every declared process is whole: no dead end, every state reached, every name known to somebody."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dingdian.cli.diagram import reached
from dingdian.cli.process_view import LABELS
from dingdian.dossier.format import act_names
from dingdian.law.institutions.schema import Rules
from dingdian.law.processes.guards.requirement import TESTS
from dingdian.law.processes.institutions import PROCESSES as INSTITUTIONS
from dingdian.law.processes.model import NEW, Choice, Process, Step
from dingdian.law.processes.persons import PROCESSES as PERSONS
from dingdian.law.regime import Regime
from dingdian.regimes import SHIPPED, load, names

ALL = (*INSTITUTIONS, *PERSONS)
STEPS = [(p, s) for p in ALL for s in p.steps]
REGIMES = [r for r in map(load, names([SHIPPED])) if r.institutions is not None]
IDS = [f"{p.name}:{s.act}" for p, s in STEPS]


def edges(process: Process) -> Iterator[tuple[str, str]]:
    for step in process.steps:
        for source in step.source:
            yield from ((source, target) for target in reached(step, source))


def closure(start: set[str], pairs: set[tuple[str, str]]) -> set[str]:
    found = set(start)
    while more := {b for a, b in pairs if a in found} - found:
        found |= more
    return found


@pytest.mark.parametrize("process", ALL, ids=lambda p: p.name)
def test_every_state_is_reached_and_leads_on(process: Process) -> None:
    pairs = set(edges(process))
    assert closure({NEW}, pairs) == set(process.states)
    assert process.terminal <= set(process.states)
    stuck = {s for s in process.states if not any(a == s for a, _ in pairs)} - process.terminal
    assert stuck == set()


@pytest.mark.parametrize("process", ALL, ids=lambda p: p.name)
def test_from_every_state_the_process_can_end(process: Process) -> None:
    if not process.terminal:
        return
    back = {(b, a) for a, b in edges(process)}
    assert closure(set(process.terminal), back) == set(process.states)


@pytest.mark.parametrize(("process", "step"), STEPS, ids=IDS)
def test_a_step_names_only_what_there_is(process: Process, step: Step) -> None:
    assert {*step.source, *step.targets()} <= set(process.states)
    assert step.act in act_names()
    assert step.actors
    assert set(step.requires) <= TESTS.keys()
    assert {*step.papers, *step.discloses} <= LABELS.keys()
    assert not isinstance(step.target, Choice) or step.target.names


@pytest.mark.parametrize(("process", "step"), [x for x in STEPS if x[1].deadline is not None])
def test_a_deadline_names_a_parameter(process: Process, step: Step) -> None:
    assert step.deadline is not None
    flat = Rules.model_fields if process.institutional else load("yunnan-2025").flat
    assert step.deadline.limit in flat


def test_names_of_processes_and_steps_are_used_once() -> None:
    assert len({p.name for p in ALL}) == len(ALL)
    for group in (INSTITUTIONS, PERSONS):
        acts = [s.act for p in group for s in p.steps]
        assert len(set(acts)) == len(acts)


def test_every_act_of_the_format_belongs_to_a_step() -> None:
    assert act_names() == {s.act for _, s in STEPS}


# What regimes say of steps


@pytest.mark.parametrize("regime", REGIMES, ids=lambda r: r.id)
def test_a_regime_lists_only_declared_steps_with_real_actors(regime: Regime) -> None:
    known = {s.act: s for p in INSTITUTIONS if p.institutional for s in p.steps}
    for act, rule in regime.rules.steps.value.items():
        assert act in known
        assert not rule.by or set(rule.by) <= set(known[act].actors)


@pytest.mark.parametrize("regime", REGIMES, ids=lambda r: r.id)
def test_a_regime_sets_only_known_preconditions_of_steps_it_has(regime: Regime) -> None:
    listed = regime.rules.steps.value
    asked = {
        name for p in INSTITUTIONS for s in p.steps if s.act in listed or not p.institutional for name in s.requires
    }
    assert regime.rules.requirements.value.keys() <= asked


def test_every_institutional_step_is_listed_by_some_regime() -> None:
    listed = {act for r in REGIMES for act in r.rules.steps.value}
    assert {s.act for p in INSTITUTIONS if p.institutional for s in p.steps} == listed


def test_every_precondition_is_set_by_some_regime_and_asked_by_some_step() -> None:
    asked = {name for p in INSTITUTIONS for s in p.steps for name in s.requires}
    assert asked == TESTS.keys()
    assert {name for r in REGIMES for name in r.rules.requirements.value} == TESTS.keys()


# Diagram and documents


def test_where_a_step_leads_agrees_with_the_interpreter() -> None:
    """The states that a diagram shows are those that the interpreter may choose."""
    for process, step in STEPS:
        shown = {t for s in step.source for t in reached(step, s)}
        assert shown <= set(process.states)
        assert shown == set(step.targets()), (process.name, step.act)
