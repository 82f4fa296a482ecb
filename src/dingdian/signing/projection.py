"""Acts in law that end a session from outside: not signed, terminated, or signed in another way."""

from __future__ import annotations

from collections.abc import Sequence

from dingdian.journal import canonical
from dingdian.journal.record import Change
from dingdian.signing import actions

_WHY = {
    "agreement.decline": "经办机构决定不予签订",
    "agreement.terminate": "协议已解除",
    "agreement.sign": "已另行签订协议",
}


def project(change: Change) -> None:
    """Close what an act has overtaken; what is derived anew closes nothing, for sessions are no derived table."""
    entry = change.entry
    why = _WHY.get(entry.name)
    if why is None or change.again:
        return
    body = canonical.parse(entry.body)
    if entry.name == "agreement.terminate" and body.get("department"):
        return
    for institution in sorted(change.institutions):
        actions.overtaken(entry.region, institution, f"{why}（卷宗第 {entry.seq} 条）", entry.ref)


def project_many(changes: Sequence[Change]) -> None:
    """The same for acts told together, in their order."""
    for change in changes:
        project(change)
