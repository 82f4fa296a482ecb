"""What casework keeps of each entry: the cases it moved, whom they concern and what each of them now waits for.

Everything here is derived from the journal, except who holds a task; it can be derived anew at any time. What points
ask for depends on the day as well: an act gives it as of the day it was recorded, the nightly sweep as of its own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache

from django.db.models import Q, QuerySet
from django.utils import timezone

from dingdian.casework.desk import Desk, File, first_acts
from dingdian.casework.models import Case, Heartbeat, Party, Task
from dingdian.casework.owed import DUTY, MEASURES, Key, Owed, concerned, measures_owed, owed
from dingdian.journal import canonical
from dingdian.journal.models import Entry, Region, Subject
from dingdian.journal.rebuild import Derived
from dingdian.journal.record import Change
from dingdian.journal.slices import load
from dingdian.journal.subjects import About, concerns_itself
from dingdian.law.dates import Calendar
from dingdian.law.processes.admit import steps_of
from dingdian.law.processes.model import Process
from dingdian.law.register import Record, Register
from dingdian.regimes import fingerprint
from dingdian.registry.models import Person

Reread = Callable[[Case], Register]
"""A register in which a whole case can be read."""
First = Callable[[Region, Iterable[str]], Mapping[str, Entry]]
"""The first act about each of some persons."""


def project(change: Change) -> None:
    """Carry an act into its cases."""
    if change.register is None or change.moved is None:
        return
    desk = Desk(change.entry.region)
    own = [_case_of(change.register, change.register.records[-1]), *change.moved]
    desk.take(Q(id__in=_named(desk.region, own).values("pk")) | Q(id__in=_of(change).values("pk")))
    _tell(desk, change, _slice, first_acts)
    desk.write()


class Batch:
    """Carries many acts of a region into their cases, each told as it has just been placed in its register."""

    def __init__(self, region: Region, persons: Iterable[str], institutions: Iterable[str]) -> None:
        self.desk = Desk(region)
        persons, institutions = list(persons), list(institutions)
        about = Q(person__in=persons) | Q(institution__in=institutions, person="")
        self.desk.take(Q(id__in=Party.objects.filter(about, case__region=region).values("case_id")))
        self.first = first_acts(region, persons)

    def beside(self, persons: Iterable[str], institutions: Iterable[str]) -> About:
        """What else the register must hold, for the other cases of these persons and institutions to be read in it."""
        files = self.desk.of(persons, institutions)
        refs = {ref for f in files for ref in (*f.case.key.split("/"), f.case.key, f.case.opened.ref)}
        pairs = {pair for f in files for pair in f.parties}
        return About(frozenset(p for p, _ in pairs if p), frozenset(i for _, i in pairs if i), frozenset(refs))

    def tell(self, change: Change) -> None:
        """An act, in the order of the journal among those that bear on each other."""
        register = change.register
        assert register is not None
        for person in change.persons:
            self.first.setdefault(person, change.entry)
        own = {_case_of(register, register.records[-1]), *(change.moved or {})}
        earlier = [(name, key) for name, key in own if register.opened[name, key] is not register.records[-1]]
        if missing := [x for x in earlier if (x[0], _text(x[1])) not in self.desk.files]:
            self.desk.take(_named(self.desk.region, missing))
        _tell(self.desk, change, lambda case: register, lambda region, persons: self.first)

    def write(self) -> None:
        """When all have been told and the entries are written."""
        self.desk.write()


def _tell(desk: Desk, change: Change, reread: Reread, first: First) -> None:
    register, moved = change.register, change.moved or {}
    assert register is not None
    record = register.records[-1]
    own = _case_of(register, record)
    for name, key in dict.fromkeys([own, *moved]):
        file = _file(desk, register, name, key, change.entry, moved=(name, key) == own)
        if (name, key) == own:
            file.done.append(_done(desk, record, change.entry, register))
        _refresh(desk, register, file, key)
    _touched(desk, change, register, record, reread)
    for person in sorted(change.persons):
        _measures(desk, person, register, change.entry.recorded_on, first)


def _named(region: Region, keys: Iterable[tuple[str, Key]]) -> QuerySet[Case]:
    """The cases of these processes and keys."""
    wanted = Q(pk__in=[])
    for name, key in keys:
        wanted |= Q(process=name, key=_text(key))
    return Case.objects.filter(wanted, region=region)


def _of(change: Change) -> QuerySet[Case]:
    """Cases that may move with a change: of its persons and, where it is about itself, of its institutions."""
    register = change.register
    assert register is not None
    waiting = Task.objects.filter(done__isnull=True, case__region=change.entry.region)
    parties = Party.objects.filter(_about(change, register.records[-1]), case__in=waiting.values("case_id"))
    measures = Q(process=MEASURES, key__in=change.persons)
    return Case.objects.filter(Q(id__in=parties.values("case_id")) | measures, region=change.entry.region)


def _about(change: Change, record: Record) -> Q:
    about_it = Q(person__in=change.persons)
    if concerns_itself(record.act.act, change.persons):
        about_it |= Q(institution__in=change.institutions, person="")
    return about_it


def _text(key: Key) -> str:
    return "/".join(key)[:300]


def derived(region: Region) -> Sequence[Derived]:
    """Everything kept of a region here, in the order in which it may be deleted; who holds a task is for users."""
    return (
        Derived(Task.objects.filter(case__region=region), besides=("holder", "held_at")),
        Derived(Party.objects.filter(case__region=region)),
        Derived(Case.objects.filter(region=region)),
    )


def caught_up(region: Region) -> None:
    """What the last sweep did beyond the journal: what points ask for, as of its day, of all about whom it looked."""
    beat = Heartbeat.objects.filter(name=Heartbeat.SWEEP).first()
    if beat is None:
        return
    day = timezone.localdate(beat.started_at)
    asked = Case.objects.filter(region=region, process=MEASURES).values("person")
    known = Person.objects.filter(Q(code__in=asked) | Q(standings__isnull=False), region=region)
    since = Subject.objects.filter(
        region=region, kind=Subject.Kind.PERSON, entry__kind=Entry.Kind.ACT, entry__recorded_on__gte=day
    )
    for person in known.exclude(code__in=since.values("code")).order_by("pk").distinct():
        look_again(region, person.code, day)


def basis_of(region: Region, calendar: Calendar) -> str:
    """A short name of the rules and the calendar that last days rest on: where it changed, they are computed anew."""
    return _basis(region.persons, region.institutions, region.parameters, calendar)


@lru_cache(maxsize=256)
def _basis(persons: str, institutions: str, parameters: str, calendar: Calendar) -> str:
    years = {str(n): [sorted(map(str, y.off)), sorted(map(str, y.work))] for n, y in calendar.years.items()}
    rules = [fingerprint(persons, institutions), parameters, years]
    return hashlib.sha256(canonical.text(rules).encode()).hexdigest()


def refresh(case: Case, day: date) -> None:
    """Compute anew what a case waits for on a day, from the journal and the calendar as it now is."""
    register = _slice(case)
    desk = Desk(case.region)
    desk.take(Q(pk=case.pk))
    if case.process == MEASURES:
        _measures(desk, case.key, register, day, first_acts)
    else:
        _refresh(desk, register, desk.files[case.process, case.key], _key(register, case))
    desk.write()


def look_again(region: Region, person: str, day: date) -> None:
    """What a person's points ask for on a day on which his standing turns, without an act."""
    desk = Desk(region)
    desk.take(Q(process=MEASURES, key=person))
    _measures(desk, person, load(region, persons={person}), day, first_acts)
    desk.write()


