"""Cases and what they wait for, within a user's scope."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from dingdian.accounts.perms import LAW_ROLE, may
from dingdian.accounts.scope import scope_of
from dingdian.casework.models import Case, Proposal, Task
from dingdian.journal.slices import load
from dingdian.law.processes.admit import steps_of
from dingdian.registry import search

QUEUES = {"todo": "待办", "all": "全部"}


@dataclass(frozen=True)
class Offer:
    """A step that the case's state allows, and whether this user may do it."""

    act: str
    title: str
    role: str
    due: date | None
    provisional: bool
    clauses: tuple[str, ...]
    allowed: bool
    why_not: str


def cases(user: Any) -> QuerySet[Case]:
    """Cases within the user's scope."""
    scope = scope_of(user)
    if scope.person:
        return Case.objects.filter(person=scope.person)
    return Case.objects.filter(institution__in=search.institutions(scope).values("code"))


def tasks_in_scope(user: Any) -> QuerySet[Task]:
    """Every task a user may know of."""
    return Task.objects.filter(case__in=cases(user))


def proposals(user: Any) -> QuerySet[Proposal]:
    """Proposals drawn up within the user's scope."""
    if not may(user, "proposal.draw"):
        return Proposal.objects.none()
    office = "drawn_by__organisation__division__code"
    return scope_of(user).filter(Proposal.objects.all(), division=office, institution=None, person=None)


def queue(name: str, user: Any) -> QuerySet[Task]:
    """The tasks of a queue: `todo`, those of the user's own role; `all`, every one within the scope."""
    rows = tasks_in_scope(user)
    return rows.filter(role=LAW_ROLE.get(user.role, "")) if name == "todo" else rows


def case_of(user: Any, pk: int) -> Case:
    """A case within the user's scope; outside it there is none."""
    found = cases(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def next_steps(case: Case, user: Any) -> list[Offer]:
    """Every step that the state of the case allows."""
    register = load(case.region, persons=[case.person] if case.person else [], refs=[case.key.split("/")[0]])
    tasks = {t.act: t for t in case.tasks.all()}
    role, found = LAW_ROLE.get(user.role, ""), []
    for process, step in steps_of(register.regime).values():
        if process.name != case.process or case.state not in step.source:
            continue
        task = tasks.get(step.act)
        own = role in {r.value for r in step.actors} and may(user, "case.act")
        found.append(
            Offer(
                step.act,
                step.title,
                step.actors[0].value if step.actors else "",
                task.due if task else None,
                bool(task and task.provisional),
                (),
                own,
                "" if own else "不由您的角色办理",
            )
        )
    return found
