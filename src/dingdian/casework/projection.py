"""What casework keeps of each entry: the cases it moved, whom they concern and what each of them now waits for.

Everything here is derived from the journal, except who holds a task; it can be derived anew at any time. What points
ask for depends on the day as well: an act gives it as of the day it was recorded, the nightly sweep as of its own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache

from django.db.models import Q
from django.utils import timezone

from dingdian.casework.models import Case, Heartbeat, Party, Task
from dingdian.casework.owed import DUTY, MEASURES, Key, Owed, concerned, measures_owed, owed
from dingdian.journal import canonical
from dingdian.journal.models import Entry, Region, Subject
from dingdian.journal.rebuild import Derived
from dingdian.journal.record import Change
from dingdian.journal.slices import load
from dingdian.journal.subjects import concerns_itself
from dingdian.law.dates import Calendar
from dingdian.law.processes.admit import steps_of
from dingdian.law.processes.model import Process
from dingdian.law.register import Record, Register
from dingdian.regimes import fingerprint
from dingdian.registry.models import Institution, Person


def project(change: Change) -> None:
    """Carry an act into its cases."""
    register = change.register
    if register is None or change.moved is None:
        return
    record = register.records[-1]
    own = _case_of(register, record)
    for name, key in dict.fromkeys([own, *change.moved]):
        derived = _Derived(change.entry.region, register)
        case = derived.case(name, key, change.entry, moved=(name, key) == own)
        if (name, key) == own:
            _done(case, record, change.entry, register)
        derived.refresh(case, key)
    _touched(change, register, record)
    for person in sorted(change.persons):
        _measures(change.entry.region, person, register, change.entry.recorded_on)


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
    if case.process == MEASURES:
        _measures(case.region, case.key, register, day)
        return
    _Derived(case.region, register).refresh(case, _key(register, case))


def look_again(region: Region, person: str, day: date) -> None:
    """What a person's points ask for on a day on which his standing turns, without an act."""
    _measures(region, person, load(region, persons={person}), day)


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


class _Derived:
    """The rows of cases, as a register has them."""

    def __init__(self, region: Region, register: Register) -> None:
        self.region, self.register = region, register
        self.processes = _processes(register)

    def case(self, name: str, key: Key, entry: Entry, *, moved: bool) -> Case:
        """The row of a case, made if there is none."""
        state = self.register.states[name, key]
        case, _ = Case.objects.update_or_create(
            region=self.region,
            process=name,
            key="/".join(key)[:300],
            defaults={"state": state} | ({"moved": entry} if moved else {}),
            create_defaults={"state": state, "opened": entry, "moved": entry},
        )
        return case

    def refresh(self, case: Case, key: Key) -> None:
        """Parties, tasks and whether the case is closed."""
        process = self.processes[case.process]
        case.state = self.register.states[case.process, key]
        persons, institutions = concerned(self.register, process, key)
        divisions = _divisions(self.region, institutions)
        if len(persons) > 1:
            pairs = _pairs(self.register, persons, institutions)
        else:
            pairs = {(person, place) for person in persons or [""] for place in institutions or [""]}
        _parties(case, pairs, divisions)
        wanted = owed(self.register, process, key, case.state)
        _sync(case, wanted, divisions)
        case.person = persons[0] if len(persons) == 1 else ""
        case.institution = institutions[0] if len(institutions) == 1 else ""
        case.closed = case.state in process.terminal and not any(x.kind == DUTY for x in wanted)
        case.basis = basis_of(self.region, self.register.calendar)
        case.trouble = ""
        case.save()


def _pairs(register: Register, persons: Iterable[str], institutions: list[str]) -> set[tuple[str, str]]:
    """Each person with the institutions of the case where he is filed, or with the first."""
    found = set()
    for person in persons:
        at = {f.institution for f in register.filings(person)} if person in register.people else set()
        found |= {(person, place) for place in institutions if place in at} or {(person, institutions[0])}
    return found


def _divisions(region: Region, institutions: Iterable[str]) -> dict[str, str]:
    """The division of each institution; that of the region where it is not registered or nothing is known."""
    rows = Institution.objects.filter(region=region, code__in=list(institutions)).values_list("code", "division")
    known = {code: division for code, division in rows if division}
    own = region.division_id or ""
    return {code: known.get(code, own) for code in institutions} | {"": own}


