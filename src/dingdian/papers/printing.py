"""Many papers as one PDF for the printer: at once where they are few, in the background with its progress where not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from io import BytesIO

import pikepdf
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from dingdian.accounts.log import log_access
from dingdian.accounts.models import User
from dingdian.papers.models import Paper, Printing
from dingdian.papers.perms import Denied, takes, visible

AT_ONCE = 30
MOST = 2000
_STEP = 25
S = Printing.State


def start(ids: Sequence[int], *, acting_user: User) -> Printing:
    """Put papers together, those that were issued first in front; each is logged as a full view.

    More than `AT_ONCE` are put together by a job. Raises `Denied` unless the user may take every one of them.
    """
    wanted = sorted(set(ids))
    rows = list(visible(acting_user).filter(pk__in=wanted).order_by("id"))
    if not wanted or len(wanted) > MOST:
        raise Denied(f"一次可以打印 1 至 {MOST} 份", remedy="分几次打印")
    if len(rows) != len(wanted) or not takes(acting_user):
        raise Denied("其中有的文书不存在、不在您的管辖范围内，或您不能取得全文", remedy="核对后再选")
    with transaction.atomic():
        made = Printing.objects.create(papers=wanted, total=len(wanted), by=acting_user, at=timezone.now())
        for row in rows:
            log_access(acting_user, "批量打印文书", row.code)
        if len(wanted) > AT_ONCE:
            from dingdian.papers.tasks import put_together

            put_together.defer(printing_id=made.pk)
    if len(wanted) <= AT_ONCE:
        run(made.pk)
    return made


def run(pk: int) -> None:
    """Put the papers of a printing together; a failure is noted, so that it can be started again."""
    if not Printing.objects.filter(pk=pk, state=S.WAITING).update(state=S.RUNNING):
        return
    row = Printing.objects.defer("pdf").get(pk=pk)
    try:
        content = merged(row.papers, lambda done: Printing.objects.filter(pk=pk).update(done=done))
    except Exception as error:
        Printing.objects.filter(pk=pk).update(state=S.FAILED, error=f"{type(error).__name__}: {error}"[:500])
        raise
    Printing.objects.filter(pk=pk).update(state=S.DONE, done=F("total"), pdf=content)


def merged(ids: Sequence[int], told: Callable[[int], object] = lambda done: None) -> bytes:
    """The pages of papers one after the other, their seals as pictures: a print, no originals."""
    out = pikepdf.new()
    for start_at in range(0, len(ids), _STEP):
        part = Paper.objects.filter(pk__in=ids[start_at : start_at + _STEP]).order_by("id")
        for content in part.values_list("pdf", flat=True):
            with pikepdf.open(BytesIO(bytes(content))) as one:
                one.flatten_annotations("all")
                if "/AcroForm" in one.Root:
                    del one.Root["/AcroForm"]
                out.pages.extend(one.pages)
        told(min(start_at + _STEP, len(ids)))
    made = BytesIO()
    out.save(made, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return made.getvalue()


def printings(user: User) -> QuerySet[Printing]:
    """The user's own."""
    return Printing.objects.filter(by=user).defer("pdf").order_by("-id")
