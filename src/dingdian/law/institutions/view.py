"""All that the rules say of an institution on a day, in one answer: status, entry, grounds, bans, tasks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dingdian.law.explain import Decision
from dingdian.law.institutions.competence import competent_agency
from dingdian.law.institutions.entry import ban_ends, new_entry
from dingdian.law.institutions.grounds import grounds
from dingdian.law.institutions.plan import capacity_flags
from dingdian.law.institutions.standing import InstitutionStatus, state_on
from dingdian.law.institutions.tasks import tasks
from dingdian.law.register import Register


@dataclass(frozen=True, slots=True)
class View:
    """`hits`: clauses that bar entry, `grounds`: codes met against the agreement, `open`: what cannot be answered."""

    status: InstitutionStatus
    eligible: bool
    hits: frozenset[str]
    grounds: frozenset[str]
    first_free_on: date | None
    ban_ends: date | None
    open: frozenset[str]
    tasks: frozenset[str]
    measures: frozenset[str]
    flags: tuple[str, ...]
    competent_agency: str | None = None


def institution_view(
    r: Register,
    institution: str,
    day: date,
    known_on: date | None = None,
    kind: str | None = None,
    agreement: str | None = None,
) -> Decision[View]:
    """The institution on a day; `kind`: what it would apply for, `agreement`: one of several it has."""
    state = state_on(r, institution, day, known_on, agreement)
    barred = new_entry(r, institution, day, known_on, kind or "designation")
    met = grounds(r, institution, day, known_on)
    todo = tasks(r, institution, day, known_on)
    agency = competent_agency(r, institution, day, known_on)
    value = View(
        state.status,
        not barred.value.hits,
        barred.value.codes,
        met.value.codes,
        barred.value.first_free_on,
        ban_ends(r, barred.value),
        frozenset(o.code for o in barred.value.open + met.value.open),
        todo.value,
        frozenset(),
        capacity_flags(r, institution, day, known_on),
        agency.value,
    )
    return Decision(
        value,
        r.regime,
        lambda: [*state.reasons, *agency.reasons, *barred.reasons, *met.reasons, *todo.reasons],
    )
