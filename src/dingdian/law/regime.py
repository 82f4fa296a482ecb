"""A jurisdiction's rules in one version: parameters, clauses and the readings adopted where a clause is open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from dingdian.law.schema import Group, Param, Parameters
from dingdian.law.values import Bool, Model, Text, Texts

Area = Literal["registry", "pages", "papers", "reports", "screens", "accounts", "interface", "settlement", "messages"]


class Clause(Model):
    """One clause of a source document, in our own words."""

    id: Text
    cite: Text
    kind: Text
    operative: Bool
    summary: Text
    actor: str = ""
    owed_by: Area | None = None


class Issue(Model):
    """A point the text leaves open: the reading adopted, the others, and whether an authority must rule."""

    id: Text
    clauses: Texts
    problem: Text
    adopted: Text
    alternatives: Texts = ()
    keys: Texts = ()
    impact: str = ""
    needs_ruling: Bool = False


@dataclass(frozen=True)
class Regime:
    """The rules of one jurisdiction in one version."""

    id: str
    title: str
    jurisdiction: str
    parameters: Parameters
    clauses: dict[str, Clause]
    issues: dict[str, Issue] = field(default_factory=dict)

    @property
    def is_draft(self) -> bool:
        """True while no day of force is set: everything produced is a simulation."""
        return self.parameters.meta.effective_from.value is None

    @cached_property
    def flat(self) -> dict[str, Param[Any]]:
        """Every parameter by its dotted key."""
        return dict(flatten(self.parameters))

    @cached_property
    def issues_by_key(self) -> dict[str, tuple[Issue, ...]]:
        """Parameter key → the open points it answers."""
        found: dict[str, list[Issue]] = {}
        for issue in self.issues.values():
            for key in issue.keys:
                found.setdefault(key, []).append(issue)
        return {key: tuple(issues) for key, issues in found.items()}

    def readings(self, keys: Iterable[str]) -> tuple[Issue, ...]:
        """The adopted readings behind some parameters, each once, in order."""
        seen: dict[str, Issue] = {}
        for key in keys:
            for issue in self.issues_by_key.get(key, ()):
                seen.setdefault(issue.id, issue)
        return tuple(seen.values())


def flatten(parameters: Parameters) -> Iterator[tuple[str, Param[Any]]]:
    """Each parameter with its dotted key, in the order of the schema."""
    for name in Parameters.model_fields:
        value = getattr(parameters, name)
        if isinstance(value, Group):
            for inner in type(value).model_fields:
                yield dotted_key(name, inner), getattr(value, inner)
        else:
            yield name, value


_THREE_PARTS = (
    "emergency_exception_",
    "institution_cause_",
    "institution_terminated_",
    "first_step_",
    "second_step_",
)


def dotted_key(group: str, name: str) -> str:
    """`objection.first_step.who` for group objection, field first_step_who."""
    for prefix in _THREE_PARTS:
        if name.startswith(prefix) and name != "institution_cause_counts_in_ratios":
            return f"{group}.{prefix[:-1]}.{name[len(prefix) :]}"
    return f"{group}.{name}"
