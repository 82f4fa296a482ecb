"""Stories at the edges of the answers: deadlines, claims, measures and tasks, proposals, institutions, standing."""

from __future__ import annotations

from tests.dossier.edges import (
    NINE,
    SETTING,
    TWELVE,
    Edge,
    act,
    filed,
    fixed,
    handling,
    refused,
    repaired,
    restored,
    review,
    scored,
    several,
    signed,
)
from tests.dossier.stories import deliver

BOTH = (
    "- {on: 2025-03-05, act: handling.decide, id: h1, basis: administrative_penalty, institution: H1, inspection: i1,"
    " findings: [{id: a, type: x, circumstances: [yunnan/23.1], persons: [{person: D1, degree: main}, "
    "{person: D2, degree: general}]}]}\n"
)


def at(on: str, name: str, more: str) -> str:
    """Any act that is not a person's."""
    return f"- {{on: {on}, act: {name}, {more}}}\n"


DEADLINES = [
    Edge(
        "送达期限自作出之日起，只对应当告知的机构",
        BOTH,
        """
        - {deadline: notice.deliver_to_institution, of: h1, due: 2025-03-10}
        - {deadline: notice.deliver_to_institution, of: h1, institution: H1, due: 2025-03-10}
        - {deadline: notice.deliver_to_institution, of: h1, institution: H2, due: 2025-03-10}
        - {deadline: notice.deliver_to_institution, of: h1, institution: P1, due: null}
        - {deadline: notice.issue, of: h1, due: null}
        - {deadline: notice.deliver_to_person, of: h1, person: D1, due: null}
        - {deadline: review.request, of: h1, person: D1, due: null}
        - {deadline: review.decide, of: h1, person: D1, due: null}
        - {deadline: appeal.decide, of: h1, person: D1, due: null}
        - {deadline: restoration.apply, person: D1, due: null}
        - {deadline: restoration.assess, person: D1, due: null}
        - {deadline: person.leave, person: D1, due: null}
        - {deadline: filing.update, person: D1, due: null}
        - {deadline: filing.update, institution: H1, due: null}
        - {deadline: report.agency_monthly, of: 2025-03, due: null}
        """,
    ),
    Edge(
        "只告知作出处理时所在机构的规则",
        BOTH,
        """
        - {deadline: notice.deliver_to_institution, of: h1, institution: H1, due: 2025-03-10}
        - {deadline: notice.deliver_to_institution, of: h1, institution: H2, due: null}
        """,
        values="notice.recipients: own_institution",
    ),
    Edge(
        "作出处理以后才备案的机构不在应当告知之列，当日备案的在",
        signed("2025-03-03", "H2")
        + filed("2025-03-05", "H2")
        + signed("2025-03-03", "P1", person="D1")
        + filed("2025-03-06", "P1", ", role: store_manager")
        + BOTH,
        """
        - {deadline: notice.deliver_to_institution, of: h1, institution: H2, due: 2025-03-10}
        - {deadline: notice.deliver_to_institution, of: h1, institution: P1, due: null}
        """,
    ),
    Edge(
        "出具通知是单独一步的，送达自出具起，出具自作出起；以后补出的不移动期限",
        BOTH + at("2025-03-07", "notice.issue", "of: h1") + at("2025-03-12", "notice.deliver_to_institution", "of: h1"),
        """
        - {deadline: notice.issue, of: h1, due: 2025-03-12}
        - {deadline: notice.deliver_to_institution, of: h1, due: 2025-03-12}
        - {deadline: notice.deliver_to_institution, of: h1, institution: P1, due: null}
        - {deadline: notice.deliver_to_institution, of: h1, due: 2025-03-10, known_on: 2025-03-06}
        - {deadline: notice.deliver_to_institution, of: h1, due: 2025-03-12, known_on: 2025-03-07}
        """,
        values="notice.issue_working_days: 5",
    ),
    Edge(
        "告知本人自本机构收到之日起，各机构各人分别计；按当时所知",
        BOTH
        + deliver("2025-03-10", "h1")
        + deliver("2025-03-12", "h1", "institution: H2")
        + deliver("2025-03-07", "h1", "institution: H2, recorded_on: 2025-03-20"),
        """
        - {deadline: notice.deliver_to_person, of: h1, due: 2025-03-12}
        - {deadline: notice.deliver_to_person, of: h1, person: D1, due: 2025-03-13}
        - {deadline: notice.deliver_to_person, of: h1, person: D2, due: 2025-03-12}
        - {deadline: notice.deliver_to_person, of: h1, person: D2, institution: H1, due: 2025-03-13}
        - {deadline: notice.deliver_to_person, of: h1, person: D2, institution: H2, due: 2025-03-12}
        - {deadline: notice.deliver_to_person, of: h1, person: D2, institution: H2, due: 2025-03-17, known_on: 2025-03-19}
        - {deadline: notice.deliver_to_person, of: h1, person: D2, institution: H2, due: 2025-03-12, known_on: 2025-03-20}
        - {deadline: notice.deliver_to_person, of: h1, person: D1, institution: H2, due: null}
        - {deadline: notice.deliver_to_person, of: h1, due: null, known_on: 2025-03-09}
        """,
    ),
    Edge(
        "只送达一人的不起算别人的期限",
        BOTH + deliver("2025-03-10", "h1", "person: D2"),
        """
        - {deadline: notice.deliver_to_person, of: h1, person: D2, due: 2025-03-13}
        - {deadline: notice.deliver_to_person, of: h1, person: D1, due: null}
        - {on: 2025-03-11, person: D1, points: 6}
        """,
    ),
    Edge(
        "本人收到起算的规则：按本人最早收到，没有收到的没有起算；机构的按机构收到",
        fixed("2025-06-03", "h1", "hainan/17.3", told="2025-06-06")
        + act("2025-06-12", "notice.deliver_to_person", "of: h1")
        + act("2025-06-10", "notice.deliver_to_person", "of: h1, recorded_on: 2025-06-16"),
        """
        - {deadline: review.request, of: h1, person: D1, due: 2025-06-24}
        - {deadline: review.request, of: h1, person: D1, due: 2025-06-26, known_on: 2025-06-15}
        - {deadline: review.request, of: h1, person: D1, due: 2025-06-24, known_on: 2025-06-16}
        - {deadline: review.request, of: h1, person: D1, due: null, known_on: 2025-06-11}
        - {deadline: review.request, of: h1, person: D1, by: institution, due: 2025-06-20}
        - {deadline: review.request, of: h1, person: D2, due: null}
        """,
        regime="hainan-2022",
    ),
    Edge(
        "复核决定自收到申请起，以最后一次申请为准；按人、按处理、按当时所知",
        BOTH
        + deliver("2025-03-10", "h1")
        + act("2025-03-12", "review.request", "of: h1, id: r1, by: person")
        + act("2025-03-14", "review.request", "of: h1, id: r2, by: institution")
        + act("2025-03-15", "review.request", "of: h1, id: r3", person="D2"),
        """
        - {deadline: review.decide, of: h1, person: D1, due: 2025-04-14}
        - {deadline: review.decide, of: r1, person: D1, due: 2025-04-10}
        - {deadline: review.decide, of: r2, due: 2025-04-14}
        - {deadline: review.decide, person: D1, due: 2025-04-14}
        - {deadline: review.decide, person: D1, due: 2025-04-10, known_on: 2025-03-13}
        - {deadline: review.decide, person: D1, due: 2025-04-14, known_on: 2025-03-14}
        - {deadline: review.decide, of: h1, person: D2, due: 2025-04-15}
        - {deadline: appeal.decide, of: h1, person: D1, due: null}
        """,
    ),
    Edge(
        "申诉处理：专家鉴定时间计入的规则",
        BOTH
        + deliver("2025-03-10", "h1")
        + act("2025-03-12", "appeal.request", "of: h1")
        + act("2025-03-17", "objection.invite_experts", "of: h1")
        + act("2025-03-24", "objection.expert_report", "of: h1"),
        "- {deadline: appeal.decide, of: h1, person: D1, due: 2025-04-10, cites: [yunnan/39c]}",
    ),
    Edge(
        "申诉处理：专家鉴定时间不计的规则，邀请之日起到意见之日前扣除；意见未到的没有期限；别人的、别案的不扣",
        BOTH
        + deliver("2025-03-10", "h1")
        + act("2025-03-12", "appeal.request", "of: h1")
        + act("2025-03-12", "appeal.request", "of: h1", person="D2")
        + act("2025-03-17", "objection.invite_experts", "of: h1")
        + act("2025-03-24", "objection.expert_report", "of: h1")
        + act("2025-03-27", "objection.invite_experts", "of: h1")
        + act("2025-03-28", "objection.expert_report", "of: h1"),
        """
        - {deadline: appeal.decide, of: h1, person: D1, due: 2025-04-18}
        - {deadline: appeal.decide, of: h1, person: D1, due: null, known_on: 2025-03-20}
        - {deadline: appeal.decide, of: h1, person: D1, due: null, known_on: 2025-03-27}
        - {deadline: appeal.decide, of: h1, person: D1, due: 2025-04-17, known_on: 2025-03-24}
        - {deadline: appeal.decide, of: h1, person: D1, due: 2025-04-10, known_on: 2025-03-16}
        - {deadline: appeal.decide, of: h1, person: D2, due: 2025-04-10}
        - {deadline: review.decide, of: h1, person: D1, due: null}
        """,
        values="objection.second_step.expert_time_counts: false",
    ),
    Edge(
        "没有规定第二步期限的",
        fixed("2025-06-03", "h1", "hainan/17.3", told="2025-06-06") + act("2025-06-12", "appeal.request", "of: h1"),
        "- {deadline: appeal.decide, of: h1, person: D1, due: null}",
        regime="hainan-2022",
    ),
    Edge(
        "申请恢复的期限按要申请的暂停里最晚的一个；问哪一次处理就按哪一次；终止的按禁期",
        NINE + scored("2025-03-28", "h3", 1, told="2025-04-01") + scored("2025-03-05", "h5", 12, "D2", "2025-03-10"),
        """
        - {deadline: restoration.apply, person: D1, due: 2025-06-17}
        - {deadline: restoration.apply, of: h2, person: D1, due: 2025-03-26}
        - {deadline: restoration.apply, of: h3, person: D1, due: 2025-06-17}
        - {deadline: restoration.apply, person: D1, due: 2025-03-26, known_on: 2025-03-31}
        - {deadline: restoration.apply, person: D2, due: 2028-02-25, provisional: true}
        """,
    ),
    Edge(
        "证书吊销没有期限；期满自动恢复的没有申请期限",
        act("2025-03-05", "licence.revoke") + fixed("2025-02-05", "h1", "hainan/16.3", "D2", "2025-02-06"),
        """
        - {deadline: restoration.apply, person: D1, due: null}
        - {deadline: restoration.apply, person: D2, due: null}
        """,
        regime="hainan-2022",
    ),
    Edge(
        "评估期限自最后一次申请收到起，周末收到的顺延",
        NINE
        + act("2025-03-20", "restoration.apply")
        + act("2025-03-22", "restoration.apply")
        + act("2025-03-21", "restoration.apply", person="D1", more="recorded_on: 2025-03-21"),
        """
        - {deadline: restoration.assess, person: D1, due: 2025-04-08}
        - {deadline: restoration.assess, person: D1, due: 2025-04-03, known_on: 2025-03-20}
        - {deadline: restoration.assess, person: D2, due: null}
        """,
    ),
    Edge(
        "签署承诺自机构最后一次签订协议起；按机构、按当时所知；没有写签订日的按起始日",
        at("2025-03-03", "agreement.sign", "institution: H1, start_on: 2025-03-10, end_on: 2026-03-09"),
        """
        - {deadline: commitment.sign, person: D1, due: 2025-03-10}
        - {deadline: commitment.sign, institution: H1, due: 2025-03-10}
        - {deadline: commitment.sign, person: D1, due: 2024-12-11, known_on: 2025-03-02}
        - {deadline: commitment.sign, person: D1, institution: H2, due: 2025-01-08}
        - {deadline: commitment.sign, person: D3, due: null}
        """,
        more="agreements:\n"
        "  - {id: a1, institution: H1, start_on: 2025-01-01, end_on: 2025-12-31, signed_on: 2024-12-04}\n"
        "  - {id: a2, institution: H2, start_on: 2025-01-01, end_on: 2025-12-31}\n",
    ),
    Edge(
        "加入以后又加入的按最后一次；别处加入的不算",
        act("2025-03-03", "person.join", "institution: H2")
        + act("2025-03-06", "person.join", "institution: H2")
        + act("2025-03-07", "person.join", "institution: P1"),
        """
        - {deadline: commitment.sign, person: D1, institution: H2, due: 2025-03-06}
        - {deadline: commitment.sign, person: D1, due: 2025-03-07}
        - {deadline: commitment.sign, person: D1, institution: H2, due: 2025-03-03, known_on: 2025-03-05}
        - {deadline: commitment.sign, person: D1, institution: H1, due: null}
        """,
    ),
    Edge(
        "数据更新自最后一次变动起：本人的事实、所在机构的协议处理",
        act("2025-03-03", "fact.record", "title: 主治医师")
        + at("2025-03-05", "agreement.suspend", "institution: H1, to: 2025-04-30")
        + at("2025-03-06", "agreement.suspend", "institution: H2, to: 2025-04-30"),
        """
        - {deadline: filing.update, person: D1, due: 2025-03-19}
        - {deadline: filing.update, person: D1, due: 2025-03-17, known_on: 2025-03-04}
        - {deadline: filing.update, person: D2, due: 2025-03-20}
        - {deadline: filing.update, institution: H1, due: 2025-03-19}
        - {deadline: filing.update, institution: P1, due: null}
        - {deadline: filing.update, person: D3, due: null}
        """,
    ),
    Edge(
        "自报期限自发现之日起，最后一次为准，按机构",
        at("2025-03-10", "violation.report", "institution: H1, discovered_on: 2025-03-03")
        + at("2025-03-11", "violation.report", "institution: H1, discovered_on: 2025-03-05")
        + at("2025-03-12", "violation.report", "institution: H2, discovered_on: 2025-03-06"),
        """
        - {deadline: violation.report, institution: H1, due: 2025-03-12}
        - {deadline: violation.report, institution: H2, due: 2025-03-13}
        - {deadline: violation.report, due: 2025-03-13}
        - {deadline: violation.report, institution: P1, due: null}
        """,
        regime="hainan-2022",
    ),
    Edge(
        "月报在次月几日，跨年，不因节假日顺延",
        act("2025-03-03", "study.record", "hours: 1"),
        """
        - {deadline: report.agency_monthly, of: 2025-03, due: 2025-04-05}
        - {deadline: report.agency_monthly, of: 2025-12, due: 2026-01-05}
        - {deadline: report.agency_monthly, of: 2025-11, due: 2025-12-05}
        - {deadline: report.province_monthly, of: 2025-01, due: 2025-02-10}
        """,
        regime="hainan-2022",
    ),
    Edge(
        "不含当日的规则，提前一日",
        act("2025-03-03", "study.record", "hours: 1"),
        "- {deadline: report.agency_monthly, of: 2025-03, due: 2025-04-04}",
        regime="hainan-2022",
        values="reports.due_day_inclusive: false",
    ),
    Edge(
        "放假安排没有公布的年份暂计",
        scored("2027-03-04", "h1", 1, told="2027-03-05"),
        """
        - {deadline: notice.deliver_to_institution, of: h1, due: 2027-03-09, provisional: true}
        - {deadline: review.request, of: h1, person: D1, due: 2027-03-16, provisional: true}
        """,
    ),
]

