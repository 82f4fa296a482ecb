"""What a form declares of itself, and what forms share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms

from dingdian.law.regime import Regime
from dingdian.law.schema import Parameters
from dingdian.web.forms.fields import Day, text
from dingdian.web.forms.where import Where

Fields = dict[str, forms.Field]
OF, PERSON, INSTITUTION = "of", "person", "institution"
DECISION, SITE = (OF, PERSON), (PERSON, INSTITUTION)
PASSED = (("passed", "通过"), ("failed", "未通过"))
CODE = "按国家平台上的编码填写；本院没有备案过的人员也可填写"


def none(w: Where) -> Fields:
    """Nothing is asked."""
    return {}


def given(w: Where) -> dict[str, Any]:
    """Nothing follows."""
    return {}


def as_filled(where: Where, stated: dict[str, Any]) -> dict[str, Any]:
    """As it was filled in."""
    return stated


@dataclass(frozen=True)
class Form:
    """`about`: fields that the place it was opened from fills in (asked for where there are several; `optional` ones
    may stay empty). `filled`: fields that follow from who fills it in. `listed`: lists that are stated even if empty.
    `shape`: what was filled in, as the act holds it.
    """

    about: tuple[str, ...] = (PERSON,)
    fields: Callable[[Where], Fields] = none
    filled: Callable[[Where], dict[str, Any]] = given
    fills: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()
    shape: Callable[[Where, dict[str, Any]], dict[str, Any]] = as_filled


def parameters(w: Where) -> Parameters:
    """The parameters of the rules there."""
    return w.regime.parameters


def period(first: str, last: str) -> Fields:
    """A first and a last day, both included."""
    return {"from": Day(label=first, required=False), "to": Day(label=last, required=False)}


def cite(regime: Regime, clause: str) -> str:
    """How a clause is cited beside a field."""
    return regime.clauses[clause].cite if clause in regime.clauses else clause


def department(w: Where) -> Fields:
    """A department, with those that are known there."""
    hint = f"已有科室：{'、'.join(w.departments)}" if w.departments else ""
    return {"department": text("科室", 60, hint=hint)}
