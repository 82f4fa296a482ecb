"""Offices and institutions that users act for: registered by the security administrator, an agency with its authority.

An agency acts on a document that authorises it. Where the rules say so, one without such a document is a warning; it
can be registered all the same, since the document may follow.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, QuerySet

from dingdian.accounts.actions import Refused
from dingdian.accounts.log import log_operation
from dingdian.accounts.models import Authority, Division, Organisation, User
from dingdian.accounts.perms import may
from dingdian.accounts.rules import rules_for
from dingdian.accounts.scans import media_type

MOST_BYTES = 5_000_000
UNAUTHORISED = "没有登记授权文件：经办机构须有依法授权的文件，请补登"


@dataclass(frozen=True)
class Document:
    """A document that authorises an agency, as it was handed in."""

    title: str
    number: str
    issued_on: date
    file_name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Registered:
    """The organisation, and what is still amiss with it."""

    organisation: Organisation
    warnings: tuple[str, ...]


def organisations(acting_user: User) -> QuerySet[Organisation]:
    """Every organisation with how many documents authorise it (`authorised`). Raises `Refused`."""
    _manages(acting_user)
    return Organisation.objects.select_related("division").annotate(authorised=Count("authorities"))


@transaction.atomic
def register(
    *, acting_user: User, kind: str, name: str, division: Division, institution: str = "",
    document: Document | None = None,
) -> Registered:  # fmt: skip
    """A new organisation. Raises `Refused`, and `ValidationError` with what is wrong, field by field."""
    _manages(acting_user)
    name, institution = name.strip(), institution.strip()
    wrong: dict[str, str] = {}
    if kind not in Organisation.Kind.values:
        wrong["kind"] = "没有选择类别：请选一项"
    if not name:
        wrong["name"] = "没有写名称：写单位全称"
    elif Organisation.objects.filter(name=name, division=division, kind=kind).exists():
        wrong["name"] = "这里已有同名的单位：核对名称和区划"
    if (kind == Organisation.Kind.INSTITUTION) != bool(institution):
        wrong["institution"] = "定点医药机构要写机构编码" if not institution else "只有定点医药机构写机构编码"
    if wrong:
        raise ValidationError(wrong)
    made = Organisation.objects.create(kind=kind, name=name, division=division, institution=institution)
    log_operation(acting_user, "登记单位", f"单位 {made.pk}", f"{made.get_kind_display()} {name}（{division}）")
    if document is not None:
        add_document(acting_user=acting_user, organisation=made, document=document)
    return Registered(made, tuple(warnings([made]).get(made.pk, ())))


@transaction.atomic
def add_document(*, acting_user: User, organisation: Organisation, document: Document) -> Authority:
    """Store a document that authorises an agency. Raises `Refused`, `ValidationError`."""
    _manages(acting_user)
    if organisation.kind != Organisation.Kind.AGENCY:
        raise ValidationError({"title": "只有经办机构登记授权文件"})
    if len(document.content) > MOST_BYTES:
        raise ValidationError({"file": f"文件过大：至多 {MOST_BYTES // 1_000_000} MB"})
    if media_type(document.content) is None:
        raise ValidationError({"file": "不是 PDF、PNG 或 JPEG 文件：扫描后再传"})
    digest = hashlib.sha256(document.content).hexdigest()
    made = Authority.objects.create(
        organisation=organisation, title=document.title, number=document.number, issued_on=document.issued_on,
        file_name=document.file_name[-200:], content=document.content, sha256=digest, added_by=acting_user.username,
    )  # fmt: skip
    words = f"{document.title}（{document.number}），{digest[:12]}"
    log_operation(acting_user, "登记授权文件", f"单位 {organisation.pk}", words)
    return made


def warnings(found: Iterable[Organisation]) -> dict[int, list[str]]:
    """Organisation → what the rules of its place find amiss: an agency without a document that authorises it."""
    agencies = [o for o in found if o.kind == Organisation.Kind.AGENCY]
    backed = set(Authority.objects.filter(organisation__in=agencies).values_list("organisation_id", flat=True))
    return {o.pk: [UNAUTHORISED] for o in agencies if o.pk not in backed and rules_for(o).authority_document}


def _manages(user: User) -> None:
    if not may(user, "account.manage"):
        raise Refused("您的角色不能登记单位；请安全管理员办理")
