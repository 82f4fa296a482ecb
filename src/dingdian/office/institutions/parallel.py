"""A long list judged on every core: the children inherit what was read, only the answers travel back."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor

from pydantic import ValidationError

from dingdian.messages import explain_error
from dingdian.office.cells import Fault
from dingdian.office.institutions.verdict import Checked, Judge

_MANY = 1500  # institutions from which a second process pays
_CHUNK = 100
Answer = Checked | list[tuple[str, Fault]]
"""What the law says, or the facts that cannot stand, each with its name."""

_judge: Judge | None = None


def answers(judge: Judge, codes: Sequence[str]) -> Iterator[tuple[str, Answer]]:
    """Each institution with its answer, in order."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
    # A copy of a process is sound only while nothing else runs in it.
    if len(codes) < _MANY or cores < 2 or threading.active_count() > 1:
        yield from zip(codes, (_answer(judge, code) for code in codes), strict=True)
        return
    global _judge
    _judge = judge
    chunks = [codes[i : i + _CHUNK] for i in range(0, len(codes), _CHUNK)]
    try:
        with ProcessPoolExecutor(cores, multiprocessing.get_context("fork")) as pool:
            for chunk, found in zip(chunks, pool.map(_answers, chunks), strict=True):
                yield from zip(chunk, found, strict=True)
    finally:
        _judge = None


def _answers(codes: Sequence[str]) -> list[Answer]:
    """In a child: the judge is the one that the parent had when it was copied."""
    assert _judge is not None
    return [_answer(_judge, code) for code in codes]


def _answer(judge: Judge, code: str) -> Answer:
    try:
        return judge.judge(code)
    except ValidationError as error:
        return [(".".join(str(x) for x in e["loc"]), Fault(*explain_error(e))) for e in error.errors()]
