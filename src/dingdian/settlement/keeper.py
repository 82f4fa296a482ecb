"""Keeps what the gate knows fresh: every region's snapshot and who may ask, read again as the journal moves.

One thread reads; no request ever waits for the database. While that is away the last known goes on answering, marked
as stale, and when it is back freshness is too.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from dingdian.gate_client.answers import Answer, Line
from dingdian.journal.models import Region
from dingdian.settlement.clients import Clients
from dingdian.settlement.online import Online

LOOK_EVERY = timedelta(seconds=0.25)
"""How often the heads of the journals are looked at."""
FRESH_FOR = timedelta(seconds=10)
"""From when an answer is marked as stale."""
AGAIN_AFTER = timedelta(seconds=2)
"""How long the database is left alone after it did not answer."""
_log = logging.getLogger(__name__)


class Keeper:
    """The snapshots of all regions of offices, and the clients. Stories, which belong to no division, are not served.

    Made, it has read everything, if the database answered; `start` keeps it fresh until `stop`.
    """

    def __init__(self, now: Callable[[], datetime] = timezone.now, fresh_for: timedelta = FRESH_FOR) -> None:
        self._fresh_for = fresh_for
        self._now, self._ended = now, threading.Event()
        self.clients = Clients()
        self._regions: Mapping[str, Online] = {}
        self._bound: dict[str, tuple[str, ...]] = {}
        self.away = False
        self.look()

    def start(self) -> None:
        threading.Thread(target=self._run, name="gate-keeper", daemon=True).start()

    def stop(self) -> None:
        self._ended.set()

    @property
    def regions(self) -> Mapping[str, Online]:
        """By code, what is served."""
        return self._regions

    def at(self, institution: str) -> list[Online]:
        """The regions in which an institution is registered."""
        return [x for x in self._regions.values() if x.serves(institution)]

    def check(self, online: Online, line: Line) -> Answer:
        """What a line comes to in a region, at this moment."""
        return online.check(line, self._now())

    def look(self) -> None:
        """Read what has changed since the last look; note it if the database is away. Raises any other fault."""
        try:
            self._look()
            self.clients.look(self._now())
            self.away = False
        except (OperationalError, InterfaceError) as error:
            if not self.away:
                _log.warning("gate: the database is away; answering from what was known (%s)", error)
            self.away = True
            connection.close()

    def _look(self) -> None:
        at = self._now()
        rows = Region.objects.filter(division__isnull=False, head__isnull=False).select_related("head")
        kept: dict[str, Online] = dict(self._regions)
        seen = set()
        for region in rows:
            rules = (region.persons, region.institutions, region.parameters, str(region.complete))
            seen.add(region.pk)
            if self._bound.get(region.pk) != rules:
                kept[region.pk] = Online(region, at, self._fresh_for)
                self._bound[region.pk] = rules
            else:
                kept[region.pk].catch_up(region.head.seq, at)
        self._regions = {code: online for code, online in kept.items() if code in seen}

    def _run(self) -> None:
        while not self._ended.wait((AGAIN_AFTER if self.away else LOOK_EVERY).total_seconds()):
            try:
                self.look()
            except Exception:  # whatever it is, what is known goes on answering, and says that it grows old
                _log.exception("gate: what is new could not be read")
                connection.close()
        connection.close()


__all__ = ["AGAIN_AFTER", "FRESH_FOR", "LOOK_EVERY", "Keeper"]
