"""Preconditions that a regime may set for a step: named tests, each refusing or only remarking as the regime says.

A test yields what is wrong. A fact that nobody stated is no objection.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from dingdian.law.explain import Objection, Reason
from dingdian.law.institutions.rows import Requirement
from dingdian.law.register import Register


@dataclass(frozen=True, slots=True)
class Wrong:
    """What a test found: in words, how to mend it, and parameters or clauses besides those of the requirement."""

    text: str
    remedy: str = ""
    keys: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()


Test = Callable[[Register, Any, Requirement], Iterator[Wrong]]
TESTS: dict[str, Test] = {}


def requirement(*names: str) -> Callable[[Test], Test]:
    """Enter a test under the names that regimes and steps use."""

    def enter(test: Test) -> Test:
        for name in names:
            if name in TESTS:
                raise ValueError(f"requirement {name} is there already")
            TESTS[name] = test
        return test

    return enter


def unmet(r: Register, act: Any, names: tuple[str, ...]) -> tuple[list[Objection], list[Reason]]:
    """What refuses the act and what is only remarked, of the preconditions that the regime sets."""
    refused: list[Objection] = []
    remarks: list[Reason] = []
    if r.regime.institutions is None:
        return refused, remarks
    rules = r.regime.rules.requirements.value
    for name in names:
        rule = rules.get(name)
        if rule is None:
            continue
        for wrong in TESTS[name](r, act, rule):
            keys, clauses = ("requirements", *wrong.keys), (*rule.clauses, *wrong.clauses)
            if rule.level == "refuse":
                refused.append(Objection(wrong.text, keys, clauses, wrong.remedy))
            else:
                remarks.append(Reason(wrong.text, keys, clauses))
    return refused, remarks
