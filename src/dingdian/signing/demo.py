"""Agreements of the demonstration that wait to be signed, each at another step."""

from __future__ import annotations

from datetime import timedelta

from dingdian.accounts import demo
from dingdian.accounts.models import User
from dingdian.journal.models import Region
from dingdian.registry.demo import AREAS
from dingdian.registry.models import Institution
from dingdian.signing import actions
from dingdian.signing.models import Session

TERM = timedelta(days=364)


def sessions() -> int:
    """A text for every institution of a round that is open in an area, where there is none yet; how many.

    The second one is read by its institution, the others sealed by it.
    """
    made = 0
    for area in AREAS:
        region = Region.objects.filter(code=area.region).first()
        if region is None or Session.objects.filter(region=region).exists():
            continue
        clerk = demo.users().get(username=f"{area.word}-clerk")
        for n, code in enumerate(area.to_sign):
            first = Institution.objects.get(region=region, code=code).agreements.latest("period").period.upper
            session = actions.begin(region, code, actions.Terms(first, first + TERM, no_talks=True), acting_user=clerk)
            own = User.objects.get(organisation__institution=code, demo=True)
            if n > 0:
                session = actions.confirm_reading(session, acting_user=own)
            if n > 1:
                actions.seal_as_institution(session, acting_user=own)
            made += 1
    return made
