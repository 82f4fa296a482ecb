"""What users see of sessions: those waiting, one session, and how a round goes; each within the scope.

All of it is asked of indexes or counted in one statement: a round of a whole region stays below a second.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import DateField, Q, QuerySet, Value
from django.http import Http404

from dingdian.accounts.models import Division, User
from dingdian.journal import canonical
from dingdian.journal.models import Entry, Region
from dingdian.journal.slices import regime_of
from dingdian.law.institutions.counting import SigningRate, net_signing_rate
from dingdian.law.institutions.records import SigningRound
from dingdian.law.institutions.rows import Share
from dingdian.signing.models import OPEN_STATES, Session
from dingdian.signing.perms import of_institution, opens, recorded, visible

S = Session.State
SIZE = 50


def session_of(user: User, pk: int) -> Session:
    """A session within the user's scope. Raises `Http404`."""
    found = visible(user).filter(pk=pk).select_related("region", "agency", "entry").first()
    if found is None:
        raise Http404("没有这份协议，或不在您的管辖范围内")
    return found


def waiting(user: User) -> QuerySet[Session]:
    """Sessions that are not signed yet, the first begun in front."""
    return visible(user).filter(state__in=OPEN_STATES).order_by("pk")


def mine(user: User) -> QuerySet[Session]:
    """Those of them in which it is the user's side that has to act."""
    if opens(user):
        return waiting(user).filter(state=S.HALF, agency=user.organisation)
    return waiting(user).filter(state__in=(S.OPEN, S.READ))


def found(rows: QuerySet[Session], text: str) -> QuerySet[Session]:
    """Those of an institution's code or a number; all where nothing is looked for."""
    return rows.filter(Q(institution=text) | Q(number=text)) if text else rows


def page(rows: QuerySet[Session], after: str) -> tuple[list[Session], int | None]:
    """A page behind the session `after`, and behind which the next one begins."""
    if after.isdecimal() and len(after) < 19:
        rows = rows.filter(pk__gt=int(after))
    listed = list(rows.defer("document")[: SIZE + 1])
    return listed[:SIZE], listed[SIZE - 1].pk if len(listed) > SIZE else None


def own_side(user: User, session: Session) -> bool:
    """Whether the next step is the user's side's."""
    if session.state == S.HALF:
        return opens(user) and session.agency_id == user.organisation_id
    return session.state in OPEN_STATES and of_institution(user, session)


# Rounds


@dataclass(frozen=True)
class Round:
    """A round of signing in a region: the act that opened it (empty: what is signed outside of one), its days."""

    region: Region
    ref: str
    first: str = ""
    last: str = ""
    area: str = ""


@dataclass(frozen=True)
class Row:
    """An area of a round: how many are due, open, and what the law says of the share signed on line."""

    division: str
    name: str
    due: int
    open: int
    rate: SigningRate

    @property
    def percent(self) -> str:
        return percent(self.rate.rate)

    @property
    def of_due(self) -> str:
        return percent(self.rate.rate_over_due)

    @property
    def met(self) -> bool | None:
        """Whether the least share is reached; null where none is set, or nothing was signed yet."""
        return self.rate.met if self.rate.signed else None

    @property
    def offline(self) -> int:
        return self.rate.signed - self.rate.online


def percent(share: Decimal | None) -> str:
    """92.31 %, cut and not rounded, so that 89.999 is not shown as 90; — where there is nothing to divide by."""
    return "—" if share is None else f"{int(share * 10000) / 100:.2f}%"


def rounds(user: User) -> list[Round]:
    """The rounds in which the user sees sessions, the latest first."""
    begun = visible(user).order_by().values_list("region", "round")
    known = list(begun.union(recorded(user).order_by().values_list("region", "round")))
    regions = Region.objects.in_bulk({region for region, _ in known})
    opened = Entry.objects.filter(region__in=regions, ref__in={ref for _, ref in known if ref}, kind=Entry.Kind.ACT)
    acts = {(e.region_id, e.ref): (e.seq, canonical.parse(e.body)) for e in opened}
    made = []
    for region, ref in known:
        seq, body = acts.get((region, ref), (0, {}))
        first = body.get("start_on") or body.get("on") or ""
        one = Round(regions[region], ref, first, body.get("end_on") or "", body.get("area") or "")
        made.append((seq, one))
    return [one for _, one in sorted(made, key=lambda x: x[0], reverse=True)]


