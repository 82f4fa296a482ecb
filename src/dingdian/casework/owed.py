"""What is owed in a case, by whom and until when: read from the register, so that nothing here can go stale."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from dingdian.casework.waits import RIGHTS, actors, clauses, waited_for
from dingdian.law import acts as a
from dingdian.law.account import Cause
from dingdian.law.dates import Due
from dingdian.law.deadlines import DEADLINES as OF_PERSONS
from dingdian.law.deadlines import Query, deadline
from dingdian.law.explain import Decision
from dingdian.law.institutions.deadlines import DEADLINES as OF_INSTITUTIONS
from dingdian.law.measures import STATUS_UPDATE, tasks
from dingdian.law.processes.admit import steps_of
from dingdian.law.processes.model import Process
from dingdian.law.register import Handling, Register
from dingdian.law.values import Role

DUTY, RIGHT = "duty", "right"
MEASURES = "measures"
"""The case of what follows from a person's points: no process, one a person."""

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Owed:
    """A step owed (or open as a right), whom it is about, its last day with the reason, and the clauses behind it."""

    kind: str
    act: str
    title: str
    role: str
    person: str = ""
    institution: str = ""
    detail: str = ""
    due: Due | None = None
    paused: bool = False
    clauses: tuple[str, ...] = ()
    reason: str = ""


def owed(r: Register, process: Process, key: Key, state: str) -> list[Owed]:
    """Everything owed in a case and every right open in it."""
    if process.name == "handling":
        return list(_of_handling(r, process, key[0]))
    return [*_of_state(r, process, key, state)]


def _of_state(r: Register, process: Process, key: Key, state: str) -> Iterator[Owed]:
    if state in process.terminal and process.name not in RIGHTS:
        return
    persons, institutions = concerned(r, process, key)
    person, institution = min(persons, default=""), min(institutions, default="")
    for kind, steps in (
        (DUTY, waited_for(r.regime, process, state)),
        (RIGHT, waited_for(r.regime, process, state, RIGHTS)),
    ):
        for step, role in steps:
            answer = last_day(r, step.act, _query(process, key, person, institution))
            yield Owed(
                kind, step.act, step.title, role.value, person, institution, "", *_told(answer, step.act),
                clauses(r.regime, process, step) or (answer.clauses if answer is not None else ()),
                _words(answer),
            )  # fmt: skip


def _told(answer: Decision[Due | None] | None, act: str) -> tuple[Due | None, bool]:
    """The last day, and whether the clock stands still."""
    if answer is None:
        return None, False
    return answer.value, answer.value is None and "停钟" in _words(answer)


def _words(answer: Decision[Due | None] | None) -> str:
    return "；".join(reason.text for reason in answer.reasons) if answer is not None else ""


def last_day(r: Register, act: str, query: Query) -> Decision[Due | None] | None:
    """The deadline of a step by the half of the rules that knows one."""
    if act in OF_PERSONS and r.regime.persons is not None:
        return deadline(r, act, query)
    if act in OF_INSTITUTIONS and r.regime.institutions is not None:
        return OF_INSTITUTIONS[act](r, query)
    return None


def _query(process: Process, key: Key, person: str, institution: str) -> Query:
    """What the deadline of a step in a case is asked about."""
    first = key[0] or None
    if not process.institutional and process.name not in ("review", "appeal"):
        first = None
    if first == institution:
        first = None
    field = key[1] if process.name == "change" else None
    return Query(first, person or None, institution or None, field=field)


def concerned(r: Register, process: Process, key: Key) -> tuple[list[str], list[str]]:
    """Persons and institutions of a case, the one that counts most first."""
    if process.name == "handling":
        handling = r.handlings[key[0]]
        return handling.persons(), sorted(r.recipients(handling), key=lambda c: (c != handling.act.institution, c))
    known = steps_of(r.regime)
    persons: dict[str, None] = {}
    institutions: dict[str, None] = {}
    for record in r.records:
        mine, _ = known[record.act.act]
        if (mine.name, mine.case(record.act)) != (process.name, key):
            continue
        person = getattr(record.act, "person", None)
        if person:
            persons.setdefault(person)
        institution = r.institution_of(record.act) if not person else getattr(record.act, "institution", None)
        if institution:
            institutions.setdefault(institution)
    opened = r.opened.get((process.name, key))
    if opened is not None and not persons and (institution := r.institution_of(opened.act)):
        institutions.setdefault(institution)
    if persons and not institutions:
        institutions |= dict.fromkeys(_sites(r, next(iter(persons)), key[0]))
    return list(persons), list(institutions)


def _sites(r: Register, person: str, of: str) -> list[str]:
    """Where a person is filed, the place of the handling first that the case is about or that suspended him."""
    if person not in r.people:
        return []
    at = [f.institution for f in r.filings(person) if f.last is None]
    named = r.handlings.get(of)
    causes = [r.handlings[c.origin] for c in r.account(person).causes if c.origin in r.handlings]
    first = [h.act.institution for h in ([named] if named else causes[-1:])]
    return list(dict.fromkeys([x for x in first if x in at] + at))


