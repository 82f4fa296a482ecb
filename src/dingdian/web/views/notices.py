"""通知: what the site told the user, unread first to be seen; each leads to what it is about."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from dingdian.casework import notices
from dingdian.web.paging import latest
from dingdian.web.views import me, onward

_STATES = {"unread": "未读", "all": "全部"}


@login_required
def listed(request: HttpRequest) -> HttpResponse:
    """The user's notices, newest first; a notice that is opened is read."""
    user = me(request)
    if request.method == "POST":
        return _read(request)
    state = request.GET.get("state", "unread")
    found = notices.unread(user) if state == "unread" else notices.notices_of(user)
    shown = latest(request, found)
    context = {"rows": shown.rows, "page": shown, "states": _STATES, "state": state}
    return render(request, "web/notices.html", context)


def _read(request: HttpRequest) -> HttpResponse:
    """One notice opened or marked, or all marked."""
    user, back = me(request), onward(request, request.path)
    opened = request.POST.get("open", "")
    number = opened or request.POST.get("read", "")
    if number == "all":
        notices.mark_all_read(acting_user=user)
        return redirect(back)
    notice = get_object_or_404(notices.notices_of(user), pk=int(number) if number.isdecimal() else 0)
    notices.mark_read(notice, acting_user=user)
    return redirect(notice.link if opened and notice.link.startswith("/") and notice.link[1:2] != "/" else back)
