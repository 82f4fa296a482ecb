"""What can be done with any list: choosing its columns, exporting it, taking the files that took longer."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from dingdian.accounts.guard import guarded
from dingdian.accounts.perms import may
from dingdian.registry import export as exports
from dingdian.web import columns, downloads, exported
from dingdian.web.exported import AT_ONCE, Exported
from dingdian.web.models import Download
from dingdian.web.paging import latest
from dingdian.web.status import of_download
from dingdian.web.views import me, onward

_OPEN_TO = {columns.WORK: "case.view", columns.PEOPLE: "registry.view", columns.INSTITUTIONS: "registry.view"}
_TYPES = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv; charset=utf-8"}

exporting = guarded(exported.exports_anything, "您的角色不能导出；请所在单位有权限的人员导出")


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


@exporting
def export(request: HttpRequest, name: str) -> HttpResponse:
    """A list as a file, as the page shows and filters it: at once, or where it is long, in the background."""
    user = me(request)
    asked = exported.of(user, name, request.GET.dict())
    count = asked.count()
    kinds = list(_TYPES)
    kind, full = request.POST.get("kind", kinds[0]), request.POST.get("seen") == "full"
    if request.method == "POST" and count <= exported.MOST and kind in kinds:
        if full and not asked.may_full:
            raise PermissionDenied("您的角色不能导出未遮盖的个人信息")
        if count > AT_ONCE:
            downloads.start(user, asked, kind, full=full)
            return redirect("downloads")
        return _now(request, asked, kind, full)
    query = request.GET.urlencode()
    context = {
        "asked": asked, "count": count, "most": exported.MOST, "too_many": count > exported.MOST,
        "later": count > AT_ONCE, "days": downloads.KEPT.days, "filters": exported.filters(asked),
        "watermark": exports.watermark(user, asked.title, full=False),
        "back": f"{asked.url}?{query}" if query else asked.url, "here": request.get_full_path(),
    }  # fmt: skip
    return render(request, "web/export.html", context, status=422 if request.method == "POST" else 200)


@exporting
def listed(request: HttpRequest) -> HttpResponse:
    """下载中心: the user's own files, how far each is, and until when it is kept."""
    user = me(request)
    if request.method == "POST":
        number = request.POST.get("drop", "")
        downloads.drop(user, get_object_or_404(downloads.of(user), pk=int(number) if number.isdecimal() else 0))
        return redirect("downloads")
    shown = latest(request, downloads.of(user))
    for row in shown.rows:
        row.sign = of_download(row.state)
    working = any(row.ended_at is None for row in shown.rows)
    context = {"rows": shown.rows, "page": shown, "working": working, "days": downloads.KEPT.days}
    part = bool(request.headers.get("HX-Request"))
    return render(request, "web/parts/downloads.html" if part else "web/downloads.html", context)


@exporting
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """The file itself, once it is written."""
    row: Download = get_object_or_404(Download.objects.filter(user=me(request)), pk=pk)
    return _file(downloads.take(me(request), row, request), row.name, row.kind)


def _now(request: HttpRequest, asked: Exported, kind: str, full: bool) -> HttpResponse:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"list.{kind}"
        exports.listed(me(request), path, asked.title, asked.headers, asked.lines(full), full=full, request=request,
                       doing=asked.doing)  # fmt: skip
        return _file(path.read_bytes(), asked.name, kind)


def _file(content: bytes, name: str, kind: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=_TYPES[kind])
    answer["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    answer["Cache-Control"] = "no-store"
    return answer
