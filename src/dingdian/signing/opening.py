"""The signing of a round opened for everybody of it: each is looked at first, then all are asked to sign, or none.

Few are done at once, many in the background. All is composed in one transaction; how far it is, is told beside it.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from dingdian.accounts.models import User
from dingdian.accounts.scope import scope_of
from dingdian.casework.actions import InvalidAct, WrongMoment
from dingdian.journal import canonical
from dingdian.journal.models import Entry, Region
from dingdian.journal.record import Conflict, OutOfOrder, Refused, today
from dingdian.journal.slices import load, regime_of
from dingdian.law.institutions.agreements import agreements
from dingdian.law.institutions.standing import LABELS, automatic_ends, status_on
from dingdian.papers.layout import NoFont
from dingdian.registry.models import Institution
from dingdian.signing import actions
from dingdian.signing.models import Opening, Session
from dingdian.signing.perms import Denied, opens
from dingdian.signing.queries import Round
from dingdian.signing.text import Conflicting

S = Opening.State
AT_ONCE, MOST, STEP = 20, 5000, 20
"""As many as are looked at while one waits; as many as one opening takes; after how many it says how far it is."""
ROUND_OPENED = "renewal.open_round"
NOT_NOW = (Denied, WrongMoment, Refused, InvalidAct, Conflict, OutOfOrder, Conflicting)
"""What is raised where one institution cannot be asked to sign."""


def visible(user: User) -> QuerySet[Opening]:
    """The openings of the user's agency, the latest first."""
    if not opens(user):
        return Opening.objects.none()
    rows = Opening.objects.filter(by__organisation=user.organisation)
    return rows.select_related("region", "by__organisation").order_by("-pk")


def rounds(user: User) -> list[Round]:
    """What may be opened: the rounds of the regions in which the user's agency has institutions, the latest first."""
    if not opens(user):
        return []
    places = scope_of(user).filter(Institution.objects.order_by())
    regions = Region.objects.filter(pk__in=places.values("region"), division__isnull=False).order_by("code")
    return [one for region in regions if actions.has(region, actions.SIGNING) for one in _of(region)]


def _of(region: Region) -> list[Round]:
    """The rounds that acts opened in a region, and what is signed outside of them."""
    found = []
    if regime_of(region).institutions is not None:
        for entry in Entry.objects.filter(region=region, name=ROUND_OPENED, kind=Entry.Kind.ACT).order_by("-seq"):
            body = canonical.parse(entry.body)
            first = body.get("start_on") or body.get("on") or ""
            found.append(Round(region, entry.ref, first, body.get("end_on") or "", body.get("area") or ""))
    return [*found, Round(region, "")]


def look(of: Round, terms: actions.Terms, *, division: str, acting_user: User) -> Opening:
    """Ask who of a round can be asked to sign, and who not and why. Raises `Denied`, `WrongMoment`."""
    if not opens(acting_user):
        raise Denied("协议文本由经办机构编制", remedy="请经办机构的人员办理")
    if terms.end_on < terms.start_on:
        raise WrongMoment("协议的终日早于首日", "改正两个日期")
    with transaction.atomic():
        User.objects.select_for_update().get(pk=acting_user.pk)
        if visible(acting_user).filter(region=of.region, state__in=(S.CHECKING, S.OPENING)).exists():
            raise WrongMoment("上一次批量编制还没有办完", "等它完成后再办")
        row = Opening(
            region=of.region, round=of.ref, division=division, kind=terms.kind, no_talks=terms.no_talks,
            start_on=terms.start_on, end_on=terms.end_on, by=acting_user, at=timezone.now(),
        )  # fmt: skip
        row.total = len(_places(row))
        if not row.total:
            raise WrongMoment("这个范围里没有机构", "换一个地区")
        if row.total > MOST:
            raise WrongMoment(f"这个范围有 {row.total} 家机构，一次至多 {MOST} 家", "按地区分几次编制")
        row.save()
    return _on(row)


def compose_all(row: Opening, *, acting_user: User) -> Opening:
    """Compose for everybody who was found able to sign: all of them, or none. Raises `Denied`, `WrongMoment`."""
    if not visible(acting_user).filter(pk=row.pk).exists():
        raise Denied("没有这次批量编制，或不由您的经办机构办理", remedy="核对后再办")
    with transaction.atomic():
        held = Opening.objects.select_for_update().get(pk=row.pk)
        if held.state != S.CHECKED:
            raise WrongMoment(f"这次批量编制现在是“{held.get_state_display()}”", "重新核对后再编制")
        if not held.codes:
            raise WrongMoment("没有可以编制的机构", "看不在其内的原因")
        held.state, held.total, held.done, held.by = S.OPENING, len(held.codes), 0, acting_user
        held.save(update_fields=["state", "total", "done", "by"])
    return _on(held)


