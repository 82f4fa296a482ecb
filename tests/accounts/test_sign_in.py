"""Signing in: password, device, lockout, idleness, passwords that must be changed."""

from __future__ import annotations

import re
import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from axes.models import AccessAttempt
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings as SettingsWrapper

from dingdian.accounts import demo
from dingdian.accounts.gatekeeper import SEEN
from dingdian.accounts.models import AccessLog, OperationLog, User
from tests.accounts.factory import PASSWORD, World, sign_in, with_password, world

pytestmark = pytest.mark.django_db

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
OTHER = "Qujing-2027-y"
PAGE = "/sign-in/"


@pytest.fixture
def w() -> World:
    return world()


def code(secret: str = SECRET) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def wrong(secret: str = SECRET) -> str:
    """A code that none of the times near now gives."""
    near = {format_hotp_value(hotp_value(secret, int(time.time()) // 30 + i)) for i in range(-3, 4)}
    return next(
        c for c in ("000000", "000001", "000002", "000003", "000004", "000005", "000006", "000007") if c not in near
    )


def enter(client: Client, user: User, password: str = PASSWORD, **more: str) -> str:
    """Where giving the password leads; empty: it was refused."""
    answer = client.post(PAGE, {"login": user.username, "password": password, **more})
    return answer.headers.get("Location", "")


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def words() -> list[str]:
    return list(AccessLog.objects.order_by("id").values_list("what", flat=True))


def test_the_page_is_ours(client: Client) -> None:
    page = client.get(PAGE).content.decode()
    assert all(word in page for word in ("用户名", "密码", "登录", "accounts/sign-in.css"))
    assert "<script" not in page and "style=" not in page and "统一认证" not in page


def test_a_person_signs_in_by_password(client: Client, w: World) -> None:
    user = with_password(w.user("person", "zhang"))
    assert enter(client, user) == "/"
    assert signed_in(client) and client.get("/change-password/").status_code == 200
    assert client.post("/sign-out/").headers["Location"] == PAGE
    assert not signed_in(client)
    assert words()[-2:] == ["登录", "退出"]


def test_it_leads_on_to_where_one_wanted_to_go_but_not_away(client: Client, w: World) -> None:
    user = with_password(w.user("person", "zhang"))
    assert enter(client, user, next="/change-password/") == "/change-password/"
    client.post("/sign-out/")
    assert enter(client, user, next="https://example.org/") == "/"


@pytest.mark.parametrize("change", ["password", "is_active", "username"])
def test_one_thing_wrong_refuses(client: Client, w: World, change: str) -> None:
    user = with_password(w.user("person", "zhang"))
    password = PASSWORD
    if change == "password":
        password += "x"
    elif change == "is_active":
        user.is_active = False
        user.save()
    else:
        user.username += "x"
    answer = client.post(PAGE, {"login": user.username, "password": password})
    assert answer.status_code == 200 and "用户名或密码不对" in answer.content.decode()
    assert not signed_in(client) and words()[-1] == "登录失败"


def test_an_unknown_username_is_not_kept(client: Client) -> None:
    client.post(PAGE, {"login": "My-Secret-123", "password": "x"})
    row = AccessLog.objects.latest("id")
    assert (row.actor, row.what) == ("", "登录失败")
    assert "My-Secret-123" not in row.subject + row.detail


# Lockout


def test_five_failures_close_the_name_for_half_an_hour(client: Client, w: World) -> None:
    user = with_password(w.user("person", "zhang"))
    for _ in range(4):
        assert client.post(PAGE, {"login": user.username, "password": "no"}).status_code == 200
    assert client.post(PAGE, {"login": user.username, "password": "no"}).status_code == 429
    answer = client.post(PAGE, {"login": user.username, "password": PASSWORD})
    assert answer.status_code == 429 and "30 分钟" in answer.content.decode()
    assert not signed_in(client)
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=29))
    assert client.post(PAGE, {"login": user.username, "password": PASSWORD}).status_code == 429
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=31))
    assert enter(client, user) == "/"


def test_four_failures_do_not(client: Client, w: World) -> None:
    user = with_password(w.user("person", "zhang"))
    for _ in range(4):
        enter(client, user, "no")
    assert enter(client, user) == "/"


def test_others_and_other_addresses_stay_open(client: Client, w: World) -> None:
    user, other = with_password(w.user("person", "zhang")), with_password(w.user("person", "li"))
    for _ in range(5):
        enter(client, user, "no")
    assert enter(Client(REMOTE_ADDR="10.0.0.2"), user) == "/"
    assert enter(client, other) == "/"


def test_wrong_codes_close_the_name_too(client: Client, w: World) -> None:
    user = with_password(w.user("clerk"))
    device(user)
    assert enter(client, user) == "/second-factor/"
    for _ in range(5):
        client.post("/second-factor/", {"code": wrong()})
    assert client.post("/second-factor/", {"code": code()}).status_code == 429
    assert client.get("/second-factor/").status_code == 429
    assert not signed_in(client)


