"""What the form of an act is about, and what may be chosen in it: people, places, findings, items of the catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from dingdian.law.regime import Regime
from dingdian.law.register import Handling, Register
from dingdian.web.naming import Names
from dingdian.web.words import Choices


@dataclass(frozen=True)
class Where:
    """`persons`, `institutions`: whom and where it may concern (one: that one). `people`: everybody who works there.

    `role`: as whom in law whoever fills it in acts. `departments`: known there. `handling`: the decision it is about.
    `kind`: which of two repairs, where the address says so. `ref`: the number of the case it belongs to. `fixed`: what
    the act says because of where it was opened. `known`: what some of its fields may name.
    """

    regime: Regime
    register: Register | None = None
    role: str = ""
    persons: Choices = ()  # type: ignore[assignment]
    institutions: Choices = ()  # type: ignore[assignment]
    people: Choices = ()  # type: ignore[assignment]
    departments: tuple[str, ...] = ()
    handling: Handling | None = None
    kind: str = ""
    ref: str = ""
    fixed: Mapping[str, Any] = field(default_factory=dict)
    known: Mapping[str, Choices] = field(default_factory=dict)

    @property
    def sector(self) -> str | None:
        """The sector of the place it is about, where there is one place."""
        if self.register is None or len(self.institutions) != 1:
            return None
        return self.register.sector_of(self.institutions[0][0])

    def items(self, clauses: Iterable[str]) -> Choices:
        """Items that the authority added under some clauses, with what they rest on."""
        under = set(clauses)
        added = self.register.items.values() if self.register is not None else ()
        return [(x.id, f"{x.id}（{x.cite}）") for x in added if x.under in under]

    def findings(self) -> Choices:
        """The findings of the decision, with what was found."""
        if self.handling is None:
            return []
        about = {code for code, _ in self.persons}
        rows = self.handling.act.findings
        return [(f.id, f"{f.id} {f.type}") for f in rows if not about or about & {p.person for p in f.persons}]


def filed(register: Register, person: str, day: date, own: str = "") -> list[str]:
    """Where a person is filed on a day; `own`: only there."""
    found = dict.fromkeys(f.institution for f in register.filings(person) if f.covers(day))
    return [code for code in found if own in ("", code)]


def departments(register: Register, persons: Iterable[str], institution: str) -> tuple[str, ...]:
    """The departments in which these persons are or were filed at an institution."""
    rows = (f for p in persons if p in register.people for f in register.filings(p))
    return tuple(dict.fromkeys(f.department for f in rows if f.institution == institution and f.department))


def named(names: Names, codes: Iterable[str]) -> Choices:
    """People as forms offer them: name and code."""
    return [(code, f"{names.person(code)}（{code}）") for code in codes]
