"""Measures beside points: study, talk, circular, transfer, key supervision and the report of one's own."""

from __future__ import annotations

from dingdian.law.deadlines import DEADLINES as D
from dingdian.law.processes.guards import other
from dingdian.law.processes.model import NEW, Process, Step
from dingdian.law.processes.persons.cases import (
    ADMINISTRATION,
    AGENCY,
    INSTITUTION,
    PARTNER,
    of_person,
    of_whoever,
)

STUDY = Process(
    "study",
    "学习",
    {NEW: "未学习", "studied": "已有学习记录"},
    frozenset({"studied"}),
    (
        Step(
            "study.record",
            "登记学习",
            (NEW, "studied"),
            "studied",
            (INSTITUTION, AGENCY, ADMINISTRATION),
            papers=("study_record",),
        ),
    ),
    of_person,
)


TALK = Process(
    "talk",
    "提醒、谈话与约谈",
    {NEW: "未谈话", "held": "已谈话并记录"},
    frozenset({"held"}),
    (Step("talk.hold", "谈话并记录", (NEW, "held"), "held", (INSTITUTION, AGENCY), papers=("talk_record",)),),
    of_person,
)


CIRCULAR = Process(
    "circular",
    "通报",
    {NEW: "未通报", "issued": "已通报"},
    frozenset({"issued"}),
    (
        Step(
            "circular.issue",
            "发出通报",
            (NEW, "issued"),
            "issued",
            (AGENCY, INSTITUTION),
            papers=("circular",),
        ),
    ),
    of_person,
)


TRANSFER = Process(
    "transfer",
    "移送其他部门",
    {NEW: "未移送", "sent": "已移送，待回复", "replied": "已回复"},
    frozenset({"replied"}),
    (
        Step(
            "transfer.send",
            "移送",
            (NEW, "sent", "replied"),
            "sent",
            (AGENCY, ADMINISTRATION),
            (other.transfer_recipient,),
            keys=("authorities.transfer_to",),
            papers=("transfer_letter",),
        ),
        Step(
            "transfer.reply",
            "回复处理结果",
            ("sent", "replied"),
            "replied",
            (PARTNER,),
            (other.reply_of_recipient,),
            keys=("authorities.partners",),
        ),
    ),
    of_person,
)


SUPERVISION = Process(
    "key_supervision",
    "重点监管",
    {NEW: "未列入", "supervised": "重点监管中"},
    frozenset(),
    (Step("supervision.record", "记录监管情况", (NEW, "supervised"), "supervised", (INSTITUTION, AGENCY)),),
    of_person,
)


SELF_REPORT = Process(
    "self_report",
    "机构自报",
    {NEW: "未报告", "reported": "已报告"},
    frozenset({"reported"}),
    (
        Step(
            "violation.report",
            "报告发现的违规",
            (NEW, "reported"),
            "reported",
            (INSTITUTION,),
            deadline=D["violation.report"],
            keys=("deadlines.institution_self_report_working_days",),
        ),
    ),
    of_whoever,
)

PROCESSES: tuple[Process, ...] = (
    STUDY,
    TALK,
    CIRCULAR,
    TRANSFER,
    SUPERVISION,
    SELF_REPORT,
)
