"""No static files are collected for these tests, and refusals are what is tested: nobody need be warned of them."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_django
from django.db import transaction

from tests.perms.land import Land, land


@pytest.fixture(autouse=True)
def _static(settings: Any, tmp_path: Path) -> None:
    settings.STATIC_ROOT = str(tmp_path)
    logging.getLogger("django.request").setLevel(logging.ERROR)


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker) -> Iterator[Land]:
    """The land, once for a file; each test takes back what it wrote."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield land()
        transaction.set_rollback(True)


@pytest.fixture
def there(built: Land, db: None) -> Land:
    return built
