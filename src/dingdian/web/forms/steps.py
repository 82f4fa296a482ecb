"""The forms of the acts of persons' processes, declared: what each asks besides the day, and what the place fills in.

What may be chosen comes from the regime. A field named with dots stands inside another, as `conditions.x.evidence`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from dingdian.journal.record import today
from dingdian.law import fees
from dingdian.law.conduct import MOST_CHARACTERS, MOST_LINES
from dingdian.law.regime import Regime
from dingdian.law.schema import Parameters
from dingdian.law.standing import standing
from dingdian.law.values import Role, Status
from dingdian.web.forms.fields import Day, Known, Lines, choice, money, number, text, ticks, words
from dingdian.web.forms.where import Where
from dingdian.web.words import Choices, choices, word

Fields = dict[str, forms.Field]
OF, PERSON, INSTITUTION = "of", "person", "institution"
_CODE = "按国家平台上的编码填写；本院没有备案过的人员也可填写"


def _none(w: Where) -> Fields:
    return {}


def _given(w: Where) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Form:
    """`about`: fields that the place it was opened from fills in (asked for where there are several; `optional` ones
    may stay empty). `filled`: fields that follow from who fills it in. `listed`: lists that are stated even if empty.
    """

    about: tuple[str, ...] = (PERSON,)
    fields: Callable[[Where], Fields] = _none
    filled: Callable[[Where], dict[str, Any]] = _given
    fills: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()


def _p(w: Where) -> Parameters:
    return w.regime.parameters


# Decisions, objections


def _delivered(w: Where) -> Fields:
    return {"effective_from": Day(label="执行起日", required=False, help_text="不填则自送达的次日起")}


def _party(w: Where) -> dict[str, Any]:
    return {"by": w.role} if w.role in ("person", "institution") else {}


def _requested(w: Where) -> Fields:
    fields: Fields = {}
    if w.role != "person":
        fields["handed_in_on"] = Day(
            label="材料交来日", required=False, help_text="本人在期限内交给机构、机构晚些提交的，填写交来的那一天"
        )
    return fields


_REVIEWED = (("upheld", "维持"), ("reduced", "减轻"), ("revoked", "撤销"))


def _reviewed(w: Where) -> Fields:
    p = _p(w)
    fields: Fields = {"outcome": choice("结果", _REVIEWED)}
    if len(found := w.findings()) > 1:
        fields["finding"] = choice("查实事项", found, required=False, hint="只改其中一项时选择")
    fields["points"] = number("分值", 0, p.scoring.cap.value, "减轻时填写减轻后的分值")
    if p.tiers.term_mode.value == "human_range":
        fields["months"] = number("期限（月）", 0, _longest(w), "减轻后仍要暂停的，填写改定的期限")
    must = "维持原决定须写明理由" if p.objection.uphold_needs_reason.value else ""
    return fields | {"reason": words(hint=must)}


def _longest(w: Where) -> int:
    rows = _p(w).tiers.suspension_rows.value
    return max((r.months_max for r in rows if r.months_max is not None), default=36)


# Repair and restoration

_CONSENT = (("agreed", "同意"), ("refused", "不同意"))
_PASSED = (("passed", "通过"), ("failed", "未通过"))
_KINDS = {"points": "分值", "term": "期限"}


def _kind(w: Where) -> Fields:
    p = _p(w).repair
    open_to = {"points": p.points_range.value, "term": p.term_reduction_months.value}
    kinds = [(k, v) for k, v in _KINDS.items() if open_to[k] is not None] or list(_KINDS.items())
    return {"kind": choice("修复内容", kinds)}


def _repair_asked(w: Where) -> Fields:
    p, fields = _p(w).repair, _kind(w)
    rule = "任一项即可" if p.conditions_mode.value == "any" else "各项都要具备"
    of_points, of_term = p.conditions.value or (), p.term_reduction_conditions.value or ()
    asked = {"points": of_points, "term": of_term}.get(w.kind, (*of_points, *of_term))
    for name in dict.fromkeys(asked):
        label = word(w.regime, name)
        fields[f"conditions.{name}.passed"] = Known(f"{label}：是否完成", hint=rule)
        fields[f"conditions.{name}.evidence"] = text(f"{label}：证明材料", hint="证书、通知或记录的编号")
        by = (p.condition_organisers.value or {}).get(name, ())
        if by:
            fields[f"conditions.{name}.organiser"] = choice(f"{label}：组织单位", choices(w.regime, by), required=False)
    return fields


def _consent(w: Where) -> Fields:
    return {"outcome": choice("意见", _CONSENT), "reason": words()}


def _repair_consent(w: Where) -> Fields:
    return _kind(w) | _consent(w)


def _repair_decided(w: Where) -> Fields:
    p = _p(w).repair
    fields = _kind(w) | {"outcome": choice("结果", (("granted", "准予"), ("refused", "不予")))}
    for name, label, limits, unit in (
        ("points", "修复分值", p.points_range.value, "分"),
        ("months", "缩短（月）", p.term_reduction_months.value, "个月"),
    ):
        if limits is not None:
            fields[name] = number(label, 0, limits[1], f"准予时填写 {limits[0]} 至 {limits[1]} {unit}")
    return fields


def _assessed(w: Where) -> Fields:
    return {"outcome": choice("评估结果", _PASSED)}


def _early(w: Where) -> Fields:
    rule = _p(w).restoration.early.value
    reasons = choices(w.regime, [rule.reason]) if rule is not None else []
    asked = choice("事由", reasons) if reasons else text("事由", required=True)
    return {"reason": asked, "exam": choice("考核结果", _PASSED)}


# Grounds beyond points


def _grounds(w: Where, leads_to: Status) -> Choices:
    listed = _p(w).status.other_grounds.value
    return w.items(clause for clause, status in listed.items() if status == leads_to.value)


def _ground_suspended(w: Where) -> Fields:
    return {
        "ground": choice("情形", _grounds(w, Status.SUSPENDED), hint="有权机关补充的情形"),
        "from": Day(label="暂停起日", required=False),
        "to": Day(label="暂停止日", required=False),
    }


def _ground_terminated(w: Where) -> Fields:
    return {"ground": choice("情形", _grounds(w, Status.TERMINATED), hint="有权机关补充的情形")}


def _item(w: Where) -> Fields:
    p = _p(w)
    rules = p.scoring.circumstances.value
    open_ones = [c for c, rule in rules.items() if rule.catch_all] or list(rules)
    under = [(c, f"{_cite(w.regime, c)} {rules[c].label}") for c in open_ones]
    under += [(c, f"{_cite(w.regime, c)} 其他{Status(s).label}情形") for c, s in p.status.other_grounds.value.items()]
    return {
        "id": text("情形编号", required=True, hint="此后在案件里用这个编号引用"),
        "under": choice("补充在哪一条之下", under),
        "cite": text("依据", 300, required=True, hint="文件名称、文号和条款"),
        "authority": text("有权机关", required=True),
        "points": number("分值", 0, p.scoring.cap.value, "条款定有分值的可不填"),
    }


def _cite(regime: Regime, clause: str) -> str:
    return regime.clauses[clause].cite if clause in regime.clauses else clause


# Licences and practice


def _revoked(w: Where) -> Fields:
    return {"kind": choice("情形", (("revoked", "吊销"), ("deregistered", "注销"), ("withdrawn", "收回")))}


def _ordered(w: Where) -> Fields:
    return {"from": Day(label="暂停起日"), "to": Day(label="暂停止日")}


# Commitment, filing, coming and going


def _department(w: Where) -> Fields:
    hint = f"已有科室：{'、'.join(w.departments)}" if w.departments else ""
    return {"department": text("科室", 60, hint=hint)}


def _signed(w: Where) -> Fields:
    fields = _department(w)
    if contents := _p(w).commitment.minimum_contents.value:
        fields["contents"] = ticks("承诺书载明的内容", choices(w.regime, contents), hint="文本里有的逐项勾选")
    if _p(w).commitment.acknowledgement.value:
        hint = "签署人读过承诺书并确认知晓；没有勾选的，签署会留下备注"
        fields["acknowledged"] = forms.BooleanField(label="本人已知晓承诺内容", required=False, help_text=hint)
    return fields


def _roles(w: Where) -> Choices:
    scope = _p(w).scope
    medical, pharmacy = scope.medical_roles.value, scope.pharmacy_roles.value
    by_sector = {"retail_pharmacy": pharmacy, "medical_institution": medical}
    return choices(w.regime, by_sector.get(w.sector or "", (*medical, *pharmacy)) or (*medical, *pharmacy))


def _submitted(w: Where) -> Fields:
    p = _p(w)
    fields: Fields = {"role": choice("人员类别", _roles(w), required=False, hint="不填则按登记的类别")} | _department(w)
    fields["code_type"] = choice("编码", (("national", "全国统一编码"), ("local", "本地编码")), required=False)
    if asked := p.filing.fields.value:
        fields["fields"] = ticks("已备齐的备案项目", choices(w.regime, asked))
    if p.scope.requires_fund_related.value:
        fields["fund_related"] = Known("是否涉及医保基金使用")
    if certificates := p.scope.doctor_certificates.value:
        fields["certificates"] = ticks("执业证书", choices(w.regime, certificates))
    for clause, name in p.qualification.entry_conditions.value.items():
        fields[f"conditions.{name}"] = Known(word(w.regime, name), hint=_cite(w.regime, clause))
    if _doctor_agreement(w.regime):
        years = p.agreement.doctor_agreement_term_years.value
        fields["doctor_agreement.start_on"] = Day(label="医师服务协议起日", required=False)
        fields["doctor_agreement.end_on"] = Day(
            label="医师服务协议止日", required=False, help_text=f"不填则按 {years} 年计" if years else ""
        )
    return fields


def _doctor_agreement(regime: Regime) -> bool:
    return regime.parameters.qualification.origin.value == "personal_conditions_and_doctor_agreement"


def _joined(w: Where) -> Fields:
    fields: Fields = _department(w) | {"role": choice("人员类别", _roles(w), required=False)}
    if _p(w).qualification.new_hire_exam_required.value:
        fields["newly_hired"] = Known("是否新录用", hint="新录用的须经政策培训并考核合格后备案")
    return fields


def _left(w: Where) -> Fields:
    return _department(w) | {"reason": text("离岗原因", 200)}


def _kept(w: Where) -> Fields:
    p = _p(w).status
    known = [s for s in Status if s.value in p.codes.value]
    named = [(s.value, p.label_of_terminated.value if s is Status.TERMINATED else s.label) for s in known]
    field = choice("备案状态", named)
    if w.register is not None and len(w.persons) == 1 and len(w.institutions) == 1:
        decided = standing(w.register, w.persons[0][0], today(), site=w.institutions[0][0]).value.status
        field.initial = decided.value
        field.help_text = f"按经办机构的决定，今天是“{dict(named).get(decided.value, decided.label)}”"
    return {"status": field}


# Study, talks, circulars, transfers, supervision

_BODIES = (Role.INSTITUTION, Role.AGENCY, Role.ADMINISTRATION)


def _studied(w: Where) -> Fields:
    fields: Fields = {
        "hours": number("学时", 0, 1000),
        "exam": choice("考核结果", _PASSED, required=False),
        "organiser": choice("组织单位", [(r.value, r.label) for r in _BODIES], required=False),
    }
    if _p(w).training.institution_min_per_year.value is not None:
        hint = "机构每年的政策培训要讲到各险种；都讲到的可不选"
        fields["topics"] = ticks("讲到的险种", choices(w.regime, _p(w).meta.schemes.value), hint=hint)
    return fields


def _talked(w: Where) -> Fields:
    kinds = ("talk", "reminder", "warning")
    listed = [(k, m.label) for k, m in _p(w).measures.catalogue.value.items() if m.process in kinds]
    return {"measure": choice("办理的措施", listed, required=False)} if listed else {"measure": text("办理的措施")}


def _own_role(w: Where) -> dict[str, Any]:
    return {"held_by": w.role} if w.role in ("institution", "agency") else {}


def _circular(w: Where) -> Fields:
    rows = _p(w).measures.catalogue.value.values()
    scopes = choices(w.regime, (m.scope for m in rows if m.process == "circular" and m.scope))
    return {"scope": choice("通报范围", scopes, required=False) if scopes else text("通报范围")}


def _authorities(w: Where) -> Choices:
    p = _p(w).authorities
    return choices(w.regime, (*p.transfer_to.value.values(), *p.partners.value))


def _sent(w: Where) -> Fields:
    to = _authorities(w)
    return {"to": choice("移送给", to) if to else text("移送给", required=True)}


def _replied(w: Where) -> Fields:
    by = choices(w.regime, _p(w).authorities.partners.value)
    return {
        "by": choice("回复部门", by, required=False) if by else text("回复部门"),
        "result": text("处理结果", 500, required=True),
    }


def _noted(w: Where) -> Fields:
    return {"note": words("监管情况")}


def _reported(w: Where) -> Fields:
    return {"discovered_on": Day(label="发现日期")}


# Fees, self-inspections, what the insured say, channels, good examples


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
    return choice("渠道", choices(w.regime, _p(w).supervision.feedback_channels.value))


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
    return choice("名单", choices(w.regime, _p(w).disclosure.honour_lists.value))


def _year() -> forms.IntegerField:
    field = number("年度", 2000, 2199)
    field.required = True
    return field


def _awarded(w: Where) -> Fields:
    return {"list": _lists(w), "year": _year(), "reason": text("事迹", 500, required=True, hint="名单上会写出来")}


def _unlisted(w: Where) -> Fields:
    return {"list": _lists(w), "year": _year(), "reason": words()}


def _document(w: Where) -> forms.ChoiceField:
    return choice("制度", choices(w.regime, _p(w).supervision.internal_rules.value))


def _adopted(w: Where) -> Fields:
    hint = f"不超过 {MOST_CHARACTERS} 字；不写个人信息"
    whole = words("制度全文", hint=hint, longest=MOST_CHARACTERS, rows=12)
    whole.required = True
    version = text("版本", 60, required=True, hint="例如 2025 年第一版；与以前的版本不同")
    return {"document": _document(w), "version": version, "text": whole}


# Facts: agreements of institutions, what others report of persons


def _period(first: str, last: str) -> Fields:
    return {"from": Day(label=first, required=False), "to": Day(label=last, required=False)}


def _agreed(w: Where) -> Fields:
    return {
        "id": text("协议编号", hint="不填则由系统编号"),
        "start_on": Day(label="协议起日"),
        "end_on": Day(label="协议止日"),
        "agreement": text("续签的协议编号"),
    }


def _measure_grounds(w: Where) -> Fields:
    p = _p(w)
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
    return _suspended(w) | _period("中止起日", "中止止日") | {"on_request": own, "reason": words()}


def _agreement_terminated(w: Where) -> Fields:
    return _suspended(w) | {"reason": words()}


def _agreement_resumed(w: Where) -> Fields:
    return _department(w) | {"checked": choice("验收", _PASSED, required=False), "reason": words()}


def _held(w: Where) -> Fields:
    return _measure_grounds(w) | {"amount": money("暂停拨付金额（元）"), "reason": words()}


def _released(w: Where) -> Fields:
    return {"reason": words()}


_FACTS: Fields = {}


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
    return {f"person_facts.{name}": field for name, field in stated.items()} | _period("起", "止")


_DECISION = (OF, PERSON)
_SITE = (PERSON, INSTITUTION)
STEPS: Mapping[str, Form] = {
    "notice.issue": Form((OF,)),
    "notice.deliver_to_institution": Form((OF, INSTITUTION, PERSON), _delivered, optional=(PERSON,)),
    "notice.deliver_to_person": Form((OF, PERSON, INSTITUTION)),
    "review.request": Form(_DECISION, _requested, _party, ("by",)),
    "review.decide": Form(_DECISION, _reviewed),
    "appeal.request": Form(_DECISION, _none, _party, ("by",)),
    "appeal.decide": Form(_DECISION, _reviewed),
    "objection.invite_experts": Form(_DECISION),
    "objection.expert_report": Form(_DECISION),
    "repair.apply": Form((PERSON,), _repair_asked),
    "repair.agree": Form((PERSON,), _repair_consent),
    "repair.decide": Form((PERSON,), _repair_decided),
    "restoration.apply": Form(),
    "restoration.agree": Form((PERSON,), _consent),
    "restoration.assess": Form((PERSON,), _assessed),
    "restoration.tell": Form(_SITE),
    "restoration.appeal": Form((PERSON,), _none, _party, ("by",)),
    "restoration.early": Form((PERSON,), _early),
    "qualification.suspend": Form((PERSON,), _ground_suspended),
    "qualification.terminate": Form((PERSON,), _ground_terminated),
    "catalogue.add": Form((), _item),
    "person.join": Form(_SITE, _joined),
    "commitment.sign": Form(_SITE, _signed, listed=("contents", "acknowledged")),
    "filing.submit": Form(_SITE, _submitted, listed=("fields",)),
    "person.leave": Form(_SITE, _left),
    "status.update": Form(_SITE, lambda w: _department(w) | _kept(w)),
    "handover.complete": Form(_SITE, _department),
    "study.record": Form((PERSON,), _studied),
    "talk.hold": Form((PERSON,), _talked, _own_role, ("held_by",)),
    "circular.issue": Form((PERSON,), _circular),
    "transfer.send": Form((PERSON,), _sent),
    "transfer.reply": Form((PERSON,), _replied),
    "supervision.record": Form((PERSON,), _noted),
    "violation.report": Form((INSTITUTION, PERSON), _reported, optional=(PERSON,)),
    "fees.receive": Form((INSTITUTION,), _received),
    "fees.check": Form((), _none, _batch, (OF,)),
    "fees.settle": Form((), _none, _batch, (OF,)),
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
"""Act → its form. The decision on points has a form of its own (`decision`)."""

SYSTEM = frozenset({"act", "id", "recorded_on", "actor", "approved_by"})
"""Fields that are filled in from who does it and when."""
_AGREEMENTS = frozenset({"agreement", "basis", "basis_level", "agreement_clause", "finding", "shorter_reason"})
INSTITUTIONAL: Mapping[str, frozenset[str]] = {
    "agreement.sign": frozenset(
        {"case", "topics", "channel", "kind", "parent", "area", "agency", "term_reason", "text_hash",
         "template_version", "reading_confirmed", "signed_by", "payment_methods"}
    ),
    "agreement.suspend": _AGREEMENTS | {"longer_reason", "rectification_items"},
    "agreement.terminate": _AGREEMENTS | {"nature", "named_persons"},
    "settlement.hold": frozenset({"of", "basis", "confirmed"}),
    "settlement.release": frozenset({"of"}),
    "fact.record": frozenset({"institution", "facts"}),
}  # fmt: skip
"""Fields of acts that the rules on institutions ask about; the persons' rules draw nothing from them."""
UNASKED: Mapping[tuple[str, str], Callable[[Regime], bool]] = {
    ("person.join", "newly_hired"): lambda r: not r.parameters.qualification.new_hire_exam_required.value,
    ("study.record", "topics"): lambda r: r.parameters.training.institution_min_per_year.value is None,
    ("filing.submit", "fund_related"): lambda r: not r.parameters.scope.requires_fund_related.value,
    ("commitment.sign", "contents"): lambda r: not r.parameters.commitment.minimum_contents.value,
    ("commitment.sign", "acknowledged"): lambda r: not r.parameters.commitment.acknowledgement.value,
    ("fees.close", "deducted"): lambda r: not fees.deducts(r),
    ("filing.submit", "fields"): lambda r: not r.parameters.filing.fields.value,
    ("filing.submit", "certificates"): lambda r: not r.parameters.scope.doctor_certificates.value,
    ("filing.submit", "conditions"): lambda r: not r.parameters.qualification.entry_conditions.value,
    ("filing.submit", "doctor_agreement"): lambda r: not _doctor_agreement(r),
    ("repair.apply", "conditions"): lambda r: not r.parameters.repair.conditions.value,
    ("repair.decide", "points"): lambda r: r.parameters.repair.points_range.value is None,
    ("repair.decide", "months"): lambda r: r.parameters.repair.term_reduction_months.value is None,
    ("review.decide", "months"): lambda r: r.parameters.tiers.term_mode.value != "human_range",
    ("appeal.decide", "months"): lambda r: r.parameters.tiers.term_mode.value != "human_range",
}
"""Fields that a form leaves out where the regime gives nothing to choose or forbids to fill it in."""
