"""Databases of their own for what a rolled-back transaction cannot show: roles, backups, crashes."""

from __future__ import annotations

import itertools
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.postgresql.base import DatabaseWrapper

from dingdian.site.cluster import APPLICATION, OWNER, Cluster
from dingdian.site.settings import database

_numbers = itertools.count()


@dataclass(frozen=True)
class Office:
    """A database in a cluster."""

    cluster: Cluster
    name: str

    def url(self, role: str = OWNER) -> str:
        return self.cluster.url(role, self.name)

    @contextmanager
    def connected(self, role: str) -> Iterator[BaseDatabaseWrapper]:
        """A connection of Django's as a role."""
        made = DatabaseWrapper({**connection.settings_dict, **database(self.url(role))})
        try:
            yield made
        finally:
            made.close()

    def dump(self, path: Path) -> Path:
        tool("pg_dump", "-Fc", "-f", str(path), self.url())
        return path


@contextmanager
def office(cluster: Cluster, dump: Path | None = None) -> Iterator[Office]:
    """A new database, empty or as a dump holds it."""
    made = Office(cluster, f"office_{os.getpid()}_{next(_numbers)}")
    with psycopg.connect(cluster.url(OWNER, "postgres"), autocommit=True) as server:
        server.execute(f"CREATE DATABASE {made.name} OWNER {OWNER}")
        try:
            if dump is not None:
                tool("pg_restore", "--exit-on-error", "-d", made.url(), str(dump))
            yield made
        finally:
            server.execute(f"DROP DATABASE {made.name} WITH (FORCE)")


def tool(program: str, *arguments: str) -> None:
    """Run a tool of the server's own version."""
    cluster = Cluster(Path("/"))
    done = subprocess.run([cluster._binaries() / program, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def tables(cluster: Cluster, path: Path) -> Path:
    """The empty tables of the tests' own database, as a dump."""
    own = Office(cluster, str(connection.settings_dict["NAME"]))
    return own.dump(path)


__all__ = ["APPLICATION", "OWNER", "Office", "office", "tables"]
