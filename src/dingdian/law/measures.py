"""Measures that follow from points, and the tasks they open until someone has carried them out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from dingdian.law import acts as a
from dingdian.law.account import Account, Cause
from dingdian.law.act import Act
from dingdian.law.dates import add_months
from dingdian.law.explain import Decision, Reason
from dingdian.law.register import Register
from dingdian.law.schema import MeasureSpec
from dingdian.law.standing import status_at
from dingdian.law.values import Status

STATUS_UPDATE = "status_update"
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
    if cause.kind in ("institution", "department"):
        return False
    if cause.status is Status.TERMINATED:
        return ban.also == "terminated"
    if cause.term is None:
        return cause.last_day is not None and cause.last_day >= add_months(cause.anchor, ban.min_suspension_months)
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


_DONE_BY: dict[str, type[Act]] = {
    "study": a.StudyRecord,
    "reminder": a.TalkHold,
    "talk": a.TalkHold,
    "warning": a.TalkHold,
    "circular": a.CircularIssue,
    "transfer": a.TransferSend,
    "supervision": a.SupervisionRecord,
}


def tasks(r: Register, person: str, day: date, known_on: date | None = None) -> Decision[tuple[Task, ...]]:
    """Open tasks of a person on a day: measures not yet carried out, hand-overs, filing statuses to be changed."""
    account = r.account(person, known_on)
    catalogue = r.regime.parameters.measures.catalogue.value
    found: list[Task] = []
    for name, as_of in _called_for(r, account, day):
        spec = catalogue.get(name)
        if spec is None or spec.process not in _DONE_BY:
            continue
        if spec.process == "supervision" and as_of != day:
            continue
        since = _since(r, account, name, spec.once, as_of)
        if spec.process == "supervision" or not _carried_out(r, person, name, spec, since, day, known_on):
            found.append(Task(name, spec.by, since))
    sites = sorted({f.institution for f in r.filings(person, known_on) if f.covers(day)})
    if "handover" in catalogue:
        found += _handovers(r, account, person, sites, day, known_on)
    if r.regime.parameters.status.maintained_by.value == "institution":
        found += _status_updates(r, account, person, sites, day, known_on)

    def build() -> Iterator[Reason]:
        for task in found:
            spec = catalogue.get(task.name)
            key = "status.maintained_by" if task.name == STATUS_UPDATE else "measures.catalogue"
            yield Reason(f"{task} 自 {task.since} 起待办", (key,), spec.clauses if spec else ())

    return Decision(tuple(found), r.regime, build)


def _called_for(r: Register, account: Account, day: date) -> Iterator[tuple[str, date]]:
    """Measures of this year as of the day and of earlier years as of their end: a new year finishes no task."""
    named: set[str] = set()
    for year in sorted({day.year, *(x.on.year for x in account.lines if x.on <= day)}, reverse=True):
        as_of = min(day, date(year, 12, 31))
        for name, _ in _measures(r, account, as_of):
            if name not in named:
                named.add(name)
                yield name, as_of


def _handovers(
    r: Register, account: Account, person: str, sites: list[str], day: date, known_on: date | None
) -> Iterator[Task]:
    """From the notice on, while the sanction of the person's own points runs, until each site has handed over."""
    by = r.regime.parameters.measures.catalogue.value["handover"].by
    for cause in account.causes:
        if cause.crossing is None or (cause.end is not None and cause.end < day) or cause.waiting(day):
            continue
        told = min((d.on for d in r.deliveries(cause.origin, person, known_on)), default=cause.first_day)
        for site in sites if told <= day else ():
            done = any(
                isinstance(x.act, a.HandoverComplete) and x.act.institution == site and told <= x.act.on <= day
                for x in r.of_person(person, known_on)
            )
            if not done:
                yield Task("handover", site if by == "institution" else by, told)


def _status_updates(
    r: Register, account: Account, person: str, sites: list[str], day: date, known_on: date | None
) -> Iterator[Task]:
    """Sites whose filing status is not what was decided."""
    turns = [d for c in account.causes for d in (c.first_day, c.end and c.end + timedelta(days=1)) if d and d <= day]
    for site in sites:
        decided = status_at(r, account, person, day, site, known_on=known_on)[0]
        if decided is not Status.NOT_OBTAINED and decided is not r.kept_status(person, site, day, known_on):
            yield Task(STATUS_UPDATE, site, max(turns, default=day))


def _since(r: Register, account: Account, name: str, once: bool, day: date) -> date:
    """The latest entry at which the measure applied, as every posting calls for it again; the first if `once`."""
    since = day
    for line in reversed(account.lines_of(day)):
        if name not in dict(_measures(r, account, line.on)):
            break
        since = line.on
        if line.kind == "entry" and not once:
            break
    return since


def _carried_out(
    r: Register, person: str, name: str, spec: MeasureSpec, since: date, day: date, known_on: date | None
) -> bool:
    """Whether someone did it since then; who and how far count where the act states them."""
    kind = _DONE_BY[spec.process]
    for record in r.of_person(person, known_on):
        act = record.act
        if not isinstance(act, kind) or not since <= act.on <= day or getattr(act, "measure", None) not in (None, name):
            continue
        doer = getattr(act, "organiser", None) or getattr(act, "held_by", None)
        if doer in (None, spec.by) and getattr(act, "scope", None) in (None, spec.scope):
            return True
    return False
