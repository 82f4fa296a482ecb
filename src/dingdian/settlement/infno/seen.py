"""The numbers of messages that have come, kept on disk while they could come again: nothing is taken twice."""

from __future__ import annotations

import sqlite3
import threading
from datetime import datetime, timedelta
from pathlib import Path

FORGET_EVERY = timedelta(minutes=1)


class Seen:
    """One file for all processes of a machine; a restart forgets nothing."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._file = sqlite3.connect(path, timeout=5, isolation_level=None, check_same_thread=False)
        self._file.execute("PRAGMA journal_mode = WAL")
        self._file.execute("PRAGMA synchronous = NORMAL")
        self._file.execute("CREATE TABLE IF NOT EXISTS seen (message TEXT PRIMARY KEY, until REAL) WITHOUT ROWID")
        self._forget_at: datetime | None = None

    def first(self, message: str, now: datetime, until: datetime) -> bool:
        """Whether the message has not come before; kept until then."""
        with self._lock:
            self._forget(now)
            made = self._file.execute(
                "INSERT INTO seen VALUES (?, ?) ON CONFLICT DO NOTHING", (message, until.timestamp())
            )
            return made.rowcount == 1

    def _forget(self, now: datetime) -> None:
        if self._forget_at is None or now >= self._forget_at:
            self._file.execute("DELETE FROM seen WHERE until < ?", (now.timestamp(),))
            self._forget_at = now + FORGET_EVERY
