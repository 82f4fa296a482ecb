"""Who looks after what happens at an institution: the agency that signed with it, wherever the patient is insured."""

from __future__ import annotations

from datetime import date

from dingdian.law.explain import Decision, Reason
from dingdian.law.institutions.competence import competent_agency
from dingdian.law.institutions.known import facts_on
from dingdian.law.register import Register

KEY = "insured_covered"
LOCAL, ELSEWHERE = "local_insured", "other_area_insured"


def kind_of(r: Register, institution: str, insured_area: str | None, day: date) -> str:
    """Whether a patient is insured where the institution lies; an area that nobody stated is the own one."""
    facts = facts_on(r, institution, day)
    own = {facts.pooling_area, facts.county, facts.management_area} - {None}
    return LOCAL if insured_area is None or insured_area in own else ELSEWHERE


def responsible_agency(
    r: Register, institution: str, insured_area: str | None, day: date, known_on: date | None = None
) -> Decision[str | None]:
    """The agency that handles findings and claims on a patient insured in an area; null where the rules leave it."""
    kind = kind_of(r, institution, insured_area, day)
    if kind not in (r.regime.rules.insured_covered.value or ()):
        words = f"规则没有规定{insured_area or '本地'}参保人的事项由签约经办管理"
        return Decision(None, r.regime, lambda: [Reason(words, (KEY,))])
    agency = competent_agency(r, institution, day, known_on)
    where = "本地参保人" if kind == LOCAL else f"在 {insured_area} 参保的病人"
    words = f"{where}在本机构的服务，由签约的经办机构 {agency.value or ''} 管理"
    return Decision(agency.value, r.regime, lambda: [Reason(words, (KEY,)), *agency.reasons])
