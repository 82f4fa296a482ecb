"""An institution that asks to be designated, as the tests of entry see it; what such a test may answer.

A test fails (a hit), holds, is open (something is not known: a task, never a refusal), or is not for this institution
at all (null).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from dingdian.law.institutions.facts import InstitutionFacts
from dingdian.law.institutions.hits import Hit, Open
from dingdian.law.institutions.records import Licence, RoleHolder, Staff
from dingdian.law.institutions.rows import Condition
from dingdian.law.institutions.schema import Rules
from dingdian.law.register import Register


@dataclass(frozen=True, slots=True)
class Holds:
    """A condition that was looked at and is met, with the fact that meets it; no text where there is nothing to say."""

    code: str
    text: str
    keys: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()


Outcome = Hit | Open | Holds | None


@dataclass(frozen=True, slots=True)
class Asked:
    """An application on a day: `kind` is what it is for, `code` the clause of the row that asks, `facts` of the day."""

    r: Register
    institution: str
    day: date
    known_on: date | None
    kind: str
    table: str
    code: str
    row: Condition
    facts: InstitutionFacts

    @property
    def rules(self) -> Rules:
        return self.r.regime.rules

    @property
    def institution_type(self) -> str | None:
        own = self.r.institutions.get(self.institution)
        return own.institution_type if own is not None else None

    @property
    def cites(self) -> tuple[str, ...]:
        """The clause that asks, and those that it rests on besides."""
        return (self.code, *self.row.clauses)

    def fails(self, text: str, *keys: str, free: date | None = None, remedy: str = "") -> Hit:
        """`free`: the first day on which it no longer fails by the mere passing of time."""
        return Hit(self.code, text, (self.table, *keys), self.cites, free, remedy)

    def open(self, text: str, *keys: str) -> Open:
        return Open(self.code, text, (self.table, *keys), self.cites)

    def holds(self, text: str = "", *keys: str) -> Holds:
        return Holds(self.code, text, (self.table, *keys), self.cites)


Test = Callable[[Asked], Outcome]
TESTS: dict[str, Test] = {}
"""Every way to look at an application, by the name that a regime's rows use."""


def looks_at(name: str) -> Callable[[Test], Test]:
    """Enter a function under the name that rows call it by."""

    def enter(test: Test) -> Test:
        TESTS[name] = test
        return test

    return enter


def in_time(first: date | None, last: date | None, day: date) -> bool:
    """Whether the day lies between two days, both included; null is open."""
    return (first is None or first <= day) and (last is None or day <= last)


def there(member: Staff | RoleHolder, day: date) -> bool:
    """Whether a member of the staff or a role holder is there on the day."""
    return in_time(member.from_, member.to, day)


def good(paper: Licence, day: date) -> bool:
    """Whether a paper is valid on the day: issued, not past its last day, not revoked, cancelled or suspended."""
    lost = paper.status != "valid" and (paper.status_since is None or paper.status_since <= day)
    return not lost and in_time(paper.issued_on, paper.valid_until, day)


def holders(facts: InstitutionFacts, roles: tuple[str, ...], day: date) -> dict[str, str]:
    """Person → role of those who hold one of the roles on the day."""
    found = {h.person_ref: h.role for h in facts.role_holders or () if h.role in roles and there(h, day)}
    stated = {"principal": facts.principal_person_id, "insurance_work_leader": facts.insurance_work_leader_person_id}
    return {person: role for role, person in stated.items() if person is not None and role in roles} | found
