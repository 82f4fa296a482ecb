"""Accounts are opened, changed and closed by the security administrator alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from typer.testing import CliRunner

from dingdian.accounts import actions, lockout, passwords
from dingdian.accounts.models import OperationLog, User
from dingdian.accounts.perms import ADMINISTRATORS
from dingdian.accounts.scope import scope_of
from dingdian.cli import app
from tests.accounts.factory import PASSWORD, World, sign_in, with_password, world

pytestmark = pytest.mark.django_db


@pytest.fixture
def w() -> World:
    return world()


def opened(w: World, acting: User | None = None, **changes: object) -> User:
    told: dict[str, object] = {
        "username": "new", "name": "新人", "role": "clerk", "password": PASSWORD, "organisation": w.agencies["5301"],
    }  # fmt: skip
    return actions.create_user(acting_user=acting or w.user("security_admin", ""), **told | changes)  # type: ignore[arg-type]


def last() -> tuple[str, str, str, str]:
    row = OperationLog.objects.latest("id")
    return row.actor, row.what, row.subject, row.detail


def test_an_account_is_opened(w: World) -> None:
    user = opened(w)
    assert user.must_change_password and user.check_password(PASSWORD)
    assert scope_of(user).division == "5301"
    assert last() == ("security_admin", "建立账号", "new", "经办 昆明市医保中心")
    person = opened(w, username="p", role="person", organisation=None, person="D530102000009")
    assert scope_of(person).person == "D530102000009"


@pytest.mark.parametrize(
    "change",
    [
        {"organisation": None},
        {"role": "official"},
        {"role": "institution"},
        {"role": "person"},
        {"role": "person", "person": "D1"},
        {"role": "person", "organisation": None},
        {"person": "D1"},
        {"role": "unknown"},
        {"role": "unknown", "organisation": None},
        {"username": "clerk-5301"},
        {"username": ""},
        {"password": "short"},
    ],
)
def test_what_does_not_fit_opens_nothing(w: World, change: dict[str, object]) -> None:
    before, logged = User.objects.count(), OperationLog.objects.count()
    with pytest.raises(ValidationError):
        opened(w, **change)
    assert (User.objects.count(), OperationLog.objects.count()) == (before, logged)


DOINGS: dict[str, Callable[[User, User, World], User]] = {
    "create_user": lambda by, user, w: opened(w, by),
    "assign": lambda by, user, w: actions.assign(
        acting_user=by, user=user, role="reviewer", organisation=w.agencies["5303"]
    ),
    "close": lambda by, user, w: actions.set_active(acting_user=by, user=user, active=False),
    "open": lambda by, user, w: actions.set_active(acting_user=by, user=user, active=True),
    "reset_password": lambda by, user, w: actions.reset_password(acting_user=by, user=user, password="Other-2026-zz"),
    "reset_second_factor": lambda by, user, w: actions.reset_second_factor(acting_user=by, user=user),
    "unlock": lambda by, user, w: actions.unlock(acting_user=by, user=user),
}


@pytest.mark.parametrize("doing", DOINGS)
def test_nobody_else_manages_accounts(w: World, doing: str) -> None:
    before = OperationLog.objects.count()
    for role in set(User.Role.values) - {"security_admin"}:
        acting = next(user for (r, _), user in w.users.items() if r == role)
        with pytest.raises(actions.Refused):
            DOINGS[doing](acting, w.user("clerk", "530102"), w)
    assert OperationLog.objects.count() == before
    DOINGS[doing](w.user("security_admin", ""), w.user("clerk", "530102"), w)
    assert OperationLog.objects.count() == before + 1


def test_not_even_their_own(w: World) -> None:
    security = w.user("security_admin", "")
    for doing in set(DOINGS) - {"create_user"}:
        with pytest.raises(actions.Refused):
            DOINGS[doing](security, security, w)


def test_a_closed_security_administrator_manages_nothing(w: World) -> None:
    security = w.user("security_admin", "")
    security.is_active = False
    with pytest.raises(actions.Refused):
        opened(w, security)


@pytest.mark.parametrize("role", sorted(ADMINISTRATORS))
def test_no_account_turns_into_an_administrators_nor_back(w: World, role: str) -> None:
    security = w.user("security_admin", "")
    with pytest.raises(actions.Refused):
        opened(w, role=role, organisation=None)
    with pytest.raises(actions.Refused):
        actions.assign(acting_user=security, user=w.user("clerk"), role=role)
    if role != "security_admin":
        with pytest.raises(actions.Refused):
            actions.assign(acting_user=security, user=w.user(role, ""), role="person", person="D1")


def test_a_role_and_a_place_are_assigned(w: World) -> None:
    user = w.user("clerk")
    actions.assign(acting_user=w.user("security_admin", ""), user=user, role="head", organisation=w.agencies["5303"])
    user.refresh_from_db()
    assert (user.role, scope_of(user).division) == ("head", "5303")
    assert last()[1:] == ("改角色单位", "clerk-5301", "经办 昆明市医保中心 → 负责人 曲靖市医保中心")
    with pytest.raises(ValidationError):
        actions.assign(acting_user=w.user("security_admin", ""), user=user, role="head")


def test_closing_an_account_ends_its_sessions(w: World, client: Client) -> None:
    user, security = with_password(w.user("clerk")), w.user("security_admin", "")
    sign_in(client, user)
    assert client.get("/change-password/").status_code == 200
    actions.set_active(acting_user=security, user=user, active=False)
    assert last()[1] == "停用账号"
    assert client.get("/change-password/").headers["Location"].startswith("/sign-in/")
    actions.set_active(acting_user=security, user=user, active=True)
    assert last()[1] == "启用账号"
    assert client.get("/change-password/").status_code == 200


def test_a_password_set_anew_ends_sessions_and_must_be_changed(w: World, client: Client) -> None:
    user = with_password(w.user("clerk"))
    sign_in(client, user)
    with pytest.raises(ValidationError):
        actions.reset_password(acting_user=w.user("security_admin", ""), user=user, password=PASSWORD)
    actions.reset_password(acting_user=w.user("security_admin", ""), user=user, password="Other-2026-zz")
    user.refresh_from_db()
    assert user.must_change_password and user.check_password("Other-2026-zz")
    assert client.get("/change-password/").headers["Location"].startswith("/sign-in/")


def test_a_lost_device_is_forgotten(w: World) -> None:
    user = w.user("clerk")
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    TOTP.activate(w.user("head"), "JBSWY3DPEHPK3PXP")
    actions.reset_second_factor(acting_user=w.user("security_admin", ""), user=user)
    assert [a.user for a in Authenticator.objects.all()] == [w.user("head")]


def test_a_locked_out_user_is_let_in_again(w: World, client: Client) -> None:
    user = with_password(w.user("person", "zhang"))
    for _ in range(5):
        client.post("/sign-in/", {"login": user.username, "password": "no"})
    actions.unlock(acting_user=w.user("security_admin", ""), user=user)
    assert client.post("/sign-in/", {"login": user.username, "password": PASSWORD}).status_code == 302


@pytest.mark.parametrize("field", ["is_superuser", "is_staff"])
def test_the_database_knows_no_superuser(field: str) -> None:
    with pytest.raises(IntegrityError, match="user_no_superuser"), transaction.atomic():
        User.objects.create(username="root", role="system_admin", name="某", **{field: True})


# From the machine itself


def run(*arguments: str) -> tuple[int, str]:
    answer = CliRunner().invoke(app, ["create-user", *arguments, "--password", PASSWORD])
    return answer.exit_code, answer.output


def test_administrators_are_made_on_the_machine(w: World) -> None:
    code, said = run("sec2", "--role", "security_admin", "--name", "安全")
    assert code == 0 and "sec2（安全管理员）" in said
    assert last() == ("console", "建立账号", "sec2", "安全管理员")
    made = User.objects.get(username="sec2")
    assert made.must_change_password
    opened(w, made)


def test_others_too(w: World) -> None:
    place = str(w.agencies["5301"].pk)
    assert run("c2", "--role", "clerk", "--name", "经办", "--organisation", place)[0] == 0
    code, said = run("c3", "--role", "clerk", "--name", "经办", "--organisation", "0")
    assert code == 2 and "没有编号为 0 的单位" in said
    code, said = run("c3", "--role", "clerk", "--name", "经办")
    assert code == 2 and "须属于经办机构" in said


def test_accounts_are_listed_for_their_keeper_alone(w: World) -> None:
    assert set(actions.accounts(w.user("security_admin", ""))) == set(User.objects.all())
    for user in (w.user("system_admin", ""), w.user("audit_admin", ""), w.user("head", "53")):
        with pytest.raises(actions.Refused):
            actions.accounts(user)


def test_a_made_up_password_is_one_that_may_be_taken(w: World) -> None:
    user = opened(w, password=passwords.made_up())
    assert user.must_change_password and passwords.made_up() != passwords.made_up()


def test_whoever_failed_too_often_is_locked_until_unlocked(w: World, settings: Any) -> None:
    user = opened(w)
    assert not lockout.locked(user)
    for _ in range(settings.AXES_FAILURE_LIMIT):
        Client().post("/sign-in/", {"login": user.username, "password": "wrong"})
    assert lockout.locked(user)
    actions.unlock(acting_user=w.user("security_admin", ""), user=user)
    assert not lockout.locked(user)
