"""Who opened a file, from the access log that the accounts keep."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dingdian.accounts import log

MOST = 20


def of(subject: str) -> Sequence[Any]:
    """The last openings of a file, newest first: rows with `user`, `at` and `what`."""
    read = getattr(log, "accesses", None)
    return list(read(subject)[:MOST]) if read is not None else ()
