"""Points and their remedies: a decision on points, its review and appeal, repair and restoration."""

from __future__ import annotations

from dingdian.law.deadlines import DEADLINES as D
from dingdian.law.processes.guards import conduct, handling, objection, other, repair, restoration
from dingdian.law.processes.model import NEW, Process, Step, by_outcome, by_state
from dingdian.law.processes.persons.cases import (
    ADMINISTRATION,
    AGENCY,
    INSTITUTION,
    PARTNER,
    PERSON,
    of_decision,
    of_decision_and_person,
    of_item,
    of_person,
    of_person_and_kind,
)
from dingdian.law.values import Role, Status

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
    of_decision,
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
    of_decision_and_person,
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
    of_decision_and_person,
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
    of_person_and_kind,
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
    of_person,
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
    of_person,
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
    of_person,
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
    of_item,
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
)
