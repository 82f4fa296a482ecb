"""Pages of signing. Each reads through `queries` and writes through `actions`; a text taken away is logged."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_date
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from dingdian.accounts.guard import guarded, me
from dingdian.accounts.log import log_access
from dingdian.accounts.perms import may
from dingdian.accounts.scope import scope_of
from dingdian.journal.record import today
from dingdian.papers.document import Document
from dingdian.papers.views import DECLINED, said
from dingdian.registry.models import Institution
from dingdian.signing import actions, log, many, queries
from dingdian.signing.models import OPEN_STATES, Edition, Reminding, Session
from dingdian.signing.perms import of_agency, of_institution, opens, sees, surveys
from dingdian.signing.queries import Round
from dingdian.signing.text import Conflicting

S = Session.State
REFUSED = (*DECLINED, Conflicting)
"""What is raised where a step cannot be taken now; each says why in words."""
KINDS = (
    ("", "定点协议"), ("designation_yearly", "年度协议"), ("designation_fixed", "固定协议"),
    ("internet_plus_supplement", "互联网＋补充协议"), ("dual_channel", "双通道协议"),
)  # fmt: skip
TONES = {S.SIGNED: ("●", "good"), S.OPEN: ("○", "none"), S.READ: ("◐", "warn"), S.HALF: ("◐", "warn"),
         S.DECLINED: ("■", "bad"), S.EXPIRED: ("■", "bad"), S.VOID: ("○", "none")}  # fmt: skip

seen = guarded(sees, "您的角色不能查看协议签订")
surveyed = guarded(surveys, "您的角色不能查看网签率")
begun = guarded(opens, "协议文本由经办机构编制")


@seen
def listed(request: HttpRequest) -> HttpResponse:
    """待签: what is not signed yet within the scope; `mine`: where one's own side has to act."""
    user, text = me(request), request.GET.get("q", "").strip()[:60]
    own = request.GET.get("mine") == "1"
    rows = queries.found(queries.mine(user) if own else queries.waiting(user), text)
    found, following = queries.page(rows, request.GET.get("after", ""))
    context = {"sessions": [_line(s) for s in found], "next": following, "text": text, "own": own,
               "surveys": surveys(user), "opens": opens(user)}  # fmt: skip
    return render(request, "signing/list.html", context)


def _line(session: Session) -> dict[str, Any]:
    sign, tone = TONES[S(session.state)]
    return {"session": session, "sign": sign, "tone": tone, "state": session.get_state_display(),
            "left": (session.expires_on - today()).days}  # fmt: skip


@begun
def new(request: HttpRequest) -> HttpResponse:
    """A text composed for an institution of the scope, and frozen for both sides to sign."""
    user, said_ = me(request), request.POST if request.method == "POST" else request.GET
    place = _place(request, said_.get("institution", ""))
    refusal = ""
    if request.method == "POST":
        try:
            made = actions.begin(place.region, place.code, terms_of(request), acting_user=user)
            return redirect("signing", made.pk)
        except REFUSED as error:
            refusal = said(error)
    typed = {name: said_.get(name, "") for name in ("kind", "start_on", "end_on", "no_talks")}
    context = {"place": place, "kinds": KINDS, "said": typed, "refusal": refusal}
    return render(request, "signing/new.html", context, status=422 if refusal else 200)


def _place(request: HttpRequest, code: str) -> Institution:
    rows = scope_of(me(request)).filter(Institution.objects.select_related("region"))
    found = rows.filter(code=code[:30]).order_by("pk").first()
    if found is None:
        raise Http404("没有这个机构，或不在您的管辖范围内")
    return found


def terms_of(request: HttpRequest) -> actions.Terms:
    """Kind and term as a form sends them. Raises `WrongMoment`."""
    kind = request.POST.get("kind", "")
    start, end = _day(request, "start_on"), _day(request, "end_on")
    if kind not in dict(KINDS):
        raise actions.WrongMoment("没有这种协议", "从列出的种类里选")
    if start is None or end is None:
        raise actions.WrongMoment("没有写明协议的首日和终日", "填写两个日期")
    return actions.Terms(start, end, kind, request.POST.get("no_talks") == "yes")


def _day(request: HttpRequest, name: str) -> date | None:
    try:
        return parse_date(request.POST.get(name, ""))
    except ValueError:
        return None


@seen
def session(request: HttpRequest, pk: int) -> HttpResponse:
    """The text, both seals' state, the log, and what one's side may do."""
    return _page(request, queries.session_of(me(request), pk))


