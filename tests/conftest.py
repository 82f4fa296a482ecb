"""What every test run has: its results kept for the clauses they prove, a database for those that ask."""

from __future__ import annotations

import pytest

from tests import databases, recording
from tests.databases import cluster, django_db_modify_db_settings, django_db_setup
from tests.recording import pytest_collection_modifyitems

__all__ = ["cluster", "django_db_modify_db_settings", "django_db_setup", "pytest_collection_modifyitems"]


def pytest_configure(config: pytest.Config) -> None:
    databases.begin(config)
    recording.pytest_configure(config)


def pytest_unconfigure(config: pytest.Config) -> None:
    databases.end(config)
