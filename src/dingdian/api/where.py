"""The only ways to an object: each looks within the user's scope, and outside it there is none."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from dingdian.accounts.models import User
from dingdian.accounts.scope import scope_of
from dingdian.api.problems import wrong
from dingdian.journal.models import Region
from dingdian.journal.regions import region_of
from dingdian.registry import search
from dingdian.registry.models import Institution, Person, Site


def institution(user: Any, code: str, region: str | None = None) -> Institution:
    """An institution within the scope; a person's own sites count as such."""
    rows = search.institutions(scope_of(user)).filter(code=code)
    if user.role == User.Role.PERSON:
        own = Person.objects.filter(code=user.person)
        rows = Institution.objects.filter(code=code, sites__person__in=own).distinct()
    return _one(rows, region)


def person(user: Any, code: str, region: str | None = None) -> Person:
    """A person within the scope."""
    return _one(search.people(scope_of(user)).filter(code=code), region)


def sites(user: Any) -> QuerySet[Site]:
    """Filings within the scope."""
    return search.sites(scope_of(user))


def region(user: Any, code: str | None) -> Region:
    """The region in which a user acts: their office's, or that of their registration. Another one is not there."""
    if user.role == User.Role.PERSON:
        own = list(Person.objects.filter(code=user.person).values_list("region", flat=True))
    elif user.role == User.Role.INSTITUTION:
        held = Institution.objects.filter(code=user.organisation.institution)
        own = list(held.values_list("region", flat=True))
    else:
        own = [region_of(user.organisation.division if user.organisation else None).pk]
    rows = list(Region.objects.filter(pk__in=own, **({"code": code} if code else {})))
    if not rows:
        raise Http404
    if len(rows) > 1:
        raise wrong("region", "登记在几个统筹区", "统筹区代码", "写明 region")
    return rows[0]


def _one(rows: QuerySet[Any], region: str | None) -> Any:
    found = list(rows.filter(region=region)[:2] if region else rows[:2])
    if not found:
        raise Http404
    if len(found) > 1:
        raise wrong("region", "这个编码在几个统筹区都有登记", "统筹区代码", "写明 region")
    return found[0]