HELD = at("2025-07-01", "agreement.suspend", "institution: H1, to: 2025-09-30, responsible: [D2]")

CLAIMS = [
    Edge(
        "险种不在规则里的转人工；列为参照的可以；没有写险种的不问",
        "",
        """
        - {claim: {on: 2025-03-11, person: D1, institution: H1, scheme: maternity}, outcome: pay}
        - {claim: {on: 2025-03-11, person: D1, institution: H1, scheme: basic_medical}, outcome: pay}
        - {claim: {on: 2025-03-11, person: D1, institution: H1, scheme: work_injury}, outcome: manual_review}
        - {claim: {on: 2025-03-11, person: D1, institution: H1}, outcome: pay}
        """,
    ),
    Edge(
        "按服务日而不按申报日",
        NINE,
        """
        - {claim: {on: 2025-03-10, claimed_on: 2025-03-20, person: D1, institution: H1}, outcome: pay}
        - {claim: {on: 2025-03-11, claimed_on: 2025-06-20, person: D1, institution: H1}, outcome: deny}
        """,
    ),
    Edge(
        "按申报日的规则；没有写申报日的按服务日",
        NINE,
        """
        - {claim: {on: 2025-03-10, claimed_on: 2025-03-20, person: D1, institution: H1}, outcome: deny}
        - {claim: {on: 2025-03-11, person: D1, institution: H1}, outcome: deny}
        - {claim: {on: 2025-03-10, person: D1, institution: H1}, outcome: pay}
        """,
        values="settlement.basis_date: claim_date",
    ),
    Edge(
        "机构协议中止期间一律不结算，急诊也不结算；别的机构照常",
        HELD,
        """
        - {claim: {on: 2025-06-30, person: D1, institution: H1}, outcome: pay}
        - {claim: {on: 2025-07-01, person: D1, institution: H1}, outcome: deny}
        - {claim: {on: 2025-07-01, person: D1, institution: H1, emergency: true}, outcome: deny}
        - {claim: {on: 2025-09-30, person: D1, institution: H1}, outcome: deny}
        - {claim: {on: 2025-10-01, person: D1, institution: H1}, outcome: pay}
        - {claim: {on: 2025-07-01, person: D1, institution: H1}, outcome: pay, known_on: 2025-06-30}
        - {on: 2025-07-01, institution: H1, status: suspended}
        - {on: 2025-07-01, institution: H2, status: in_force}
        """,
    ),
    Edge(
        "机构协议中止期间急诊照付的规则",
        HELD,
        """
        - {claim: {on: 2025-07-01, person: D1, institution: H1, emergency: true}, outcome: pay}
        - {claim: {on: 2025-07-01, person: D1, institution: H1}, outcome: deny}
        """,
        values="settlement.emergency_exception.institution_blocked: true",
    ),
    Edge(
        "科室中止只及于该科室：按备案的科室，或按费用写明的科室",
        at("2025-07-01", "agreement.suspend", "institution: H1, department: 内科, to: 2025-09-30"),
        """
        - {claim: {on: 2025-07-01, person: D1, institution: H1}, outcome: deny}
        - {claim: {on: 2025-07-01, person: D1, institution: H1, department: 外科}, outcome: pay}
        - {claim: {on: 2025-07-01, person: D2, institution: H1, department: 内科}, outcome: deny}
        - {claim: {on: 2025-07-01, person: D2, institution: H2}, outcome: pay}
        - {claim: {on: 2025-10-01, person: D1, institution: H1}, outcome: pay}
        """,
    ),
    Edge(
        "离开科室以后不再按原科室",
        at("2025-07-01", "agreement.suspend", "institution: H1, department: 内科, to: 2025-12-31")
        + act("2025-08-31", "person.leave", "institution: H1")
        + filed("2025-09-01", "H1", ", department: 外科"),
        """
        - {on: 2025-08-01, person: D1, site: H1, status: suspended}
        - {claim: {on: 2025-08-31, person: D1, institution: H1}, outcome: deny}
        - {claim: {on: 2025-09-01, person: D1, institution: H1}, outcome: pay}
        - {on: 2025-09-01, person: D1, site: H1, status: normal}
        """,
        regime="hainan-2022",
    ),
    Edge(
        "拨付暂停期间待定，恢复之日起照付，别的机构不受影响",
        at("2025-03-03", "settlement.hold", "institution: H1")
        + at("2025-03-10", "settlement.release", "institution: H1")
        + at("2025-03-05", "settlement.hold", "institution: H2"),
        """
        - {claim: {on: 2025-03-02, person: D1, institution: H1}, outcome: pay}
        - {claim: {on: 2025-03-03, person: D1, institution: H1}, outcome: hold}
        - {claim: {on: 2025-03-09, person: D1, institution: H1}, outcome: hold}
        - {claim: {on: 2025-03-10, person: D1, institution: H1}, outcome: pay}
        - {claim: {on: 2025-03-10, person: D1, institution: H1}, outcome: hold, known_on: 2025-03-09}
        """,
    ),
    Edge(
        "没有备案的：普通不结算，急诊规则未明转人工",
        "",
        """
        - {claim: {on: 2025-01-01, person: D1, institution: H1}, outcome: deny}
        - {claim: {on: 2025-01-02, person: D1, institution: H1}, outcome: pay}
        - {claim: {on: 2025-03-03, person: D1, institution: H2}, outcome: deny}
        - {claim: {on: 2025-03-03, person: D1, institution: H2, emergency: true}, outcome: manual_review}
        """,
    ),
    Edge(
        "没有备案的急诊照付的规则",
        "",
        "- {claim: {on: 2025-03-03, person: D1, institution: H2, emergency: true}, outcome: pay}",
        regime="hainan-2022",
    ),
    Edge(
        "不以备案为结算条件的规则",
        "",
        "- {claim: {on: 2025-03-03, person: D1, institution: H2}, outcome: pay}",
        values="qualification.settlement_requires_filing: false",
    ),
    Edge(
        "不是每一处都要备案的规则，一处备案处处有资格",
        "",
        """
        - {on: 2025-03-03, person: D1, site: H2, status: normal}
        - {claim: {on: 2025-03-03, person: D1, institution: H2}, outcome: pay}
        - {on: 2025-01-01, person: D1, site: H2, status: not_obtained}
        """,
        values="filing.per_site: false",
    ),
    Edge(
        "暂停和终止：普通不结算；急诊按各自的例外",
        NINE + scored("2025-03-05", "h5", 12, "D2", "2025-03-10"),
        """
        - {claim: {on: 2025-03-11, person: D1, institution: H1}, outcome: deny}
        - {claim: {on: 2025-03-11, person: D1, institution: H1, emergency: true}, outcome: pay}
        - {claim: {on: 2025-03-11, person: D2, institution: H1}, outcome: deny}
        - {claim: {on: 2025-03-11, person: D2, institution: H1, emergency: true}, outcome: manual_review}
        """,
    ),
    Edge(
        "没有列为不结算的状态照常结算",
        NINE,
        "- {claim: {on: 2025-03-11, person: D1, institution: H1}, outcome: pay}",
        values="settlement.denied_statuses: [terminated], settlement.emergency_exception.suspended: false",
    ),
    Edge(
        "改正以后重新结算的日期：由不付到付，到恢复的前一日，别处另计",
        scored("2025-02-05", "h1", 6, "D2", "2025-02-06")
        + scored("2025-03-05", "h2", 3, "D2", "2025-03-10")
        + review("2025-04-02", "h2", "outcome: revoked", "2025-03-12", person="D2")
        + act("2025-05-06", "study.record", "hours: 1", person="D2"),
        """
        - {resettle: D2, institution: H1, since: 2025-03-01, known_on: 2025-04-01, intervals: [[2025-03-11, 2025-05-06]]}
        - {resettle: D2, institution: H2, since: 2025-03-01, known_on: 2025-04-01, intervals: [[2025-03-11, 2025-05-06]]}
        - {resettle: D2, institution: H1, since: 2025-03-01, known_on: 2025-04-02, intervals: []}
        - {resettle: D2, institution: H1, since: 2025-03-01, known_on: 2025-04-01, now: deny, intervals: []}
        - {resettle: D2, institution: P1, since: 2025-03-01, known_on: 2025-04-01, intervals: []}
        """,
    ),
    Edge(
        "改正以后缩短的，只重新结算缩短的一段；补录的处理反过来",
        fixed("2025-02-05", "h1", "hainan/16.3", told="2025-02-06")
        + fixed("2025-02-10", "h2", "hainan/18.2", told="2025-02-11")
        + review("2025-07-01", "h2", "outcome: revoked", "2025-02-14")
        + fixed("2025-03-03", "h5", "hainan/16.3", "D2", recorded_on="2025-07-02")
        + deliver("2025-03-04", "h5", "recorded_on: 2025-07-02"),
        """
        - {resettle: D1, institution: H1, since: 2025-03-01, known_on: 2025-06-30, intervals: [[2025-05-07, 2025-07-01]]}
        - {resettle: D2, institution: H1, since: 2025-03-01, known_on: 2025-07-01, now: deny, intervals: [[2025-03-05, 2025-06-04]]}
        - {resettle: D2, institution: H1, since: 2025-03-01, known_on: 2025-07-01, intervals: []}
        """,
        regime="hainan-2022",
    ),
]

