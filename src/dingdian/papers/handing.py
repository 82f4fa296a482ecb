"""The text of the commitment, handed to an institution that signs an agreement where the rules have the office do so.

The act leaves a job: a seal or a typeface that is missing must not keep an agreement from being recorded.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse

from dingdian.accounts.models import User
from dingdian.casework import notices
from dingdian.casework.actions import WrongMoment
from dingdian.casework.perms import Denied, law_role
from dingdian.journal import canonical
from dingdian.journal.models import Entry
from dingdian.journal.record import Change, today
from dingdian.journal.slices import regime_of
from dingdian.papers import actions
from dingdian.papers.facts import NothingToSay
from dingdian.papers.layout import NoFont
from dingdian.papers.models import Delivery
from dingdian.papers.queries import Draft
from dingdian.papers.seal import NoSeal

KIND, SIGNING = "commitment_text", "agreement.sign"
_OFFICES = ("agency", "administration")


def project(change: Change) -> None:
    """Leave the job where a signing was recorded today; what is derived anew hands over nothing."""
    project_many([change])


def project_many(changes: Sequence[Change]) -> None:
    """The same of many acts."""
    from dingdian.papers.tasks import hand_over as job

    for change in changes:
        entry = change.entry
        if entry.name != SIGNING or change.again or entry.recorded_on < today():
            continue
        regime = regime_of(entry.region)
        if regime.persons is not None and regime.parameters.commitment.text_given.value is not None:
            job.defer(entry_id=entry.pk)


def hand_over(entry_id: int) -> Delivery | None:
    """Issue the text in the name of whoever recorded the signing, and serve it; the delivery is the record of it.

    Where it cannot be, the user is told why and does it from the case; nobody of an office recorded it: the same.
    """
    entry = Entry.objects.select_related("region").get(pk=entry_id)
    user = User.objects.filter(username=entry.actor, is_active=True).first()
    if user is None or law_role(user) not in _OFFICES:
        return None
    draft = Draft(KIND, entry.ref, "", str(canonical.parse(entry.body)["institution"]))
    try:
        paper = actions.issue(entry.region, draft, acting_user=user).paper
        done = paper.deliveries.first()
        return done or actions.serve(paper, acting_user=user)[0]
    except (Denied, NoFont, NoSeal, NothingToSay, WrongMoment) as error:
        title = f"承诺书文本还没有交给 {draft.institution}：{error}"
        notices.tell(f"text:{entry.pk}", title[:120], user=user, link=reverse("papers"))
        return None
