"""What is known about an institution on a day: the facts of the setting, then of every act that recorded some.

State facts (licences, staff, role holders, flags) are replaced by a later record, or one by one where all carry an id;
lists of events (findings, penalties, liabilities, terminations) grow, and a later record of the same event takes the
place of the earlier one. A fact with `from` and `to` holds from day to day, both included, and then gives way to what
was known before.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from dingdian.law.acts import FactRecord
from dingdian.law.institutions import records as k
from dingdian.law.institutions.facts import InstitutionFacts
from dingdian.law.register import Register

NOTHING = InstitutionFacts()
EVENTS: dict[str, tuple[str, ...]] = {
    "findings": ("id", "code"),
    "penalties": ("id", "issuer", "kind", "amount", "decided_on"),
    "breach_liabilities": ("id", "kind", "amount", "decided_on"),
    "recoveries": ("id", "kind", "amount", "decided_on"),
    "terminations": ("id", "ground", "effective_on"),
    "application_fraud_records": ("id", "discovered_on"),
    "failed_evaluations": ("id", "delivered_on"),
    "person_bans": ("id", "effective_on"),
    "suspensions": ("id", "from_", "decided_on", "effective_on"),
    "changes": ("field", "approved_on"),
    "interviews": ("held_on",),
    "price_pairs": ("product_key", "drug_code", "date"),
}
"""Lists that grow: the fields by which a later record is the same event as an earlier one."""


def facts_on(r: Register, institution: str, day: date, known_on: date | None = None) -> InstitutionFacts:
    """The facts of an institution that hold on a day, as known on a day (null: the whole file)."""
    asked = ("facts_on", institution, day, known_on)
    if asked not in r.answers:
        r.answers[asked] = _facts_on(r, institution, day, known_on)
    known: InstitutionFacts = r.answers[asked]
    return known


def _facts_on(r: Register, institution: str, day: date, known_on: date | None) -> InstitutionFacts:
    found: dict[str, Any] = {}
    passing: dict[str, Any] = {}
    own = r.institutions.get(institution)
    if own is not None:
        found = _given(own.facts)
    for record in r.fact_records(institution, known_on):
        act = record.act
        first, last = getattr(act, "from_", None) or act.on, getattr(act, "to", None)
        if first > day:
            continue
        for name, value in _given(act.facts).items():
            if last is not None:
                if day <= last:
                    passing[name] = value
            elif name in EVENTS:
                found[name] = _merged(found.get(name) or (), value, EVENTS[name])
            elif _numbered(value):
                found[name] = _merged(found.get(name) or (), value, ("id",))
            else:
                found[name] = value
    return NOTHING.model_copy(update={name: _holding(value, day) for name, value in (found | passing).items()})


def _numbered(value: Any) -> bool:
    """A list whose records all carry ids: each takes the place of the one with its id, the others stay."""
    return isinstance(value, tuple) and bool(value) and all(getattr(x, "id", None) is not None for x in value)


def _holding(value: Any, day: date) -> Any:
    """A list without the records that their own dates leave out on the day."""
    if not isinstance(value, tuple):
        return value
    return tuple(x for x in value if not isinstance(x, k.Dated) or x.holds_on(day))


def listings(
    r: Register, person: str, stated: Iterable[k.Listing], day: date, known_on: date | None
) -> list[k.Listing]:
    """Entries of a person on lists: as stated with a role; what was recorded of the person since replaces its list."""
    found = list(stated)
    for record in r.of_person(person, known_on):
        if record.on <= day and isinstance(record.act, FactRecord):
            new = record.act.person_facts.discredit_listings or ()
            found = [x for x in found if x.list not in {y.list for y in new}] + list(new)
    return found


def _given(facts: InstitutionFacts) -> dict[str, Any]:
    return {name: getattr(facts, name) for name in facts.model_fields_set}


def _merged(before: tuple[Any, ...], new: tuple[Any, ...], key: tuple[str, ...]) -> tuple[Any, ...]:
    """The earlier events, each replaced by a new record of the same event, then the new ones."""
    kept = [b for b in before if not any(_same(b, n, key) for n in new)]
    return (*kept, *new)


def _same(a: Any, b: Any, key: tuple[str, ...]) -> bool:
    both = [(getattr(a, f), getattr(b, f)) for f in key]
    stated = [(x, y) for x, y in both if x is not None and y is not None]
    return bool(stated) and all(x == y for x, y in stated)
