"""Who sees what, said a second time and apart from the product: by division, by institution, by person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

Spot = tuple[str, str, str]
"""Where a thing lies: division, institution, person. A thing may lie at several spots."""

BUSINESS = {"clerk", "reviewer", "head", "supervisor", "official", "auditor", "partner", "institution", "person"}
DRAWS = {"clerk", "reviewer", "head", "official"}
AGENCY = {"clerk", "reviewer", "head"}
EXPORTS = AGENCY | {"official", "supervisor", "institution", "auditor"}
FULL = AGENCY | {"official", "institution"}
LAW = dict.fromkeys(AGENCY, "agency") | {
    "official": "administration", "institution": "institution", "person": "person", "partner": "partner",
}  # fmt: skip
"""Role → whose steps are the user's."""


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


@dataclass(frozen=True)
class Owed:
    """A step that is open in a case: where, whose, whether owed (`duty`) or a right, and whether somebody has it."""

    case: int
    spot: Spot
    role: str
    kind: str
    act: str
    due: date | None
    held: bool


def sees_task(who: Who, owed: Owed) -> bool:
    """A partner knows of what waits for a partner alone."""
    return sees(who, [owed.spot]) and (who.role != "partner" or owed.role == "partner")


def owes(who: Who, owed: Owed) -> bool:
    """Whether it is for the user's side and free (a new user has nothing yet)."""
    return sees_task(who, owed) and owed.kind == "duty" and owed.role == LAW.get(who.role) and not owed.held


SUPPLIED = {"designation.supplement", "document.provide", "settlement.resubmit", "data.provide"}
QUEUES = {
    "todo": AGENCY | {"official", "partner", "institution", "person"},
    "done": AGENCY | {"official", "partner", "institution", "person"},
    "begun": AGENCY | {"official", "partner", "institution", "person"},
    "late": {"supervisor", "head"}, "rights": {"institution", "person"}, "to_sign": {"institution"},
    "to_tell": {"institution"}, "to_supply": {"institution"},
}  # fmt: skip
"""Queue → who has it."""


def waits(who: Who, queue: str, owed: Owed, day: date) -> bool:
    """Whether an open step stands in a queue of a user who has not done or begun anything."""
    if who.role not in QUEUES[queue] or queue in ("done", "begun"):
        return False
    if queue == "late":
        return sees_task(who, owed) and owed.kind == "duty" and owed.due is not None and owed.due <= day
    if queue == "rights":
        still = owed.due is None or owed.due >= day
        return sees_task(who, owed) and owed.kind == "right" and owed.role == LAW.get(who.role) and still
    acts = {
        "to_sign": {"agreement.sign", "agreement.confirm_reading", "commitment.sign"},
        "to_tell": {"notice.deliver_to_person"},
        "to_supply": SUPPLIED,
    }
    return owes(who, owed) and (queue == "todo" or owed.act in acts[queue])


OWED = {
    "supervision": {"supervision.record"}, "talks": {"talk.hold"}, "study": {"study.record"},
    "circulars": {"circular.issue"}, "transfers": {"transfer.send", "transfer.reply"},
    "entry": {"commitment.sign", "filing.submit"}, "upkeep": {"status.update", "handover.complete"},
}  # fmt: skip
"""List of people → the steps owed for them."""
