"""A small province for the pages, templates that may not name what is not there, and a real browser."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.template import engines
from django.test import Client
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from dingdian.accounts.models import User
from dingdian.journal.models import Region
from dingdian.journal.record import today
from tests.accounts.factory import sign_in as proved
from tests.web import small_demo
from tests.web.browsing import Desk, Opening

ROOT = Path(__file__).parents[2]


class _Undefined(str):
    """Stands for what a template names and its context lacks."""

    __slots__ = ()

    def __contains__(self, key: object) -> bool:
        return key == "%s"

    def __mod__(self, name: object) -> str:
        raise AssertionError(f"a template names {name}, which its context lacks")


@pytest.fixture(autouse=True)
def _no_undefined_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", _Undefined("%s"))


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def province(db: None) -> Region:
    """Institutions, people, users and cases of the small demonstration, as of today."""
    return small_demo.load(day=today())


@pytest.fixture
def signed_in(province: Region) -> Callable[[str], Client]:
    """A client signed in as a user of the small demonstration."""

    def sign_in(username: str) -> Client:
        return proved(Client(), User.objects.get(username=username))

    return sign_in


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """The installed Chromium; brought in where it is missing and may be, else the tests fail and say so."""
    found = subprocess.run(["bash", str(ROOT / "tools" / "browser.sh")], capture_output=True, text=True)
    if found.returncode:
        pytest.fail(found.stderr.strip() or found.stdout.strip(), pytrace=False)
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # the browser's event loop runs beside the tests, in this thread
    path = found.stdout.strip().splitlines()[-1]
    return {"executable_path": path, "args": ["--no-sandbox", "--disable-gpu"]}


@pytest.fixture
def desk(transactional_db: None, settings: Any, live_server: LiveServer, browser: Browser) -> Iterator[Opening]:
    """Gives each user a browser of their own at a demonstration, where nobody is asked for a second factor."""
    settings.DEMO = True
    small_demo.load(day=today())
    nurse = User(username="nurse", name="赵敏", role=User.Role.PERSON, person=small_demo.person_code(4))
    nurse.set_password(small_demo.PASSWORD)
    nurse.save()
    opened: list[Desk] = []

    def open_for(username: str) -> Desk:
        opened.append(Desk(browser, live_server.url, username))
        return opened[-1]

    yield open_for
    for one in opened:
        one.page.context.close()
