"""What the rules of a place ask of its accounts. The regions and the register lie above: the settings name them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Protocol, cast

from django.conf import settings

from dingdian.accounts.models import Organisation
from dingdian.law.schema import IncompatiblePosts

Spot = tuple[str, str]
"""Division and institution of a place where a person is filed."""


@dataclass(frozen=True)
class Rules:
    """Whether rights are given on an approved application alone, and which posts nobody holds together.

    `authority_document`: an agency should show the document that authorises it.
    """

    by_application: bool = False
    incompatible: tuple[IncompatiblePosts, ...] = ()
    authority_document: bool = False


class Source(Protocol):
    """What `settings.RIGHTS` names: a module that knows the regions and the register of persons."""

    def rules(self, divisions: Sequence[str]) -> Rules:
        """The rules that bind any of the divisions or something within them; without divisions: anywhere."""

    def spots(self, person: str) -> list[Spot]:
        """Where a person is or was filed."""


def rules_for(organisation: Organisation | None, person: str = "") -> Rules:
    """The rules for an account of an organisation or a person. Who belongs to no place is bound by those of all."""
    if organisation is not None:
        return _source().rules([organisation.division_id])
    return _source().rules(sorted({division for division, _ in _source().spots(person)}) if person else [])


def spots_of(person: str) -> list[Spot]:
    """Where a person is or was filed; nowhere: nobody below speaks for them."""
    return _source().spots(person)


def _source() -> Source:
    return cast("Source", import_module(settings.RIGHTS))