INSTITUTIONS = [
    Edge(
        "中止恢复：自恢复之日起；没有中止的恢复不起作用；科室各自",
        at("2025-07-01", "agreement.suspend", "institution: H1, to: 2025-12-31, responsible: [D1]")
        + at("2025-07-01", "agreement.suspend", "institution: H2, department: 外科, to: 2025-12-31, responsible: [D2]")
        + at("2025-08-01", "agreement.resume", "institution: H1, department: 外科")
        + at("2025-08-15", "agreement.resume", "institution: H2, department: 内科")
        + at("2025-09-01", "agreement.resume", "institution: H2")
        + at("2025-09-10", "agreement.resume", "institution: H1"),
        """
        - {on: 2025-08-20, person: D1, status: suspended, last_day: 2025-09-09}
        - {on: 2025-08-20, person: D1, status: suspended, last_day: 2025-12-31, known_on: 2025-08-20}
        - {on: 2025-09-10, person: D1, status: normal}
        - {on: 2025-08-31, person: D2, status: suspended, last_day: 2025-08-31}
        - {on: 2025-09-01, person: D2, status: normal}
        """,
    ),
    Edge(
        "中止首日就恢复的等于没有中止",
        at("2025-07-01", "agreement.suspend", "institution: H1, responsible: [D1]")
        + at("2025-07-01", "agreement.resume", "institution: H1"),
        """
        - {on: 2025-07-01, person: D1, status: normal}
        - {claim: {on: 2025-07-01, person: D1, institution: H1}, outcome: pay}
        """,
    ),
    Edge(
        "解除：重新签订协议自起始日起恢复结算；只签给别的机构的不算",
        at("2025-07-01", "agreement.terminate", "institution: H1, responsible: [D1]")
        + at("2025-09-01", "agreement.sign", "institution: H2, start_on: 2025-09-10, end_on: 2026-09-09")
        + at("2025-10-09", "agreement.sign", "institution: H1, start_on: 2025-10-20, end_on: 2026-10-19"),
        """
        - {claim: {on: 2025-10-19, person: D2, institution: H1}, outcome: deny}
        - {claim: {on: 2025-10-20, person: D2, institution: H1}, outcome: pay}
        - {claim: {on: 2025-10-20, person: D2, institution: H1}, outcome: deny, known_on: 2025-10-08}
        - {on: 2025-10-19, institution: H1, status: terminated}
        - {on: 2025-10-20, institution: H1, status: in_force}
        - {on: 2025-07-01, person: D1, status: terminated, ban_ends: null}
        - {on: 2025-07-01, person: D2, status: normal}
        """,
    ),
    Edge(
        "中性原因的解除不及于人员",
        at("2025-07-01", "agreement.terminate", "institution: H1, responsible: [D1], nature: neutral"),
        """
        - {on: 2025-07-01, person: D1, status: normal}
        - {claim: {on: 2025-07-01, person: D1, institution: H1}, outcome: deny}
        """,
    ),
    Edge(
        "解除的禁期和人员状态按规则",
        at("2025-07-01", "agreement.terminate", "institution: H1, responsible: [D2]"),
        """
        - {on: 2025-07-01, person: D2, site: H2, status: terminated, ban_ends: 2027-06-30}
        - {on: 2025-06-30, person: D2, site: H2, status: normal}
        """,
        values="propagation.institution_terminated.ban_years: 2",
    ),
    Edge(
        "解除不影响人员的规则",
        at("2025-07-01", "agreement.terminate", "institution: H1, responsible: [D2]"),
        "- {on: 2025-07-01, person: D2, site: H2, status: normal}",
        values="propagation.institution_terminated.person_status: null",
    ),
    Edge(
        "中止不影响人员的规则",
        at("2025-07-01", "agreement.suspend", "institution: H1, to: 2025-12-31, responsible: [D2]"),
        "- {on: 2025-07-01, person: D2, site: H1, status: normal}",
        values="propagation.institution_cause.target: null",
    ),
    Edge(
        "没有规定期限的，随机构中止的人员没有末日",
        at("2025-07-01", "agreement.suspend", "institution: H1, to: 2025-12-31, responsible: [D2]"),
        "- {on: 2025-12-31, person: D2, status: suspended, last_day: null}",
        values="propagation.institution_cause.term: null",
    ),
    Edge(
        "只及于本处的规则",
        at("2025-07-01", "agreement.suspend", "institution: H1, to: 2025-12-31, responsible: [D2]"),
        """
        - {on: 2025-07-01, person: D2, site: H1, status: suspended}
        - {on: 2025-07-01, person: D2, site: H2, status: normal}
        - {on: 2025-07-01, person: D2, status: suspended}
        """,
        values="propagation.institution_cause.sites: same_site_only",
    ),
    Edge(
        "全体医师的规则：中止期间备案在此的，一天也算；离开的、以后来的不算；科室只及于本科室",
        at("2025-07-01", "agreement.suspend", "institution: H1, department: 内科, from: 2025-07-10, to: 2025-08-31")
        + act("2025-07-10", "person.leave", "institution: H1")
        + act("2025-07-09", "person.leave", "institution: H1", person="D2")
        + filed("2025-09-01", "H1", ", department: 内科", person="D2"),
        """
        - {on: 2025-07-09, person: D1, site: H1, status: normal}
        - {on: 2025-07-10, person: D1, site: H1, status: suspended, first_day: 2025-07-10, last_day: 2025-08-31}
        - {on: 2025-07-09, person: D2, site: H1, status: normal}
        - {on: 2025-08-31, person: D2, site: H2, status: normal}
        - {on: 2025-09-01, person: D2, site: H1, status: normal}
        """,
        regime="hainan-2022",
    ),
    Edge(
        "解除只及于本处，重新备案在此的自备案日恢复",
        at("2025-07-01", "agreement.terminate", "institution: H1")
        + at("2025-10-09", "agreement.sign", "institution: H1, start_on: 2025-10-20, end_on: 2026-10-19")
        + filed("2025-10-20", "H1"),
        """
        - {on: 2025-10-19, person: D1, site: H1, status: terminated, last_day: null}
        - {on: 2025-10-20, person: D1, site: H1, status: normal}
        - {on: 2025-10-20, person: D2, site: H1, status: terminated}
        - {on: 2025-10-20, person: D2, site: H2, status: normal}
        """,
        regime="hainan-2022",
    ),
    Edge(
        "依比例中止的协议不使人员负责，别的事由使人员负责",
        at("2025-07-01", "agreement.suspend", "institution: H1, to: 2025-12-31, responsible: [D1], ground: yunnan/31b")
        + at(
            "2025-07-01", "agreement.suspend", "institution: H2, to: 2025-12-31, responsible: [D2], ground: yunnan/16a"
        ),
        """
        - {on: 2025-07-01, person: D1, status: normal}
        - {on: 2025-07-01, person: D2, status: suspended}
        """,
    ),
    Edge(
        "依比例的各种写法",
        at("2025-07-01", "agreement.suspend", "institution: H1, to: 2025-12-31, responsible: [D1], ground: ratio")
        + at(
            "2025-07-01",
            "agreement.suspend",
            "institution: H2, to: 2025-12-31, responsible: [D2], ground: agreement_suspension",
        ),
        """
        - {on: 2025-07-01, person: D1, status: normal}
        - {on: 2025-07-01, person: D2, status: normal}
        """,
    ),
    Edge(
        "比例措施也及于人员的规则",
        at("2025-07-01", "agreement.suspend", "institution: H1, to: 2025-12-31, responsible: [D1], ground: ratio"),
        "- {on: 2025-07-01, person: D1, status: suspended}",
        values="propagation.ratio_measure_cascades: true",
    ),
    Edge(
        "停业只在规则规定时暂停",
        "- {on: 2025-02-10, act: practice.suspend, person: D1, from: 2025-02-11, to: 2025-12-31}\n",
        "- {on: 2025-02-11, person: D1, status: normal}",
    ),
    Edge(
        "补录的机构处理不改变当时所知，先后以记录为准",
        at(
            "2025-07-01",
            "agreement.suspend",
            "institution: H1, to: 2025-12-31, responsible: [D1], recorded_on: 2025-08-01",
        )
        + scored("2025-07-20", "h1", 9, told="2025-07-21"),
        """
        - {on: 2025-07-10, person: D1, status: normal, known_on: 2025-07-31}
        - {on: 2025-07-10, person: D1, status: suspended, known_on: 2025-08-01}
        - {on: 2025-07-22, person: D1, status: suspended, first_day: 2025-07-22, last_day: 2025-09-21, known_on: 2025-07-31}
        - {on: 2025-07-22, person: D1, status: suspended, first_day: 2025-07-01, last_day: 2025-12-31}
        """,
    ),
    Edge(
        "资格自机构第一个协议起；以后的协议不推迟",
        at("2025-05-06", "agreement.sign", "institution: H2, start_on: 2025-06-01, end_on: 2026-05-31"),
        """
        - {on: 2025-01-31, person: D1, status: not_obtained}
        - {on: 2025-02-01, person: D1, status: normal}
        - {on: 2025-05-31, person: D2, site: H2, status: not_obtained}
        - {on: 2025-06-01, person: D2, site: H2, status: normal}
        - {on: 2025-01-02, person: D3, status: normal}
        """,
        more="agreements:\n"
        "  - {id: a1, institution: H1, start_on: 2025-02-01, end_on: 2025-12-31}\n"
        "  - {id: a2, institution: H1, start_on: 2025-08-01, end_on: 2026-12-31}\n",
    ),
    Edge(
        "写明没有任何协议的，没有人有资格",
        "",
        "- {on: 2025-03-01, person: D1, status: not_obtained}",
        more="agreements: []\n",
    ),
    Edge(
        "资格不来自机构协议的规则不问协议",
        "",
        "- {on: 2025-03-01, person: D1, status: normal}",
        regime="hainan-2022",
        more="agreements: []\n",
    ),
]

