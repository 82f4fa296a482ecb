"""The processes of institutions, declared once. Queue, page, API, deadline and diagram follow from these tables."""

from __future__ import annotations

from typing import Any

from dingdian.law.deadlines import Deadline
from dingdian.law.processes.model import NEW, Process, Step, by, by_state
from dingdian.law.values import Role

AGENCY, ADMINISTRATION, INSTITUTION, SYSTEM = Role.AGENCY, Role.ADMINISTRATION, Role.INSTITUTION, Role.SYSTEM
ANYONE = tuple(Role)


def _case(act: Any) -> tuple[str, ...]:
    return (getattr(act, "case", None) or act.id or "",)


def _case_or_place(act: Any) -> tuple[str, ...]:
    """The case, else the agreement, else the institution the act is about."""
    return (act.case or getattr(act, "agreement", None) or act.institution or act.id or "",)


def _place(act: Any) -> tuple[str, ...]:
    return (getattr(act, "institution", None) or getattr(act, "agreement", None) or "",)


def _department(act: Any) -> tuple[str, ...]:
    return (act.institution, getattr(act, "department", None) or "")


def _change(act: Any) -> tuple[str, ...]:
    return (act.institution or "", act.field or "")


def _of(act: Any) -> tuple[str, ...]:
    return (getattr(act, "of", None) or act.id or "",)


DESIGNATION = Process(
    "designation",
    "定点申请",
    {
        NEW: "未申请",
        "received": "已收到，待受理",
        "moratorium_waiting": "等待资源规划",
        "not_accepted": "不予受理",
        "accepted": "已受理",
        "accepted_pending_materials": "已受理，待补材料",
        "withdrawn": "已撤回",
        "stopped_by_negative_list": "因负面情形停止",
    },
    frozenset({"not_accepted", "withdrawn", "stopped_by_negative_list"}),
    (
        Step("designation.apply", "提出申请", (NEW,), "received", (INSTITUTION,)),
        Step("designation.wait", "等待资源规划", ("received",), "moratorium_waiting", (AGENCY, SYSTEM)),
        Step(
            "designation.accept",
            "受理",
            ("received", "moratorium_waiting"),
            "accepted",
            (AGENCY,),
            deadline=Deadline("acceptance_limit", "materials_received"),
            papers=("acceptance_receipt",),
        ),
        Step(
            "designation.refuse",
            "不予受理",
            ("received", "moratorium_waiting"),
            "not_accepted",
            (AGENCY,),
            papers=("not_accepted_notice",),
        ),
        Step(
            "designation.request_materials",
            "一次性告知补正",
            ("received", "accepted", "accepted_pending_materials"),
            "accepted_pending_materials",
            (AGENCY,),
            deadline=Deadline("missing_material_notice_limit", "materials_received"),
            papers=("missing_material_notice",),
        ),
        Step(
            "designation.supplement",
            "补交材料",
            ("accepted_pending_materials",),
            "accepted",
            (INSTITUTION,),
            deadline=Deadline("supplement_submit_limit", "notice_delivered"),
        ),
        Step(
            "designation.withdraw",
            "撤回申请",
            ("received", "moratorium_waiting", "accepted", "accepted_pending_materials"),
            "withdrawn",
            (INSTITUTION,),
        ),
        Step(
            "designation.stop",
            "发现负面情形，停止办理",
            ("accepted", "accepted_pending_materials"),
            "stopped_by_negative_list",
            (AGENCY,),
            papers=("not_accepted_notice",),
        ),
    ),
    _case,
    institutional=True,
)

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
        Step("evaluation.open", "组成评估组", (NEW, "reevaluation"), by_state({NEW: "assigned"}, "reevaluation"),
             (AGENCY,), papers=("appointment_sheet",)),
        Step("evaluation.visit", "现场评估", ("assigned", "on_site", "reevaluation"),
             by_state({"reevaluation": "reevaluation"}, "on_site"), (AGENCY,)),
        Step(
            "evaluation.conclude",
            "作出评估结论",
            (NEW, "assigned", "on_site", "reevaluation"),
            by("result", {"qualified": "result_qualified", "unqualified": "result_unqualified"},
               {("reevaluation", "unqualified"): "closed_with_ban"}),
            (AGENCY,),
            deadline=Deadline("evaluation_limit", "accepted"),
            papers=("evaluation_report",),
        ),
        Step(
            "evaluation.file",
            "评估结论备案",
            ("result_qualified", "result_unqualified", "reevaluation_waiting", "closed_with_ban"),
            by_state({"result_qualified": "filed_qualified", "result_unqualified": "filed_unqualified",
                      "reevaluation_waiting": "reevaluation_waiting"}, "closed_with_ban"),
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
        ),
        Step(
            "evaluation.request_again",
            "申请再次评估",
            ("result_unqualified", "filed_unqualified", "reevaluation_waiting"),
            "reevaluation",
            (INSTITUTION,),
            deadline=Deadline("reevaluation_request_window", "result_delivered"),
            papers=("acceptance_receipt",),
        ),
    ),
    _case,
    institutional=True,
)  # fmt: skip

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
    frozenset({"result_revised", "stopped"}),
    (
        Step("publicity.publish", "公示", (NEW,), "published", (AGENCY,), papers=("publicity_announcement",),
             discloses=("publicity",)),
        Step("publicity.complain", "举报", ("published", "complaint_open"), "complaint_open", ANYONE,
             deadline=Deadline("publicity_period", "published"), papers=("tip_receipt",)),
        Step("publicity.resolve", "查核举报", ("complaint_open",),
             by("effect", {"none": "published", "affects": "result_revised", "fraud": "stopped"}), (AGENCY,),
             deadline=Deadline("complaint_verify_limit", "complaint_received"), papers=("complaint_check_note",)),
    ),
    _case,
    institutional=True,
)  # fmt: skip

