"""The land as a fixture; refusals are what is tested, as they are of the API."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import pytest_django
from django.db import transaction
from django.test import override_settings

from tests.api.conftest import _static
from tests.perms.land import Land, land

__all__ = ["_static", "built", "there"]


@pytest.fixture(scope="module")
def built(
    django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Land]:
    """The land, once for a file, with seals of its own; each test takes back what it wrote."""
    seals = override_settings(PAPERS_DEVELOPMENT_SEALS=tmp_path_factory.mktemp("seals"), PAPERS_SEALS="")
    with seals, django_db_blocker.unblock(), transaction.atomic():
        yield land()
        transaction.set_rollback(True)


@pytest.fixture
def there(built: Land, db: None) -> Land:
    return built
