"""Facts: licences and practice, agreements of institutions, what others report of persons."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms

from dingdian.web.forms.fields import Day, choice, money, text, ticks, words
from dingdian.web.forms.steps.form import (
    INSTITUTION,
    PASSED,
    PERSON,
    Fields,
    Form,
    department,
    parameters,
    period,
)
from dingdian.web.forms.where import Where


def _revoked(w: Where) -> Fields:
    return {"kind": choice("情形", (("revoked", "吊销"), ("deregistered", "注销"), ("withdrawn", "收回")))}


def _ordered(w: Where) -> Fields:
    return {"from": Day(label="暂停起日"), "to": Day(label="暂停止日")}


def _agreed(w: Where) -> Fields:
    return {
        "id": text("协议编号", hint="不填则由系统编号"),
        "start_on": Day(label="协议起日"),
        "end_on": Day(label="协议止日"),
        "agreement": text("续签的协议编号"),
    }


def _measure_grounds(w: Where) -> Fields:
    p = parameters(w)
    catalogue = p.measures.catalogue.value
    rule = p.institution_measures.department.value
    names = dict.fromkeys((*(r.do for r in p.institution_measures.ratio_rows.value), *(rule.do if rule else ())))
    listed = [(n, catalogue[n].label if n in catalogue else n) for n in names]
    hint = "由人员比例或科室情形引起的选择；其他情形在理由里写明"
    return {"ground": choice("引起的情形", listed, required=False, hint=hint)} if listed else {"ground": text("情形")}


def _suspended(w: Where) -> Fields:
    chosen: Fields = {}
    if w.departments:
        rows = [(d, d) for d in w.departments]
        chosen["department"] = choice("科室", rows, required=False, hint="不选则为整个机构")
    else:
        chosen["department"] = text("科室", 60, hint="不填则为整个机构")
    return {**chosen, **_measure_grounds(w), "responsible": ticks("负有责任的人员", w.people)}


def _agreement_suspended(w: Where) -> Fields:
    own = forms.BooleanField(label="机构自己申请中止", required=False)
    return _suspended(w) | period("中止起日", "中止止日") | {"on_request": own, "reason": words()}


def _agreement_terminated(w: Where) -> Fields:
    return _suspended(w) | {"reason": words()}


def _agreement_resumed(w: Where) -> Fields:
    return department(w) | {"checked": choice("验收", PASSED, required=False), "reason": words()}


def _held(w: Where) -> Fields:
    return _measure_grounds(w) | {"amount": money("暂停拨付金额（元）"), "reason": words()}


def _released(w: Where) -> Fields:
    return {"reason": words()}


def _recorded(w: Where) -> Fields:
    stated: Fields = {
        "staff_kind": text("人员类别"),
        "technical_title": text("专业技术职务"),
        "certificate_type": text("证书类型"),
        "certificate_no": text("证书编号"),
        "certificate_status": text("证书状态"),
        "certificate_valid_until": Day(label="证书有效期至", required=False),
        "insurance_mode": text("参保方式"),
        "trained_on": Day(label="培训日期", required=False),
        "died_on": Day(label="死亡日期", required=False),
    }
    return {f"person_facts.{name}": field for name, field in stated.items()} | period("起", "止")


STEPS: Mapping[str, Form] = {
    "licence.revoke": Form((PERSON,), _revoked),
    "licence.grant": Form(),
    "practice.suspend": Form((PERSON,), _ordered),
    "agreement.sign": Form((INSTITUTION,), _agreed),
    "agreement.suspend": Form((INSTITUTION,), _agreement_suspended),
    "agreement.resume": Form((INSTITUTION,), _agreement_resumed),
    "agreement.terminate": Form((INSTITUTION,), _agreement_terminated),
    "settlement.hold": Form((INSTITUTION,), _held),
    "settlement.release": Form((INSTITUTION,), _released),
    "fact.record": Form((PERSON,), _recorded),
}
