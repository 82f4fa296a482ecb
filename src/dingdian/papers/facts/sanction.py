"""What follows from points or from another ground: status, term, days, ban, and what is paid all the same."""

from __future__ import annotations

from dingdian.law.account import Cause, Crossing
from dingdian.law.deadlines import Query, deadline
from dingdian.law.explain import Reason, cited
from dingdian.law.register import Register
from dingdian.law.values import Status
from dingdian.papers.document import day_in_words
from dingdian.papers.facts.shared import (
    Asked,
    Blanks,
    Flags,
    cites,
    cites_of,
    last_day,
)


def sanction_of(r: Register, x: Asked, cause: Cause | None, crossing: Crossing | None, of: str) -> tuple[Blanks, Flags]:
    """What follows: status, term, first and last day, ban; empty where nothing follows."""
    status = cause.status if cause is not None else crossing.outcome.status if crossing is not None else None
    blanks = dict.fromkeys(
        ("consequence", "term", "first_day", "last_day", "ban", "ban_last", "sanction_clauses", "restoration_last",
         "sites"), "",
    )  # fmt: skip
    if status is None:
        return blanks, set()
    outcome = crossing.outcome if crossing is not None else None
    terminated = status is Status.TERMINATED
    label = r.regime.parameters.status.label_of_terminated.value if terminated else status.label
    keys = (*(outcome.keys if outcome else ()), *(cause.keys if cause else ()), "sanction.written_notice")
    ids = cited(
        r.regime, [Reason("", keys, (*(outcome.clauses if outcome else ()), *(cause.clauses if cause else ())))]
    )
    blanks |= {"consequence": label, "sanction_clauses": cites(r.regime, ids)}
    if outcome is not None:
        blanks |= {"term": str(outcome.term or ""), "ban": str(outcome.ban or "")}
    if cause is not None:
        blanks |= {
            "first_day": day_in_words(cause.first_day),
            "last_day": day_in_words(cause.last_day),
            "ban_last": day_in_words(cause.ban_last),
        }
        due = deadline(r, "restoration.apply", Query(of, x.person))
        blanks["restoration_last"] = last_day(due) if not terminated and not cause.ends_itself else ""
    sites = sorted({f.institution for f in r.filings(x.person) if f.last is None}) if x.person in r.people else []
    reached = sites if cause is None or cause.institution is None else [cause.institution]
    blanks["sites"] = "、".join(x.institutions.get(s, s) for s in reached)
    settlement = r.regime.parameters.settlement
    spared = settlement.emergency_exception_terminated if terminated else settlement.emergency_exception_suspended
    flags = {"terminated" if terminated else "suspended"} | ({"emergency"} if spared.value else set())
    return blanks, flags | ({"several_sites"} if len(reached) > 1 else set())


def emergency_clauses(r: Register, status: str) -> str:
    key = f"settlement.emergency_exception.{status}"
    return cites_of(r.regime, key) if key in r.regime.flat else ""
