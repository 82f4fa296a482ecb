"""What cases wait for follows the declared processes."""

from __future__ import annotations

import pytest

from dingdian.casework.waits import RIGHTS, WAITS, actors, waited_for
from dingdian.law.processes.admit import steps_of
from dingdian.law.processes.institutions import PROCESSES as INSTITUTIONS
from dingdian.law.processes.model import NEW
from dingdian.law.processes.persons import PROCESSES as PERSONS
from dingdian.regimes import load, names

PROCESSES = {process.name: process for process in (*PERSONS, *INSTITUTIONS)}


@pytest.mark.parametrize("table", [WAITS, RIGHTS])
def test_every_step_waited_for_is_open_in_that_state_and_takes_the_case_on(
    table: dict[str, dict[str, tuple[str, ...]]],
) -> None:
    for name, states in table.items():
        process = PROCESSES[name]
        steps = {step.act: step for step in process.steps}
        for state, acts in states.items():
            assert state in process.states and state != NEW
            for act in acts:
                assert state in steps[act].source, (name, state, act)


def test_the_states_that_wait_for_nobody_are_these() -> None:
    """A state added to a process is in a table or here."""
    silent: dict[str, set[str]] = {}
    for process in PROCESSES.values():
        named = {*WAITS.get(process.name, {}), *RIGHTS.get(process.name, {}), *process.terminal, NEW}
        if process.name != "handling" and (left := process.states.keys() - named):
            silent[process.name] = left
    assert silent == {
        "other_grounds": {"suspended"},
        "filing": {"filed"},
        "key_supervision": {"supervised"},
        "facts": {"recorded"},
        "designation": {"moratorium_waiting", "accepted"},  # a plan is awaited; the evaluation goes on
        "plan": {"published"},
        "pledge": {"offered"},
        "ban": {"recorded", "prolonged"},
        "publicity": {"result_revised"},
        "negotiation": {"agreed", "waived"},
        "agreement": {"filed"},
        "reading": {"confirmed"},
        "template": {"published"},
        "renewal": {"renewed"},
        "performance": {"evaluated"},
        "suspension": {"resumed"},
        "settlement_hold": {"held", "released"},
        "restriction": {"restricted"},
        "propagation": {"derived", "confirmed"},
        "disclosure": {"published"},
        "post": {"assigned"},
        "facts_of_institutions": {"recorded"},
        "purchases": {"reported"},
        "uploads": {"recorded"},
    }


@pytest.mark.parametrize("name", names())
def test_only_steps_of_the_rules_are_waited_for(name: str) -> None:
    regime = load(name)
    for process, _step in steps_of(regime).values():
        for state in process.states:
            for owed, role in waited_for(regime, process, state):
                assert role in actors(regime, process, owed)
                if process.institutional:
                    assert owed.act in regime.rules.steps.value


def test_where_the_institution_looks_first_the_agency_waits() -> None:
    process = PROCESSES["restoration"]
    looked_at = {
        name: [s.act for s, _ in waited_for(load(name), process, "applied")] for name in names() if load(name).persons
    }
    assert looked_at["yunnan-2025"] == ["restoration.agree"]
    assert all(len(steps) <= 1 for steps in looked_at.values())
