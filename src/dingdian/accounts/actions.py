"""Opening, changing and closing accounts. Only the security administrator does; all of it is written down.

Where the rules give rights on an application alone, accounts are opened and changed by `configure` and in no other
way; closing one never waits for an application, but what an application withdrew is not opened again without one.
Administrators are made on the machine alone (`open_on_console`), and an account never turns into an administrator's
nor back, so that no hand at the keyboard can gather two of the three powers.
"""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from dingdian.accounts import lockout
from dingdian.accounts.log import log_operation
from dingdian.accounts.models import Application, Organisation, User
from dingdian.accounts.perms import ADMINISTRATORS, may
from dingdian.accounts.posts import apart, fits
from dingdian.accounts.rules import rules_for


def accounts(acting_user: User) -> QuerySet[User]:
    """The accounts that the user may manage: all of them or none. Raises `Refused`."""
    _manages(acting_user)
    return User.objects.select_related("organisation").order_by("username")


class Refused(PermissionError):  # noqa: N818
    """The one who asks may not do this; the message says why and who may."""


def create_user(
    *,
    acting_user: User,
    username: str,
    name: str,
    role: str,
    password: str,
    organisation: Organisation | None = None,
    person: str = "",
    holder: str = "",
) -> User:
    """A new account whose password must be changed at the first sign-in, where that needs no application.

    Raises `Refused`, and `ValidationError` where role, organisation, person, holder or password do not fit.
    """
    _manages(acting_user)
    _no_administrator(role)
    fits(role, organisation, person)
    _without_application(organisation, person)
    return _open(acting_user, username, name, role, password, organisation, person, holder)


def open_on_console(
    *, username: str, name: str, role: str, password: str, organisation: Organisation | None = None, person: str = "",
    holder: str = "",
) -> User:  # fmt: skip
    """The same from the machine itself, where the administrators and the first accounts are made: on no application."""
    return _open(None, username, name, role, password, organisation, person, holder)


@transaction.atomic
def assign(
    *, acting_user: User, user: User, role: str, organisation: Organisation | None = None, person: str = ""
) -> User:
    """Give the account another role or organisation, where that needs no application."""
    user = _managed(acting_user, user)
    _no_administrator(user.role)
    _no_administrator(role)
    fits(role, organisation, person)
    _without_application(user.organisation, user.person)
    _without_application(organisation, person)
    return _assign(acting_user, user, role, organisation, person, user.holder)


@transaction.atomic
def configure(*, acting_user: User, application: Application, password: str = "") -> User:
    """Carry out an approved application: the account as it is then, opened (with a first password), changed or closed.

    Raises `Refused` unless it was approved and not yet configured, and by whoever applied, approved or is concerned.
    """
    application = waiting(acting_user, application)
    a = application
    if a.kind == Application.Kind.OPEN:
        user = _open(acting_user, a.username, a.name, a.role, password, a.organisation, a.person, a.holder)
    else:
        assert a.account is not None
        user = _managed(acting_user, a.account)
        _no_administrator(user.role)
        if a.kind == Application.Kind.CHANGE:
            user.is_active = True
            _assign(acting_user, user, a.role, a.organisation, a.person, a.holder)
        else:
            _set_active(acting_user, user, active=False)
    a.account, a.configurer, a.configured, a.configured_at = user, acting_user, True, timezone.now()
    a.save(update_fields=("account", "configurer", "configured", "configured_at"))
    log_operation(acting_user, "配置权限", f"权限申请 {a.pk}", f"{a.get_kind_display()} {user.username}：{a.wanted}")
    return user


def waiting(acting_user: User, application: Application) -> Application:
    """An application that waits to be configured, as it is now, locked until the transaction ends. Raises `Refused`."""
    _manages(acting_user)
    rows = Application.objects.select_related("organisation", "account", "applicant", "approver")
    found = rows.select_for_update(of=("self",)).get(pk=application.pk)
    if found.state != Application.State.APPROVED or found.approver is None:
        raise Refused(f"权限申请 {found.pk} 是“{found.state.label}”，不能配置；只有批准后还没有配置的申请可以配置")
    others = (found.applicant, found.approver, found.account)
    humans = {found.holder, found.person, *(other.human for other in others if other)} - {""}
    if acting_user in others or acting_user.human in humans:
        raise Refused("申请、审批和配置须由三个人分别办理；请别的安全管理员配置")
    return found


@transaction.atomic
def identify(*, acting_user: User, user: User, holder: str) -> User:
    """Say whose an account is, so that posts can be held against each other."""
    user = _managed(acting_user, user)
    if not holder:
        raise ValidationError({"holder": "没有写使用人编号：写错的可以改，不能空着"})
    before, user.holder = user.holder, holder
    user.full_clean(exclude=("password",))
    user.save(update_fields=("holder",))
    log_operation(acting_user, "登记使用人编号", user.username, f"{before or '（无）'} → {holder}")
    return user


