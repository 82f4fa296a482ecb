"""Several pieces of work at once, each in a process of its own with a connection of its own.

Nothing of Django is imported here: a child reads this before it is set up.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from queue import Empty
from typing import Any, TypeVar

Progress = Callable[[str, int, int], None]
T = TypeVar("T")
R = TypeVar("R")
_LOOK = 0.5  # seconds between two looks at how far they have come
_told: Any = None  # in a child: where it says how far it has come


def by_processes(work: Callable[[T, Progress], R], tasks: Sequence[T], progress: Progress) -> list[R]:
    """What the work gives for each task, in order; the first error of any is raised."""
    context = multiprocessing.get_context("spawn")
    queue = context.Queue()
    with ProcessPoolExecutor(len(tasks), context, _begin, (queue,)) as pool:
        running = [pool.submit(_run, work, task) for task in tasks]
        while not all(future.done() for future in running):
            try:
                progress(*queue.get(timeout=_LOOK))
            except Empty:
                continue
        return [future.result() for future in running]


def _begin(queue: Any) -> None:
    """In a child, before its first task."""
    global _told
    import django

    django.setup()
    _told = queue


def _run(work: Callable[[T, Progress], R], task: T) -> R:
    return work(task, lambda *how_far: _told.put(how_far))
