"""What a wording may speak of: the names of its blanks and lists, each with its meaning, by the family of facts.

A wording names a blank as `{name}`; a condition names a blank (it is filled) or a flag (it holds).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Meanings = Mapping[str, str]


@dataclass(frozen=True)
class Vocabulary:
    """Blanks, flags and lists (each with the blanks of its items)."""

    blanks: Meanings
    flags: Meanings = field(default_factory=dict)
    lists: Mapping[str, Meanings] = field(default_factory=dict)

    def also(
        self, blanks: Meanings, flags: Meanings | None = None, lists: Mapping[str, Meanings] | None = None
    ) -> Vocabulary:
        """This and more."""
        return Vocabulary({**self.blanks, **blanks}, {**self.flags, **(flags or {})}, {**self.lists, **(lists or {})})


OF_ALL = Vocabulary(
    {
        "office": "出具单位",
        "address": "出具单位地址",
        "phone": "出具单位电话",
        "rules": "所依据的规则",
        "today": "成文日期",
        "person": "姓名",
        "person_id": "身份证件号码（隐去中间）",
        "person_code": "人员编码",
        "person_role": "类别",
        "institution": "机构名称",
        "institution_code": "机构编码",
        "department": "科室",
        "bases": "可以列为依据的文件",
        "emergency_kinds": "暂停、终止期间仍可结算的情形",
        "emergency_clauses": "上一项的条款",
        "objectors": "可以提出异议的一方",
        "objection_days": "申请复核的工作日数",
        "objection_clauses": "申请复核的条款",
        "review_days": "复核的工作日数",
        "second_step": "不服复核时向谁申诉",
        "second_step_days": "申诉处理的工作日数",
        "external_remedies": "规则写明的外部救济",
        "repair_points": "一次修复可减的分值",
        "repair_conditions": "修复分值的条件",
        "repair_excluded": "不得修复的情形",
        "repair_term": "可缩短的月数",
        "repair_term_conditions": "缩短期限的条件",
        "repair_clauses": "修复的条款",
        "restoration_days": "期满前多少个工作日提出恢复申请",
        "assessment_days": "评估的工作日数",
        "restoration_clauses": "恢复的条款",
        "terminated_requires": "终止后重新取得资格的条件",
        "handover_clauses": "交接的条款",
        "second_step_clauses": "申诉的条款",
    },
    {
        "draft": "规则尚为草案",
        "deduct": "规则以扣分计",
        "stays_execution": "异议期间停止执行",
        "practice_unaffected": "不影响执业资格",
        "repair": "可以修复",
        "repair_all": "修复条件须全部满足",
        "auto_restore": "期满自动恢复",
        "handover": "须做好交接",
        "late_objection_waived": "逾期视为放弃异议",
        "pharmacy": "机构是零售药店",
    },
)

_OF_A_SANCTION = {
    "consequence": "暂停或终止",
    "term": "期限",
    "first_day": "首日",
    "last_day": "末日",
    "ban": "不得再次登记备案的年限",
    "ban_last": "不得再次登记备案的末日",
    "sanction_clauses": "处理的条款",
    "restoration_last": "提出恢复申请的最后一日",
    "sites": "在哪些机构暂停或终止",
}
_SANCTION_FLAGS = {
    "suspended": "暂停",
    "terminated": "终止",
    "several_sites": "涉及多处机构",
    "emergency": "期间急诊、抢救等费用仍可结算",
}

OF_HANDLING = OF_ALL.also(
    {
        **_OF_A_SANCTION,
        "decision": "处理编号",
        "decided_on": "记分决定作出日",
        "underlying_on": "所依据的处罚或协议处理决定作出日",
        "basis": "行政处罚或协议处理",
        "inspection": "检查编号",
        "points": "本次记分",
        "before": "记分前累计",
        "after": "记分后累计",
        "left_before": "记分前剩余分值",
        "left_after": "记分后剩余分值",
        "year": "记分年度",
        "column": "按单次还是累计",
        "clauses": "记分的条款",
        "delivered_on": "送达机构日",
        "supposed_on": "计算所用的送达日（尚未送达时）",
        "told_on": "告知本人日",
        "tell_days": "机构转告本人的工作日数",
        "tell_last": "机构转告本人的最后一日",
        "objection_last": "本人申请复核的最后一日",
        "objection_last_institution": "机构申请复核的最后一日",
        "measures": "同时适用的其他措施",
        "delivery_clauses": "送达的条款",
    },
    {
        **_SANCTION_FLAGS,
        "delivered": "已送达机构",
        "told": "已告知本人",
        "own_clock": "异议期限自本人收到起算",
        "term_open": "期限尚待填写",
    },
    {
        "findings": {
            "n": "序号",
            "type": "违法违规类型",
            "facts": "情形",
            "amount": "涉及金额",
            "clauses": "条款",
            "duties": "应负的职责",
            "degree": "责任程度",
            "lighter": "从轻、减轻",
            "heavier": "从重、加重",
            "points": "记分",
            "arithmetic": "怎样算出",
            "not_scored": "不记分的理由",
        },
    },
)

OF_OTHER_GROUND = OF_ALL.also(
    {
        **_OF_A_SANCTION,
        "decision": "决定编号",
        "decided_on": "决定作出日",
        "ground": "情形",
        "ground_clause": "情形的条款",
    },
    _SANCTION_FLAGS,
)

OF_OBJECTION = OF_ALL.also(
    {
        **_OF_A_SANCTION,
        "of": "原处理编号",
        "of_on": "原处理作出日",
        "requested_on": "申请日",
        "decided_on": "决定日",
        "reason": "理由",
        "before": "更改前累计",
        "after": "更改后累计",
        "points_before": "更改前本次记分",
        "points_after": "更改后本次记分",
        "first_day_before": "更改前首日",
        "last_day_before": "更改前末日",
        "clauses": "条款",
        "experts_on": "专家出具意见日",
    },
    {
        **_SANCTION_FLAGS,
        "upheld": "维持",
        "reduced": "减轻",
        "revoked": "撤销",
        "retroactive": "更改溯及原处理生效之日",
        "sanction_withdrawn": "原暂停或终止失去依据",
        "sanction_changed": "期间有变化",
        "sanction_same": "期间没有变化",
    },
)

OF_REPAIR = OF_ALL.also(
    {
        **_OF_A_SANCTION,
        "applied_on": "申请日",
        "decided_on": "决定日",
        "points": "减去的分值",
        "months": "缩短的月数",
        "before": "修复前累计",
        "after": "修复后累计",
        "clauses": "条款",
        "last_day_before": "原末日",
    },
    {**_SANCTION_FLAGS, "granted": "准予", "points_repair": "修复分值", "term_repair": "缩短期限"},
    {"conditions": {"n": "序号", "name": "条件", "evidence": "证明", "organiser": "组织单位"}},
)

OF_RESTORATION = OF_ALL.also(
    {
        "applied_on": "申请日",
        "decided_on": "评估或批准日",
        "restored_on": "恢复之日",
        "last_day": "原末日",
        "first_day": "原首日",
        "total": "本年累计",
        "reason": "理由",
        "clauses": "条款",
        "appeal_to": "对评估结果向谁申诉",
    },
    {"passed": "评估通过", "failed": "评估未通过", "early": "提前恢复", "points_kept": "当年记分保留"},
)

OF_MEASURE = OF_ALL.also(
    {
        "held_on": "日期",
        "measure": "措施",
        "held_by": "由谁办理",
        "organiser": "学习的组织单位",
        "topics": "学习内容",
        "hours": "学时",
        "total": "本年累计",
        "scope": "范围",
        "recipient": "移送对象",
        "clauses": "条款",
        "decision": "处理编号",
        "decided_on": "记分决定作出日",
        "status": "现在的资格状态",
        "consequence": "暂停或终止",
        "first_day": "首日",
        "last_day": "末日",
    },
    {"suspended": "现为暂停", "terminated": "现为终止", "passed": "考试合格", "failed": "考试不合格"},
    {"findings": OF_HANDLING.lists["findings"]},
)

OF_COMMITMENT = OF_ALL.also(
    {"signed_on": "签署日", "clauses": "条款"},
    {"contents_listed": "规则列出承诺内容"},
    {"contents": {"n": "序号", "text": "承诺内容"}},
)

OF_AGREEMENT = OF_ALL.also(
    {
        "signed_on": "签订日",
        "first_day": "协议首日",
        "last_day": "协议末日",
        "provision_clauses": "规则要求写入协议的条款",
        "commitment_clauses": "规则关于服务承诺的条款",
    },
    {"contents_listed": "规则列出承诺内容"},
    {"contents": OF_COMMITMENT.lists["contents"]},
)

FAMILIES: Mapping[str, Vocabulary] = {
    "points_notice": OF_HANDLING,
    "responsibility_finding": OF_HANDLING,
    "service_receipt": OF_HANDLING,
    "suspension_notice": OF_OTHER_GROUND,
    "termination_notice": OF_OTHER_GROUND,
    "review_decision": OF_OBJECTION,
    "appeal_decision": OF_OBJECTION,
    "appeal_notice": OF_OBJECTION,
    "repair_sheet": OF_REPAIR,
    "restoration_notice": OF_RESTORATION,
    "talk_record": OF_MEASURE,
    "study_record": OF_MEASURE,
    "circular": OF_MEASURE,
    "transfer_letter": OF_MEASURE,
    "commitment": OF_COMMITMENT,
    "commitment_text": OF_AGREEMENT,
    "agreement": OF_AGREEMENT,
}
"""Kind of paper, as processes name it → what its wording may speak of."""
