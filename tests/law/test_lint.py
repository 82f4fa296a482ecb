"""Lint: each kind of mistake in a regime that loads is found where it stands; the shipped regimes have no error."""

from __future__ import annotations

from pathlib import Path

import pytest

from dingdian.law.lint import Finding, lint
from dingdian.regimes import SHIPPED, load, names
from tests.proof.variants import Variant

CLAUSES = "clauses: [yunnan/29.1a]"


def findings(variant: Variant) -> list[Finding]:
    return lint(load(variant.id, [variant.root], sound=False))


def at(key: str, *path: str | int) -> tuple[str | int, ...]:
    return ("parameters", key, "value", *path)


@pytest.mark.parametrize("name", names([SHIPPED]))
def test_shipped_regimes_have_no_error(name: str) -> None:
    assert [f for f in lint(load(name)) if f.level == "error"] == []


ROWS = "tiers.suspension_rows"
RATIOS = "institution_measures.ratio_rows"

# what is set (key → value), level, path, message
WRONG = [
    ({"scoring.bands": "[[1, 3], [5, 6], [7, 9], [10, 12]]"}, "error", at("scoring.bands", 1), "4—4 分不在任何档次"),
    ({"scoring.bands": "[[1, 3], [3, 6], [7, 9], [10, 12]]"}, "error", at("scoring.bands", 1), "3—3 分同时落在两档"),
    ({"scoring.bands": "[[1, 3], [4, 6], [7, 9]]"}, "error", at("scoring.bands"), "各档合起来是 1—9 分"),
    ({"scoring.bands": "[[3, 1], [4, 6], [7, 9], [10, 12]]"}, "error", at("scoring.bands", 0),
     "第 1 档 3—1 分上下颠倒"),
    ({"scoring.bands": "null"}, "error", at("scoring.bands"), "按档次记分却没有档次"),
    ({"scoring.degrees": "null"}, "error", at("scoring.degrees"), "按责任程度记分却没有责任程度"),
    ({"scoring.degree_position": "{general: 1, important: 2}"}, "error", at("scoring.degree_position"),
     "责任程度 main 没有档内位置"),
    ({"scoring.degree_position": "{general: 1, important: 2, main: 4}"}, "warning",
     at("scoring.degree_position", "main"), "main 在第 4 位，超出第 1、2、3、4 档的宽度，按该档最高分记"),
    ({"scoring.degree_position": "{general: 0, important: 2, main: 3}"}, "error",
     at("scoring.degree_position", "general"), "general 在第 0 位"),
    ({"scoring.degree_position": "{general: 2, important: 1, main: 3}"}, "error",
     at("scoring.degree_position", "important"), "important 的位置不高于 general"),
    ({"scoring.degree_position": "{general: 1, important: 2, main: 3, sole: 3}"}, "error",
     at("scoring.degree_position", "sole"), "责任程度 sole 没有列出"),
    ({"scoring.degree_clauses": "{sole: yunnan/26.1}"}, "error", at("scoring.degree_clauses", "sole"),
     "责任程度 sole 没有列出"),
    ({"scoring.circumstances": "{yunnan/22.1: {band: 5}}"}, "error",
     at("scoring.circumstances", "yunnan/22.1", "band"), "没有第 5 档"),
    ({"scoring.circumstances": "{yunnan/22.1: {points: 13}}"}, "error",
     at("scoring.circumstances", "yunnan/22.1", "points"), "yunnan/22.1 记 13 分"),
    ({"scoring.method": "fixed_by_circumstance"}, "error", at("scoring.circumstances", "yunnan/22.1"),
     "按固定分值记分，yunnan/22.1 却没有写分值"),
    ({"scoring.method": "fixed_by_circumstance", "scoring.fixed_points": "[2, 4]",
      "scoring.circumstances": "{yunnan/22.1: {points: 3}}"}, "error",
     at("scoring.circumstances", "yunnan/22.1", "points"), "3 分不是固定分值"),
    ({"scoring.method": "fixed_by_circumstance", "scoring.fixed_points": "[2, 3]",
      "scoring.circumstances": "{yunnan/22.1: {points: 3}}"}, "warning", at("scoring.fixed_points", 0),
     "没有记 2 分的情形"),
    ({"scoring.circumstance_items_per_level": "{band1: 4, band2: 2, band3: 2, band4: 2}"}, "error",
     at("scoring.circumstance_items_per_level", "band1"), "band1 写明 4 项，目录里有 3 项"),
    ({"scoring.circumstances": "{zhejiang/22.1: {band: 1}}"}, "error",
     at("scoring.circumstances", "zhejiang/22.1"), "没有条款 zhejiang/22.1"),
    ({ROWS: "[{at: 9, months: 1}, {at: 11, months: 5}]"}, "error", at(ROWS), "10 分没有对应的期限"),
    ({ROWS: "[{at: 9, months: 1}, {at: 11, months: 5}]"}, "error", at(ROWS), "由 0 分升到 10 分（单次 1 分）没有结果"),
    ({ROWS: "[{min: 9, max: 10, months: 1}, {min: 10, max: 11, months: 5}]"}, "error", at(ROWS),
     "10 分同时落在第 1 行和第 2 行"),
    ({ROWS: "[{min: 9, max: 11, months: 1}, {at: 12, months: 5}]"}, "error", at(ROWS, 1),
     "第 2 行（12—12 分）永远用不上"),
    ({ROWS: "[{min: 9, max: 11, months: 7}]"}, "error", at(ROWS, 0, "months"), "期限 7 个月超过最长 6 个月"),
    ({ROWS: "[{min: 9, max: 11, days: 200}]"}, "error", at(ROWS, 0, "days"), "期限 7 个月超过最长 6 个月"),
    ({ROWS: "[{at: 9, months: 3}, {at: 10, months: 2}, {at: 11, months: 5}]"}, "warning", at(ROWS, 1),
     "10 分的期限 2个月 短于 9 分的 3个月"),
    ({"tiers.single_vs_cumulative_for_suspension": "false"}, "warning", at(ROWS, 0),
     "写了单次一栏，但 tiers.single_vs_cumulative_for_suspension 没有启用"),
    ({"tiers.lower_bounds": "[9, 11, 12]"}, "error", at(ROWS), "tiers.lower_bounds 缺少 10"),
    ({"tiers.terminate_at": "13"}, "error", at("tiers.terminate_at"), "终止分值 13 达不到"),
    ({"tiers.terminate_at": "null"}, "error", at("tiers.ban_years_single"), "写了禁期，但没有任何分值导致终止"),
    ({"tiers.consecutive_years": "[{more_than: 12, years: 2, terminate: true}]"}, "error",
     at("tiers.consecutive_years", 0), "一年不可能超过 12 分"),
    ({"tiers.consecutive_years": "[{more_than: 6, years: 2, months: 6, ban_years: 1}]"}, "error",
     at("tiers.consecutive_years", 0), "写了禁期，但这一条件不终止"),
    ({"credit.levels": "[{level: A, min: 7}, {level: B, min: 0, max: 5}]"}, "error", at("credit.levels"),
     "剩余 6 分没有等级"),
    ({"credit.levels": "[{level: A, min: 6}, {level: B, min: 0, max: 6}]"}, "error", at("credit.levels", 1),
     "剩余 6 分同时是 A、B"),
    ({RATIOS: "[{min_percent: 30, max_percent: 50, do: payment_hold}, {min_percent: 50, do: agreement_suspension}]"},
     "error", at(RATIOS, 1), "50% 同时适用 payment_hold 和 agreement_suspension"),
    ({RATIOS: "[{min_percent: 30, do: payment_hold}, {min_percent: 50, do: agreement_suspension}]"},
     "error", at(RATIOS, 1), "50% 同时适用 payment_hold 和 agreement_suspension"),
    ({RATIOS: "[{min_percent: 30, max_percent: 49, do: payment_hold}, {min_percent: 50, do: agreement_suspension}]"},
     "error", at(RATIOS, 1), "49% 与 50% 之间没有措施"),
    ({RATIOS: "[{min_percent: 60, max_percent: 50, do: payment_hold}]"}, "error", at(RATIOS, 0),
     "比例 60%—50% 不成立"),
    ({"measures.at_12": "[banish]"}, "warning", at("measures.at_12", 0), "措施 banish 不在措施目录里"),
    ({"measures.at_12": "[]"}, "warning", at("measures.catalogue", "regional_circular"),
     "目录里的措施 regional_circular 没有任何地方采用"),
    ({"settlement.denied_statuses": "[frozen]"}, "error", at("settlement.denied_statuses", 0), "不认识的状态 frozen"),
    ({"status.codes": "[normal, suspended]"}, "error", at("settlement.denied_statuses", 1),
     "状态 terminated 没有列在 status.codes 里"),
    ({"settlement.status_clauses": "{frozen: [yunnan/14]}"}, "error", at("settlement.status_clauses", "frozen"),
     "不认识的状态 frozen"),
    ({"settlement.denied_statuses": "[terminated]"}, "warning", at("settlement.emergency_exception.suspended"),
     "suspended 的费用本来就结算，急诊例外没有意义"),
    ({"settlement.emergency_kinds": "[]"}, "warning", at("settlement.emergency_kinds"),
     "有急诊例外，却没有写明什么算急诊"),
    ({"casework.two_person_steps": "[handling.decided]"}, "warning", at("casework.two_person_steps", 0),
     "没有名为 handling.decided 的步骤"),
    ({"meta.effective_from": "2025-06-01", "meta.effective_to": "2025-05-01"}, "error", at("meta.effective_to"),
     "失效日 2025-05-01 早于施行日 2025-06-01"),
    ({"repair.points_range": "[2, 1]"}, "error", at("repair.points_range"), "范围 2—1 不成立"),
    ({"restoration.apply_lead_working_days": "5"}, "warning", at("restoration.apply_lead_working_days"),
     "期满前 5 个工作日申请，评估要 10 个工作日，可能期满仍未评估"),
]  # fmt: skip


