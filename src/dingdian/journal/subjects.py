"""Whom and what an act is about, so that all that can bear on a question is found by an index.

An act on persons is read with the persons it names; an act on an institution itself with every question about that
institution or its persons; an act that names neither, with every question of the region.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from dingdian.journal.models import Subject
from dingdian.law.processes.admit import institutional_acts

LONGEST = 120
"""Characters of the longest code that is kept."""
ITSELF = (
    "agreement.",
    "settlement.",
    "fact.",
    "restriction.",
    "institution.",
    "department.",
    "self_inspection.",
    "rules.",
)
"""Acts on an institution itself that the persons' processes know too."""
APART = ("fees.",)
"""Acts of cases that bear on no other question: found by their own number and place alone."""
REFERENCES = ("of", "case", "agreement", "declaration", "application", "decision")
ELSEWHERE = ("served_institution", "first_registration_institution_id", "institution")
COUNTING = frozenset({"template.flag_basis"})
"""Acts that are answered with a count of the agreements of the whole region."""
_INSTITUTIONAL = institutional_acts()


@dataclass(frozen=True)
class About:
    """Codes of the persons and institutions an act names, and the acts it refers to.

    `agreements`: also whatever agreement was signed in the region. `known`: persons whose acts must be read to answer,
    though the act is not about them.
    """

    persons: frozenset[str]
    institutions: frozenset[str]
    refs: frozenset[str]
    agreements: bool = False
    known: frozenset[str] = frozenset()


def about(act: Any) -> About:
    """What the act itself says."""
    persons = {getattr(act, "person", None), getattr(act, "staff", None)}
    persons |= {p.person for f in getattr(act, "findings", None) or () for p in getattr(f, "persons", ())}
    barred = (getattr(f, "settled_for", None) for f in getattr(act, "findings", None) or ())
    persons |= {b.person for b in barred if b is not None}
    for name in ("responsible", "named_persons", "persons"):
        persons |= {p for p in getattr(act, name, None) or () if isinstance(p, str)}
    institutions = {
        getattr(act, name, None) for name in ("institution", "from_institution", "to_institution", "host", "prescriber")
    }
    refs = {getattr(act, name, None) for name in REFERENCES}
    stated = getattr(act, "facts", None)
    if stated is not None:
        institutions |= mentioned(stated.model_dump(exclude_unset=True))
    known = {line.person for line in getattr(act, "lines", ())} if act.act.startswith(APART) else ()
    return About(_texts(persons), _texts(institutions), _texts(refs), act.act in COUNTING, _texts(known))


def mentioned(facts: Mapping[str, Any]) -> set[str]:
    """Other institutions that the facts of one speak of."""
    found: set[Any] = {facts.get(name) for name in ELSEWHERE}
    for rows in facts.values():
        for row in rows if isinstance(rows, list | tuple) else ():
            if isinstance(row, Mapping):
                found |= {row.get(name) for name in ELSEWHERE}
    return set(_texts(found))


def key_persons(facts: Mapping[str, Any]) -> set[str]:
    """The key persons whom the facts of an institution name: what befell them elsewhere bears on it."""
    rows = facts.get("role_holders") or facts.get("facts", {}).get("role_holders") or ()
    return set(_texts(row.get("person_ref") for row in rows))


def named_in(facts: Mapping[str, Any]) -> set[str]:
    """Everybody whom the facts of an institution name: its key persons, and whom a decision on it named as cause."""
    found = key_persons(facts)
    for name in ("person_bans", "terminations"):
        for row in facts.get(name) or facts.get("facts", {}).get(name) or ():
            found |= set(_texts(row.get("named_persons") or ()))
    return found


def _texts(values: Iterable[Any]) -> frozenset[str]:
    return frozenset(v for v in values if isinstance(v, str) and v)


def concerns_itself(act: str, persons: Iterable[str]) -> bool:
    """Whether an act of that name is about the institution itself, not only about persons there."""
    if act.startswith(APART):
        return False
    return act in _INSTITUTIONAL or act.startswith(ITSELF) or not list(persons)


def subjects(act: Any, own: About, inherited: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """(kind, code) of everything an act with its id is about; `inherited`: the subjects of the acts it refers to."""
    kind = Subject.Kind
    persons = set(own.persons)
    institutions = set(own.institutions)
    for what, code in inherited:
        if what == kind.PERSON and not own.persons:
            persons.add(code)
        elif what == kind.INSTITUTION and not own.institutions:
            institutions.add(code)
    found: set[tuple[str, str]] = {(kind.PERSON, code) for code in persons}
    found |= {(kind.INSTITUTION, code) for code in institutions}
    if institutions and concerns_itself(act.act, persons):
        found |= {(kind.AT, code) for code in institutions}
    found |= {(kind.CASE, ref) for ref in (act.id, *own.refs)}
    if not persons and not institutions:
        found.add((kind.EVERYWHERE, ""))
    return found
