"""Evaluation, publicity and talks: from the team that looks to the points agreed."""

from __future__ import annotations

from dingdian.law.deadlines import Deadline
from dingdian.law.processes.guards import institutions_evaluation as g
from dingdian.law.processes.guards import institutions_renewal as renewal
from dingdian.law.processes.institutions.cases import (
    AGENCY,
    ANYONE,
    INSTITUTION,
    PARTIES,
    by_case,
    by_case_or_place,
)
from dingdian.law.processes.model import NEW, Process, Step, by, by_state

EVALUATION = Process(
    "evaluation",
    "评估",
    {
        NEW: "未开始",
        "assigned": "已组成评估组",
        "on_site": "现场评估",
        "result_qualified": "合格，待备案",
        "result_unqualified": "不合格，待备案",
        "filed_qualified": "合格，已备案",
        "filed_unqualified": "不合格，已备案",
        "reevaluation_waiting": "不合格，整改中",
        "reevaluation": "再次评估",
        "closed_with_ban": "再次不合格",
    },
    frozenset({"filed_qualified", "closed_with_ban"}),
    (
        Step(
            "evaluation.open",
            "组成评估组",
            (NEW, "reevaluation"),
            by_state({NEW: "assigned"}, "reevaluation"),
            (AGENCY,),
            (g.case_open, g.team),
            notes=(g.team_lacks,),
            papers=("appointment_sheet",),
        ),
        Step(
            "evaluation.visit",
            "现场评估",
            ("assigned", "on_site", "reevaluation"),
            by_state({"reevaluation": "reevaluation"}, "on_site"),
            (AGENCY,),
            (g.case_open,),
            papers=("visit_record",),
        ),
        Step(
            "evaluation.conclude",
            "作出评估结论",
            (NEW, "assigned", "on_site", "reevaluation"),
            by(
                "result",
                {"qualified": "result_qualified", "unqualified": "result_unqualified"},
                {("reevaluation", "unqualified"): "closed_with_ban"},
            ),
            (AGENCY,),
            (g.case_open, g.result_fits),
            deadline=Deadline("evaluation_limit", "accepted"),
            papers=("evaluation_report",),
            requires=("evaluation_mode", *g.ITEM_TESTS),
            moves=renewal.deferral_evaluated,
        ),
        Step(
            "evaluation.file",
            "评估结论备案",
            ("result_qualified", "result_unqualified", "reevaluation_waiting", "closed_with_ban"),
            by_state(
                {
                    "result_qualified": "filed_qualified",
                    "result_unqualified": "filed_unqualified",
                    "reevaluation_waiting": "reevaluation_waiting",
                },
                "closed_with_ban",
            ),
            (AGENCY,),
            papers=("result_filing",),
        ),
        Step(
            "evaluation.deliver",
            "送达评估结论",
            ("result_unqualified", "filed_unqualified", "reevaluation_waiting", "closed_with_ban"),
            by_state({"closed_with_ban": "closed_with_ban"}, "reevaluation_waiting"),
            (AGENCY,),
            papers=("result_notice",),
            requires=("result_notice_parts",),
        ),
        Step(
            "evaluation.request_again",
            "申请再次评估",
            ("result_unqualified", "filed_unqualified", "reevaluation_waiting"),
            "reevaluation",
            (INSTITUTION,),
            (g.case_open, g.wait_over, g.rounds_left),
            deadline=Deadline("reevaluation_request_window", "result_delivered"),
            papers=("acceptance_receipt",),
        ),
    ),
    by_case,
    institutional=True,
)

PUBLICITY = Process(
    "publicity",
    "公示",
    {
        NEW: "未公示",
        "published": "公示中",
        "complaint_open": "有举报待查",
        "result_revised": "结论改为不合格",
        "stopped": "因骗取定点停止",
    },
    frozenset({"stopped"}),
    (
        Step(
            "publicity.publish",
            "公示",
            (NEW, "result_revised"),
            "published",
            (AGENCY,),
            (g.case_open, g.qualified_and_filed),
            papers=("publicity_announcement",),
            discloses=("publicity",),
        ),
        Step(
            "publicity.complain",
            "举报",
            ("published", "complaint_open"),
            g.COMPLAINED,
            ANYONE,
            notes=(g.late_complaint,),
            deadline=Deadline("publicity_period", "published"),
            papers=("tip_receipt",),
        ),
        Step(
            "publicity.resolve",
            "查核举报",
            ("complaint_open",),
            g.RESOLVED,
            (AGENCY,),
            deadline=Deadline("complaint_verify_limit", "complaint_received"),
            papers=("complaint_check_note",),
            moves=g.result_revised,
        ),
    ),
    by_case,
    institutional=True,
)

NEGOTIATION = Process(
    "negotiation",
    "协商谈判",
    {
        NEW: "未谈判",
        "invited": "已邀请",
        "negotiating": "谈判中",
        "agreed": "已谈妥",
        "waived": "机构不要求谈判",
        "failed": "未谈妥",
    },
    frozenset({"failed"}),
    (
        Step("negotiation.invite", "邀请谈判", (NEW, "agreed"), "invited", (AGENCY,), papers=("invitation",)),
        Step(
            "negotiation.meet",
            "谈判",
            (NEW, "invited", "negotiating", "agreed", "waived"),
            "negotiating",
            PARTIES,
            papers=("negotiation_minutes",),
        ),
        Step(
            "negotiation.raise",
            "提出意见",
            (NEW, "invited", "negotiating", "agreed", "waived"),
            "negotiating",
            (INSTITUTION,),
        ),
        Step("negotiation.answer", "答复意见", ("negotiating", "agreed"), "negotiating", (AGENCY,)),
        Step(
            "negotiation.agree",
            "谈妥",
            (NEW, "invited", "negotiating", "agreed", "waived"),
            "agreed",
            PARTIES,
            (g.topics_closed,),
            papers=("negotiation_minutes",),
        ),
        Step("negotiation.waive", "声明不要求谈判", (NEW, "invited", "negotiating", "agreed"), "waived",
             (INSTITUTION,)),
        Step("negotiation.fail", "未谈妥", (NEW, "invited", "negotiating", "agreed"), "failed", PARTIES,
             papers=("closing_note",)),
    ),
    by_case_or_place,
    institutional=True,
)  # fmt: skip

PROCESSES = (EVALUATION, PUBLICITY, NEGOTIATION)
