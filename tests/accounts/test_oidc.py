"""The office's identity provider names users that exist; it makes none."""

from __future__ import annotations

import pytest
from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import complete_social_login
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings

from dingdian.accounts.adapters import AccountAdapter, SocialAdapter
from dingdian.accounts.models import AccessLog, User
from tests.accounts.factory import World, world
from tests.accounts.test_sign_in import SECRET

pytestmark = pytest.mark.django_db
URL = "https://id.example.cn/.well-known/openid-configuration"


@pytest.fixture
def w(settings: Settings) -> World:
    settings.OIDC_URL = URL
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "APPS": [
                {
                    "provider_id": "office",
                    "name": "统一认证",
                    "client_id": "x",
                    "secret": "y",
                    "settings": {"server_url": URL},
                }
            ]
        }
    }
    return world()


def come_back(
    told: dict[str, object], process: str = "login", user: User | None = None
) -> tuple[HttpRequest, HttpResponse]:
    """What happens when the provider has said who it is."""
    from allauth.core import context

    request = RequestFactory().get("/oidc/office/login/callback/")
    SessionMiddleware(lambda r: HttpResponse()).process_request(request)
    MessageMiddleware(lambda r: HttpResponse()).process_request(request)
    request.user = user or AnonymousUser()
    with context.request_context(request):
        provider = get_adapter().get_provider(request, "office")
        login = provider.sociallogin_from_response(request, told)
        login.state = {"process": process}
        return request, complete_social_login(request, login)


def who(request: HttpRequest) -> str:
    pk = request.session.get("_auth_user_id")
    return User.objects.get(pk=pk).username if pk else ""


def test_a_known_username_signs_in_and_is_remembered_by_its_number(w: World) -> None:
    request, answer = come_back({"userinfo": {"sub": "77", "preferred_username": "person-zhang"}})
    assert who(request) == "person-zhang" and answer.headers["Location"] == "/"
    assert SocialAccount.objects.get().user == w.user("person", "zhang")
    again, _ = come_back({"userinfo": {"sub": "77", "preferred_username": "clerk-5301"}})
    assert who(again) == "person-zhang", "the number counts from then on, whatever name is told"


def test_the_token_is_read_where_there_is_nothing_else(w: World) -> None:
    request, _ = come_back({"id_token": {"sub": "77", "preferred_username": "person-zhang"}})
    assert who(request) == "person-zhang"


@pytest.mark.parametrize(
    "told",
    [
        {"sub": "77", "preferred_username": "nobody"},
        {"sub": "77", "preferred_username": ""},
        {"sub": "77", "preferred_username": ["person-zhang"]},
        {"sub": "77", "email": "person-zhang@example.cn", "nickname": "person-zhang"},
    ],
)
def test_whoever_is_not_known_stays_out_and_no_account_is_made(w: World, told: dict[str, object]) -> None:
    before = User.objects.count()
    request, answer = come_back({"userinfo": told})
    assert who(request) == "" and answer.headers["Location"] == "/sign-in/?oidc=unknown"
    assert (User.objects.count(), SocialAccount.objects.count()) == (before, 0)
    assert AccessLog.objects.latest("id").what == "统一认证登录被拒"


@pytest.mark.parametrize("field", ["is_active", "demo"])
@pytest.mark.parametrize("linked", [False, True])
def test_a_user_who_may_not_sign_in_stays_out(w: World, field: str, linked: bool) -> None:
    user = w.user("person", "zhang")
    told = {"userinfo": {"sub": "77", "preferred_username": user.username}}
    if linked:
        come_back(told)
    setattr(user, field, field == "demo")
    user.save()
    request, answer = come_back(told)
    assert who(request) == "" and answer.headers["Location"] == "/sign-in/?oidc=unknown"


def test_a_device_is_asked_for_all_the_same(w: World) -> None:
    from allauth.mfa.totp.internal.auth import TOTP

    TOTP.activate(w.user("clerk"), SECRET)
    request, answer = come_back({"userinfo": {"sub": "77", "preferred_username": "clerk-5301"}})
    assert who(request) == "" and answer.headers["Location"] == "/second-factor/"


def test_nobody_links_another_identity_to_themselves(w: World) -> None:
    told = {"userinfo": {"sub": "99", "preferred_username": "person-zhang"}}
    _, answer = come_back(told, process="connect", user=w.user("clerk"))
    assert answer.headers["Location"] == "/sign-in/" and not SocialAccount.objects.exists()


def test_no_door_is_open_for_signing_up(w: World, client: Client) -> None:
    request = HttpRequest()
    assert not SocialAdapter(request).is_open_for_signup(request, None)  # type: ignore[arg-type]
    assert not get_account_adapter().is_open_for_signup(request)
    assert AccountAdapter(request).respond_user_inactive(request, None).headers["Location"] == "/sign-in/"
    for address in ("/signup/", "/accounts/signup/", "/social/signup/", "/accounts/login/"):
        assert client.get(address).status_code == 404


def test_it_is_off_unless_its_address_is_given(client: Client) -> None:
    page = client.get("/sign-in/").content.decode()
    assert "统一认证" not in page
    assert client.post("/oidc/office/login/").status_code == 404
    assert "没有对应本系统的用户" in client.get("/sign-in/?oidc=unknown").content.decode()


def test_the_page_offers_it_where_it_is_on(
    w: World, settings: Settings, monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    import importlib
    import sys

    from django.urls import clear_url_caches, set_urlconf

    import dingdian.accounts.urls
    import dingdian.site.urls

    try:
        importlib.reload(dingdian.accounts.urls)
        importlib.reload(dingdian.site.urls)
        clear_url_caches()
        page = client.get("/sign-in/").content.decode()
        assert "用统一认证登录" in page and "/oidc/office/login/" in page
        assert "form-action 'self' https://id.example.cn" in client.get("/sign-in/").headers["Content-Security-Policy"]
    finally:
        settings.OIDC_URL = ""
        importlib.reload(dingdian.accounts.urls)
        importlib.reload(dingdian.site.urls)
        clear_url_caches()
        set_urlconf(None)
    assert sys.modules["dingdian.site.urls"] is dingdian.site.urls
