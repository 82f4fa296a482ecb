"""Inspection, findings and what follows from them; screens; tips; supervision; credit."""

from __future__ import annotations

from dingdian.law.deadlines import Deadline
from dingdian.law.processes.guards import institutions_control as g
from dingdian.law.processes.institutions.cases import (
    ADMINISTRATION,
    AGENCY,
    ANYONE,
    INSTITUTION,
    OFFICES,
    SYSTEM,
    by_opening,
    opened_with,
)
from dingdian.law.processes.model import NEW, Process, Step, by

INSPECTION = Process(
    "inspection",
    "检查",
    {NEW: "无", "planned": "已安排", "in_progress": "进行中", "closed": "已结束"},
    frozenset({"closed"}),
    (
        Step("inspection.plan", "安排检查", (NEW,), "planned", OFFICES, requires=("inspection_method", "drawn_by_seed"),
             papers=("inspection_plan",)),
        Step("inspection.start", "开始检查", ("planned",), "in_progress", OFFICES, papers=("inspection_record",)),
        Step("inspection.obstruct", "记录不配合", ("in_progress",), "in_progress", OFFICES,
             papers=("cooperation_log",)),
        Step("inspection.close", "结束检查", ("in_progress",), "closed", OFFICES, papers=("inspection_record",)),
    ),
    by_opening,
    institutional=True,
)  # fmt: skip

FINDING = Process(
    "finding",
    "查实与处理",
    {
        NEW: "无",
        "suspicion": "疑点",
        "explained": "已说明",
        "dismissed": "疑点排除",
        "finding_verified": "已查实",
        "transferred": "已移送",
        "returned_for_supplement": "退回补充",
        "own_investigation": "行政部门自行调查",
        "decided": "已作处理",
        "executed": "已执行",
        "closed": "已办结",
    },
    frozenset({"dismissed", "closed"}),
    (
        Step("finding.suspect", "记录疑点", (NEW,), "suspicion", (AGENCY, ADMINISTRATION, SYSTEM),
             requires=("signing_agency",)),
        Step("finding.explain", "机构说明", ("suspicion",), "explained", (INSTITUTION,)),
        Step("finding.dismiss", "排除疑点", ("suspicion", "explained"), "dismissed", OFFICES),
        Step("finding.verify", "查实", (NEW, "suspicion", "explained", "own_investigation"), "finding_verified",
             OFFICES, papers=("finding_record",),
             requires=("finding_clause", "professional_opinion", "signing_agency")),
        Step("finding.decide", "作出处理", ("finding_verified",), "decided", OFFICES,
             deadline=Deadline("finding_handle_limit", "verified"), papers=("handling_decision",),
             requires=("measures_of_agreement", "milder_needs_reason", "measure_names_ground", "ground_prevails",
                       "not_the_finder")),
        Step("finding.execute", "执行", ("decided", "executed"), "executed", (AGENCY, INSTITUTION, ADMINISTRATION)),
        Step("finding.transfer", "移送线索", ("finding_verified", "suspicion", "decided", "returned_for_supplement"),
             "transferred", (AGENCY,), papers=("lead_transfer",)),
        Step("finding.return", "退回补充", ("transferred",), "returned_for_supplement", (ADMINISTRATION,),
             requires=("questions_asked",)),
        Step("finding.supply", "补充材料", ("returned_for_supplement",), "transferred", (AGENCY,)),
        Step("finding.investigate", "自行调查", ("transferred",), "own_investigation", (ADMINISTRATION,)),
        Step("finding.close", "办结", ("finding_verified", "decided", "executed", "transferred", "own_investigation"),
             "closed", OFFICES, requires=("outcome_reached",)),
    ),
    by_opening,
    institutional=True,
)  # fmt: skip

INSTRUCTION = Process(
    "instruction",
    "行政部门责成处理",
    {NEW: "无", "issued": "待答复", "answered": "已答复"},
    frozenset({"answered"}),
    (
        Step("instruction.issue", "责成按协议处理", (NEW,), "issued", (ADMINISTRATION,), moves=g.opens_finding,
             papers=("instruction",)),
        Step("instruction.answer", "答复处理情况", ("issued",), "answered", (AGENCY,)),
    ),
    by_opening,
    institutional=True,
)  # fmt: skip

INTERVIEW = Process(
    "interview",
    "约谈",
    {NEW: "无", "held": "已约谈"},
    frozenset({"held"}),
    (Step("interview.hold", "约谈", (NEW, "held"), "held", OFFICES, requires=("key_person_present",),
          papers=("interview_minutes",)),),
    lambda act: (act.id or "",),
    institutional=True,
)  # fmt: skip


