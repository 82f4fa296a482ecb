"""What is published besides lists: how to apply and by which criteria, and the standards of data and interfaces."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dingdian.casework.disclosures import disclosed, unpublished
from dingdian.casework.perms import law_role
from dingdian.journal.models import Region
from dingdian.journal.record import today
from dingdian.journal.slices import regime_of
from dingdian.law.institutions.rows import Condition
from dingdian.law.institutions.upkeep import DisclosurePublish
from dingdian.law.regime import Clause, Regime
from dingdian.office.institutions.words import TYPES
from dingdian.office.words import SECTORS
from dingdian.registry import public
from dingdian.web import clauses
from dingdian.web.openly import openly
from dingdian.web.words import word

GUIDES, STANDARDS = ("application_guide", "designation_criteria"), ("data_set_standard", "interface_standard")
_KINDS = {"designation": "定点申请", "internet_plus_supplement": "互联网+补充协议"}
_WITHIN = {
    "acceptance_limit": "受理",
    "missing_material_notice_limit": "材料不全的，一次告知",
    "supplement_submit_limit": "补正",
    "evaluation_limit": "评估",
    "publicity_period": "评估合格的，公示",
    "rectification_before_reevaluation": "评估不合格的，整改后再次申请评估，至少隔",
}
"""Parameter → the step whose length it is, in the order in which they come."""
_AT_ONCE = "immediate"


@dataclass(frozen=True)
class Line:
    """A line of the guide with the clauses behind it; `more`: what belongs to it."""

    text: str
    clauses: tuple[Clause, ...]
    more: str = ""


@dataclass(frozen=True)
class Part:
    """What is asked for one kind of application."""

    title: str
    conditions: list[Line]
    refusals: list[Line]


@dataclass(frozen=True)
class Guide:
    """How to apply in a region; `told`: when it was published, where it was."""

    region: Region
    draft: str
    told: DisclosurePublish | None
    types: list[str]
    parts: list[Part]
    materials: list[Line]
    steps: list[Line]


@dataclass(frozen=True)
class Standards:
    """The standards of a region; `lacking`: what an office still has to publish."""

    region: Region
    rows: list[tuple[str, DisclosurePublish]]
    lacking: list[clauses.Why]


@openly
def guide(request: HttpRequest) -> HttpResponse:
    """Who may apply, what for, with which materials, and what happens when: made from the rules in force there."""
    ruled = [region for region in public.regions() if any(public.publishes(region, what) for what in GUIDES)]
    return render(request, "web/public_guide.html", {"guides": [guide_of(region) for region in ruled]})


@openly
def standards(request: HttpRequest) -> HttpResponse:
    """Every published version of the standards with its day; an office also sees what it still has to publish."""
    office, found = _office(request), []
    for region in public.regions():
        wanted = [what for what in STANDARDS if public.publishes(region, what)]
        if wanted:
            regime = regime_of(region)
            rows = [(word(regime, act.object), act) for act in disclosed(region, today(), wanted)]
            lacking = clauses.argument(regime, unpublished(region, today())) if office else []
            found.append(Standards(region, rows, lacking))
    return render(request, "web/public_standards.html", {"found": found})


def _office(request: HttpRequest) -> bool:
    return request.user.is_authenticated and law_role(request.user) in ("agency", "administration")


def guide_of(region: Region) -> Guide:
    """The guide of a region, from its rules."""
    regime = regime_of(region)
    told = disclosed(region, today(), GUIDES)
    return Guide(
        region,
        regime.title if regime.is_draft else "",
        told[0] if told else None,
        [TYPES.get(kind, kind) for kind in regime.rules.eligible_institution_types.value or ()],
        [part for kind, title in _KINDS.items() if (part := _part(regime, kind, title)).conditions or part.refusals],
        list(_materials(regime)),
        list(_steps(regime)),
    )


def _part(regime: Regime, kind: str, title: str) -> Part:
    asked, refused = regime.rules.conditions.value, regime.rules.negative_list.value
    return Part(title, list(_rows(regime, asked, kind)), list(_rows(regime, refused, kind)))


def _rows(regime: Regime, rows: Mapping[str, Condition], kind: str) -> Iterator[Line]:
    for code, row in rows.items():
        if row.applies(None, kind) and code in regime.clauses:
            only = "、".join(SECTORS.get(sector, sector) for sector in row.sectors)
            yield Line(regime.clauses[code].summary, clauses.listed(regime, (code,)), only and f"限{only}")


def _materials(regime: Regime) -> Iterator[Line]:
    rules = regime.rules
    shared = rules.materials_waivable_by_data_sharing.value
    for code in rules.materials.value or ():
        cited = clauses.listed(regime, [rules.material_clauses.value.get(code, "")])
        parts = [word(regime, part) for part in rules.material_parts.value.get(code, ())]
        more = [f"含{'、'.join(parts)}"] if parts else []
        more += ["能通过数据共享核验的免交"] if code in shared else []
        more += ["可以用告知承诺代替"] if code in (rules.commitment_eligible_items.value or ()) else []
        yield Line(word(regime, code), cited, "；".join(more))


def _steps(regime: Regime) -> Iterator[Line]:
    for key, title in _WITHIN.items():
        stated = regime.flat[key]
        if stated.value is not None:
            length = "当场" if stated.value == _AT_ONCE else str(stated.value)
            yield Line(f"{title}：{length}", clauses.listed(regime, stated.clauses))
