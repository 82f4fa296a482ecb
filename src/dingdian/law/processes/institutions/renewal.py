"""Renewal, collective signing, deferral, and the yearly look at how an agreement was performed."""

from __future__ import annotations

from dingdian.law.deadlines import Deadline
from dingdian.law.processes.guards import institutions_renewal as g
from dingdian.law.processes.institutions.cases import AGENCY, INSTITUTION, by_opening, by_place
from dingdian.law.processes.model import NEW, Process, Step, by

REFUSED = dict.fromkeys(("refused", "not_signed", "not_renewed", "excluded"), "refused")
RENEWED = dict.fromkeys(("renewed", "signed", "approved"), "renewed")

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
        Step(
            "renewal.apply",
            "申请续签",
            (NEW, "renewal_applied", "renewed"),
            "renewal_applied",
            (INSTITUTION,),
            (g.evaluated,),
            deadline=Deadline("renewal_lead", "agreement_end", back=True),
            requires=("own_pooling_area",),
            papers=("receipt",),
        ),
        Step(
            "renewal.decide",
            "决定续签",
            (NEW, "renewal_applied", "deferred", "evaluation_due", "evaluated", "renewed"),
            by("outcome", REFUSED | RENEWED),
            (AGENCY,),
            (g.renewal_evaluated, g.below_pass, g.refusal_has_ground),
            papers=("renewal_decision",),
            requires=("own_pooling_area", "refusal_reasons", "exclusion"),
        ),
        Step(
            "renewal.defer",
            "缓签",
            (NEW, "renewal_applied", "deferred", "evaluation_due", "renewed"),
            "deferred",
            (AGENCY,),
            (g.deferral_has_ground, g.no_stronger_ground),
            papers=("deferral_notice",),
        ),
        Step("deferral.report", "报告原因消除", ("deferred",), "evaluation_due", (INSTITUTION,), papers=("receipt",)),
        Step(
            "deferral.evaluate",
            "缓签后评估",
            ("deferred", "evaluation_due"),
            by("outcome", {"passed": "evaluated", "failed": "deferred"}),
            (AGENCY,),
            papers=("evaluation_report",),
        ),
        Step(
            "renewal.decline",
            "机构不再续签",
            (NEW, "renewal_applied", "renewed"),
            "declined",
            (INSTITUTION,),
            deadline=Deadline("advance_notice_by_institution", "agreement_end", back=True),
            papers=("receipt",),
            requires=("public_declines",),
        ),
    ),
    by_place,
    institutional=True,
)

ROUND = Process(
    "round",
    "集中签约",
    {NEW: "未开始", "area_reviewed": "已研判资源布局", "open": "签约中", "closed": "已结束"},
    frozenset({"closed"}),
    (
        Step(
            "renewal.review_area",
            "研判资源布局和运行",
            (NEW, "area_reviewed", "closed"),
            "area_reviewed",
            (AGENCY,),
            papers=("area_review_sheet",),
        ),
        Step(
            "renewal.open_round",
            "开始集中签约",
            (NEW, "area_reviewed", "open", "closed"),
            "open",
            (AGENCY,),
            requires=("criteria_published", "area_reviewed"),
        ),
        Step(
            "renewal.close_round",
            "集中签约结束",
            ("open",),
            "closed",
            (AGENCY,),
            notes=(g.signing_rate,),
            papers=("rate_report",),
        ),
    ),
    lambda act: (act.area or "",),
    institutional=True,
)

PERFORMANCE = Process(
    "performance",
    "年度履约评估",
    {NEW: "未评估", "evaluated": "已评估"},
    frozenset(),
    (
        Step(
            "performance.evaluate",
            "年度履约评估",
            (NEW, "evaluated"),
            "evaluated",
            (AGENCY,),
            deadline=Deadline("performance_evaluation_cycle", "last_evaluation"),
            papers=("assessment_sheet",),
        ),
    ),
    by_place,
    institutional=True,
)

ASSESSMENT = Process(
    "assessment",
    "绩效考核",
    {
        NEW: "未开始",
        "published": "已公布指标",
        "reported": "机构已自评",
        "scored": "已初审评分",
        "commented": "机构已提意见",
        "final": "已定",
    },
    frozenset({"published", "final"}),
    (
        Step("assessment.publish_scheme", "公布考核指标", (NEW,), "published", (AGENCY,),
             (g.weights_add_up, g.bands_can_be_read), discloses=("assessment_scheme",)),
        Step("assessment.report", "自评", (NEW,), "reported", (INSTITUTION,), (g.of_the_scheme, g.once_a_year),
             papers=("receipt",)),
        Step("assessment.score", "初审评分", (NEW, "reported", "scored", "commented"), "scored", (AGENCY,),
             (g.by_the_bands,), papers=("assessment_sheet",), requires=("score_adds_up",)),
        Step("assessment.comment", "机构提意见", ("scored", "commented"), "commented", (INSTITUTION,)),
        Step("assessment.finalize", "复审，确定考核结果", ("scored", "commented"), "final", (AGENCY,),
             (g.scored_by_another,), papers=("assessment_sheet",), requires=("final_adds_up",)),
    ),
    by_opening,
    institutional=True,
)  # fmt: skip

PROCESSES = (RENEWAL, ROUND, PERFORMANCE, ASSESSMENT)
