"""The land as a fixture; refusals are what is tested, as they are of the API."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import pytest_django
from django.db import transaction

from tests.api.conftest import _static
from tests.perms.land import Land, land

__all__ = ["_static", "built", "there"]


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker) -> Iterator[Land]:
    """The land, once for a file; each test takes back what it wrote."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield land()
        transaction.set_rollback(True)


@pytest.fixture
def there(built: Land, db: None) -> Land:
    return built
