"""What offices and institutions do beside cases: fees, own inspections, feedback, channels, honours, rules."""

from __future__ import annotations

from typing import Any

from dingdian.law import fees as counted
from dingdian.law.processes.guards import conduct, rules
from dingdian.law.processes.model import NEW, Choice, Process, Step
from dingdian.law.processes.persons.cases import (
    ADMINISTRATION,
    AGENCY,
    INSTITUTION,
    of_person,
)


def _batch(act: Any) -> tuple[str, ...]:
    return (act.id if act.act in _OPENS else act.of,)


def _channel(act: Any) -> tuple[str, ...]:
    return (act.channel,)


def _document(act: Any) -> tuple[str, ...]:
    return (act.institution, act.document)


_OPENS = ("fees.receive", "self_inspection.record", "feedback.register")


def _received(r: Any, act: Any, state: str) -> str:
    return "paid" if act.paid else "received"


def _after_check(r: Any, act: Any, state: str) -> str:
    """Where a check leaves a batch: still to be paid, or paid; then with or without something to ask back."""
    if state in ("received", "checked"):
        return "checked"
    wrong, _ = counted.wrongly_paid(counted.checked(r, act.of))
    return "wrong" if wrong and counted.recovers(r.regime) else "reviewed"


FEES = Process(
    "fees",
    "费用核对与结算",
    {
        NEW: "未收到",
        "received": "已收到，待核对人员状态",
        "paid": "已付费用，待核对人员状态",
        "checked": "已核对，待结算",
        "settled": "已结算",
        "wrong": "已核对，有错付，待追回",
        "recovering": "已要求退回",
        "reviewed": "已核对，没有错付",
        "closed": "已了结",
    },
    frozenset({"settled", "reviewed", "closed"}),
    (
        Step(
            "fees.receive", "收到一批费用", (NEW,), Choice(_received, ("received", "paid")), (AGENCY,),
            (conduct.lines_sound,),
        ),
        Step(
            "fees.check", "逐条核对人员状态", ("received", "paid", "checked", "settled", "wrong", "reviewed"),
            Choice(_after_check, ("checked", "wrong", "reviewed")), (AGENCY,), notes=(conduct.found_by_check,),
            keys=("settlement.checked_before_paid",),
        ),
        Step(
            "fees.settle", "结算", ("received", "checked"), "settled", (AGENCY,), (conduct.checked_before_paid,),
            keys=("settlement.checked_before_paid",),
        ),
        Step(
            "fees.recover", "追回错付的费用", ("wrong",), "recovering", (AGENCY,), (conduct.amount_found,),
            keys=("settlement.wrongly_paid", "institution_measures.noncompliance"),
        ),
        Step(
            "fees.close", "了结追回", ("recovering",), "closed", (AGENCY,), (conduct.deduction_stated,),
            keys=("settlement.wrongly_paid", "institution_measures.noncompliance"),
        ),
    ),
    _batch,
)  # fmt: skip


SELF_INSPECTION = Process(
    "self_inspection",
    "自查自纠",
    {NEW: "未登记", "found": "已发现，待改正", "corrected": "已改正"},
    frozenset({"corrected"}),
    (
        Step(
            "self_inspection.record", "登记自查发现", (NEW,), "found", (INSTITUTION,),
            (conduct.asked_of_institutions,), keys=("supervision.self_inspections",),
        ),
        Step(
            "self_inspection.correct", "登记改正", ("found",), "corrected", (INSTITUTION,), (conduct.refund_sound,),
            keys=("supervision.self_inspections",),
        ),
    ),
    _batch,
)  # fmt: skip


FEEDBACK = Process(
    "feedback",
    "社会监督意见",
    {NEW: "未登记", "registered": "已登记，待处理", "lead": "已转为线索，核查中", "closed": "已办结"},
    frozenset({"closed"}),
    (
        Step(
            "feedback.register", "登记监督意见", (NEW,), "registered", (ADMINISTRATION, AGENCY),
            (conduct.channel_known,), keys=("supervision.feedback_channels",),
        ),
        Step(
            "feedback.pursue", "转为线索", ("registered",), "lead", (ADMINISTRATION, AGENCY),
            keys=("supervision.feedback_channels",),
        ),
        Step(
            "feedback.close", "办结监督意见", ("registered", "lead"), "closed", (ADMINISTRATION, AGENCY),
            keys=("supervision.feedback_channels",),
        ),
    ),
    _batch,
)  # fmt: skip


CHANNEL = Process(
    "channel",
    "监督方式",
    {NEW: "未公布", "published": "已公布", "withdrawn": "已撤下"},
    frozenset({"published", "withdrawn"}),
    (
        Step(
            "channel.publish", "公布监督方式", (NEW, "published", "withdrawn"), "published", (ADMINISTRATION, AGENCY),
            (conduct.channels_published, conduct.channel_known), keys=("disclosure.supervision_channels",),
        ),
        Step(
            "channel.withdraw", "撤下监督方式", ("published",), "withdrawn", (ADMINISTRATION, AGENCY),
            keys=("disclosure.supervision_channels",),
        ),
    ),
    _channel,
)  # fmt: skip


HONOUR = Process(
    "honour",
    "正向激励名单",
    {NEW: "未列入", "awarded": "已列入", "withdrawn": "已移出"},
    frozenset({"awarded", "withdrawn"}),
    (
        Step(
            "honour.award", "列入名单", (NEW, "awarded", "withdrawn"), "awarded", (AGENCY, ADMINISTRATION),
            (conduct.deserves,), keys=("disclosure.honour_lists",),
        ),
        Step(
            "honour.withdraw", "移出名单", ("awarded", "withdrawn"), "withdrawn", (AGENCY, ADMINISTRATION),
            (conduct.honoured,), keys=("disclosure.honour_lists",),
        ),
    ),
    of_person,
)  # fmt: skip


RULES = Process(
    "rules",
    "机构内部管理制度",
    {NEW: "没有制度", "in_force": "执行中", "withdrawn": "已废止"},
    frozenset({"in_force", "withdrawn"}),
    (
        Step(
            "rules.adopt", "登记内部管理制度", (NEW, "in_force", "withdrawn"), "in_force", (INSTITUTION,),
            (rules.document_asked, rules.version_new), keys=("supervision.internal_rules",),
        ),
        Step(
            "rules.withdraw", "废止内部管理制度", ("in_force",), "withdrawn", (INSTITUTION,), (rules.after_adoption,),
            keys=("supervision.internal_rules",),
        ),
    ),
    _document,
)  # fmt: skip

PROCESSES: tuple[Process, ...] = (
    FEES,
    SELF_INSPECTION,
    FEEDBACK,
    CHANNEL,
    HONOUR,
    RULES,
)
