"""Opening, changing and closing accounts. Only the security administrator does; all of it is written down.

Administrators are made on the machine alone (`open_on_console`), and an account never turns into an administrator's
nor back, so that no hand at the keyboard can gather two of the three powers.
"""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from dingdian.accounts import lockout
from dingdian.accounts.log import log_operation
from dingdian.accounts.models import Organisation, User
from dingdian.accounts.perms import ADMINISTRATORS, may
from dingdian.accounts.scope import KINDS


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
) -> User:
    """A new account whose password must be changed at the first sign-in.

    Raises `Refused`, and `ValidationError` where role, organisation, person or password do not fit.
    """
    _manages(acting_user)
    _no_administrator(role)
    return _open(acting_user, username, name, role, password, organisation, person)


def open_on_console(
    *, username: str, name: str, role: str, password: str, organisation: Organisation | None = None, person: str = ""
) -> User:
    """The same from the machine itself, where the administrators are made too."""
    return _open(None, username, name, role, password, organisation, person)


@transaction.atomic
def assign(
    *, acting_user: User, user: User, role: str, organisation: Organisation | None = None, person: str = ""
) -> User:
    """Give the account another role or organisation."""
    user = _managed(acting_user, user)
    _no_administrator(user.role)
    _no_administrator(role)
    _fits(role, organisation, person)
    before = _told(user)
    user.role, user.organisation, user.person = role, organisation, person
    user.full_clean(exclude=("password",))
    user.save(update_fields=("role", "organisation", "person"))
    log_operation(acting_user, "改角色单位", user.username, f"{before} → {_told(user)}")
    return user


@transaction.atomic
def set_active(*, acting_user: User, user: User, active: bool) -> User:
    """Close an account, or open it again. Its open sessions end with it."""
    user = _managed(acting_user, user)
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
) -> User:
    _fits(role, organisation, person)
    user = User(username=username, name=name, role=role, organisation=organisation, person=person)
    user.must_change_password = True
    validate_password(password, user)
    user.set_password(password)
    user.full_clean()
    user.save()
    log_operation(acting_user, "建立账号", user.username, _told(user))
    return user


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


def _fits(role: str, organisation: Organisation | None, person: str) -> None:
    """Role, organisation and person belong together, so that the scope is what was meant."""
    kinds = KINDS.get(role)
    label = dict(User.Role.choices).get(role, role)
    if kinds and (organisation is None or organisation.kind not in kinds):
        words = "、".join(sorted(Organisation.Kind(kind).label for kind in kinds))
        raise ValidationError({"organisation": f"角色“{label}”须属于{words}；请选择这样的单位"})
    if not kinds and organisation is not None:
        raise ValidationError({"organisation": f"角色“{label}”不属于任何单位；请不要选择单位"})
    if (role == User.Role.PERSON) != bool(person):
        raise ValidationError({"person": "角色“本人”须填人员编码，其他角色不填"})


def _told(user: User) -> str:
    """Role and place, for the log."""
    place = user.organisation.name if user.organisation else user.person
    return f"{user.get_role_display()} {place}".strip()
