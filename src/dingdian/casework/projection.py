"""What casework keeps of each entry: the cases it moved and what each of them now waits for."""

from __future__ import annotations

from collections.abc import Sequence

from dingdian.casework.models import Case, Task
from dingdian.journal.models import Region
from dingdian.journal.rebuild import Derived
from dingdian.journal.record import Change
from dingdian.law.deadlines import DEADLINES, Query, deadline
from dingdian.law.processes.admit import steps_of
from dingdian.law.processes.model import Process
from dingdian.law.register import Register
from dingdian.law.values import Role


def project(change: Change) -> None:
    """Carry an act into its cases."""
    if change.register is None or change.moved is None:
        return
    processes = {process.name: process for process, _ in steps_of(change.register.regime).values()}
    for (name, key), state in change.moved.items():
        process = processes[name]
        case, _ = Case.objects.update_or_create(
            region=change.entry.region,
            process=name,
            key="/".join(key),
            defaults={"state": state, "closed": state in process.terminal, "moved": change.entry},
            create_defaults={
                "state": state,
                "closed": state in process.terminal,
                "person": min(change.persons, default="") if len(change.persons) == 1 else "",
                "institution": min(change.institutions, default="") if len(change.institutions) == 1 else "",
                "opened": change.entry,
                "moved": change.entry,
            },
        )
        _tasks(change.register, process, case, key)


def derived(region: Region) -> Sequence[Derived]:
    """Everything kept of a region here, in the order in which it may be deleted; who holds a task is for users."""
    return (
        Derived(Task.objects.filter(case__region=region), besides=("holder", "held_at")),
        Derived(Case.objects.filter(region=region)),
    )


def _tasks(register: Register, process: Process, case: Case, key: tuple[str, ...]) -> None:
    """Steps open from the case's state that an office or an institution owes, with their last day."""
    Task.objects.filter(case=case).delete()
    if case.closed:
        return
    person = case.person or None
    for step in process.steps:
        owed = [role for role in step.actors if role is not Role.PERSON]
        if case.state not in step.source or not owed:
            continue
        due = None
        if step.act in DEADLINES:
            due = deadline(register, step.act, Query(of=key[0], person=person)).value
        Task.objects.create(
            case=case,
            act=step.act,
            role=owed[0].value,
            person=case.person,
            institution=case.institution,
            due=due.day if due else None,
            provisional=bool(due and due.provisional),
        )
