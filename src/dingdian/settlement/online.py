"""A region's snapshot in memory, kept fresh by the journal: only what an entry is about is read again."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from dingdian.gate_client.answers import Answer, Line
from dingdian.gate_client.file import Damaged
from dingdian.gate_client.snapshot import Snapshot
from dingdian.journal.models import Entry, Region
from dingdian.settlement.binding import bound
from dingdian.settlement.moment import one_moment
from dingdian.settlement.shelf import Shelf

_log = logging.getLogger(__name__)
GOOD_FOR = timedelta(days=1)
"""From when nothing is paid by default, the record not having been reached for so long."""


def last_known(region: Region, shelf: Shelf | None) -> Snapshot | None:
    """The snapshot on the shelf, if it is of this journal and of the rules that bind the region now."""
    found = None if shelf is None else shelf.take(region.pk)
    if found is None or found[0].get("bound") != bound(region):
        return None
    head, filings = found
    last = Entry.objects.filter(region=region, seq=head["position"], hash=head["chained"])
    return believed(head, filings) if head["position"] == 0 or last.exists() else None


def believed(head: dict[str, Any], filings: memoryview) -> Snapshot | None:
    """The snapshot of a file, if this version of the gate can read it."""
    try:
        return Snapshot.of(head, filings)
    except Damaged as error:
        _log.warning("gate: what was kept of %s is not used (%s)", head["region"], error)
        return None


class Online:
    """Answers for one region; any number of threads may ask while one keeps it fresh."""

    def __init__(self, region: Region, snapshot: Snapshot, fresh_for: timedelta) -> None:
        self.region, self._fresh_for = region, fresh_for
        self._renewed: Snapshot | None = None
        self._snapshot = self._online(snapshot)

    @property
    def snapshot(self) -> Snapshot:
        return self._snapshot

    @property
    def position(self) -> int:
        """The last entry of the journal that is known here."""
        return self._snapshot.position

    def check(self, line: Line, now: datetime) -> Answer:
        """What a line comes to, as far as the journal is known here."""
        return self._snapshot.check(line, now)

    def serves(self, institution: str) -> bool:
        """Whether the institution is registered in this region."""
        return institution in self._snapshot.places

    def renewed(self, snapshot: Snapshot) -> None:
        """Take a snapshot that was read anew in the place of the one in use, at the next look."""
        self._renewed = self._online(snapshot)

    def catch_up(self, newest: int, now: datetime) -> None:
        """Read what bears on the entries up to `newest`, the journal's last as seen at `now`; of one thread at a time.

        Raises `DatabaseError`, and then knows what it knew.
        """
        renewed = self._renewed
        known = renewed or self._snapshot
        if newest != known.position:
            from dingdian.settlement.reading import newer  # loads the law, which a start from the shelf does without

            with one_moment():
                known = newer(self.region, known)
        known.made_at = now
        self._snapshot = known
        if self._renewed is renewed:
            self._renewed = None

    def _online(self, snapshot: Snapshot) -> Snapshot:
        return replace(snapshot, fresh_for=self._fresh_for, good_for=GOOD_FOR)
