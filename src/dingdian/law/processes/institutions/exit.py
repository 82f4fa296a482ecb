"""Suspension, resumption, termination, hold, documents, restriction, proposed sanctions, other areas, disputes."""

from __future__ import annotations

from dingdian.law.deadlines import Deadline
from dingdian.law.processes.guards import institutions_exit as g
from dingdian.law.processes.guards import institutions_hold as h
from dingdian.law.processes.institutions.cases import (
    ADMINISTRATION,
    AGENCY,
    INSTITUTION,
    OFFICES,
    PARTIES,
    SYSTEM,
    by_department,
    by_opening,
    by_place,
    opened_with,
)
from dingdian.law.processes.model import NEW, Process, Step, by, by_state

RUNNING = (NEW, "requested", "suspended", "resumption_requested", "resumed")

SUSPENSION = Process(
    "suspension",
    "中止、恢复与解除",
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
        Step("agreement.request_suspension", "申请中止", (NEW, "resumed", "requested"), "requested", (INSTITUTION,),
             (g.may_ask,), papers=("receipt",)),
        Step(
            "agreement.suspend",
            "中止",
            (*RUNNING, "terminated"),
            "suspended",
            (AGENCY,),
            (g.may_be_asked_for, g.suspension_ground, g.ends_after_it_begins, g.not_too_long),
            papers=("suspension_decision", "rectification_order", "report_to_administration", "propagation_event"),
            discloses=("register",),
            requires=("suspension_names_ground", "clause_number", "basis_level", "planned_end", "restriction_end"),
        ),
        Step("agreement.request_resumption", "申请恢复", ("suspended", "resumption_requested", "terminated"),
             "resumption_requested", (INSTITUTION,), (g.still_there,),
             deadline=Deadline("suspension_on_request_max", "suspension_start"), papers=("receipt",)),
        Step("agreement.resume", "恢复", ("suspended", "resumption_requested", "terminated"), g.RESUMED, (AGENCY,),
             (g.still_there, g.term_not_over, g.put_right),
             papers=("resumption_notice", "check_record", "propagation_event"), discloses=("register",),
             requires=("licence_valid",)),
        Step("agreement.request_termination", "申请解除", (NEW, "requested", "suspended", "resumed"),
             by_state({NEW: NEW}, ""), (INSTITUTION,), (g.may_ask,), papers=("receipt",)),
        Step("agreement.withdraw_request", "撤回申请", RUNNING, by_state({"requested": NEW}, ""), (INSTITUTION,)),
        Step("agreement.refuse_request", "不同意申请", RUNNING,
             by_state({"requested": NEW, "resumption_requested": "suspended"}, ""), (AGENCY,),
             papers=("refusal_note",), requires=("refusal_reason",)),
        Step(
            "agreement.terminate",
            "解除",
            (*RUNNING, "terminated"),
            "terminated",
            (AGENCY,),
            (g.termination_ground, g.public_not_on_request),
            papers=("termination_decision", "report_to_administration", "propagation_event", "ban_record"),
            discloses=("register", "terminated_list"),
            requires=("ground_named", "clause_number", "basis_level", "nature_reason"),
        ),
    ),
    by_department,
    institutional=True,
)  # fmt: skip

GROUND = Process(
    "ground",
    "拟中止、拟解除",
    {NEW: "无", "proposed": "已立案", "notified": "已告知拟处理", "heard": "已听取意见", "closed": "已办结"},
    frozenset({"closed"}),
    (
        Step("ground.propose", "查实情形，立案", (NEW,), "proposed", (AGENCY,), (g.known_ground,),
             papers=("finding_record",)),
        Step("ground.notify", "告知拟作出的处理", ("proposed",), "notified", (AGENCY,),
             papers=("intended_decision_notice",)),
        Step("ground.hear", "听取意见", ("proposed", "notified"), "heard", (AGENCY, INSTITUTION),
             deadline=Deadline("hearing_window", "intended_decision_delivered"), papers=("hearing_record",)),
        Step("ground.close", "办结", ("proposed", "notified", "heard"), "closed", (AGENCY,),
             papers=("closing_note",), requires=("suspension_case_decided", "termination_case_decided")),
    ),
    by_opening,
    institutional=True,
)  # fmt: skip

HOLD = Process(
    "settlement_hold",
    "暂停结算",
    {NEW: "正常结算", "held": "暂停结算", "released": "已恢复结算"},
    frozenset(),
    (
        Step("settlement.hold", "暂停结算", (NEW, "held", "released"), "held", (AGENCY,), (h.hold_ground, h.optional),
             deadline=Deadline("hold_review_reminder", "hold"), papers=("hold_notice",)),
        Step("settlement.release", "恢复结算", ("held",), h.RELEASED, (AGENCY,), papers=("release_notice",)),
    ),
    by_place,
    institutional=True,
)  # fmt: skip

