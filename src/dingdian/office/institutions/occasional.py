"""Sheets of a workbook of institutions that only some rules ask for: one that no test reads is not offered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from dingdian.law.regime import Regime
from dingdian.office.columns import Column, Kind, Sheet, options
from dingdian.office.institutions import words as w
from dingdian.office.institutions.titles import (
    CHANGES,
    COACHING,
    DEMANDS,
    INTERVIEWS,
    MONTHS,
    PLANS,
    PRICES,
    ROUNDS,
    TESTS,
    institution_column,
)


def occasional(regime: Regime, asks: Callable[..., bool]) -> tuple[Sheet, ...]:
    """Sheets of a few columns; `asks` tells whether one of some tests is among those of the regime."""
    rules = regime.rules
    changes = asks("unfiled_change", "change_open", "moved_against_plan")
    papers = asks("data_withheld", "documents_not_supplied")
    coaching = asks("coaching_refused", "coaching_unfinished")
    fields = dict.fromkeys((*(rules.major_change_fields.value or ()), *w.FIELDS))
    sheets = (
        (CHANGES, changes, (
            Column("field", "变更事项", Kind.ONE, "变了什么", "注册地址", True,
                   options=options(list(fields), w.FIELDS), width=14),
            Column("value", "变更后", Kind.TEXT, "新的内容", "", width=20),
            Column("approved_on", "批准日期", Kind.DATE, "主管部门批准之日", "2024-06-17"),
            Column("took_effect_on", "生效日期", Kind.DATE, "没有批准机关的，变更生效之日", ""),
            Column("applied_on", "申请日期", Kind.DATE, "向经办机构申请之日", ""),
            Column("discovered_on", "被发现日期", Kind.DATE, "由他人发现未变更之日", "", width=13),
            Column("decided_on", "办结日期", Kind.DATE, "经办机构办结之日", ""),
            Column("requires_reassessment", "须重新核定", Kind.YES, "不填按规则的清单", ""),
        )),
        (DEMANDS, papers, (
            Column("items", "要求的资料", Kind.TEXT, "书面要求提供的资料", "2024年5月病历", True, width=24),
            Column("asked_on", "要求日期", Kind.DATE, "书面要求送达之日", "2024-06-05"),
            Column("due_on", "应交日期", Kind.DATE, "书面要求写明的期限", "2024-06-14", True),
            Column("received_on", "交来日期", Kind.DATE, "全部交来之日", ""),
            Column("final_on", "最后通知送达", Kind.DATE, "最后通知送达之日", "", width=13),
            Column("extended_to", "延长至", Kind.DATE, "到期前写明理由延长的", ""),
        )),
        (MONTHS, asks("trace_rates"), (
            Column("month", "年月", Kind.NUMBER, "如 2025-11", "2025-11", True),
            Column("sold", "售出赋码数", Kind.WHOLE, "售出的赋码药品数", "1000", True),
            Column("scanned", "扫码数", Kind.WHOLE, "扫过追溯码的数", "930", True),
            Column("uploaded", "上传数", Kind.WHOLE, "上传了追溯码的数", "920", True),
        )),
        (TESTS, asks("insurance_code"), (
            Column("on", "检测日期", Kind.DATE, "现场检测之日", "2025-12-03", True),
            Column("passed", "通过", Kind.YES, "能识别医保码", "否", True),
            Column("retest", "复测", Kind.YES, "是否复测", "否"),
        )),
        (PRICES, asks("dual_price"), (
            Column("drug_code", "药品编码", Kind.CODE, "国家药品编码", "XC01", True, width=16),
            Column("specification", "规格", Kind.TEXT, "规格", ""),
            Column("manufacturer", "生产企业", Kind.TEXT, "生产企业", ""),
            Column("package", "包装", Kind.TEXT, "包装", ""),
            Column("date", "销售日期", Kind.DATE, "比较的销售日", "2025-09-03", True),
            Column("insured_price", "医保售价", Kind.AMOUNT, "售给参保人的单价（元）", "25.00", True),
            Column("uninsured_price", "自费售价", Kind.AMOUNT, "售给自费人的单价（元）", "20.00", True),
            Column("qty", "数量", Kind.WHOLE, "按医保价售出的数量", "200", True),
            Column("promotion", "促销", Kind.YES, "面向所有人的促销", "否"),
            Column("confirmed", "已核实", Kind.YES, "现场核实过", "是"),
        )),
        (COACHING, coaching, (
            Column("item", "类别", Kind.ONE, "问题，或要求整改的通知", "问题", True,
                   options=options(list(w.COACHING), w.COACHING)),
            Column("text", "内容", Kind.TEXT, "问题或要求", "", width=24),
            Column("due", "期限", Kind.DATE, "整改的期限", "2025-08-04", True),
            Column("done", "完成日期", Kind.DATE, "改好或答复之日", ""),
            Column("refused_on", "拒绝日期", Kind.DATE, "拒绝整改之日", ""),
        )),
        (INTERVIEWS, asks("dual_channel_not_served"), (
            Column("held_on", "约谈日期", Kind.DATE, "约谈之日", "2025-07-10", True),
            Column("role", "约谈对象", Kind.ONE, "谁到场", "主要负责人", True, options=options(list(w.ROLES),
                   w.ROLES)),
            Column("due_on", "整改期限", Kind.DATE, "约谈要求的期限", "2025-08-10"),
            Column("rectified_on", "整改日期", Kind.DATE, "改好之日", ""),
        )),
        (ROUNDS, asks("unsigned_by_own_cause", "suspended_past_round"), (
            Column("start", "签约期起", Kind.DATE, "集中签约第一日", "2025-12-01", True),
            Column("end", "签约期止", Kind.DATE, "集中签约最后一日", "2025-12-31", True),
            Column("invited_on", "邀请日期", Kind.DATE, "通知签约之日", "2025-12-01"),
            Column("first_reminder", "第一次提醒", Kind.DATE, "提醒之日", "2025-12-15", width=13),
            Column("second_reminder", "第二次提醒", Kind.DATE, "提醒之日", "2025-12-26", width=13),
            Column("cause", "未签原因", Kind.ONE, "没有签的原因", "", options=options(list(w.CAUSES), w.CAUSES)),
        )),
    )  # fmt: skip
    plan = rules.plan_gate.value not in ((), ("none",)) or asks("moved_against_plan")
    return (
        *(Sheet(title, _offered((institution_column(), *columns), when)) for title, when, columns in sheets),
        Sheet(PLANS, _offered((
            Column("area", "统筹区", Kind.TEXT, "“机构”表里的统筹区", "示例市", True),
            Column("sector", "机构类别", Kind.ONE, "规划的类别", "零售药店", True,
                   options=options(rules.sectors.value, w.SECTORS)),
            Column("effective_on", "规划施行日期", Kind.DATE, "资源规划施行之日", "2025-03-01", width=13),
            Column("quota", "年度名额", Kind.WHOLE, "年度计划的名额", "10"),
            Column("used", "已用名额", Kind.WHOLE, "本年度已定点的数", "10"),
        ), plan)),
    )  # fmt: skip


def _offered(columns: tuple[Column, ...], when: bool) -> tuple[Column, ...]:
    if when:
        return columns
    return tuple(replace(c, offered=False) for c in columns)
