"""Which agency is competent for an institution: by its insurance tier and its place, as the regime says."""

from __future__ import annotations

from datetime import date

from dingdian.law.explain import Decision, Reason
from dingdian.law.institutions.acts import DesignationApply
from dingdian.law.institutions.facts import InstitutionFacts
from dingdian.law.institutions.known import facts_on
from dingdian.law.register import Register

_KEY = "competent_agency_rule"


def competent_agency(r: Register, institution: str, day: date, known_on: date | None = None) -> Decision[str | None]:
    """The level of the agency, followed by its area where that is known (`county_agency_of_location:某县`).

    The tier is the one for payment, not the accreditation grade; before there is one, the tier expected at intake.
    Null where the regime has no rule.
    """
    facts = facts_on(r, institution, day, known_on)
    level = _level(r, facts)
    if level is None:
        return Decision(None, r.regime, lambda: [Reason("规则没有写明由哪一级经办", (_KEY,))])
    area = _area(level, facts)
    tier = _tier(facts)
    why = f"医保等级 {tier}" if tier else "没有医保等级"
    return Decision(f"{level}:{area}" if area else level, r.regime, lambda: [
        Reason(f"{why}，由 {level}{f'（{area}）' if area else ''} 经办", (_KEY,))
    ])  # fmt: skip


def serves(r: Register, institution: str, agency: str, day: date, known_on: date | None = None) -> bool | None:
    """Whether an agency, named by its level, its area or both, is the competent one; null if that cannot be told."""
    facts = facts_on(r, institution, day, known_on)
    level, named = _level(r, facts), agency.rpartition(":")[2]
    if level is None:
        return None
    area = _area(level, facts)
    levels = {short for x in (r.regime.rules.competent_agency_rule.value or {}).values() for short in _short(x)}
    if agency == facts.competent_agency or named in _short(level):
        return True
    if named in levels:
        return False
    if area is None:
        return False if named == facts.county else None
    return named == area or named.startswith(area) or named.endswith(area)


def _short(level: str) -> set[str]:
    """A level and what it is called without its place."""
    return {level, level.partition("_of_")[0]}


def named_agency(r: Register, institution: str, day: date, known_on: date | None = None) -> str | None:
    """The agency that the institution's latest application by the day was made to, where it names one."""
    found = None
    for record in r.at(institution, known_on):
        if isinstance(record.act, DesignationApply) and record.on <= day:
            found = record.act.agency
    return found


def _tier(facts: InstitutionFacts) -> str | None:
    stated = facts.insurance_tier if facts.insurance_tier is not None else facts.expected_insurance_tier
    return None if stated is None else stated if isinstance(stated, str) else f"tier_{stated}"


def _level(r: Register, facts: InstitutionFacts) -> str | None:
    rule = r.regime.rules.competent_agency_rule.value
    return None if rule is None else rule.get(f"insurance_{_tier(facts)}") or rule.get("otherwise")


def _area(level: str, facts: InstitutionFacts) -> str | None:
    """The area of an agency that is bound to one: that of the location or the pooling area."""
    place = level.partition("_of_")[2]
    return {"location": facts.county, "pooling_area": facts.pooling_area}.get(place)