DOCUMENTS = Process(
    "documents",
    "调取资料",
    {NEW: "无", "demanded": "已要求提供", "final_notice": "已发最后通知", "provided": "已提供"},
    frozenset({"provided"}),
    (
        Step("document.demand", "要求提供资料", (NEW, "demanded", "provided", "final_notice"), "demanded",
             OFFICES, papers=("document_demand",)),
        Step("document.final_notice", "最后通知", (NEW, "demanded", "provided"), "final_notice", (AGENCY,),
             (h.demand_over,), papers=("final_notice",)),
        Step("document.extend", "延长", ("final_notice",), "final_notice", (AGENCY,), (h.extended_in_time,)),
        Step("document.provide", "提供资料", ("demanded", "final_notice", "provided"), "provided", (INSTITUTION,),
             deadline=Deadline("document_supply_limit", "final_notice_delivered"), papers=("receipt",)),
    ),
    by_place,
    institutional=True,
)  # fmt: skip

RESTRICTION = Process(
    "restriction",
    "限制人员或科室结算",
    {NEW: "无", "restricted": "已限制", "lifted": "已解除限制"},
    frozenset({"lifted"}),
    (
        Step("restriction.impose", "限制人员或科室结算", (NEW,), "restricted", (AGENCY,), (g.restriction_scope,),
             papers=("restriction_decision", "report_to_administration"), requires=("restriction_end",)),
        Step("restriction.lift", "解除限制", ("restricted",), "lifted", (AGENCY,), papers=("release_notice",)),
    ),
    by_opening,
    institutional=True,
)  # fmt: skip

PROPAGATION = Process(
    "propagation",
    "跨统筹区联动",
    {NEW: "无", "derived": "已联动", "confirmed": "已确认恢复"},
    frozenset(),
    (
        Step("propagation.receive", "收到外区处理", (NEW, "derived", "confirmed"), "derived", (AGENCY, SYSTEM)),
        Step("propagation.confirm", "确认恢复", ("derived", "confirmed"), "confirmed", (AGENCY,),
             discloses=("register",)),
    ),
    by_place,
    institutional=True,
)  # fmt: skip

SENDING = Process(
    "propagation_sending",
    "通报其他统筹区",
    {NEW: "无", "sent": "已通报", "acknowledged": "已确认收到"},
    frozenset({"acknowledged"}),
    (
        Step("propagation.send", "通报其他统筹区", (NEW,), "sent", (AGENCY, SYSTEM), (g.propagates,),
             papers=("propagation_event",)),
        Step("propagation.acknowledge", "确认收到", ("sent", "acknowledged"), "acknowledged", (AGENCY, SYSTEM)),
    ),
    opened_with("propagation.send"),
    institutional=True,
)  # fmt: skip

DISPUTE = Process(
    "dispute",
    "争议",
    {NEW: "无", "opened": "处理中", "closed": "已了结"},
    frozenset({"closed"}),
    (
        Step("dispute.open", "提出争议", (NEW,), "opened", PARTIES, deadline=Deadline("dispute_limits", "decision"),
             papers=("dispute_record",)),
        Step("dispute.switch", "改走其他途径", ("opened",), "opened", PARTIES),
        Step("dispute.close", "争议结果", (NEW, "opened"), "closed", OFFICES, papers=("dispute_outcome",)),
    ),
    lambda act: (act.id if act.act == "dispute.open" else act.of or "",),
    institutional=True,
)  # fmt: skip

AGENCY_BREACH = Process(
    "agency_breach",
    "经办机构违约",
    {NEW: "无", "opened": "处理中", "answered": "已答复", "closed": "已了结"},
    frozenset({"closed"}),
    (
        Step("agency_breach.open", "对经办机构立案", (NEW,), "opened", (ADMINISTRATION,),
             papers=("rectification_order",), requires=("co_handlers", "agency_measures")),
        Step("agency_breach.answer", "答复整改情况", ("opened", "answered"), "answered", (AGENCY,)),
        Step("agency_breach.close", "了结", ("opened", "answered"), "closed", (ADMINISTRATION,),
             requires=("legal_basis",)),
    ),
    opened_with("agency_breach.open"),
    institutional=True,
)  # fmt: skip

RECTIFICATION = Process(
    "rectification",
    "整改",
    {NEW: "无", "ordered": "已责令整改", "reported": "已报告完成", "passed": "整改到位", "failed": "整改不到位"},
    frozenset({"passed", "failed"}),
    (
        Step("rectification.order", "责令整改", (NEW,), "ordered", OFFICES, papers=("rectification_order",)),
        Step("rectification.report", "报告整改", ("ordered", "reported"), "reported", PARTIES, papers=("receipt",)),
        Step("rectification.check", "检查整改", ("ordered", "reported"),
             by("outcome", {"passed": "passed", "failed": "failed"}), OFFICES, papers=("check_record",)),
    ),
    opened_with("rectification.order"),
    institutional=True,
)  # fmt: skip

PROCESSES = (
    SUSPENSION,
    GROUND,
    HOLD,
    DOCUMENTS,
    RESTRICTION,
    PROPAGATION,
    SENDING,
    DISPUTE,
    AGENCY_BREACH,
    RECTIFICATION,
)
