"""Cases and what they wait for, within a user's scope."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404

from dingdian.accounts.models import User
from dingdian.accounts.perms import LAW_ROLE, may
from dingdian.accounts.scope import scope_of
from dingdian.casework.models import Case, Proposal, Task
from dingdian.journal.slices import regime_of
from dingdian.law.processes.admit import steps_of
from dingdian.registry import search

R = User.Role
_OFFICE = frozenset({R.CLERK, R.REVIEWER, R.HEAD, R.OFFICIAL, R.PARTNER})


@dataclass(frozen=True)
class Queue:
    """A list of tasks, and who sees it."""

    title: str
    seen_by: frozenset[str]


QUEUES = {
    "todo": Queue("待办", _OFFICE | {R.INSTITUTION, R.PERSON}),
    "done": Queue("已办", _OFFICE | {R.INSTITUTION, R.PERSON}),
    "begun": Queue("我发起", _OFFICE | {R.INSTITUTION, R.PERSON}),
    "late": Queue("督办", frozenset({R.SUPERVISOR, R.HEAD})),
}


@dataclass(frozen=True)
class Offer:
    """A step that the case's state allows, and whether this user may do it."""

    act: str
    title: str
    role: str
    person: str = ""
    institution: str = ""
    due: date | None = None
    provisional: bool = False
    clauses: tuple[str, ...] = ()
    allowed: bool = True
    why_not: str = ""
    second: bool = False


def cases(user: Any) -> QuerySet[Case]:
    """Cases within the user's scope."""
    scope = scope_of(user)
    if scope.person:
        return Case.objects.filter(person=scope.person)
    within = Q(institution__in=search.institutions(scope).values("code"))
    people = search.people(scope).values("code")
    return Case.objects.filter(within | Q(institution="", person__in=people))


def queue(name: str, user: Any) -> QuerySet[Task]:
    """The tasks of a queue: what the user's own role owes, holds, or what anybody's work is overdue."""
    rows = Task.objects.filter(case__in=cases(user))
    if name == "todo":
        return rows.filter(role=LAW_ROLE.get(user.role, ""))
    if name == "late":
        return rows.filter(due__isnull=False)
    if name == "begun":
        return rows.filter(case__opened__actor=user.username)
    return rows.filter(case__moved__actor=user.username)


def queues_of(user: Any) -> list[str]:
    """The names of the queues that a user sees, in order."""
    return [name for name, asked in QUEUES.items() if may(user, "case.view") and user.role in asked.seen_by]


def proposals(user: Any) -> QuerySet[Proposal]:
    """Proposals drawn up within the user's scope."""
    if not may(user, "proposal.draw"):
        return Proposal.objects.none()
    found = scope_of(user).filter(
        Proposal.objects.all(), division="drawn_by__organisation__division__code", institution=None, person=None
    )
    return found.select_related("region", "drawn_by").order_by("-id")


def case_of(user: Any, pk: int) -> Case:
    """A case within the user's scope; outside it there is none."""
    found = cases(user).select_related("region", "opened", "moved").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def next_steps(case: Case, user: Any) -> list[Offer]:
    """Every step that the state of the case allows."""
    tasks = {t.act: t for t in case.tasks.all()}
    role, found = LAW_ROLE.get(user.role, ""), []
    for process, step in steps_of(regime_of(case.region)).values():
        if process.name != case.process or case.state not in step.source:
            continue
        task = tasks.get(step.act)
        own = role in {r.value for r in step.actors} and may(user, "case.act")
        found.append(
            Offer(
                step.act,
                step.title,
                step.actors[0].value if step.actors else "",
                case.person,
                case.institution,
                task.due if task else None,
                bool(task and task.provisional),
                (),
                own,
                "" if own else "不由您的角色办理",
            )
        )
    return found
