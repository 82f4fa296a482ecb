"""Files handed in with the steps of institutions: looked at before they are kept, found again by their hash."""

from __future__ import annotations

import hashlib
from typing import Any

from django.db.models import QuerySet

from dingdian.accounts.models import User
from dingdian.accounts.scans import media_type
from dingdian.accounts.scope import scope_of
from dingdian.casework.models import Attachment
from dingdian.journal.models import Region
from dingdian.registry import search as registry

LARGEST = 10 * 1024 * 1024
"""Bytes of one file."""


class UnfitFileError(ValueError):
    """A file that is not taken, and why."""


def keep(region: Region, institution: str, upload: Any, *, user: User) -> Attachment:
    """Keep a file; the same file at the same institution is kept once. Raises `UnfitFileError`."""
    if upload.size > LARGEST:
        raise UnfitFileError(f"文件超过 {LARGEST // 1024 // 1024} MB：压缩或分成几份再传")
    content = upload.read()
    kind = media_type(content)
    if kind is None:
        raise UnfitFileError("不是 PDF、JPG 或 PNG 文件：转成其中一种再传")
    about = {"name": str(upload.name)[-120:], "kind": kind, "size": len(content), "content": content, "by": user}
    found, _ = Attachment.objects.get_or_create(
        region=region, institution=institution, sha256=hashlib.sha256(content).hexdigest(), defaults=about
    )
    return found


def within(user: User) -> QuerySet[Attachment]:
    """The files of the institutions in a user's scope; another authority is not shown what was handed in."""
    if user.role == User.Role.PARTNER:
        return Attachment.objects.none()
    places = registry.institutions(scope_of(user)).order_by()
    return Attachment.objects.filter(institution__in=places.values("code"), region__in=places.values("region")).defer(
        "content"
    )