NEGOTIATION = Process(
    "negotiation",
    "协商谈判",
    {NEW: "未谈判", "negotiating": "谈判中", "agreed": "已谈妥", "failed": "未谈妥"},
    frozenset({"failed"}),
    (
        Step("negotiation.meet", "谈判", (NEW, "negotiating", "agreed"), "negotiating", (AGENCY, INSTITUTION),
             papers=("negotiation_minutes",)),
        Step("negotiation.agree", "谈妥", (NEW, "negotiating", "agreed"), "agreed", (AGENCY, INSTITUTION),
             papers=("negotiation_minutes",)),
        Step("negotiation.fail", "未谈妥", (NEW, "negotiating", "agreed"), "failed", (AGENCY, INSTITUTION)),
    ),
    _case_or_place,
    institutional=True,
)  # fmt: skip

SIGNING = Process(
    "agreement",
    "协议签订与备案",
    {NEW: "未签", "signed": "已签，待备案", "filed": "已备案", "not_signed": "未签"},
    frozenset({"not_signed"}),
    (
        Step("agreement.sign", "签订协议", (NEW, "signed", "filed"), "signed", (AGENCY, INSTITUTION),
             papers=("agreement",), discloses=("register",)),
        Step("agreement.file", "协议备案", (NEW, "signed", "filed"), "filed", (AGENCY,), papers=("agreement_filing",)),
        Step("agreement.decline", "不予签订", (NEW, "signed", "filed"), "not_signed", (AGENCY,),
             papers=("non_renewal_decision",)),
    ),
    _case_or_place,
    institutional=True,
)  # fmt: skip

CHANGE = Process(
    "change",
    "信息变更",
    {
        NEW: "无变更",
        "noted": "已告知",
        "under_review": "已申请，待审核",
        "approved": "已变更",
        "reassessment": "须重新评估",
        "rejected": "不予变更",
        "discovered_unfiled": "被发现未申请",
    },
    frozenset({"noted", "approved", "rejected"}),
    (
        Step("change.apply", "申请变更", (NEW, "noted", "under_review", "approved", "rejected", "discovered_unfiled"),
             "under_review", (INSTITUTION,), deadline=Deadline("change_application_limit", "approved_by_authority")),
        Step("change.notify", "书面告知变更", (NEW, "noted", "approved", "rejected"), "noted", (INSTITUTION,),
             deadline=Deadline("minor_change_limit", "took_effect"), papers=("minor_change_receipt",)),
        Step("change.decide", "审核变更", ("under_review", "reassessment"),
             by("outcome", {"approved": "approved", "reassessment": "reassessment", "rejected": "rejected"}), (AGENCY,),
             papers=("change_approval",), discloses=("register",)),
        Step("change.discover", "发现未申请的变更", (NEW, "noted", "approved", "rejected", "discovered_unfiled"),
             "discovered_unfiled", (AGENCY, ADMINISTRATION)),
    ),
    _change,
    institutional=True,
)  # fmt: skip