MANY = """
institutions:
  - {code: H1, name: 甲医院, sector: medical_institution, ownership: public}
  - {code: H2, name: 乙医院, sector: medical_institution, ownership: private}
  - {code: P1, name: 丙药房, sector: retail_pharmacy}
people:
""" + "".join(
    f"  - {{code: D{n}, name: 某{n}, role: ROLE, sites: [{{institution: H1, department: 内科, filed_on: 2025-01-02}}]}}\n"
    for n in range(1, 7)
)
"""Six persons at one institution."""

MEASURES = [
    Edge(
        "一到八分提醒和学习；到第一档改为约谈等；满分为通报和移送",
        scored("2025-02-05", "h1", 1)
        + scored("2025-02-10", "h2", 6)
        + scored("2025-02-12", "h3", 1)
        + scored("2025-02-17", "h4", 1)
        + scored("2025-02-20", "h5", 2)
        + scored("2025-02-24", "h6", 1),
        """
        - {on: 2025-02-04, person: D1, measures: []}
        - {on: 2025-02-05, person: D1, points: 1, measures: [reminder, study]}
        - {on: 2025-02-12, person: D1, points: 8, measures: [reminder, study]}
        - {on: 2025-02-17, person: D1, points: 9, measures: [agency_interview, limited_circular, agency_organised_study]}
        - {on: 2025-02-20, person: D1, points: 11, measures: [agency_interview, limited_circular, agency_organised_study]}
        - {on: 2025-02-24, person: D1, points: 12, measures: [regional_circular, transfer_to_health_or_drug_authority]}
        """,
    ),
    Edge(
        "没有终止分值的规则，满分时仍是暂停一档的措施；没有送达的不影响职称评审",
        fixed("2025-02-05", "h1", "hainan/15.1"),
        "- {on: 2025-02-05, person: D1, points: 12, measures: [handling_proposal], status: normal}",
        regime="hainan-2022",
    ),
    Edge(
        "关注措施：最高分写明的到该分为止；继续有效的到了暂停一档仍在",
        handling("2025-02-05", "h1", "circumstances: [qinghai/3.5.c]", "{person: D1, points: 5}")
        + handling("2025-02-06", "h2", "circumstances: [qinghai/3.5.b]", "{person: D1, points: 1}")
        + handling("2025-02-10", "h3", "circumstances: [qinghai/3.5.b]", "{person: D1, points: 3, months: 1}")
        + handling("2025-02-12", "h4", "circumstances: [qinghai/3.5.b]", "{person: D1, points: 3}"),
        """
        - {on: 2025-02-05, person: D1, points: 5, measures: []}
        - {on: 2025-02-06, person: D1, points: 6, measures: [key_supervision, reminder, talk]}
        - {on: 2025-02-10, person: D1, points: 9, measures: [key_supervision, institution_interview, institution_warning]}
        - {on: 2025-02-12, person: D1, points: 12, measures: [key_supervision, institution_internal_circular]}
        """,
        regime="qinghai-2025",
    ),
    Edge(
        "职称评审：当年决定的期限满六个月的，三个月的不算，次年不算",
        fixed("2025-02-05", "h1", "hainan/16.3", told="2025-02-06")
        + fixed("2025-02-05", "h2", "hainan/16.3", "D2", "2025-02-06")
        + fixed("2025-03-05", "h3", "hainan/18.2", "D2", "2025-03-10"),
        """
        - {on: 2025-02-07, person: D1, measures: [handling_proposal]}
        - {on: 2025-03-04, person: D2, measures: [handling_proposal]}
        - {on: 2025-03-05, person: D2, measures: [handling_proposal, title_review_ban]}
        - {on: 2025-12-31, person: D2, measures: [handling_proposal, title_review_ban]}
        - {on: 2026-01-01, person: D2, measures: []}
        """,
        regime="hainan-2022",
    ),
    Edge(
        "职称评审：停业满六个月的也算，不满的不算，机构原因的不算，证书吊销的按终止",
        "- {on: 2025-02-10, act: practice.suspend, person: D1, from: 2025-02-11, to: 2025-08-10}\n"
        "- {on: 2025-02-10, act: practice.suspend, person: D2, from: 2025-02-11, to: 2025-08-09}\n"
        + at("2025-03-01", "agreement.suspend", "institution: H2, to: 2025-12-31")
        + act("2025-03-05", "licence.revoke", person="D4"),
        """
        - {on: 2025-02-10, person: D1, measures: []}
        - {on: 2025-02-11, person: D1, measures: [title_review_ban]}
        - {on: 2025-12-31, person: D1, measures: [title_review_ban]}
        - {on: 2026-01-01, person: D1, measures: []}
        - {on: 2025-03-02, person: D2, measures: []}
        - {on: 2025-03-05, person: D4, measures: [title_review_ban]}
        - {on: 2025-03-04, person: D4, measures: []}
        """,
        regime="hainan-2022",
        setting=SETTING + "  - {code: D4, name: 赵某, role: ROLE, sites: [{institution: H1, filed_on: 2025-01-02}]}\n",
    ),
    Edge(
        "职称评审：规则没有写终止的，终止不算",
        act("2025-03-05", "licence.revoke"),
        "- {on: 2025-03-05, person: D1, measures: []}",
        regime="hainan-2022",
        values="title_review_ban: {min_suspension_months: 6, period: year_of_decision}",
    ),
    Edge(
        "提前恢复不取消职称评审的限制",
        fixed("2025-02-05", "h1", "hainan/16.3", told="2025-02-06")
        + fixed("2025-03-05", "h3", "hainan/18.2", told="2025-03-10")
        + act("2025-03-20", "restoration.early", "reason: clinical_need, exam: passed, approved_by: administration"),
        "- {on: 2025-03-20, person: D1, status: normal, measures: [handling_proposal, title_review_ban]}",
        regime="hainan-2022",
    ),
    Edge(
        "待办：每次记分重新提醒和学习；别人办的、早先办的、别的措施不算",
        scored("2025-02-05", "h1", 1)
        + act("2025-02-05", "study.record", "hours: 1, organiser: institution")
        + act("2025-02-06", "talk.hold", "measure: reminder")
        + scored("2025-03-05", "h2", 1)
        + act("2025-03-06", "study.record", "hours: 1, organiser: agency")
        + act("2025-03-06", "talk.hold", "measure: agency_interview"),
        """
        - {on: 2025-02-04, person: D1, tasks: []}
        - {on: 2025-02-05, person: D1, tasks: [reminder@agency]}
        - {on: 2025-02-06, person: D1, tasks: []}
        - {on: 2025-03-05, person: D1, tasks: [reminder@agency, study@institution]}
        - {on: 2025-03-06, person: D1, tasks: [reminder@agency, study@institution]}
        - {on: 2026-03-06, person: D1, tasks: [reminder@agency, study@institution]}
        - {on: 2025-03-06, person: D1, tasks: [], known_on: 2025-03-04}
        """,
    ),
    Edge(
        "待办：没有写谁组织的也算办了，写明规则的一方的也算",
        scored("2025-02-05", "h1", 1)
        + act("2025-02-06", "study.record", "hours: 1")
        + act("2025-02-07", "talk.hold", "held_by: agency"),
        """
        - {on: 2025-02-06, person: D1, tasks: [reminder@agency]}
        - {on: 2025-02-07, person: D1, tasks: []}
        """,
    ),
    Edge(
        "待办：通报的范围写明的要对得上",
        scored("2025-02-05", "h1", 9)
        + act("2025-02-06", "circular.issue", "scope: pooling_region")
        + act("2025-02-07", "circular.issue", "scope: sites")
        + act("2025-02-08", "study.record", "organiser: agency")
        + act("2025-02-10", "talk.hold", "measure: agency_interview"),
        """
        - {on: 2025-02-06, person: D1, tasks: [agency_interview@agency, limited_circular@agency, agency_organised_study@agency]}
        - {on: 2025-02-07, person: D1, tasks: [agency_interview@agency, agency_organised_study@agency]}
        - {on: 2025-02-08, person: D1, tasks: [agency_interview@agency]}
        - {on: 2025-02-10, person: D1, tasks: []}
        """,
    ),
    Edge(
        "待办：只办一次的措施，以后的记分不再要求；重点监管一直要求到年底",
        handling("2025-02-06", "h1", "circumstances: [qinghai/3.5.c]", "{person: D1, points: 6}")
        + act("2025-02-07", "talk.hold", "measure: talk")
        + act("2025-02-07", "talk.hold", "measure: reminder")
        + act("2025-02-08", "supervision.record", "note: 已列入")
        + handling("2025-03-06", "h2", "circumstances: [qinghai/3.5.b]", "{person: D1, points: 1}"),
        """
        - {on: 2025-02-06, person: D1, tasks: [key_supervision@institution, reminder@institution, talk@institution]}
        - {on: 2025-03-06, person: D1, tasks: [key_supervision@institution]}
        - {on: 2025-12-31, person: D1, tasks: [key_supervision@institution]}
        - {on: 2026-01-01, person: D1, tasks: []}
        """,
        regime="qinghai-2025",
    ),
    Edge(
        "待办：交接自送达起到每一处办完，状态维护自变化之日起；恢复以后不再要求",
        scored("2025-03-05", "h1", 9, "D2", "2025-03-10")
        + act("2025-03-10", "handover.complete", "institution: H1", "D2")
        + act("2025-03-09", "study.record", "organiser: agency", "D2")
        + act("2025-03-09", "circular.issue", person="D2")
        + act("2025-03-09", "talk.hold", person="D2")
        + act("2025-03-12", "status.update", "institution: H1, status: suspended", "D2")
        + restored("2025-05-08", "D2", "2025-04-20"),
        """
        - {on: 2025-03-09, person: D2, tasks: []}
        - {on: 2025-03-10, person: D2, tasks: [handover@H2]}
        - {on: 2025-03-11, person: D2, tasks: [handover@H2, status_update@H1, status_update@H2]}
        - {on: 2025-03-12, person: D2, tasks: [handover@H2, status_update@H2]}
        - {on: 2025-05-10, person: D2, tasks: [handover@H2, status_update@H2]}
        - {on: 2025-05-11, person: D2, tasks: [status_update@H1]}
        """,
    ),
    Edge(
        "待办：期满待恢复的不再交接；送达以前办的交接不算",
        NINE
        + act("2025-03-09", "handover.complete", "institution: H1")
        + act("2025-03-06", "study.record", "organiser: agency")
        + act("2025-03-06", "circular.issue")
        + act("2025-03-06", "talk.hold")
        + act("2025-03-11", "status.update", "institution: H1, status: suspended"),
        """
        - {on: 2025-03-11, person: D1, tasks: [handover@H1]}
        - {on: 2025-04-10, person: D1, tasks: [handover@H1]}
        - {on: 2025-04-11, person: D1, tasks: []}
        """,
    ),
    Edge(
        "待办：上年没有办的今年仍要办，今年的同一措施只提一次",
        scored("2025-12-30", "h1", 1) + scored("2026-01-05", "h2", 1),
        """
        - {on: 2026-01-02, person: D1, tasks: [reminder@agency, study@institution]}
        - {on: 2026-01-05, person: D1, tasks: [reminder@agency, study@institution]}
        """,
    ),
]


