"""What binds a region."""

from __future__ import annotations

from dingdian.journal import canonical
from dingdian.journal.models import Region


def bound(region: Region) -> str:
    """Everything that binds a region, in one text: where it changes, a snapshot is of no more use."""
    return canonical.text([region.persons, region.institutions, region.parameters, region.complete])
