"""Filing: commitment and filing, the upkeep of a status, handing over, and facts that bear on a standing."""

from __future__ import annotations

from dingdian.law.deadlines import DEADLINES as D
from dingdian.law.processes.guards import filing
from dingdian.law.processes.model import NEW, Process, Step
from dingdian.law.processes.persons.cases import (
    ADMINISTRATION,
    AGENCY,
    INSTITUTION,
    PARTNER,
    PERSON,
    of_person_and_place,
    of_whoever,
)
from dingdian.law.values import Role

FILING = Process(
    "filing",
    "承诺与备案",
    {
        NEW: "未承诺",
        "joined": "已加入，待承诺",
        "committed": "已承诺，待备案",
        "filed": "已备案",
        "left": "已离岗",
    },
    frozenset({"left"}),
    (
        Step(
            "person.join",
            "加入机构",
            (NEW, "joined", "committed", "filed", "left"),
            "joined",
            (INSTITUTION,),
            keys=("commitment.new_person",),
        ),
        Step(
            "commitment.sign",
            "签署承诺",
            (NEW, "joined", "committed", "filed", "left"),
            "committed",
            (PERSON, INSTITUTION),
            (filing.commitment_complete,),
            (filing.late_commitment, filing.unacknowledged),
            deadline=D["commitment.sign"],
            keys=("commitment.required",),
            papers=("commitment",),
        ),
        Step(
            "filing.submit",
            "登记备案",
            (NEW, "joined", "committed", "filed", "left"),
            "filed",
            (INSTITUTION,),
            (
                filing.role_managed,
                filing.committed,
                filing.fields_complete,
                filing.entry_conditions,
                filing.termination_over,
            ),
            (filing.role_waits, filing.lookback),
            keys=("commitment.required", "filing.per_site"),
        ),
        Step(
            "person.leave",
            "离岗",
            (NEW, "joined", "committed", "filed"),
            "left",
            (INSTITUTION,),
            notes=(filing.late_leaver,),
            deadline=D["person.leave"],
            keys=("filing.leaver_update_working_days",),
        ),
    ),
    of_person_and_place,
)


STATUS_UPKEEP = Process(
    "status_upkeep",
    "维护备案状态",
    {NEW: "未维护", "updated": "已维护"},
    frozenset({"updated"}),
    (
        Step(
            "status.update",
            "按决定维护备案状态",
            (NEW, "updated"),
            "updated",
            (INSTITUTION,),
            (filing.status_agrees,),
            keys=("status.maintained_by",),
        ),
    ),
    of_person_and_place,
)


HANDOVER = Process(
    "handover",
    "治疗和服务交接",
    {NEW: "未交接", "completed": "已交接"},
    frozenset({"completed"}),
    (Step("handover.complete", "完成交接", (NEW, "completed"), "completed", (INSTITUTION,)),),
    of_person_and_place,
)


FACTS = Process(
    "facts",
    "影响人员资格的事实",
    {NEW: "未记录", "recorded": "已记录"},
    frozenset(),
    tuple(
        Step(
            name,
            title,
            (NEW, "recorded"),
            "recorded",
            (AGENCY, ADMINISTRATION, INSTITUTION, PARTNER, Role.SYSTEM),
            papers=("agreement", "commitment_text") if name == "agreement.sign" else (),
        )
        for name, title in (
            ("licence.revoke", "执业证书被吊销、注销或收回"),
            ("licence.grant", "重新取得执业证书"),
            ("practice.suspend", "被责令暂停执业"),
            ("agreement.sign", "协议签订"),
            ("agreement.suspend", "协议中止"),
            ("agreement.resume", "协议恢复"),
            ("agreement.terminate", "协议解除"),
            ("settlement.hold", "暂停拨付"),
            ("settlement.release", "恢复拨付"),
            ("fact.record", "记录事实"),
        )
    ),
    of_whoever,
)

PROCESSES: tuple[Process, ...] = (
    FILING,
    STATUS_UPKEEP,
    HANDOVER,
    FACTS,
)
