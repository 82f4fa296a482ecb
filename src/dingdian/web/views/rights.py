"""权限申请 and 在用权限: rights asked for by one, approved by another, configured by a third; and looked through."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache

from dingdian.accounts import actions, passwords, rights
from dingdian.accounts.application import IN_STATE
from dingdian.accounts.guard import guarded
from dingdian.accounts.models import Application, User
from dingdian.accounts.perms import may
from dingdian.casework import rights_notices
from dingdian.web import status
from dingdian.web.paging import latest, page
from dingdian.web.rights_forms import FORMS
from dingdian.web.views import allowed, me
from dingdian.web.views.accounts import tried

_STATE, _KIND = Application.State, Application.Kind
_STATES = {"open": "在办", **dict(_STATE.choices), "all": "全部"}
_OPEN = IN_STATE[_STATE.ASKED] | IN_STATE[_STATE.APPROVED]
SIGNS: Mapping[str, status.Sign] = {
    _STATE.ASKED: status.Sign("◐", "待审批", "warn"),
    _STATE.REFUSED: status.Sign("■", "不批准", "bad"),
    _STATE.APPROVED: status.Sign("◐", "待配置", "open"),
    _STATE.RETURNED: status.Sign("■", "不予配置", "bad"),
    _STATE.CONFIGURED: status.Sign("●", "已配置", "good"),
}
FILTERS = ("q", "role")
_DONE = {
    "asked": "已提出申请，等待另一人审批。", "approve": "已批准，等待安全管理员配置。",
    "refuse": "已不批准，申请人会收到通知。", "configure": "已配置，按新的权限生效。",
    "return": "已退回，申请人会收到通知。",
}  # fmt: skip

_sees = guarded(rights.sees, "您的角色不能查看这一页")


@_sees
def listed(request: HttpRequest) -> HttpResponse:
    """The applications that the user may see, newest first."""
    user = me(request)
    state = request.GET.get("state", "open")
    state = state if state in _STATES else "open"
    shown = latest(request, filtered(rights.applications(user), state))
    context = {"rows": described(shown.rows), "page": shown, "states": _STATES, "state": state,
               "kinds": _KIND.choices, "may_apply": may(user, "rights.apply"), "export": exported(user, "applications"),
               "query": f"state={state}"}  # fmt: skip
    return render(request, "web/rights.html", context)


def filtered(rows: QuerySet[Application], state: str) -> QuerySet[Application]:
    """The applications in a state; `all`: every one, anything else: those on their way."""
    return rows if state == "all" else rows.filter(IN_STATE.get(state, _OPEN))


def described(rows: list[Any]) -> list[Any]:
    """Applications with the sign of how far they have come."""
    for row in rows:
        row.sign = SIGNS[row.state]
    return rows


def exported(user: User, name: str) -> str:
    """By which name the user takes a list away: who keeps the accounts has lists of their own; empty: not at all."""
    if may(user, "account.manage"):
        return f"{name}-kept"
    return name if may(user, "export") else ""


@allowed("rights.apply")
def new(request: HttpRequest, kind: str) -> HttpResponse:
    """Apply for an account, for a change of one, or for its rights to be taken away."""
    if kind not in FORMS:
        raise Http404
    user = me(request)
    wanted = {"account": request.GET.get("account", "")[:150]}
    form = FORMS[kind](user, request.POST) if request.method == "POST" else FORMS[kind](user, initial=wanted)
    if form.is_bound and form.is_valid():
        made = tried(form, lambda: _told(form.ask))
        if made is not None:
            return redirect(f"/rights/{made.pk}/?done=asked")
    context = {"form": form, "title": f"申请{_KIND(kind).label}", "kind": kind, "organisations": form.offered()}
    return render(request, "web/right_new.html", context, status=422 if form.errors else 200)


@_sees
@never_cache
def application(request: HttpRequest, pk: int) -> HttpResponse:
    """One application: what is asked, who did what when, and what the user can do."""
    user = me(request)
    found = get_object_or_404(rights.applications(user), pk=pk)
    if request.method != "POST":
        return _application(request, found, done=_DONE.get(request.GET.get("done", ""), ""))
    move = request.POST.get("move", "")
    words = request.POST.get("words", "")[:1000]
    secret = passwords.made_up() if move == "configure" and found.kind == _KIND.OPEN else ""
    doing = _moves(user, found, words, secret).get(move)
    if doing is None:
        return _application(request, found, refused=["没有选择要办的事：点其中一个按钮"])
    try:
        _told(doing)
    except actions.Refused as refused:
        return _application(request, found, refused=[str(refused)], words=words)
    except ValidationError as error:
        return _application(request, found, refused=error.messages, words=words)
    if secret:
        found = get_object_or_404(rights.applications(user), pk=pk)
        return _application(request, found, done=_DONE[move], secret=secret)
    return redirect(f"{request.path}?done={move}")


def _moves(user: User, found: Application, words: str, secret: str) -> Mapping[str, Callable[[], Application]]:
    def configure() -> Application:
        actions.configure(acting_user=user, application=found, password=secret)
        return Application.objects.get(pk=found.pk)

    return {
        "approve": lambda: rights.decide(acting_user=user, application=found, approve=True, remark=words),
        "refuse": lambda: rights.decide(acting_user=user, application=found, approve=False, remark=words),
        "configure": configure,
        "return": lambda: rights.send_back(acting_user=user, application=found, note=words),
    }


@transaction.atomic
def _told(doing: Callable[[], Application]) -> Application:
    """Do it, and tell whose turn it is next."""
    done = doing()
    rights_notices.told(done)
    return done


def _application(
    request: HttpRequest, found: Application, *, done: str = "", secret: str = "", refused: list[str] | None = None,
    words: str = "",
) -> HttpResponse:  # fmt: skip
    user, state = me(request), found.state
    keeps = may(user, "account.manage")
    why_not = rights.not_to_decide(user, found) if state == _STATE.ASKED else ""
    open_ = state in (_STATE.ASKED, _STATE.APPROVED)
    context = {
        "a": found, "now": held_now(found) if open_ and found.kind == _KIND.CHANGE else "",
        "sign": SIGNS[state], "state": state, "steps": steps(found), "done": done, "secret": secret,
        "refused": refused or [], "words": words, "can_decide": state == _STATE.ASKED and not why_not,
        "why_not": why_not if may(user, "rights.approve") else "", "can_configure": keeps and state == _STATE.APPROVED,
        "keeps": keeps, "objections": rights.objections(found, user) if open_ else [],
        "namesakes": rights.namesakes(found, user) if open_ and found.kind != _KIND.WITHDRAW else [],
    }  # fmt: skip
    return render(request, "web/right.html", context, status=422 if refused else 200)


def held_now(found: Application) -> str:
    """What the account has before it is changed, in words."""
    account = found.account
    if account is None:
        return ""
    place = account.organisation.name if account.organisation else account.person
    return f"{account.get_role_display()} {place}" + ("" if account.is_active else "（已停用）")


def steps(found: Application) -> list[dict[str, Any]]:
    """Who did what when, the last first; what was not done yet is missing."""
    rows = [{"at": found.applied_at, "title": "申请", "by": found.applicant, "words": found.reason}]
    if found.approver is not None:
        title = "批准" if found.approved else "不批准"
        rows.append({"at": found.decided_at, "title": title, "by": found.approver, "words": found.remark})
    if found.configurer is not None:
        title = "配置" if found.configured else "不予配置"
        rows.append({"at": found.configured_at, "title": title, "by": found.configurer, "words": found.note})
    return rows[::-1]


@_sees
def held(request: HttpRequest) -> HttpResponse:
    """在用权限清单: who has which role where, since when and by whom approved; that it was gone through is put down."""
    user = me(request)
    if request.method == "POST":
        rights.reviewed(user, rights.held(user).count())
        return redirect(f"{request.path}?done=1")
    text, role = (request.GET.get(name, "").strip()[:60] for name in FILTERS)
    shown = page(request, chosen(rights.held(user), text, role), "username")
    context = {
        "rows": [(h, _applies(user, h.account)) for h in rights.looked_through(shown.rows)], "page": shown,
        "text": text, "roles": User.Role.choices,
        "role": role, "query": request.GET.urlencode(), "done": request.GET.get("done") == "1",
        "last": rights.last_review(user),
        "may_apply": may(user, "rights.apply"), "keeps": may(user, "account.manage"),
        "export": exported(user, "rights-held"),
    }  # fmt: skip
    return render(request, "web/rights_held.html", context)


def _applies(user: User, account: User) -> bool:
    """Whether an account of an organisation is in the user's hands."""
    return account.organisation is not None and rights.reaches(user, account.organisation, "")


def chosen(rows: QuerySet[User], text: str, role: str) -> QuerySet[User]:
    """The accounts that the filters of the page leave."""
    if text:
        place = Q(organisation__name__icontains=text)
        rows = rows.filter(Q(username__icontains=text) | Q(name__icontains=text) | Q(holder__iexact=text) | place)
    return rows.filter(role=role) if role in User.Role.values else rows
