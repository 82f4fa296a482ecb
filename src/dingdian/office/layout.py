"""The findings workbook: which sheets and columns it has under a regime."""

from __future__ import annotations

from dingdian.law.regime import Regime
from dingdian.law.values import Basis
from dingdian.office import words
from dingdian.office.columns import Column, Kind, Layout, Option, Sheet
from dingdian.office.columns import options as _options


class FindingsLayout(Layout):
    """The four sheets, bound to a regime."""

    @property
    def findings(self) -> Sheet:
        return self.sheets[0]

    @property
    def deliveries(self) -> Sheet:
        return self.sheets[1]

    @property
    def people(self) -> Sheet:
        return self.sheets[2]

    @property
    def institutions(self) -> Sheet:
        return self.sheets[3]


def circumstance_options(regime: Regime) -> tuple[Option, ...]:
    """Every circumstance; those that need an item added by the authority are known but not offered."""
    must_list = regime.parameters.scoring.catch_all_requires_catalogue_item.value
    return tuple(
        Option(clause, f"{clause} {rule.label}".strip(), not (rule.catch_all and must_list))
        for clause, rule in regime.parameters.scoring.circumstances.value.items()
    )


def layout_for(regime: Regime) -> FindingsLayout:
    """The workbook of a regime: only what its rules ask for is offered."""
    p = regime.parameters
    s, human_points = p.scoring, p.scoring.method.value == "band_by_severity"
    by_degree = s.method.value == "band_by_responsibility_degree"
    human_months = p.tiers.term_mode.value == "human_range"
    circumstances = circumstance_options(regime)
    on_penalty = [
        c for c, rule in s.circumstances.value.items() if not rule.basis or Basis.ADMINISTRATIVE_PENALTY in rule.basis
    ]
    example = next((o.label for o in circumstances if o.listed and o.value in on_penalty), "")
    required_facts = s.required_case_facts.value
    roles = tuple(dict.fromkeys((*p.scope.medical_roles.value, *p.scope.pharmacy_roles.value)))
    degrees = s.degrees.value or ()
    bands = s.bands.value or ()
    months = [r for r in p.tiers.suspension_rows.value if r.months_min is not None]
    term_range = f"{months[0].months_min} 至 {months[0].months_max}" if months else ""
    findings = Sheet(
        "查实与记分",
        (
            Column("handling", "处理编号", Kind.NUMBER, "处罚决定或协议处理决定的编号，同一决定各行相同",
                   "CL2025-001", True, width=14),
            Column("on", "处理日期", Kind.DATE, "决定作出之日；记分归入这一天所在的年度", "2025-03-10", True),
            Column("basis", "处理依据", Kind.ONE, "记分所依据的决定", "行政处罚",
                   s.requires_underlying_decision.value, options=_options(list(words.BASES), words.BASES)),
            Column("institution", "机构代码", Kind.CODE, "被处理的定点机构的国家编码", "H53010200001", True, width=16),
            Column("institution_name", "机构名称", Kind.TEXT, "机构全称，同一代码各行相同", "示例市第一医院", width=20),
            Column("inspection", "检查编号", Kind.NUMBER, "同一次检查查出的行为合并计算；不填则每个处理自成一次",
                   "JC2025-01"),
            Column("finding", "事项编号", Kind.NUMBER, "处理内查实事项的编号；同一事项涉及多人的，各行相同", "1", True,
                   width=10),
            Column("type", "违规类型", Kind.TEXT, "行为的类型；同次检查中同一类型只记一次", "超标准收费", True,
                   width=16),
            Column("circumstances", "情形条款", Kind.MANY, "符合的负面情形；同一行为符合多项的都写上", example, True,
                   options=circumstances, width=34),
            Column("amount", "涉及金额", Kind.AMOUNT, "该事项涉及的医保基金（元），没有则填 0.00", "12500.00",
                   "amount" in required_facts, width=13),
            Column("person", "人员代码", Kind.CODE, "责任人员的国家编码", "D530102000001", True, width=16),
            Column("name", "姓名", Kind.TEXT, "责任人员姓名，同一代码各行相同", "张某"),
            Column("degree", "责任程度", Kind.ONE, "认定的责任程度；不记分的可以不填", "重要", offered=by_degree,
                   options=_options(degrees, words.DEGREES)),
            Column("mitigating", "从轻减轻事由", Kind.MANY, "有则填写", "主动交代",
                   offered=bool(s.mitigating.value), options=_options(s.mitigating.value or (), words.REASONS),
                   width=16),
            Column("aggravating", "从重加重事由", Kind.MANY, "有则填写", "",
                   offered=bool(s.aggravating.value), options=_options(s.aggravating.value or (), words.REASONS),
                   width=16),
            Column("shift", "升降档", Kind.ONE, "升降一档的才填，须有相应事由", "减一档",
                   offered=bool(s.band_shift_max.value), options=_options(list(words.SHIFTS), words.SHIFTS)),
            Column("points", "分值", Kind.WHOLE,
                   "由人裁量，在情形对应的分档内" if human_points else "一般不填；有从轻从重事由、在本档内另定的才填",
                   str(bands[0][0]) if human_points and bands else "", offered=human_points or by_degree, width=8),
            Column("months", "期限月数", Kind.WHOLE, f"累计达到暂停分值时由人裁量的期限，{term_range} 个整月",
                   "", offered=human_months, width=10),
            Column("not_scored", "不记分理由", Kind.TEXT, "有责任但不记分的，写明理由",
                   "", offered=s.allow_not_scored_with_reason.value, width=18),
            Column("recorded_on", "登记日期", Kind.DATE, "登记晚于处理日期的才填；各处理按登记先后累计", ""),
        ),
        required=True,
    )  # fmt: skip
    deliveries = Sheet(
        "送达",
        (
            Column("handling", "处理编号", Kind.NUMBER, "“查实与记分”里的处理编号", "CL2025-001", True, width=14),
            Column("recipient", "送达对象", Kind.ONE, "送达机构（措施由此起算），还是告知本人", "机构", True,
                   options=_options(list(words.RECIPIENTS), words.RECIPIENTS)),
            Column("institution", "机构代码", Kind.CODE, "收件机构；不填即被处理的机构", "H53010200001", width=16),
            Column("person", "人员代码", Kind.CODE, "告知本人的必填；送达机构的不填即处理所涉全部人员",
                   "D530102000001", width=16),
            Column("on", "送达日期", Kind.DATE, "书面通知送到之日", "2025-03-12", True),
        ),
    )  # fmt: skip
    people = Sheet(
        "人员",
        (
            Column("person", "人员代码", Kind.CODE, "国家编码；多点执业的每个机构一行", "D530102000001", True,
                   width=16),
            Column("name", "姓名", Kind.TEXT, "同一代码各行相同", "张某"),
            Column("role", "人员类别", Kind.ONE, "登记备案的类别", words.ROLES.get(roles[0], roles[0]) if roles else "",
                   True, options=_options(roles, words.ROLES), width=18),
            Column("institution", "机构代码", Kind.CODE, "备案所在机构", "H53010200001", True, width=16),
            Column("department", "科室", Kind.TEXT, "有则填写", "内科"),
            Column("filed_on", "备案日期", Kind.DATE, "在该机构登记备案之日；不填视为早已备案", "2024-01-02"),
        ),
    )  # fmt: skip
    institutions = Sheet(
        "机构",
        (
            Column("institution", "机构代码", Kind.CODE, "国家编码", "H53010200001", True, width=16),
            Column("institution_name", "机构名称", Kind.TEXT, "机构全称", "示例市第一医院", width=24),
            Column("sector", "机构类别", Kind.ONE, "医疗机构或零售药店", "定点医疗机构", True,
                   options=_options(list(words.SECTORS), words.SECTORS), width=16),
            Column("ownership", "举办性质", Kind.ONE, "有则填写，部分情形只适用于公立机构", "公立",
                   options=_options(list(words.OWNERSHIPS), words.OWNERSHIPS)),
        ),
    )  # fmt: skip
    return FindingsLayout((findings, deliveries, people, institutions), "每行一人一事项", "没有送达")
