"""消息: where a user is reached, the outbox for the system administrator, the demonstration's post."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from dingdian.outbox import sending
from dingdian.outbox.kinds import KINDS
from dingdian.outbox.models import Caught, Letter
from dingdian.web import status
from dingdian.web.message_forms import SettingsForm
from dingdian.web.paging import latest
from dingdian.web.views import allowed, me

_TONES = {"waiting": ("◐", "warn"), "sent": ("●", "good"), "dropped": ("○", "none"), "dead": ("■", "bad")}


@login_required
def choose(request: HttpRequest) -> HttpResponse:
    """E-mail, mobile number, and which kinds of message go there."""
    user = me(request)
    form = SettingsForm(request.POST) if request.method == "POST" else SettingsForm.of(user)
    if form.is_bound and form.keep(user):
        return redirect(f"{request.path}?done=1")
    context = {
        "form": form, "done": request.GET.get("done") == "1", "mail": settings.MAIL, "sms": bool(settings.SMS),
        "always": [kind.title for kind in KINDS.values() if kind.legal],
    }  # fmt: skip
    return render(request, "web/message_settings.html", context, status=422 if form.errors else 200)


@allowed("system.manage")
def outbox(request: HttpRequest) -> HttpResponse:
    """What is to be sent, was sent or cannot be sent; nothing of what it says, and nobody's address."""
    user = me(request)
    if request.method == "POST":
        number = request.POST.get("retry", "")
        letter = get_object_or_404(sending.letters(user), pk=int(number) if number.isdecimal() else 0)
        sending.retry(letter, acting_user=user)
        return redirect(request.get_full_path())
    state = request.GET.get("state", Letter.State.DEAD)
    shown = latest(request, sending.in_state(sending.letters(user), state))
    for row in shown.rows:
        sign, tone = _TONES[row.state]
        row.sign = status.Sign(sign, row.get_state_display(), tone)
        row.title = KINDS[row.kind].title if row.kind in KINDS else row.kind
        row.again = row.state in (Letter.State.DEAD, Letter.State.WAITING)
    stands = sending.backlog()
    states = [*((key, name, stands.counts[key]) for key, name in Letter.State.choices), ("all", "全部", None)]
    context = {"rows": shown.rows, "page": shown, "states": states, "state": state, "stands": stands,
               "mail": settings.MAIL, "sms": bool(settings.SMS)}  # fmt: skip
    return render(request, "web/outbox.html", context)


def caught(request: HttpRequest) -> HttpResponse:
    """What the demonstration would have sent; there is no such page elsewhere."""
    if not settings.DEMO:
        raise Http404
    return _caught(request)


@login_required
def _caught(request: HttpRequest) -> HttpResponse:
    shown = latest(request, Caught.objects.all())
    return render(request, "web/caught.html", {"rows": shown.rows, "page": shown})