def self_report(found: str, told: str, institution: str = "H1", more: str = "") -> str:
    return at(told, "violation.report", f"institution: {institution}, discovered_on: {found}{more}")


PROPOSALS = [
    Edge(
        "比例：未达三成没有措施，三成起暂停拨付，五成起中止；分母小的注明",
        scored("2025-03-05", "h1", 9, "D1", "2025-03-06")
        + scored("2025-03-05", "h2", 9, "D2", "2025-03-07")
        + scored("2025-03-05", "h3", 9, "D3", "2025-03-08"),
        """
        - {on: 2025-03-06, institution: H1, ratio: 0/6, measures: []}
        - {on: 2025-03-07, institution: H1, ratio: 1/6, measures: [], flags: []}
        - {on: 2025-03-08, institution: H1, ratio: 2/6, measures: [payment_hold], flags: []}
        - {on: 2025-03-09, institution: H1, ratio: 3/6, measures: [agreement_suspension], flags: []}
        - {on: 2025-03-09, institution: H1, ratio: 0/6, measures: [], known_on: 2025-03-04}
        - {on: 2026-01-01, institution: H1, ratio: 3/6, measures: [agreement_suspension]}
        - {on: 2025-03-09, institution: H2, ratio: 0/0, measures: []}
        """,
        setting=MANY,
    ),
    Edge(
        "比例：恰好五成而这一行含五成的，适用",
        scored("2025-03-05", "h1", 9, "D1", "2025-03-06")
        + scored("2025-03-05", "h2", 9, "D2", "2025-03-06")
        + scored("2025-03-05", "h3", 9, "D3", "2025-03-06"),
        "- {on: 2025-03-07, institution: H1, ratio: 3/6, measures: [payment_hold]}",
        setting=MANY,
        values="institution_measures.ratio_rows: [{min_percent: 30, max_percent: 50, do: payment_hold}]",
    ),
    Edge(
        "比例：药店不在规则的机构类别里",
        scored("2025-03-05", "h1", 9, "D3", "2025-03-06", institution="P1"),
        "- {on: 2025-03-07, institution: P1, ratio: 1/1, measures: [], flags: []}",
    ),
    Edge(
        "比例：五人的不注明",
        scored("2025-03-05", "h1", 9, "D1", "2025-03-06") + scored("2025-03-05", "h2", 9, "D2", "2025-03-06"),
        "- {on: 2025-03-07, institution: H1, ratio: 2/5, measures: [payment_hold], flags: []}",
        setting=MANY.replace("  - {code: D6", "  # - {code: D6"),
    ),
    Edge(
        "比例：四人的注明",
        scored("2025-03-05", "h1", 9, "D1", "2025-03-06") + scored("2025-03-05", "h2", 9, "D2", "2025-03-06"),
        "- {on: 2025-03-07, institution: H1, ratio: 2/4, measures: [agreement_suspension], flags: [分母很小]}",
        setting=MANY.replace("  - {code: D6", "  # - {code: D6").replace("  - {code: D5", "  # - {code: D5"),
    ),
    Edge(
        "比例：当年离开的仍在分母，上年离开的、以后才来的、还没有来的不在",
        act("2025-02-28", "person.leave", "institution: H1")
        + act("2025-12-31", "person.leave", "institution: H1", "D2")
        + signed("2026-03-02", "H2", person="D3")
        + filed("2026-03-03", "H2", person="D3"),
        """
        - {on: 2025-01-01, institution: H1, ratio: 0/0}
        - {on: 2025-01-02, institution: H1, ratio: 0/6}
        - {on: 2025-12-31, institution: H1, ratio: 0/6}
        - {on: 2026-01-01, institution: H1, ratio: 0/4}
        - {on: 2026-03-02, institution: H2, ratio: 0/0}
        - {on: 2026-03-03, institution: H2, ratio: 0/1}
        """,
        setting=MANY,
    ),
    Edge(
        "比例：当年已经恢复的仍计入，上年结束的不计入",
        scored("2025-11-03", "h1", 9, "D1", "2025-11-04") + restored("2025-12-30", "D1"),
        """
        - {on: 2025-12-31, institution: H1, ratio: 1/6}
        - {on: 2026-01-04, institution: H1, ratio: 1/6}
        - {on: 2026-01-05, institution: H1, ratio: 1/6}
        - {on: 2027-01-05, institution: H1, ratio: 0/6}
        """,
        setting=MANY,
    ),
    Edge(
        "比例：随机构处理的人员按规则计入或不计入；本人另有处理的计入",
        at("2025-03-03", "agreement.suspend", "institution: H1, to: 2025-09-30, responsible: [D1, D2]")
        + scored("2025-03-05", "h2", 9, "D2", "2025-03-06"),
        "- {on: 2025-03-07, institution: H1, ratio: 1/6}",
        setting=MANY,
        values="propagation.institution_cause_counts_in_ratios: false",
    ),
    Edge(
        "比例：随机构处理的人员计入的规则",
        at("2025-03-03", "agreement.suspend", "institution: H1, to: 2025-09-30, responsible: [D1, D2]")
        + scored("2025-03-05", "h2", 9, "D2", "2025-03-06"),
        "- {on: 2025-03-07, institution: H1, ratio: 2/6}",
        setting=MANY,
    ),
    Edge(
        "比例：只计暂停的规则不计终止的",
        fixed("2025-03-05", "h1", "hainan/16.3", "D1", "2025-03-06") + act("2025-03-05", "licence.revoke", person="D2"),
        "- {on: 2025-03-07, institution: H1, ratio: 1/6, measures: []}",
        regime="hainan-2022",
        setting=MANY,
    ),
    Edge(
        "科室：两人同时被暂停的提出，先后被暂停的不提出；终止的、机构原因的不计",
        fixed("2025-03-05", "h1", "hainan/16.3", "D1", "2025-03-06")
        + fixed("2025-05-06", "h2", "hainan/16.3", "D2", "2025-05-07")
        + "- {on: 2025-06-02, act: practice.suspend, person: D3, from: 2025-06-03, to: 2025-12-31}\n",
        """
        - {on: 2025-05-07, institution: H1, ratio: 1/6, measures: []}
        - {on: 2025-05-08, institution: H1, ratio: 2/6, measures: [grade_excellent_blocked, rectify_within_term, suspend_department]}
        - {on: 2025-06-06, institution: H1, measures: [grade_excellent_blocked, rectify_within_term, suspend_department]}
        - {on: 2025-06-07, institution: H1, ratio: 3/6, measures: [grade_excellent_blocked]}
        """,
        regime="hainan-2022",
        setting=MANY,
    ),
    Edge(
        "科室：按自然年合计的规则，先后被暂停的也合计",
        fixed("2025-03-05", "h1", "hainan/16.3", "D1", "2025-03-06")
        + fixed("2025-08-06", "h2", "hainan/16.3", "D2", "2025-08-07"),
        """
        - {on: 2025-08-07, institution: H1, measures: []}
        - {on: 2025-08-08, institution: H1, measures: [grade_excellent_blocked, rectify_within_term, suspend_department]}
        - {on: 2026-01-01, institution: H1, measures: []}
        """,
        regime="hainan-2022",
        setting=MANY,
        values="institution_measures.department_window: natural_year",
    ),
    Edge(
        "科室：离开科室的、没有写科室的、别的科室的不计",
        fixed("2025-03-05", "h1", "hainan/16.3", "D1", "2025-03-06")
        + fixed("2025-03-05", "h2", "hainan/16.3", "D2", "2025-03-06")
        + fixed("2025-03-05", "h3", "hainan/16.3", "D5", "2025-03-06")
        + act("2025-03-20", "person.leave", "institution: H1", "D2"),
        """
        - {on: 2025-03-20, institution: H1, measures: [grade_excellent_blocked, rectify_within_term, suspend_department]}
        - {on: 2025-03-21, institution: H1, measures: [grade_excellent_blocked]}
        """,
        regime="hainan-2022",
        setting=MANY.replace(
            "{code: D5, name: 某5, role: ROLE, sites: [{institution: H1, department: 内科,",
            "{code: D5, name: 某5, role: ROLE, sites: [{institution: H1, department: 外科,",
        ),
    ),
    Edge(
        "自报：末日报告不迟，次日起迟；逾期发生的当年有效；别的机构、没有期限的不问",
        self_report("2025-03-03", "2025-03-10")
        + self_report("2025-12-22", "2026-02-05")
        + self_report("2025-03-03", "2025-03-11", "H2"),
        """
        - {on: 2025-03-31, institution: H1, measures: []}
        - {on: 2025-12-29, institution: H1, measures: []}
        - {on: 2025-12-30, institution: H1, measures: [grade_excellent_blocked]}
        - {on: 2025-12-30, institution: H1, measures: [], known_on: 2026-02-04}
        - {on: 2025-12-30, institution: H1, measures: [grade_excellent_blocked], known_on: 2026-02-05}
        - {on: 2026-02-06, institution: H1, measures: []}
        - {on: 2025-03-10, institution: H2, measures: []}
        - {on: 2025-03-11, institution: H2, measures: [grade_excellent_blocked]}
        """,
        regime="hainan-2022",
        setting=MANY,
    ),
    Edge(
        "自报没有期限的规则不问",
        self_report("2025-03-03", "2025-09-10"),
        "- {on: 2025-09-11, institution: H1, measures: []}",
        regime="hainan-2022",
        setting=MANY,
        values="deadlines.institution_self_report_working_days: null",
    ),
    Edge(
        "不以自报为条件的规则不提出",
        self_report("2025-03-03", "2025-09-10"),
        "- {on: 2025-09-11, institution: H1, measures: []}",
        regime="hainan-2022",
        setting=MANY,
        values="institution_measures.noncompliance: []",
    ),
    Edge(
        "培训：上年少于一次的注明；同一日的一次，机构组织的算，缺了险种的不算",
        act("2025-05-06", "study.record", "hours: 2, organiser: institution")
        + act("2026-05-06", "study.record", "hours: 2, organiser: agency")
        + act("2027-05-06", "study.record", "topics: [medical_security, major_illness, maternity]")
        + act("2028-05-06", "study.record", "topics: [medical_security, major_illness, maternity, work_injury, x]"),
        """
        - {on: 2025-12-31, institution: H1, flags: []}
        - {on: 2026-03-02, institution: H1, flags: []}
        - {on: 2027-03-02, institution: H1, flags: ["2026 年政策培训 0 次，少于 1 次"]}
        - {on: 2028-03-02, institution: H1, flags: ["2027 年政策培训 0 次，少于 1 次"]}
        - {on: 2029-03-02, institution: H1, flags: []}
        - {on: 2026-03-02, institution: H1, flags: ["2025 年政策培训 0 次，少于 1 次"], known_on: 2025-05-05}
        - {on: 2026-03-02, institution: H2, flags: []}
        """,
        regime="hainan-2022",
        setting=MANY,
    ),
    Edge(
        "培训：两次的规则，同一日两人的算一次",
        act("2025-05-06", "study.record", "hours: 2")
        + act("2025-05-06", "study.record", "hours: 2", "D2")
        + act("2026-05-06", "study.record", "hours: 2")
        + act("2026-05-07", "study.record", "hours: 2", "D2"),
        """
        - {on: 2026-03-02, institution: H1, flags: ["2025 年政策培训 1 次，少于 2 次"]}
        - {on: 2027-03-02, institution: H1, flags: []}
        """,
        regime="hainan-2022",
        setting=MANY,
        values="training.institution_min_per_year: 2",
    ),
]

