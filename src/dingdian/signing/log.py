"""The log of a session: lines chained by hash, written only here."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from django.utils import timezone

from dingdian.accounts.models import User
from dingdian.journal import canonical
from dingdian.signing.models import Event, Session

NAMES = {
    "opened": "编制文本", "read": "确认已阅读", "sealed": "签章", "signed": "签订完成", "reminded": "提醒签约",
    "declined": "机构不签", "expired": "逾期未签", "void": "失效", "offline": "登记线下签订",
}  # fmt: skip
SYSTEM = "系统"


def note(session: Session, name: str, by: User | None, *, words: str = "", file: str = "") -> Event:
    """Add a line. The session's row is locked by whoever writes."""
    last = Event.objects.filter(session=session).order_by("-n").first()
    event = _line(session, last, name, by, words, file)
    event.save(force_insert=True)
    return event


def note_many(told: Sequence[tuple[Session, str]], name: str, by: User | None) -> None:
    """Add a line to each of many sessions, with its words."""
    lines = Event.objects.filter(session__in=[session for session, _ in told]).order_by("session", "-n")
    last = {event.session_id: event for event in lines.distinct("session")}
    Event.objects.bulk_create([_line(s, last.get(s.pk), name, by, words, "") for s, words in told])


def _line(session: Session, last: Event | None, name: str, by: User | None, words: str, file: str) -> Event:
    office = by.organisation.name if by is not None and by.organisation is not None else SYSTEM
    event = Event(
        session=session, n=last.n + 1 if last else 1, name=name, words=words[:500], by=by.username if by else SYSTEM,
        office=office, at=timezone.now(), file=file, previous=last.hash if last else "",
    )  # fmt: skip
    event.hash = hash_of(event)
    return event


def hash_of(event: Event) -> str:
    """What the hash of a line has to be, the one before included."""
    told = {
        "session": event.session_id, "n": event.n, "name": event.name, "words": event.words, "by": event.by,
        "office": event.office, "at": event.at.isoformat(), "file": event.file, "previous": event.previous,
    }  # fmt: skip
    return hashlib.sha256(canonical.text(told).encode()).hexdigest()


def sound(session: Session) -> bool:
    """Whether the log is whole: numbered without a gap, each line with its hash and that of the one before."""
    previous = ""
    for n, event in enumerate(Event.objects.filter(session=session).order_by("n"), 1):
        if event.n != n or event.previous != previous or event.hash != hash_of(event):
            return False
        previous = event.hash
    return True
