"""Who looked at what."""

from __future__ import annotations

import logging
from typing import Any

_ACCESS = logging.getLogger("dingdian.access")


def log_access(user: Any, what: str, subject: str, request: Any = None) -> None:
    """Keep that a user looked at something in full."""
    _ACCESS.info("%s %s %s", user.pk, what, subject)


def log_operation(user: Any, what: str, subject: str, request: Any = None) -> None:
    """Keep that a user changed something beside the journal."""
    _ACCESS.info("%s %s %s", user.pk, what, subject)
