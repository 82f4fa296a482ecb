"""Reading at one moment, and giving the connection back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import close_old_connections, connection, transaction


@contextmanager
def one_moment() -> Iterator[None]:
    """Whatever is read within is of one moment, so that an answer can name the entry up to which it knows."""
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def release() -> None:
    """Give the connection of this thread back, as the site does at the end of a request."""
    if not connection.in_atomic_block:
        close_old_connections()
