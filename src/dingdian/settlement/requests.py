"""The log of requests: who asked how much and what came out, one JSON line each, and nothing about persons."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from dingdian.gate_client.answers import Answer


class RequestLog:
    """Appends to a file, or to standard output; a line is written whole, by any number of processes."""

    def __init__(self, path: str = "") -> None:
        if path:
            Path(path).parent.mkdir(parents=True, exist_ok=True)
            self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
        else:
            self._file = os.dup(1)

    def write(
        self, at: datetime, client: str, what: str, status: object, seconds: float, answers: Iterable[Answer] = ()
    ) -> None:
        """`client`: the institution and the mark of its program; `what`: check, or the number of a transaction."""
        came = Counter(x.outcome for x in answers)
        row = {"at": at.isoformat(timespec="milliseconds"), "client": client, "what": what, "status": status,
               "ms": round(seconds * 1000, 2), **came}  # fmt: skip
        os.write(self._file, (json.dumps(row, ensure_ascii=False) + "\n").encode("utf-8"))