def _processes(register: Register) -> dict[str, Process]:
    return {process.name: process for process, _ in steps_of(register.regime).values()}


def _case_of(register: Register, record: Record) -> tuple[str, Key]:
    process, _ = steps_of(register.regime)[record.act.act]
    return process.name, process.case(record.act)


def _key(register: Register, case: Case) -> Key:
    return next(key for name, key in register.states if name == case.process and "/".join(key) == case.key)


def _slice(case: Case) -> Register:
    parties = list(case.parties.all())
    refs = {*case.key.split("/"), case.key, case.opened.ref}
    return load(
        case.region,
        persons={p.person for p in parties if p.person},
        institutions={p.institution for p in parties if p.institution},
        refs=refs,
    )


def _file(desk: Desk, register: Register, name: str, key: Key, entry: Entry, *, moved: bool) -> File:
    """The file of a case in its new state, laid if there is none."""
    state = register.states[name, key]
    row = Case(region=desk.region, process=name, key=_text(key), state=state, opened=entry, moved=entry)
    file = desk.lay(row)
    file.case.state = state
    if moved:
        file.case.moved = entry
    return file


def _refresh(desk: Desk, register: Register, file: File, key: Key) -> None:
    """Parties, tasks and whether the case is closed."""
    case, process = file.case, _processes(register)[file.case.process]
    case.state = register.states[case.process, key]
    persons, institutions = concerned(register, process, key)
    if len(persons) > 1:
        pairs = _pairs(register, persons, institutions)
    else:
        pairs = {(person, place) for person in persons or [""] for place in institutions or [""]}
    desk.add_parties(file, pairs)
    wanted = owed(register, process, key, case.state)
    _sync(desk, file, wanted)
    case.person = persons[0] if len(persons) == 1 else ""
    case.institution = institutions[0] if len(institutions) == 1 else ""
    case.closed = case.state in process.terminal and not any(x.kind == DUTY for x in wanted)
    case.basis = basis_of(desk.region, register.calendar)
    case.trouble = ""


