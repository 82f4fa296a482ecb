"""What can be done with any list: choosing its columns, exporting it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from dingdian.accounts.masking import mask_code, mask_id, mask_name
from dingdian.accounts.models import User
from dingdian.accounts.perms import may
from dingdian.accounts.scope import scope_of
from dingdian.casework.queries import QUEUES, queue, queues_of
from dingdian.registry import export as exports
from dingdian.registry import search as registry
from dingdian.web import columns
from dingdian.web.clauses import cites
from dingdian.web.views import allowed, institutions, me, onward, people, work

MOST = 20_000
"""Rows of one exported file: what a clerk works with, not the register."""
_CHUNK = 500
_OPEN_TO = {columns.WORK: "case.view", columns.PEOPLE: "registry.view", columns.INSTITUTIONS: "registry.view"}
_TYPES = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv; charset=utf-8"}


@login_required
def choose(request: HttpRequest, name: str) -> HttpResponse:
    """Which columns of a list the user wants to see, kept for them alone."""
    if name not in columns.LISTS:
        raise Http404
    if not may(request.user, _OPEN_TO[name]):  # type: ignore[arg-type]
        raise PermissionDenied("您的角色不能查看这一页")
    title, all_columns = columns.LISTS[name]
    back = onward(request, reverse(name))
    if request.method == "POST":
        keys = columns.default(name) if "reset" in request.POST else request.POST.getlist("column")
        columns.choose(me(request), name, keys)
        return redirect(back)
    context = {"title": title, "columns": all_columns, "chosen": columns.chosen(me(request), name), "back": back}
    return render(request, "web/columns.html", context)


@dataclass(frozen=True)
class _List:
    """A list that can be exported: its columns' name, its title, what was found, the rows as pages show them."""

    columns: str
    title: str
    found: QuerySet[Any]
    rows: Callable[[list[Any]], Sequence[Any]]
    text: Callable[[Any, str, bool], Any]


@allowed("export")
def export(request: HttpRequest, name: str) -> HttpResponse:
    """A list as a file, with the columns and filters that the page showed; who took it is written down and in it."""
    user = me(request)
    asked = _asked(request, name, user)
    seen = columns.chosen(user, asked.columns)
    shown = [c for c in columns.LISTS[asked.columns][1] if c.key in seen]
    count = asked.found.order_by()[: MOST + 1].count()
    kinds = list(_TYPES)
    kind, full = request.POST.get("kind", kinds[0]), request.POST.get("seen") == "full"
    may_full = asked.columns == columns.PEOPLE and may(user, "person.full_view")
    if request.method == "POST" and count <= MOST and kind in kinds:
        if full and not may_full:
            raise PermissionDenied("您的角色不能导出未遮盖的个人信息")
        return _file(request, asked, shown, name, kind, full)
    context = {
        "title": asked.title, "columns": shown, "count": count, "most": MOST, "too_many": count > MOST,
        "may_full": may_full, "watermark": exports.watermark(user, asked.title, full=False),
        "list": asked.columns, "back": _back(request, name), "here": request.get_full_path(),
    }  # fmt: skip
    return render(request, "web/export.html", context, status=422 if request.method == "POST" else 200)


def _file(
    request: HttpRequest, asked: _List, shown: Sequence[columns.Column], name: str, kind: str, full: bool
) -> HttpResponse:
    def rows() -> Iterator[list[Any]]:
        left = asked.found.iterator(chunk_size=_CHUNK)
        while chunk := list(islice(left, _CHUNK)):
            for row in asked.rows(chunk):
                yield [asked.text(row, c.key, full) for c in shown]

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"list.{kind}"
        headers = [(c.title, c.width) for c in shown]
        exports.listed(me(request), path, asked.title, headers, rows(), full=full, request=request)
        answer = HttpResponse(path.read_bytes(), content_type=_TYPES[kind])
    answer["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    answer["Cache-Control"] = "no-store"
    return answer


def _asked(request: HttpRequest, name: str, user: User) -> _List:
    text = request.GET.get("q", "").strip()[:60]
    if name == columns.PEOPLE:
        found: QuerySet[Any] = registry.people(scope_of(user), text).order_by("pinyin", "pk")
        return _List(columns.PEOPLE, "人员", found, lambda found: people.rows(found, scope_of(user)), _person)
    if name == columns.INSTITUTIONS:
        found = registry.institutions(scope_of(user), text).order_by("pinyin", "pk")
        return _List(columns.INSTITUTIONS, "机构", found, institutions.rows, _institution)
    if name not in queues_of(user):
        raise Http404
    found = work.filtered(request, queue(name, user)).select_related("case__region", "case__opened")
    return _List(columns.WORK, QUEUES[name].title, found, lambda tasks: work.rows(tasks, user), _task)


def _back(request: HttpRequest, name: str) -> str:
    where = reverse(name) if name in _OPEN_TO else reverse("work-queue", args=[name])
    query = request.GET.urlencode()
    return f"{where}?{query}" if query else where


def _person(row: Any, key: str, full: bool) -> Any:
    person = row.person
    told: dict[str, Any] = {
        "status": row.sign.word,
        "name": person.name if full else mask_name(person.name),
        "code": person.code if full else mask_code(person.code),
        "id_number": person.id_number if full else mask_id(person.id_number),
        "roles": row.roles, "sites": row.sites, "points": row.points,
    }  # fmt: skip
    return told[key]


def _institution(row: Any, key: str, full: bool) -> Any:
    at = row.institution
    told: dict[str, Any] = {
        "name": at.name, "code": at.code, "sector": f"{row.sector} · {row.ownership}", "division": row.division,
        "uscc": at.uscc, "agreement": row.sign.word, "people": row.people,
    }  # fmt: skip
    return told[key]


def _task(row: Any, key: str, full: bool) -> Any:
    told: dict[str, Any] = {
        "due": row.task.due, "title": row.title, "parties": row.parties, "step": row.step,
        "holder": str(row.task.holder or ""), "clauses": cites(row.clauses), "division": row.division,
        "institution": row.task.institution,
    }  # fmt: skip
    return told[key]
