"""Stories at the edges of the rules: the day before and the day of a limit, one fact more or less, another choice.

Each has a title, acts, checks and, where it departs from the Yunnan regime or from the common setting, values for
single parameters, further agreements or another regime. `tests/dossier/test_edges.py` replays them.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.dossier.stories import decide, deliver

SETTING = """
institutions:
  - {code: H1, name: 甲医院, sector: medical_institution, ownership: public}
  - {code: H2, name: 乙医院, sector: medical_institution, ownership: private}
  - {code: P1, name: 丙药房, sector: retail_pharmacy}
people:
  - {code: D1, name: 张某, role: ROLE, sites: [{institution: H1, department: 内科, filed_on: 2025-01-02}]}
  - code: D2
    name: 李某
    role: ROLE
    sites:
      - {institution: H1, department: 内科, filed_on: 2025-01-02}
      - {institution: H2, department: 外科, filed_on: 2025-01-02}
  - {code: D3, name: 王某, role: legal_representative, sites: [{institution: P1, filed_on: 2025-01-02}]}
"""


@dataclass(frozen=True)
class Edge:
    """A story: what happens, what must hold, and where it departs from the common ground."""

    title: str
    acts: str
    checks: str
    regime: str = "yunnan-2025"
    values: str = ""
    more: str = ""
    setting: str = SETTING

    @property
    def extra(self) -> str:
        values = f"\nparameters: {{{self.values}}}\n" if self.values else "\n"
        return self.more + values


def band(number: int, degree: str) -> tuple[str, str, str]:
    """Circumstance, share and basis for an entry of a band by a degree (1—3, 4—6, 7—9, 10—12 points)."""
    clause = {1: "yunnan/22.1", 2: "yunnan/23.1", 3: "yunnan/24.1", 4: "yunnan/25.1"}[number]
    return clause, f"degree: {degree}", "agreement_handling" if number == 1 else "administrative_penalty"


POINTS = {
    points: band((points + 2) // 3, ("general", "important", "main")[(points - 1) % 3]) for points in range(1, 13)
}


def scored(on: str, ref: str, points: int, person: str = "D1", told: str = "", **fields: str) -> str:
    """A handling of one person with so many points in Yunnan, delivered on a day if one is given."""
    clause, share, basis = POINTS[points]
    fields.setdefault("institution", "H1")
    text = decide(on, ref, clause, person, share, basis=basis, **fields)
    return text + (deliver(told, ref) if told else "")


def fixed(on: str, ref: str, clause: str, person: str = "D1", told: str = "", **fields: str) -> str:
    """A handling by a clause of Hainan with a fixed number of points, delivered on a day if one is given."""
    fields.setdefault("institution", "H1")
    text = decide(on, ref, clause, person, basis="agreement_handling", **fields)
    return text + (deliver(told, ref) if told else "")


NINE = scored("2025-02-05", "h1", 6, told="2025-02-06") + scored("2025-03-05", "h2", 3, told="2025-03-10")
"""Six points, then three: nine, suspended from 2025-03-11 to 2025-04-10."""
TWELVE = scored("2025-03-05", "h1", 12, told="2025-03-10")
"""Twelve at once: terminated from 2025-03-11, banned to 2028-03-10."""
CONDITIONS = "conditions: [policy_publicity_activity, study_and_exam]"
SHORTER = "conditions: [inspection_participation, study_and_exam_by_administration]"


def repaired(on: str, points: int, asked: str = "") -> str:
    return (
        f"- {{on: {asked or on}, act: repair.apply, person: D1, kind: points, {CONDITIONS}}}\n"
        f"- {{on: {on}, act: repair.decide, person: D1, kind: points, outcome: granted, points: {points}}}\n"
    )


def shortened(on: str, months: int, person: str = "D1") -> str:
    return (
        f"- {{on: {on}, act: repair.apply, person: {person}, kind: term, {SHORTER}}}\n"
        f"- {{on: {on}, act: repair.decide, person: {person}, kind: term, outcome: granted, months: {months}}}\n"
    )


def restored(on: str, person: str = "D1", asked: str = "") -> str:
    return (
        f"- {{on: {asked or on}, act: restoration.apply, person: {person}}}\n"
        f"- {{on: {on}, act: restoration.assess, person: {person}, outcome: passed}}\n"
    )


ACCOUNT = [
    Edge(
        "在恢复之日清零的，此前的分不再计，当日起的分照计",
        NINE + restored("2025-04-11", asked="2025-03-26") + scored("2025-04-11", "h3", 2),
        """
        - {on: 2025-04-10, person: D1, points: 9, status: suspended}
        - {on: 2025-04-11, person: D1, points: 2, points_raw: 2, points_left: 10, status: normal}
        - {on: 2025-05-01, person: D1, points: 2, points_raw: 2}
        """,
        values="restoration.points_same_year: reset",
    ),
    Edge(
        "恢复后清零的，再记满一档重新暂停；修复只减其后的分",
        NINE
        + restored("2025-04-11", asked="2025-03-26")
        + scored("2025-05-06", "h3", 9, told="2025-05-07")
        + repaired("2025-05-20", 2, "2025-05-12"),
        """
        - {on: 2025-05-06, person: D1, points: 9, points_raw: 9}
        - {on: 2025-05-08, person: D1, points: 9, status: suspended, first_day: 2025-05-08, last_day: 2025-07-07}
        - {on: 2025-05-20, person: D1, points: 7, points_raw: 9, status: suspended, last_day: 2025-07-07}
        """,
        values="restoration.points_same_year: reset",
    ),
    Edge(
        "恢复后清零的，自最后一次恢复起计分",
        NINE
        + restored("2025-04-11", asked="2025-03-26")
        + scored("2025-05-06", "h3", 9, told="2025-05-07")
        + restored("2025-07-08", asked="2025-06-25")
        + scored("2025-08-05", "h4", 1),
        """
        - {on: 2025-07-07, person: D1, points: 9, status: suspended}
        - {on: 2025-07-08, person: D1, points: 0, status: normal}
        - {on: 2025-08-05, person: D1, points: 1, points_raw: 1}
        """,
        values="restoration.points_same_year: reset",
    ),
    Edge(
        "吊销执业证书不是因记分的暂停，不引起清零",
        scored("2025-02-05", "h1", 6)
        + "- {on: 2025-03-01, act: licence.revoke, person: D1}\n"
        + "- {on: 2025-03-10, act: licence.grant, person: D1}\n"
        + "- {on: 2025-03-10, act: commitment.sign, person: D1, institution: H1}\n"
        + restored("2025-03-10")
        + "- {on: 2025-03-12, act: filing.submit, person: D1, institution: H1}\n",
        """
        - {on: 2025-03-11, person: D1, points: 6, status: terminated}
        - {on: 2025-03-12, person: D1, points: 6, status: normal}
        - {on: 2025-04-12, person: D1, points: 6, status: normal}
        """,
        values="restoration.points_same_year: reset",
    ),
    Edge(
        "跨年累计的，分数不因元旦清零",
        scored("2025-12-30", "h1", 6, told="2025-12-31") + scored("2026-01-05", "h2", 3, told="2026-01-06"),
        """
        - {on: 2025-12-31, person: D1, points: 6, points_left: 6}
        - {on: 2026-01-06, person: D1, points: 9, points_left: 3, status: normal}
        - {on: 2026-01-07, person: D1, points: 9, status: suspended, last_day: 2026-02-06}
        """,
        values="scoring.carry_over: true",
    ),
    Edge(
        "逐处记分的，各处自行累计，修复减在分高的一处",
        scored("2025-02-05", "h1", 6, person="D2", told="2025-02-06")
        + scored("2025-03-05", "h2", 5, person="D2", told="2025-03-06", institution="H2")
        + "- {on: 2025-03-10, act: repair.apply, person: D2, kind: points, "
        + CONDITIONS
        + "}\n"
        + "- {on: 2025-03-12, act: repair.decide, person: D2, kind: points, outcome: granted, points: 2}\n"
        + scored("2025-04-01", "h3", 4, person="D2", told="2025-04-02", institution="H2")
        + scored("2025-05-06", "h4", 5, person="D2", told="2025-05-07"),
        """
        - {on: 2025-03-10, person: D2, points: 11, status: normal}
        - {on: 2025-04-03, person: D2, status: suspended, first_day: 2025-04-03, last_day: 2025-05-02}
        - {on: 2025-05-08, person: D2, first_day: 2025-04-03, last_day: 2025-06-07}
        """,
        values="scoring.multi_site: per_site",
    ),
    Edge(
        "逐处记分的，六分和六分在两处不构成暂停",
        scored("2025-02-05", "h1", 6, person="D2", told="2025-02-06")
        + scored("2025-03-05", "h2", 6, person="D2", told="2025-03-06", institution="H2"),
        "- {on: 2025-03-08, person: D2, status: normal}",
        values="scoring.multi_site: per_site",
    ),
    Edge(
        "修复减到零为止，不成负数，此后重新起算",
        scored("2025-02-05", "h1", 1) + repaired("2025-03-05", 2, "2025-03-03") + scored("2025-04-07", "h2", 9),
        """
        - {on: 2025-03-04, person: D1, points: 1}
        - {on: 2025-03-05, person: D1, points: 0, points_left: 12}
        - {on: 2025-04-07, person: D1, points: 9, points_raw: 10}
        """,
    ),
    Edge(
        "复核自决定起生效的，只减其后的总分，处理不动",
        NINE
        + "- {on: 2025-03-12, act: review.request, of: h1, person: D1}\n"
        + "- {on: 2025-04-02, act: review.decide, person: D1, outcome: revoked}\n"
        + scored("2025-05-06", "h3", 6, told="2025-05-07"),
        """
        - {on: 2025-04-01, person: D1, points: 9}
        - {on: 2025-04-02, person: D1, points: 3, status: suspended, last_day: 2025-04-10}
        - {on: 2025-05-08, person: D1, points: 9, status: suspended, last_day: 2025-06-07}
        """,
        values="objection.correction_effect: prospective",
    ),
    Edge(
        "复核自决定起生效的，只减写明的一项",
        "- {on: 2025-02-05, act: handling.decide, id: h1, basis: administrative_penalty, institution: H1, "
        "inspection: i1, findings: [{id: a, type: x, circumstances: [yunnan/23.1], persons: [{person: D1, "
        "degree: main}]}, {id: b, type: y, circumstances: [yunnan/23.1], persons: [{person: D1, degree: general}]}]}\n"
        "- {on: 2025-02-10, act: review.request, of: h1, person: D1}\n"
        "- {on: 2025-03-03, act: review.decide, person: D1, finding: b, outcome: reduced, points: 1}\n",
        """
        - {on: 2025-03-02, person: D1, points: 10}
        - {on: 2025-03-03, person: D1, points: 7}
        """,
        values="objection.correction_effect: prospective",
    ),
]

YEARS = "tiers.consecutive_years: [{more_than: 6, years: 2, days: 30}]"
THREE = "tiers.consecutive_years: [{more_than: 5, years: 3, terminate: true, ban_years: 2}]"

CONSECUTIVE = [
    Edge(
        "上一年恰为界限分数的不算",
        scored("2025-03-05", "h1", 6, told="2025-03-06") + scored("2026-03-05", "h2", 7, told="2026-03-10"),
        "- {on: 2026-03-11, person: D1, points: 7, status: normal}",
        values=YEARS,
    ),
    Edge(
        "两年都超过界限的，由补足条件的一次引起",
        scored("2025-03-05", "h1", 7, told="2025-03-06") + scored("2026-03-05", "h2", 7, told="2026-03-10"),
        """
        - {on: 2026-03-10, person: D1, points: 7, status: normal}
        - {on: 2026-03-11, person: D1, status: suspended, first_day: 2026-03-11, last_day: 2026-04-09}
        """,
        values=YEARS,
    ),
    Edge(
        "隔一年的不连续",
        scored("2025-03-05", "h1", 7, told="2025-03-06") + scored("2027-03-04", "h2", 7, told="2027-03-10"),
        "- {on: 2027-03-11, person: D1, points: 7, status: normal}",
        values=YEARS,
    ),
    Edge(
        "同一年里越过界限以后的记分不再引起一次",
        scored("2025-03-05", "h1", 7, told="2025-03-06")
        + scored("2026-03-05", "h2", 7, told="2026-03-10")
        + scored("2026-05-06", "h3", 1, told="2026-05-07"),
        """
        - {on: 2026-04-10, person: D1, status: suspended, flags: [期满待恢复]}
        - {on: 2026-05-08, person: D1, points: 8, last_day: 2026-04-09}
        """,
        values=YEARS,
    ),
    Edge(
        "补录的上一年记分也能补足条件，措施自补录后的送达起算",
        scored("2026-03-05", "h2", 7, told="2026-03-10")
        + scored("2025-12-01", "h1", 7, recorded_on="2026-04-01")
        + deliver("2026-04-02", "h1"),
        """
        - {on: 2026-03-11, person: D1, status: normal}
        - {on: 2026-04-03, person: D1, status: suspended, first_day: 2026-04-03, last_day: 2026-05-02}
        """,
        values=YEARS,
    ),
    Edge(
        "补录中间一年，前后三年连成一串",
        scored("2025-03-05", "h1", 6, told="2025-03-06")
        + scored("2027-03-04", "h3", 6, told="2027-03-05")
        + scored("2026-03-05", "h2", 6, recorded_on="2027-04-01")
        + deliver("2027-04-02", "h2"),
        """
        - {on: 2027-04-02, person: D1, status: normal}
        - {on: 2027-04-03, person: D1, status: terminated, first_day: 2027-04-03, ban_ends: 2029-04-02}
        """,
        values=THREE,
    ),
    Edge(
        "没有写禁期的，终止而没有禁期",
        scored("2025-03-05", "h1", 6, told="2025-03-06") + scored("2026-03-05", "h2", 6, told="2026-03-10"),
        "- {on: 2026-03-11, person: D1, status: terminated, ban_ends: null}",
        values="tiers.consecutive_years: [{more_than: 5, years: 2, terminate: true}]",
    ),
    Edge(
        "修复减到界限以下的年度不算",
        scored("2025-03-05", "h1", 7, told="2025-03-06")
        + repaired("2025-04-10", 1, "2025-04-07")
        + scored("2026-03-05", "h2", 7, told="2026-03-10"),
        "- {on: 2026-03-11, person: D1, points: 7, status: normal}",
        values=YEARS,
    ),
]

ELEVEN = scored("2025-03-05", "h1", 11, told="2025-03-10")
"""Eleven at once: suspended from 2025-03-11 for six months, to 2025-09-10."""

TERMS = [
    Edge(
        "缩短期限：批准日晚于缩短后的末日的，到批准日为止",
        ELEVEN + shortened("2025-08-01", 3),
        """
        - {on: 2025-07-31, person: D1, status: suspended, last_day: 2025-08-01}
        - {on: 2025-08-02, person: D1, status: suspended, flags: [期满待恢复]}
        """,
    ),
    Edge(
        "缩短期限：两次合并计算，不少于规定的最短期限",
        ELEVEN + shortened("2025-03-20", 3) + shortened("2025-03-24", 3),
        "- {on: 2025-03-25, person: D1, status: suspended, first_day: 2025-03-11, last_day: 2025-04-10}",
        values="repair.min_term_after_reduction_months: 1",
    ),
    Edge(
        "缩短期限：没有最短期限的，可以减到批准日",
        ELEVEN + shortened("2025-03-20", 3) + shortened("2025-03-24", 3),
        "- {on: 2025-03-25, person: D1, status: suspended, first_day: 2025-03-11, last_day: 2025-03-24}",
    ),
    Edge(
        "按日计的期限：先满原来的日数，再往前减月数",
        ELEVEN + shortened("2025-03-20", 1),
        "- {on: 2025-03-25, person: D1, status: suspended, last_day: 2025-04-09}",
        values="tiers.suspension_rows: [{at: 9, days: 30}, {at: 10, days: 40}, {at: 11, days: 60}]",
    ),
    Edge(
        "先评估通过再缩短：恢复日随末日提前，但不早于评估日",
        ELEVEN + restored("2025-04-01") + shortened("2025-04-02", 1),
        """
        - {on: 2025-08-10, person: D1, status: suspended, last_day: 2025-08-10}
        - {on: 2025-08-11, person: D1, status: normal}
        """,
    ),
    Edge(
        "评估晚于末日的，自评估之日恢复",
        NINE + restored("2025-04-15", asked="2025-03-26"),
        """
        - {on: 2025-04-14, person: D1, status: suspended, flags: [期满待恢复]}
        - {on: 2025-04-15, person: D1, status: normal}
        """,
    ),
    Edge(
        "规则写明末日次日恢复的，评估晚也自末日次日恢复",
        NINE + restored("2025-04-15", asked="2025-03-26"),
        """
        - {on: 2025-04-10, person: D1, status: suspended}
        - {on: 2025-04-11, person: D1, status: normal}
        """,
        values="restoration.effective_on: day_after_last_day",
    ),
    Edge(
        "缩短只及于末日最晚的一次暂停",
        NINE + scored("2025-03-28", "h3", 1, told="2025-04-01") + shortened("2025-04-03", 1),
        "- {on: 2025-04-03, person: D1, status: suspended, first_day: 2025-03-11, last_day: 2025-06-01}",
    ),
    Edge(
        "已经停满的不抵减，只有同年同单位的期限才抵减",
        scored("2025-11-03", "h1", 9, told="2025-11-04")
        + restored("2026-01-05", asked="2025-12-15")
        + scored("2026-02-05", "h2", 9, told="2026-02-06"),
        """
        - {on: 2025-11-05, person: D1, status: suspended, last_day: 2026-01-04}
        - {on: 2026-02-07, person: D1, status: suspended, first_day: 2026-02-07, last_day: 2026-04-06}
        """,
        values="tiers.second_crossing_rule: net_of_served",
    ),
    Edge(
        "抵减已停的两个月，还停一个月",
        scored("2025-02-05", "h1", 9, told="2025-02-06")
        + restored("2025-04-07", asked="2025-03-20")
        + scored("2025-05-06", "h2", 1, told="2025-05-07"),
        """
        - {on: 2025-05-08, person: D1, points: 10, status: suspended, last_day: 2025-06-07}
        - {on: 2025-05-07, person: D1, points: 10, status: normal}
        """,
        values="tiers.second_crossing_rule: net_of_served",
    ),
    Edge(
        "抵减以后恰好没有剩余的，不再暂停",
        scored("2025-02-05", "h1", 9, told="2025-02-06")
        + restored("2025-04-07", asked="2025-03-20")
        + scored("2025-05-06", "h2", 1, told="2025-05-07"),
        "- {on: 2025-05-08, person: D1, points: 10, status: normal}",
        values="tiers.second_crossing_rule: net_of_served, tiers.suspension_rows: "
        "[{at: 9, months: 3}, {at: 10, months: 3}, {at: 11, months: 5}]",
    ),
    Edge(
        "前一次还在执行的不算已经停满",
        NINE + scored("2025-03-28", "h3", 1, told="2025-04-01"),
        "- {on: 2025-04-02, person: D1, status: suspended, last_day: 2025-07-01}",
        values="tiers.second_crossing_rule: none",
    ),
    Edge(
        "逐项与档次对照的，两项各自引起",
        "- {on: 2025-03-05, act: handling.decide, id: h1, basis: administrative_penalty, institution: H1, "
        "inspection: i1, findings: [{id: a, type: x, circumstances: [yunnan/24.1], persons: [{person: D1, "
        "degree: main}]}, {id: b, type: y, circumstances: [yunnan/24.1], persons: [{person: D1, degree: general}]}]}\n"
        + deliver("2025-03-10", "h1"),
        """
        - {on: 2025-03-05, person: D1, points: 12, points_raw: 16}
        - {on: 2025-03-11, person: D1, status: terminated, last_day: 2025-05-10, ban_ends: 2026-03-10}
        """,
        values="tiers.evaluate_per: entry",
    ),
    Edge(
        "同档再记分也再次暂停",
        scored("2025-02-05", "h1", 6, told="2025-02-06")
        + scored("2025-03-05", "h2", 3, told="2025-03-06")
        + "- {on: 2025-03-10, act: repair.apply, person: D1, kind: points, "
        + CONDITIONS
        + "}\n"
        + "- {on: 2025-03-12, act: repair.decide, person: D1, kind: points, outcome: granted, points: 1}\n"
        + scored("2025-05-06", "h3", 1, told="2025-05-07"),
        """
        - {on: 2025-03-07, person: D1, status: suspended, last_day: 2025-04-06}
        - {on: 2025-05-08, person: D1, points: 9, last_day: 2025-06-07}
        """,
        values="tiers.retrigger_same_tier: true",
    ),
    Edge(
        "未到任何档次的，同档再记也不引起",
        scored("2025-02-05", "h1", 6, told="2025-02-06") + scored("2025-03-05", "h2", 2, told="2025-03-06"),
        "- {on: 2025-03-07, person: D1, points: 8, status: normal}",
        values="tiers.retrigger_same_tier: true",
    ),
    Edge(
        "单次记满的，总分已满也终止，禁期三年；两个禁期取较晚",
        scored("2025-02-05", "h1", 6, told="2025-02-06")
        + scored("2025-03-05", "h2", 6, told="2025-03-06")
        + scored("2025-04-01", "h3", 12, told="2025-04-02"),
        """
        - {on: 2025-03-07, person: D1, status: terminated, ban_ends: 2026-03-06}
        - {on: 2025-04-03, person: D1, status: terminated, ban_ends: 2028-04-02}
        """,
    ),
    Edge(
        "两个禁期取较早",
        scored("2025-02-05", "h1", 6, told="2025-02-06")
        + scored("2025-03-05", "h2", 6, told="2025-03-06")
        + scored("2025-04-01", "h3", 12, told="2025-04-02"),
        "- {on: 2025-04-03, person: D1, status: terminated, ban_ends: 2026-03-06}",
        values="tiers.ban_overlap_rule: first_end",
    ),
    Edge(
        "通知写明的生效日晚于送达次日的，自生效日起",
        scored("2025-03-05", "h1", 9) + deliver("2025-03-10", "h1", "effective_from: 2025-03-20"),
        """
        - {on: 2025-03-19, person: D1, status: normal}
        - {on: 2025-03-20, person: D1, status: suspended, first_day: 2025-03-20, last_day: 2025-05-19}
        """,
    ),
    Edge(
        "无须书面通知的，自决定起算",
        scored("2025-03-05", "h1", 9),
        "- {on: 2025-03-06, person: D1, status: suspended, first_day: 2025-03-06, last_day: 2025-05-05}",
        values="sanction.written_notice: false",
    ),
    Edge(
        "年末清期的，暂停到十二月三十一日为止",
        scored("2025-12-25", "h1", 9, told="2025-12-31"),
        """
        - {on: 2026-01-01, person: D1, status: suspended, first_day: 2026-01-01, last_day: 2026-01-01}
        - {on: 2026-01-02, person: D1, flags: [期满待恢复]}
        """,
        values="sanction.running_terms_survive_reset: false",
    ),
    Edge(
        "记分处理只及于所在的一处",
        scored("2025-03-05", "h1", 9, person="D2", told="2025-03-10"),
        """
        - {on: 2025-03-11, person: D2, site: H1, status: suspended}
        - {on: 2025-03-11, person: D2, site: H2, status: normal}
        - {claim: {on: 2025-03-11, person: D2, institution: H2}, outcome: pay}
        """,
        values="propagation.points_sanction_sites: site",
    ),
]


def handling(
    on: str, ref: str, finding: str, persons: str, more: str = "", basis: str = "administrative_penalty"
) -> str:
    """A handling at H1 with one finding written out."""
    return (
        f"- {{on: {on}, act: handling.decide, id: {ref}, basis: {basis}, institution: H1, inspection: i-{ref}{more}, "
        f"findings: [{{id: f1, type: t-{ref}, {finding}, persons: [{persons}]}}]}}\n"
    )


def refused(act: str) -> str:
    """A check that an act, written as an item of a list, would be refused."""
    return f"- {{refused: {act.strip().removeprefix('- ')}}}\n"


def shared(share: str, finding: str = "circumstances: [yunnan/23.1]", on: str = "2025-02-05") -> str:
    return handling(on, "h1", finding, f"{{person: D1{', ' + share if share else ''}}}")


SUM = "scoring.same_act_many_circumstances: sum"

SCORING = [
    Edge("没有写情形的不能记分", "", refused(shared("degree: main", "circumstances: []"))),
    Edge(
        "一个行为符合多个情形：取最高，顺序不论",
        shared("degree: main", "circumstances: [yunnan/23.1, yunnan/24.1]"),
        "- {on: 2025-02-05, person: D1, points: 9, cites: [yunnan/24.1, yunnan/20b]}",
    ),
    Edge(
        "一个行为符合多个情形：规则写明相加的，相加",
        shared("degree: main", "circumstances: [yunnan/23.1, yunnan/24.1]"),
        "- {on: 2025-02-05, person: D1, points: 12, points_raw: 15, cites: [yunnan/24.1, yunnan/20b]}",
        values=SUM,
    ),
    Edge(
        "相加时只有一个情形的，就是它的分",
        shared("degree: main"),
        "- {on: 2025-02-05, person: D1, points: 6}",
        values=SUM,
    ),
    Edge(
        "多个情形各有不合之处的，一次全部指出",
        "",
        refused(shared("degree: main", "circumstances: [yunnan/22.1, yunnan/99, yunnan/22.3]")),
    ),
    Edge(
        "责任程度必须写，写错的指出可选的",
        "",
        refused(shared("")) + refused(shared("degree: sole")),
    ),
    Edge(
        "不许只写理由不记分的规则，不提示可以不记分",
        "",
        refused(shared("")) + refused(shared("not_scored: 不知情")),
        values="scoring.allow_not_scored_with_reason: false",
    ),
    Edge(
        "责任程度只有规则列出的才算",
        shared("degree: main"),
        "- {on: 2025-02-05, person: D1, points: 6}\n" + refused(shared("degree: general", on="2025-02-06")),
        values="scoring.degrees: [important, main], scoring.degree_position: {important: 2, main: 3}, "
        "scoring.degree_clauses: {important: yunnan/26.2, main: yunnan/26.3}",
    ),
    Edge(
        "升降档要有事由，事由要在规则里，两种事由并存不升降",
        "",
        refused(shared("degree: main, shift: down"))
        + refused(shared("degree: main, shift: up"))
        + refused(shared("degree: main, shift: down, aggravating: [intent]"))
        + refused(shared("degree: main, shift: up, mitigating: [loss_recovered]"))
        + refused(shared("degree: main, shift: up, mitigating: [loss_recovered], aggravating: [intent]"))
        + refused(shared("degree: main, shift: down, mitigating: [poverty]"))
        + refused(shared("degree: main, shift: up, aggravating: [poverty, intent]")),
    ),
    Edge(
        "没有升降档的规则不许写升降",
        "",
        refused(shared("degree: main, shift: down, mitigating: [loss_recovered]"))
        + refused(shared("degree: main, mitigating: [loss_recovered]")),
        values="scoring.band_shift_max: null, scoring.mitigating: null, scoring.aggravating: null",
    ),
    Edge(
        "降一档：按降后档次的位置记分",
        shared("degree: important, shift: down, mitigating: [loss_recovered]"),
        "- {on: 2025-02-05, person: D1, points: 2, cites: [yunnan/27b]}",
    ),
    Edge(
        "升一档：按升后档次的位置记分",
        shared("degree: important, shift: up, aggravating: [intent]"),
        "- {on: 2025-02-05, person: D1, points: 8, cites: [yunnan/27c]}",
    ),
    Edge(
        "升到最高一档仍按位置记分，再升才是上限",
        shared("degree: general, shift: up, aggravating: [intent]", "circumstances: [yunnan/24.1]"),
        "- {on: 2025-02-05, person: D1, points: 10}",
    ),
    Edge(
        "降到第一档仍按位置记分",
        shared("degree: main, shift: down, mitigating: [loss_recovered]"),
        "- {on: 2025-02-05, person: D1, points: 3}",
    ),
    Edge(
        "低于第一档、高于最后一档而规则没有写分值的，取该档的最低和最高分",
        handling(
            "2025-02-05",
            "h1",
            "circumstances: [yunnan/22.1]",
            "{person: D1, degree: main, shift: down, mitigating: [loss_recovered]}",
            basis="agreement_handling",
        )
        + handling(
            "2025-02-06",
            "h2",
            "circumstances: [yunnan/25.1]",
            "{person: D2, degree: general, shift: up, aggravating: [intent]}",
        ),
        """
        - {on: 2025-02-06, person: D1, points: 1}
        - {on: 2025-02-06, person: D2, points: 12}
        """,
        values="scoring.band_shift_floor_points: null, scoring.band_shift_ceiling_points: null",
    ),
    Edge(
        "低于第一档、高于最后一档按规则写明的分值",
        handling(
            "2025-02-05",
            "h1",
            "circumstances: [yunnan/22.1]",
            "{person: D1, degree: main, shift: down, mitigating: [loss_recovered]}",
            basis="agreement_handling",
        )
        + handling(
            "2025-02-06",
            "h2",
            "circumstances: [yunnan/25.1]",
            "{person: D2, degree: general, shift: up, aggravating: [intent]}",
        ),
        """
        - {on: 2025-02-06, person: D1, points: 2}
        - {on: 2025-02-06, person: D2, points: 11}
        """,
        values="scoring.band_shift_floor_points: 2, scoring.band_shift_ceiling_points: 11",
    ),
    Edge(
        "有从轻事由可以在档内往下，到该档最低分为止，不能往上",
        shared("degree: main, points: 4, mitigating: [loss_recovered]"),
        "- {on: 2025-02-05, person: D1, points: 4, cites: [yunnan/27b]}\n"
        + refused(shared("degree: important, points: 6, mitigating: [loss_recovered]", on="2025-02-06"))
        + refused(shared("degree: important, points: 3, mitigating: [loss_recovered]", on="2025-02-06")),
    ),
    Edge(
        "有从重事由可以在档内往上，到该档最高分为止，不能往下",
        shared("degree: general, points: 6, aggravating: [intent]"),
        "- {on: 2025-02-05, person: D1, points: 6, cites: [yunnan/27c]}\n"
        + refused(shared("degree: important, points: 4, aggravating: [intent]", on="2025-02-06"))
        + refused(shared("degree: important, points: 7, aggravating: [intent]", on="2025-02-06")),
    ),
    Edge(
        "两种事由都有的，档内上下都可以",
        shared("degree: important, points: 4, mitigating: [loss_recovered], aggravating: [intent]"),
        "- {on: 2025-02-05, person: D1, points: 4, cites: [yunnan/27b, yunnan/27c]}",
    ),
    Edge(
        "没有事由的，档内也不能偏离；写对了的等于不写",
        shared("degree: important, points: 5"),
        "- {on: 2025-02-05, person: D1, points: 5}\n"
        + refused(shared("degree: important, points: 4", on="2025-02-06"))
        + refused(shared("degree: important, points: 6", on="2025-02-06"))
        + refused(shared("degree: important, points: 7", on="2025-02-06")),
    ),
    Edge(
        "已经升降档的，分值按档次，不再偏离",
        "",
        refused(shared("degree: important, points: 1, shift: down, mitigating: [loss_recovered]"))
        + refused(shared("degree: important, points: 3, shift: down, mitigating: [loss_recovered]"))
        + refused(shared("degree: important, points: 9, shift: up, aggravating: [intent]"))
        + refused(shared("degree: important, points: 5, shift: up, aggravating: [intent]")),
    ),
    Edge(
        "档次窄于位置的，记该档最高分",
        shared("degree: main", "circumstances: [yunnan/23.1]"),
        "- {on: 2025-02-05, person: D1, points: 5}",
        values="scoring.bands: [[1, 3], [4, 5], [6, 9], [10, 12]]",
    ),
    Edge(
        "固定分值：写对了的等于不写，写错的拒绝；例数按一次计",
        handling("2025-02-05", "h1", "circumstances: [hainan/17.1], instances: 4", "{person: D1, points: 3}"),
        "- {on: 2025-02-05, person: D1, points: 3}\n"
        + refused(handling("2025-02-06", "h2", "circumstances: [hainan/17.1]", "{person: D1, points: 2}")),
        regime="hainan-2022",
    ),
    Edge(
        "按情节裁量：必须填写，填在该档之内，两端都可以",
        handling("2025-02-05", "h1", "circumstances: [qinghai/3.5.b]", "{person: D1, points: 1}")
        + handling("2025-02-06", "h2", "circumstances: [qinghai/3.5.b]", "{person: D1, points: 3}"),
        "- {on: 2025-02-06, person: D1, points: 4}\n"
        + refused(handling("2025-02-07", "h3", "circumstances: [qinghai/3.5.b]", "{person: D1}"))
        + refused(handling("2025-02-07", "h3", "circumstances: [qinghai/3.5.b]", "{person: D1, points: 0}"))
        + refused(handling("2025-02-07", "h3", "circumstances: [qinghai/3.5.b]", "{person: D1, points: 4}")),
        regime="qinghai-2025",
    ),
    Edge(
        "按情节裁量：多个情形取高的一档",
        handling("2025-02-05", "h1", "circumstances: [qinghai/3.5.b, qinghai/3.5.c]", "{person: D1, points: 6}"),
        "- {on: 2025-02-05, person: D1, points: 6}\n"
        + refused(
            handling("2025-02-06", "h2", "circumstances: [qinghai/3.5.c, qinghai/3.5.b]", "{person: D1, points: 3}")
        ),
        regime="qinghai-2025",
    ),
    Edge(
        "情形所需的事实：写明没有的拒绝，没有写的不拒绝；排除的事实反之",
        handling("2025-02-05", "h1", "circumstances: [hainan/19.2], facts: {emergency: false}", "{person: D1}"),
        "- {on: 2025-02-05, person: D1, points: 1}\n"
        + refused(
            handling(
                "2025-02-06",
                "h2",
                "circumstances: [hainan/19.3], facts: {no_verification: true, settled: false, misused_voucher: false}",
                "{person: D1}",
            )
        )
        + refused(
            handling(
                "2025-02-06",
                "h2",
                "circumstances: [hainan/19.2], facts: {emergency: true, rescue: false}",
                "{person: D1}",
            )
        ),
        regime="hainan-2022",
    ),
    Edge(
        "只适用于公立机构的情形",
        handling(
            "2025-02-05", "h1", "circumstances: [yunnan/22.2]", "{person: D1, degree: main}", basis="agreement_handling"
        ),
        "- {on: 2025-02-05, person: D1, points: 3}\n"
        + refused(scored("2025-02-06", "h2", 3, person="D2", institution="H2").replace("yunnan/22.1", "yunnan/22.2")),
    ),
    Edge(
        "兜底情形：补充之前不能记分，补充之后用条款或补充的编号都可以",
        "- {on: 2025-02-10, act: catalogue.add, id: local/1, under: yunnan/23.2, cite: 某文, authority: 某局}\n"
        + handling("2025-02-10", "h1", "circumstances: [local/1]", "{person: D1, degree: main}")
        + handling("2025-02-11", "h2", "circumstances: [yunnan/23.2]", "{person: D2, degree: general}"),
        "- {on: 2025-02-11, person: D1, points: 6, cites: [yunnan/23.2]}\n"
        "- {on: 2025-02-11, person: D2, points: 4, cites: [yunnan/23.2]}\n"
        + refused(handling("2025-02-09", "h3", "circumstances: [local/1]", "{person: D1, degree: main}"))
        + refused(handling("2025-02-09", "h3", "circumstances: [yunnan/23.2]", "{person: D1, degree: main}"))
        + refused(handling("2025-02-12", "h3", "circumstances: [yunnan/24.2]", "{person: D1, degree: main}")),
    ),
    Edge(
        "补充的情形写明分值的，按它的分值",
        "- {on: 2025-02-10, act: catalogue.add, id: local/1, under: hainan/17.8, cite: 某文, authority: 某局, points: 3}\n"
        + handling("2025-02-10", "h1", "circumstances: [local/1]", "{person: D1}"),
        "- {on: 2025-02-10, person: D1, points: 3, cites: [hainan/17.8]}",
        regime="hainan-2022",
    ),
    Edge(
        "不必先补充目录的规则，兜底情形直接可用",
        handling("2025-02-05", "h1", "circumstances: [yunnan/23.2]", "{person: D1, degree: main}"),
        "- {on: 2025-02-05, person: D1, points: 6}",
        values="scoring.catch_all_requires_catalogue_item: false",
    ),
    Edge(
        "冒名结算：被冒名的人当日能够结算的，不属于这一情形",
        scored("2025-03-05", "h1", 9, person="D2", told="2025-03-10")
        + handling(
            "2025-03-20",
            "h2",
            "circumstances: [yunnan/24.1], settled_for: {person: D2, on: 2025-03-11}",
            "{person: D1, degree: main}",
        ),
        "- {on: 2025-03-20, person: D1, points: 9}\n"
        + refused(
            handling(
                "2025-03-21",
                "h3",
                "circumstances: [yunnan/24.1], settled_for: {person: D2, on: 2025-03-10}",
                "{person: D1, degree: main}",
            )
        ),
    ),
    Edge(
        "冒名结算的人写在别的情形里的，不作这项核对",
        handling(
            "2025-03-20",
            "h2",
            "circumstances: [yunnan/23.1], settled_for: {person: D2, on: 2025-03-11}",
            "{person: D1, degree: main}",
        ),
        "- {on: 2025-03-20, person: D1, points: 6}",
    ),
]


def several(on: str, ref: str, *findings: tuple[str, str, str], inspection: str = "i1") -> str:
    """A handling with several findings of the second band: id, type and degree of each."""
    rows = ", ".join(
        f"{{id: {name}, type: {kind}, circumstances: [yunnan/23.1], persons: [{{person: D1, degree: {degree}}}]}}"
        for name, kind, degree in findings
    )
    return (
        f"- {{on: {on}, act: handling.decide, id: {ref}, basis: administrative_penalty, institution: H1, "
        f"inspection: {inspection}, findings: [{rows}]}}\n"
    )


ONCE_MAX = "scoring.same_inspection_different_types: max"
EACH_MAX = "scoring.same_inspection_same_type: each, scoring.same_inspection_different_types: max"
TWO_TYPES = several("2025-02-05", "h1", ("a", "x", "general"), ("b", "y", "main"), ("c", "x", "important"))

INSPECTIONS = [
    Edge(
        "同类取最高，不同类相加",
        TWO_TYPES,
        "- {on: 2025-02-05, person: D1, points: 11, points_raw: 11}",
    ),
    Edge("同类各记，全部相加", TWO_TYPES, "- {on: 2025-02-05, person: D1, points: 12, points_raw: 15}",
         values="scoring.same_inspection_same_type: each"),
    Edge("不同类也只取最高", TWO_TYPES, "- {on: 2025-02-05, person: D1, points: 6, points_raw: 6}", values=ONCE_MAX),
    Edge("写明只取最高的，同类各记也只取最高", TWO_TYPES, "- {on: 2025-02-05, person: D1, points: 6}", values=EACH_MAX),
    Edge(
        "两次检查各自计算",
        TWO_TYPES + several("2025-02-20", "h2", ("a", "x", "general"), inspection="i2"),
        "- {on: 2025-02-20, person: D1, points: 12, points_raw: 15}",
    ),
    Edge(
        "同分的同类，先写的一项计分",
        several("2025-02-05", "h1", ("a", "x", "main"), ("b", "x", "main")),
        "- {on: 2025-02-05, person: D1, points: 6}",
    ),
    Edge(
        "先前一项全部撤销的，后来的同类补记，不高于先前的分",
        several("2025-02-05", "h1", ("a", "x", "general"))
        + several("2025-02-20", "h2", ("a", "x", "main"))
        + "- {on: 2025-02-21, act: review.request, of: h1, person: D1}\n"
        + "- {on: 2025-03-03, act: review.decide, person: D1, outcome: revoked}\n",
        """
        - {on: 2025-02-20, person: D1, points: 4, known_on: 2025-03-02}
        - {on: 2025-02-20, person: D1, points: 4}
        - {on: 2025-02-19, person: D1, points: 0}
        """,
    ),
    Edge(
        "先前一项先减后撤的，补记不高于减后的分",
        several("2025-02-05", "h1", ("a", "x", "main"))
        + several("2025-02-20", "h2", ("a", "x", "main"))
        + "- {on: 2025-02-06, act: review.request, of: h1, person: D1}\n"
        + "- {on: 2025-02-14, act: review.decide, of: h1, person: D1, outcome: reduced, points: 2}\n"
        + "- {on: 2025-02-24, act: appeal.request, of: h1, person: D1}\n"
        + "- {on: 2025-03-03, act: appeal.decide, of: h1, person: D1, outcome: revoked}\n",
        """
        - {on: 2025-02-20, person: D1, points: 2, known_on: 2025-03-02}
        - {on: 2025-02-20, person: D1, points: 2, points_raw: 2}
        """,
    ),
    Edge(
        "先前一项经修复后撤销的，补记不使分数回升",
        several("2025-02-05", "h1", ("a", "x", "main"))
        + several("2025-02-20", "h2", ("a", "x", "main"))
        + repaired("2025-02-24", 2)
        + several("2025-02-26", "h3", ("a", "x", "main"))
        + "- {on: 2025-02-27, act: review.request, of: h1, person: D1}\n"
        + "- {on: 2025-03-03, act: review.decide, of: h1, person: D1, outcome: revoked}\n"
        + "- {on: 2025-03-04, act: review.request, of: h2, person: D1}\n"
        + "- {on: 2025-03-10, act: review.decide, of: h2, person: D1, outcome: revoked}\n",
        """
        - {on: 2025-02-26, person: D1, points: 4, known_on: 2025-03-02}
        - {on: 2025-02-26, person: D1, points: 4, known_on: 2025-03-03}
        - {on: 2025-02-26, person: D1, points: 4}
        """,
    ),
    Edge(
        "先前一项减轻而不为零的，后来的同类仍不计",
        several("2025-02-05", "h1", ("a", "x", "main"))
        + several("2025-02-20", "h2", ("a", "x", "main"))
        + "- {on: 2025-02-21, act: review.request, of: h1, person: D1}\n"
        + "- {on: 2025-03-03, act: review.decide, person: D1, outcome: reduced, points: 1}\n",
        "- {on: 2025-02-20, person: D1, points: 1}",
    ),
    Edge(
        "跨年的同类在先前一项撤销后也不补记到下一年",
        several("2025-12-30", "h1", ("a", "x", "main"))
        + several("2026-01-05", "h2", ("a", "x", "main"))
        + "- {on: 2026-01-06, act: review.request, of: h1, person: D1}\n"
        + "- {on: 2026-01-20, act: review.decide, person: D1, outcome: revoked}\n",
        """
        - {on: 2025-12-31, person: D1, points: 0}
        - {on: 2026-01-20, person: D1, points: 0}
        """,
    ),
    Edge(
        "跨年累计的规则，先前一项撤销后可以补记",
        several("2025-12-30", "h1", ("a", "x", "main"))
        + several("2026-01-05", "h2", ("a", "x", "general"))
        + "- {on: 2026-01-06, act: review.request, of: h1, person: D1}\n"
        + "- {on: 2026-01-20, act: review.decide, person: D1, outcome: revoked}\n",
        "- {on: 2026-01-20, person: D1, points: 4}",
        values="scoring.carry_over: true",
    ),
    Edge(
        "没有写检查编号的，每次处理自成一次",
        scored("2025-02-05", "h1", 6, type="x").replace("inspection: i-h1, ", "")
        + scored("2025-02-20", "h2", 4, type="x").replace("inspection: i-h2, ", ""),
        "- {on: 2025-02-20, person: D1, points: 10}",
    ),
    Edge(
        "按情形认定同类的，类型不同也只记一次",
        several("2025-02-05", "h1", ("a", "x", "general"), ("b", "y", "main")),
        "- {on: 2025-02-05, person: D1, points: 6}",
        values="scoring.same_type_key: circumstance",
    ),
]  # fmt: skip


def act(on: str, name: str, more: str = "", person: str = "D1") -> str:
    """Any act of a person."""
    rest = f", {more}" if more else ""
    return f"- {{on: {on}, act: {name}, person: {person}{rest}}}\n"


IN_2025 = "meta.effective_from: 2025-02-01, meta.effective_to: 2025-12-31"
AGREED = "agreements:\n  - {id: a1, institution: H1, start_on: 2025-02-01, end_on: 2025-12-31}\n"
Q9 = "circumstances: [qinghai/3.5.d]"

HANDLING = [
    Edge(
        "施行首日和末日作出的处理都可以记分，前一日和后一日不行",
        scored("2025-02-01", "h1", 1) + scored("2025-12-31", "h2", 1),
        "- {on: 2025-12-31, person: D1, points: 2}\n"
        + refused(scored("2025-01-31", "h3", 1))
        + refused(scored("2026-01-01", "h3", 1)),
        values=IN_2025,
    ),
    Edge(
        "没有写失效日的一直有效",
        scored("2026-03-02", "h1", 1),
        "- {on: 2026-03-02, person: D1, points: 1}\n" + refused(scored("2025-01-31", "h3", 1)),
        values="meta.effective_from: 2025-02-01",
    ),
    Edge(
        "机构在协议首日起才有案件",
        scored("2025-02-01", "h1", 1),
        "- {on: 2025-02-01, person: D1, points: 1}\n" + refused(scored("2025-01-31", "h3", 1)),
        more=AGREED,
    ),
    Edge(
        "协议在故事里签订的，自起始日起；写明没有任何协议的机构没有案件",
        "- {on: 2025-01-20, act: agreement.sign, institution: H1, start_on: 2025-02-01, end_on: 2025-12-31}\n"
        + scored("2025-02-01", "h1", 1),
        "- {on: 2025-02-01, person: D1, points: 1}\n"
        + refused(scored("2025-01-31", "h3", 1))
        + refused(scored("2025-02-03", "h3", 1, person="D2", institution="H2")),
        more="agreements: []\n",
    ),
    Edge(
        "别的机构有协议、这一机构没有写的，不拒绝",
        scored("2025-02-03", "h1", 1, person="D2", institution="H2"),
        "- {on: 2025-02-03, person: D2, points: 1}",
        more=AGREED,
    ),
    Edge(
        "不以协议为条件的规则不作这项核对",
        fixed("2025-01-15", "h1", "hainan/19.1"),
        "- {on: 2025-01-15, person: D1, points: 1}",
        regime="hainan-2022",
        more=AGREED,
        setting=SETTING.replace("2025-01-02", "2024-01-02"),
    ),
    Edge(
        "机构类别不归规则管理的没有案件",
        "",
        refused(fixed("2025-02-05", "h1", "hainan/19.1", person="D3", institution="P1")),
        regime="hainan-2022",
    ),
    Edge(
        "没有处罚或处理为依据的不能记分；依据在后的也不能，同日可以",
        scored("2025-02-05", "h1", 1, underlying_on="2025-02-05"),
        "- {on: 2025-02-05, person: D1, points: 1}\n"
        + refused(scored("2025-02-06", "h2", 1, underlying_on="2025-02-07"))
        + refused(scored("2025-02-06", "h2", 1).replace("basis: agreement_handling, ", "")),
    ),
    Edge(
        "不以处罚或处理为前提的规则，没有依据也可以记分",
        fixed("2025-02-05", "h1", "hainan/19.1").replace("basis: agreement_handling, ", ""),
        "- {on: 2025-02-05, person: D1, points: 1}",
        regime="hainan-2022",
    ),
    Edge(
        "责任由作出处理的部门认定",
        scored("2025-02-05", "h1", 1, found_by="agency")
        + scored("2025-02-05", "h2", 4, found_by="administration")
        + scored("2025-02-06", "h3", 1),
        "- {on: 2025-02-06, person: D1, points: 6}\n"
        + refused(scored("2025-02-07", "h4", 1, found_by="administration"))
        + refused(scored("2025-02-07", "h4", 4, found_by="agency")),
    ),
    Edge(
        "责任一律由经办机构认定的规则",
        scored("2025-02-05", "h2", 4, found_by="agency"),
        "- {on: 2025-02-06, person: D1, points: 4}\n"
        + refused(scored("2025-02-07", "h4", 4, found_by="administration")),
        values="scoring.responsibility_finder: agency",
    ),
    Edge(
        "没有规定谁认定的，谁认定都可以",
        scored("2025-02-05", "h2", 4, found_by="institution"),
        "- {on: 2025-02-06, person: D1, points: 4}",
        values="scoring.responsibility_finder: null",
    ),
    Edge(
        "人员在处理之日已在该机构备案过：备案之日可以，前一日不行，别的机构不行；离岗以后仍可以",
        "- {on: 2025-03-01, act: commitment.sign, person: D1, institution: H2}\n"
        "- {on: 2025-03-03, act: filing.submit, person: D1, institution: H2}\n"
        + scored("2025-03-03", "h1", 1, institution="H2")
        + "- {on: 2025-03-10, act: person.leave, person: D1, institution: H1}\n"
        + scored("2025-03-20", "h2", 1),
        "- {on: 2025-03-20, person: D1, points: 2}\n" + refused(scored("2025-03-02", "h3", 1, institution="H2")),
    ),
    Edge(
        "身份不在管理范围内的，医疗机构和药店各按自己的名单",
        scored("2025-02-05", "h1", 1, person="D3", institution="P1"),
        "- {on: 2025-02-05, person: D3, points: 1}\n"
        + refused(scored("2025-02-06", "h2", 1, person="D3"))
        + refused(scored("2025-02-06", "h2", 1, institution="P1")),
    ),
    Edge(
        "违反的职责要在规则的清单里，一次全部指出",
        handling(
            "2025-02-05", "h1", "circumstances: [yunnan/23.1], duties: [yunnan/6.4]", "{person: D1, degree: main}"
        ),
        "- {on: 2025-02-05, person: D1, points: 6, cites: [yunnan/6.4]}\n"
        + refused(
            handling(
                "2025-02-06",
                "h2",
                "circumstances: [yunnan/23.1], duties: [yunnan/6.4, yunnan/6.9, x/1]",
                "{person: D1, degree: main}",
            )
        ),
    ),
    Edge(
        "须写明的金额空着不能记分，写零可以，不写这一项可以",
        handling("2025-02-05", "h1", "circumstances: [yunnan/23.1], amount: 0.00", "{person: D1, degree: general}")
        + handling("2025-02-05", "h2", "circumstances: [yunnan/23.1]", "{person: D1, degree: general}"),
        "- {on: 2025-02-05, person: D1, points: 8}\n"
        + refused(
            handling("2025-02-06", "h3", "circumstances: [yunnan/23.1], amount: null", "{person: D1, degree: main}")
        ),
    ),
    Edge(
        "写明理由不记分的：只有一人时也可以，理由在结论里",
        handling(
            "2025-02-05",
            "h1",
            "circumstances: [yunnan/23.1]",
            "{person: D1, degree: main}, {person: D2, not_scored: 不知情}",
        ),
        """
        - {on: 2025-02-05, person: D1, points: 6}
        - {on: 2025-02-05, person: D2, points: 0}
        - {on: 2025-02-04, person: D2, points: 0}
        - {on: 2026-02-05, person: D2, points: 0}
        """,
    ),
    Edge(
        "期限由表格确定的规则不许另填月数",
        "",
        refused(shared("degree: main, months: 2")) + refused(shared("degree: main, months: 0")),
    ),
    Edge(
        "期限由人裁量：到档必须填写，填在范围之内，两端都可以",
        handling("2025-02-05", "h1", Q9, "{person: D1, points: 9, months: 1}")
        + handling("2025-02-05", "h2", Q9, "{person: D2, points: 9, months: 6}")
        + deliver("2025-02-10", "h1")
        + deliver("2025-02-10", "h2"),
        "- {on: 2025-02-11, person: D1, status: suspended, last_day: 2025-03-10}\n"
        "- {on: 2025-02-11, person: D2, site: H1, status: suspended, last_day: 2025-08-10}\n"
        + refused(handling("2025-03-05", "h3", "circumstances: [qinghai/3.5.b]", "{person: D1, points: 1}"))
        + refused(handling("2025-03-05", "h3", "circumstances: [qinghai/3.5.b]", "{person: D1, points: 1, months: 0}"))
        + refused(handling("2025-03-05", "h3", "circumstances: [qinghai/3.5.b]", "{person: D1, points: 1, months: 7}")),
        regime="qinghai-2025",
    ),
    Edge(
        "期限由人裁量：没有到档的可以不填，填了也要在范围之内",
        handling("2025-02-05", "h1", "circumstances: [qinghai/3.5.b]", "{person: D1, points: 3}")
        + handling("2025-02-05", "h2", "circumstances: [qinghai/3.5.b]", "{person: D1, points: 3, months: 6}")
        + handling("2025-02-05", "h3", "circumstances: [qinghai/3.5.b]", "{person: D2, points: 3, months: 1}"),
        "- {on: 2025-02-06, person: D1, points: 6, status: normal}\n"
        + refused(handling("2025-03-05", "h4", "circumstances: [qinghai/3.5.b]", "{person: D2, points: 1, months: 7}"))
        + refused(handling("2025-03-05", "h4", "circumstances: [qinghai/3.5.b]", "{person: D2, points: 1, months: 0}")),
        regime="qinghai-2025",
    ),
    Edge(
        "送达、告知不早于决定，同日可以；处理和人员要对得上",
        scored("2025-02-05", "h1", 1)
        + deliver("2025-02-05", "h1")
        + act("2025-02-05", "notice.deliver_to_person", "of: h1"),
        "- {on: 2025-02-05, person: D1, points: 1}\n"
        + refused("- {on: 2025-02-04, act: notice.deliver_to_institution, of: h1, recorded_on: 2025-02-06}")
        + refused(act("2025-02-06", "notice.deliver_to_person", "of: h1", person="D2"))
        + refused(act("2025-02-06", "review.request", "of: h1", person="D2"))
        + refused("- {on: 2025-02-06, act: notice.deliver_to_institution, of: h1, person: D2}"),
    ),
    Edge(
        "写明的生效日至少在送达次日",
        scored("2025-02-05", "h1", 9) + deliver("2025-02-10", "h1", "effective_from: 2025-02-11"),
        "- {on: 2025-02-11, person: D1, status: suspended, first_day: 2025-02-11}\n"
        + refused(deliver("2025-02-12", "h1", "effective_from: 2025-02-12")),
    ),
    Edge(
        "不要求事先告知的规则，生效日早于送达的不拒绝，仍自送达次日起",
        scored("2025-02-05", "h1", 9) + deliver("2025-02-10", "h1", "effective_from: 2025-02-06"),
        "- {on: 2025-02-11, person: D1, status: suspended, first_day: 2025-02-11, last_day: 2025-04-10}",
        values="sanction.notice_precedes_effect: false",
    ),
    Edge(
        "谁可以办、两人办理：写明的角色不对的拒绝，只写姓名的不问",
        scored("2025-02-05", "h1", 1, actor="agency:王某", approved_by="agency:李某")
        + scored("2025-02-05", "h2", 1, actor="王某")
        + scored("2025-02-05", "h3", 1, actor="administration"),
        "- {on: 2025-02-05, person: D1, points: 3}\n"
        + refused(scored("2025-02-06", "h4", 1, actor="institution:赵某"))
        + refused(scored("2025-02-06", "h4", 1, actor="person"))
        + refused(scored("2025-02-06", "h4", 1, actor="institution:赵某", approved_by="institution:赵某"))
        + refused(act("2025-02-06", "study.record", "actor: person"))
        + refused(act("2025-02-06", "person.leave", "institution: H1, actor: agency")),
    ),
    Edge(
        "不要求两人的步骤，一人经办和批准也可以",
        act("2025-02-06", "study.record", "hours: 2, actor: 王某, approved_by: 王某"),
        "- {on: 2025-02-06, person: D1, points: 0}",
    ),
    Edge(
        "顺序不对的说明现在到了哪一步",
        scored("2025-02-05", "h1", 9, told="2025-02-10"),
        refused("- {on: 2025-02-11, act: notice.issue, of: h1}")
        + refused(act("2025-02-11", "repair.agree", "kind: term"))
        + refused(act("2025-02-11", "restoration.assess", "outcome: passed"))
        + refused(act("2025-02-11", "restoration.appeal"))
        + refused(act("2025-02-11", "transfer.reply", "result: 已办")),
    ),
]


def review(on: str, of: str, more: str, asked: str = "", kind: str = "review", person: str = "D1") -> str:
    """A request and its decision."""
    return (
        f"- {{on: {asked or on}, act: {kind}.request, of: {of}, person: {person}}}\n"
        f"- {{on: {on}, act: {kind}.decide, person: {person}, {more}}}\n"
    )


OBJECTIONS = [
    Edge(
        "复核期限的末日提出不迟，次日迟；末日前交给机构的不迟",
        scored("2025-03-05", "h1", 6, told="2025-03-10")
        + scored("2025-03-05", "h2", 1, told="2025-03-10")
        + scored("2025-03-05", "h3", 1, told="2025-03-10")
        + act("2025-03-19", "review.request", "of: h1, id: r1")
        + act("2025-03-20", "review.request", "of: h2, id: r2")
        + act("2025-03-25", "review.request", "of: h3, id: r3, handed_in_on: 2025-03-19"),
        """
        - {deadline: review.request, of: h1, person: D1, due: 2025-03-19}
        - {note: r2, contains: 逾期：最后一日 2025-03-19，是否受理由经办机构决定}
        """,
    ),
    Edge(
        "逾期视为放弃的规则：末日可以，次日拒绝",
        fixed("2025-06-03", "h1", "hainan/17.3")
        + deliver("2025-06-06", "h1")
        + act("2025-06-09", "notice.deliver_to_person", "of: h1")
        + act("2025-06-23", "review.request", "of: h1, id: r1, by: person"),
        "- {deadline: review.request, of: h1, person: D1, due: 2025-06-23}\n"
        + refused(act("2025-06-24", "review.request", "of: h1, by: institution"))
        + refused(act("2025-06-21", "review.request", "of: h1, by: institution")),
        regime="hainan-2022",
    ),
    Edge(
        "逾期仍受理的规则，只作附注",
        scored("2025-03-05", "h2", 1, told="2025-03-10") + act("2025-03-20", "review.request", "of: h2, id: r2"),
        "- {note: r2, contains: 逾期：最后一日 2025-03-19，仍予受理}",
        values="objection.first_step.late: accept",
    ),
    Edge(
        "机构告知本人晚了的，逾期时一并附注；按期告知的不附",
        scored("2025-03-05", "h1", 1, told="2025-03-10")
        + act("2025-03-14", "notice.deliver_to_person", "of: h1")
        + scored("2025-03-05", "h2", 1, told="2025-03-10")
        + act("2025-03-13", "notice.deliver_to_person", "of: h2")
        + act("2025-03-21", "review.request", "of: h1, id: r1")
        + act("2025-03-21", "review.request", "of: h2, id: r2"),
        """
        - {deadline: notice.deliver_to_person, of: h1, person: D1, due: 2025-03-13}
        - {note: r1, contains: 所在机构 2025-03-14 才告知本人，应在 2025-03-13 以前，可酌情受理}
        - {note: r2, contains: 逾期}
        """,
    ),
    Edge(
        "告知了别人不算告知了他",
        "- {on: 2025-03-05, act: handling.decide, id: h1, basis: administrative_penalty, institution: H1, inspection: i1,"
        " findings: [{id: a, type: x, circumstances: [yunnan/23.1], persons: [{person: D1, degree: main}, "
        "{person: D2, degree: general}]}]}\n"
        + deliver("2025-03-10", "h1")
        + act("2025-03-20", "notice.deliver_to_person", "of: h1", person="D2")
        + act("2025-03-21", "review.request", "of: h1, id: r1")
        + act("2025-03-21", "review.request", "of: h1, id: r2", person="D2"),
        """
        - {note: r1, contains: 逾期}
        - {note: r2, contains: 所在机构 2025-03-20 才告知本人}
        """,
    ),
    Edge(
        "同一处理只能有一件在办，另一方可以另提",
        scored("2025-03-05", "h1", 6, told="2025-03-10")
        + act("2025-03-12", "review.request", "of: h1, by: person")
        + act("2025-03-13", "review.request", "of: h1, by: institution"),
        refused(act("2025-03-14", "review.request", "of: h1, by: institution"))
        + refused(act("2025-03-14", "review.request", "of: h1, by: person"))
        + refused(act("2025-03-14", "review.request", "of: h1")),
    ),
    Edge(
        "谁可以提出异议按规则",
        scored("2025-03-05", "h1", 6, told="2025-03-10"),
        refused(act("2025-03-12", "review.request", "of: h1, by: institution"))
        + refused(act("2025-03-12", "appeal.request", "of: h1, by: institution")),
        values="objection.first_step.who: [person]",
    ),
    Edge(
        "没有第二步的规则不受理申诉",
        scored("2025-03-05", "h1", 6, told="2025-03-10"),
        refused(act("2025-03-12", "appeal.request", "of: h1")),
        values="objection.second_step.to: []",
    ),
    Edge(
        "没有写明第二步的不拒绝；复核还没有结果的附注",
        scored("2025-03-05", "h1", 6, told="2025-03-10")
        + act("2025-03-12", "review.request", "of: h1, id: r1")
        + act("2025-03-13", "appeal.request", "of: h1, id: r2"),
        "- {note: r2, contains: 2025-03-12 的复核申请还没有结果（r1）}",
        values="objection.second_step.to: null",
    ),
    Edge(
        "改正只能减不能加：零到现值都可以，超过的拒绝，负数拒绝，不写分的拒绝",
        scored("2025-03-05", "h1", 6, told="2025-03-10")
        + review("2025-03-20", "h1", "outcome: reduced, points: 4", "2025-03-12")
        + review("2025-04-10", "h1", "outcome: reduced, points: 4", "2025-04-01", kind="appeal"),
        "- {on: 2025-04-10, person: D1, points: 4}\n"
        + refused(act("2025-04-11", "review.decide", "of: h1, outcome: reduced, points: 5"))
        + refused(act("2025-04-11", "appeal.decide", "of: h1, outcome: reduced, points: 5"))
        + refused(act("2025-04-11", "review.decide", "of: h1, outcome: reduced, points: -1"))
        + refused(act("2025-04-11", "review.decide", "of: h1, outcome: reduced"))
        + refused(act("2025-04-11", "review.decide", "of: h1, outcome: reduced, points: 3, months: 2"))
        + refused(act("2025-04-11", "review.decide", "of: h1, finding: f9, outcome: reduced, points: 3"))
        + refused(act("2025-04-11", "review.decide", "outcome: reduced, points: 3")),
    ),
    Edge(
        "减到零等于撤销",
        scored("2025-03-05", "h1", 6) + review("2025-03-20", "h1", "outcome: reduced, points: 0", "2025-03-12"),
        "- {on: 2025-03-20, person: D1, points: 0}",
    ),
    Edge(
        "可以加重的规则，改高不拒绝，但记分不因此升高",
        scored("2025-03-05", "h1", 6) + review("2025-03-20", "h1", "outcome: reduced, points: 8", "2025-03-12"),
        "- {on: 2025-03-20, person: D1, points: 6}\n"
        + refused(act("2025-04-11", "review.decide", "of: h1, outcome: reduced, points: -1")),
        values="objection.may_increase: true",
    ),
    Edge(
        "维持要说明原因：写了空白的拒绝，没有写这一项的不问",
        scored("2025-03-05", "h1", 6) + review("2025-03-20", "h1", "outcome: upheld, reason: 事实清楚", "2025-03-12"),
        "- {on: 2025-03-20, person: D1, points: 6}\n"
        + refused(act("2025-03-21", "review.decide", 'of: h1, outcome: upheld, reason: "  "')),
    ),
    Edge(
        "不要求说明原因的规则，空白也可以",
        scored("2025-03-05", "h1", 6) + review("2025-03-20", "h1", 'outcome: upheld, reason: " "', "2025-03-12"),
        "- {on: 2025-03-20, person: D1, points: 6}",
        values="objection.uphold_needs_reason: false",
    ),
    Edge(
        "裁量期限的规则：减轻以后仍要暂停的须有期限，维持和撤销的不问",
        handling("2025-02-05", "h1", Q9, "{person: D1, points: 8}")
        + handling("2025-02-06", "h2", "circumstances: [qinghai/3.5.c]", "{person: D1, points: 4, months: 5}")
        + deliver("2025-02-10", "h2")
        + act("2025-02-12", "review.request", "of: h2"),
        refused(act("2025-02-20", "review.decide", "of: h2, outcome: reduced, points: 3, months: 7"))
        + refused(act("2025-02-20", "review.decide", "of: h2, outcome: reduced, points: 3, months: 0"))
        + "- {on: 2025-02-11, person: D1, status: terminated, ban_ends: 2026-02-10}\n",
        regime="qinghai-2025",
    ),
    Edge(
        "裁量期限的规则：由终止减为暂停的，期限填在一至六个月之内",
        handling("2025-02-05", "h1", Q9, "{person: D1, points: 8}")
        + handling("2025-02-06", "h2", "circumstances: [qinghai/3.5.c]", "{person: D1, points: 4}")
        + deliver("2025-02-10", "h2")
        + review("2025-02-20", "h2", "outcome: reduced, points: 3, months: 6", "2025-02-12")
        + review("2025-03-20", "h2", "outcome: reduced, points: 2, months: 1", "2025-03-12", kind="appeal"),
        """
        - {on: 2025-02-21, person: D1, status: suspended, last_day: 2025-08-10, known_on: 2025-02-21}
        - {on: 2025-03-01, person: D1, status: suspended, last_day: 2025-03-10}
        - {on: 2025-02-11, person: D1, status: terminated, known_on: 2025-02-19}
        """,
        regime="qinghai-2025",
    ),
    Edge(
        "裁量期限的规则：没有填写的拒绝",
        handling("2025-02-05", "h1", Q9, "{person: D1, points: 8}")
        + handling("2025-02-06", "h2", "circumstances: [qinghai/3.5.c]", "{person: D1, points: 4}")
        + deliver("2025-02-10", "h2")
        + act("2025-02-12", "review.request", "of: h2"),
        refused(act("2025-02-20", "review.decide", "outcome: reduced, points: 3")),
        regime="qinghai-2025",
    ),
    Edge(
        "不许专家鉴定的规则；没有请过专家的不能登记意见",
        scored("2025-03-05", "h1", 6, told="2025-03-10") + act("2025-03-12", "appeal.request", "of: h1"),
        refused(act("2025-03-13", "objection.invite_experts", "of: h1"))
        + refused(act("2025-03-13", "objection.expert_report", "of: h1")),
        values="objection.experts_allowed: false",
    ),
    Edge(
        "请过的才能登记意见，另一处理请的不算",
        scored("2025-03-05", "h1", 6, told="2025-03-10")
        + scored("2025-03-05", "h2", 1, told="2025-03-10")
        + act("2025-03-12", "appeal.request", "of: h1")
        + act("2025-03-12", "appeal.request", "of: h2")
        + act("2025-03-13", "objection.invite_experts", "of: h1")
        + act("2025-03-20", "objection.expert_report", "of: h1")
        + act("2025-03-25", "appeal.decide", "of: h1, outcome: reduced, points: 4"),
        "- {on: 2025-03-25, person: D1, points: 5, cites: [yunnan/39c]}\n"
        + refused(act("2025-03-20", "objection.expert_report", "of: h2")),
    ),
    Edge(
        "停止执行的规则：异议在办期间恢复正常，办结又执行",
        NINE + review("2025-03-20", "h2", "outcome: upheld, reason: 清楚", "2025-03-14"),
        """
        - {on: 2025-03-13, person: D1, status: suspended}
        - {on: 2025-03-14, person: D1, status: normal}
        - {on: 2025-03-19, person: D1, status: normal}
        - {on: 2025-03-20, person: D1, status: suspended}
        """,
        values="objection.stays_execution: true",
    ),
    Edge(
        "停止执行的规则：对别的处理的异议不停止这一处理",
        NINE + act("2025-03-14", "review.request", "of: h1"),
        "- {on: 2025-03-14, person: D1, status: suspended}",
        values="objection.stays_execution: true",
    ),
    Edge(
        "不停止执行的，在办期间写明",
        NINE + review("2025-03-20", "h2", "outcome: upheld, reason: 清楚", "2025-03-14"),
        """
        - {on: 2025-03-13, person: D1, status: suspended}
        - {on: 2025-03-14, person: D1, status: suspended, cites: [yunnan/40c]}
        - {on: 2025-03-20, person: D1, status: suspended}
        """,
    ),
    Edge(
        "对评估结果的申诉由机构提出",
        NINE
        + act("2025-03-26", "restoration.apply")
        + act("2025-04-08", "restoration.assess", "outcome: failed")
        + act("2025-04-09", "restoration.appeal", "by: institution"),
        refused(act("2025-04-10", "restoration.appeal", "by: person")),
    ),
    Edge(
        "没有规定对评估申诉的规则拒绝",
        NINE + act("2025-03-26", "restoration.apply") + act("2025-04-08", "restoration.assess", "outcome: failed"),
        refused(act("2025-04-10", "restoration.appeal", "by: institution"))
        + refused(act("2025-04-10", "restoration.appeal")),
        values="objection.assessment_appeal: null",
    ),
    Edge(
        "改正把期限缩短到过去：期满自动恢复的规则不作记号",
        fixed("2025-02-05", "h1", "hainan/16.3", told="2025-02-06")
        + fixed("2025-02-10", "h2", "hainan/18.2", told="2025-02-11")
        + review("2025-07-01", "h2", "outcome: revoked", "2025-02-14"),
        """
        - {on: 2025-05-11, person: D1, status: suspended, known_on: 2025-06-30}
        - {on: 2025-05-07, person: D1, status: normal, flags: []}
        - {on: 2025-05-06, person: D1, status: suspended, last_day: 2025-05-06}
        """,
        regime="hainan-2022",
    ),
    Edge(
        "改正把期限缩短到决定之后的，不作记号，到期照常申请",
        scored("2025-02-05", "h1", 6, told="2025-02-06")
        + scored("2025-03-05", "h2", 5, told="2025-03-10")
        + review("2025-03-20", "h1", "outcome: reduced, points: 4", "2025-03-12"),
        """
        - {on: 2025-04-10, person: D1, status: suspended, last_day: 2025-04-10, flags: []}
        - {on: 2025-04-11, person: D1, status: suspended, flags: [期满待恢复]}
        """,
    ),
    Edge(
        "终止改为暂停而末日已过的，作记号",
        scored("2025-02-05", "h1", 6, told="2025-02-06")
        + scored("2025-03-05", "h2", 6, told="2025-03-10")
        + review("2025-06-02", "h2", "outcome: reduced, points: 3", "2025-03-12"),
        """
        - {on: 2025-06-01, person: D1, status: terminated, known_on: 2025-06-01}
        - {on: 2025-06-02, person: D1, status: suspended, last_day: 2025-04-10, flags: [期满待恢复, 改正后期限已过，需要裁定]}
        """,
    ),
    Edge(
        "末日就是改正之日的不作记号",
        scored("2025-02-05", "h1", 6, told="2025-02-06")
        + scored("2025-03-05", "h2", 5, told="2025-03-10")
        + review("2025-04-10", "h1", "outcome: reduced, points: 4", "2025-03-12"),
        "- {on: 2025-04-11, person: D1, status: suspended, last_day: 2025-04-10, flags: [期满待恢复]}",
    ),
]


def asked(on: str, kind: str, conditions: str, person: str = "D1") -> str:
    return act(on, "repair.apply", f"kind: {kind}, conditions: [{conditions}]", person)


REPAIRS = [
    Edge(
        "累计满十二分的不能修复；减到以下以后，因终止仍不能",
        scored("2025-02-05", "h1", 6, told="2025-02-06")
        + scored("2025-03-05", "h2", 5, told="2025-03-06")
        + scored("2025-03-20", "h3", 1),
        refused(asked("2025-03-21", "points", "")) + refused(asked("2025-03-21", "term", "")),
    ),
    Edge(
        "累计十一分的还可以修复",
        scored("2025-02-05", "h1", 6, told="2025-02-06")
        + scored("2025-03-05", "h2", 5, told="2025-03-06")
        + repaired("2025-03-21", 1, "2025-03-10"),
        "- {on: 2025-03-21, person: D1, points: 10, status: suspended}",
    ),
    Edge(
        "上年终止的，新年没有分也不能修复",
        TWELVE,
        refused(asked("2026-02-02", "points", "")) + refused(asked("2026-02-02", "term", "")),
    ),
    Edge(
        "只排除一次记满的规则：累计满十二分的可以修复，一次记满的不行",
        scored("2025-02-05", "h1", 6, told="2025-02-06")
        + scored("2025-03-05", "h2", 6)
        + asked("2025-03-20", "points", "")
        + scored("2025-04-01", "h3", 12, person="D2", told="2025-04-02"),
        refused(asked("2025-04-03", "points", "", person="D2"))
        + refused(asked("2026-04-03", "points", "", person="D2")),
        values="repair.excluded: [single_12]",
    ),
    Edge(
        "没有排除的规则都可以申请；没有修复的规则说明原因",
        TWELVE + asked("2025-03-20", "points", ""),
        refused(asked("2025-03-21", "term", "")),
        values="repair.excluded: null, repair.term_reduction_months: null, repair.term_excluded: null",
    ),
    Edge(
        "规则没有修复",
        fixed("2025-02-05", "h1", "hainan/16.3", told="2025-02-06"),
        refused(asked("2025-03-21", "points", "")) + refused(asked("2025-03-21", "term", "")),
        regime="hainan-2022",
    ),
    Edge(
        "每年一次的：用掉以后当年不能再申请，不予修复的不算，期限的修复不算，次年又可以",
        scored("2025-02-05", "h1", 6, told="2025-02-06")
        + asked("2025-03-03", "points", "")
        + act("2025-03-05", "repair.decide", "kind: points, outcome: refused")
        + repaired("2025-04-01", 1, "2025-03-20")
        + scored("2026-02-05", "h2", 9, told="2026-02-06")
        + shortened("2026-02-25", 1)
        + asked("2026-03-02", "points", ""),
        refused(asked("2025-04-02", "points", "")) + refused(asked("2025-12-31", "points", "")),
        values="repair.max_per_year: 1",
    ),
    Edge(
        "用过的证明不能再用；没有批准的不算用过，另一种条件的同名证明可以",
        scored("2025-02-05", "h1", 6, told="2025-02-06")
        + asked("2025-03-03", "points", "{name: policy_publicity_activity, evidence: e1}")
        + act("2025-03-05", "repair.decide", "kind: points, outcome: refused")
        + asked(
            "2025-03-20",
            "points",
            "{name: policy_publicity_activity, evidence: e1}, {name: study_and_exam, evidence: e2}",
        )
        + act("2025-03-21", "repair.decide", "kind: points, outcome: granted, points: 1")
        + asked("2025-04-01", "points", "{name: study_and_exam, evidence: e1}, policy_publicity_activity"),
        refused(
            asked(
                "2025-04-02",
                "points",
                "{name: policy_publicity_activity, evidence: e1}, {name: study_and_exam, evidence: e2}",
            )
        ),
    ),
    Edge(
        "证明可以重复使用的规则",
        scored("2025-02-05", "h1", 6, told="2025-02-06")
        + asked(
            "2025-03-20",
            "points",
            "{name: policy_publicity_activity, evidence: e1}, {name: study_and_exam, evidence: e2}",
        )
        + act("2025-03-21", "repair.decide", "kind: points, outcome: granted, points: 1")
        + asked("2025-04-01", "points", "{name: policy_publicity_activity, evidence: e1}"),
        "- {on: 2025-04-01, person: D1, points: 5}",
        values="repair.evidence_reuse: true",
    ),
    Edge(
        "没有正在执行的暂停，无从缩短：期满待恢复的也不行",
        NINE,
        refused(asked("2025-03-10", "term", ""))
        + refused(asked("2025-04-11", "term", ""))
        + refused(asked("2025-04-11", "term", "", person="D2")),
    ),
    Edge(
        "末日当天还可以申请缩短；两次暂停中有一次在执行就可以",
        NINE
        + scored("2025-03-28", "h3", 1, told="2025-04-01")
        + asked("2025-04-11", "term", "")
        + act("2025-04-11", "repair.decide", "kind: term, outcome: refused")
        + asked("2025-07-01", "term", ""),
        "- {on: 2025-07-01, person: D1, status: suspended}\n" + refused(asked("2025-07-02", "term", "")),
    ),
    Edge(
        "修复幅度在规定范围之内，两端都可以；不予修复的不问",
        scored("2025-02-05", "h1", 6, told="2025-02-06")
        + asked("2025-03-03", "points", "policy_publicity_activity, study_and_exam"),
        "".join(
            refused(act("2025-03-05", "repair.decide", f"kind: points, outcome: granted{more}"))
            for more in (", points: 0", ", points: 3", "", ", months: 1")
        ),
    ),
    Edge(
        "缩短幅度在规定范围之内",
        ELEVEN + asked("2025-03-20", "term", "inspection_participation, study_and_exam_by_administration"),
        "".join(
            refused(act("2025-03-21", "repair.decide", f"kind: term, outcome: granted{more}"))
            for more in (", months: 0", ", months: 4", "", ", points: 1")
        ),
    ),
    Edge(
        "全部条件都要满足：缺的、没有通过的、由不对的一方组织的，都不算",
        scored("2025-02-05", "h1", 6, told="2025-02-06")
        + asked(
            "2025-03-03",
            "points",
            "{name: policy_publicity_activity, organiser: institution}, {name: study_and_exam, passed: false}",
        ),
        refused(act("2025-03-05", "repair.decide", "kind: points, outcome: granted, points: 1")),
    ),
    Edge(
        "由对的一方组织并通过的算满足",
        scored("2025-02-05", "h1", 6, told="2025-02-06")
        + asked(
            "2025-03-03",
            "points",
            "{name: policy_publicity_activity, organiser: agency}, {name: study_and_exam, passed: true}",
        )
        + act("2025-03-05", "repair.decide", "kind: points, outcome: granted, points: 2"),
        "- {on: 2025-03-05, person: D1, points: 4}",
    ),
    Edge(
        "任一条件即可的规则：有一项满足就可以，一项也没有的拒绝，规则以外的条件不算",
        scored("2025-02-05", "h1", 6, told="2025-02-06")
        + asked("2025-03-03", "points", "study_and_exam")
        + act("2025-03-05", "repair.decide", "kind: points, outcome: granted, points: 1")
        + asked("2025-04-01", "points", "good_will"),
        "- {on: 2025-03-05, person: D1, points: 5}\n"
        + refused(act("2025-04-02", "repair.decide", "kind: points, outcome: granted, points: 1")),
        values="repair.conditions_mode: any",
    ),
    Edge(
        "最近一次申请的条件才算",
        scored("2025-02-05", "h1", 6, told="2025-02-06")
        + asked("2025-03-03", "points", "policy_publicity_activity, study_and_exam")
        + asked("2025-03-04", "points", "study_and_exam"),
        refused(act("2025-03-05", "repair.decide", "kind: points, outcome: granted, points: 1")),
    ),
    Edge(
        "机构审核：没有写哪一种的，指最近一次申请；不同意的不能再决定",
        ELEVEN
        + asked("2025-03-20", "points", "policy_publicity_activity, study_and_exam")
        + asked("2025-03-21", "term", "inspection_participation, study_and_exam_by_administration")
        + act("2025-03-22", "repair.agree", "outcome: refused, reason: 不符"),
        refused(act("2025-03-24", "repair.decide", "kind: term, outcome: granted, months: 1"))
        + refused(act("2025-03-24", "repair.agree", "kind: term")),
    ),
    Edge(
        "流程没有的步骤拒绝；没有写流程的都可以",
        scored("2025-02-05", "h1", 6, told="2025-02-06") + asked("2025-03-03", "points", "policy_publicity_activity"),
        refused(act("2025-03-04", "repair.agree", "kind: points")),
        values="repair.flow: [person_applies, agency_reviews]",
    ),
    Edge(
        "修复减到第一档以下就解除的规则：还在第一档的不解除",
        NINE + scored("2025-03-12", "h3", 1, told="2025-03-13") + repaired("2025-03-20", 1),
        "- {on: 2025-03-20, person: D1, points: 9, status: suspended}",
        values="repair.effect_on_running_sanction: lift_when_below_tier",
    ),
]

RESTORATIONS = [
    Edge(
        "没有需要恢复的，说明是不是自动恢复",
        scored("2025-02-05", "h1", 6, told="2025-02-06"),
        refused(act("2025-03-05", "restoration.apply")),
    ),
    Edge(
        "期满自动恢复的规则不需要申请",
        fixed("2025-02-05", "h1", "hainan/16.3", told="2025-02-06"),
        refused(act("2025-03-05", "restoration.apply")),
        regime="hainan-2022",
        values="restoration.flow: [person_applies]",
    ),
    Edge(
        "申请期限：期满前第十个工作日申请不迟，次日迟而仍受理",
        NINE
        + scored("2025-03-05", "h5", 9, person="D2", told="2025-03-10")
        + act("2025-03-26", "restoration.apply", "id: r1")
        + act("2025-04-25", "restoration.apply", "id: r2", person="D2"),
        """
        - {deadline: restoration.apply, of: h2, person: D1, due: 2025-03-26}
        - {deadline: restoration.apply, person: D1, due: 2025-03-26}
        - {deadline: restoration.apply, person: D2, due: 2025-04-24}
        - {note: r2, contains: 迟于 2025-04-24 申请，仍予受理}
        """,
    ),
    Edge(
        "迟了就拒绝的规则：末日可以，次日不行",
        NINE,
        refused(act("2025-03-27", "restoration.apply")),
        values="restoration.late_application: refuse",
    ),
    Edge(
        "迟了就拒绝的规则：末日还可以",
        NINE + act("2025-03-26", "restoration.apply"),
        "- {on: 2025-03-26, person: D1, status: suspended}",
        values="restoration.late_application: refuse",
    ),
    Edge(
        "没有规定提前多少日的，期满日以前都不迟",
        NINE + act("2025-04-10", "restoration.apply", "id: r1"),
        "- {deadline: restoration.apply, person: D1, due: 2025-04-10}\n"
        + refused(act("2025-04-11", "restoration.apply")),
        values="restoration.apply_lead_working_days: null, restoration.late_application: refuse",
    ),
    Edge(
        "恢复要学满学时：暂停首日起到评估日的都算，之前之后的不算",
        NINE
        + act("2025-03-10", "study.record", "hours: 8")
        + act("2025-03-11", "study.record", "hours: 3")
        + act("2025-03-26", "restoration.apply")
        + act("2025-04-08", "study.record", "hours: 1")
        + act("2025-04-08", "study.record", "exam: passed"),
        refused(act("2025-04-08", "restoration.assess", "outcome: passed")),
        values="restoration.training_hours: 5",
    ),
    Edge(
        "学满了就可以通过；没有通过的不问学时",
        NINE
        + act("2025-03-11", "study.record", "hours: 3")
        + act("2025-03-26", "restoration.apply")
        + act("2025-04-08", "study.record", "hours: 2")
        + act("2025-04-08", "restoration.assess", "outcome: passed")
        + scored("2025-03-05", "h5", 9, person="D2", told="2025-03-10")
        + act("2025-04-20", "restoration.apply", person="D2")
        + act("2025-04-22", "restoration.assess", "outcome: failed", person="D2"),
        """
        - {on: 2025-04-11, person: D1, status: normal}
        - {on: 2025-05-11, person: D2, status: suspended}
        """,
        values="restoration.training_hours: 5",
    ),
    Edge(
        "提前恢复：事由、批准、可以提前的暂停，缺一不可",
        fixed("2025-02-05", "h1", "hainan/16.3", told="2025-02-06"),
        refused(act("2025-03-05", "restoration.early", "reason: holiday, exam: passed, approved_by: administration"))
        + refused(act("2025-03-05", "restoration.early", "reason: clinical_need, exam: passed"))
        + "".join(
            refused(act("2025-03-05", "restoration.early", f"reason: clinical_need, exam: passed, approved_by: {who}"))
            for who in ("agency", "institution:王某", "person", "system")
        )
        + refused(
            act(
                "2025-03-05",
                "restoration.early",
                "reason: clinical_need, exam: passed, approved_by: administration",
                person="D2",
            )
        ),
        regime="hainan-2022",
    ),
    Edge(
        "提前恢复：责令停业的不行，说明原因",
        "- {on: 2025-02-10, act: practice.suspend, person: D1, from: 2025-02-11, to: 2025-12-31}\n",
        refused(
            act("2025-03-05", "restoration.early", "reason: clinical_need, exam: passed, approved_by: administration")
        ),
        regime="hainan-2022",
    ),
    Edge(
        "提前恢复：没有通过考核的不恢复",
        fixed("2025-02-05", "h1", "hainan/16.3", told="2025-02-06")
        + act("2025-03-05", "restoration.early", "reason: clinical_need, exam: failed, approved_by: administration"),
        "- {on: 2025-03-06, person: D1, status: suspended, last_day: 2025-05-06}",
        regime="hainan-2022",
    ),
    Edge(
        "提前恢复：不要求考核的规则，批准就恢复",
        fixed("2025-02-05", "h1", "hainan/16.3", told="2025-02-06")
        + act("2025-03-05", "restoration.early", "reason: clinical_need, exam: failed, approved_by: administration"),
        "- {on: 2025-03-05, person: D1, status: normal}",
        regime="hainan-2022",
        values="restoration.early: {who: [doctor], reason: clinical_need, approval: local_administration, exam: false}",
    ),
    Edge(
        "提前恢复：规则要求先停满的月数，停满之日可以，前一日不行",
        fixed("2025-02-05", "h1", "hainan/16.3", told="2025-02-06")
        + act("2025-03-07", "restoration.early", "reason: clinical_need, exam: passed, approved_by: administration"),
        "- {on: 2025-03-07, person: D1, status: normal}\n"
        + refused(
            act("2025-03-06", "restoration.early", "reason: clinical_need, exam: passed, approved_by: administration")
        ),
        regime="hainan-2022",
        values="restoration.early: {who: [doctor], reason: clinical_need, approval: local_administration, "
        "exam: true, min_served: 1}",
    ),
    Edge(
        "没有提前恢复的规则",
        NINE,
        refused(
            act("2025-03-20", "restoration.early", "reason: clinical_need, exam: passed, approved_by: administration")
        ),
    ),
]


def signed(on: str, institution: str = "H2", more: str = "", person: str = "D1") -> str:
    return act(on, "commitment.sign", f"institution: {institution}{more}", person)


def filed(on: str, institution: str = "H2", more: str = "", person: str = "D1") -> str:
    return act(on, "filing.submit", f"institution: {institution}{more}", person)


FILINGS = [
    Edge(
        "先承诺后备案；同一机构备案过的不用再承诺，别处的承诺不算",
        signed("2025-03-03") + filed("2025-03-04") + filed("2025-03-05", "H1"),
        "- {on: 2025-03-04, person: D1, site: H2, status: normal}\n"
        "- {on: 2025-03-03, person: D1, site: H2, status: not_obtained}\n"
        + refused(filed("2025-03-05", "P1", ", role: store_manager")),
    ),
    Edge(
        "不要求承诺的规则，直接备案",
        filed("2025-03-04"),
        "- {on: 2025-03-04, person: D1, site: H2, status: normal}",
        values="commitment.required: false",
    ),
    Edge(
        "加入当日签署；晚签的附注晚了几个工作日，当日签的不附",
        act("2025-03-03", "person.join", "institution: H2")
        + signed("2025-03-05", more=", id: c1")
        + act("2025-03-03", "person.join", "institution: H2", person="D2")
        + signed("2025-03-03", more=", id: c2", person="D2"),
        """
        - {deadline: commitment.sign, person: D1, institution: H2, due: 2025-03-03}
        - {note: c1, contains: 最后一日 2025-03-03，逾期 2 个工作日签署}
        """,
    ),
    Edge(
        "在协议签订以前加入的，自协议签订之日起五个工作日",
        act("2025-02-20", "person.join", "institution: H2")
        + "- {on: 2025-03-03, act: agreement.sign, institution: H2, start_on: 2025-03-10, end_on: 2026-03-09}\n"
        + signed("2025-03-11", more=", id: c1"),
        """
        - {deadline: commitment.sign, person: D1, institution: H2, due: 2025-03-10}
        - {note: c1, contains: 最后一日 2025-03-10，逾期 1 个工作日签署}
        """,
    ),
    Edge(
        "签订协议当日加入的，按协议签订起算",
        "- {on: 2025-03-03, act: agreement.sign, institution: H2, start_on: 2025-03-10, end_on: 2026-03-09}\n"
        + act("2025-03-03", "person.join", "institution: H2"),
        "- {deadline: commitment.sign, person: D1, institution: H2, due: 2025-03-10}",
    ),
    Edge(
        "没有写加入当日签署的规则，按协议签订起算",
        "- {on: 2025-03-03, act: agreement.sign, institution: H2, start_on: 2025-03-10, end_on: 2026-03-09}\n"
        + act("2025-03-05", "person.join", "institution: H2"),
        "- {deadline: commitment.sign, person: D1, institution: H2, due: 2025-03-10}",
        values="commitment.new_person: null",
    ),
    Edge(
        "没有记录加入的，什么时候签都不说迟",
        "- {on: 2025-03-03, act: agreement.sign, institution: H2, start_on: 2025-03-10, end_on: 2026-03-09}\n"
        + act("2025-03-05", "person.join", "institution: P1")
        + signed("2025-09-11", more=", id: c1"),
        "- {on: 2025-09-11, person: D1, status: normal}",
    ),
    Edge(
        "承诺书内容不全的拒绝，一次指出；没有写内容的不问",
        signed("2025-03-03")
        + signed(
            "2025-03-04",
            more=", contents: [lawful_per_agreement, reasonable_necessary, safe_efficient_compliant, good_faith, no_fraud]",
        ),
        refused(signed("2025-03-05", more=", contents: [lawful_per_agreement, good_faith]")),
    ),
    Edge(
        "离岗：第十个工作日更新不迟，次日迟",
        act("2025-03-03", "person.leave", "institution: H1, id: l1, recorded_on: 2025-03-17")
        + act("2025-03-03", "person.leave", "institution: H2, id: l2, recorded_on: 2025-03-18", person="D2"),
        """
        - {deadline: person.leave, person: D1, due: 2025-03-17}
        - {deadline: person.leave, person: D2, institution: H2, due: 2025-03-17}
        - {deadline: person.leave, person: D2, institution: H1, due: null}
        - {note: l2, contains: 最后一日 2025-03-17，逾期 1 个工作日更新}
        - {on: 2025-03-03, person: D1, status: normal}
        - {on: 2025-03-04, person: D1, status: not_obtained}
        - {on: 2025-03-10, person: D1, status: normal, known_on: 2025-03-16}
        """,
    ),
    Edge(
        "没有期限的规则，离岗更新不说迟",
        act("2025-03-03", "person.leave", "institution: H1, id: l1, recorded_on: 2025-09-17"),
        "- {deadline: person.leave, person: D1, due: null}",
        values="filing.leaver_update_working_days: null",
    ),
    Edge(
        "备案的身份、编码、是否涉及基金",
        signed("2025-03-03") + filed("2025-03-04", more=", role: nursing, code_type: national, fund_related: true"),
        refused(filed("2025-03-05", more=", role: gardener"))
        + refused(filed("2025-03-05", more=", fund_related: false"))
        + refused(filed("2025-03-05", more=", code_type: local"))
        + refused(filed("2025-03-05", more=", role: nursing, code_type: local"))
        + refused(filed("2025-03-05", "P1", ", role: medical")),
    ),
    Edge(
        "有两种身份而没有写明按哪一种备案的，看第一种能不能用地方编码",
        signed("2025-03-03"),
        refused(filed("2025-03-04", more=", code_type: local")),
        setting=SETTING.replace("张某, role: ROLE", "张某, role: [nursing, cost_and_settlement_auditor]"),
    ),
    Edge(
        "第一种身份可以用地方编码的，有两种身份也可以",
        signed("2025-03-03") + filed("2025-03-04", more=", code_type: local"),
        "- {on: 2025-03-04, person: D1, site: H2, status: normal}",
        setting=SETTING.replace("张某, role: ROLE", "张某, role: [cost_and_settlement_auditor, nursing]"),
    ),
    Edge(
        "可以用地方编码的身份",
        signed("2025-03-03") + filed("2025-03-04", more=", role: cost_and_settlement_auditor, code_type: local"),
        "- {on: 2025-03-04, person: D1, site: H2, status: normal}",
    ),
    Edge(
        "不论是否涉及基金都管理的规则",
        filed("2025-03-04", more=", fund_related: false"),
        "- {on: 2025-03-04, person: D1, site: H2, status: normal}",
        values="scope.requires_fund_related: false, commitment.required: false",
    ),
    Edge(
        "本人写明不涉及基金的，备案没有写也拒绝；备案写明涉及的以备案为准",
        filed("2025-03-04", more=", fund_related: true"),
        refused(filed("2025-03-05")),
        values="commitment.required: false",
        setting=SETTING.replace("name: 张某,", "name: 张某, fund_related: false,"),
    ),
    Edge(
        "机构类别不归规则管理的不能备案",
        "",
        refused(filed("2025-03-05", "P1")) + refused(filed("2025-03-05", "H2", ", role: nurse")),
        regime="hainan-2022",
    ),
    Edge(
        "执业证书：有一种就可以；写了而没有一种的拒绝，本人的和备案的以备案为准",
        filed("2025-03-04", more=", certificates: [village_doctor_certificate, other]"),
        refused(filed("2025-03-05", more=", certificates: [other]")) + refused(filed("2025-03-05")),
        regime="hainan-2022",
        setting=SETTING.replace("name: 张某,", "name: 张某, certificates: [other],"),
    ),
    Edge(
        "类别没有列出的先备案、待明确：明确以前没有资格",
        signed("2025-03-03") + filed("2025-03-04", more=", role: gardener, id: f1"),
        """
        - {note: f1, contains: 备案待有权机关明确后生效}
        - {on: 2025-03-04, person: D1, site: H1, status: normal}
        - {on: 2025-03-04, person: D1, site: H2, status: not_obtained}
        """,
        values="scope.out_of_list_action: warn_and_hold",
    ),
    Edge(
        "备案的栏目缺的一次指出",
        "",
        refused(filed("2025-03-05", more=", fields: [name, practice_scope]")),
        regime="hainan-2022",
    ),
    Edge(
        "进入条件：写明不具备的拒绝，没有写的不问，规则没有的条件指出",
        filed("2025-03-04", more=", conditions: {policy_knowledge: true}"),
        refused(filed("2025-03-05", more=", conditions: {policy_knowledge: false, practice_certificate: false}"))
        + refused(filed("2025-03-05", more=", conditions: {tall: true, strong: false}")),
        regime="hainan-2022",
    ),
    Edge(
        "规则没有条件的，写什么条件都不认识",
        signed("2025-03-03"),
        refused(filed("2025-03-05", more=", conditions: {tall: true}")),
    ),
    Edge(
        "医师协议在备案日有效：首日和末日可以，之前之后不行",
        filed("2025-03-04", more=", doctor_agreement: {start_on: 2025-03-04, end_on: 2025-12-31}")
        + filed("2025-06-03", more=", doctor_agreement: {start_on: 2024-06-03, end_on: 2025-06-03}"),
        refused(filed("2025-03-05", more=", doctor_agreement: {start_on: 2025-03-06}"))
        + refused(filed("2025-03-05", more=", doctor_agreement: {start_on: 2024-03-05, end_on: 2025-03-04}"))
        + refused(filed("2025-03-05", more=", doctor_agreement: {start_on: 2023-03-05}")),
        regime="hainan-2022",
    ),
    Edge(
        "医师协议没有写末日的按规定的两年，首日计入",
        filed("2025-03-04", more=", doctor_agreement: {start_on: 2023-03-05}"),
        """
        - {claim: {on: 2025-03-04, person: D1, institution: H2}, outcome: pay}
        - {claim: {on: 2025-03-05, person: D1, institution: H2}, outcome: hold}
        - {claim: {on: 2025-03-05, person: D1, institution: H1}, outcome: pay}
        - {on: 2025-03-04, person: D1, site: H2, flags: []}
        - {on: 2025-03-05, person: D1, site: H2, flags: [医师服务协议已期满]}
        - {on: 2025-03-05, person: D1, site: H1, flags: []}
        """,
        regime="hainan-2022",
    ),
    Edge(
        "不问医师协议是否期满的规则照常结算",
        filed("2025-03-04", more=", doctor_agreement: {start_on: 2023-03-05}"),
        "- {claim: {on: 2025-03-05, person: D1, institution: H2}, outcome: pay}",
        regime="hainan-2022",
        values="agreement.lapse_effect: null",
    ),
    Edge(
        "没有规定协议年限的，没有写末日的不期满",
        filed("2025-03-04", more=", doctor_agreement: {start_on: 2003-03-05}"),
        "- {claim: {on: 2025-03-05, person: D1, institution: H2}, outcome: pay}",
        regime="hainan-2022",
        values="agreement.doctor_agreement_term_years: null",
    ),
    Edge(
        "新录用的要考核合格，合格在备案日以前（含当日）；不是新录用的、别处新录用的不问",
        act("2025-03-03", "person.join", "institution: H2, newly_hired: true")
        + act("2025-03-04", "study.record", "exam: failed")
        + act("2025-03-05", "study.record", "exam: passed")
        + filed("2025-03-05")
        + act("2025-03-03", "person.join", "institution: H1, newly_hired: true", person="D2")
        + filed("2025-03-05", person="D2"),
        refused(filed("2025-03-04")) + refused(filed("2025-03-06", "H1", person="D2")),
        regime="hainan-2022",
    ),
    Edge(
        "终止以后：禁期末日不能备案，次日可以；要评估和重新承诺",
        TWELVE
        + restored("2028-03-01")
        + signed("2028-03-02", "H1")
        + filed("2028-03-11", "H1"),
        "- {on: 2028-03-10, person: D1, status: terminated}\n"
        "- {on: 2028-03-11, person: D1, status: normal}\n"
        + refused(filed("2028-03-10", "H1"))
        + refused(filed("2025-03-12", "H1")),
    ),
    Edge(
        "终止以后每一处都要重新备案",
        scored("2025-03-05", "h1", 12, person="D2", told="2025-03-10")
        + restored("2028-03-01", person="D2")
        + signed("2028-03-02", "H1", person="D2")
        + filed("2028-03-13", "H1", person="D2"),
        """
        - {on: 2028-03-13, person: D2, site: H1, status: normal}
        - {on: 2028-03-13, person: D2, site: H2, status: not_obtained}
        - {on: 2028-03-13, person: D2, status: normal}
        - {claim: {on: 2028-03-13, person: D2, institution: H2}, outcome: deny}
        """,
    ),
    Edge(
        "累计终止的，禁期按累计一款；承诺在终止以前的不算",
        scored("2025-02-05", "h1", 6, told="2025-02-06")
        + scored("2025-03-05", "h2", 6, told="2025-03-10")
        + signed("2025-03-10", "H1"),
        refused(filed("2026-03-10", "H1")) + refused(filed("2026-03-11", "H1")),
    ),
    Edge(
        "终止首日重新作出的承诺算数",
        TWELVE + signed("2025-03-11", "H1") + restored("2028-03-01") + filed("2028-03-11", "H1"),
        "- {on: 2028-03-11, person: D1, status: normal}",
    ),
    Edge(
        "不要求禁期届满的规则",
        TWELVE + restored("2025-04-01") + signed("2025-04-01", "H1") + filed("2025-04-02", "H1"),
        "- {on: 2025-04-02, person: D1, status: normal}",
        values="restoration.terminated_requires: [assessment, new_commitment]",
    ),
    Edge(
        "什么都不要求的规则，证书吊销的仍要重新取得",
        act("2025-03-10", "licence.revoke"),
        refused(filed("2025-04-02", "H1")),
        values="restoration.terminated_requires: []",
    ),
    Edge(
        "证书在吊销以前取得的不算，当日重新取得的算",
        act("2025-03-09", "licence.grant")
        + act("2025-03-10", "licence.revoke")
        + act("2025-04-02", "licence.grant")
        + filed("2025-04-02", "H1"),
        "- {on: 2025-04-02, person: D1, status: normal}\n"
        "- {on: 2025-04-01, person: D1, status: terminated, first_day: 2025-03-10}\n"
        + refused(filed("2025-04-01", "H1")),
        regime="hainan-2022",
    ),
    Edge(
        "近两年的重大违规提示给人判断：恰在两年之日的提示，再早的不提示",
        fixed("2023-03-06", "h1", "hainan/15.1")
        + fixed("2023-03-07", "h2", "hainan/16.3")
        + filed("2025-03-06", more=", id: f1")
        + filed("2025-03-07", more=", id: f2"),
        "- {note: f1, contains: 近 2 年内有 12 分的违规（2023-03-06），由人判断是否重大}",
        regime="hainan-2022",
        setting=SETTING.replace("2025-01-02", "2020-01-02"),
    ),
    Edge(
        "近两年内停业结束的提示，更早结束的不提示",
        "- {on: 2023-01-10, act: practice.suspend, person: D1, from: 2023-01-11, to: 2023-03-06}\n"
        + filed("2025-03-06", more=", id: f1")
        + filed("2025-03-07", more=", id: f2"),
        "- {note: f1, contains: 近 2 年内执业证书或执业活动受过处理（2023-01-11），由人判断是否重大}",
        regime="hainan-2022",
        setting=SETTING.replace("2025-01-02", "2020-01-02"),
    ),
    Edge(
        "机构维护的状态要与决定一致",
        NINE + act("2025-03-11", "status.update", "institution: H1, status: suspended"),
        refused(act("2025-03-12", "status.update", "institution: H1, status: normal"))
        + refused(act("2025-03-12", "status.update", "institution: H1, status: terminated"))
        + refused(act("2025-03-12", "status.update", "institution: H2, status: normal", person="D2")).replace(
            "status: normal", "status: suspended"
        ),
    ),
    Edge(
        "以机构维护为准的规则：写什么是什么，别处的、以后的不算",
        scored("2025-03-05", "h1", 9, person="D2", told="2025-03-10")
        + act("2025-03-20", "status.update", "institution: H1, status: suspended", person="D2")
        + act("2025-04-20", "status.update", "institution: H1, status: normal", person="D2"),
        """
        - {on: 2025-03-19, person: D2, site: H1, status: normal}
        - {on: 2025-03-20, person: D2, site: H1, status: suspended}
        - {on: 2025-03-20, person: D2, site: H2, status: normal}
        - {on: 2025-04-19, person: D2, site: H1, status: suspended}
        - {on: 2025-04-20, person: D2, site: H1, status: normal}
        """,
        values="status.effective_source: institution_update",
    ),
    Edge(
        "补充目录：只补充在兜底情形之下，分值在条款的档内，两端都可以",
        "- {on: 2025-02-10, act: catalogue.add, id: l1, under: yunnan/23.2, cite: 某文, authority: 某局, points: 4}\n"
        "- {on: 2025-02-10, act: catalogue.add, id: l2, under: yunnan/23.2, cite: 某文, authority: 某局, points: 6}\n",
        "".join(
            refused(f"- {{on: 2025-02-11, act: catalogue.add, id: l3, under: {under}, cite: 某文, authority: 某局{more}}}")
            for under, more in (
                ("yunnan/23.2", ", points: 3"),
                ("yunnan/23.2", ", points: 7"),
                ("yunnan/23.1", ""),
                ("yunnan/99", ", points: 4"),
            )
        ),
    ),
    Edge(
        "补充固定分值的兜底情形，分值不能不同",
        "",
        refused("- {on: 2025-02-11, act: catalogue.add, id: l3, under: hainan/17.8, cite: 某文, authority: 某局, points: 2}"),
        regime="hainan-2022",
    ),
    Edge(
        "其他情形的暂停：先有补充目录，写明期限，终日不早于首日",
        "- {on: 2025-02-10, act: catalogue.add, id: l1, under: hainan/20.6, cite: 某文, authority: 某局}\n"
        + act("2025-02-10", "qualification.suspend", "ground: l1, to: 2025-02-10")
        + act("2025-03-03", "qualification.suspend", "ground: l1, from: 2025-03-05, to: 2025-03-05", person="D2"),
        "- {on: 2025-02-10, person: D1, status: suspended, last_day: 2025-02-10, cites: [hainan/20.6]}\n"
        "- {on: 2025-02-11, person: D1, status: normal}\n"
        "- {on: 2025-03-04, person: D2, status: normal}\n"
        "- {on: 2025-03-05, person: D2, status: suspended, first_day: 2025-03-05, last_day: 2025-03-05}\n"
        + refused(act("2025-02-09", "qualification.suspend", "ground: l1, to: 2025-03-01"))
        + refused(act("2025-02-11", "qualification.suspend", "ground: l1"))
        + refused(act("2025-02-11", "qualification.suspend", "ground: l1, to: 2025-02-10"))
        + refused(act("2025-02-11", "qualification.suspend", "ground: l1, from: 2025-03-05, to: 2025-03-04"))
        + refused(act("2025-02-11", "qualification.suspend", "ground: l9, to: 2025-03-04"))
        + refused(act("2025-02-11", "qualification.terminate", "ground: l1")),
        regime="hainan-2022",
    ),
    Edge(
        "其他情形的取消：不需要期限",
        "- {on: 2025-02-10, act: catalogue.add, id: l1, under: hainan/21.4, cite: 某文, authority: 某局}\n"
        + act("2025-02-10", "qualification.terminate", "ground: l1"),
        "- {on: 2025-02-10, person: D1, status: terminated, last_day: null, cites: [hainan/21.4]}\n"
        + refused(act("2025-02-11", "qualification.suspend", "ground: l1, to: 2025-03-04", person="D2")),
        regime="hainan-2022",
    ),
    Edge(
        "移送按机构类别，多处执业的任一处都可以；回复由收到移送的部门",
        act("2025-02-10", "transfer.send", "to: health_authority")
        + act("2025-02-20", "transfer.reply", "by: health_authority, result: 已办")
        + act("2025-02-21", "transfer.reply", "result: 补充")
        + act("2025-02-10", "transfer.send", "to: drug_authority", person="D3"),
        refused(act("2025-02-22", "transfer.send", "to: drug_authority"))
        + refused(act("2025-02-22", "transfer.reply", "by: drug_authority, result: 已办"))
        + refused(act("2025-02-22", "transfer.reply", "by: health_authority, result: 已办", person="D3")),
    ),
    Edge(
        "没有规定移送给谁的，移送谁都可以；不是协同部门的不能回复",
        act("2025-02-10", "transfer.send", "to: police") + act("2025-02-10", "transfer.send", "to: human_resources_administration")
        + act("2025-02-20", "transfer.reply", "by: human_resources_administration, result: 已办"),
        refused(act("2025-02-22", "transfer.reply", "by: police, result: 已办")),
        regime="hainan-2022",
    ),
]  # fmt: skip

SMALL = [
    Edge(
        "先送达的一次后补录的，后一次写明的首日仍然算数",
        scored("2025-03-05", "h1", 9)
        + deliver("2025-03-12", "h1", "effective_from: 2025-03-20")
        + deliver("2025-03-10", "h1", "recorded_on: 2025-03-14"),
        """
        - {on: 2025-03-19, person: D1, status: normal}
        - {on: 2025-03-20, person: D1, status: suspended, first_day: 2025-03-20, last_day: 2025-05-19}
        """,
    ),
    Edge(
        "只及于记分一处的暂停，也要申请恢复",
        scored("2025-02-05", "h1", 9, person="D2", told="2025-02-06") + restored("2025-04-07", "D2", "2025-03-20"),
        """
        - {on: 2025-04-06, person: D2, site: H1, status: suspended}
        - {on: 2025-04-06, person: D2, site: H2, status: normal}
        - {on: 2025-04-07, person: D2, site: H1, status: normal}
        """,
        values="scoring.multi_site: per_site, propagation.points_sanction_sites: site",
    ),
    Edge(
        "没有写明是哪次处理的，复核申请的期限没有起算",
        fixed("2025-03-05", "h1", "hainan/16.3", told="2025-03-06"),
        "- {deadline: review.request, person: D1, due: null}",
        regime="hainan-2022",
    ),
]

ALL = [
    *ACCOUNT, *CONSECUTIVE, *TERMS, *SCORING, *INSPECTIONS, *HANDLING, *OBJECTIONS, *REPAIRS, *RESTORATIONS, *FILINGS,
    *SMALL,
]  # fmt: skip