def _parties(case: Case, pairs: set[tuple[str, str]], divisions: dict[str, str]) -> None:
    """Parties as they are now; whoever was one before stays one."""
    there = set(case.parties.values_list("person", "institution"))
    if pairs != {("", "")}:
        case.parties.filter(person="", institution="").delete()
    elif there:
        return
    Party.objects.bulk_create(
        [
            Party(case=case, person=person, institution=place, division=divisions[place])
            for person, place in sorted(pairs - there)
        ]
    )


def _sync(case: Case, wanted: Iterable[Owed], divisions: dict[str, str]) -> None:
    """The open tasks of a case, changed in place so that whoever holds one keeps it."""
    there = {(t.act, t.detail, t.person, t.institution): t for t in case.tasks.filter(done__isnull=True)}
    for x in wanted:
        task = there.pop((x.act, x.detail, x.person, x.institution), None) or Task(
            case=case, act=x.act, detail=x.detail, person=x.person, institution=x.institution
        )
        values = {
            "kind": x.kind, "title": x.title, "role": x.role,
            "division": divisions.get(x.institution) or divisions[""],
            "due": x.due.day if x.due else None, "provisional": bool(x.due and x.due.provisional),
            "paused": x.paused, "clauses": list(x.clauses), "reason": x.reason,
        }  # fmt: skip
        if task.pk is None or any(getattr(task, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(task, name, value)
            task.save()
    Task.objects.filter(pk__in=[task.pk for task in there.values()]).delete()


def _done(case: Case, record: Record, entry: Entry, register: Register) -> None:
    """The step that an entry was, as done; the task it answers goes with the next look at the case."""
    act = record.act
    institution = getattr(act, "institution", None) or register.institution_of(act) or ""
    division = _divisions(case.region, [institution])[institution]
    Task.objects.create(
        case=case,
        act=act.act,
        title=steps_of(register.regime)[act.act][1].title,
        role=(act.actor or "").partition(":")[0],
        person=getattr(act, "person", None) or "",
        institution=institution,
        division=division,
        done=entry,
        doer=entry.actor or "—",
    )


def _touched(change: Change, register: Register, record: Record) -> None:
    """Other cases of the same persons, or of the institution where the act is about it: their last days may move."""
    about_it = Q(person__in=change.persons)
    if concerns_itself(record.act, change.persons):
        about_it |= Q(institution__in=change.institutions, person="")
    waiting = Task.objects.filter(done__isnull=True, case__region=change.entry.region).exclude(case__process=MEASURES)
    parties = Party.objects.filter(about_it, case__in=waiting.values("case_id"))
    own = {(name, "/".join(key)) for name, key in [_case_of(register, record), *(change.moved or {})]}
    known = {(name, "/".join(key)): key for name, key in register.states}
    for case in Case.objects.filter(id__in=parties.values("case_id")).prefetch_related("parties"):
        if (case.process, case.key) in own:
            continue
        key = known.get((case.process, case.key))
        if key is not None and {p.person for p in case.parties.all() if p.person} <= change.persons:
            _Derived(case.region, register).refresh(case, key)
        else:
            refresh(case, change.entry.recorded_on)


def _measures(region: Region, person: str, register: Register, day: date) -> None:
    """What a person's points still ask for on a day: a case of its own while there is anything.

    It counts as opened by the first act about the person, whenever it was that the measure came to apply.
    """
    wanted = measures_owed(register, person, day)
    found = Case.objects.filter(region=region, process=MEASURES, key=person)
    if not wanted:
        found.delete()
        return
    case = found.first()
    if case is None:
        acts = Entry.objects.filter(kind=Entry.Kind.ACT, subjects__kind=Subject.Kind.PERSON, subjects__code=person)
        first = acts.filter(region=region).earliest("seq")
        case = Case(region=region, process=MEASURES, key=person, person=person, opened=first, moved=first)
    institutions = [f.institution for f in register.filings(person)]
    divisions = _divisions(region, [*institutions, *(x.institution for x in wanted)])
    case.state, case.basis, case.trouble = "open", basis_of(region, register.calendar), ""
    case.save()
    _parties(case, {(person, place) for place in institutions or [""]}, divisions)
    _sync(case, wanted, divisions)
