"""Institutions and people found by name, pinyin, initials or code, within a user's scope."""

from __future__ import annotations

import re
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Collate

from dingdian.accounts.scope import Scope
from dingdian.registry.models import Institution, Person, Site, Standing

_CODE = re.compile(r"[A-Za-z]{0,2}[0-9]+[A-Za-z0-9]*", re.ASCII)
_LETTERS = re.compile(r"[A-Za-z' ]+", re.ASCII)
ORDER = ("pinyin", "id")


def institutions(scope: Scope, text: str = "") -> QuerySet[Institution]:
    """Institutions within a scope: by part of the name, the start of pinyin, initials or code, or the credit code."""
    return matching(scope.filter(Institution.objects.all(), division="division", institution="code"), text)


def matching(found: QuerySet[Institution], text: str) -> QuerySet[Institution]:
    """Of these institutions those that a text finds; all of them where it is empty."""
    text = text.strip()
    if not text:
        return found.order_by(*ORDER)
    if _CODE.fullmatch(text):
        return found.filter(Q(code__startswith=text.upper()) | Q(uscc=text.upper())).order_by(*ORDER)
    if _LETTERS.fullmatch(text):
        return found.filter(_spelled(text)).order_by(*ORDER)
    for word in text.split():
        found = found.filter(name__contains=word)
    return found.order_by(*ORDER)


def people(scope: Scope, text: str = "") -> QuerySet[Person]:
    """People filed, now or before, within a scope: by name, start of pinyin, initials or code, or identity number.

    A name of one or two characters is found by its start, a longer one anywhere. `sort`: what they are sorted by, then
    by id: pinyin, or the characters where a name is found by its start. The index gives the first ones in that order.
    """
    sites = scope.filter(
        Site.objects.filter(person=OuterRef("pk")),
        division="institution__division",
        institution="institution__code",
        person="person__code",
    )
    text = text.strip()
    by_start = bool(text) and len(text) <= 2 and not _CODE.fullmatch(text) and not _LETTERS.fullmatch(text)
    found = Person.objects.filter(Exists(sites)).annotate(sort=Collate("name" if by_start else "pinyin", "C"))
    if by_start:
        found = found.filter(sort__startswith=text)
    elif _CODE.fullmatch(text):
        found = found.filter(Q(code__startswith=text.upper()) | Q(id_number=text.upper()))
    elif _LETTERS.fullmatch(text):
        # The first letter is that of the initials too.
        found = found.filter(_spelled(text), sort__startswith=_letters(text)[:1])
    elif text:
        found = found.filter(name__contains=text)
    return found.order_by("sort", "id")


def first(rows: QuerySet[Person], most: int) -> list[Person]:
    """The first rows of people in their order: which they are is read from the index alone."""
    keys = list(rows.values_list("pk", flat=True)[:most])
    found = {row.pk: row for row in rows.filter(pk__in=keys)}
    return [found[key] for key in keys if key in found]


def sites(scope: Scope) -> QuerySet[Site]:
    """Filings within a scope: whoever sees a person does not therefore see every place of theirs."""
    return scope.filter(
        Site.objects.all(), division="institution__division", institution="institution__code", person="person__code"
    )


def with_status(queryset: QuerySet[Person], status: str, on: date) -> QuerySet[Person]:
    """Those whose status at some site is this one on a day."""
    standings = Standing.objects.filter(person=OuterRef("pk"), status=status, period__contains=on)
    return queryset.filter(Exists(standings))


def at_institution(queryset: QuerySet[Person], code: str, on: date) -> QuerySet[Person]:
    """Those filed at an institution on a day."""
    sites = Site.objects.filter(person=OuterRef("pk"), institution__code=code, period__contains=on)
    return queryset.filter(Exists(sites))


def _spelled(text: str) -> Q:
    return Q(pinyin__startswith=_letters(text)) | Q(initials__startswith=_letters(text))


def _letters(text: str) -> str:
    return re.sub("[' ]", "", text).lower()
