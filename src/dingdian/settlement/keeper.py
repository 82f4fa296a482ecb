"""Keeps what the gate knows fresh: every region's snapshot and who may ask, read again as the journal moves.

One thread reads; no request ever waits for the database. While that is away the last known goes on answering, marked
as stale, and when it is back freshness is too.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from dingdian.gate_client.answers import Answer, Line
from dingdian.journal.models import Region
from dingdian.settlement.binding import bound
from dingdian.settlement.clients import Clients
from dingdian.settlement.online import Online, believed, last_known
from dingdian.settlement.shelf import Shelf

LOOK_EVERY = timedelta(seconds=0.25)
"""How often the heads of the journals are looked at."""
FRESH_FOR = timedelta(seconds=10)
"""From when an answer is marked as stale."""
WHOLE_EVERY, RENEW_AFTER = timedelta(hours=1), timedelta(seconds=2)
"""How often everything is read anew and put on the shelf, and how often it is asked whether it is time."""
AGAIN_AFTER = timedelta(seconds=2)
"""How long the database is left alone after it did not answer."""
_log = logging.getLogger(__name__)


class Keeper:
    """The snapshots of all regions of offices, and the clients. Stories, which belong to no division, are not served.

    Made, it has read everything if the database answered; from its `shelf`, where there is something of use, it is
    quicker, and does without the database if it must. `start` keeps it fresh until `stop`.
    """

    def __init__(
        self, now: Callable[[], datetime] = timezone.now, fresh_for: timedelta = FRESH_FOR, shelf: Shelf | None = None
    ) -> None:
        self._now, self._fresh_for, self._shelf = now, fresh_for, shelf
        self._ended = threading.Event()
        self.clients = Clients()
        self._regions: Mapping[str, Online] = {}
        self._bound: dict[str, str] = {}
        self._read_at: dict[str, datetime] = {}
        self._told: dict[str, Any] | None = None
        self.away = False
        self.look()
        if self.away and shelf is not None:
            self._without_database(shelf)

    def start(self) -> None:
        for name, work in (("gate-keeper", self._run), ("gate-renewer", self._renew)):
            threading.Thread(target=work, name=name, daemon=True).start()

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

    def renew(self) -> None:
        """Read whole what was last read so an hour ago, or taken from the shelf, while the other goes on answering.

        Whoever may ask is kept on the shelf as soon as it changes.
        """
        from dingdian.settlement.reading import whole  # loads the law

        now = self._now()
        for code, online in self._regions.items():
            if code not in self._read_at or now - self._read_at[code] >= WHOLE_EVERY:
                online.renewed(whole(online.region, now, self._shelf))
                self._read_at[code] = now
        told = self.clients.told()
        if self._shelf is not None and told != self._told:
            self._shelf.keep_clients(told)
            self._told = told

    def _look(self) -> None:
        at = self._now()
        rows = Region.objects.filter(division__isnull=False, head__isnull=False).select_related("head")
        known: dict[str, Online] = {}
        for region in rows:
            rules = bound(region)
            if self._bound.get(region.pk) != rules or region.pk not in self._regions:
                known[region.pk] = self._opened(region, at)
                self._bound[region.pk] = rules
            else:
                known[region.pk] = self._regions[region.pk]
            known[region.pk].catch_up(region.head.seq, at)
        self._regions = known

    def _opened(self, region: Region, at: datetime) -> Online:
        kept = last_known(region, self._shelf)
        if kept is not None:
            return Online(region, kept, self._fresh_for)
        from dingdian.settlement.reading import whole  # loads the law

        self._read_at[region.pk] = at
        return Online(region, whole(region, at, self._shelf), self._fresh_for)

    def _without_database(self, shelf: Shelf) -> None:
        """What was last known; whose rows they are is asked again as soon as somebody answers."""
        for head, filings in shelf.regions():
            region, snapshot = Region(pk=head["region"]), believed(head, filings)
            if snapshot is not None:
                self._regions = {**self._regions, region.pk: Online(region, snapshot, self._fresh_for)}
        told = shelf.clients()
        if told is not None:
            self.clients.restore(told)

    def _run(self) -> None:
        while not self._ended.wait((AGAIN_AFTER if self.away else LOOK_EVERY).total_seconds()):
            self._safely(self.look)
        connection.close()

    def _renew(self) -> None:
        """In a thread of its own, so that reading a province whole keeps nothing new waiting."""
        while not self._ended.wait(RENEW_AFTER.total_seconds()):
            if not self.away:
                self._safely(self.renew)
                connection.close()

    def _safely(self, work: Callable[[], None]) -> None:
        try:
            work()
        except Exception:  # whatever it is, what is known goes on answering, and says that it grows old
            _log.exception("gate: what is new could not be read")
            connection.close()


__all__ = ["AGAIN_AFTER", "FRESH_FOR", "LOOK_EVERY", "Keeper"]
