"""用户管理, for the security administrator: accounts are opened, changed, closed; every doing is written down."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache

from dingdian.accounts import actions, lockout, passwords, rights, second_factor
from dingdian.accounts.models import User
from dingdian.accounts.perms import ADMINISTRATORS, needs_second_factor
from dingdian.web.account_forms import AccountForm, HolderForm, PlaceForm
from dingdian.web.paging import page
from dingdian.web.views import allowed, me

T = TypeVar("T")
FILTERS = ("q", "state", "role")
_STATES = {"active": "在用", "closed": "已停用", "all": "全部"}
_DONE = {
    "close": "已停用，打开着的登录同时失效。", "open": "已启用。", "unlock": "已解除锁定，现在可以再试。",
    "device": "已重置第二因素，下次登录时重新绑定手机。", "place": "已改角色和单位，按新的管辖范围生效。",
    "holder": "已登记使用人编号。",
}  # fmt: skip


@allowed("account.manage")
def listed(request: HttpRequest) -> HttpResponse:
    """Every account, by name to sign in with."""
    text, state, role = (request.GET.get(name, "").strip()[:60] for name in FILTERS)
    state = state if state in _STATES else "active"
    shown = page(request, filtered(actions.accounts(me(request)), text, state, role), "username")
    context = {
        "rows": shown.rows, "locked": lockout.locked_among(shown.rows), "page": shown, "text": text, "states": _STATES,
        "state": state, "roles": User.Role.choices, "role": role, "query": request.GET.urlencode(),
    }  # fmt: skip
    return render(request, "web/accounts.html", context)


def filtered(rows: QuerySet[User], text: str, state: str, role: str) -> QuerySet[User]:
    """The accounts that the filters of the page leave."""
    if text:
        place = Q(organisation__name__icontains=text)
        rows = rows.filter(Q(username__icontains=text) | Q(name__icontains=text) | place)
    if state != "all":
        rows = rows.filter(is_active=state != "closed")
    return rows.filter(role=role) if role in User.Role.values else rows


@allowed("account.manage")
@never_cache
def new(request: HttpRequest) -> HttpResponse:
    """Open an account; its first password is made up here and shown once."""
    form = AccountForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        secret = passwords.made_up()
        told = form.cleaned_data
        made = tried(form, lambda: actions.create_user(
            acting_user=me(request), username=told["username"], name=told["name"], password=secret,
            holder=told["holder"], **form.place(),
        ))  # fmt: skip
        if made is not None:
            return _account(request, made, done="账号已建立。", secret=secret)
    return render(request, "web/account_new.html", {"form": form, "organisations": form.offered()},
                  status=422 if form.errors else 200)  # fmt: skip


@allowed("account.manage")
@never_cache
def account(request: HttpRequest, pk: int) -> HttpResponse:
    """One account, and what can be done with it."""
    found = get_object_or_404(actions.accounts(me(request)), pk=pk)
    if request.method != "POST":
        done = request.GET.get("done", "")
        return _account(request, found, done=_DONE.get(done, ""))
    move = request.POST.get("move", "")
    if move == "place":
        return _moved(request, found)
    if move == "holder":
        return _identified(request, found)
    if move == "password":
        secret = passwords.made_up()
        try:
            actions.reset_password(acting_user=me(request), user=found, password=secret)
        except actions.Refused as refused:
            return _account(request, found, refused=str(refused))
        return _account(request, found, done="密码已重置，打开着的登录同时失效。", secret=secret)
    doing = _MOVES.get(move)
    if doing is None:
        return _account(request, found, refused="没有选择要办的事")
    try:
        doing(me(request), found)
    except actions.Refused as refused:
        return _account(request, found, refused=str(refused))
    except ValidationError as error:
        return _account(request, found, refused="；".join(error.messages))
    return redirect(f"{request.path}?done={move}")


_MOVES: dict[str, Callable[[User, User], User]] = {
    "close": lambda by, user: actions.set_active(acting_user=by, user=user, active=False),
    "open": lambda by, user: actions.set_active(acting_user=by, user=user, active=True),
    "unlock": lambda by, user: actions.unlock(acting_user=by, user=user),
    "device": lambda by, user: actions.reset_second_factor(acting_user=by, user=user),
}


def _moved(request: HttpRequest, found: User) -> HttpResponse:
    form = PlaceForm(request.POST)
    if form.is_valid():
        done = tried(form, lambda: actions.assign(acting_user=me(request), user=found, **form.place()))
        if done is not None:
            return redirect(f"{request.path}?done=place")
    found.refresh_from_db()
    return _account(request, found, form=form)


def _identified(request: HttpRequest, found: User) -> HttpResponse:
    form = HolderForm(request.POST)
    if form.is_valid():
        holder = form.cleaned_data["holder"]
        if tried(form, lambda: actions.identify(acting_user=me(request), user=found, holder=holder)) is not None:
            return redirect(f"{request.path}?done=holder")
    found.refresh_from_db()
    return _account(request, found, holder_form=form)


def tried(form: Any, call: Callable[[], T]) -> T | None:
    """What the accounts say no to, said at its field."""
    try:
        return call()
    except actions.Refused as refused:
        form.add_error(None, str(refused))
    except ValidationError as error:
        told = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
        for field, words in told.items():
            for text in words:
                form.add_error(field if field in form.fields else None, text)
    return None


def _account(
    request: HttpRequest, found: User, *, done: str = "", secret: str = "", refused: str = "", form: Any = None,
    holder_form: HolderForm | None = None,
) -> HttpResponse:  # fmt: skip
    own = found.pk == request.user.pk
    ruled = actions.by_application(found)
    fixed = own or ruled or found.role in ADMINISTRATORS
    if holder_form is None and not own and not found.person:
        holder_form = HolderForm(initial={"holder": found.holder})
    if form is None and not fixed:
        place = found.organisation.institution or found.organisation.name if found.organisation else ""
        form = PlaceForm(initial={"role": found.role, "organisation": place, "person": found.person})
    context = {
        "account": found, "own": own, "form": form, "done": done, "secret": secret, "refused": refused,
        "organisations": form.offered() if form is not None else (),
        "device": second_factor.has_one(found), "bound": needs_second_factor(found), "locked": lockout.locked(found),
        "ruled": ruled and not own and found.role not in ADMINISTRATORS, "holder_form": holder_form,
        "held": rights.looked_through([found])[0], "withdrawn": actions.withdrawn(found),
        "applications": found.applications.order_by("-pk")[:20],
    }  # fmt: skip
    wrong = bool(refused or any(f is not None and f.errors for f in (form, holder_form)))
    return render(request, "web/account.html", context, status=422 if wrong else 200)
