"""Where in a regime a clause stands behind a value: the whole parameter, a row, an entry.

A row that names clauses of its own takes them from the parameter: a clause named in a row rests on that row only.
Some parameters hold nothing but citations (`settlement.status_clauses`); there the place is the value that the cited
clause governs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dingdian.law.regime import Regime

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A value inside a parameter: where it stands, and which fields of a row count (`""` = those without prefix)."""

    key: str
    path: Path = ()
    prefix: str | None = None

    def __str__(self) -> str:
        return self.key + "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in self.path)


def places(regime: Regime) -> dict[str, dict[str, tuple[Place, ...]]]:
    """Clause → parameter that names it → the places in which its value stands."""
    found: dict[str, dict[str, list[Place]]] = {}
    for key, param in regime.flat.items():
        inner: dict[str, list[Place]] = {}
        for clause, place in _named(key, _plain(param.value), (), regime):
            inner.setdefault(clause, []).append(place)
        for clause in param.clauses:
            heads = [p for c, rows in inner.items() if c.startswith(f"{clause}.") for p in rows]
            if clause in regime.clauses and clause not in inner:
                found.setdefault(clause, {})[key] = heads or _whole(regime, key)
        for clause, rows in inner.items():
            found.setdefault(clause, {})[key] = rows
    return {
        clause: {key: tuple(dict.fromkeys(rows)) for key, rows in keys.items() if rows}
        for clause, keys in found.items()
    }


def _plain(value: Any) -> Any:
    """A parameter's value as dicts, lists and scalars."""
    if hasattr(value, "model_dump"):
        return _plain(value.model_dump())
    if isinstance(value, tuple | list):
        return [_plain(v) for v in value]
    return {k: _plain(v) for k, v in value.items()} if isinstance(value, dict) else value


def _named(key: str, value: Any, path: Path, regime: Regime) -> Iterator[tuple[str, Place]]:
    """Every clause named inside a value, with the value it stands behind."""
    if key in _GOVERNED and isinstance(value, dict):
        for name, cited in value.items():
            for clause in [cited] if isinstance(cited, str) else cited:
                for place in _GOVERNED[key](regime, name):
                    yield clause, place
        return
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _named(key, item, (*path, index), regime)
    if not isinstance(value, dict):
        return
    for name, item in value.items():
        if name in regime.clauses:
            yield name, Place(key, (*path, name))
            yield from _named(key, item, (*path, name), regime)
        elif name == "clauses" or name.endswith("_clauses"):
            for clause in item or ():
                yield clause, Place(key, path, name.removesuffix("clauses"))
                if key == "measures.catalogue":
                    yield from ((clause, place) for place in _uses(regime, str(path[-1])))
        else:
            yield from _named(key, item, (*path, name), regime)


def _whole(regime: Regime, key: str) -> list[Place]:
    if key in _GOVERNED:
        value = regime.flat[key].value or {}
        return [place for name in value for place in _GOVERNED[key](regime, name)]
    return [Place(key)]


def _uses(regime: Regime, measure: str) -> Iterator[Place]:
    """The parameters that name a measure: taking it out there is what changes with the clause."""
    for key, param in regime.flat.items():
        if key == measure:
            yield Place(key)
        elif key.partition(".")[0] in ("tiers", "measures", "institution_measures") and key != "measures.catalogue":
            yield from (Place(key, path) for path in _paths_of(_plain(param.value), measure, ()))


def _paths_of(value: Any, wanted: str, path: Path) -> Iterator[Path]:
    items = enumerate(value) if isinstance(value, list) else value.items() if isinstance(value, dict) else ()
    for name, item in items:
        if item == wanted:
            yield (*path, name)
        else:
            yield from _paths_of(item, wanted, (*path, name))


def _of_degree(regime: Regime, degree: str) -> list[Place]:
    return [Place("scoring.degree_position", (degree,))]


def _of_status(regime: Regime, status: str) -> list[Place]:
    """What decides the lines of a status: whether they are denied, and the exception for emergencies."""
    listed = regime.parameters.settlement.denied_statuses.value
    found = [Place("settlement.denied_statuses", (listed.index(status),) if status in listed else ())]
    if (exception := f"settlement.emergency_exception.{status}") in regime.flat:
        found.append(Place(exception))
    if status in ("not_obtained", "normal"):
        found.append(Place("qualification.settlement_requires_filing"))
    return found


def _of_type(regime: Regime, kind: str) -> list[Place]:
    """A type of institution: its place among those that may apply."""
    listed = regime.rules.eligible_institution_types.value or ()
    return [Place("eligible_institution_types", (listed.index(kind),))] if kind in listed else []


def _of_material(regime: Regime, code: str) -> list[Place]:
    """A material: its place on the list, and its parts."""
    listed, parts = regime.rules.materials.value or (), regime.rules.material_parts.value
    found = [Place("materials", (listed.index(code),))] if code in listed else []
    return found + ([Place("material_parts", (code,))] if code in parts else [])


def _of_plan(regime: Regime, name: str) -> list[Place]:
    """A gate that a plan has; what is no gate of its own rests on all of them."""
    gates = regime.rules.plan_gate.value
    return [Place("plan_gate", (gates.index(name),))] if name in gates else [Place("plan_gate")]


_GOVERNED = {
    "scoring.degree_clauses": _of_degree,
    "settlement.status_clauses": _of_status,
    "institution_type_clauses": _of_type,
    "material_clauses": _of_material,
    "plan_clauses": _of_plan,
}
