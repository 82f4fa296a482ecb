"""What the rules want on record of an institution and its people, and is not there on a day.

What is wanted comes from the rules of each region: roles that must be filled, documents, personal agreements.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from dingdian.accounts.scope import Scope
from dingdian.journal.models import Region
from dingdian.journal.slices import regime_of
from dingdian.law.regime import Regime
from dingdian.law.schema import Parameters
from dingdian.registry.models import Institution, InternalRules, PersonalAgreement, Site

_NONE = Q(pk__in=[])


def without_roles(scope: Scope, day: date) -> QuerySet[Institution]:
    """Institutions within a scope with nobody on file in one of the roles that their sector must fill."""
    wanted = _NONE
    for region, regime in _ruled():
        for sector, roles in regime.parameters.filing.required_roles.value.items():
            for role in roles:
                wanted |= Q(region=region, sector=sector) & Q(~_filled(role, day))
    return _institutions(scope).filter(wanted)


def missing_roles(found: Sequence[Institution], day: date) -> dict[int, list[str]]:
    """Of institutions (by key): the roles that they must fill and do not on a day."""
    held: dict[int, set[str]] = {}
    filed = Site.objects.filter(institution__in=found, period__contains=day, institution__sector__in=_sectors())
    for pk, roles in filed.values_list("institution_id", "person__roles").distinct():
        held.setdefault(pk, set()).update(roles)
    return {
        i.pk: [r for r in _rules(i).filing.required_roles.value.get(i.sector, ()) if r not in held.get(i.pk, ())]
        for i in found
    }


def without_rules(scope: Scope, day: date) -> QuerySet[Institution]:
    """Institutions within a scope without one of the documents that they must have of their own."""
    wanted = _NONE
    for region, regime in _ruled():
        for document in regime.parameters.supervision.internal_rules.value:
            kept = InternalRules.objects.filter(institution=OuterRef("pk"), document=document, period__contains=day)
            wanted |= Q(region=region) & Q(~Exists(kept))
    return _institutions(scope).filter(wanted)


def missing_rules(found: Sequence[Institution], day: date) -> dict[int, list[str]]:
    """Of institutions (by key): the documents that they must have and have not on a day."""
    kept = InternalRules.objects.filter(institution__in=found, period__contains=day)
    held = set(kept.values_list("institution_id", "document"))
    return {i.pk: [d for d in _rules(i).supervision.internal_rules.value if (i.pk, d) not in held] for i in found}


def without_agreement(scope: Scope, day: date) -> QuerySet[Site]:
    """People filed at an institution within a scope who need an agreement with it and have none that runs; one row
    for a person and an institution."""
    wanted = _NONE
    for region, regime in _ruled():
        for role in regime.parameters.agreement.doctor_agreement_roles.value:
            wanted |= Q(person__region=region, person__roles__contains=[role])
    same = {"person": OuterRef("person"), "institution": OuterRef("institution"), "period__contains": day}
    filed = scope.filter(
        Site.objects.filter(period__contains=day), division="institution__division", institution="institution__code"
    )
    earlier = Site.objects.filter(pk__lt=OuterRef("pk"), **same)
    return filed.filter(wanted).exclude(Exists(PersonalAgreement.objects.filter(**same))).exclude(Exists(earlier))


def ended_agreements(found: Sequence[Site], day: date) -> set[tuple[int, int]]:
    """Person and institution (by key) of those filings with an agreement that ran out before a day."""
    held = PersonalAgreement.objects.filter(
        person__in=[s.person_id for s in found], institution__in=[s.institution_id for s in found],
        period__endswith__lte=day,
    )  # fmt: skip
    return set(held.values_list("person_id", "institution_id"))


def wanted_of(regime: Regime) -> Mapping[str, bool]:
    """Which of these things the rules of a region want at all, by their parameter."""
    p = regime.parameters
    return {
        "filing.required_roles": bool(p.filing.required_roles.value),
        "supervision.internal_rules": bool(p.supervision.internal_rules.value),
        "agreement.doctor_agreement_roles": bool(p.agreement.doctor_agreement_roles.value),
    }


def regimes(scope: Scope) -> list[Regime]:
    """The persons' rules of the regions in which a scope has institutions."""
    held = set(_institutions(scope).order_by().values_list("region", flat=True).distinct())
    return [regime for region, regime in _ruled() if region.pk in held]


def _institutions(scope: Scope) -> QuerySet[Institution]:
    return scope.filter(Institution.objects.all(), division="division", institution="code")


def _rules(found: Institution) -> Parameters:
    return regime_of(found.region).parameters


def _sectors() -> set[str]:
    return {sector for _, regime in _ruled() for sector in regime.parameters.filing.required_roles.value}


def _filled(role: str, day: date) -> Exists:
    return Exists(Site.objects.filter(institution=OuterRef("pk"), period__contains=day, person__roles__contains=[role]))


def _ruled() -> Iterator[tuple[Region, Regime]]:
    """The regions with rules for persons."""
    regions: Iterable[Region] = Region.objects.exclude(persons="").order_by("pk")
    return ((region, regime_of(region)) for region in regions)
