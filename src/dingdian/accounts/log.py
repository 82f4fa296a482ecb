"""Who looked at what and who changed which account: written once, never changed, read by auditors.

Nothing here is deleted; the law asks for 180 days at least. A row of somebody is chained to their row before, so a row
taken out or changed behind the database's back shows (`broken`).
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, TypeVar

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from dingdian.accounts.address import address_of
from dingdian.accounts.models import AccessLog, Log, OperationLog, User
from dingdian.accounts.perms import may
from dingdian.accounts.scope import scope_of

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser
    from django.http import HttpRequest

    Somebody = AbstractBaseUser | AnonymousUser | None

CONSOLE = "console"
"""The actor of what is done on the machine itself."""

_START = "0" * 64
_SAID = ("actor", "role", "place", "division", "what", "subject", "detail", "address")
L = TypeVar("L", AccessLog, OperationLog)


def log_access(
    user: Somebody, what: str, subject: str, request: HttpRequest | None = None, *, reason: str = ""
) -> AccessLog:
    """Note that the user saw or took something: `what` in a word, `subject` by code, never by name."""
    return _append(AccessLog, user, what, subject, reason, request)


def log_operation(
    user: Somebody, what: str, subject: str, detail: str = "", request: HttpRequest | None = None
) -> OperationLog:
    """Note that the user (null: the console) did something to an account or a setting."""
    return _append(OperationLog, user, what, subject, detail, request)


def entries(user: AbstractBaseUser | AnonymousUser) -> QuerySet[AccessLog]:
    """The access log, newest first, as far as the user may read it: all, or within an auditor's division."""
    return _readable(AccessLog, user)


def of_subject(subject: str) -> QuerySet[AccessLog]:
    """Who looked at something, newest first: for whoever may see that thing itself."""
    return AccessLog.objects.filter(subject=subject).order_by("-id")


def operations(user: AbstractBaseUser | AnonymousUser) -> QuerySet[OperationLog]:
    """The operation log, newest first, as far as the user may read it."""
    return _readable(OperationLog, user)


def broken(model: type[L]) -> list[int]:
    """The rows that are not what was written, or do not follow on the row before of the same actor."""
    wrong, heads = [], dict[str, str]()
    for row in model._default_manager.order_by("id").iterator():
        if row.previous != heads.get(row.actor, _START) or row.hash != _hash(row):
            wrong.append(row.pk)
        heads[row.actor] = row.hash
    return wrong


def _readable(model: type[L], user: AbstractBaseUser | AnonymousUser) -> QuerySet[L]:
    rows: QuerySet[L] = model._default_manager.order_by("-id")
    if not may(user, "log.view"):
        return rows.none()
    if isinstance(user, User) and user.role == User.Role.AUDIT_ADMIN:
        return rows
    return scope_of(user).filter(rows, division="division", institution=None)


def _append(model: type[L], user: Somebody, what: str, subject: str, detail: str, request: HttpRequest | None) -> L:
    row = model(**_who(user), what=what, subject=subject[:200], detail=detail, address=address_of(request))
    if user is None and model is OperationLog:
        row.actor = CONSOLE
    with transaction.atomic():
        with connection.cursor() as cursor:
            key = f"{model._meta.db_table}:{row.actor}"
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
        before = model._default_manager.filter(actor=row.actor).order_by("-id").first()
        row.previous = before.hash if before else _START
        row.at = timezone.now()
        row.hash = _hash(row)
        row.save(force_insert=True)
    return row


def _who(user: Somebody) -> dict[str, str]:
    if not isinstance(user, User):
        return dict.fromkeys(("actor", "role", "place", "division"), "")
    organisation = user.organisation
    return {
        "actor": user.username,
        "role": user.role,
        "place": organisation.name if organisation else "",
        "division": organisation.division_id if organisation else "",
    }


def _hash(row: Log) -> str:
    said = {name: getattr(row, name) for name in _SAID} | {"at": timezone.localtime(row.at).isoformat()}
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256((row.previous + text).encode()).hexdigest()
