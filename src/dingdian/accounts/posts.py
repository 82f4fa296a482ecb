"""Posts: which role goes with which place, and which posts one human being may not hold together."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Q, QuerySet

from dingdian.accounts.models import Organisation, User, division_prefix
from dingdian.accounts.rules import Rules
from dingdian.accounts.scope import KINDS, Scope

EVERYWHERE = None
"""Instead of a scope: who manages the accounts is told of all of them."""


def fits(role: str, organisation: Organisation | None, person: str) -> None:
    """Role, organisation and person belong together, so that the scope is what was meant."""
    kinds = KINDS.get(role)
    label = dict(User.Role.choices).get(role, role)
    if kinds and (organisation is None or organisation.kind not in kinds):
        words = "、".join(sorted(Organisation.Kind(kind).label for kind in kinds))
        raise ValidationError({"organisation": f"角色“{label}”须属于{words}；请选择这样的单位"})
    if not kinds and organisation is not None:
        raise ValidationError({"organisation": f"角色“{label}”不属于任何单位；请不要选择单位"})
    if (role == User.Role.PERSON) != bool(person):
        raise ValidationError({"person": "角色“本人”须填人员编码，其他角色不填"})


def apart(
    rules: Rules, *, human: str, name: str, role: str, organisation: Organisation | None,
    besides: User | None = None, told: Scope | None = EVERYWHERE,
) -> None:  # fmt: skip
    """Raise `ValidationError` where the human being holds a post, by another account, that the new one excludes.

    `human`: whose the account is, as `User.human`. `besides`: the account that is to have the post. `told`: within
    what the other account is named to whoever asks. Until the transaction ends nobody else is held against the same
    human being. Whose an account is has to be known: an account of the same name that does not tell is in the way.
    """
    if not rules.incompatible:
        return
    if not human:
        raise ValidationError(
            {"holder": "没有写使用人编号，无法核对不相容岗位：写本人的国家编码，没有的写单位编号加工号"}
        )
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"human:{human}"])
    new = dict(User.Role.choices).get(role, role)
    for other, why in clashes(rules, human, role, organisation, besides):
        raise ValidationError({"role": (
            f"使用人已有{_named(other, told)}，与“{new}”不相容（{why}）；先申请取消那个账号的权限，或改由他人承担"
        )})  # fmt: skip
    for other in _others(besides).filter(name=name, holder="", person=""):
        near = other.organisation is None or (role != User.Role.PERSON and _overlap(organisation, other.organisation))
        if near and next(_excluded(rules, role, organisation, other), None) is not None:
            raise ValidationError({"name": (
                f"同名的{_named(other, told)}没有登记使用人编号，无法判断是不是同一个人；"
                "请安全管理员先在用户管理里补登那个账号的使用人编号"
            )})  # fmt: skip


def clashes(
    rules: Rules, human: str, role: str, organisation: Organisation | None, besides: User | None = None
) -> list[tuple[User, str]]:
    """The other accounts of a human being whose posts a post excludes, with the reason; nobody known: none."""
    if not human:
        return []
    held = _others(besides).filter(Q(holder=human) | Q(person=human))
    return [(other, why) for other in held for why in islice(_excluded(rules, role, organisation, other), 1)]


def _others(besides: User | None) -> QuerySet[User]:
    rows = User.objects.filter(is_active=True).select_related("organisation__division").order_by("pk")
    return rows.exclude(pk=besides.pk) if besides is not None and besides.pk else rows


def _excluded(rules: Rules, role: str, organisation: Organisation | None, other: User) -> Iterator[str]:
    """Why a post and that of another account exclude each other."""
    for row in rules.incompatible:
        if not ((role in row.one and other.role in row.other) or (role in row.other and other.role in row.one)):
            continue
        if row.where == "anywhere" or _overlap(organisation, other.organisation):
            yield row.why


def _overlap(one: Organisation | None, other: Organisation | None) -> bool:
    """Whether the division of one place lies within that of the other; who has no place is everywhere."""
    if one is None or other is None:
        return True
    first, second = division_prefix(one.division_id), division_prefix(other.division_id)
    return first.startswith(second) or second.startswith(first)


def _named(other: User, told: Scope | None) -> str:
    """Another account, as far as whoever asks may know of it."""
    at = other.organisation
    if told is not EVERYWHERE and not (at and told.covers(division=at.division_id, institution=at.institution)):
        return f"别处的{other.get_role_display()}账号"
    return f"账号 {other.username}（{other.get_role_display()}{'，' + at.name if at else ''}）"
