"""What a process shows of itself under a regime: each step with states, actors, deadline, papers and clauses."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from dingdian.casework import waits
from dingdian.dossier.replay import plain_parameter
from dingdian.law.processes.institutions import PROCESSES as INSTITUTIONS
from dingdian.law.processes.model import Process, Step
from dingdian.law.processes.persons import PROCESSES as PERSONS
from dingdian.law.regime import Regime
from dingdian.law.values import Role

PROCESSES: tuple[Process, ...] = (*INSTITUTIONS, *PERSONS)

LABELS = {
    "acceptance_receipt": "受理回执",
    "agreement": "协议",
    "agreement_filing": "协议备案",
    "appointment_sheet": "评估组名单",
    "assessment_scheme": "考核指标",
    "assessment_sheet": "考核表",
    "area_review_sheet": "资源布局研判表",
    "attendance_sheet": "签到表",
    "ban_record": "限制申请登记",
    "change_approval": "变更审核意见",
    "check_record": "核查记录",
    "clearing_sheet": "清算单",
    "closing_note": "办结说明",
    "complaint_check_note": "举报查核说明",
    "conflict_check_sheet": "抵触核对表",
    "consultation_record": "听取意见记录",
    "cooperation_log": "配合情况记录",
    "credit_export": "信用报送件",
    "data_request": "数据调用函",
    "declaration_receipt": "申报回执",
    "deferral_notice": "缓签通知",
    "dispute_outcome": "争议结果",
    "dispute_record": "争议记录",
    "document_demand": "调取资料通知",
    "evaluation_report": "评估报告",
    "final_notice": "最后通知",
    "finding_record": "查实记录",
    "handling_decision": "处理决定",
    "hearing_record": "听取意见笔录",
    "hold_notice": "暂停结算通知",
    "inspection_plan": "检查方案",
    "inspection_record": "检查记录",
    "instruction": "责成处理通知",
    "intended_decision_notice": "拟处理告知",
    "interview_minutes": "约谈笔录",
    "investigation_report": "查办报告",
    "invitation": "邀请",
    "lead_transfer": "线索移送函",
    "ledger": "台账",
    "minor_change_receipt": "变更告知回执",
    "missing_material_notice": "一次性补正告知",
    "moratorium_notice": "等待规划通知",
    "negotiation_minutes": "谈判纪要",
    "non_renewal_decision": "不续签决定",
    "not_accepted_notice": "不予受理通知",
    "object": "所公开的事项",
    "payment_advice": "拨付通知",
    "plan": "资源规划",
    "prepayment_approval": "预付审批",
    "procedure": "经办规程",
    "propagation_event": "跨区联动通报",
    "publicity": "公示",
    "publicity_announcement": "公示公告",
    "rate_report": "网签率报告",
    "receipt": "回执",
    "rectification_order": "责令整改通知",
    "recovery_order": "追回通知",
    "refusal_note": "不同意说明",
    "register": "定点机构名录",
    "regulation": "规则文本",
    "release_notice": "恢复结算通知",
    "reminder": "提醒",
    "renewal_decision": "续签决定",
    "report_to_administration": "报告行政部门",
    "restriction_decision": "限制结算决定",
    "result_filing": "评估结论备案",
    "result_notice": "评估结果通知",
    "resumption_notice": "恢复通知",
    "return_note": "退回说明",
    "review_sheet": "审核单",
    "service_record": "送达记录",
    "suspension_decision": "中止决定",
    "template": "协议文本",
    "terminated_list": "解除协议名单",
    "termination_decision": "解除决定",
    "tip_receipt": "举报回执",
    "tip_reply": "举报答复",
    "visit_record": "现场评估记录",
    "appeal_decision": "申诉决定",
    "appeal_notice": "申诉结果告知书",
    "circular": "通报",
    "commitment": "承诺书",
    "commitment_text": "承诺书文本",
    "points_notice": "记分通知",
    "repair_sheet": "修复审批表",
    "responsibility_finding": "责任认定书",
    "restoration_notice": "恢复资格通知",
    "review_decision": "复核决定",
    "service_receipt": "送达回执",
    "suspension_notice": "暂停资格通知",
    "study_record": "学习记录",
    "talk_record": "谈话记录",
    "termination_notice": "终止资格通知",
    "transfer_letter": "移送函",
}
"""Papers and disclosures in words."""


@dataclass(frozen=True)
class Row:
    """A step as a reader sees it; lists are in words, clauses are ids."""

    act: str
    title: str
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    actors: tuple[str, ...]
    two_person: bool
    deadline: str | None
    papers: tuple[str, ...]
    discloses: tuple[str, ...]
    requires: tuple[str, ...]
    clauses: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def steps_under(process: Process, regime: Regime | None) -> tuple[Step, ...]:
    """The steps that a regime has; all of them where no regime is asked about."""
    if regime is None:
        return process.steps
    if process.institutional:
        listed = regime.rules.steps.value if regime.institutions is not None else {}
        return tuple(s for s in process.steps if s.act in listed)
    return tuple(s for s in process.steps if regime.persons is None or waits.actors(regime, process, s))


def rows(process: Process, regime: Regime | None = None) -> list[Row]:
    """Every step of a process under a regime."""
    return [_row(process, step, regime) for step in steps_under(process, regime)]


def _row(process: Process, step: Step, regime: Regime | None) -> Row:
    actors, two_person, clauses = step.actors, False, tuple[str, ...]()
    if regime is not None and process.institutional:
        rule = regime.rules.steps.value[step.act]
        actors, two_person, clauses = rule.by or tuple(Role), rule.two_person, rule.clauses
    elif regime is not None and regime.persons is not None:
        actors, clauses = waits.actors(regime, process, step), waits.clauses(regime, process, step)
        two_person = step.act in regime.parameters.casework.two_person_steps.value
    known = regime.rules.requirements.value if regime is not None and regime.institutions is not None else {}
    words = process.states
    everyone = set(actors) >= set(Role)
    return Row(
        step.act,
        step.title,
        tuple(words[s] for s in step.source),
        tuple(words[s] for s in step.targets()),
        ("任何人",) if everyone else tuple(r.label for r in actors),
        two_person,
        _deadline(step, regime),
        tuple(LABELS.get(p, p) for p in step.papers),
        tuple(LABELS.get(p, p) for p in step.discloses),
        tuple(name for name in step.requires if name in known),
        clauses,
    )


def _deadline(step: Step, regime: Regime | None) -> str | None:
    """The limiting parameter and, under a regime, its value."""
    if step.deadline is None:
        return None
    key = step.deadline.limit
    if regime is None or key not in regime.flat:
        return key
    value = regime.flat[key].value
    if value is None:
        return f"{key}：未规定"
    if isinstance(value, int):
        return f"{key}：{value} 个工作日"
    return f"{key}：{value if hasattr(value, 'term') else plain_parameter(value)}"
