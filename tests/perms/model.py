"""Who sees what, said a second time and apart from the product: by division, by institution, by person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

Spot = tuple[str, str, str]
"""Where a thing lies: division, institution, person. A thing may lie at several spots."""

BUSINESS = {"clerk", "reviewer", "head", "supervisor", "official", "auditor", "partner", "institution", "person"}
DRAWS = {"clerk", "reviewer", "head", "official"}
AGENCY = {"clerk", "reviewer", "head"}


@dataclass(frozen=True)
class Who:
    """A user: the role and the one thing that bounds it (a division, an institution or a person)."""

    role: str
    at: str


def sees(who: Who, spots: Iterable[Spot]) -> bool:
    """Whether something at these spots is there for a user at all."""
    if who.role not in BUSINESS:
        return False
    if who.role == "person":
        return any(person == who.at for _, _, person in spots)
    if who.role == "institution":
        return any(institution == who.at for _, institution, _ in spots)
    pairs = [who.at[n : n + 2] for n in (0, 2, 4)]
    while pairs[-1] == "00":  # 530100 holds 530102, 530000 both
        pairs.pop()
    return any(division[: 2 * len(pairs)] == "".join(pairs) for division, _, _ in spots)


def sees_case(who: Who, spots: Iterable[Spot], waits_for: set[str]) -> bool:
    """A partner is shown what waits for a partner, and no other case."""
    return sees(who, spots) and (who.role != "partner" or "partner" in waits_for)


def sees_proposal(who: Who, division: str) -> bool:
    """Drafts are seen by those who draw up, within the division of the drawer."""
    return who.role in DRAWS and sees(who, [(division, "", "")])
