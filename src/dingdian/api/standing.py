"""What the law says of a person: status, points, deadlines, and whether a claim line is payable, each with why."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from ninja import Router

from dingdian.accounts.models import User
from dingdian.api import where
from dingdian.api.perms import allowed
from dingdian.api.problems import Unanswerable, wrong
from dingdian.api.shapes import Deadlines, Payability, Points, Standing, Standings
from dingdian.api.values import AnyDay, Code
from dingdian.journal.record import today
from dingdian.journal.slices import load
from dingdian.law.deadlines import Query, deadline
from dingdian.law.filings import LONG_AGO
from dingdian.law.gate import claim
from dingdian.law.intervals import statuses
from dingdian.law.register import Register
from dingdian.law.standing import standing as ask
from dingdian.registry.models import Person

router = Router(tags=["资格"])
OF_HANDLING = ("notice.deliver_to_institution", "notice.deliver_to_person", "review.request", "review.decide",
               "appeal.decide")  # fmt: skip
OF_PERSON = ("restoration.apply", "restoration.assess")


@router.get(
    "/people/{code}/standing", operation_id="person_standing", response=Standing, summary="某日的资格状态及理由"
)
def person_standing(
    request: HttpRequest, code: Code, on: AnyDay | None = None, known_on: AnyDay | None = None,
    site: Code | None = None, department: Code | None = None, region: Code | None = None,
) -> Any:  # fmt: skip
    """`on`: today unless said; `known_on`: only what had been recorded by that day; `site`: an institution."""
    user = allowed(request, "person_standing")
    row, at = _person_at(user, code, site, region)
    day = on or today()
    found = ask(_register(row, at), row.code, day, site=at, department=department, known_on=known_on)
    v = found.value
    names = ("points", "points_raw", "points_left", "first_day", "last_day", "ban_ends", "credit")
    return {
        "person": row.code,
        "site": at,
        "on": day,
        "known_on": known_on,
        "status": v.status.value,
        **{name: getattr(v, name) for name in names},
        "decision": found.as_json(),
    }


@router.get("/people/{code}/standings", operation_id="person_standings", response=Standings, summary="资格时间轴")
def person_standings(
    request: HttpRequest, code: Code, known_on: AnyDay | None = None, site: Code | None = None,
    region: Code | None = None,
) -> Any:  # fmt: skip
    user = allowed(request, "person_standings")
    row, at = _person_at(user, code, site, region)
    found = statuses(_register(row, at), row.code, at, known_on)
    return {
        "person": row.code,
        "site": at,
        "known_on": known_on,
        "intervals": [
            {
                "status": x.status.value,
                "first_day": None if x.first == LONG_AGO else x.first,
                "last_day": x.last,
                "origins": list(x.origins),
            }
            for x in found
        ],
    }


@router.get("/people/{code}/points", operation_id="person_points", response=Points, summary="记分账")
def person_points(
    request: HttpRequest, code: Code, on: AnyDay | None = None, known_on: AnyDay | None = None,
    region: Code | None = None,
) -> Any:  # fmt: skip
    row = where.person(allowed(request, "person_points"), code, region)
    day = on or today()
    account = _register(row, None).account(row.code, known_on)
    names = ("kind", "on", "year", "handling", "finding", "given", "counted", "before", "after", "note")
    return {
        "person": row.code,
        "on": day,
        "known_on": known_on,
        "total": account.total(day),
        "raw": account.raw(day),
        "left": account.left(day),
        "lines": [{**{n: getattr(x, n) for n in names}, "recorded_on": x.recorded} for x in account.lines],
    }


@router.get("/people/{code}/deadlines", operation_id="person_deadlines", response=Deadlines, summary="本人的期限")
def person_deadlines(request: HttpRequest, code: Code, on: AnyDay | None = None, region: Code | None = None) -> Any:
    """Deadlines of the person's handlings and restoration whose last day is not before `on` (today unless said)."""
    row = where.person(allowed(request, "person_deadlines"), code, region)
    day, register = on or today(), _register(row, None)
    handlings = [h for h, record in register.handlings.items() if row.code in record.persons()]
    asked: list[tuple[str, str | None]] = [(name, h) for h in handlings for name in OF_HANDLING]
    found = []
    for name, of in [*asked, *((name, None) for name in OF_PERSON)]:
        due = deadline(register, name, Query(of, row.code))
        if due.value is not None and due.value.day >= day:
            last = due.value
            found.append(
                {
                    "deadline": name,
                    "of": of,
                    "due": last.day,
                    "provisional": last.provisional,
                    "decision": due.as_json(),
                }
            )
    return {"items": sorted(found, key=lambda x: (x["due"], x["deadline"], x["of"] or ""))}


@router.get("/payability", operation_id="payability", response=Payability, summary="一条费用可否结算及理由")
def payability(
    request: HttpRequest, institution: Code, on: AnyDay, person: Code | None = None, department: Code | None = None,
    emergency: bool = False, scheme: Code | None = None, claimed_on: AnyDay | None = None,
    known_on: AnyDay | None = None, region: Code | None = None,
) -> Any:  # fmt: skip
    """`on`: the day of service; `person`: who ordered it; `claimed_on`: the day it was handed in."""
    user = allowed(request, "payability")
    here = where.institution(user, institution, region)
    who = where.person(user, person, here.region_id) if person is not None else None
    register = load(here.region, persons=[who.code] if who else [], institutions=[here.code])
    if who is None and register.regime.institutions is None:
        raise wrong("person", "缺少这个字段", "开单人员的编码", "这个统筹区只有人员规则，要写明人员")
    if who is None and user.role == User.Role.PERSON:
        raise Http404
    found = claim(
        register, on, who.code if who else None, here.code, department=department, emergency=emergency, scheme=scheme,
        claimed_on=claimed_on, known_on=known_on,
    )  # fmt: skip
    return {
        "on": on,
        "person": who.code if who else None,
        "institution": here.code,
        "outcome": found.value,
        "decision": found.as_json(),
    }


def _person_at(user: Any, code: str, site: str | None, region: str | None) -> tuple[Person, str | None]:
    """The person and the institution asked about; an institution's office asks about its own place."""
    row = where.person(user, code, region)
    if site is None and user.role == User.Role.INSTITUTION:
        return row, user.organisation.institution
    return row, None if site is None else where.institution(user, site, row.region_id).code


def _register(row: Person, site: str | None) -> Register:
    register = load(row.region, persons=[row.code], institutions=[site] if site else [])
    if register.regime.persons is None:
        raise Unanswerable("这个统筹区没有人员一侧的规则，不答复人员的资格")
    return register
