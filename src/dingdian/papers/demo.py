"""Letterheads of the demonstration's offices."""

from __future__ import annotations

from dingdian.accounts.models import Organisation
from dingdian.papers.models import Letterhead

_WORDS = {Organisation.Kind.AGENCY: "医保", Organisation.Kind.ADMINISTRATION: "医保局"}


def letterheads() -> None:
    """A word, an address and a telephone for each office that has none, by its division."""
    bare = Organisation.objects.filter(kind__in=list(_WORDS), letterhead=None).select_related("division")
    for office in bare.order_by("pk"):
        word = f"{office.division.name}{_WORDS[Organisation.Kind(office.kind)]}"[:20]
        free = not Letterhead.objects.filter(word=word).exists()
        Letterhead.objects.create(
            office=office, word=word if free else "", address=f"{office.division.name}演示路1号", phone="000-0000000"
        )
