"""The rules an institution has made for its own people, version by version, and which it owes on a day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from dingdian.law import conduct as c
from dingdian.law.register import Register

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a document, over the days it counted (`last` null: to this day)."""

    document: str
    version: str
    first: date
    last: date | None
    text: str

    def covers(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


def versions(r: Register, institution: str) -> list[Version]:
    """Every version of every document of an institution, the earliest first."""
    found: list[Version] = []
    running: dict[str, int] = {}
    for record in r.records:
        act = record.act
        if not isinstance(act, c.RulesAdopt | c.RulesWithdraw) or act.institution != institution:
            continue
        before = running.pop(act.document, None)
        if before is not None:
            found[before] = replace(found[before], last=act.on - _DAY)
        if isinstance(act, c.RulesAdopt):
            running[act.document] = len(found)
            found.append(Version(act.document, act.version, act.on, None, act.text))
    return found