@pytest.mark.parametrize(("values", "level", "path", "message"), WRONG)
def test_a_mistake_is_found_where_it_stands(
    tmp_path: Path, values: dict[str, str], level: str, path: tuple[str | int, ...], message: str
) -> None:
    variant = Variant(tmp_path)
    for key, value in values.items():
        variant.set(key, f"{{value: {value}, basis: assumed, {CLAUSES}}}")
    hits = [f for f in findings(variant) if f.path == path and f.message == message]
    assert [(f.level, bool(f.expected), bool(f.remedy)) for f in hits] == [(level, True, True)]


def test_a_text_that_rests_on_a_reading_only_is_an_error(tmp_path: Path) -> None:
    variant = Variant(tmp_path)
    variant.set("scoring.cap", "{value: 12, basis: text, clauses: [yunnan/I30]}")
    path = ("parameters", "scoring.cap", "clauses")
    assert [f.message for f in findings(variant) if f.path == path] == ["写明是文件原文，却只引了存疑事项"]


def test_a_clause_of_another_jurisdiction_is_an_error(tmp_path: Path) -> None:
    variant = Variant(tmp_path)
    variant.edit_clauses("- id: yunnan/3a\n", "- id: zhejiang/3a\n")
    (found,) = [f for f in findings(variant) if f.level == "error"]
    assert (found.source, found.path[0], found.message) == (
        "clauses",
        "clauses",
        "条款 zhejiang/3a 不属于本规则（yunnan）",
    )


