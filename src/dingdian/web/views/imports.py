"""Import of a workbook: the template, the precheck with its copy that names every error, and its progress."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dingdian.web.views import allowed


@allowed("registry.import")
def imports(request: HttpRequest) -> HttpResponse:
    """What may be imported, and what was."""
    return render(request, "web/imports.html")
