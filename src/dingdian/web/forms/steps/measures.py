"""Study, talks, circulars, transfers, supervision, what an institution reports itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dingdian.law.values import Role
from dingdian.web.forms.fields import Day, choice, number, text, ticks, words
from dingdian.web.forms.steps.form import (
    INSTITUTION,
    PASSED,
    PERSON,
    Fields,
    Form,
    parameters,
)
from dingdian.web.forms.where import Where
from dingdian.web.words import Choices, choices

_BODIES = (Role.INSTITUTION, Role.AGENCY, Role.ADMINISTRATION)


def _studied(w: Where) -> Fields:
    fields: Fields = {
        "hours": number("学时", 0, 1000),
        "exam": choice("考核结果", PASSED, required=False),
        "organiser": choice("组织单位", [(r.value, r.label) for r in _BODIES], required=False),
    }
    if parameters(w).training.institution_min_per_year.value is not None:
        hint = "机构每年的政策培训要讲到各险种；都讲到的可不选"
        fields["topics"] = ticks("讲到的险种", choices(w.regime, parameters(w).meta.schemes.value), hint=hint)
    return fields


def _talked(w: Where) -> Fields:
    kinds = ("talk", "reminder", "warning")
    listed = [(k, m.label) for k, m in parameters(w).measures.catalogue.value.items() if m.process in kinds]
    return {"measure": choice("办理的措施", listed, required=False)} if listed else {"measure": text("办理的措施")}


def _own_role(w: Where) -> dict[str, Any]:
    return {"held_by": w.role} if w.role in ("institution", "agency") else {}


def _circular(w: Where) -> Fields:
    rows = parameters(w).measures.catalogue.value.values()
    scopes = choices(w.regime, (m.scope for m in rows if m.process == "circular" and m.scope))
    return {"scope": choice("通报范围", scopes, required=False) if scopes else text("通报范围")}


def _authorities(w: Where) -> Choices:
    p = parameters(w).authorities
    return choices(w.regime, (*p.transfer_to.value.values(), *p.partners.value))


def _sent(w: Where) -> Fields:
    to = _authorities(w)
    return {"to": choice("移送给", to) if to else text("移送给", required=True)}


def _replied(w: Where) -> Fields:
    by = choices(w.regime, parameters(w).authorities.partners.value)
    return {
        "by": choice("回复部门", by, required=False) if by else text("回复部门"),
        "result": text("处理结果", 500, required=True),
    }


def _noted(w: Where) -> Fields:
    return {"note": words("监管情况")}


def _reported(w: Where) -> Fields:
    return {"discovered_on": Day(label="发现日期")}


STEPS: Mapping[str, Form] = {
    "study.record": Form((PERSON,), _studied),
    "talk.hold": Form((PERSON,), _talked, _own_role, ("held_by",)),
    "circular.issue": Form((PERSON,), _circular),
    "transfer.send": Form((PERSON,), _sent),
    "transfer.reply": Form((PERSON,), _replied),
    "supervision.record": Form((PERSON,), _noted),
    "violation.report": Form((INSTITUTION, PERSON), _reported, optional=(PERSON,)),
}