ISSUE = """\
issues:
  - id: yunnan/I99
    clauses: [CLAUSE]
    problem: 没有写明
    adopted: 从宽
"""


@pytest.mark.parametrize(
    ("clause", "more", "level", "message"),
    [
        ("yunnan/99", "    keys: [scoring.cap]\n", "error", "yunnan/I99 引的条款 yunnan/99 不存在"),
        ("yunnan/2", "    impact: high\n", "warning", "yunnan/I99 涉及条款，却没有写明由哪个参数采纳"),
        ("yunnan/2", "    keys: [scoring.cap]\n    needs_ruling: true\n", "warning",
         "yunnan/I99 待有权机关明确，却没有写另外的解释"),
    ],
)  # fmt: skip
def test_an_open_point_without_a_reading_is_found(
    tmp_path: Path, clause: str, more: str, level: str, message: str
) -> None:
    variant = Variant(tmp_path)
    variant.edit_clauses("issues:\n", ISSUE.replace("CLAUSE", clause) + more)
    hits = [f for f in findings(variant) if "I99" in f.message]
    assert [(f.level, f.source, f.message) for f in hits] == [(level, "clauses", message)]


def test_an_open_point_of_low_impact_may_do_without_a_parameter(tmp_path: Path) -> None:
    variant = Variant(tmp_path)
    variant.edit_clauses("issues:\n", ISSUE.replace("CLAUSE", "yunnan/2") + "    impact: low\n")
    assert [f for f in findings(variant) if "I99" in f.message] == []
