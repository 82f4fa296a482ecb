"""Signing, filing, templates and changes of data."""

from __future__ import annotations

from dingdian.law.deadlines import Deadline
from dingdian.law.processes.guards import institutions_agreement as g
from dingdian.law.processes.guards import institutions_change as ch
from dingdian.law.processes.guards import institutions_evaluation as e
from dingdian.law.processes.institutions.cases import (
    ADMINISTRATION,
    AGENCY,
    INSTITUTION,
    OFFICES,
    PARTIES,
    by_case_or_place,
    by_field,
    by_opening,
    by_place,
)
from dingdian.law.processes.model import NEW, Process, Step, by

SIGNING = Process(
    "agreement",
    "协议签订与备案",
    {NEW: "未签", "signed": "已签，待备案", "filed": "已备案", "not_signed": "未签"},
    frozenset({"not_signed"}),
    (
        Step(
            "agreement.sign",
            "签订协议",
            (NEW, "signed", "filed"),
            "signed",
            PARTIES,
            (
                g.from_list,
                g.plan_still_allows,
                g.talks_recorded,
                e.topics_closed,
                g.usual_term,
                g.fixed_term,
                g.fixed_gate,
                g.inside_parent,
                g.inside_round,
                g.not_deferred,
                g.nothing_against,
                g.template_of_force,
            ),
            moves=g.ends_reminding,
            papers=("agreement",),
            discloses=("register",),
            requires=("competent_agency", "own_pooling_area", "points_answered", "reading_confirmed",
                      "template_version", "signed_online", "round_hash", "payment_method_listed"),
        ),
        Step("agreement.file", "协议备案", (NEW, "signed", "filed"), "filed", (AGENCY,), papers=("agreement_filing",)),
        Step("agreement.decline", "不予签订", (NEW, "signed", "filed"), "not_signed", (AGENCY,),
             papers=("non_renewal_decision",)),
    ),
    by_case_or_place,
    institutional=True,
)  # fmt: skip

READING = Process(
    "reading",
    "阅读协议与签约提醒",
    {NEW: "无", "reminded": "已提醒", "confirmed": "已确认阅读"},
    frozenset(),
    (
        Step("agreement.remind", "提醒签约", (NEW, "reminded", "confirmed"), g.REMINDED, (AGENCY,),
             papers=("reminder",)),
        Step("agreement.confirm_reading", "确认已阅读协议", (NEW, "reminded", "confirmed"), "confirmed",
             (INSTITUTION,)),
    ),
    by_place,
    institutional=True,
)  # fmt: skip

TEMPLATE = Process(
    "template",
    "协议文本",
    {
        NEW: "无",
        "draft": "草案",
        "consulted": "已听取意见",
        "checked": "已核对",
        "published": "已发布",
        "superseded": "已被取代",
    },
    frozenset({"superseded"}),
    (
        Step("template.draft", "起草协议文本", (NEW,), "draft", OFFICES,
             requires=("template_level", "additions_only")),
        Step("template.consult", "听取定点机构意见", ("draft", "consulted", "checked"), "consulted", OFFICES,
             papers=("consultation_record",)),
        Step("template.check", "核对是否抵触", ("draft", "consulted", "checked"), "checked", OFFICES,
             papers=("conflict_check_sheet",)),
        Step("template.publish", "发布协议文本", ("draft", "consulted", "checked"), "published", OFFICES,
             papers=("template",), discloses=("template",),
             requires=("consultation", "conflict_check", "base_current")),
        Step("template.flag_basis", "依据有变化", ("published",), "published", OFFICES, requires=("clauses_follow",)),
        Step("template.supersede", "以新文本取代", ("published",), "superseded", OFFICES),
    ),
    by_opening,
    institutional=True,
)  # fmt: skip

CHANGE = Process(
    "change",
    "信息变更",
    {
        NEW: "无变更",
        "noted": "已告知",
        "under_review": "已申请，待审核",
        "approved": "已变更",
        "reassessment": "须重新评估",
        "rejected": "不予变更",
        "discovered_unfiled": "被发现未申请",
    },
    frozenset({"noted", "approved", "rejected"}),
    (
        Step("change.apply", "申请变更", (NEW, "noted", "under_review", "approved", "rejected", "discovered_unfiled"),
             "under_review", (INSTITUTION,), (ch.is_major,),
             deadline=Deadline("change_application_limit", "approved_by_authority"), papers=("receipt",)),
        Step("change.notify", "书面告知变更", (NEW, "noted", "approved", "rejected"), "noted", (INSTITUTION,),
             (ch.is_minor,), deadline=Deadline("minor_change_limit", "took_effect"), papers=("minor_change_receipt",)),
        Step("change.decide", "审核变更", ("under_review", "reassessment"),
             by("outcome", {"approved": "approved", "reassessment": "reassessment", "rejected": "rejected"}), (AGENCY,),
             papers=("change_approval",), discloses=("register",)),
        Step("change.discover", "发现未申请的变更", (NEW, "noted", "approved", "rejected", "discovered_unfiled"),
             "discovered_unfiled", (AGENCY, ADMINISTRATION)),
    ),
    by_field,
    institutional=True,
)  # fmt: skip

PROCESSES = (SIGNING, READING, TEMPLATE, CHANGE)