# The second factor


def device(user: User) -> Authenticator:
    return TOTP.activate(user, SECRET).instance


def test_which_roles_need_a_device(w: World) -> None:
    without = set()
    for role in User.Role.values:
        client = Client()
        assert enter(client, with_password(next(u for (r, _), u in w.users.items() if r == role))) == "/"
        page = client.get("/change-password/")
        if page.status_code == 200:
            without.add(role)
        else:
            assert page.headers["Location"] == "/second-factor/?next=%2Fchange-password%2F"
    assert without == {"person", "institution"}


def test_a_new_device_is_set_up_and_then_asked_for(client: Client, w: World) -> None:
    user = with_password(w.user("clerk"))
    enter(client, user)
    page = client.get("/second-factor/?next=/change-password/").content.decode()
    secret = re.search(r"<code>(\w+)</code>", page)[1]  # type: ignore[index]
    assert "<svg" in page
    assert client.post("/second-factor/", {"code": wrong(secret)}).status_code == 200
    assert not Authenticator.objects.exists()
    answer = client.post("/second-factor/", {"code": code(secret), "next": "/change-password/"})
    assert answer.headers["Location"] == "/change-password/"
    assert client.get("/change-password/").status_code == 200
    assert OperationLog.objects.latest("id").what == "启用第二因素"
    assert secret not in str(Authenticator.objects.get().data), "not readable in the database"
    done = client.get("/second-factor/").content.decode()
    assert "本次登录已验证" in done and client.post("/second-factor/", {"code": "1"}).status_code == 200

    again = Client()
    assert enter(again, user) == "/second-factor/"
    assert not signed_in(again)


def test_a_device_signs_in(client: Client, w: World) -> None:
    user = with_password(w.user("clerk"))
    device(user)
    enter(client, user)
    assert "输入验证码" in client.get("/second-factor/").content.decode()
    answer = client.post("/second-factor/", {"code": wrong()})
    assert "验证码不对" in answer.content.decode() and not signed_in(client)
    used = code()
    assert client.post("/second-factor/", {"code": used}).headers["Location"] == "/"
    assert client.get("/change-password/").status_code == 200

    other = Client()
    enter(other, user)
    assert other.post("/second-factor/", {"code": used}).status_code == 200, "a code opens once"
    assert not signed_in(other)


def test_a_session_without_proof_is_asked_before_anything_else(client: Client, w: World) -> None:
    user = with_password(w.user("clerk"))
    device(user)
    client.force_login(user)
    assert client.get("/change-password/").headers["Location"].startswith("/second-factor/")
    assert client.post("/second-factor/", {"code": code(), "next": "//example.org/"}).headers["Location"] == "/"
    assert client.get("/change-password/").status_code == 200


def test_proof_of_another_user_is_none(client: Client, w: World) -> None:
    sign_in(client, w.user("clerk"))
    session = client.session
    session["account_authentication_methods_user"] = str(w.user("head").pk)
    session.save()
    assert client.get("/change-password/").status_code == 302


def test_the_page_of_devices_is_for_whoever_is_signing_in(client: Client) -> None:
    assert client.get("/second-factor/").headers["Location"] == PAGE


