"""Acts in law that end a session from outside: not signed, terminated, or signed in another way.

What is signed in another way is kept beside the sessions, so that a round counts it.
"""

from __future__ import annotations

from collections.abc import Sequence

from dingdian.journal import canonical
from dingdian.journal.record import Change
from dingdian.registry.models import Institution
from dingdian.signing import actions
from dingdian.signing.models import Recorded, Session

_WHY = {
    "agreement.decline": "经办机构决定不予签订",
    "agreement.terminate": "协议已解除",
    "agreement.sign": "已另行签订协议",
}


def project(change: Change) -> None:
    """Close what an act has overtaken; what is derived anew closes nothing, for sessions are no derived table."""
    entry = change.entry
    if entry.name == actions.SIGNING:
        _recorded(change)
    why = _WHY.get(entry.name)
    if why is None or change.again:
        return
    body = canonical.parse(entry.body)
    if entry.name == "agreement.terminate" and body.get("department"):
        return
    for institution in sorted(change.institutions):
        actions.overtaken(entry.region, institution, f"{why}（卷宗第 {entry.seq} 条）", entry.ref)


def _recorded(change: Change) -> None:
    """Keep that an agreement was signed, unless a session led to it; again, it is kept once."""
    entry, register = change.entry, change.register
    if entry.region.division_id is None or register is None:
        return
    if Session.objects.filter(code=entry.ref.removeprefix(actions.PREFIX)).exists():
        return
    code = str(canonical.parse(entry.body)["institution"])
    place = Institution.objects.filter(region=entry.region, code=code).first()
    Recorded.objects.get_or_create(
        entry=entry,
        defaults={
            "region": entry.region, "institution": code, "name": place.name if place is not None else code,
            "division": (place.division if place is not None else "") or entry.region.division_id,
            "round": actions.round_of(entry.region, register, code, entry.on), "signed_on": entry.on,
        },
    )  # fmt: skip


def project_many(changes: Sequence[Change]) -> None:
    """The same for acts told together, in their order."""
    for change in changes:
        project(change)