def _page(request: HttpRequest, found: Session, refusal: str = "") -> HttpResponse:
    user = me(request)
    if not refusal:
        log_access(user, "查看待签协议", found.code, request)
    sealed = set(found.editions.values_list("stage", flat=True))
    context = {
        **_line(found), "document": Document.from_json(found.document), "refusal": refusal,
        "events": [(e, log.NAMES[e.name]) for e in actions.log_of(found)], "sound": log.sound(found),
        "place": of_institution(user, found), "agency": of_agency(user, found), "open": found.state in OPEN_STATES,
        "late": found.state == S.EXPIRED, "half": bool(sealed & {"half", "signed"}), "full": "signed" in sealed,
        "scan": "scan" in sealed, "kind": dict(KINDS).get(found.kind, found.kind),
    }  # fmt: skip
    return render(request, "signing/session.html", context, status=422 if refusal else 200)


@seen
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """The latest file of a session, byte for byte: the text, with one seal, with both, or the scan."""
    found = queries.session_of(me(request), pk)
    newest = Edition.objects.filter(session=found).order_by("-id").first()
    assert newest is not None  # a session begins with its frozen text
    log_access(me(request), "下载协议", found.code, request)
    answer = HttpResponse(bytes(newest.pdf), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{found.code}-{newest.stage}.pdf"'
    return answer


def _moves(request: HttpRequest) -> dict[str, Callable[[Session], Session]]:
    user, reason = me(request), request.POST.get("reason", "")
    return {
        "read": lambda s: actions.confirm_reading(s, acting_user=user),
        "seal": lambda s: (
            actions.seal_as_institution if user.role == user.Role.INSTITUTION else actions.seal_as_agency
        )(s, acting_user=user),
        "decline": lambda s: actions.decline(s, acting_user=user, reason=reason),
        "withdraw": lambda s: actions.withdraw(s, acting_user=user, reason=reason),
        "remind": lambda s: actions.remind(s, acting_user=user),
        "offline": lambda s: _offline(request, s),
    }


def _offline(request: HttpRequest, found: Session) -> Session:
    scan, on = request.FILES.get("scan"), _day(request, "on")
    if on is None:
        raise actions.WrongMoment("没有写明签订日期", "填协议原件上的签订日期")
    large = scan is None or scan.size is None or scan.size > actions.LARGEST
    content = b"" if scan is None or large else scan.read()
    return actions.sign_offline(
        found, acting_user=me(request), scan=content, on=on, who=request.POST.get("who", ""),
        reason=request.POST.get("reason", ""),
    )  # fmt: skip


@seen
@require_POST
def move(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """A step of a session: read, seal, decline, withdraw, remind, offline."""
    found = queries.session_of(me(request), pk)
    step = _moves(request).get(name)
    if step is None:
        raise Http404("没有这一步")
    try:
        step(found)
    except REFUSED as error:
        return _page(request, queries.session_of(me(request), pk), refusal=said(error))
    if name == "remind" and request.POST.get("back") == "rate":
        return redirect("signing-rates")
    return redirect("signing", pk)


@surveyed
def rates(request: HttpRequest) -> HttpResponse:
    """网签率: a round area by area, who has not signed, reminders."""
    return _rates(request)


def _rates(request: HttpRequest, refusal: str = "") -> HttpResponse:
    user, known = me(request), queries.rounds(me(request))
    said_ = request.POST if request.method == "POST" else request.GET
    chosen = _chosen(known, said_.get("region", ""), said_.get("round"))
    division = request.GET.get("division", "")[:6]
    context: dict[str, Any] = {"rounds": known, "round": chosen, "refusal": refusal, "division": division}
    if chosen is not None:
        rows, following = queries.page(queries.not_signed(user, chosen, division), request.GET.get("after", ""))
        job = Reminding.objects.filter(region=chosen.region, round=chosen.ref, by__organisation=user.organisation)
        context |= {"rows": queries.rates(user, chosen), "sessions": [_line(s) for s in rows], "next": following}
        query = {"region": chosen.region.pk, "round": chosen.ref} | ({"division": division} if division else {})
        context |= {"may_export": may(user, "export"), "query": urlencode(query)}
        context |= {"job": job.order_by("-pk").first(), "opens": opens(user), "office": user.organisation_id}
    return render(request, "signing/rates.html", context, status=422 if refusal else 200)


def _chosen(known: list[Round], region: str, ref: str | None) -> Round | None:
    if ref is None:
        return known[0] if known else None
    found = next((r for r in known if r.ref == ref and r.region.pk == region), None)
    if found is None:
        raise Http404("没有这个签约批次，或不在您的管辖范围内")
    return found


@begun
@require_POST
def remind_all(request: HttpRequest) -> HttpResponse:
    """Remind everybody of a round who has not signed."""
    known = queries.rounds(me(request))
    chosen = _chosen(known, request.POST.get("region", ""), request.POST.get("round", ""))
    assert chosen is not None
    try:
        many.remind_all(chosen, acting_user=me(request))
    except REFUSED as error:
        return _rates(request, refusal=said(error))
    return redirect("signing-rates")


__all__ = ["file", "listed", "move", "new", "rates", "remind_all", "session", "terms_of"]