STANDING = [
    Edge(
        "多个原因同时存在：首日取最早，末日取最晚，状态取最重",
        scored("2025-03-05", "h1", 9, told="2025-03-10")
        + at("2025-03-20", "agreement.suspend", "institution: H1, to: 2025-12-31, responsible: [D1]")
        + act("2025-04-01", "licence.revoke"),
        """
        - {on: 2025-03-25, person: D1, status: suspended, first_day: 2025-03-11, last_day: 2025-12-31}
        - {on: 2025-04-01, person: D1, status: terminated, first_day: 2025-03-11, last_day: 2025-12-31}
        """,
    ),
    Edge(
        "信用等级：含最低、不含上限",
        fixed("2025-02-05", "h1", "hainan/18.2")
        + fixed("2025-02-06", "h2", "hainan/19.1")
        + fixed("2025-02-07", "h3", "hainan/17.1")
        + fixed("2025-02-08", "h4", "hainan/19.2"),
        """
        - {on: 2025-02-04, person: D1, points_left: 12, credit: A}
        - {on: 2025-02-05, person: D1, points_left: 10, credit: B}
        - {on: 2025-02-06, person: D1, points_left: 9, credit: C}
        - {on: 2025-02-07, person: D1, points_left: 6, credit: C}
        - {on: 2025-02-08, person: D1, points_left: 5, credit: D}
        """,
        regime="hainan-2022",
    ),
    Edge(
        "信用等级：写明最高分的含该分",
        scored("2025-02-05", "h1", 6),
        """
        - {on: 2025-02-04, person: D1, points_left: 12, credit: 优}
        - {on: 2025-02-05, person: D1, points_left: 6, credit: 差}
        """,
        values="credit.levels: [{level: 差, min: 0, max: 6}, {level: 优, min: 7}]",
    ),
    Edge(
        "信用等级：写明不含的分属上一等级，不论各等级的次序",
        scored("2025-02-05", "h1", 6),
        """
        - {on: 2025-02-04, person: D1, points_left: 12, credit: 优}
        - {on: 2025-02-05, person: D1, points_left: 6, credit: 优}
        """,
        values="credit.levels: [{level: 差, min: 0, below: 6}, {level: 优, min: 6}]",
    ),
    Edge(
        "记分的处理随人：暂停以后才备案的新机构也适用",
        NINE + signed("2025-03-15") + filed("2025-03-17"),
        """
        - {on: 2025-03-20, person: D1, site: H2, status: suspended}
        - {claim: {on: 2025-03-20, person: D1, institution: H2}, outcome: deny}
        - {on: 2025-03-16, person: D1, site: H2, status: suspended}
        """,
    ),
    Edge(
        "不随人的规则：以后才备案的新机构不适用，首日备案的适用，没有备案的照写",
        NINE
        + signed("2025-03-10")
        + filed("2025-03-17")
        + scored("2025-03-05", "h5", 9, "D2", "2025-03-10")
        + signed("2025-03-10", "P1", person="D2")
        + filed("2025-03-11", "P1", ", role: store_manager", "D2"),
        """
        - {on: 2025-03-20, person: D1, site: H1, status: suspended}
        - {on: 2025-03-20, person: D1, site: H2, status: normal}
        - {on: 2025-03-16, person: D1, site: H2, status: suspended}
        - {on: 2025-03-20, person: D2, site: P1, status: suspended}
        """,
        values="sanction.follows_person_between_sites: false",
    ),
    Edge(
        "科室的处理只及于本科室备案的人；问别的科室时按备案的科室",
        at("2025-07-01", "agreement.suspend", "institution: H1, department: 内科, to: 2025-12-31")
        + act("2025-08-31", "person.leave", "institution: H1", "D2"),
        """
        - {on: 2025-07-01, person: D1, site: H1, status: suspended}
        - {on: 2025-07-01, person: D1, site: H1, department: 外科, status: suspended}
        - {on: 2025-07-01, person: D2, site: H2, department: 内科, status: normal}
        - {on: 2025-07-01, person: D2, status: suspended}
        - {on: 2025-09-01, person: D2, status: normal}
        """,
        regime="hainan-2022",
    ),
    Edge(
        "没有备案的日子说明原因：从未备案、已经离岗",
        act("2025-03-31", "person.leave", "institution: H1"),
        """
        - {on: 2025-01-01, person: D1, status: not_obtained}
        - {on: 2025-04-01, person: D1, status: not_obtained}
        - {on: 2025-03-01, person: D1, site: P1, status: not_obtained}
        """,
    ),
    Edge(
        "未备案而有处理的，状态是处理，另说明未备案",
        NINE + act("2025-03-20", "person.leave", "institution: H1"),
        "- {on: 2025-03-25, person: D1, status: suspended}",
    ),
    Edge(
        "未送达的处理写明未生效，送达以后写明起始；问的日子早于生效的写明自何日起",
        scored("2025-03-05", "h1", 9, told="2025-03-20"),
        """
        - {on: 2025-03-10, person: D1, status: normal, known_on: 2025-03-10}
        - {on: 2025-03-10, person: D1, status: normal}
        - {on: 2025-03-21, person: D1, status: suspended}
        - {on: 2025-03-04, person: D1, points: 0}
        - {on: 2026-03-04, person: D1, points: 0, status: suspended}
        """,
    ),
    Edge(
        "终止以后的说明和已经结束的处理",
        TWELVE + scored("2025-01-06", "h5", 9, "D2", "2025-01-07") + restored("2025-03-08", "D2", "2025-02-20"),
        """
        - {on: 2025-03-11, person: D1, status: terminated, last_day: null, ban_ends: 2028-03-10}
        - {on: 2025-03-08, person: D2, status: normal, points: 9}
        - {on: 2026-03-08, person: D2, status: normal, points: 0}
        """,
    ),
    Edge(
        "累计超过上限的写明；恰好等于上限的不写",
        scored("2025-02-05", "h1", 6) + scored("2025-02-10", "h2", 6) + scored("2025-02-12", "h3", 1),
        """
        - {on: 2025-02-10, person: D1, points: 12, points_raw: 12, points_left: 0}
        - {on: 2025-02-12, person: D1, points: 12, points_raw: 13, points_left: 0}
        """,
    ),
    Edge(
        "记分的年度按处罚或处理之日，或按记分之日",
        scored("2026-01-05", "h1", 6, underlying_on="2025-12-29"),
        """
        - {on: 2025-12-31, person: D1, points: 6}
        - {on: 2026-01-05, person: D1, points: 0}
        """,
    ),
    Edge(
        "记分的年度按记分之日的规则",
        fixed("2026-01-05", "h1", "hainan/16.3", underlying_on="2025-12-29"),
        """
        - {on: 2025-12-31, person: D1, points: 0}
        - {on: 2026-01-05, person: D1, points: 6}
        """,
        regime="hainan-2022",
    ),
    Edge(
        "补录的送达：首次送达以日期为准，不以记录先后",
        scored("2025-03-05", "h1", 9)
        + deliver("2025-03-12", "h1")
        + deliver("2025-03-10", "h1", "recorded_on: 2025-03-20, institution: H1"),
        """
        - {on: 2025-03-11, person: D1, status: suspended, first_day: 2025-03-11, last_day: 2025-05-10}
        - {on: 2025-03-15, person: D1, first_day: 2025-03-13, last_day: 2025-05-12, known_on: 2025-03-19}
        """,
    ),
    Edge(
        "同一日内按写下的先后；补录的排在记录之日",
        scored("2025-03-05", "h2", 3, recorded_on="2025-03-08") + scored("2025-03-06", "h1", 6),
        """
        - {on: 2025-03-06, person: D1, points: 9}
        - {on: 2025-03-06, person: D1, points: 6, known_on: 2025-03-07}
        """,
    ),
]

