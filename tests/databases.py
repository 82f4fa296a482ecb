"""A real PostgreSQL for the tests: one cluster a run, made when the first test asks for it, a database a worker.

The cluster's folder is named by the run that starts and removed when it ends.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import pytest_django

from dingdian.site.cluster import OWNER, Cluster

FOLDER = "DINGDIAN_TEST_CLUSTER"
_OWN = pytest.StashKey[bool]()  # a run within a run uses the cluster of the outer one, and leaves it running


def begin(config: pytest.Config) -> None:
    """Name the folder for this run and its workers, and where sites under test listen (no name need be known)."""
    os.environ.setdefault("DJANGO_LIVE_TEST_SERVER_ADDRESS", "127.0.0.1")
    if not hasattr(config, "workerinput") and FOLDER not in os.environ:
        config.stash[_OWN] = True
        os.environ[FOLDER] = tempfile.mkdtemp(prefix="dingdian-tests-")
        Path(os.environ[FOLDER]).chmod(0o755)


def end(config: pytest.Config) -> None:
    """Stop the cluster, if any test asked for it, and remove it."""
    if config.stash.get(_OWN, False) and (folder := os.environ.pop(FOLDER, None)):
        cluster = Cluster(Path(folder) / "postgresql", fast=True)
        if cluster.secrets.is_file():
            cluster.stop(mode="immediate")
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def cluster() -> Cluster:
    """The cluster of this run."""
    folder = Path(os.environ[FOLDER])
    made = Cluster(folder / "postgresql", fast=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        made.start()
    return made


@pytest.fixture(scope="session")
def django_db_modify_db_settings(cluster: Cluster, django_db_modify_db_settings_parallel_suffix: None) -> None:
    from django.conf import settings
    from django.db import connections

    from dingdian.site.settings import database

    own = connections["default"].settings_dict
    test = {**own["TEST"]}
    own.update(database(cluster.url(OWNER, "postgres")))
    own["TEST"] = test
    own["TEST"]["NAME"] = "test_" + os.environ.get("PYTEST_XDIST_WORKER", "alone")
    settings.DATABASES["default"].update({k: own[k] for k in ("USER", "PASSWORD", "HOST", "NAME")})


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker) -> Iterator[None]:
    """Let tests with transactions of their own be cleared away: journal and papers refuse to be emptied.

    Beside a browser's event loop Django opens a connection of its own, which nobody could close when the loop is gone
    and the database is to be dropped.
    """
    from django.db import connection

    with django_db_blocker.unblock(), connection.cursor() as cursor:
        papers = ("papers_paper", "papers_delivery", "papers_withdrawal", "papers_reprint")
        signing = ("signing_edition", "signing_event")
        for table in ("journal_entry", "journal_subject", "accounts_application", *papers, *signing):
            cursor.execute(f"ALTER TABLE IF EXISTS {table} DISABLE TRIGGER {table}_no_truncate")
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        own = "datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()"
        cursor.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {own}")
