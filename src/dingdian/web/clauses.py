"""Clauses as pages cite them: the number, and a summary that opens."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dingdian.law.deadlines import DEADLINES
from dingdian.law.explain import Reason, cited
from dingdian.law.explain import in_cites as in_words
from dingdian.law.regime import Clause, Regime
from dingdian.web.naming import step_of


@dataclass(frozen=True)
class Why:
    """One step of an argument with the clauses behind it."""

    text: str
    clauses: tuple[Clause, ...]


def of_step(regime: Regime, act: str) -> tuple[Clause, ...]:
    """The clauses behind a step: those of its deadline and actors first, else those of its parameters."""
    ids: list[str] = []
    if regime.persons is not None:
        if act in DEADLINES:
            ids += regime.flat[DEADLINES[act].limit].clauses
        rule = regime.parameters.casework.actors.value.get(act)
        ids += rule.clauses if rule else ()
    if regime.institutions is not None and (stated := regime.rules.steps.value.get(act)):
        ids += stated.clauses
    step = step_of(regime, act)
    if not ids and step is not None:
        ids += [c for key in step.keys if key in regime.flat for c in regime.flat[key].clauses]
    return listed(regime, ids)


def listed(regime: Regime, ids: Iterable[str]) -> tuple[Clause, ...]:
    """These clauses, each once; readings and unknown ids are left out."""
    return tuple(regime.clauses[i] for i in dict.fromkeys(ids) if i in regime.clauses)


def cites(clauses: Iterable[Clause], most: int = 2) -> str:
    """第四十条、第三十六条等."""
    found = list(dict.fromkeys(c.cite for c in clauses))
    return "、".join(found[:most]) + ("等" if len(found) > most else "")


def argument(regime: Regime, reasons: Iterable[Reason]) -> list[Why]:
    """Reasons with their clauses."""
    return [Why(in_words(regime, reason.text), listed(regime, cited(regime, [reason]))) for reason in reasons]