def of_round(user: User, of: Round) -> QuerySet[Session]:
    """The sessions of a round within the user's scope; those taken back or overtaken are none of it."""
    rows = visible(user).filter(region=of.region, round=of.ref)
    return rows.exclude(state=S.VOID)


LINE = ("institution", "name", "division", "state", "channel", "expires_on", "signed_on")
"""What a line of a round says, in this order."""


def lines(user: User, of: Round, division: str = "") -> QuerySet[Any, tuple[Any, ...]]:
    """Everybody of a round within the user's scope, signed or not: behind the rate, the list and the file.

    What was signed without a session is one of them: it was signed offline.
    """
    begun, plain = of_round(user, of), recorded(user).filter(region=of.region, round=of.ref)
    if division:
        begun, plain = begun.filter(division=division), plain.filter(division=division)
    offline = plain.annotate(
        state=Value(S.SIGNED.value), channel=Value(Session.Channel.OFFLINE.value),
        expires_on=Value(None, output_field=DateField()),
    )  # fmt: skip
    return begun.order_by().values_list(*LINE).union(offline.order_by().values_list(*LINE), all=True)


_COUNTED = """
SELECT division, count(*), count(*) FILTER (WHERE state = ANY(%s)), count(*) FILTER (WHERE state = %s),
       count(*) FILTER (WHERE state = %s AND channel = %s)
FROM ({lines}) AS line ({names}) GROUP BY division ORDER BY division
"""


def rates(user: User, of: Round) -> list[Row]:
    """How a round goes, area by area, the whole first."""
    keys = ("division", "due", "waits", "signed", "online")
    rows: list[dict[str, Any]] = [dict(zip(keys, counted, strict=True)) for counted in _counted(lines(user, of))]
    names = dict(Division.objects.filter(code__in=[r["division"] for r in rows]).values_list("code", "name"))
    least = _least(of.region)

    def row(division: str, name: str, these: list[dict[str, Any]]) -> Row:
        due, waits, done, online = (sum(x[key] for x in these) for key in ("due", "waits", "signed", "online"))
        round_ = SigningRound(signed_online=online, signed_total=done, due_total=due)
        return Row(division, name, due, waits, net_signing_rate(round_, least))

    each = [row(r["division"], names.get(r["division"], r["division"]), [r]) for r in rows]
    return [row("", "合计", rows), *each] if each else []


def _counted(found: QuerySet[Any, tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """The lines by division: all, those open, those signed, those signed on line."""
    try:
        sql, params = found.query.sql_with_params()
    except EmptyResultSet:
        return []
    counted = _COUNTED.format(lines=sql, names=", ".join(LINE))
    states = [list(OPEN_STATES), S.SIGNED, S.SIGNED, Session.Channel.ONLINE]
    with connection.cursor() as cursor:
        cursor.execute(counted, [[str(x) for x in states[0]], *map(str, states[1:]), *params])
        return list(cursor.fetchall())


def _least(region: Region) -> Share | None:
    regime = regime_of(region)
    return regime.rules.net_signing_rate_min.value if regime.institutions is not None else None


def not_signed(user: User, of: Round, division: str = "") -> QuerySet[Session]:
    """Who has not signed in a round: waiting, declined or too late; of one area or of all."""
    rows = of_round(user, of).exclude(state=S.SIGNED)
    return (rows.filter(division=division) if division else rows).order_by("pk")


def open_reminding(user: User, of: Round) -> QuerySet[Session]:
    """Those of a round whom the user's agency may remind now."""
    rows = visible(user).filter(region=of.region, round=of.ref, state__in=OPEN_STATES, agency=user.organisation)
    return rows.order_by("pk")
