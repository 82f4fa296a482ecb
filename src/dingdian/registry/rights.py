"""Which rules bind the accounts of a place, and where persons are filed: what the accounts ask (`settings.RIGHTS`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dingdian.accounts.models import division_prefix
from dingdian.accounts.rules import Rules, Spot
from dingdian.journal.models import Region
from dingdian.journal.slices import regime_of
from dingdian.registry.models import Site


def rules(divisions: Sequence[str]) -> Rules:
    """The rules that bind any of the divisions or something within them; without divisions: anywhere.

    An office over several regions is bound by what any of them asks.
    """
    found = Rules()
    for region in Region.objects.filter(division__isnull=False).order_by("pk"):
        at = division_prefix(region.division_id or "")
        if divisions and not any(d.startswith(at) or at.startswith(division_prefix(d)) for d in divisions):
            continue
        regime = regime_of(region)
        if regime.persons is not None:
            casework = regime.parameters.casework
            rows = (r for r in casework.incompatible_posts.value if r not in found.incompatible)
            found = replace(
                found,
                by_application=found.by_application or casework.rights_by_application.value,
                incompatible=(*found.incompatible, *rows),
            )
        if regime.institutions is not None and regime.rules.agency_authority.value == "document":
            found = replace(found, authority_document=True)
    return found


def spots(person: str) -> list[Spot]:
    """Where a person is or was filed."""
    rows = Site.objects.filter(person__code=person).values_list(
        "institution__division", "institution__code", "institution__region__division"
    )
    return sorted({(division or above or "", place) for division, place, above in rows.distinct()})
