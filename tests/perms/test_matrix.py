"""Every page × every role × own, parent, sibling, other: what is allowed is shown or done, all else is not there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client, override_settings
from django.urls import get_resolver, include, path

from dingdian.accounts.models import User
from tests.api.requests import ASKS
from tests.api.test_matrix import described
from tests.perms.land import Land, Watch, fail_if, outcome, signed_in, undone
from tests.perms.pages import ANONYMOUS, PAGES, Page, routes
from tests.world import LEVELS

ROLES = list(User.Role.values)


def test_the_table_names_every_address() -> None:
    """Each pattern of the resolver is asked by GET here, or is an operation that the matrix of the API knows."""
    api = {path.removeprefix("/").replace("{", "<").replace("}", ">") for _, path, _ in described().values()}
    found = {route for route, _ in routes(get_resolver())}
    asked = {re.sub(r"<\w+:", "<", route) for route in found} & api
    assert asked == api and described().keys() == ASKS.keys()
    pages = {route for route in found if re.sub(r"<\w+:", "<", route) not in api}
    assert pages == {page.route for page in PAGES if page.method == "GET"}


def test_the_table_names_every_role() -> None:
    assert {role for page in PAGES for role in page.own} == set(ROLES)


def asked(page: Page, there: Land, level: str) -> tuple[str, dict[str, Any]]:
    """Path and body that name things of a level."""
    names = there.names(level)
    fill = {name: quote(str(value)) for name, value in names.items()}
    return page.path.format(**fill), {k: str(v).format(**names) for k, v in page.data.items()}


def send(client: Client, page: Page, there: Land, level: str, *, part: bool = False) -> Any:
    url, data = asked(page, there, level)
    headers = {"HX-Request": "true"} if part else {}
    return client.post(url, data, headers=headers) if page.method == "POST" else client.get(url, headers=headers)


def forms() -> Iterator[Page]:
    """Pages that have no form of their own are also asked by POST: it is as if they had been asked by GET."""
    posted = {page.route for page in PAGES if page.method == "POST"}
    for page in PAGES:
        if page.route not in posted:
            yield Page(page.route, page.path, page.own, "POST", {}, page.anonymous, page.elsewhere,
                       public=page.public, everywhere=page.everywhere)  # fmt: skip


def right(page: Page, role: str, level: str) -> set[str]:
    own = page.own.get(role, {"denied"})
    return (
        own
        if level == "own" or role in page.everywhere or own == {"denied"}
        else own
        if own == {"absent"}
        else {page.elsewhere}
    )


def told(answer: Any, page: Page, there: Land, role: str, level: str) -> set[str]:
    """What a body tells of elsewhere, besides what was typed into it."""
    everywhere = (
        page.public or role in page.everywhere or (role == User.Role.AUDIT_ADMIN and page.route.startswith("logs/"))
    )
    if everywhere or "text/html" not in answer.get("Content-Type", ""):
        return set()
    body = answer.content.decode()
    path, data = asked(page, there, level)
    for typed in data.values():
        body = body.replace(f'value="{typed}"', "")
    for typed in re.findall(r"[?&]q=([^&]*)", path):
        for around in ("“{}”", 'value="{}"', "查找 {}", "q={}", "q%3D{}"):
            body = body.replace(around.format(typed), "")
    return {word for word in there.foreign(role) if word in body}


Cell = tuple[str, Page, str, bool]


def cells(roles: list[str], *, least: int = 1) -> list[Cell]:
    """Who asks for what, where, and whether as a part of a page: all of it, or one in so many."""
    pages = [*PAGES, *forms()]
    found = [
        (role, page, level, part)
        for page in pages
        for level in (LEVELS if page.named else ["own"])
        for part in ((False, True) if page.list and page.method == "GET" else (False,))
        for role in roles
    ]
    return sorted(found[::least], key=lambda cell: cell[0])


def wrong(client: Client, cell: Cell, there: Land, watch: Watch) -> Iterator[str]:
    """What is not as the table says."""
    role, page, level, part = cell
    where = f"{role} {page.method} {page.path} {dict(page.data)} {level}"
    with undone():
        if page.writes and role != ANONYMOUS:
            client = signed_in(there.country.users[role])  # the other session is to last
        watch.begin()
        answer = send(client, page, there, level, part=part)
        became = outcome(answer)
        good = {page.anonymous} if role == ANONYMOUS else right(page, role, level)
        if became not in good:
            yield f"{where}: {became} ({answer.status_code}), not {sorted(good)}"
        trace = watch.changed(looked=became in ("shown", "done"))
        if trace and not page.writes and not (became == "done" and page.method == "POST"):
            yield f"{where}: {became}, yet {sorted(trace)} were written"
        if leaked := told(answer, page, there, role, level):
            yield f"{where}: tells of {sorted(leaked)}"


def all_wrong(there: Land, asked: list[Cell]) -> list[str]:
    found = []
    for role, group in groupby(asked, key=lambda cell: cell[0]):
        with undone():
            client = Client() if role == ANONYMOUS else signed_in(there.country.users[role])
            watch = Watch()
            found += [text for cell in group for text in wrong(client, cell, there, watch)]
    return found


def test_who_sees_and_does_what_on_pages(there: Land) -> None:
    """One cell in thirteen, each role and level in turn; the whole table in the long run."""
    fail_if(all_wrong(there, cells(ROLES, least=13)))


@pytest.mark.long
def test_who_sees_and_does_what_on_pages_cell_by_cell(there: Land) -> None:
    fail_if(all_wrong(there, cells(ROLES)))


def test_whoever_is_not_signed_in_sees_the_public_face_alone(there: Land) -> None:
    fail_if(all_wrong(there, [cell for cell in cells([ANONYMOUS]) if cell[2] == "own"]))
    User.objects.filter(username="clerk").update(is_active=False)
    gone, watch = signed_in(User.objects.get(username="clerk")), Watch()
    asked = [(ANONYMOUS, page, "own", False) for page in {page.route: page for page in PAGES}.values()]
    fail_if([text for cell in asked for text in wrong(gone, cell, there, watch)])


class WithSingleSignOn:
    """The addresses of a site whose office has an identity provider."""

    urlpatterns = (
        path("", include("allauth.socialaccount.providers.openid_connect.urls")),
        *get_resolver().url_patterns,
    )


def test_single_sign_on_adds_two_addresses_that_lead_nowhere_without_a_provider(there: Land) -> None:
    with override_settings(ROOT_URLCONF=WithSingleSignOn):
        more = {route for route, _ in routes(get_resolver())} - {
            route for route, _ in routes(get_resolver("dingdian.site.urls"))
        }
        assert {re.sub(r"[^/]*\(.*\)", "<provider>", route.replace("^", "")) for route in more} == {
            "oidc/<provider>/login/", "oidc/<provider>/login/callback/",
        }  # fmt: skip
        for role in ROLES:
            client = signed_in(there.country.users[role])
            assert {client.get(f"/oidc/nobody/{end}").status_code for end in ("login/", "login/callback/")} == {404}, (
                role
            )
