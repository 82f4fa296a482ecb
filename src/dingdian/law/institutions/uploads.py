"""Days of service of which the data for settlement and review did not arrive. A missing day alone is no ground."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from dingdian.law.dates import add_days
from dingdian.law.explain import Decision, Reason
from dingdian.law.institutions.declared import Uploaded, UploadRecord
from dingdian.law.institutions.standing import is_designated
from dingdian.law.register import Register

KEY = "upload_completeness_min"


def uploads(r: Register, institution: str, known_on: date | None = None) -> dict[date, Uploaded]:
    """Day of service → what last was recorded of it."""
    return {row.day: row for _, row in recorded(r, institution, known_on)}


def recorded(r: Register, institution: str, known_on: date | None = None) -> Iterator[tuple[date, Uploaded]]:
    """Each row with the day on which it was recorded as having arrived."""
    for record in r.at(institution, known_on):
        if isinstance(record.act, UploadRecord):
            yield from ((record.on, row) for row in record.act.rows)


def arrived(r: Register, row: Uploaded) -> bool:
    """Whether the data of a day count as uploaded: by the share the rules set, else if there are any at all."""
    least = r.regime.rules.upload_completeness_min.value
    if row.visits == 0:
        return True
    if least is not None and row.visits is not None:
        return row.uploaded >= least * row.visits
    return row.uploaded > 0


def missing_days(
    r: Register, institution: str, first: date, last: date, known_on: date | None = None
) -> Decision[tuple[date, ...]]:
    """The days from one to another (both included) with an agreement and without their data, in order."""
    kept = uploads(r, institution, known_on)
    found = []
    day = first
    while day <= last:
        row = kept.get(day)
        if (row is None or not arrived(r, row)) and is_designated(r, institution, day, known_on).value:
            found.append(day)
        day = add_days(day, 1)
    words = f"{first} 至 {last} 有 {len(found)} 天没有按规定上传" + (f"：{_listed(found)}" if found else "")
    return Decision(tuple(found), r.regime, lambda: [Reason(words, (KEY,))])


def _listed(days: list[date]) -> str:
    return "、".join(map(str, days[:10])) + ("等" if len(days) > 10 else "")
