"""Lists of people for whom something stands or is owed: key supervision, talks, study, circulars, transfers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from dingdian.accounts.models import User
from dingdian.accounts.perms import may
from dingdian.casework.models import Task
from dingdian.casework.perms import law_role
from dingdian.casework.queries import tasks_in_scope
from dingdian.journal.record import today
from dingdian.registry.models import YearPoints
from dingdian.web.naming import Names
from dingdian.web.views import allowed, me

MOST = 500


@dataclass(frozen=True)
class Kind:
    """A list: the steps owed in it, what it is called, and how people come into it."""

    title: str
    acts: tuple[str, ...]
    how: str


KINDS: Mapping[str, Kind] = {
    "supervision": Kind("重点监管名单", ("supervision.record",), "记分达到规则的线后列入，新的一年重新计算。"),
    "talks": Kind("待谈话、提醒和约谈", ("talk.hold",), "记分达到规则的线后列入，谈话登记后移出。"),
    "study": Kind("待学习", ("study.record",), "记分后列入，学习登记后移出。"),
    "circulars": Kind("待通报", ("circular.issue",), "暂停或终止后列入，通报后移出。"),
    "transfers": Kind("待移送和待回复", ("transfer.send", "transfer.reply"), "记满分值后列入，回复后移出。"),
    "entry": Kind("待承诺和待备案", ("commitment.sign", "filing.submit"), "加入机构或签订协议后列入。"),
    "upkeep": Kind("待维护状态和待交接", ("status.update", "handover.complete"), "暂停、终止和恢复后列入。"),
}


@dataclass(frozen=True)
class Row:
    """A person in a list: what is owed, where, by whom, since when or until when, and the form that does it."""

    task: Task
    name: str
    place: str
    points: int
    url: str


def waiting(user: User, acts: Iterable[str]) -> QuerySet[Task]:
    """What is owed of some steps for people within the user's scope."""
    return tasks_in_scope(user).filter(act__in=list(acts), done__isnull=True, person__gt="")


@allowed("case.view")
def owed(request: HttpRequest, name: str) -> HttpResponse:
    """One list, within the user's scope."""
    kind = KINDS.get(name)
    if kind is None:
        raise Http404
    user = me(request)
    tasks = list(ordered(waiting(user, kind.acts))[:MOST])
    context: dict[str, Any] = {
        "kind": kind,
        "name": name,
        "kinds": [(key, k.title) for key, k in KINDS.items()],
        "rows": rows(tasks, user),
        "people": len({t.person for t in tasks}),
        "may_export": may(user, "export"),
        "full": len(tasks) == MOST,
        "most": MOST,
    }
    return render(request, "web/list.html", context)


def ordered(tasks: QuerySet[Task]) -> QuerySet[Task]:
    """The earliest last day first."""
    return tasks.select_related("case").order_by(F("due").asc(nulls_last=True), "person", "id")


def rows(tasks: list[Task], user: User) -> list[Row]:
    """What is owed, with names and points, in few queries."""
    persons = {t.person for t in tasks}
    regions = {t.case.region_id for t in tasks}
    names = Names(regions, persons, {t.institution for t in tasks})
    years = YearPoints.objects.filter(person__region__in=regions, person__code__in=persons, year__in=(0, today().year))
    points = dict(years.values_list("person__code", "total"))
    acting = may(user, "case.act")
    return [
        Row(t, names.masked(t.person), names.institution(t.institution) if t.institution else "—",
            points.get(t.person, 0), _url(t) if acting and t.role == law_role(user) else "")
        for t in tasks
    ]  # fmt: skip


def _url(task: Task) -> str:
    about: dict[str, Any] = {"person": task.person}
    if task.institution:
        about["institution"] = task.institution
    if task.act == "talk.hold" and task.detail:
        about["measure"] = task.detail
    return reverse("act", args=[task.act]) + "?" + urlencode(about)
