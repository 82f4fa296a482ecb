"""The register of an institution beside the national platform: a file compared, a file written."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from dingdian.accounts.log import log_access, log_operation
from dingdian.accounts.perms import may
from dingdian.accounts.scope import scope_of
from dingdian.journal.record import today
from dingdian.journal.slices import regime_of
from dingdian.law.values import Status
from dingdian.registry import platform
from dingdian.registry import search as registry
from dingdian.web import clauses
from dingdian.web.views import allowed, me

_LARGEST = 10 * 1024 * 1024
_SHOWN = 500
_STATUS = {status.value: status.label for status in Status}


@allowed("export")
def institution_platform(request: HttpRequest, code: str) -> HttpResponse:
    """Compare a file of the platform with the register, or write one: it changes nothing. Both are logged."""
    user = me(request)
    if not may(user, "person.full_view"):
        raise PermissionDenied("平台文件写有完整的姓名；您的角色不查看完整的个人信息")
    found = get_object_or_404(registry.institutions(scope_of(user)).select_related("region"), code=code)
    regime = regime_of(found.region)
    if regime.persons is None or regime.parameters.filing.interface.value is None:
        raise Http404("当地的规则没有平台接口的对照表")
    if request.GET.get("file") == "csv":
        log_operation(user, "platform.export", found.code)
        answer = HttpResponse(platform.written(found, today(), regime), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="platform-{found.code}.csv"'
        return answer
    context: dict[str, Any] = {
        "institution": found,
        "columns": regime.parameters.filing.interface.value,
        "clauses": clauses.listed(regime, regime.flat["filing.interface"].clauses),
        "most": _SHOWN,
    }
    upload = request.FILES.get("file") if request.method == "POST" else None
    if request.method == "POST" and upload is None:
        context["wrong"] = "没有选择文件：选好平台导出的文件再比对"
    elif upload is not None and (upload.size or 0) > _LARGEST:
        context["wrong"] = "文件超过 10 MB：分成几个文件"
    elif upload is not None:
        try:
            rows = platform.read(upload.name or "", upload.read(), regime)
        except platform.Unreadable as error:
            context["wrong"] = str(error)
        else:
            log_access(user, "与国家平台比对", found.code, request)
            different = platform.differences(found, rows, today(), regime)
            shown = [(x, _STATUS.get(x.ours, x.ours)) for x in different[:_SHOWN]]
            context |= {"different": shown, "number": len(different), "rows": len(rows)}
    return render(request, "web/platform.html", context, status=422 if "wrong" in context else 200)
