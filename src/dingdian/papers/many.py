"""All notices of a decision issued in one go: at once where they are few, by a job where they are many."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from django.db import transaction
from django.urls import reverse

from dingdian.accounts.models import User
from dingdian.casework import notices
from dingdian.casework.models import Case
from dingdian.casework.queries import case_of
from dingdian.journal.models import Region
from dingdian.papers.actions import Issued, issue
from dingdian.papers.perms import Denied
from dingdian.papers.queries import Draft, Offer, offers

KIND = "points_notice"
AT_ONCE = 30


def open_among(found: Iterable[Offer]) -> list[Draft]:
    """The notices among the papers of a case that its reader may still issue."""
    return [offer.draft for offer in found if offer.allowed and offer.draft.kind == KIND]


def issue_many(
    region: Region, drafts: Sequence[Draft], *, acting_user: User, told: Callable[[int], object] = lambda done: None
) -> list[Issued]:
    """Issue each, in order, as one would alone: a number, a seal and a transaction of its own.

    What was issued before is given again, so that a run that broke off is simply asked once more. Raises what `issue`
    raises; what came before it stays issued.
    """
    made = []
    for draft in drafts:
        made.append(issue(region, draft, acting_user=acting_user))
        told(len(made))
    return made


def issue_all(case: Case, *, acting_user: User) -> bool:
    """Issue every open notice of a case; False where they are many and a job does it, which tells the user.

    Raises what `issue` raises.
    """
    drafts = open_among(offers(case, acting_user))
    if not drafts:
        raise Denied("这个案件没有待印发的通知，或不由您出具", remedy="在案件页的文书一栏核对")
    if len(drafts) <= AT_ONCE:
        issue_many(case.region, drafts, acting_user=acting_user)
        return True
    from dingdian.papers.tasks import issue_notices

    with transaction.atomic():
        issue_notices.defer(case_id=case.pk, user_id=acting_user.pk)
        title = f"{case.key} 的 {len(drafts)} 份通知正在印发，完成后再告诉您"
        _tell(case.pk, f"begun:{len(drafts)}", title, acting_user)
    return False


def run(case_id: int, user_id: int) -> None:
    """What the job does: issue what is still open, and tell the user that it is done or why not."""
    user = User.objects.get(pk=user_id)
    case = case_of(user, case_id)
    drafts, done = open_among(offers(case, user)), 0

    def count(so_far: int) -> None:
        nonlocal done
        done = so_far

    try:
        issue_many(case.region, drafts, acting_user=user, told=count)
        title = f"{case.key} 的 {done} 份通知已全部印发"
    except Exception as error:
        title = f"{case.key} 的通知印发了 {done} 份，还有 {len(drafts) - done} 份没有印发：{error}"
        raise
    finally:
        _tell(case_id, f"done:{len(drafts)}", title, user)


def _tell(case: int, what: str, title: str, user: User) -> None:
    notices.tell(f"issuing:{case}:{what}:{user.pk}", title[:120], user=user, link=reverse("case", args=[case]))
