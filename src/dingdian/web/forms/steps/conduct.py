"""Fees, own inspections, what the insured say, channels, good examples, an institution's own rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from dingdian.law import fees
from dingdian.law.conduct import MOST_CHARACTERS, MOST_LINES
from dingdian.web.forms.fields import Lines, choice, money, number, text, words
from dingdian.web.forms.steps.form import (
    INSTITUTION,
    OF,
    PERSON,
    Fields,
    Form,
    none,
    parameters,
)
from dingdian.web.forms.where import Where
from dingdian.web.words import choices


def _batch(w: Where) -> dict[str, Any]:
    return {"of": w.ref} if w.ref else {}


def _received(w: Where) -> Fields:
    hint = "从表格里复制粘贴，一行一条：人员编码、服务日期、金额（元）、是否急诊抢救、科室、明细编号；后三列可不填"
    paid = forms.BooleanField(label="费用已经支付", required=False, help_text="核对已付的费用时勾选")
    return {
        "id": text("批次编号", 60, required=True, hint="例如 FY2026-03-甲医院"),
        "paid": paid,
        "lines": Lines("费用明细", MOST_LINES, hint=hint),
    }


def _amount_due(w: Where) -> Fields:
    field = money("追回金额（元）")
    field.required = True
    if w.register is not None and w.ref:
        field.initial = fees.wrongly_paid(fees.checked(w.register, w.ref))[1]
        field.help_text = f"核对出已付而不应支付的合计 {field.initial:.2f} 元"
    return {"amount": field}


def _settled_back(w: Where) -> Fields:
    back = money("已退回金额（元）")
    back.required = True
    fields: Fields = {"recovered": back}
    if fees.deducts(w.regime):
        hint = "规定要扣减而没有定分值，由人填写；不扣的填 0 并写明理由"
        fields["deducted"] = number("扣减机构考核分", 0, 100, hint)
    return fields | {"reason": words()}


def _found(w: Where) -> Fields:
    return {"text": words("发现的问题"), "amount": money("涉及基金金额（元）")}


def _corrected(w: Where) -> Fields:
    return {"amount": money("退回金额（元）"), "note": words("改正情况")}


def _heard_by(w: Where) -> forms.ChoiceField:
    return choice("渠道", choices(w.regime, parameters(w).supervision.feedback_channels.value))


def _heard(w: Where) -> Fields:
    said = words("意见内容", hint="不写反映人的姓名和联系方式")
    said.required = True
    return {"channel": _heard_by(w), "text": said}


def _pursued(w: Where) -> Fields:
    return {"inspection": text("检查编号", 60, required=True, hint="核查用的编号；处理记分时填写同一编号")}


def _answered(w: Where) -> Fields:
    return {"result": text("办理结果", 500, required=True)}


def _published(w: Where) -> Fields:
    hint = "公众看到的地址、电话或网址"
    return {"channel": _heard_by(w), "contact": text("联系方式", 200, required=True, hint=hint)}


def _lists(w: Where) -> forms.ChoiceField:
    return choice("名单", choices(w.regime, parameters(w).disclosure.honour_lists.value))


def _year() -> forms.IntegerField:
    field = number("年度", 2000, 2199)
    field.required = True
    return field


def _awarded(w: Where) -> Fields:
    return {"list": _lists(w), "year": _year(), "reason": text("事迹", 500, required=True, hint="名单上会写出来")}


def _unlisted(w: Where) -> Fields:
    return {"list": _lists(w), "year": _year(), "reason": words()}


def _document(w: Where) -> forms.ChoiceField:
    return choice("制度", choices(w.regime, parameters(w).supervision.internal_rules.value))


def _adopted(w: Where) -> Fields:
    hint = f"不超过 {MOST_CHARACTERS} 字；不写个人信息"
    whole = words("制度全文", hint=hint, longest=MOST_CHARACTERS, rows=12)
    whole.required = True
    version = text("版本", 60, required=True, hint="例如 2025 年第一版；与以前的版本不同")
    return {"document": _document(w), "version": version, "text": whole}


STEPS: Mapping[str, Form] = {
    "fees.receive": Form((INSTITUTION,), _received),
    "fees.check": Form((), none, _batch, (OF,)),
    "fees.settle": Form((), none, _batch, (OF,)),
    "fees.recover": Form((), _amount_due, _batch, (OF,)),
    "fees.close": Form((), _settled_back, _batch, (OF,)),
    "self_inspection.record": Form((INSTITUTION, PERSON), _found, optional=(PERSON,)),
    "self_inspection.correct": Form((), _corrected, _batch, (OF,)),
    "feedback.register": Form((INSTITUTION, PERSON), _heard, optional=(PERSON,)),
    "feedback.pursue": Form((), _pursued, _batch, (OF,)),
    "feedback.close": Form((), _answered, _batch, (OF,)),
    "channel.publish": Form((), _published),
    "channel.withdraw": Form((), lambda w: {"channel": _heard_by(w)}),
    "honour.award": Form((PERSON,), _awarded),
    "honour.withdraw": Form((PERSON,), _unlisted),
    "rules.adopt": Form((INSTITUTION,), _adopted),
    "rules.withdraw": Form((INSTITUTION,), lambda w: {"document": _document(w), "reason": words()}),
}
