"""Application for designation and for the Internet+ supplement; plans, commitments and bans around it."""

from __future__ import annotations

from dingdian.law.deadlines import Deadline
from dingdian.law.processes.guards import institutions_designation as g
from dingdian.law.processes.institutions.cases import AGENCY, INSTITUTION, OFFICES, SYSTEM, by_case, by_opening
from dingdian.law.processes.model import NEW, Process, Step, by
from dingdian.law.values import Role

OPEN = ("accepted", "accepted_pending_materials")
WAITING = ("received", "moratorium_waiting")

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
        "closed": "已办结",
    },
    frozenset({"not_accepted", "withdrawn", "stopped_by_negative_list", "closed"}),
    (
        Step("designation.apply", "提出申请", (NEW,), "received", (INSTITUTION,), (g.sector_covered,)),
        Step(
            "designation.wait",
            "等待资源规划",
            ("received",),
            "moratorium_waiting",
            (AGENCY, SYSTEM),
            (g.plan_blocks,),
            papers=("moratorium_notice",),
        ),
        Step(
            "designation.accept",
            "受理",
            WAITING,
            g.ACCEPTED,
            (AGENCY,),
            (g.no_negative_hit, g.plan_allows),
            deadline=Deadline("acceptance_limit", "materials_received"),
            papers=("acceptance_receipt",),
            requires=("type_gate", "competent_agency"),
        ),
        Step(
            "designation.refuse",
            "不予受理",
            WAITING,
            "not_accepted",
            (AGENCY,),
            (g.refusal_has_hit,),
            papers=("not_accepted_notice",),
            requires=("competent_agency",),
        ),
        Step(
            "designation.request_materials",
            "一次性告知补正",
            ("received", *OPEN),
            "accepted_pending_materials",
            (AGENCY,),
            (g.one_notice,),
            deadline=Deadline("missing_material_notice_limit", "materials_received"),
            papers=("missing_material_notice",),
            requires=("only_missing_asked",),
        ),
        Step(
            "designation.supplement",
            "补交材料",
            ("accepted_pending_materials",),
            g.SUPPLEMENTED,
            (INSTITUTION,),
            deadline=Deadline("supplement_submit_limit", "notice_delivered"),
        ),
        Step("designation.withdraw", "撤回申请", (*WAITING, *OPEN), "withdrawn", (INSTITUTION,), (g.not_signed,)),
        Step(
            "designation.stop",
            "发现负面情形，停止办理",
            OPEN,
            "stopped_by_negative_list",
            (AGENCY,),
            (g.stop_has_ground,),
            papers=("not_accepted_notice",),
        ),
        Step("designation.close", "办结", OPEN, "closed", (AGENCY,)),
    ),
    by_case,
    institutional=True,
)

PLAN = Process(
    "plan",
    "资源规划",
    {NEW: "无", "drafted": "已起草", "adopted": "已通过", "published": "已公布", "superseded": "已被取代"},
    frozenset({"superseded"}),
    (
        Step("plan.draft", "起草规划或年度计划", (NEW,), "drafted", OFFICES, requires=("plan_factors",)),
        Step("plan.adopt", "通过规划", ("drafted",), "adopted", (Role.ADMINISTRATION,)),
        Step("plan.publish", "公布规划", ("adopted",), "published", OFFICES, discloses=("plan",)),
        Step("plan.supersede", "以新规划取代", ("published",), "superseded", OFFICES),
    ),
    by_opening,
    institutional=True,
)

PLEDGE = Process(
    "pledge",
    "告知承诺",
    {NEW: "无", "offered": "可选用", "signed": "已承诺，待核查", "verified": "属实", "false": "不实"},
    frozenset({"verified", "false"}),
    (
        Step("pledge.offer", "告知可用承诺代替", (NEW,), "offered", (AGENCY,), (g.pledge_allowed,)),
        Step("pledge.sign", "作出承诺", (NEW, "offered"), "signed", (INSTITUTION,), (g.pledge_allowed,)),
        Step(
            "pledge.verify",
            "核查承诺",
            ("signed",),
            by("result", {"verified": "verified", "false": "false"}),
            (AGENCY,),
            papers=("check_record",),
        ),
    ),
    lambda act: (act.case, act.item),
    institutional=True,
)

BAN = Process(
    "ban",
    "限制申请登记",
    {NEW: "无", "recorded": "已登记", "prolonged": "因义务未履行延长", "expired": "已届满", "reversed": "已撤销"},
    frozenset({"expired", "reversed"}),
    (
        Step("ban.record", "登记限制", (NEW,), "recorded", (AGENCY, SYSTEM), (g.ban_holds,), papers=("ban_record",)),
        Step("ban.prolong", "因义务未履行延长", ("recorded",), "prolonged", (AGENCY, SYSTEM), (g.ban_still_holds,)),
        Step("ban.expire", "限制届满", ("recorded", "prolonged"), "expired", (AGENCY, SYSTEM), (g.ban_is_over,)),
        Step("ban.reverse", "撤销限制", ("recorded", "prolonged", "expired"), "reversed", (AGENCY,)),
    ),
    by_opening,
    institutional=True,
)

PROCESSES = (DESIGNATION, PLAN, PLEDGE, BAN)
