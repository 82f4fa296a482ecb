"""A small province for the pages, templates that may not name what is not there, and a real browser."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.template import engines
from django.test import Client

from dingdian.accounts.models import User
from dingdian.journal.models import Region
from dingdian.journal.record import today
from tests.accounts import factory
from tests.web import small_demo

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
        return factory.sign_in(Client(), User.objects.get(username=username))

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
