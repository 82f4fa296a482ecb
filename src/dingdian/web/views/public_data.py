"""The public register as data: the files, and what somebody has to know to use them."""

from __future__ import annotations

import gzip
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from dingdian.registry import datafiles, feed
from dingdian.registry.models import DataFile
from dingdian.web.openly import openly

_MONTHS = 24


@openly
def index(request: HttpRequest) -> HttpResponse:
    """What files there are, what their columns mean, and how the months rebuild the register."""
    files = list(DataFile.objects.defer("packed").order_by("-day", "name"))
    context: dict[str, Any] = {
        "whole": [f for f in files if f.name.startswith(f"{datafiles.REGISTER}.")],
        "since": [f for f in files if f.name.startswith(f"{datafiles.CHANGES}.")],
        "months": _by_month(files)[:_MONTHS],
        "columns": feed.HEADERS,
    }
    return render(request, "web/public_data.html", context)


@openly
def manifest(request: HttpRequest) -> JsonResponse:
    """The same for programs."""
    files = DataFile.objects.defer("packed").order_by("day", "name")
    told = [
        {"name": f.name, "url": settings.PUBLIC_URL + reverse("data-file", args=[f.name]), "as_of": f.day.isoformat(),
         "rows": f.rows, "bytes": f.size, "sha256": f.sha256, "changes": f.name.startswith(datafiles.CHANGES)}
        for f in files
    ]  # fmt: skip
    key = list(feed.KEY)
    return JsonResponse({"fields": feed.HEADERS, "key": key, "changes": feed.CHANGES, "files": told},
                        json_dumps_params={"ensure_ascii": False})  # fmt: skip


@openly
def file(request: HttpRequest, name: str) -> HttpResponse:
    """One file, packed where the browser takes it so."""
    found = DataFile.objects.filter(name=name).first()
    if found is None:
        raise Http404("没有这个数据文件")
    mark = f'"{found.sha256}"'
    headers = {"ETag": mark, "Vary": "Accept-Encoding"}
    if mark in request.headers.get("If-None-Match", ""):
        return HttpResponse(status=304, headers=headers)
    content = bytes(found.packed)
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        headers["Content-Encoding"] = "gzip"
    else:
        content = gzip.decompress(content)
    headers["Content-Disposition"] = f'attachment; filename="{found.name}"'
    return HttpResponse(content, content_type=datafiles.KINDS[name.rpartition(".")[2]], headers=headers)


def _by_month(files: list[DataFile]) -> list[tuple[str, list[DataFile]]]:
    """The closed months, the latest first, each with its files."""
    found: dict[str, list[DataFile]] = {}
    for f in files:
        head, _, month = f.name.rpartition(".")[0].partition("-")
        if head == datafiles.CHANGES and month:
            found.setdefault(month, []).append(f)
    return list(found.items())
