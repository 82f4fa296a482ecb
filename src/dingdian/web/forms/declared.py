"""Which form a step has under some rules: declared for the steps of persons, made from the act for institutions."""

from __future__ import annotations

from dingdian.law.processes.admit import steps_of
from dingdian.law.regime import Regime
from dingdian.web.forms import institutional
from dingdian.web.forms.steps import STEPS, Form


def form_of(regime: Regime, act: str) -> Form | None:
    """The form of a step; nothing where the rules do not have it, or where it has a page of its own."""
    known = steps_of(regime).get(act)
    if known is None:
        return None
    if known[0].institutional:
        return Form((), lambda where: institutional.fields(act, where), listed=("modes",))
    return STEPS.get(act)