def _screen(name: str, title: str, confirm: str, *, first: str = "suspect") -> tuple[Step, Step, Step]:
    """Suspected by a screen, confirmed or dismissed by a person."""
    return (
        Step(f"{name}.{first}", f"发现{title}疑点", (NEW,), "suspected", (AGENCY, ADMINISTRATION, SYSTEM)),
        Step(f"{name}.confirm", f"查实{title}", ("suspected",), "confirmed", OFFICES, papers=("finding_record",),
             requires=(confirm,) if confirm else ()),
        Step(f"{name}.dismiss", f"排除{title}", ("suspected",), "dismissed", OFFICES),
    )  # fmt: skip


DUAL_PRICE = Process(
    "dual_price",
    "同药两价",
    {NEW: "无", "suspected": "疑点", "confirmed": "已查实", "dismissed": "已排除", "handled": "已处理"},
    frozenset({"dismissed", "handled"}),
    (
        *_screen("dual_price", "同药两价", ""),
        Step("dual_price.handle", "处理同药两价", ("confirmed",), "handled", (AGENCY,), papers=("handling_decision",),
             requires=("dual_price_measures",)),
    ),
    by_opening,
    institutional=True,
)  # fmt: skip

TRACE_CODE = Process(
    "trace_code",
    "追溯码与医保码核查",
    {NEW: "无", "passed": "正常", "failed": "有问题", "warned": "已提醒整改", "cleared": "已整改"},
    frozenset({"passed", "cleared"}),
    (
        Step("trace_code.test", "核查追溯码或医保码", (NEW,), g.TESTED, (AGENCY, ADMINISTRATION, SYSTEM)),
        Step("trace_code.warn", "提醒整改", ("failed", "warned"), "warned", (AGENCY,), papers=("rectification_order",)),
        Step("trace_code.clear", "整改完成", ("failed", "warned"), "cleared", (AGENCY,)),
    ),
    by_opening,
    institutional=True,
)  # fmt: skip

LICENCE_HANGING = Process(
    "licence_hanging",
    "挂证",
    {NEW: "无", "suspected": "疑点", "confirmed": "已查实", "dismissed": "已排除"},
    frozenset({"confirmed", "dismissed"}),
    _screen("licence_hanging", "挂证", "inspected_before_confirmed"),
    by_opening,
    institutional=True,
)

TIP = Process(
    "tip",
    "举报投诉",
    {
        NEW: "无",
        "registered": "已登记",
        "routed": "已分办",
        "substantiated": "属实",
        "partly": "部分属实",
        "unsubstantiated": "不属实",
        "replied": "已答复",
    },
    frozenset({"replied"}),
    (
        Step("tip.register", "登记举报投诉", (NEW,), "registered", ANYONE, moves=g.holds_publicity,
             deadline=Deadline("tip_limits", "received"), papers=("tip_receipt",)),
        Step("tip.route", "分办", ("registered", "routed"), "routed", OFFICES, requires=("fee_complaint_route",)),
        Step("tip.conclude", "查办结果", ("routed",),
             by("result", {"substantiated": "substantiated", "partly": "partly", "unsubstantiated": "unsubstantiated"}),
             OFFICES, papers=("investigation_report",), moves=g.frees_publicity),
        Step("tip.reply", "答复", ("substantiated", "partly", "unsubstantiated"), "replied", OFFICES,
             papers=("tip_reply",)),
    ),
    by_opening,
    institutional=True,
)  # fmt: skip

NOTE = Process(
    "supervision_note",
    "监督意见",
    {NEW: "无", "opened": "待答复", "answered": "已答复", "closed": "已了结"},
    frozenset({"closed"}),
    (
        Step("note.open", "提出监督意见", (NEW,), "opened", (ADMINISTRATION,),
             requires=("supervised_stage", "supervisor_area")),
        Step("note.answer", "答复", ("opened", "answered"), "answered", (AGENCY,)),
        Step("note.close", "了结监督意见", ("answered",), "closed", (ADMINISTRATION,)),
    ),
    by_opening,
    institutional=True,
)  # fmt: skip

CREDIT = Process(
    "credit",
    "信用记录",
    {NEW: "无", "recorded": "已记录", "uploaded": "已报送", "corrected": "已更正"},
    frozenset({"uploaded", "corrected"}),
    (
        Step("credit.record", "记录信用事项", (NEW,), "recorded", OFFICES, requires=("credit_source",)),
        Step("credit.upload", "报送信用平台", ("recorded", "corrected"), "uploaded", (ADMINISTRATION,),
             papers=("credit_export",)),
        Step("credit.correct", "更正信用事项", ("recorded", "uploaded"), "corrected", OFFICES),
    ),
    opened_with("credit.record"),
    institutional=True,
)  # fmt: skip

PROCESSES = (
    INSPECTION,
    FINDING,
    INSTRUCTION,
    INTERVIEW,
    DUAL_PRICE,
    TRACE_CODE,
    LICENCE_HANGING,
    TIP,
    NOTE,
    CREDIT,
)
