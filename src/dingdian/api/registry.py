"""Who is registered: institutions, people and where they are filed."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from ninja import Query, Router

from dingdian.accounts.log import log_access
from dingdian.accounts.masking import mask_id, mask_name
from dingdian.accounts.perms import may
from dingdian.accounts.scope import scope_of
from dingdian.api import where
from dingdian.api.paging import page
from dingdian.api.perms import allowed
from dingdian.api.shapes import InstitutionOut, MarkOut, Me, Page, PersonOut, SiteOut
from dingdian.api.values import After, Code, Limit
from dingdian.journal.record import today
from dingdian.journal.slices import regime_of
from dingdian.law.values import Status
from dingdian.registry import search
from dingdian.registry.disclosed import marked
from dingdian.registry.models import Institution, Person, Site, Standing
from dingdian.registry.periods import last_day

router = Router(tags=["登记"])
Search = Annotated[str, Query(max_length=60, pattern=r"^[^\u0000]*$", description="名称、拼音或编码")]


@router.get("/me", operation_id="me", response=Me, summary="我是谁")
def me(request: HttpRequest) -> Any:
    user = allowed(request, "me")
    office = user.organisation
    return {
        "username": user.username,
        "role": user.role,
        "organisation": office.name if office else None,
        "institution": office.institution or None if office else None,
        "person": user.person or None,
    }


@router.get("/institutions", operation_id="institutions", response=Page[InstitutionOut], summary="查机构")
def institutions(request: HttpRequest, q: Search = "", after: After = None, limit: Limit = 50) -> Any:
    user = allowed(request, "institutions")
    return page(search.institutions(scope_of(user), q), ("pinyin", "id"), after, limit, shown_institution)


@router.get("/institutions/{code}", operation_id="institution", response=InstitutionOut, summary="机构")
def institution(request: HttpRequest, code: Code, region: Code | None = None) -> Any:
    return shown_institution(where.institution(allowed(request, "institution"), code, region))


@router.get(
    "/institutions/{code}/people", operation_id="institution_people", response=Page[SiteOut], summary="机构的备案人员"
)
def institution_people(
    request: HttpRequest, code: Code, region: Code | None = None, after: After = None, limit: Limit = 50
) -> Any:
    user = allowed(request, "institution_people")
    here = where.institution(user, code, region)
    rows = where.sites(user).filter(institution=here).select_related("person", "institution")
    return page(rows, ("id",), after, limit, shown_site)


@router.get(
    "/institutions/{code}/marks",
    operation_id="institution_marks",
    response=Page[MarkOut],
    summary="机构应标示的人员状态",
)
def institution_marks(
    request: HttpRequest, code: Code, region: Code | None = None, after: After = None, limit: Limit = 50
) -> Any:
    """Who is suspended or terminated there today, for the institution to say where patients choose."""
    user = allowed(request, "institution_marks")
    here = where.institution(user, code, region)
    regime = regime_of(here.region)
    wanted = regime.persons is not None and regime.parameters.disclosure.status_marked.value
    rows = marked(here, today()).select_related("person") if wanted else Standing.objects.none()
    return page(rows, ("id",), after, limit, shown_mark)


@router.get("/people", operation_id="people", response=Page[PersonOut], summary="查人员")
def people(request: HttpRequest, q: Search = "", after: After = None, limit: Limit = 50) -> Any:
    user = allowed(request, "people")
    return page(search.people(scope_of(user), q), ("sort", "id"), after, limit, shown_person, search.first)


@router.get("/people/{code}", operation_id="person", response=PersonOut, summary="人员")
def person(request: HttpRequest, code: Code, region: Code | None = None, full: bool = False) -> Any:
    """`full`: name and number unmasked, for roles that may; the look is logged."""
    user = allowed(request, "person")
    row = where.person(user, code, region)
    if not full:
        return shown_person(row)
    if not may(user, "person.full_view"):
        raise PermissionDenied("您的角色不查看完整的个人信息")
    log_access(user, "person.full_view", row.code, request)
    return shown_person(row, full=True)


@router.get("/people/{code}/sites", operation_id="person_sites", response=Page[SiteOut], summary="人员的执业地点")
def person_sites(
    request: HttpRequest, code: Code, region: Code | None = None, after: After = None, limit: Limit = 50
) -> Any:
    user = allowed(request, "person_sites")
    row = where.person(user, code, region)
    rows = where.sites(user).filter(person=row).select_related("person", "institution")
    return page(rows, ("id",), after, limit, shown_site)


def shown_institution(row: Institution) -> dict[str, Any]:
    names = ("code", "name", "sector", "institution_type", "ownership", "division", "uscc")
    return {"region": row.region_id, **{name: getattr(row, name) for name in names}}


def shown_person(row: Person, *, full: bool = False) -> dict[str, Any]:
    return {
        "region": row.region_id,
        "code": row.code,
        "name": row.name if full else mask_name(row.name),
        "id_number": row.id_number if full else mask_id(row.id_number),
        "roles": row.roles,
        "masked": not full,
    }


def shown_mark(row: Standing) -> dict[str, Any]:
    return {
        "person": row.person.code,
        "status": row.status,
        "title": Status(row.status).label,
        **_days(row.period),
    }


def shown_site(row: Site) -> dict[str, Any]:
    return {
        "person": row.person.code,
        "institution": row.institution.code,
        "department": row.department,
        **_days(row.period),
    }


def _days(period: Any) -> dict[str, date | None]:
    """The first and the last day of a period, both included; null: open."""
    return {"first_day": period.lower, "last_day": last_day(period)}
