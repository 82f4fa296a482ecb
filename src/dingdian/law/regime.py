"""A jurisdiction's rules in one version: parameters, clauses and the readings adopted where a clause is open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any, Literal

from dingdian.law.dates import inclusive_term
from dingdian.law.institutions.schema import Rules
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
    """The rules of one jurisdiction in one version: those on persons, those on institutions, or both."""

    id: str
    title: str
    jurisdiction: str
    persons: Parameters | None
    clauses: dict[str, Clause]
    issues: dict[str, Issue] = field(default_factory=dict)
    institutions: Rules | None = None

    @property
    def parameters(self) -> Parameters:
        """The rules on persons; an error where the regime has none."""
        if self.persons is None:
            raise LookupError(f"规则包 {self.id} 没有人员一侧的规则")
        return self.persons

    @property
    def rules(self) -> Rules:
        """The rules on institutions; an error where the regime has none."""
        if self.institutions is None:
            raise LookupError(f"规则包 {self.id} 没有机构一侧的规则")
        return self.institutions

    @property
    def is_draft(self) -> bool:
        """True while no day of force is set for one of its halves: everything produced is a simulation."""
        return any(first is None for first, _ in self._force())

    @property
    def force(self) -> tuple[date | None, date | None]:
        """First and last day on which every half is in force; null = a draft, and open."""
        halves = list(self._force())
        lasts = [last for _, last in halves if last is not None]
        firsts = [first for first, _ in halves if first is not None]
        return (max(firsts) if len(firsts) == len(halves) else None, min(lasts, default=None))

    def _force(self) -> Iterator[tuple[date | None, date | None]]:
        """First and last day of force of each half."""
        if self.persons is not None:
            yield self.persons.meta.effective_from.value, self.persons.meta.effective_to.value
        if self.institutions is not None:
            first, length = self.institutions.effective_on.value, self.institutions.validity.value
            if self.institutions.document_status.value != "in_force":
                first = None
            yield first, inclusive_term(first, length.term).last if first and length else None

    @cached_property
    def flat(self) -> dict[str, Param[Any]]:
        """Every parameter by its key: dotted for persons, plain for institutions."""
        found = dict(flatten(self.persons)) if self.persons is not None else {}
        if self.institutions is not None:
            found |= {name: getattr(self.institutions, name) for name in Rules.model_fields}
        return found

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


def combine(persons: Regime, institutions: Regime) -> Regime:
    """The persons' rules of one regime beside the institutional rules of another."""
    return Regime(
        persons.id if persons.id == institutions.id else f"{persons.id}+{institutions.id}",
        persons.title if persons.id == institutions.id else f"{persons.title}；{institutions.title}",
        persons.jurisdiction,
        persons.parameters,
        persons.clauses | institutions.clauses,
        persons.issues | institutions.issues,
        institutions.rules,
    )


def persons_alone(regime: Regime) -> Regime:
    """The same regime without its institutional half: acts on agreements are then plain facts."""
    return replace(regime, institutions=None)


def institutions_alone(regime: Regime) -> Regime:
    """The same regime without its persons' half."""
    return replace(regime, persons=None)


def flatten(parameters: Parameters) -> Iterator[tuple[str, Param[Any]]]:
    """Each parameter with its dotted key, in the order of the schema."""
    for name in Parameters.model_fields:
        value = getattr(parameters, name)
        if isinstance(value, Group):
            for inner in type(value).model_fields:
                yield dotted_key(name, inner), getattr(value, inner)
        else:
            yield name, value


def section(key: str) -> str:
    """The section of a regime file in which a parameter stands."""
    return "institutions" if key in Rules.model_fields else "parameters"


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
