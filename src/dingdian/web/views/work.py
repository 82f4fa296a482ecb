"""待办: what waits for the user, by the same query as its badge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from dingdian.accounts.models import Division, User
from dingdian.accounts.perms import may
from dingdian.casework.models import Task
from dingdian.casework.perms import law_role
from dingdian.casework.queries import QUEUES, process_of, queue, queues_of
from dingdian.journal.record import today
from dingdian.journal.slices import regime_of
from dingdian.law.processes.institutions import PROCESSES as INSTITUTIONS
from dingdian.law.processes.persons import PROCESSES as PERSONS
from dingdian.law.regime import Clause
from dingdian.web import clauses, columns
from dingdian.web.frame import COUNTED_TO
from dingdian.web.naming import names_for, number
from dingdian.web.paging import page
from dingdian.web.views import allowed
from dingdian.web.views.complaints import waiting as complaints_waiting
from dingdian.web.views.disclosure import silent

EMPTY = {
    "todo": "轮到您办理的事项会列在这里，按期限先后；上一步办完，下一步自动出现。",
    "done": "您办理过的事项会列在这里。",
    "begun": "您发起、仍在进行的事项会列在这里。",
    "late": "范围内快到期和已超期的事项会列在这里，超期的排在最前。",
}
DUE = {"overdue": "已超期", "week": "七日内到期", "none": "没有期限"}
_PROCESSES = {p.name: p.title for p in (*PERSONS, *INSTITUTIONS)}


@dataclass(frozen=True)
class Tab:
    """A queue with its badge."""

    name: str
    title: str
    count: int
    here: bool


@dataclass(frozen=True)
class Row:
    """A task as the list shows it."""

    task: Task
    title: str
    parties: str
    step: str
    clauses: tuple[Clause, ...]
    division: str


@allowed("case.view")
def work(request: HttpRequest, name: str = "todo") -> HttpResponse:
    """A queue of tasks with its filters."""
    user: Any = request.user
    open_to = queues_of(user)
    if name not in open_to and name != "todo":
        raise Http404
    name = name if name in open_to else next(iter(open_to), name)
    tabs = [
        Tab(other, QUEUES[other].title, queue(other, user)[: COUNTED_TO + 1].count(), other == name)
        for other in open_to
    ]
    found = filtered(request.GET, queue(name, user))
    shown = page(request, found.select_related("case__region", "case__opened"), "due", dates=True)
    context = {
        "tabs": tabs,
        "rows": rows(shown.rows, user),
        "columns": columns.chosen(user, columns.WORK),
        "role": law_role(user),
        "may_export": may(user, "export"),
        "query": request.GET.urlencode(),
        "page": shown,
        "queue": name,
        "title": QUEUES[name].title,
        "empty": EMPTY.get(name, "符合条件的事项会列在这里。"),
        "due": DUE,
        "processes": _PROCESSES,
        "chosen": {"due": request.GET.get("due", ""), "process": request.GET.get("process", "")},
        "complaints": complaints_waiting(user) if name == "todo" and not request.headers.get("HX-Request") else 0,
        "silent": silent(user) if name == "todo" and not request.headers.get("HX-Request") else (),
    }
    template = "web/parts/work_list.html" if request.headers.get("HX-Request") else "web/work.html"
    return render(request, template, context)


def rows(tasks: list[Task], user: User) -> list[Row]:
    """Tasks with their titles, parties and places, in few queries."""
    names = names_for((task.case for task in tasks), user)
    places = dict(Division.objects.filter(code__in={t.division for t in tasks}).values_list("code", "name"))
    found = []
    for task in tasks:
        regime = regime_of(task.case.region)
        title = f"{process_of(regime, task.case.process).title} {number(task.case)}"
        cited = clauses.listed(regime, task.clauses)
        place = places.get(task.division, task.division)
        found.append(Row(task, title, names.parties(task.case), task.title, cited, place))
    return found


def filtered(asked: Mapping[str, Any], found: QuerySet[Task]) -> QuerySet[Task]:
    """The tasks that the filters of the page leave."""
    due, process = asked.get("due"), asked.get("process")
    if process in _PROCESSES:
        found = found.filter(case__process=process)
    if due == "overdue":
        found = found.filter(due__lt=today())
    elif due == "week":
        found = found.filter(due__range=(today(), today() + timedelta(7)))
    elif due == "none":
        found = found.filter(due__isnull=True)
    return found
