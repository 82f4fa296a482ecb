"""Where an answer leads: which of its values ask the next question. Told in the description as links."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Lead = Mapping[str, Mapping[str, str]]
"""The operations that follow: for each of their parameters, the place of its value in the answer."""

_OF_PERSON = ("person", "person_sites", "person_standing", "person_standings", "person_points", "person_deadlines")
_OF_PROPOSAL = ("proposal", "edit", "submit", "sign", "enact", "withdraw")


def _all(names: tuple[str, ...], parameter: str, place: str) -> dict[str, dict[str, str]]:
    return {name: {parameter: place} for name in names}


def _institution(place: str) -> Lead:
    names = ("institution", "institution_people", "institution_marks", "institution_deadlines")
    return _all(names, "code", place) | {"payability": {"institution": place}}


LEADS: dict[str, Lead] = {
    "institutions": _institution("items/0/code"),
    "institution": _institution("code"),
    "institution_people": _all(_OF_PERSON, "code", "items/0/person"),
    "institution_marks": _all(_OF_PERSON, "code", "items/0/person"),
    "institution_deadlines": {"case": {"id": "items/0/case"}},
    "people": _all(_OF_PERSON, "code", "items/0/code"),
    "person_sites": _institution("items/0/institution"),
    "cases": {"case": {"id": "items/0/case"}},
    "do": {"case": {"id": "case"}},
    "enact": {"case": {"id": "case"}},
    "proposals": _all(_OF_PROPOSAL, "id", "items/0/id"),
    "propose": _all(_OF_PROPOSAL, "id", "id"),
    "edit": _all(_OF_PROPOSAL, "id", "id"),
    "submit": _all(_OF_PROPOSAL, "id", "id"),
    "sign": _all(_OF_PROPOSAL, "id", "id"),
    "withdraw": _all(("proposal",), "id", "id"),
    "regimes": {"regime": {"id": "0/id"}},
    "regime": {"clause": {"id": "id", "clause": "clauses/0"}},
    "processes": {"process": {"name": "0/name"}},
    "tokens": {"revoke_token": {"id": "items/0/id"}},
    "issue_token": {"revoke_token": {"id": "id"}},
    "open_replay": _all(("replay_act", "replay_question"), "region", "region"),
}
"""What follows each operation."""


def links(operation: str) -> dict[str, Any]:
    """The links of an operation's answer, by the operation that follows."""
    return {
        target: {"operationId": target, "parameters": {p: f"$response.body#/{place}" for p, place in values.items()}}
        for target, values in LEADS.get(operation, {}).items()
    }
