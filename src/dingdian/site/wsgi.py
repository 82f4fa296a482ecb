"""The site as a WSGI application; what settlement systems ask goes to the gate and past the pages."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

from dingdian.site import gate

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dingdian.site.settings")
pages = get_wsgi_application()
_lock = threading.Lock()
_made: list[gate.Application] = []


def application(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """The gate is made at the first request to it, so that a site that nobody asks holds no snapshot."""
    if not environ["PATH_INFO"].startswith(gate.PREFIX):
        return pages(environ, start)
    with _lock:
        if not _made:
            _made.append(gate.make())
    return _made[0](environ, start)
