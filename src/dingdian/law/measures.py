"""Measures that follow from points, and the tasks they open until someone has carried them out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from dingdian.law import acts as a
from dingdian.law.account import Account, Cause
from dingdian.law.dates import add_months
from dingdian.law.explain import Decision, Reason
from dingdian.law.register import Register
from dingdian.law.values import Status

_SCALE = date(2001, 1, 1)  # lengths are compared by the day on which they would end


def measures(r: Register, person: str, day: date, known_on: date | None = None) -> Decision[frozenset[str]]:
    """The measures that apply to a person on a day, by the total that then counts."""
    account = r.account(person, known_on)
    found = dict(_measures(r, account, day))
    catalogue = r.regime.parameters.measures.catalogue.value

    def build() -> Iterator[Reason]:
        total = account.total(day)
        for name, key in found.items():
            spec = catalogue.get(name)
            label, by = (spec.label, spec.by) if spec else (name, "")
            words = {"agency": "经办机构", "institution": "所在机构", "administration": "医保行政部门"}.get(by, by)
            text = f"本年累计 {total} 分：{label}" + (f"（{words}办理）" if words else "")
            yield Reason(text, (key, "measures.catalogue"), spec.clauses if spec else ())

    return Decision(frozenset(found), r.regime, build)


def _measures(r: Register, account: Account, day: date) -> Iterator[tuple[str, str]]:
    p = r.regime.parameters
    total, catalogue = account.total(day), p.measures.catalogue.value
    full = p.tiers.terminate_at.value if p.tiers.terminate_at.value is not None else p.scoring.cap.value + 1
    suspended_level = p.tiers.first_suspension_at.value <= total
    for row in p.tiers.attention.value or ():
        if total >= row.min and (row.max is None or total <= row.max):
            for name in row.do:
                if not suspended_level or (name in catalogue and catalogue[name].stands):
                    yield name, "tiers.attention"
    if suspended_level and total < full:
        for name in p.measures.at_suspension_level.value:
            yield name, "measures.at_suspension_level"
    if total >= full:
        for name in p.measures.at_12.value:
            yield name, "measures.at_12"
    ban = p.title_review_ban.value
    if ban is not None and any(_bars_title(r, c, day) for c in account.causes):
        yield "title_review_ban", "title_review_ban"


def _bars_title(r: Register, cause: Cause, day: date) -> bool:
    """One decision of the year with a long enough imposed term, or a termination; early restoration undoes nothing."""
    ban = r.regime.parameters.title_review_ban.value
    assert ban is not None
    decided = cause.crossing.on if cause.crossing is not None else cause.first_day
    if decided.year != day.year or decided > day:
        return False
    if cause.status is Status.TERMINATED:
        return ban.also == "terminated" and cause.kind in ("points", "years", "licence")
    if cause.crossing is None or cause.term is None:
        return False
    return cause.term.last_day(_SCALE) >= add_months(_SCALE, ban.min_suspension_months)


# Tasks


@dataclass(frozen=True, slots=True)
class Task:
    """Something that someone still has to do for a person: `study@institution`, `handover@H1`."""

    name: str
    by: str
    since: date

    def __str__(self) -> str:
        return f"{self.name}@{self.by}"


_DONE_BY: dict[str, type[a.Act]] = {
    "study": a.StudyRecord,
    "reminder": a.TalkHold,
    "talk": a.TalkHold,
    "warning": a.TalkHold,
    "circular": a.CircularIssue,
    "transfer": a.TransferSend,
    "supervision": a.SupervisionRecord,
}


def tasks(r: Register, person: str, day: date, known_on: date | None = None) -> Decision[tuple[Task, ...]]:
    """Open tasks of a person on a day: each measure not yet carried out since it arose, and each hand-over."""
    account = r.account(person, known_on)
    catalogue = r.regime.parameters.measures.catalogue.value
    found: list[Task] = []
    for name, _ in _measures(r, account, day):
        spec = catalogue.get(name)
        if spec is None or spec.process not in _DONE_BY:
            continue
        since = _since(r, account, name, day)
        if spec.process == "supervision" or not _carried_out(r, person, name, spec.process, since, day, known_on):
            found.append(Task(name, spec.by, since))
    for cause in account.active(day):
        if cause.crossing is not None and cause.first_day <= day and not cause.waiting(day):
            for site in sorted({f.institution for f in r.filings(person, known_on) if f.covers(day)}):
                found.append(Task("handover", site, cause.first_day))

    def build() -> Iterator[Reason]:
        for task in found:
            spec = catalogue.get(task.name)
            yield Reason(f"{task} 自 {task.since} 起待办", ("measures.catalogue",), spec.clauses if spec else ())

    return Decision(tuple(found), r.regime, build)


def _since(r: Register, account: Account, name: str, day: date) -> date:
    """The line of the account at which the measure began to apply."""
    since = day
    for line in reversed(account.lines_of(day)):
        if name not in dict(_measures(r, account, line.on)):
            break
        since = line.on
    return since


def _carried_out(
    r: Register, person: str, name: str, process: str, since: date, day: date, known_on: date | None
) -> bool:
    kind = _DONE_BY[process]
    for record in r.of_person(person, known_on):
        act = record.act
        if isinstance(act, kind) and since <= act.on <= day and getattr(act, "measure", None) in (None, name):
            return True
    return False
