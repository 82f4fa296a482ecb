"""The processes of persons, declared once. Queue, page, API, deadline and diagram follow from these tables."""

from __future__ import annotations

from typing import Any

from dingdian.law import fees as counted
from dingdian.law.deadlines import DEADLINES as D
from dingdian.law.processes.guards import conduct, filing, handling, objection, other, repair, restoration, rules
from dingdian.law.processes.model import NEW, Choice, Process, Step, by_outcome, by_state
from dingdian.law.values import Role, Status

AGENCY, ADMINISTRATION, INSTITUTION, PERSON = Role.AGENCY, Role.ADMINISTRATION, Role.INSTITUTION, Role.PERSON
PARTNER = Role.PARTNER


def _of(act: Any) -> tuple[str, ...]:
    return (act.id or "",) if act.act == "handling.decide" else (act.of,)


def _of_person(act: Any) -> tuple[str, ...]:
    return (act.of or "", act.person)


def _person(act: Any) -> tuple[str, ...]:
    return (act.person,)


def _person_kind(act: Any) -> tuple[str, ...]:
    return (act.person, act.kind or "")


def _person_site(act: Any) -> tuple[str, ...]:
    return (act.person, act.institution)


def _item(act: Any) -> tuple[str, ...]:
    return (act.id,)


def _institution(act: Any) -> tuple[str, ...]:
    return (getattr(act, "institution", None) or getattr(act, "person", None) or "",)


HANDLING = Process(
    "handling",
    "记分处理",
    {
        NEW: "未开始",
        "decided": "已决定，待送达机构",
        "issued": "已出具通知，待送达机构",
        "delivered": "已送达机构，待告知本人",
        "told": "已告知本人",
    },
    frozenset({"told"}),
    (
        Step(
            "handling.decide",
            "作出处理并记分",
            (NEW,),
            "decided",
            (AGENCY, ADMINISTRATION),
            (
                handling.in_force,
                handling.institution_in_scope,
                handling.basis_given,
                handling.persons_managed,
                handling.duties_listed,
                handling.facts_given,
                handling.settled_for_barred,
                handling.scorable,
                handling.term_entered,
            ),
            (conduct.own_corrections,),
            keys=("scoring.poster", "scoring.requires_underlying_decision"),
            papers=("points_notice", "responsibility_finding"),
        ),
        Step(
            "notice.issue",
            "出具通知",
            ("decided",),
            "issued",
            (AGENCY,),
            (handling.handling_known,),
            deadline=D["notice.issue"],
            papers=("points_notice",),
        ),
        Step(
            "notice.deliver_to_institution",
            "送达机构",
            ("decided", "issued", "delivered", "told"),
            "delivered",
            (AGENCY,),
            (handling.handling_known, handling.notice_before_effect),
            deadline=D["notice.deliver_to_institution"],
            keys=("sanction.written_notice",),
            papers=("points_notice",),
        ),
        Step(
            "notice.deliver_to_person",
            "告知本人",
            ("decided", "issued", "delivered", "told"),
            "told",
            (INSTITUTION, AGENCY),
            (handling.handling_known,),
            deadline=D["notice.deliver_to_person"],
            papers=("service_receipt",),
        ),
    ),
    _of,
)

REVIEW = Process(
    "review",
    "复核",
    {NEW: "未申请", "requested": "已申请，待复核", "decided": "已作出复核决定"},
    frozenset({"decided"}),
    (
        Step(
            "review.request",
            "申请复核",
            (NEW, "requested", "decided"),
            "requested",
            (PERSON, INSTITUTION),
            (handling.handling_known, objection.may_object, objection.not_waived, objection.no_open_request("review")),
            (objection.late_objection,),
            D["review.request"],
            ("objection.first_step.who",),
        ),
        Step(
            "review.decide",
            "作出复核决定",
            (NEW, "requested", "decided"),
            "decided",
            (AGENCY,),
            (handling.handling_known, objection.correction_sound("review"), objection.term_after_correction),
            deadline=D["review.decide"],
            keys=("objection.correction_effect",),
            papers=("review_decision",),
        ),
    ),
    _of_person,
)

