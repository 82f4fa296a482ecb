"""Import of a workbook: the template, the precheck that names every wrong cell, the import itself and its progress."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from dingdian.journal.regions import NoRegion, region_of
from dingdian.registry import importing, templates
from dingdian.registry.layout import TITLES
from dingdian.web.status import of_import
from dingdian.web.views import allowed

_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SHOWN, _CELLS = 20, 200


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
    jobs = _jobs(user)
    context = {
        "kinds": TITLES, "jobs": jobs, "working": any(job.ended_at is None for job in jobs), "report": report,
        "kind": kind, "wrong": wrong,
        "problems": [p.as_json() for p in report.problems[:_CELLS]] if report is not None else [],
        "warnings": [p.as_json() for p in report.warnings[:_CELLS]] if report is not None else [],
    }  # fmt: skip
    return render(request, "web/imports.html", context)


def _jobs(user: Any) -> list[Any]:
    """The user's last imports as the list shows them; `first`: what is wrong where there is no copy to say it."""
    jobs: list[Any] = list(importing.jobs_of(user).annotate(copied=Q(result__isnull=False))[:_SHOWN])
    for job in jobs:
        job.sign, job.title = of_import(job.state), TITLES.get(job.kind, job.kind)
        job.first = (
            "；".join(job.problems[0][x] for x in ("message", "remedy") if job.problems[0][x]) if job.problems else ""
        )
    return jobs


def _file(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=_WORKBOOK)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