def by_application(user: User) -> bool:
    """Whether the role and place of an account change on an application alone."""
    return rules_for(user.organisation, user.person).by_application


def withdrawn(user: User) -> Application | None:
    """The application that took an account's rights away, unless a later one gave it others."""
    last = user.applications.filter(configured=True).order_by("-configured_at", "-pk").first()
    return last if last is not None and last.kind == Application.Kind.WITHDRAW else None


@transaction.atomic
def set_active(*, acting_user: User, user: User, active: bool) -> User:
    """Close an account, or open it again. Its open sessions end with it."""
    user = _managed(acting_user, user)
    if active:
        if (by := withdrawn(user)) is not None:
            raise Refused(f"这个账号的权限已按权限申请 {by.pk} 取消；须重新申请变更权限，批准后配置时一并启用")
        _apart(user)
    return _set_active(acting_user, user, active=active)


def _set_active(acting_user: User, user: User, *, active: bool) -> User:
    user.is_active = active
    user.save(update_fields=("is_active",))
    log_operation(acting_user, "启用账号" if active else "停用账号", user.username)
    return user


@transaction.atomic
def reset_password(*, acting_user: User, user: User, password: str) -> User:
    """Set a password that must be changed at the next sign-in; open sessions end."""
    user = _managed(acting_user, user)
    validate_password(password, user)
    user.set_password(password)
    user.must_change_password = True
    user.save()
    log_operation(acting_user, "重置密码", user.username)
    return user


@transaction.atomic
def reset_second_factor(*, acting_user: User, user: User) -> User:
    """Forget the user's device; at the next sign-in a new one is set up."""
    user = _managed(acting_user, user)
    Authenticator.objects.filter(user=user).delete()
    log_operation(acting_user, "重置第二因素", user.username)
    return user


@transaction.atomic
def unlock(*, acting_user: User, user: User) -> User:
    """Let a locked-out user try again at once."""
    user = _managed(acting_user, user)
    lockout.reopen(user)
    log_operation(acting_user, "解除锁定", user.username)
    return user


@transaction.atomic
def _open(
    acting_user: User | None,
    username: str,
    name: str,
    role: str,
    password: str,
    organisation: Organisation | None,
    person: str,
    holder: str,
) -> User:
    fits(role, organisation, person)
    user = User(username=username, name=name, role=role, organisation=organisation, person=person, holder=holder)
    _apart(user)
    user.must_change_password = True
    validate_password(password, user)
    user.set_password(password)
    user.full_clean()
    user.save()
    log_operation(acting_user, "建立账号", user.username, _told(user))
    return user


def _assign(
    acting_user: User, user: User, role: str, organisation: Organisation | None, person: str, holder: str
) -> User:
    fits(role, organisation, person)
    before = _told(user)
    user.role, user.organisation, user.person = role, organisation, person
    user.holder = "" if person else holder
    _apart(user)
    user.full_clean(exclude=("password",))
    user.save(update_fields=("role", "organisation", "person", "holder", "is_active"))
    log_operation(acting_user, "改角色单位", user.username, f"{before} → {_told(user)}")
    return user


def _apart(user: User) -> None:
    """Whoever holds the account holds no other that excludes it."""
    rules = rules_for(user.organisation, user.person)
    apart(
        rules, human=user.human, name=user.name, role=user.role, organisation=user.organisation, besides=user
    )  # fmt: skip


def _without_application(organisation: Organisation | None, person: str) -> None:
    if rules_for(organisation, person).by_application:
        raise Refused("这里的权限须先申请、经他人批准；请到“权限申请”里按已批准的申请配置")


def _manages(acting_user: User) -> None:
    if not may(acting_user, "account.manage"):
        raise Refused("只有安全管理员可以管理账号；请联系本单位的安全管理员")


def _managed(acting_user: User, user: User) -> User:
    """The account as it is now, locked until the action is through."""
    _manages(acting_user)
    if user.pk == acting_user.pk:
        raise Refused("不能管理自己的账号；请在服务器上用 dingdian create-user 另建安全管理员办理")
    return User.objects.select_for_update(of=("self",)).get(pk=user.pk)


def _no_administrator(role: str) -> None:
    if role in ADMINISTRATORS:
        raise Refused("管理员账号只能在服务器上用 dingdian create-user 建立，与其他角色不得互相变更")


def _told(user: User) -> str:
    """Role and place, for the log."""
    place = user.organisation.name if user.organisation else user.person
    return f"{user.get_role_display()} {place}".strip()