APPEAL = Process(
    "appeal",
    "申诉",
    {NEW: "未申诉", "requested": "已申诉，待处理", "decided": "已处理"},
    frozenset({"decided"}),
    (
        Step(
            "appeal.request",
            "提出申诉",
            (NEW, "requested", "decided"),
            "requested",
            (PERSON, INSTITUTION),
            (
                handling.handling_known,
                objection.second_step_exists,
                objection.may_object,
                objection.no_open_request("appeal"),
            ),
            (objection.first_step_open,),
            keys=("objection.second_step.to",),
        ),
        Step(
            "objection.invite_experts",
            "请专家鉴定",
            (NEW, "requested"),
            "requested",
            (AGENCY, ADMINISTRATION),
            (handling.handling_known, objection.experts_allowed),
            keys=("objection.experts_allowed",),
        ),
        Step(
            "objection.expert_report",
            "专家出具意见",
            (NEW, "requested"),
            "requested",
            (AGENCY, ADMINISTRATION, PARTNER),
            (handling.handling_known, objection.experts_invited),
            keys=("objection.experts_allowed",),
        ),
        Step(
            "appeal.decide",
            "作出申诉处理",
            (NEW, "requested", "decided"),
            "decided",
            (ADMINISTRATION,),
            (handling.handling_known, objection.correction_sound("appeal"), objection.term_after_correction),
            deadline=D["appeal.decide"],
            keys=("objection.correction_effect",),
            papers=("appeal_decision", "appeal_notice"),
        ),
    ),
    _of_person,
)

REPAIR = Process(
    "repair",
    "修复",
    {
        NEW: "未申请",
        "applied": "已申请，待机构审核",
        "agreed": "机构同意，待复核",
        "refused_by_institution": "机构不同意",
        "granted": "已修复",
        "refused": "不予修复",
    },
    frozenset({"granted", "refused", "refused_by_institution"}),
    (
        Step(
            "repair.apply",
            "申请修复",
            (NEW, "applied", "agreed", "granted", "refused", "refused_by_institution"),
            "applied",
            (PERSON,),
            (repair.repair_open_to, other.in_flow("repair.flow", "person_applies")),
            keys=("repair.enabled",),
        ),
        Step(
            "repair.agree",
            "机构审核修复申请",
            ("applied",),
            by_outcome(agreed="agreed", refused="refused_by_institution"),
            (INSTITUTION,),
            (other.in_flow("repair.flow", "institution_agrees"),),
            keys=("repair.flow",),
        ),
        Step(
            "repair.decide",
            "作出修复决定",
            ("applied", "agreed"),
            by_outcome(granted="granted", refused="refused"),
            (AGENCY,),
            (repair.repair_grantable, other.in_flow("repair.flow", "agency_reviews")),
            keys=("repair.flow",),
            papers=("repair_sheet",),
        ),
    ),
    _person_kind,
)

RESTORATION = Process(
    "restoration",
    "恢复",
    {
        NEW: "未申请",
        "applied": "已申请，待机构审核",
        "agreed": "机构同意，待评估",
        "refused_by_institution": "机构不同意",
        "passed": "评估通过",
        "failed": "评估未通过",
        "failure_told": "评估未通过，已告知本人",
    },
    frozenset({"passed", "failed", "failure_told", "refused_by_institution"}),
    (
        Step(
            "restoration.apply",
            "申请恢复",
            (NEW, "applied", "agreed", "passed", "failed", "failure_told", "refused_by_institution"),
            "applied",
            (PERSON,),
            (restoration.restorable, other.in_flow("restoration.flow", "person_applies")),
            (restoration.late_restoration,),
            D["restoration.apply"],
            ("restoration.flow",),
        ),
        Step(
            "restoration.agree",
            "机构审核恢复申请",
            ("applied",),
            by_outcome(agreed="agreed", refused="refused_by_institution"),
            (INSTITUTION,),
            (other.in_flow("restoration.flow", "institution_agrees", "institution_reviews"),),
            keys=("restoration.flow",),
        ),
        Step(
            "restoration.assess",
            "评估",
            ("applied", "agreed"),
            by_outcome(passed="passed", failed="failed"),
            (AGENCY,),
            (restoration.trained, other.in_flow("restoration.flow", "agency_assesses")),
            deadline=D["restoration.assess"],
            keys=("restoration.flow", "restoration.auto_restore"),
            papers=("restoration_notice",),
        ),
        Step(
            "restoration.tell",
            "告知本人评估未通过",
            ("failed",),
            "failure_told",
            (INSTITUTION,),
            (restoration.failure_told_on,),
            keys=("restoration.failure_told_by",),
        ),
        Step(
            "restoration.appeal",
            "对评估结果申诉",
            ("failed", "failure_told"),
            by_state({}, ""),
            (INSTITUTION,),
            (objection.assessment_appellant,),
            keys=("objection.assessment_appeal",),
        ),
    ),
    _person,
)

