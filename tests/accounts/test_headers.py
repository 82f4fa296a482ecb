"""What every answer tells the browser."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from pytest_django import Settings

from dingdian.accounts.address import address_of
from dingdian.accounts.headers import Headers, policy
from tests.accounts.factory import sign_in, with_password, world

NAMES = (
    "Content-Security-Policy",
    "Permissions-Policy",
    "Referrer-Policy",
    "X-Content-Type-Options",
    "X-Frame-Options",
)


@pytest.mark.django_db
def test_every_answer_has_them(client: Client) -> None:
    user = with_password(world().user("person", "zhang"))
    answers = [
        client.get("/sign-in/"),
        client.post("/sign-in/", {"login": "x", "password": "y"}),
        client.get("/no-such-page/"),
        client.get("/static/accounts/sign-in.css"),
        client.get("/sign-out/"),
        Client(enforce_csrf_checks=True).post("/sign-in/", {}),
        Client(headers={"Host": "elsewhere"}).get("/sign-in/"),
        sign_in(client, user).get("/change-password/"),
    ]
    assert [a.status_code for a in answers] == [200, 200, 404, 200, 405, 403, 400, 200]
    for answer in answers:
        assert all(name in answer.headers for name in NAMES), answer.status_code
        answer.close()
    assert "no-store" in answers[-1].headers["Cache-Control"]


def test_nothing_runs_from_within_pages(settings: Settings) -> None:
    assert "unsafe" not in policy() and "script-src 'self'" in policy()
    settings.OIDC_URL = "https://id.example.cn/realm/.well-known/openid-configuration"
    assert policy().endswith("form-action 'self' https://id.example.cn")


def test_what_a_view_set_stays() -> None:
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse(headers={"Content-Security-Policy": "default-src 'none'"})

    assert Headers(view)(HttpRequest()).headers["Content-Security-Policy"] == "default-src 'none'"


@pytest.mark.parametrize(
    ("proxies", "header", "address"),
    [(0, "9.9.9.9", "10.0.0.1"), (1, "9.9.9.9", "9.9.9.9"), (1, "1.1.1.1, 9.9.9.9", "9.9.9.9"),
     (2, "1.1.1.1, 9.9.9.9", "1.1.1.1"), (2, "9.9.9.9", "10.0.0.1")],
)  # fmt: skip
def test_an_address_is_believed_as_far_as_the_offices_proxies(
    settings: Settings, proxies: int, header: str, address: str
) -> None:
    settings.PROXIES = proxies
    request = HttpRequest()
    request.META |= {"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": header}
    assert address_of(request) == address
    assert address_of(None) == ""
