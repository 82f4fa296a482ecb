"""Disclosure, reports, papers, the rules themselves, posts, training, self-checks, data requests, recorded facts."""

from __future__ import annotations

from dingdian.law.deadlines import Deadline
from dingdian.law.processes.guards import institutions_small as g
from dingdian.law.processes.institutions.cases import (
    ADMINISTRATION,
    AGENCY,
    ANYONE,
    INSTITUTION,
    OFFICES,
    by_opening,
    by_place,
    itself,
    opened_with,
)
from dingdian.law.processes.model import NEW, Process, Step

DISCLOSURE = Process(
    "disclosure",
    "公开",
    {NEW: "未公开", "published": "已公开", "withdrawn": "已撤下"},
    frozenset({"withdrawn"}),
    (
        Step("disclosure.publish", "公开", (NEW,), "published", (AGENCY, ADMINISTRATION, INSTITUTION),
             requires=("disclosed_objects", "disclosed_costs", "disclosed_standards"), discloses=("object",)),
        Step("disclosure.withdraw", "撤下", ("published",), "withdrawn", (AGENCY, ADMINISTRATION, INSTITUTION)),
    ),
    by_opening,
    institutional=True,
)  # fmt: skip

REPORT = Process(
    "report",
    "报告行政部门",
    {NEW: "无", "sent": "已报告", "received": "已收到", "questioned": "有疑问", "answered": "已答复"},
    frozenset({"received"}),
    (
        Step("report.send", "报告", (NEW,), "sent", (AGENCY,), deadline=Deadline("report_to_admin_limit", "decision"),
             papers=("report_to_administration",), requires=("reported_subjects",)),
        Step("report.receive", "收到报告", ("sent", "answered"), "received", (ADMINISTRATION,)),
        Step("report.question", "提出疑问", ("sent", "received"), "questioned", (ADMINISTRATION,)),
        Step("report.answer", "答复", ("questioned",), "answered", (AGENCY,)),
    ),
    opened_with("report.send"),
    institutional=True,
)  # fmt: skip

PAPER = Process(
    "paper",
    "文书送达",
    {NEW: "未送达", "served": "已送达生效"},
    frozenset({"served"}),
    (Step("paper.serve", "送达生效文书", (NEW,), "served", OFFICES, (g.not_a_draft,), papers=("service_record",)),),
    by_opening,
    institutional=True,
)

REGIME = Process(
    "regime",
    "规则施行",
    {NEW: "未施行", "enacted": "已施行"},
    frozenset({"enacted"}),
    (Step("regime.enact", "施行", (NEW, "enacted"), "enacted", (ADMINISTRATION,), (g.has_first_day,),
          discloses=("regulation",)),),
    lambda act: ("",),
    institutional=True,
)  # fmt: skip

WORKFLOW = Process(
    "workflow",
    "经办规程",
    {NEW: "无", "published": "已发布"},
    frozenset({"published"}),
    (Step("workflow.publish", "发布经办规程", (NEW, "published"), "published", OFFICES, discloses=("procedure",)),),
    itself,
    institutional=True,
)

POST = Process(
    "post",
    "岗位职责",
    {NEW: "无", "assigned": "任职", "released": "离岗"},
    frozenset({"released"}),
    (
        Step("post.assign", "安排岗位", (NEW, "assigned", "released"), "assigned", OFFICES,
             requires=("functions_apart",)),
        Step("post.release", "离岗", ("assigned",), "released", OFFICES),
    ),
    lambda act: (act.user, act.function, act.area or ""),
    institutional=True,
)  # fmt: skip

TRAINING = Process(
    "training",
    "培训宣传",
    {NEW: "无", "planned": "已安排", "invited": "已通知", "held": "已举办"},
    frozenset({"held"}),
    (
        Step("training.plan", "安排培训", (NEW,), "planned", (AGENCY, ADMINISTRATION, INSTITUTION)),
        Step("training.invite", "通知参加", ("planned", "invited"), "invited", OFFICES, papers=("invitation",)),
        Step("training.hold", "举办培训", ("planned", "invited"), "held", (AGENCY, ADMINISTRATION, INSTITUTION),
             notes=(g.absent,), papers=("attendance_sheet",)),
    ),
    by_opening,
    institutional=True,
)  # fmt: skip

SELF_CHECK = Process(
    "self_check",
    "自查自纠",
    {NEW: "无", "due": "待自查", "filed": "已自查", "corrected": "已纠正"},
    frozenset({"corrected"}),
    (
        Step("self_check.start", "布置自查", (NEW,), "due", (AGENCY, INSTITUTION)),
        Step("self_check.file", "报告自查", ("due", "filed"), "filed", (INSTITUTION,), notes=(g.late_self_check,),
             deadline=Deadline("self_check_frequency", "last_self_check"), papers=("receipt",)),
        Step("self_check.correct", "纠正并退回", ("filed",), "corrected", (INSTITUTION,)),
    ),
    by_opening,
    institutional=True,
)  # fmt: skip

DATA = Process(
    "data",
    "调用数据",
    {NEW: "无", "requested": "已要求", "provided": "已提供"},
    frozenset({"provided"}),
    (
        Step("data.request", "要求提供数据", (NEW,), "requested", (AGENCY,), requires=("data_purpose",),
             papers=("data_request",)),
        Step("data.provide", "提供数据", ("requested", "provided"), "provided", (INSTITUTION,)),
    ),
    by_opening,
    institutional=True,
)  # fmt: skip

SUGGESTION = Process(
    "suggestion",
    "意见建议",
    {NEW: "无", "made": "待答复", "replied": "已答复"},
    frozenset({"replied"}),
    (
        Step("suggestion.make", "提出建议", (NEW,), "made", (INSTITUTION,)),
        Step("suggestion.reply", "答复建议", ("made",), "replied", OFFICES),
    ),
    by_opening,
    institutional=True,
)

CONSULTATION = Process(
    "consultation",
    "咨询",
    {NEW: "无", "asked": "待答复", "answered": "已答复"},
    frozenset({"answered"}),
    (
        Step("consultation.ask", "咨询", (NEW,), "asked", (INSTITUTION,)),
        Step("consultation.answer", "答复咨询", ("asked",), "answered", (AGENCY,), notes=(g.answered_in,)),
    ),
    by_opening,
    institutional=True,
)

SYSTEM_CHANGE = Process(
    "system_change",
    "信息系统变更",
    {NEW: "无", "notified": "已告知", "tested": "测试通过", "failed": "测试未通过", "live": "已上线"},
    frozenset({"live"}),
    (
        Step("system_change.notify", "告知系统变更", (NEW,), "notified", (INSTITUTION,), papers=("receipt",)),
        Step("system_change.test", "测试接口", ("notified", "tested", "failed"), g.TESTED, (AGENCY, INSTITUTION)),
        Step("system_change.go_live", "上线", ("tested",), "live", (INSTITUTION,)),
    ),
    by_opening,
    institutional=True,
)

RECORD = Process(
    "facts_of_institutions",
    "机构事实",
    {NEW: "未记录", "recorded": "已记录"},
    frozenset(),
    (
        Step(
            "fact.record",
            "记录事实",
            (NEW, "recorded"),
            "recorded",
            ANYONE,
            requires=("finding_clause", "vendor_choice"),
        ),
    ),
    by_place,
)

PROCESSES = (
    DISCLOSURE,
    REPORT,
    PAPER,
    REGIME,
    WORKFLOW,
    POST,
    TRAINING,
    SELF_CHECK,
    DATA,
    SUGGESTION,
    CONSULTATION,
    SYSTEM_CHANGE,
    RECORD,
)