EARLY = Process(
    "early_restoration",
    "提前恢复",
    {NEW: "未申请", "examined": "已批准并考核"},
    frozenset({"examined"}),
    (
        Step(
            "restoration.early",
            "批准并考核后提前恢复",
            (NEW, "examined"),
            "examined",
            (AGENCY,),
            (restoration.early_allowed,),
            keys=("restoration.early",),
            papers=("restoration_notice",),
        ),
    ),
    _person,
)

OTHER_GROUNDS = Process(
    "other_grounds",
    "其他情形的暂停和取消",
    {NEW: "未处理", "suspended": "已暂停", "terminated": "已取消"},
    frozenset({"terminated"}),
    (
        Step(
            "qualification.suspend",
            "因其他情形暂停资格",
            (NEW, "suspended"),
            "suspended",
            (AGENCY,),
            (other.other_ground(Status.SUSPENDED),),
            keys=("status.other_grounds",),
            papers=("suspension_notice",),
        ),
        Step(
            "qualification.terminate",
            "因其他情形取消资格",
            (NEW, "suspended", "terminated"),
            "terminated",
            (AGENCY,),
            (other.other_ground(Status.TERMINATED),),
            keys=("status.other_grounds",),
            papers=("termination_notice",),
        ),
    ),
    _person,
)

CATALOGUE = Process(
    "catalogue",
    "补充目录",
    {NEW: "未补充", "added": "已补充"},
    frozenset({"added"}),
    (
        Step(
            "catalogue.add",
            "补充负面情形目录",
            (NEW,),
            "added",
            (AGENCY, ADMINISTRATION, Role.SYSTEM),
            (other.open_clause,),
            keys=("scoring.catch_all_requires_catalogue_item",),
        ),
    ),
    _item,
)

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
    _person_site,
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
    _person_site,
)

HANDOVER = Process(
    "handover",
    "治疗和服务交接",
    {NEW: "未交接", "completed": "已交接"},
    frozenset({"completed"}),
    (Step("handover.complete", "完成交接", (NEW, "completed"), "completed", (INSTITUTION,)),),
    _person_site,
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
    _person,
)

TALK = Process(
    "talk",
    "提醒、谈话与约谈",
    {NEW: "未谈话", "held": "已谈话并记录"},
    frozenset({"held"}),
    (Step("talk.hold", "谈话并记录", (NEW, "held"), "held", (INSTITUTION, AGENCY), papers=("talk_record",)),),
    _person,
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
    _person,
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
    _person,
)

SUPERVISION = Process(
    "key_supervision",
    "重点监管",
    {NEW: "未列入", "supervised": "重点监管中"},
    frozenset(),
    (Step("supervision.record", "记录监管情况", (NEW, "supervised"), "supervised", (INSTITUTION, AGENCY)),),
    _person,
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
    _institution,
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
    _person,
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
    _institution,
)

PROCESSES: tuple[Process, ...] = (
    HANDLING,
    REVIEW,
    APPEAL,
    REPAIR,
    RESTORATION,
    EARLY,
    OTHER_GROUNDS,
    CATALOGUE,
    FILING,
    STATUS_UPKEEP,
    HANDOVER,
    STUDY,
    TALK,
    CIRCULAR,
    TRANSFER,
    SUPERVISION,
    SELF_REPORT,
    FEES,
    SELF_INSPECTION,
    FEEDBACK,
    CHANNEL,
    HONOUR,
    RULES,
    FACTS,
)
