"""Which form a step has under some rules: declared for the steps of persons, made from the act for institutions."""

from __future__ import annotations

from dingdian.law.processes.admit import steps_of
from dingdian.law.regime import Regime
from dingdian.web.forms import institutional
from dingdian.web.forms.steps import STEPS, Form

FACTS = "fact.record"
"""A step of both halves: of an institution where it is opened at one, else of a person."""


def of_institutions(regime: Regime, act: str, *, at_institution: bool) -> bool:
    """Whether a step is asked as one of the institutions' processes; `at_institution`: opened at one, about nobody."""
    known = steps_of(regime).get(act)
    facts = at_institution and act == FACTS and regime.institutions is not None
    return known is not None and (known[0].institutional or facts)


def form_of(regime: Regime, act: str, *, at_institution: bool = False) -> Form | None:
    """The form of a step; nothing where the rules do not have it, or where it has a page of its own."""
    if act not in steps_of(regime):
        return None
    if of_institutions(regime, act, at_institution=at_institution):
        return Form((), lambda where: institutional.fields(act, where), listed=("modes",), shape=institutional.shape)
    return STEPS.get(act)