NOBODY = "casework.actors: {}"


def wrong_hand(name: str, actor: str, more: str) -> str:
    return refused(at("2025-03-20", name, f"actor: {actor}, {more}"))


WHO = (
    scored("2025-03-05", "h1", 6, told="2025-03-10")
    + "- {on: 2025-03-05, act: catalogue.add, id: l1, under: yunnan/22.3, cite: 某文, authority: 某局}\n"
)

CASES = [
    Edge(
        "每一步由有权的一方办理",
        WHO,
        refused(scored("2025-03-20", "h9", 1, actor="institution"))
        + wrong_hand("notice.issue", "institution", "of: h1")
        + wrong_hand("notice.deliver_to_institution", "institution", "of: h1")
        + wrong_hand("notice.deliver_to_person", "person", "of: h1, person: D1")
        + wrong_hand("review.request", "agency", "of: h1, person: D1")
        + wrong_hand("review.decide", "administration", "of: h1, person: D1, outcome: revoked")
        + wrong_hand("appeal.request", "agency", "of: h1, person: D1")
        + wrong_hand("objection.invite_experts", "person", "of: h1, person: D1")
        + wrong_hand("objection.expert_report", "person", "of: h1, person: D1")
        + wrong_hand("appeal.decide", "agency", "of: h1, person: D1, outcome: revoked")
        + wrong_hand("repair.apply", "institution", "person: D1, kind: points")
        + wrong_hand("repair.agree", "agency", "person: D1, kind: points")
        + wrong_hand("repair.decide", "institution", "person: D1, kind: points, outcome: refused")
        + wrong_hand("restoration.apply", "institution", "person: D1")
        + wrong_hand("restoration.agree", "agency", "person: D1")
        + wrong_hand("restoration.assess", "institution", "person: D1, outcome: passed")
        + wrong_hand("restoration.appeal", "person", "person: D1")
        + wrong_hand("restoration.early", "institution", "person: D1, reason: x, exam: passed")
        + wrong_hand("qualification.suspend", "administration", "person: D1, ground: l1")
        + wrong_hand("qualification.terminate", "administration", "person: D1, ground: l1")
        + wrong_hand("catalogue.add", "institution", "id: l2, under: yunnan/22.3, cite: 某文, authority: 某局")
        + wrong_hand("person.join", "agency", "person: D1, institution: H1")
        + wrong_hand("commitment.sign", "agency", "person: D1, institution: H1")
        + wrong_hand("filing.submit", "agency", "person: D1, institution: H1")
        + wrong_hand("person.leave", "agency", "person: D1, institution: H1")
        + wrong_hand("status.update", "agency", "person: D1, institution: H1, status: normal")
        + wrong_hand("handover.complete", "agency", "person: D1, institution: H1")
        + wrong_hand("study.record", "person", "person: D1")
        + wrong_hand("talk.hold", "person", "person: D1")
        + wrong_hand("circular.issue", "person", "person: D1")
        + wrong_hand("transfer.send", "institution", "person: D1, to: health_authority")
        + wrong_hand("transfer.reply", "agency", "person: D1, result: x")
        + wrong_hand("supervision.record", "person", "person: D1")
        + wrong_hand("violation.report", "agency", "institution: H1, discovered_on: 2025-03-01")
        + wrong_hand("agreement.sign", "person", "institution: H1, start_on: 2025-03-20, end_on: 2026-03-19")
        + wrong_hand("agreement.suspend", "person", "institution: H1")
        + wrong_hand("agreement.resume", "person", "institution: H1")
        + wrong_hand("agreement.terminate", "person", "institution: H1")
        + wrong_hand("settlement.hold", "person", "institution: H1")
        + wrong_hand("settlement.release", "person", "institution: H1")
        + wrong_hand("licence.revoke", "person", "person: D1")
        + wrong_hand("licence.grant", "person", "person: D1")
        + wrong_hand("practice.suspend", "person", "person: D1, from: 2025-03-20, to: 2025-04-20")
        + wrong_hand("fact.record", "person", "person: D1"),
        values=NOBODY,
    ),
    Edge(
        "没有前一步的，每一步都说明还没有开始",
        WHO,
        refused(at("2025-03-20", "notice.issue", "of: h1"))
        + refused(at("2025-03-20", "repair.agree", "person: D1, kind: points"))
        + refused(at("2025-03-20", "repair.decide", "person: D1, kind: points, outcome: refused"))
        + refused(at("2025-03-20", "restoration.agree", "person: D1"))
        + refused(at("2025-03-20", "restoration.assess", "person: D1, outcome: passed"))
        + refused(at("2025-03-20", "restoration.appeal", "person: D1"))
        + refused(at("2025-03-20", "transfer.reply", "person: D1, result: x")),
    ),
    Edge(
        "一人的案件办结不妨碍别人的、别的处理的案件",
        BOTH
        + deliver("2025-03-10", "h1")
        + scored("2025-03-05", "h2", 1, told="2025-03-10")
        + act("2025-03-12", "appeal.request", "of: h1")
        + act("2025-03-12", "appeal.request", "of: h1", "D2")
        + act("2025-03-12", "appeal.request", "of: h2")
        + act("2025-03-20", "appeal.decide", "of: h1, outcome: upheld")
        + act("2025-03-21", "objection.invite_experts", "of: h1", "D2")
        + act("2025-03-21", "objection.invite_experts", "of: h2"),
        refused(act("2025-03-22", "objection.invite_experts", "of: h1")),
    ),
    Edge(
        "一人取消以后不能再暂停，别人可以；重复取消可以",
        "- {on: 2025-02-10, act: catalogue.add, id: l1, under: hainan/20.6, cite: 某文, authority: 某局}\n"
        "- {on: 2025-02-10, act: catalogue.add, id: l2, under: hainan/21.4, cite: 某文, authority: 某局}\n"
        + act("2025-02-11", "qualification.terminate", "ground: l2")
        + act("2025-02-12", "qualification.suspend", "ground: l1, to: 2025-03-01", "D2")
        + act("2025-02-13", "qualification.terminate", "ground: l2"),
        refused(act("2025-02-14", "qualification.suspend", "ground: l1, to: 2025-03-01"))
        + refused("- {on: 2025-02-14, act: catalogue.add, id: l1, under: hainan/20.6, cite: 某文, authority: 某局}"),
        regime="hainan-2022",
    ),
    Edge(
        "离岗各处各次",
        act("2025-03-03", "person.leave", "institution: H1", "D2")
        + act("2025-03-03", "person.leave", "institution: H1")
        + act("2025-03-04", "person.leave", "institution: H2", "D2"),
        refused(act("2025-03-05", "person.leave", "institution: H1")),
    ),
    Edge(
        "恢复和修复的申请各人各种",
        NINE
        + scored("2025-03-05", "h5", 9, "D2", "2025-03-10")
        + act("2025-03-20", "restoration.apply")
        + act("2025-03-20", "repair.apply", "kind: points"),
        refused(act("2025-03-21", "restoration.agree", "", "D2"))
        + refused(act("2025-03-21", "repair.agree", "kind: term"))
        + refused(act("2025-03-21", "repair.agree", "kind: points", "D2"))
        + refused(act("2025-03-21", "repair.agree", "", "D2")),
    ),
    Edge(
        "机构不同意恢复的不能评估，重新申请以后可以",
        NINE
        + act("2025-03-20", "restoration.apply")
        + act("2025-03-21", "restoration.agree", "outcome: refused, reason: 不符")
        + act("2025-03-25", "restoration.apply")
        + act("2025-03-26", "restoration.agree")
        + act("2025-04-01", "restoration.assess", "outcome: passed"),
        "- {on: 2025-04-11, person: D1, status: normal}\n"
        + refused(act("2025-03-22", "restoration.assess", "outcome: passed"))
        + refused(act("2025-04-02", "restoration.agree")),
    ),
    Edge(
        "流程里没有的恢复步骤拒绝",
        NINE + act("2025-03-20", "restoration.apply"),
        refused(act("2025-03-21", "restoration.agree")),
        values="restoration.flow: [person_applies, agency_assesses]",
    ),
    Edge(
        "流程只有机构审查的也是审核",
        NINE + act("2025-03-20", "restoration.apply") + act("2025-03-21", "restoration.agree"),
        refused(act("2025-03-22", "restoration.assess", "outcome: passed")),
        values="restoration.flow: [person_applies, institution_reviews]",
    ),
    Edge(
        "没有分的人的复核：现为零分，只能是零",
        handling(
            "2025-02-05",
            "h1",
            "circumstances: [yunnan/23.1]",
            "{person: D1, degree: main}, {person: D2, not_scored: 不知情}",
        )
        + review("2025-02-20", "h1", "outcome: reduced, points: 0", "2025-02-12", person="D2"),
        "- {on: 2025-02-20, person: D2, points: 0}\n"
        + refused(act("2025-02-21", "review.decide", "of: h1, outcome: reduced, points: 1", "D2")),
    ),
    Edge(
        "因同类不计分的一项，复核以给定的分为上限",
        handling("2025-02-05", "h1", "circumstances: [yunnan/23.1]", "{person: D1, degree: main}")
        + handling("2025-02-06", "h2", "circumstances: [yunnan/23.1]", "{person: D1, degree: main}")
        .replace("inspection: i-h2", "inspection: i-h1")
        .replace("type: t-h2", "type: t-h1"),
        "- {on: 2025-02-06, person: D1, points: 6}\n"
        + refused(act("2025-02-21", "review.decide", "of: h2, outcome: reduced, points: 7")),
    ),
    Edge(
        "当日备案当日离岗的，当日有资格",
        signed("2025-03-03") + filed("2025-03-04") + act("2025-03-04", "person.leave", "institution: H2"),
        """
        - {on: 2025-03-03, person: D1, site: H2, status: not_obtained}
        - {on: 2025-03-04, person: D1, site: H2, status: normal}
        - {on: 2025-03-05, person: D1, site: H2, status: not_obtained}
        """,
    ),
    Edge(
        "同一机构重新备案的，前一备案到前一日为止",
        filed("2025-03-04", "H1", ", department: 外科")
        + filed("2025-03-05", "H1", ", department: 儿科")
        + at("2025-03-10", "agreement.suspend", "institution: H1, department: 外科, to: 2025-12-31"),
        """
        - {claim: {on: 2025-03-03, person: D1, institution: H1}, outcome: pay}
        - {claim: {on: 2025-03-10, person: D1, institution: H1}, outcome: pay}
        - {claim: {on: 2025-03-10, person: D1, institution: H1, department: 外科}, outcome: deny}
        """,
    ),
    Edge(
        "没有记分的年度里的修复：仍为零分",
        scored("2025-02-05", "h1", 6) + repaired("2026-03-05", 1, "2026-03-03") + scored("2026-04-07", "h2", 1),
        """
        - {on: 2026-03-05, person: D1, points: 0, points_raw: 0}
        - {on: 2026-04-07, person: D1, points: 1, points_raw: 1}
        """,
    ),
]

