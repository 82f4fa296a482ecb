"""What starts an event loop of its own, run in a thread: a browser of another test may hold this thread's loop."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connections

T = TypeVar("T")


def aside(work: Callable[[], T]) -> T:
    """What `work` gives, done in a thread with connections of its own, which are closed afterwards."""

    def alone() -> T:
        try:
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as threads:
        return threads.submit(alone).result()