RENEWAL = Process(
    "renewal",
    "续签",
    {
        NEW: "未开始",
        "renewal_applied": "已申请",
        "deferred": "缓签",
        "evaluation_due": "缓签原因消除，待评估",
        "evaluated": "评估通过，待补签",
        "renewed": "同意续签",
        "refused": "不续签",
        "declined": "机构不再续签",
    },
    frozenset({"refused", "declined"}),
    (
        Step("renewal.apply", "申请续签", (NEW, "renewal_applied"), "renewal_applied", (INSTITUTION,),
             deadline=Deadline("renewal_lead", "agreement_end", back=True)),
        Step("renewal.decide", "决定续签", (NEW, "renewal_applied", "deferred", "evaluation_due", "evaluated"),
             by("outcome", {"renewed": "renewed", "signed": "renewed", "refused": "refused", "not_signed": "refused",
                            "excluded": "refused"}), (AGENCY,), papers=("renewal_decision",)),
        Step("renewal.defer", "缓签", (NEW, "renewal_applied", "deferred"), "deferred", (AGENCY,),
             papers=("deferral_notice",)),
        Step("deferral.report", "报告原因消除", ("deferred",), "evaluation_due", (INSTITUTION,)),
        Step("deferral.evaluate", "缓签后评估", ("deferred", "evaluation_due"),
             by("outcome", {"passed": "evaluated", "failed": "deferred"}), (AGENCY,), papers=("evaluation_report",)),
        Step("renewal.decline", "机构不再续签", (NEW, "renewal_applied"), "declined", (INSTITUTION,),
             deadline=Deadline("advance_notice_by_institution", "agreement_end", back=True)),
    ),
    _place,
    institutional=True,
)  # fmt: skip

ROUND = Process(
    "round",
    "集中签约",
    {NEW: "未开始", "open": "签约中"},
    frozenset(),
    (Step("renewal.open_round", "开始集中签约", (NEW, "open"), "open", (AGENCY,)),),
    lambda act: (act.area or "",),
    institutional=True,
)

SUSPENSION = Process(
    "suspension",
    "中止与恢复",
    {
        NEW: "履行中",
        "requested": "已申请中止",
        "suspended": "中止",
        "resumption_requested": "已申请恢复",
        "resumed": "已恢复",
        "terminated": "已解除",
    },
    frozenset({"terminated"}),
    (
        Step("agreement.request_suspension", "申请中止", (NEW, "resumed", "requested"), "requested", (INSTITUTION,)),
        Step("agreement.suspend", "中止", (NEW, "requested", "suspended", "resumption_requested", "resumed",
                                         "terminated"), "suspended", (AGENCY,),
             papers=("suspension_decision", "rectification_order", "report_to_administration"),
             discloses=("register",)),
        Step("agreement.request_resumption", "申请恢复", ("suspended", "resumption_requested"), "resumption_requested",
             (INSTITUTION,), deadline=Deadline("suspension_on_request_max", "suspension_start")),
        Step("agreement.resume", "恢复", ("suspended", "resumption_requested"), "resumed", (AGENCY,),
             papers=("resumption_notice",), discloses=("register",)),
        Step("agreement.request_termination", "申请解除", (NEW, "requested", "suspended", "resumed"),
             by_state({NEW: NEW}, ""), (INSTITUTION,)),
        Step("agreement.withdraw_request", "撤回申请", (NEW, "requested", "suspended", "resumption_requested",
                                                 "resumed"), by_state({"requested": NEW}, ""), (INSTITUTION,)),
        Step("agreement.refuse_request", "不同意申请", (NEW, "requested", "suspended", "resumption_requested",
                                                "resumed"), by_state({"requested": NEW, "resumption_requested": "suspended"}, ""), (AGENCY,),
             papers=("refusal_note",)),
        Step("agreement.terminate", "解除", (NEW, "requested", "suspended", "resumption_requested", "resumed",
                                          "terminated"), "terminated", (AGENCY,),
             papers=("termination_decision", "report_to_administration", "ban_record"),
             discloses=("register", "terminated_list")),
    ),
    _department,
    institutional=True,
)  # fmt: skip

HOLD = Process(
    "settlement_hold",
    "暂停结算",
    {NEW: "正常结算", "held": "暂停结算", "released": "已恢复结算"},
    frozenset(),
    (
        Step("settlement.hold", "暂停结算", (NEW, "held", "released"), "held", (AGENCY,), papers=("hold_notice",)),
        Step("settlement.release", "恢复结算", ("held",), "released", (AGENCY,), papers=("release_notice",)),
    ),
    _place,
    institutional=True,
)

