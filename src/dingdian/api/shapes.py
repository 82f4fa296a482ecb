"""The shapes of answers. Days are ISO dates, amounts JSON numbers, lists come in pages."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Generic, TypeVar

from ninja import Schema

T = TypeVar("T")


class Page(Schema, Generic[T]):
    """A page of a list; `next` is handed back as `after` (null: this was the last)."""

    items: list[T]
    next: str | None


class Reason(Schema):
    text: str
    clauses: list[str]
    facts: dict[str, str]
    readings: list[str]


class Reading(Schema):
    """How an open point of the text is read; `needs_ruling`: an authority should say."""

    id: str
    adopted: str
    alternatives: list[str]
    needs_ruling: bool


class Decision(Schema):
    """Why: the clauses, the facts and the arithmetic, and the readings adopted."""

    regime: str
    draft: bool
    clauses: list[str]
    reasons: list[Reason]
    readings: list[Reading]
    flags: list[str]


class Me(Schema):
    username: str
    role: str
    organisation: str | None
    institution: str | None
    person: str | None


class InstitutionOut(Schema):
    region: str
    code: str
    name: str
    sector: str
    institution_type: str
    ownership: str
    division: str
    uscc: str


class PersonOut(Schema):
    """`masked`: name and number are shortened; asked for in full by whoever may, the look is logged."""

    region: str
    code: str
    name: str
    id_number: str
    roles: list[str]
    masked: bool


class SiteOut(Schema):
    """A filing at an institution, both days included (null: open)."""

    person: str
    institution: str
    department: str
    first_day: date | None
    last_day: date | None


class MarkOut(Schema):
    """A status to be marked at an institution, both days included (null: open)."""

    person: str
    status: str
    title: str
    first_day: date | None
    last_day: date | None


class PlaceElsewhere(Schema):
    """A filing elsewhere: its days, and the status there today with its own days, both included (null: open)."""

    region: str
    institution: str
    first_day: date | None
    last_day: date | None
    status: str | None
    status_first_day: date | None
    status_last_day: date | None


class LookupOut(Schema):
    """Whoever bears the code, in the regions that let others learn a status; without places nobody does."""

    code: str
    name: str | None
    roles: list[str]
    places: list[PlaceElsewhere]


class Standing(Schema):
    """A person on a day as known on a day; `site` null: the gravest over all sites."""

    person: str
    site: str | None
    on: date
    known_on: date | None
    status: str
    points: int
    points_raw: int
    points_left: int
    first_day: date | None
    last_day: date | None
    ban_ends: date | None
    credit: str | None
    decision: Decision


class StatusInterval(Schema):
    status: str
    first_day: date | None
    last_day: date | None
    origins: list[str]


class Standings(Schema):
    """The status over time, from the first day on which anything is known."""

    person: str
    site: str | None
    known_on: date | None
    intervals: list[StatusInterval]


class PointsLine(Schema):
    kind: str
    on: date
    recorded_on: date
    year: int
    handling: str
    finding: str
    given: int
    counted: int
    before: int
    after: int
    note: str


class Points(Schema):
    """The account on a day: what counts then, and every line that led there."""

    person: str
    on: date
    known_on: date | None
    total: int
    raw: int
    left: int
    lines: list[PointsLine]


class DeadlineOut(Schema):
    """The last day for a step, included; `provisional`: the year's working days are not published yet."""

    deadline: str
    of: str | None
    due: date
    provisional: bool
    decision: Decision


class Deadlines(Schema):
    items: list[DeadlineOut]


class Payability(Schema):
    """What becomes of a claim line: pay, deny, hold, manual_review."""

    on: date
    person: str | None
    institution: str
    outcome: str
    decision: Decision


class TaskOut(Schema):
    case: int
    region: str
    process: str
    key: str
    state: str
    act: str
    role: str
    person: str
    institution: str
    due: date | None
    provisional: bool
    holder: str | None


class Event(Schema):
    """An entry of the journal in a case's timeline."""

    seq: int
    ref: str
    act: str
    title: str
    on: date
    recorded_on: date
    role: str
    place: str
    notes: list[str]


class NextStep(Schema):
    """A step that the case's state allows; `why_not` says why this user may not do it."""

    act: str
    title: str
    role: str
    due: date | None
    provisional: bool
    clauses: list[str]
    allowed: bool
    why_not: str


class CaseOut(Schema):
    id: int
    region: str
    process: str
    title: str
    key: str
    state: str
    state_title: str
    closed: bool
    person: str
    institution: str
    timeline: list[Event]
    next_steps: list[NextStep]


class Note(Schema):
    text: str
    clauses: list[str]


class EntryOut(Schema):
    """What was written to the journal and the case it belongs to; `hash` seals it in the region's chain."""

    region: str
    seq: int
    ref: str
    case: int
    act: str
    on: date
    recorded_on: date
    hash: str
    notes: list[Note]


class ProposalOut(Schema):
    id: int
    region: str
    act: dict[str, Any]
    version: int
    state: str
    drawn_by: str
    entry: int | None


class RegimeRow(Schema):
    id: str
    title: str
    jurisdiction: str
    draft: bool
    persons: bool
    institutions: bool


class Parameter(Schema):
    """A value of the law with the clauses behind it."""

    value: Any
    basis: str
    clauses: list[str]


class RegimeOut(RegimeRow):
    clauses: list[str]
    parameters: dict[str, Parameter]


class ClauseOut(Schema):
    id: str
    cite: str
    kind: str
    operative: bool
    summary: str
    actor: str
    readings: list[Reading]


class ProcessRow(Schema):
    name: str
    title: str
    institutional: bool


class StepOut(Schema):
    act: str
    title: str
    source: list[str]
    targets: list[str]
    actors: list[str]
    papers: list[str]
    discloses: list[str]


class ProcessOut(ProcessRow):
    states: dict[str, str]
    terminal: list[str]
    steps: list[StepOut]


class TokenOut(Schema):
    """`secret` is told once, when the token is issued."""

    id: int
    name: str
    prefix: str
    issued_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    used_at: datetime | None
    valid: bool
    secret: str | None = None


class ReplayOut(Schema):
    region: str


class ActOut(Schema):
    ref: str
    notes: list[Note]


class AnswerOut(Schema):
    """What is so: the values, the clauses and the reasons."""

    actual: dict[str, Any]
    clauses: list[str]
    reasons: list[Reason]
