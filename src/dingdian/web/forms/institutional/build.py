"""The form of an act on institutions, made from the act itself: its fields, what they hold, and what may be chosen.

What the place of opening fills in (`Where.fixed`) is not asked; what the place offers (`Where.known`) is chosen from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from django import forms
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from dingdian.law.act import Act
from dingdian.law.regime import Regime
from dingdian.web.forms.fields import Day, Known, choice, money, number, text, ticks, words
from dingdian.web.forms.institutional import facts, handed, sheet
from dingdian.web.forms.institutional.labels import CHOICES, LABELS, OWN
from dingdian.web.forms.institutional.rows import MANY, MOST, Column, Rows, Several
from dingdian.web.forms.where import Where
from dingdian.web.words import word

SYSTEM = frozenset({"act", "on", "id", "recorded_on", "actor", "approved_by"})
UNASKED = frozenset({"person_facts", "forecast", "seed", "text_hash"})
"""Fields that no line of a form can hold."""
_LONG = frozenset(
    {"reason", "text", "complaint", "opinion", "note", "exception_reason", "override_reason", "term_reason",
     "longer_reason", "shorter_reason", "special", "cause", "old_value", "value", "evidence", "advice"}
)  # fmt: skip
_ANY: Mapping[str, Callable[[str], forms.Field]] = {"value": words, "old_value": words, "returned": money}
"""The law takes them as they come; a form asks for words, or for an amount."""
_AMOUNTS = frozenset({"amount", "held", "refused", "payable", "excess", "sales_concerned", "withheld", "base"})
_ROWS = frozenset({"items", "payment_methods"})
"""What is offered for them stands in their first column: each has a result of its own."""
_PLAIN = {bool: "yes", int: "number", Decimal: "amount", date: "day", str: "text"}


@cache
def models() -> Mapping[str, type[Act]]:
    """Every act by its name."""
    return {get_args(m.model_fields["act"].annotation)[0]: m for m in _walk(Act)}


def _walk(base: type[Act]) -> Iterator[type[Act]]:
    for model in base.__subclasses__():
        if "act" in model.model_fields:
            yield model
        yield from _walk(model)


def label_of(act: str, name: str) -> str:
    """What a field is called in a step."""
    return OWN.get((act, name)) or LABELS.get(name, name)


def fields(act: str, where: Where) -> dict[str, forms.Field]:
    """The fields that the form of an act asks, in the order of the act, the reason last but for facts."""
    found: dict[str, forms.Field] = {}
    for name, info in models()[act].model_fields.items():
        outside = info.alias or name
        elsewhere = (act, name) == ("fact.record", "person")  # a fact of somebody is told in their file
        if name in SYSTEM | UNASKED or elsewhere or outside in where.fixed:
            continue
        if name == "materials" and where.known.get(name):
            found |= handed.fields(where.regime, where.known[name])
            continue
        if name == "facts":
            found |= facts.fields(where.regime, applies=act != "fact.record")
            continue
        made = _field(act, name, info, where)
        if made is not None:
            found[outside] = made
            if isinstance(made, Rows) and (act, name) in sheet.TABLES:
                found[outside + sheet.HANDED] = sheet.Handed(made)
    return {
        name: found[name] for name in sorted(found, key=lambda name: (name.startswith(facts.HEAD), name == "reason"))
    }


def shape(where: Where, stated: dict[str, Any]) -> dict[str, Any]:
    """What a form states, its facts as the act holds them."""
    given = stated.pop("facts", None)
    if isinstance(stated.get("materials"), dict):
        stated["materials"] = handed.stated(stated["materials"])
    return stated if not given else stated | {"facts": facts.stated(str(stated.get("institution", "")), given)}


def _field(act: str, name: str, info: FieldInfo, where: Where) -> forms.Field | None:
    label, required, kind = label_of(act, name), info.is_required(), _bare(info.annotation)
    offered = where.known.get(name, [])
    if get_origin(kind) is Literal:
        return choice(label, _words(where.regime, get_args(kind)), required=required)
    if get_origin(kind) is tuple:
        inner = _bare(get_args(kind)[0])
        if offered and name not in _ROWS:
            return ticks(label, offered, required=required)
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            most = MANY if (act, name) in sheet.TABLES else MOST
            return Rows(label, _columns(act, inner, where.regime, dict(offered)), required=required, most=most)
        return Several(label, required=required)
    if kind is bool:
        return Known(label)
    if kind is int:
        return number(label, 0, 10**9)
    if kind is Decimal:
        return money(label) if name in _AMOUNTS else _share(label)
    if kind is date:
        return Day(label=label, required=required)
    if kind is not str:
        return _ANY[name](label) if name in _ANY else None
    if offered:
        return choice(label, offered, required=required)
    return words(label) if name in _LONG else text(label, 200, required=required)


def _share(label: str) -> forms.DecimalField:
    wrong = {"invalid": f"{label}不是数：写半角数字"}
    return forms.DecimalField(label=label, required=False, decimal_places=4, max_digits=14, error_messages=wrong)


def _columns(act: str, model: type[BaseModel], regime: Regime, codes: Mapping[str, str]) -> list[Column]:
    """The columns of a record, those without which there is none first; `codes`: what its code may be."""
    found = []
    for name, info in model.model_fields.items():
        kind = _bare(info.annotation)
        listed = dict(_words(regime, get_args(kind))) if get_origin(kind) is Literal else {}
        listed = dict(codes) if name == "code" else listed
        holds = "several" if get_origin(kind) is tuple else _PLAIN.get(kind, "text" if listed else "")
        if holds:
            found.append(Column(name, label_of(act, name), holds, info.is_required(), listed))
    return sorted(found, key=lambda c: not c.required)


def _words(regime: Regime, values: tuple[Any, ...]) -> list[tuple[str, str]]:
    return [(str(v), CHOICES.get(str(v)) or word(regime, str(v))) for v in values]


def _bare(annotation: Any) -> Any:
    """A type without what may be missing and without its checks."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _bare(get_args(annotation)[0])
    if origin in (Union, UnionType):
        inner = [x for x in get_args(annotation) if x is not NoneType]
        return _bare(inner[0]) if len(inner) == 1 else Any
    return annotation