def _pairs(register: Register, persons: Iterable[str], institutions: list[str]) -> set[tuple[str, str]]:
    """Each person with the institutions of the case where he is filed, or with the first."""
    found = set()
    for person in persons:
        at = {f.institution for f in register.filings(person)} if person in register.people else set()
        found |= {(person, place) for place in institutions if place in at} or {(person, institutions[0])}
    return found


def _sync(desk: Desk, file: File, wanted: Iterable[Owed]) -> None:
    """The open tasks of a case, changed in place so that whoever holds one keeps it."""
    left = set(file.tasks)
    divisions = desk.divisions(["", *(x.institution for x in wanted)])
    for x in wanted:
        key = (x.act, x.detail, x.person, x.institution)
        task = file.tasks.get(key)
        if task is None:
            task = file.tasks[key] = Task(act=x.act, detail=x.detail, person=x.person, institution=x.institution)
        left.discard(key)
        task.kind, task.title, task.role, task.opener = x.kind, x.title, x.role, file.case.opened.actor
        task.division = divisions.get(x.institution) or divisions[""]
        task.due, task.provisional = (x.due.day, x.due.provisional) if x.due else (None, False)
        task.paused, task.clauses, task.reason = x.paused, list(x.clauses), x.reason
    for key in left:
        file.drop(key)


def _done(desk: Desk, record: Record, entry: Entry, register: Register) -> Task:
    """The step that an entry was, as done; the task it answers goes with the next look at the case."""
    act = record.act
    institution = getattr(act, "institution", None) or register.institution_of(act) or ""
    return Task(
        act=act.act,
        title=steps_of(register.regime)[act.act][1].title,
        role=(act.actor or "").partition(":")[0],
        person=getattr(act, "person", None) or "",
        institution=institution,
        division=desk.divisions([institution])[institution],
        done=entry,
        doer=entry.actor or "—",
    )


def _touched(desk: Desk, change: Change, register: Register, record: Record, reread: Reread) -> None:
    """Other cases of the same persons, or of the institution where the act is about it: their last days may move."""
    own = {(name, _text(key)) for name, key in [_case_of(register, record), *(change.moved or {})]}
    known = {(name, _text(key)): key for name, key in register.states}
    itself = concerns_itself(record.act.act, change.persons)
    for file in desk.of(change.persons, change.institutions if itself else ()):
        case = file.case
        if case.process == MEASURES or (case.process, case.key) in own or not file.tasks:
            continue
        key = known.get((case.process, case.key))
        if key is not None and file.persons <= change.persons:
            _refresh(desk, register, file, key)
        else:
            wider = reread(case)
            _refresh(desk, wider, file, _key(wider, case))


def _measures(desk: Desk, person: str, register: Register, day: date, first: First) -> None:
    """What a person's points still ask for on a day: a case of its own while there is anything.

    It counts as opened by the first act about the person, whenever it was that the measure came to apply.
    """
    wanted = measures_owed(register, person, day)
    if not wanted:
        desk.remove(MEASURES, person)
        return
    file = desk.files.get((MEASURES, person))
    if file is None:
        opened = first(desk.region, [person])[person]
        file = desk.lay(
            Case(region=desk.region, process=MEASURES, key=person, person=person, opened=opened, moved=opened)
        )
    institutions = [f.institution for f in register.filings(person)]
    case = file.case
    case.state, case.basis, case.trouble = "open", basis_of(desk.region, register.calendar), ""
    desk.add_parties(file, {(person, place) for place in institutions or [""]})
    _sync(desk, file, wanted)
