"""Long lists written to files in the background, kept for their user for a while.

Role and scope are asked three times: when the list is asked for, when it is written, and when the file is taken.
"""

from __future__ import annotations

import hashlib
import json
import logging
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone

from dingdian.accounts.log import log_access
from dingdian.accounts.models import User
from dingdian.accounts.perms import may
from dingdian.accounts.scope import scope_of
from dingdian.registry import export
from dingdian.web import exported
from dingdian.web.exported import Exported
from dingdian.web.models import Download

KEPT = timedelta(days=7)
"""How long a file is kept for its user: a habit of the office, no rule of law."""
_LOG = logging.getLogger(__name__)
S = Download.State


class Changed(PermissionDenied):
    """The user's role or scope is no longer what it was when the file was written."""


def start(user: User, asked: Exported, kind: str, *, full: bool) -> Download:
    """Put a list in the queue; the same list waiting already is not queued twice."""
    _allowed(user, asked, full)
    said = [asked.name, dict(asked.query), [c.key for c in asked.columns], kind, full]
    mark = hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
    own = {"user": user, "mark": mark}
    what = {"name": asked.name, "title": asked.title, "query": dict(asked.query), "kind": kind, "full": full}
    try:
        with transaction.atomic():
            made = Download.objects.create(**own, **what, total=asked.count())
            from dingdian.web.tasks import write

            write.defer(download_id=made.pk)
    except IntegrityError:
        return Download.objects.get(**own, state__in=(S.WAITING, S.RUNNING))
    return made


def of(user: User) -> QuerySet[Download]:
    """The user's own, newest first, without their files."""
    return Download.objects.filter(user=user).defer("content").order_by("-id")


def run(pk: int) -> Download:
    """Write a file with the rights that its user has now. One that was broken off is written anew from the start."""
    row = Download.objects.select_related("user__organisation").get(pk=pk)
    if row.ended_at is not None:
        return row
    Download.objects.filter(pk=pk).update(state=S.RUNNING, done=0)
    try:
        asked = exported.of(row.user, row.name, row.query)
        _allowed(row.user, asked, row.full)
        row.content = _written(row, asked)
    except (PermissionDenied, Http404) as refused:
        return _end(row, S.FAILED, str(refused) or "这个列表已不在您的范围内")
    except Exception:
        _LOG.exception("export %s", pk)
        _end(row, S.FAILED, "没有写成；请再导出一次，仍不成的联系系统管理员")
        raise
    row.scope, row.done, row.until = _scope(row.user), row.total, timezone.now() + KEPT
    return _end(row, S.DONE)


def take(user: User, row: Download, request: Any = None) -> bytes:
    """The file, for its user alone, while role and scope are what they were when it was written. Logged.

    Raises `Changed`, and `Http404` where the file is gone.
    """
    if row.user_id != user.pk or row.state != S.DONE or row.until is None or row.until <= timezone.now():
        raise Http404
    try:
        now = exported.of(user, row.name, row.query)
        _allowed(user, now, row.full)
    except (PermissionDenied, Http404):
        raise Changed("您的角色或管辖范围已变，不能再下载；请重新导出") from None
    if row.scope != _scope(user):
        raise Changed("您的管辖范围已变，不能再下载；请重新导出")
    log_access(user, "export.download", _said(row), request)
    return bytes(row.content or b"")


def drop(user: User, row: Download) -> None:
    """Delete the file before its time."""
    if row.user_id != user.pk:
        raise Http404
    Download.objects.filter(pk=row.pk, state=S.DONE).update(state=S.GONE, content=None)


def expire(now: datetime | None = None) -> int:
    """Delete the files whose last day is over; how many."""
    over = Download.objects.filter(state=S.DONE, until__lte=now or timezone.now())
    return over.update(state=S.GONE, content=None)


def _allowed(user: User, asked: Exported, full: bool) -> None:
    if full and not asked.may_full:
        raise PermissionDenied("您的角色不能导出未遮盖的个人信息")
    if not may(user, asked.doing):
        raise PermissionDenied("您的角色不能导出；请所在单位有权限的人员导出")


def _written(row: Download, asked: Exported) -> bytes:
    def told(done: int) -> None:
        Download.objects.filter(pk=row.pk).update(done=min(done, row.total))

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"list.{row.kind}"
        lines = asked.lines(row.full, told)
        row.total = export.listed(row.user, path, asked.title, asked.headers, lines, full=row.full, doing=asked.doing)
        return path.read_bytes()


def _said(row: Download) -> str:
    return f"{row.title} {row.kind} {'全文' if row.full else '遮盖'}"


def _scope(user: User) -> list[str]:
    """What bounds a user, as kept with a file."""
    scope = scope_of(user)
    return [user.role, scope.division, scope.institution, scope.person]


def _end(row: Download, state: str, error: str = "") -> Download:
    row.state, row.error, row.ended_at = state, error, timezone.now()
    if state != S.DONE:
        row.content = None
    row.save()
    return row
