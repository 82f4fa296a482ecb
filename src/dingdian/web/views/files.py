"""Files handed in with steps: only to be saved, never shown within a page of the site."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from dingdian.casework import attachments
from dingdian.web.views import allowed, me


@allowed("case.view")
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """One file, as it came."""
    found = get_object_or_404(attachments.within(me(request)), pk=pk)
    answer = HttpResponse(bytes(found.content), content_type=found.kind)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(found.name)}"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
