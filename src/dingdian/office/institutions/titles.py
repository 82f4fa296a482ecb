"""Titles of the sheets in a workbook of institutions, and the column by which a row belongs to an institution."""

from __future__ import annotations

from dingdian.office.columns import Column, Kind

INSTITUTIONS, LICENCES, STAFF, KEY_PERSONS = "机构", "证照", "人员", "关键人"
AGREEMENTS, EVENTS, FINDINGS, DUTIES, EARLIER = "协议", "中止与解除", "查实事项", "处罚与责任", "既往记录"
CHANGES, DEMANDS, MONTHS, TESTS, PRICES = "信息变更", "资料催交", "追溯码指标", "医保码检测", "同药价格"
COACHING, INTERVIEWS, ROUNDS, PLANS = "辅导整改", "约谈", "集中签约", "资源规划"
OF = "institution"


def institution_column() -> Column:
    """The code of the institution, on every sheet but the first."""
    return Column(OF, "机构代码", Kind.CODE, "“机构”表里的代码", "H44020000001", True, width=16)
