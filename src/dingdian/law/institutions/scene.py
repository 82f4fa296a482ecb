"""One institution on one day, as the tests of grounds see it: its facts, its agreement, the acts so far, the round."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from dingdian.law.institutions import acts as i
from dingdian.law.institutions import rounds
from dingdian.law.institutions.agreements import Line, Suspension, agreements, suspensions
from dingdian.law.institutions.casefile import moved_on
from dingdian.law.institutions.facts import InstitutionFacts
from dingdian.law.institutions.known import facts_on
from dingdian.law.institutions.records import Finding
from dingdian.law.institutions.rows import Ground
from dingdian.law.institutions.schema import Rules
from dingdian.law.register import Record, Register

VERIFIED = frozenset({"finding_verified", "decided", "executed", "transferred"})
DROPPED = frozenset({"dismissed", "explained", "closed"})


@dataclass(frozen=True, slots=True)
class Met:
    """A fact that makes a ground. `variant`: which of the ground's ways it is, where its nature hangs on it."""

    text: str
    keys: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    remedy: str = ""
    variant: str | None = None
    nature: str | None = None


@dataclass(frozen=True, slots=True)
class Unsure:
    """A point that somebody must answer before the ground can be judged. `plain`: simply nothing is on record.

    `unstated`: what is on record speaks for the ground, only one step before it is not recorded.
    """

    text: str
    keys: tuple[str, ...] = ()
    plain: bool = False
    unstated: bool = False


Answer = Met | Unsure
Test = Callable[["Scene", Ground], Iterable[Answer]]
TESTS: dict[str, Test] = {}
"""Every way to look for a ground, by the name that a regime's rows use."""


def looks_for(name: str) -> Callable[[Test], Test]:
    """Enter a function under the name that rows of grounds call it by."""

    def enter(test: Test) -> Test:
        TESTS[name] = test
        return test

    return enter


@dataclass(frozen=True)
class Round:
    """A round of collective signing, both days included; null where a day is not set. `reminders` before its end."""

    start: date | None
    end: date | None
    reminders: tuple[date, ...] = ()
    cause: str | None = None


@dataclass(frozen=True)
class Scene:
    """`deciding`: the agency is about to decide, so that its own consent is part of what it decides."""

    r: Register
    institution: str
    day: date
    known_on: date | None = None
    deciding: bool = False

    @property
    def rules(self) -> Rules:
        return self.r.regime.rules

    @property
    def sector(self) -> str | None:
        return self.r.sector_of(self.institution)

    @cached_property
    def facts(self) -> InstitutionFacts:
        return facts_on(self.r, self.institution, self.day, self.known_on)

    def facts_at(self, day: date) -> InstitutionFacts:
        return facts_on(self.r, self.institution, day, self.known_on)

    def at(self, day: date) -> Scene:
        """The same on another day."""
        return Scene(self.r, self.institution, day, self.known_on, self.deciding)

    @cached_property
    def records(self) -> tuple[Record, ...]:
        """Acts about the institution that count by the day, revoked decisions left out."""
        gone = self.r.voided(self.known_on)
        known = self.r.at(self.institution, self.known_on)
        return tuple(x for x in known if x.on <= self.day and x.ref not in gone)

    def acts(self, kind: type[Any]) -> Iterator[Record]:
        return (x for x in self.records if isinstance(x.act, kind))

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        return tuple(agreements(self.r, self.institution, self.known_on))

    @cached_property
    def mains(self) -> tuple[Line, ...]:
        return tuple(x for x in self.lines if x.is_main)

    @cached_property
    def line(self) -> Line | None:
        """The designation agreement that runs on the day, else the last one that had begun."""
        begun = [x for x in self.mains if x.first <= self.day]
        running = [x for x in begun if x.covers(self.day)]
        last = running or begun
        return last[-1] if last else None

    @cached_property
    def suspensions(self) -> tuple[Suspension, ...]:
        """Suspensions of whole agreements that had been decided by the day."""
        known = suspensions(self.r, self.institution, self.known_on)
        return tuple(s for s in known if s.department is None and s.decided_on <= self.day)

    @cached_property
    def round(self) -> Round:
        """The signing round: as recorded for the institution, else as opened for its area, else as the rule sets it."""
        stated = self.facts.signing_round
        reminded = tuple(x.on for x in self.acts(i.AgreementRemind))
        start, end = rounds.of_institution(self.r, self.institution, self.day, self.known_on)
        if stated is None:
            return Round(start, end, reminded)
        both = tuple(sorted({*stated.reminders, *reminded}))
        return Round(stated.start or start, stated.end or end, both, stated.cause)

    # Findings

    def findings(self, codes: Iterable[str]) -> list[Finding]:
        """Verified findings of such codes (or conducts), by the day."""
        wanted = frozenset(codes)
        return [f for f in self.verified if f.code in wanted or f.conduct in wanted]

    @cached_property
    def verified(self) -> tuple[Finding, ...]:
        """Every verified finding, by the day."""
        return tuple(f for f in self.every_finding if f.state in VERIFIED and _by(f, self.day))

    @cached_property
    def every_finding(self) -> tuple[Finding, ...]:
        """Findings of every state, by the day."""
        return moved_on(self.facts.findings or (), self.records)

    def suspicions(self, codes: Iterable[str]) -> list[Finding]:
        """Clues of such codes that are neither verified nor dropped."""
        wanted = frozenset(codes)
        clues = (f for f in self.every_finding if f.state not in DROPPED and f not in self.verified)
        return [f for f in clues if f.code in wanted or f.conduct in wanted]


def _by(finding: Finding, day: date) -> bool:
    found = finding.verified_on or finding.on
    return found is None or found <= day


def named(finding: Finding) -> str:
    """A finding in words, by its number and code, without persons."""
    when = finding.verified_on or finding.on
    number = f"（{finding.id}）" if finding.id else ""
    return f"{finding.conduct or finding.code}{number}" + (f"，{when} 查实" if when else "，已查实")
