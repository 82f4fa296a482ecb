"""Decisions on points: notices, review and appeal, repair and restoration, grounds beyond points."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dingdian.law.values import Status
from dingdian.web.forms.fields import Day, Known, choice, number, text, words
from dingdian.web.forms.steps.form import (
    DECISION,
    INSTITUTION,
    OF,
    PASSED,
    PERSON,
    SITE,
    Fields,
    Form,
    cite,
    none,
    parameters,
)
from dingdian.web.forms.where import Where
from dingdian.web.words import Choices, choices, word


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
    p = parameters(w)
    fields: Fields = {"outcome": choice("结果", _REVIEWED)}
    if len(found := w.findings()) > 1:
        fields["finding"] = choice("查实事项", found, required=False, hint="只改其中一项时选择")
    fields["points"] = number("分值", 0, p.scoring.cap.value, "减轻时填写减轻后的分值")
    if p.tiers.term_mode.value == "human_range":
        fields["months"] = number("期限（月）", 0, _longest(w), "减轻后仍要暂停的，填写改定的期限")
    must = "维持原决定须写明理由" if p.objection.uphold_needs_reason.value else ""
    return fields | {"reason": words(hint=must)}


def _longest(w: Where) -> int:
    rows = parameters(w).tiers.suspension_rows.value
    return max((r.months_max for r in rows if r.months_max is not None), default=36)


_CONSENT = (("agreed", "同意"), ("refused", "不同意"))
_KINDS = {"points": "分值", "term": "期限"}


def _kind(w: Where) -> Fields:
    p = parameters(w).repair
    open_to = {"points": p.points_range.value, "term": p.term_reduction_months.value}
    kinds = [(k, v) for k, v in _KINDS.items() if open_to[k] is not None] or list(_KINDS.items())
    return {"kind": choice("修复内容", kinds)}


def _repair_asked(w: Where) -> Fields:
    p, fields = parameters(w).repair, _kind(w)
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
    p = parameters(w).repair
    fields = _kind(w) | {"outcome": choice("结果", (("granted", "准予"), ("refused", "不予")))}
    for name, label, limits, unit in (
        ("points", "修复分值", p.points_range.value, "分"),
        ("months", "缩短（月）", p.term_reduction_months.value, "个月"),
    ):
        if limits is not None:
            fields[name] = number(label, 0, limits[1], f"准予时填写 {limits[0]} 至 {limits[1]} {unit}")
    return fields


def _assessed(w: Where) -> Fields:
    return {"outcome": choice("评估结果", PASSED)}


def _early(w: Where) -> Fields:
    rule = parameters(w).restoration.early.value
    reasons = choices(w.regime, [rule.reason]) if rule is not None else []
    asked = choice("事由", reasons) if reasons else text("事由", required=True)
    return {"reason": asked, "exam": choice("考核结果", PASSED)}


def _grounds(w: Where, leads_to: Status) -> Choices:
    listed = parameters(w).status.other_grounds.value
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
    p = parameters(w)
    rules = p.scoring.circumstances.value
    open_ones = [c for c, rule in rules.items() if rule.catch_all] or list(rules)
    under = [(c, f"{cite(w.regime, c)} {rules[c].label}") for c in open_ones]
    under += [(c, f"{cite(w.regime, c)} 其他{Status(s).label}情形") for c, s in p.status.other_grounds.value.items()]
    return {
        "id": text("情形编号", required=True, hint="此后在案件里用这个编号引用"),
        "under": choice("补充在哪一条之下", under),
        "cite": text("依据", 300, required=True, hint="文件名称、文号和条款"),
        "authority": text("有权机关", required=True),
        "points": number("分值", 0, p.scoring.cap.value, "条款定有分值的可不填"),
    }


STEPS: Mapping[str, Form] = {
    "notice.issue": Form((OF,)),
    "notice.deliver_to_institution": Form((OF, INSTITUTION, PERSON), _delivered, optional=(PERSON,)),
    "notice.deliver_to_person": Form((OF, PERSON, INSTITUTION)),
    "review.request": Form(DECISION, _requested, _party, ("by",)),
    "review.decide": Form(DECISION, _reviewed),
    "appeal.request": Form(DECISION, none, _party, ("by",)),
    "appeal.decide": Form(DECISION, _reviewed),
    "objection.invite_experts": Form(DECISION),
    "objection.expert_report": Form(DECISION),
    "repair.apply": Form((PERSON,), _repair_asked),
    "repair.agree": Form((PERSON,), _repair_consent),
    "repair.decide": Form((PERSON,), _repair_decided),
    "restoration.apply": Form(),
    "restoration.agree": Form((PERSON,), _consent),
    "restoration.assess": Form((PERSON,), _assessed),
    "restoration.tell": Form(SITE),
    "restoration.appeal": Form((PERSON,), none, _party, ("by",)),
    "restoration.early": Form((PERSON,), _early),
    "qualification.suspend": Form((PERSON,), _ground_suspended),
    "qualification.terminate": Form((PERSON,), _ground_terminated),
    "catalogue.add": Form((), _item),
}
