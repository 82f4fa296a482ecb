"""Import of a workbook: the template, the precheck that names every wrong cell, the import itself and its progress."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from dingdian.journal.regions import NoRegion, region_of
from dingdian.registry import importing, templates
from dingdian.registry.layout import TITLES
from dingdian.web.views import allowed

_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SHOWN = 20


@allowed("registry.import")
def imports(request: HttpRequest) -> HttpResponse:
    """What may be imported and what was; an upload is prechecked, or put in the queue."""
    user: Any = request.user
    if template := request.GET.get("template"):
        if template not in TITLES:
            raise Http404
        return _file(templates.workbook(template), f"{template}.xlsx")
    if (number := request.GET.get("copy", "")).isdecimal():
        job = get_object_or_404(importing.jobs_of(user), pk=int(number))
        if not job.result:
            raise Http404
        return _file(bytes(job.result), f"returned-{job.pk}.xlsx")
    report, wrong, kind = None, "", request.POST.get("kind", "")
    if request.method == "POST":
        upload = request.FILES.get("file")
        if kind not in TITLES or upload is None:
            wrong = "没有选择种类或文件：两样都选好再传"
        else:
            try:
                region = region_of(user.organisation.division)
                if "precheck" in request.POST:
                    report = importing.check(upload, kind, region=region, acting_user=user)
                else:
                    good = bool(request.POST.get("good_rows"))
                    importing.start_import(region, upload, kind, good_rows=good, acting_user=user)
                    return redirect(reverse("imports"))
            except (NoRegion, PermissionDenied, ValueError) as error:
                wrong = str(error)
    problems = [p.as_json() for p in report.problems[:200]] if report is not None else []
    context = {"kinds": TITLES, "jobs": list(importing.jobs_of(user)[:_SHOWN]), "report": report, "kind": kind,
               "wrong": wrong, "problems": problems}  # fmt: skip
    return render(request, "web/imports.html", context)


def _file(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=_WORKBOOK)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
