"""Clauses as pages cite them: the number, and a summary that opens."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from dingdian.casework.owed import STEP_OF
from dingdian.law.deadlines import DEADLINES
from dingdian.law.explain import Reason, cited, in_cites
from dingdian.law.regime import Clause, Regime
from dingdian.office.words import in_words as office_words
from dingdian.regimes import words
from dingdian.web.naming import step_of
from dingdian.web.words import entries


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
    if not ids and regime.persons is not None:
        ids += _drawn_from(regime, act)
    return listed(regime, ids)


_USED_BY = {
    "notice.issue": ("sanction.written_notice",),
    "handling.decide": ("scoring.circumstances",),
    "restoration.appeal": ("restoration.flow",),
    "person.join": ("commitment.new_person", "filing.per_site"),
    "person.leave": ("filing.leaver_update_working_days",),
    "status.update": ("status.maintained_by",),
    "licence.revoke": ("status.licence_revoked_maps_to",),
    "licence.grant": ("status.licence_revoked_maps_to",),
    "practice.suspend": ("propagation.practice_order_suspends",),
    "agreement.sign": ("qualification.case_requires_agreement", "commitment.due_working_days"),
    "agreement.suspend": ("propagation.institution_cause.target", "propagation.institution_cause.sites"),
    "agreement.resume": ("propagation.institution_cause.term",),
    "agreement.terminate": ("propagation.institution_cause.target", "propagation.institution_terminated.person_status"),
    "settlement.hold": ("institution_measures.ratio_rows", "institution_measures.confirmation"),
    "settlement.release": ("institution_measures.ratio_rows",),
    "study.record": ("qualification.new_hire_exam_required", "training.institution_min_per_year"),
}
"""Step on which no clause says who and when → the parameters that draw something from what it records."""


def _drawn_from(regime: Regime, act: str) -> list[str]:
    """The clauses of the measures that a step carries out, and of what the rules draw from it."""
    specs = regime.parameters.measures.catalogue.value
    ids = [c for name, spec in specs.items() if _carries_out(act, name, spec.process) for c in spec.clauses]
    if act in ("qualification.suspend", "qualification.terminate"):
        ids += list(regime.parameters.status.other_grounds.value)
    return ids + [c for key in _USED_BY.get(act, ()) if key in regime.flat for c in regime.flat[key].clauses]


def _carries_out(act: str, measure: str, process: str) -> bool:
    return act == ("handover.complete" if measure == "handover" else STEP_OF.get(process))


def listed(regime: Regime, ids: Iterable[str]) -> tuple[Clause, ...]:
    """These clauses, each once; readings and unknown ids are left out."""
    return tuple(regime.clauses[i] for i in dict.fromkeys(ids) if i in regime.clauses)


def cites(clauses: Iterable[Clause], most: int = 2) -> str:
    """第四十条、第三十六条等."""
    found = list(dict.fromkeys(c.cite for c in clauses))
    return "、".join(found[:most]) + ("等" if len(found) > most else "")


def in_words(regime: Regime, text: str) -> str:
    """A text of the law in an office's words: clauses as they are cited, names of the regime, fields and values."""
    told = entries(in_cites(regime, text))
    own = _own_words(regime.id)
    return office_words(own.sub(lambda found: words(regime.id)[found[0]], told) if own is not None else told)


@lru_cache(maxsize=64)
def _own_words(regime_id: str) -> re.Pattern[str] | None:
    """Matches the names for which a regime has words, wherever they stand alone: the rest of a text is Chinese."""
    names = sorted(words(regime_id), key=len, reverse=True)
    return re.compile(r"(?<![A-Za-z0-9_./-])(?:" + "|".join(names) + r")(?![A-Za-z0-9_./-])") if names else None


def argument(regime: Regime, reasons: Iterable[Reason], named: Callable[[str], str] = lambda text: text) -> list[Why]:
    """Reasons with their clauses; `named`: puts names in the place of codes."""
    return [Why(named(in_words(regime, reason.text)), listed(regime, cited(regime, [reason]))) for reason in reasons]
