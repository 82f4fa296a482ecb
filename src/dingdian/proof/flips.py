"""Other values that a parameter could have: what a wrong reading or a slip of the pen would put there.

Every flip changes a value, never a citation. A flip may give a regime that cannot be loaded; the caller tries the next.
"""

from __future__ import annotations

import types
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from dingdian.law.institutions.schema import Rules
from dingdian.law.regime import dotted_key
from dingdian.law.schema import Group, Parameters
from dingdian.proof.places import Path, Place

_TEXTS_WITHOUT_EFFECT = {"label", "note"}
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Flip:
    """A parameter with another value; `path` says where inside it, `old` and `new` what changed."""

    key: str
    path: Path
    old: Any
    new: Any
    value: Any

    def __str__(self) -> str:
        where = Place(self.key, self.path)
        return f"{where}: {_short(self.old)} → {'（删去）' if self.new is GONE else _short(self.new)}"


GONE: Any = object()
"""Marks an entry of a list or mapping that was taken out."""


def _short(value: Any) -> str:
    text = "null" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
    return text if len(text) <= 60 else text[:59] + "…"


def flips(place: Place, value: Any) -> Iterator[Flip]:
    """Every flip at a place; `value` is the parameter's value as the regime file writes it."""
    kind, here = _kinds()[place.key], value
    for step in place.path:
        kind, here = _step(kind, here, step), here[step]
    for path, old, new in _changes(kind, here, place.prefix):
        yield Flip(place.key, (*place.path, *path), old, new, _put(value, (*place.path, *path), new))
    if place.path and _whole(place, kind):
        yield Flip(place.key, place.path, here, GONE, _put(value, place.path, GONE))


def _whole(place: Place, kind: Any) -> bool:
    """Whether the clause stands behind the whole row or entry, not behind some fields of a row only."""
    row, _ = _bare(kind)
    parted = (
        isinstance(row, type) and issubclass(row, BaseModel) and any(n.endswith("_clauses") for n in row.model_fields)
    )
    return place.prefix is None or (place.prefix == "" and not parted)


def _put(value: Any, path: Path, new: Any) -> Any:
    """A copy of a value with another one at a path."""
    if not path:
        return new
    step, rest = path[0], path[1:]
    copy: Any = dict(value) if isinstance(value, dict) else list(value)
    if new is GONE and not rest:
        del copy[step]
    else:
        copy[step] = _put(value[step] if rest else None, rest, new)
    return copy


@cache
def _kinds() -> dict[str, Any]:
    """Parameter key → the type of its value."""
    found: dict[str, Any] = {}
    for group, info in Parameters.model_fields.items():
        kind: Any = info.annotation
        if issubclass(kind, Group):
            for name, inner in kind.model_fields.items():
                found[dotted_key(group, name)] = _value_of(inner.annotation)
        else:
            found[group] = _value_of(kind)
    return found | {name: _value_of(info.annotation) for name, info in Rules.model_fields.items()}


def _value_of(param: Any) -> Any:
    return param.model_fields["value"].annotation


def _bare(kind: Any) -> tuple[Any, bool]:
    """A type without annotations and without null; and whether it allowed null."""
    while get_origin(kind) is Annotated:
        kind = get_args(kind)[0]
    if get_origin(kind) in (Union, types.UnionType):
        rest = [k for k in get_args(kind) if k is not type(None)]
        return _bare(rest[0])[0], len(rest) < len(get_args(kind))
    return kind, False


def _step(kind: Any, value: Any, step: str | int) -> Any:
    """The type of an item, entry or field."""
    kind, _ = _bare(kind)
    if get_origin(kind) is tuple:
        arguments = get_args(kind)
        return arguments[0] if arguments[-1] is Ellipsis else arguments[int(step)]
    if get_origin(kind) is dict:
        return get_args(kind)[1]
    return kind.model_fields[step].annotation


Change = tuple[Path, Any, Any]


def _changes(kind: Any, value: Any, prefix: str | None = None) -> Iterator[Change]:
    """(path, old, new) for every change of a value of that type, the likeliest first."""
    kind, nullable = _bare(kind)
    if value is None:
        yield from (((), None, new) for new in _plausible(kind))
        return
    if get_origin(kind) is tuple and isinstance(value, list):
        yield from _in_list(kind, value)
    elif get_origin(kind) is dict and isinstance(value, dict):
        for name, item in value.items():
            yield from (((name, *path), old, new) for path, old, new in _changes(get_args(kind)[1], item))
        yield from (((name,), item, GONE) for name, item in value.items())
    elif isinstance(kind, type) and issubclass(kind, BaseModel) and isinstance(value, dict):
        yield from _in_record(kind, value, prefix)
    else:
        yield from (((), value, new) for new in _other(kind, value))
    if nullable and prefix is None:
        yield (), value, None


def _in_list(kind: Any, value: list[Any]) -> Iterator[Change]:
    for index, item in enumerate(value):
        if not isinstance(item, str):
            inner = _changes(_step(kind, value, index), item)
            yield from (((index, *path), old, new) for path, old, new in inner)
    if get_args(kind)[-1] is Ellipsis:
        yield from (((index,), item, GONE) for index, item in enumerate(value))
        if len(value) > 1:
            yield (), value, []
        elif not value:
            yield from (((), value, [new]) for new in _plausible(_bare(get_args(kind)[0])[0]))


def _in_record(kind: type[BaseModel], value: dict[str, Any], prefix: str | None) -> Iterator[Change]:
    prefixes = [n.removesuffix("clauses") for n in kind.model_fields if n.endswith("_clauses")]
    for name, info in kind.model_fields.items():
        if name.endswith("clauses") or name in _TEXTS_WITHOUT_EFFECT:
            continue
        own = next((p for p in prefixes if name.startswith(p)), "")
        if prefix is not None and own != prefix:
            continue
        if name in value or not info.is_required():
            old = value.get(name, info.default)
            inner = _changes(info.annotation, list(old) if isinstance(old, tuple) else old)
            if name in value or old not in (None, ()):
                yield from (((name, *path), before, after) for path, before, after in inner)


def _other(kind: Any, value: Any) -> Iterator[Any]:
    """Other scalars of the same type."""
    if get_origin(kind) is Literal:
        yield from (other for other in get_args(kind) if other != value)
    elif isinstance(kind, type) and issubclass(kind, Enum):
        yield from (other.value for other in kind if other.value != value)
    elif isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield from (value + 1, value - 1)
    elif kind is date:
        yield from ((date.fromisoformat(value) + step).isoformat() for step in (_DAY, -_DAY))
    elif isinstance(value, str):
        yield f"{value}_other"


def _plausible(kind: Any) -> Iterator[Any]:
    """Values where the regime has none."""
    if get_origin(kind) is Literal:
        yield from get_args(kind)
    elif isinstance(kind, type) and issubclass(kind, Enum):
        yield from (other.value for other in kind)
    elif kind is bool:
        yield from (True, False)
    elif kind is int:
        yield from (1, 10)
    elif kind is str:
        yield "other"
    elif kind is date:
        yield "2000-01-01"
        yield "2099-01-01"
    elif get_origin(kind) is tuple and get_args(kind)[-1] is Ellipsis:
        yield from ([new] for new in _plausible(_bare(get_args(kind)[0])[0]))
