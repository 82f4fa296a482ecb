"""The gate as a WSGI application of its own: a process that answers settlement systems and nothing else.

The same application also stands in the site, under the same addresses (`wsgi.py`); there it is made when first asked.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

PREFIX = "/api/gate/"
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def make() -> Application:
    """Read everything and keep it fresh from then on. Django must be set up."""
    from django.conf import settings

    from dingdian.journal.checkpoint import signer
    from dingdian.settlement.infno.desk import Desk
    from dingdian.settlement.infno.seen import Seen
    from dingdian.settlement.infno.signatures import at_hand
    from dingdian.settlement.keeper import Keeper
    from dingdian.settlement.rates import Rate
    from dingdian.settlement.requests import RequestLog
    from dingdian.settlement.service import Service
    from dingdian.settlement.shelf import Shelf

    ways, seen = at_hand(settings.GATE_SIGNATURES), Seen(settings.GATE_SEEN)
    shelf = Shelf(Path(settings.GATE_SHELF), signer())
    keeper = Keeper(fresh_for=timedelta(seconds=settings.GATE_FRESH), shelf=shelf)
    keeper.start()
    desk = Desk(keeper, ways, seen, settings.SECRET_KEY)
    return Service(keeper, desk, RequestLog(settings.GATE_LOG), Rate(settings.GATE_RATE, settings.GATE_BURST))


def alone() -> Application:
    """For a server that serves the gate alone: `gunicorn 'dingdian.site.gate:alone()'`."""
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "dingdian.site.gate_settings"
    django.setup()
    return make()