def test_programs_get_a_problem(client: Client, w: World) -> None:
    client.force_login(w.user("clerk"))
    answer = client.get("/api/cases")
    assert answer.status_code == 403 and answer["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == 403


def test_a_person_may_have_a_device(client: Client, w: World) -> None:
    user = with_password(w.user("person", "zhang"))
    device(user)
    assert enter(client, user) == "/second-factor/"
    assert not signed_in(client)


# Idleness


@pytest.mark.parametrize(
    ("role", "place", "minutes", "out"),
    [("clerk", "5301", 14, False), ("clerk", "5301", 16, True), ("audit_admin", "", 16, True),
     ("person", "zhang", 16, False), ("person", "zhang", 31, True), ("institution", "wuhua", 29, False)],
)  # fmt: skip
def test_who_does_nothing_is_signed_out(
    client: Client, w: World, role: str, place: str, minutes: int, out: bool
) -> None:
    user = with_password(w.user(role, place))
    sign_in(client, user)
    client.get("/change-password/")
    session = client.session
    session[SEEN] -= minutes * 60
    session.save()
    answer = client.get("/change-password/")
    assert signed_in(client) is not out
    if out:
        assert answer.headers["Location"] == "/sign-in/?idle=1&next=%2Fchange-password%2F"
        assert "没有操作" in client.get(answer.headers["Location"]).content.decode()
        assert words()[-1] == "退出"
    else:
        assert answer.status_code == 200


def test_the_minutes_are_a_setting(client: Client, w: World, settings: SettingsWrapper) -> None:
    settings.IDLE_MINUTES = 1
    sign_in(client, with_password(w.user("clerk")))
    client.get("/change-password/")
    session = client.session
    session[SEEN] -= 61
    session.save()
    assert client.post("/change-password/").headers["Location"] == "/sign-in/?idle=1"
    assert not signed_in(client)


def test_a_page_that_asks_by_itself_keeps_nobody_signed_in(client: Client, w: World) -> None:
    sign_in(client, with_password(w.user("clerk")))
    client.get("/change-password/")
    session = client.session
    session[SEEN] = before = session[SEEN] - 600
    session.save()
    client.get("/change-password/", headers={"X-Background": "1"})
    assert client.session[SEEN] == before
    client.get("/change-password/")
    assert client.session[SEEN] > before


# Passwords that must be changed


def test_a_password_set_by_another_is_changed_first(client: Client, w: World) -> None:
    user = with_password(w.user("person", "zhang"))
    user.must_change_password = True
    user.save()
    enter(client, user)
    assert client.get("/").headers["Location"] == "/change-password/?next=%2F"
    assert "别人设的" in client.get("/change-password/").content.decode()
    answer = client.post(
        "/change-password/",
        {"old_password": PASSWORD, "new_password1": OTHER, "new_password2": OTHER, "next": "/change-password/"},
    )
    assert answer.headers["Location"] == "/change-password/"
    assert "别人设的" not in client.get("/change-password/").content.decode()
    assert OperationLog.objects.latest("id").what == "改密码"
    assert enter(Client(), user) == "" and enter(Client(), user, OTHER) == "/"


@pytest.mark.parametrize(
    ("role", "place", "days", "must"),
    [("clerk", "5301", 89, False), ("clerk", "5301", 91, True), ("clerk", "5301", None, True),
     ("person", "zhang", 91, False), ("institution", "wuhua", 91, False)],
)  # fmt: skip
def test_officials_change_theirs_every_quarter(
    client: Client, w: World, role: str, place: str, days: int | None, must: bool
) -> None:
    user = with_password(w.user(role, place))
    user.password_set_at = None if days is None else timezone.now() - timedelta(days=days)
    user.save()
    sign_in(client, user)
    answer = client.get("/second-factor/")
    assert (answer.headers.get("Location") == "/change-password/?next=%2Fsecond-factor%2F") is must


def test_only_signed_in_users_change_a_password(client: Client) -> None:
    assert client.get("/change-password/").headers["Location"].startswith(PAGE)


def test_a_wrong_old_password_changes_nothing(client: Client, w: World) -> None:
    user = with_password(w.user("person", "zhang"))
    enter(client, user)
    answer = client.post("/change-password/", {"old_password": "no", "new_password1": OTHER, "new_password2": OTHER})
    assert answer.status_code == 200 and "现在的密码" in answer.content.decode()
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


# The demonstration


@pytest.fixture
def demo_user(w: World, settings: SettingsWrapper) -> User:
    settings.DEMO = True
    demo.add("demo-clerk", name="演示王某", role="clerk", organisation=w.agencies["5301"])
    return demo.add("demo-clerk", name="演示李某", role="clerk", organisation=w.agencies["5301"])


def test_the_demonstration_shows_its_users_and_asks_for_no_device(client: Client, demo_user: User) -> None:
    page = client.get(PAGE).content.decode()
    assert "演示李某" in page and "演示王某" not in page and demo.PASSWORD not in page
    assert "clerk-5301" not in page, "only users of the demonstration"
    filled = client.get(PAGE, {"user": "demo-clerk"}).content.decode()
    assert demo.PASSWORD in filled and 'value="demo-clerk"' in filled
    assert enter(client, demo_user, demo.PASSWORD) == "/"
    assert client.get("/change-password/").status_code == 200
    assert demo.PASSWORD not in client.get(PAGE, {"user": "clerk-5301"}).content.decode()


def test_elsewhere_nothing_of_it_appears_or_works(client: Client, demo_user: User, settings: SettingsWrapper) -> None:
    enter(client, demo_user, demo.PASSWORD)
    assert signed_in(client)
    settings.DEMO = False
    assert client.get("/change-password/").headers["Location"].startswith(PAGE), "an open session is nobody's"
    fresh = Client()
    page = fresh.get(PAGE, {"user": "demo-clerk"}).content.decode()
    assert "演示" not in page and demo.PASSWORD not in page and "demo-clerk" not in page
    assert enter(fresh, demo_user, demo.PASSWORD) == ""
    with pytest.raises(demo.NotInDemo):
        demo.add("demo-x", name="某", role="person", person="D1")


def test_the_demonstration_never_takes_over_an_account(w: World, settings: SettingsWrapper) -> None:
    from django.db import IntegrityError, transaction

    settings.DEMO = True
    with pytest.raises(IntegrityError), transaction.atomic():
        demo.add("clerk-5301", name="某", role="clerk", organisation=w.agencies["5301"])


def test_addresses_have_the_agreed_names() -> None:
    names = {n: reverse(n) for n in ("sign-in", "sign-out", "change-password", "second-factor")}
    assert names == {n: f"/{n}/" for n in names}