# Handlings: owed to each person and at each place apart


def _of_handling(r: Register, process: Process, ref: str) -> Iterator[Owed]:
    """Deliveries to every institution to be told and every person; then objection and restoration as rights."""
    handling = r.handlings[ref]
    steps = {step.act: step for step in process.steps}
    received = {site for d in handling.deliveries for site in [d.institution or handling.act.institution]}

    def step(act: str, role: Role, person: str, institution: str, query: Query, kind: str = DUTY) -> Owed:
        own, made = steps_of(r.regime)[act][1], steps_of(r.regime)[act][0]
        answer = last_day(r, act, query)
        cited = (*clauses(r.regime, made, own), *(answer.clauses if answer is not None else ()))
        return Owed(
            kind, act, own.title, role.value, person, institution, "", *_told(answer, act),
            tuple(dict.fromkeys(cited)), _words(answer),
        )  # fmt: skip

    place = handling.act.institution
    if r.regime.flat["notice.issue_working_days"].value is not None and not handling.issued and not received:
        yield step("notice.issue", Role.AGENCY, "", place, Query(of=ref))
    for site in sorted(r.recipients(handling) - received):
        role = actors(r.regime, process, steps["notice.deliver_to_institution"])[0]
        yield step("notice.deliver_to_institution", role, "", site, Query(of=ref, institution=site))
    for person in handling.persons():
        reached = _reached(r, handling, person)
        if not reached:
            continue
        site = place if place in reached else reached[0]
        if all(t.person != person for t in handling.told):
            role = actors(r.regime, process, steps["notice.deliver_to_person"])[0]
            yield step("notice.deliver_to_person", role, person, site, Query(of=ref, person=person, institution=site))
        if not _objected(r, ref, person):
            who = r.regime.parameters.objection.first_step_who.value
            for by in (Role.PERSON, Role.INSTITUTION):
                if by.value in who:
                    query = Query(of=ref, person=person, by=by.value)
                    yield step("review.request", by, person, "" if by is Role.PERSON else site, query, RIGHT)
        if (cause := _to_restore(r, ref, person)) is not None and not _applied(r, person, cause.first_day):
            yield step("restoration.apply", Role.PERSON, person, "", Query(of=ref, person=person), RIGHT)


def _reached(r: Register, handling: Handling, person: str) -> list[str]:
    """The institutions that received the notice about a person, in order."""
    own = [d for d in handling.deliveries if person in r.addressees(d)]
    return [d.institution or handling.act.institution for d in own]


def _objected(r: Register, ref: str, person: str) -> bool:
    return any(isinstance(x.act, a.ReviewRequest | a.ReviewDecide) and x.act.of == ref for x in r.of_person(person))


def _to_restore(r: Register, ref: str, person: str) -> Cause | None:
    """The cause from this handling that lasts until somebody restores the person."""
    if person not in r.people:
        return None
    causes = (c for c in r.account(person).causes if c.origin == ref and c.crossing is not None)
    return next((c for c in causes if not c.ends_itself and c.end is None), None)


def _applied(r: Register, person: str, since: date) -> bool:
    """Whether an application for restoration is open or was made since a day and not refused."""
    state = r.states.get(("restoration", (person,)))
    return state in ("applied", "agreed") and any(
        isinstance(x.act, a.RestorationApply) and x.on >= since for x in r.of_person(person)
    )


# Measures that follow from points

STEP_OF = {
    "study": "study.record",
    "talk": "talk.hold",
    "reminder": "talk.hold",
    "warning": "talk.hold",
    "circular": "circular.issue",
    "transfer": "transfer.send",
    "supervision": "supervision.record",
}
"""Process of a measure → the step that carries it out."""


def measures_owed(r: Register, person: str, day: date) -> list[Owed]:
    """What still has to be done about a person because of points, as of a day: talks, study, hand-overs, statuses."""
    if r.regime.persons is None or person not in r.people:
        return []
    catalogue = r.regime.parameters.measures.catalogue.value
    sites = [f.institution for f in r.filings(person) if f.covers(day)]
    found: dict[tuple[str, str, str], Owed] = {}
    answer = tasks(r, person, day)
    for task, reason in zip(answer.value, answer.reasons, strict=True):
        spec = catalogue.get(task.name)
        at_site = task.by in r.institutions
        role = Role.INSTITUTION.value if at_site else task.by
        institution = task.by if at_site else next(iter(sites), "")
        act = "handover.complete" if task.name == "handover" else "status.update"
        if task.name not in ("handover", STATUS_UPDATE):
            assert spec is not None
            act = STEP_OF[spec.process]
        title = spec.label if spec is not None else "按决定维护备案状态"
        found[act, task.name, institution] = Owed(
            DUTY, act, title, role, person, institution, task.name, None, False,
            tuple(spec.clauses) if spec is not None else (), reason.text,
        )  # fmt: skip
    return list(found.values())