MORE = [
    Edge(
        "跨年累计的规则里，修复减在同一账户，上年的分照样减",
        scored("2025-12-01", "h1", 6)
        + repaired("2026-01-12", 2, "2026-01-09")
        + scored("2026-02-05", "h2", 5, told="2026-02-06"),
        """
        - {on: 2026-01-11, person: D1, points: 6}
        - {on: 2026-01-12, person: D1, points: 4, points_raw: 6}
        - {on: 2026-02-07, person: D1, points: 9, status: suspended, last_day: 2026-03-06}
        """,
        values="scoring.carry_over: true",
    ),
    Edge(
        "跨年累计的规则里，自决定起生效的复核也减在同一账户",
        scored("2025-12-01", "h1", 6)
        + review("2026-01-12", "h1", "outcome: reduced, points: 4", "2025-12-03")
        + scored("2026-02-05", "h2", 5, told="2026-02-06"),
        """
        - {on: 2026-01-11, person: D1, points: 6}
        - {on: 2026-01-12, person: D1, points: 4}
        - {on: 2026-02-07, person: D1, points: 9, status: suspended, last_day: 2026-03-06}
        """,
        values="scoring.carry_over: true, objection.correction_effect: prospective",
    ),
    Edge(
        "及于全体医师和各处的规则：不在该机构、不在该科室的人不受影响",
        at("2025-07-01", "agreement.suspend", "institution: H2, department: 外科, to: 2025-09-30")
        + at("2025-10-10", "agreement.suspend", "institution: H2, to: 2025-11-30"),
        """
        - {on: 2025-07-01, person: D1, status: normal}
        - {on: 2025-07-01, person: D2, site: H1, status: suspended}
        - {on: 2025-10-01, person: D2, site: H1, status: normal}
        - {on: 2025-10-10, person: D1, status: normal}
        - {on: 2025-10-10, person: D2, site: H1, status: suspended}
        """,
        regime="hainan-2022",
        values="propagation.institution_cause.sites: all",
    ),
    Edge(
        "及于全体医师和各处的规则：别的科室的人不受影响",
        at("2025-07-01", "agreement.suspend", "institution: H1, department: 外科, to: 2025-09-30"),
        """
        - {on: 2025-07-01, person: D1, status: normal}
        - {on: 2025-07-01, person: D2, status: normal}
        """,
        regime="hainan-2022",
        values="propagation.institution_cause.sites: all",
    ),
    Edge(
        "重新结算的日期相连的合为一段，中间有备案和离岗也不断开；不相连的分开",
        fixed("2025-02-05", "h1", "hainan/16.3", told="2025-02-06")
        + filed("2025-03-03")
        + fixed("2025-06-02", "h2", "hainan/18.2", told="2025-06-03")
        + act("2025-07-01", "person.leave", "institution: H2")
        + review("2025-08-01", "h1", "outcome: revoked", "2025-02-14")
        + act("2025-09-01", "study.record", "hours: 1"),
        """
        - {resettle: D1, institution: H1, since: 2025-01-02, known_on: 2025-07-31, intervals: [[2025-02-07, 2025-05-06], [2025-06-04, 2025-09-01]]}
        - {resettle: D1, institution: H2, since: 2025-01-02, known_on: 2025-07-31, intervals: [[2025-03-03, 2025-05-06], [2025-06-04, 2025-07-01]]}
        - {resettle: D1, institution: H1, since: 2025-06-01, known_on: 2025-07-31, intervals: [[2025-06-04, 2025-09-01]]}
        """,
        regime="hainan-2022",
    ),
    Edge(
        "先撤销全部、再减其中一项的：现为零分，不因此升高",
        several("2025-02-05", "h1", ("a", "x", "general"), ("b", "x", "general"))
        + review("2025-03-03", "h1", "outcome: revoked", "2025-02-12"),
        "- {on: 2025-03-04, person: D1, points: 0}\n"
        + refused(act("2025-03-04", "review.decide", "of: h1, finding: a, outcome: reduced, points: 1"))
        + refused(act("2025-03-04", "appeal.decide", "of: h1, finding: b, outcome: reduced, points: 4")),
    ),
    Edge(
        "先减一项、再撤销全部的：全部为零",
        several("2025-02-05", "h1", ("a", "x", "main"), ("b", "y", "general"))
        + review("2025-03-03", "h1", "finding: b, outcome: reduced, points: 1", "2025-02-12")
        + review("2025-04-01", "h1", "outcome: revoked", "2025-03-10", kind="appeal"),
        """
        - {on: 2025-03-31, person: D1, points: 7, known_on: 2025-03-31}
        - {on: 2025-04-01, person: D1, points: 0}
        """,
    ),
    Edge(
        "同一项减两次：第二次以第一次的结果为上限",
        several("2025-02-05", "h1", ("a", "x", "main"), ("b", "x", "main"))
        + review("2025-03-03", "h1", "finding: b, outcome: reduced, points: 3", "2025-02-12")
        + review("2025-04-01", "h1", "finding: b, outcome: reduced, points: 2", "2025-03-10", kind="appeal"),
        "- {on: 2025-04-01, person: D1, points: 6}\n"
        + refused(act("2025-04-02", "review.decide", "of: h1, finding: b, outcome: reduced, points: 3")),
    ),
    Edge(
        "比例：上年的处理恰在元旦结束的计入当年",
        scored("2025-10-30", "h1", 9, "D1", "2025-11-01") + restored("2025-12-30", "D1"),
        "- {on: 2026-03-02, institution: H1, ratio: 1/6}",
        setting=MANY,
    ),
    Edge(
        "比例：上年的处理在年底结束的不计入当年",
        scored("2025-10-30", "h1", 9, "D1", "2025-10-31") + restored("2025-12-30", "D1"),
        "- {on: 2026-03-02, institution: H1, ratio: 0/6}",
        setting=MANY,
    ),
    Edge(
        "科室：按自然年合计的，恰在元旦结束的计入当年",
        fixed("2025-09-30", "h1", "hainan/16.3", "D1", "2025-10-01")
        + fixed("2025-09-30", "h2", "hainan/16.3", "D2", "2025-10-01"),
        "- {on: 2026-03-02, institution: H1, measures: [grade_excellent_blocked, rectify_within_term, suspend_department]}",
        regime="hainan-2022",
        setting=MANY,
        values="institution_measures.department_window: natural_year",
    ),
    Edge(
        "只是建议的措施不成为待办",
        fixed("2025-02-05", "h1", "hainan/15.1", told="2025-02-06"),
        "- {on: 2025-02-07, person: D1, measures: [handling_proposal, title_review_ban], tasks: []}",
        regime="hainan-2022",
    ),
]

ALL = [*DEADLINES, *CLAIMS, *INSTITUTIONS, *MEASURES, *PROPOSALS, *STANDING, *CASES, *MORE]
