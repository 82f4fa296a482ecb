"""Commitment, filing, coming and going."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms

from dingdian.journal.record import today
from dingdian.law.regime import Regime
from dingdian.law.standing import standing
from dingdian.law.values import Status
from dingdian.web.forms.fields import Day, Known, choice, text, ticks
from dingdian.web.forms.steps.form import (
    SITE,
    Fields,
    Form,
    cite,
    department,
    parameters,
)
from dingdian.web.forms.where import Where
from dingdian.web.words import Choices, choices, word


def _signed(w: Where) -> Fields:
    fields = department(w)
    if contents := parameters(w).commitment.minimum_contents.value:
        fields["contents"] = ticks("承诺书载明的内容", choices(w.regime, contents), hint="文本里有的逐项勾选")
    if parameters(w).commitment.acknowledgement.value:
        hint = "签署人读过承诺书并确认知晓；没有勾选的，签署会留下备注"
        fields["acknowledged"] = forms.BooleanField(label="本人已知晓承诺内容", required=False, help_text=hint)
    return fields


def _roles(w: Where) -> Choices:
    scope = parameters(w).scope
    medical, pharmacy = scope.medical_roles.value, scope.pharmacy_roles.value
    by_sector = {"retail_pharmacy": pharmacy, "medical_institution": medical}
    return choices(w.regime, by_sector.get(w.sector or "", (*medical, *pharmacy)) or (*medical, *pharmacy))


def _submitted(w: Where) -> Fields:
    p = parameters(w)
    fields: Fields = {"role": choice("人员类别", _roles(w), required=False, hint="不填则按登记的类别")} | department(w)
    fields["code_type"] = choice("编码", (("national", "全国统一编码"), ("local", "本地编码")), required=False)
    if asked := p.filing.fields.value:
        fields["fields"] = ticks("已备齐的备案项目", choices(w.regime, asked))
    if p.scope.requires_fund_related.value:
        fields["fund_related"] = Known("是否涉及医保基金使用")
    if certificates := p.scope.doctor_certificates.value:
        fields["certificates"] = ticks("执业证书", choices(w.regime, certificates))
    for clause, name in p.qualification.entry_conditions.value.items():
        fields[f"conditions.{name}"] = Known(word(w.regime, name), hint=cite(w.regime, clause))
    if doctor_agreement(w.regime):
        years = p.agreement.doctor_agreement_term_years.value
        fields["doctor_agreement.start_on"] = Day(label="医师服务协议起日", required=False)
        fields["doctor_agreement.end_on"] = Day(
            label="医师服务协议止日", required=False, help_text=f"不填则按 {years} 年计" if years else ""
        )
    return fields


def doctor_agreement(regime: Regime) -> bool:
    return regime.parameters.qualification.origin.value == "personal_conditions_and_doctor_agreement"


def _joined(w: Where) -> Fields:
    fields: Fields = department(w) | {"role": choice("人员类别", _roles(w), required=False)}
    if parameters(w).qualification.new_hire_exam_required.value:
        fields["newly_hired"] = Known("是否新录用", hint="新录用的须经政策培训并考核合格后备案")
    return fields


def _left(w: Where) -> Fields:
    return department(w) | {"reason": text("离岗原因", 200)}


def _kept(w: Where) -> Fields:
    p = parameters(w).status
    known = [s for s in Status if s.value in p.codes.value]
    named = [(s.value, p.label_of_terminated.value if s is Status.TERMINATED else s.label) for s in known]
    field = choice("备案状态", named)
    if w.register is not None and len(w.persons) == 1 and len(w.institutions) == 1:
        decided = standing(w.register, w.persons[0][0], today(), site=w.institutions[0][0]).value.status
        field.initial = decided.value
        field.help_text = f"按经办机构的决定，今天是“{dict(named).get(decided.value, decided.label)}”"
    return {"status": field}


STEPS: Mapping[str, Form] = {
    "person.join": Form(SITE, _joined),
    "commitment.sign": Form(SITE, _signed, listed=("contents", "acknowledged")),
    "filing.submit": Form(SITE, _submitted, listed=("fields",)),
    "person.leave": Form(SITE, _left),
    "status.update": Form(SITE, lambda w: department(w) | _kept(w)),
    "handover.complete": Form(SITE, department),
}
