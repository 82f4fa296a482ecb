"""What the gate on line says of the lines that a dossier asks about, its story being told to the journal."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from dingdian.accounts.models import Division
from dingdian.dossier import Dossier
from dingdian.dossier.format import ClaimCheck, ClaimLine
from dingdian.journal.models import Region
from dingdian.settlement.asks import Asked
from dingdian.settlement.judge import judged
from dingdian.settlement.keeper import Keeper

_FACTS = (
    "trace_code",
    "internet_plus",
    "work_injury_pending",
    "drug",
    "prescription",
    "insured_area",
    "service",
    "discharged_on",
)
_PLAIN = ("person", "institution", "on", "emergency", "department", "scheme", "claimed_on")


def lines_of(dossier: Dossier) -> list[ClaimCheck]:
    """What a dossier asks about lines; the gate answers with what is known now."""
    return [c for c in dossier.checks if isinstance(c, ClaimCheck) and c.known_on is None]


def disagreements(region: Region, dossier: Dossier) -> list[str]:
    """What comes out otherwise than the dossier has it."""
    checks = lines_of(dossier)
    if not checks:
        return []
    region.division, _ = Division.objects.get_or_create(code="530000", defaults={"name": "某省"})
    region.save()
    keeper = Keeper(lambda: datetime(2026, 6, 1, tzinfo=UTC))
    wrong = []
    for check in checks:
        (told,) = judged(keeper, [asked(check.claim)], check.claim.institution, None)
        if told.outcome != check.outcome:
            wrong.append(f"{check.claim.on} {check.claim.person}: the gate says {told.outcome} ({told.reason})")
        if check.method not in (None, told.method):
            wrong.append(f"{check.claim.on} {check.claim.person}: the gate pays by {told.method}")
        if missing := set(check.cites or ()) - set(told.clauses):
            wrong.append(f"{check.claim.on} {check.claim.person}: the gate lacks {sorted(missing)}")
    region.division = None
    region.save()
    return wrong


def asked(line: ClaimLine) -> Asked:
    """The line as a program would ask about it."""
    stated: dict[str, Any] = {name: getattr(line, name) for name in _FACTS if name in line.model_fields_set}
    given: dict[str, Any] = {name: getattr(line, name) for name in _PLAIN if name in line.model_fields_set}
    return Asked.model_validate(given | ({"facts": stated} if stated else {}))