DOCUMENTS = Process(
    "documents",
    "调取资料",
    {NEW: "无", "demanded": "已要求提供", "final_notice": "已发最后通知", "provided": "已提供"},
    frozenset({"provided"}),
    (
        Step("document.demand", "要求提供资料", (NEW, "demanded", "provided", "final_notice"), "demanded",
             (AGENCY, ADMINISTRATION), papers=("document_demand",)),
        Step("document.final_notice", "最后通知", (NEW, "demanded", "provided"), "final_notice", (AGENCY,),
             papers=("final_notice",)),
        Step("document.extend", "延长", ("final_notice",), "final_notice", (AGENCY,)),
        Step("document.provide", "提供资料", ("demanded", "final_notice", "provided"), "provided", (INSTITUTION,),
             deadline=Deadline("document_supply_limit", "final_notice_delivered")),
    ),
    _place,
    institutional=True,
)  # fmt: skip

SETTLEMENT = Process(
    "settlement",
    "申报与拨付",
    {NEW: "未申报", "declared": "已申报", "returned": "已退回", "reviewed": "已审核", "paid": "已拨付"},
    frozenset({"paid"}),
    (
        Step("settlement.declare", "申报", (NEW,), "declared", (INSTITUTION,), papers=("declaration_receipt",)),
        Step("settlement.return", "退回", ("declared",), "returned", (AGENCY,), papers=("return_note",)),
        Step("settlement.resubmit", "重新申报", ("returned",), "declared", (INSTITUTION,)),
        Step("settlement.review", "审核", ("declared", "reviewed"), "reviewed", (AGENCY,), papers=("review_sheet",)),
        Step("settlement.pay", "拨付", ("declared", "reviewed", "paid"), "paid", (AGENCY,),
             deadline=Deadline("payment_limit", "declaration_received"), papers=("payment_advice",)),
    ),
    _of,
    institutional=True,
)  # fmt: skip

PERFORMANCE = Process(
    "performance",
    "年度履约评估",
    {NEW: "未评估", "evaluated": "已评估"},
    frozenset(),
    (Step("performance.evaluate", "年度履约评估", (NEW, "evaluated"), "evaluated", (AGENCY,),
          papers=("assessment_sheet",)),),
    _place,
    institutional=True,
)  # fmt: skip

DISPUTE = Process(
    "dispute",
    "争议",
    {NEW: "无", "opened": "处理中", "closed": "已了结"},
    frozenset({"closed"}),
    (
        Step("dispute.open", "提出争议", (NEW,), "opened", (INSTITUTION, AGENCY), papers=("dispute_record",)),
        Step("dispute.close", "争议结果", (NEW, "opened"), "closed", (AGENCY, ADMINISTRATION),
             papers=("dispute_outcome",)),
    ),
    lambda act: (act.of if act.act == "dispute.close" else act.id or "",),
    institutional=True,
)  # fmt: skip

PROPAGATION = Process(
    "propagation",
    "跨统筹区联动",
    {NEW: "无", "derived": "已联动", "confirmed": "已确认恢复"},
    frozenset(),
    (
        Step("propagation.receive", "收到外区处理", (NEW, "derived", "confirmed"), "derived", (AGENCY, SYSTEM)),
        Step("propagation.confirm", "确认恢复", ("derived", "confirmed"), "confirmed", (AGENCY,)),
    ),
    _place,
    institutional=True,
)

NOTE = Process(
    "supervision_note",
    "监督意见",
    {NEW: "无", "opened": "待答复", "answered": "已答复"},
    frozenset({"answered"}),
    (
        Step("note.open", "提出监督意见", (NEW,), "opened", (ADMINISTRATION,)),
        Step("note.answer", "答复", ("opened",), "answered", (AGENCY,)),
    ),
    _of,
    institutional=True,
)

RECORD = Process(
    "facts_of_institutions",
    "机构事实",
    {NEW: "未记录", "recorded": "已记录"},
    frozenset(),
    (Step("fact.record", "记录事实", (NEW, "recorded"), "recorded", ANYONE),),
    _place,
)

PROCESSES: tuple[Process, ...] = (
    DESIGNATION,
    EVALUATION,
    PUBLICITY,
    NEGOTIATION,
    SIGNING,
    CHANGE,
    RENEWAL,
    ROUND,
    SUSPENSION,
    HOLD,
    DOCUMENTS,
    SETTLEMENT,
    PERFORMANCE,
    DISPUTE,
    PROPAGATION,
    NOTE,
    RECORD,
)