def _on(row: Opening) -> Opening:
    """At once where there are few, by a job where there are many."""
    if row.total <= AT_ONCE:
        run(row.pk)
    else:
        from dingdian.signing.tasks import open_round

        open_round.defer(opening_id=row.pk)
    row.refresh_from_db()
    return row


def run(pk: int) -> None:
    """Go on with an opening as far as it was asked; a failure is noted and leaves nothing half done."""
    row = Opening.objects.select_related("region", "by__organisation").get(pk=pk)
    work: Callable[[Opening], None] | None = {S.CHECKING: _check, S.OPENING: _compose}.get(S(row.state))
    if work is None:
        return
    try:
        work(row)
    except Exception as error:
        Opening.objects.filter(pk=pk, state=row.state).update(
            state=S.FAILED, error=f"{type(error).__name__}: {error}"[:500]
        )
        raise


def _places(row: Opening) -> list[tuple[str, str]]:
    """Code and name of everybody in the scope of whoever asks, in the division."""
    rows = scope_of(row.by).filter(Institution.objects.filter(region=row.region))
    rows = rows.filter(division__startswith=row.division) if row.division else rows
    return list(rows.order_by("code").values_list("code", "name"))


def _check(row: Opening) -> None:
    places = _places(row)
    done_in_round = set(
        Session.objects.filter(region=row.region, round=row.round, kind=row.kind, state=Session.State.SIGNED)
        .values_list("institution", flat=True)
    ) if row.round else set[str]()  # fmt: skip
    codes, left_out = list[str](), list[tuple[str, str, str]]()
    for n, (code, name) in enumerate(places, 1):
        why = "这一批次已签订" if code in done_in_round else _why_not(row, code)
        if why:
            left_out.append((code, name, why))
        else:
            codes.append(code)
        if n % STEP == 0:
            Opening.objects.filter(pk=row.pk).update(done=n)
    Opening.objects.filter(pk=row.pk, state=S.CHECKING).update(
        state=S.CHECKED, codes=codes, left_out=left_out, total=len(places), done=len(places)
    )


def _why_not(row: Opening, code: str) -> str:
    """Why an institution is not asked to sign in this opening; empty: it is."""
    try:
        session = actions.tried(row.region, code, _terms(row), acting_user=row.by)
    except NOT_NOW as error:
        return in_words(error)
    if session.round != row.round:
        return "不在这一签约批次" if row.round else "已在集中签约的批次里，按批次编制"
    register = load(row.region, institutions=[code])
    lines = agreements(register, code)
    if session.case:
        return ""
    if not lines:
        return "没有协议可续，也没有待签的申请"
    status = status_on(register, code, today()).value
    by_itself = any(day >= lines[-1].first for day in automatic_ends(register, code))
    return f"协议{LABELS[status]}，没有待签的申请" if status == "terminated" or by_itself else ""


def _terms(row: Opening) -> actions.Terms:
    return actions.Terms(row.start_on, row.end_on, row.kind, row.no_talks)


class _NotAll(Exception):  # noqa: N818
    """Somebody can no longer be asked: what was composed for the others is taken back."""


def _compose(row: Opening) -> None:
    names = dict(Institution.objects.filter(region=row.region, code__in=row.codes).values_list("code", "name"))
    wrong = list[tuple[str, str, str]]()
    try:
        with transaction.atomic():
            for n, code in enumerate(row.codes, 1):
                begin = actions.tried if wrong else actions.begin
                try:
                    with transaction.atomic():
                        made = begin(row.region, code, _terms(row), acting_user=row.by)
                        if made.round != row.round:
                            raise WrongMoment("已不在这一签约批次", "重新核对")
                except (*NOT_NOW, NoFont) as error:
                    wrong.append((code, names.get(code, code), in_words(error)))
                if n % STEP == 0 and n < len(row.codes):
                    _told(row.pk, n)
            if wrong:
                raise _NotAll
            Opening.objects.filter(pk=row.pk).update(state=S.DONE, done=len(row.codes))
    except _NotAll:
        Opening.objects.filter(pk=row.pk, state=S.OPENING).update(state=S.REFUSED, wrong=wrong, done=0)


def _told(pk: int, done: int) -> None:
    """Say how far it is, by a connection of its own: nothing of the transaction is seen before it ends."""
    beside = connection.copy()
    try:
        with beside.cursor() as cursor:
            cursor.execute("UPDATE signing_opening SET done = %s WHERE id = %s", [done, pk])
    finally:
        beside.close()


def in_words(error: Exception) -> str:
    """Why something cannot be done, and the way out."""
    remedy = getattr(error, "remedy", "")
    return f"{error}。{remedy}" if remedy else str(error)
