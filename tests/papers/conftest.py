"""The small province with seals of a development authority of this run, and the programs that look at PDFs."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_django
from django.db import transaction
from django.test import Client, override_settings

from dingdian.accounts.models import User
from dingdian.journal.models import Region
from dingdian.journal.record import today
from tests.accounts.factory import sign_in as proved
from tests.web import small_demo
from tests.web.conftest import _no_undefined_names, _quick_passwords

__all__ = ["_no_undefined_names", "_quick_passwords"]
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def seals(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("seals")


@pytest.fixture(autouse=True)
def _own_seals(settings: Any, seals: Path, tmp_path: Path) -> None:
    settings.PAPERS_DEVELOPMENT_SEALS, settings.PAPERS_SEALS = seals, ""
    settings.CHECKPOINTS = str(tmp_path / "checkpoints")


@pytest.fixture(scope="session")
def pdfsig() -> Callable[[Path], str]:
    """What poppler's pdfsig says of a file; it is brought in where it is missing and may be."""
    made = subprocess.run(["bash", str(ROOT / "tools" / "poppler.sh")], capture_output=True, text=True)
    if made.returncode:
        pytest.fail(made.stderr.strip(), pytrace=False)

    def ask(path: Path) -> str:
        return subprocess.run(["pdfsig", str(path)], capture_output=True, text=True).stdout

    return ask


@pytest.fixture(scope="module")
def land(django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker) -> Iterator[None]:
    """The small province, written once for the tests of a module; each of them starts from it anew."""
    hashers = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with django_db_blocker.unblock(), override_settings(PASSWORD_HASHERS=hashers):
        around = transaction.atomic()
        around.__enter__()
        small_demo.load(day=today())
    yield
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


@pytest.fixture
def province(land: None, db: None) -> Region:
    return Region.objects.get(code="demo-yunnan")


@pytest.fixture
def signed_in(province: Region) -> Callable[[str], Client]:
    def sign_in(username: str) -> Client:
        return proved(Client(), User.objects.get(username=username))

    return sign_in
