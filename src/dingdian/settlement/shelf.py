"""What the gate last knew, kept in signed files: a restart answers at once, also while the database is away."""

from __future__ import annotations

import logging
import mmap
import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from dingdian.gate_client.file import Damaged, read, write
from dingdian.journal.checkpoint import Signer

_SUFFIX, CLIENTS = ".ddg", "clients"
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Shelf:
    """A folder of files that only this user can read, each signed with the office's key."""

    folder: Path
    key: Signer

    def keep(self, code: str, head: dict[str, Any], filings: Iterable[bytes]) -> None:
        """Put a region's snapshot in the place of the one before, whole or not at all."""
        self._write(f"region-{quote(code, safe='')}", head, filings)

    def take(self, code: str) -> tuple[dict[str, Any], memoryview] | None:
        """Head and filings of a region; nothing where there is no file, or none that can be believed."""
        return self._read(f"region-{quote(code, safe='')}")

    def regions(self) -> list[tuple[dict[str, Any], memoryview]]:
        """Head and filings of every region."""
        names = sorted(path.name.removesuffix(_SUFFIX) for path in self.folder.glob(f"region-*{_SUFFIX}"))
        return [found for name in names if (found := self._read(name)) is not None]

    def keep_clients(self, told: dict[str, Any]) -> None:
        self._write(CLIENTS, told, ())

    def clients(self) -> dict[str, Any] | None:
        found = self._read(CLIENTS)
        return None if found is None else found[0]

    def _write(self, name: str, head: dict[str, Any], filings: Iterable[bytes]) -> None:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile(dir=self.folder, prefix=f"{name}-", delete=False) as part:
            try:
                write(part.write, head, filings, self.key.sign)
                part.flush()
                os.fsync(part.fileno())
                Path(part.name).replace(self.folder / f"{name}{_SUFFIX}")
            except BaseException:  # half a file is of no use, and a nation's is large
                Path(part.name).unlink(missing_ok=True)
                raise

    def _read(self, name: str) -> tuple[dict[str, Any], memoryview] | None:
        path = self.folder / f"{name}{_SUFFIX}"
        try:
            with path.open("rb") as file:
                data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            return read(memoryview(data), self.key.public())
        except FileNotFoundError:
            return None
        except (Damaged, ValueError) as error:
            _log.warning("gate: %s is not used (%s)", path.name, error)
            return None
