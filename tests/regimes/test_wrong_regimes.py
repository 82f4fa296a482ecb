"""Wrong regime files: each mistake is named with its line, field, what was expected and a remedy; nothing is loaded."""

from __future__ import annotations

from pathlib import Path

import pytest

from dingdian.located import InvalidInput, Problem
from dingdian.regimes import load
from tests.proof.variants import Variant

CLAUSES = "clauses: [yunnan/29.1a]"
TEXT = f"basis: text, {CLAUSES}}}"


def problems(variant: Variant) -> list[Problem]:
    with pytest.raises(InvalidInput) as caught:
        load(variant.id, [variant.root])
    return caught.value.problems


# key, what is written there, field of the mistake below the key, message, expected, remedy
VALUES = [
    ("scoring.cap", f"{{value: twelve, {TEXT}", ".value", "'twelve' 不是整数", "半角整数，如 3", "改成整数"),
    ("scoring.cap", f"{{value: １２, {TEXT}", ".value", "'１２' 不是整数", "半角整数，如 3", "改成整数"),
    ("scoring.cap", f'{{value: "12", {TEXT}', ".value", "'12' 不是整数", "半角整数，如 3", "改成整数"),
    ("scoring.cap", f"{{value: 12.0, {TEXT}", ".value", "12.0 不是整数", "半角整数，如 3", "改成整数"),
    ("scoring.cap", f"{{value: true, {TEXT}", ".value", "true 不是整数", "半角整数，如 3", "改成整数"),
    ("scoring.cap", f"{{{TEXT}", ".value", "缺少这个字段", "必填", "补上这个字段"),
    ("scoring.cap", "12", "", "12 不是映射", "若干“键: 值”", "改成映射"),
    ("scoring.cap", f"{{value: 12, source: x, {TEXT}", ".source", "不认识的字段 source", "格式里列出的字段",
     "删去或改正拼写"),
    ("scoring.cap", "{value: 12, basis: text}", "", "basis 为 text 时必须写明条款", "", "在 clauses 里列出条款编号"),
    ("scoring.cap", "{value: 12, basis: not_stated}", "", "basis 为 not_stated 时 value 必须是 null", "",
     "改 basis 为 text 或 assumed，或删去值"),
    ("scoring.cap", f"{{value: 12, basis: guess, {CLAUSES}}}", ".basis", "不认识的值 'guess'",
     "'text', 'assumed', 'not_stated'、'not_applicable'", "改成其中之一"),
    ("scoring.cap", "{value: 12, basis: text, clauses: yunnan/29.1a}", ".clauses", "'yunnan/29.1a' 不是列表",
     "列表，如 [甲, 乙]", "用方括号或短横线列出"),
    ("scoring.cap", "{value: 12, basis: text, clauses: [yunnan/99]}", ".clauses[0]", "没有条款 yunnan/99",
     "clauses.yaml 里有的条款编号", "改正编号，或先在 clauses.yaml 加上这一条"),
    ("scoring.carry_over", f"{{value: yes, {TEXT}", ".value", "'yes' 不是 true 或 false", "true 或 false",
     "改成 true 或 false"),
    ("meta.effective_from", f"{{value: 2025-02-30, {TEXT}", ".value", "日历上没有 2025-02-30 这一天", "",
     "改成存在的日期"),
    ("meta.effective_from", f"{{value: ２０２５-01-01, {TEXT}", ".value", "“２０２５-01-01” 不是日期", "",
     "写成 2025-03-10 这样的半角日期"),
    ("meta.effective_from", f"{{value: 2025/1/1, {TEXT}", ".value", "“2025/1/1” 不是日期", "",
     "写成 2025-03-10 这样的半角日期"),
    ("tiers.jump_rule", f"{{value: highest, {TEXT}", ".value", "不认识的值 'highest'",
     "'final_tier_only', 'first_tier_crossed'、'sum_of_crossed_tiers'", "改成其中之一"),
    ("sanction.month_end_rule", "{value: null, basis: not_stated}", ".value", "不认识的值 null",
     "'last_day_of_month'", "改成其中之一"),
    ("scoring.bands", f"{{value: 3, {TEXT}", ".value", "3 不是列表", "列表，如 [甲, 乙]", "用方括号或短横线列出"),
    ("tiers.suspension_rows", f"{{value: [{{min: 9, max: 8, months: 1}}], {TEXT}", ".value[0]", "min 9 大于 max 8", "",
     "交换两个数"),
    ("tiers.suspension_rows", f"{{value: [{{at: 9}}], {TEXT}", ".value[0]", "这一行没有期限", "",
     "写 months、days、cumulative_months 或 months_min/months_max"),
    ("tiers.suspension_rows", f"{{value: [{{months: 9}}], {TEXT}", ".value[0]", "每一行写 at，或同时写 min 和 max", "",
     "例如 at: 9 或 min: 6, max: 7"),
    ("tiers.suspension_rows", f"{{value: [{{at: 9, months_min: 3, months_max: 1}}], {TEXT}", ".value[0]",
     "months_min 大于 months_max", "", "交换两个数"),
    ("scoring.circumstances", f"{{value: {{yunnan/22.1: {{band: 1, points: 2}}}}, {TEXT}", ".value.yunnan/22.1",
     "情形要么属于一个档次（band），要么有固定分值（points）", "", "只写其中一个"),
]  # fmt: skip


@pytest.mark.parametrize(("key", "text", "below", "message", "expected", "remedy"), VALUES)
def test_a_wrong_value_is_named(
    tmp_path: Path, key: str, text: str, below: str, message: str, expected: str, remedy: str
) -> None:
    variant = Variant(tmp_path)
    line = variant.set(key, text)
    assert problems(variant) == [
        Problem(str(variant.file), line, f"parameters.{key}{below}", message, expected, remedy)
    ]


def test_a_missing_parameter_is_named_where_it_belongs(tmp_path: Path) -> None:
    variant = Variant(tmp_path)
    variant.set("sanction.month_end_rule", None)
    found = problems(variant)
    assert [(p.field, p.message, p.remedy) for p in found] == [
        ("parameters.sanction.month_end_rule", "缺少参数 sanction.month_end_rule", "补上这个参数")
    ]
    lines = variant.file.read_text(encoding="utf-8").split("\n")
    assert found[0].line is not None and lines[found[0].line - 1] == "parameters:"


def test_an_unknown_parameter_is_answered_with_the_nearest(tmp_path: Path) -> None:
    variant = Variant(tmp_path)
    line = variant.replace("scoring.cap", f"  scoring.capp: {{value: 12, {TEXT}")
    first = problems(variant)[0]
    assert first == Problem(
        str(variant.file), line, "parameters.scoring.capp", "没有名为 scoring.capp 的参数",
        "规则包结构里列出的参数", "核对拼写，是不是 scoring.cap？",
    )  # fmt: skip


def test_a_parameter_written_twice_is_refused_at_the_second(tmp_path: Path) -> None:
    variant = Variant(tmp_path)
    line = variant.set("scoring.cap", f"{{value: 12, {TEXT}\n  scoring.cap: {{value: 11, {TEXT}")
    (found,) = problems(variant)
    assert (found.line, found.field, found.message) == (line + 1, "parameters.scoring.cap", "键 scoring.cap 重复出现")


@pytest.mark.parametrize(
    ("text", "offset", "remedy"),
    [
        (f"\tscoring.cap: {{value: 12, {TEXT}", 0, "缩进用空格，不用制表符"),
        (f"   scoring.cap: {{value: 12, {TEXT}", 0, "检查缩进、冒号和引号"),
        (f"  scoring.cap: {{value: 12, {TEXT[:-1]}", 1, "检查缩进、冒号和引号"),
    ],
)
def test_broken_yaml_is_named_with_its_line(tmp_path: Path, text: str, offset: int, remedy: str) -> None:
    variant = Variant(tmp_path)
    line = variant.replace("scoring.cap", text)
    (found,) = problems(variant)
    assert (found.file, found.line, found.remedy) == (str(variant.file), line + offset, remedy)
    assert found.message.startswith("不是合法的 YAML")


@pytest.mark.parametrize(
    ("text", "line", "field", "message"),
    [
        ("", 1, "", "文件是空的"),
        ("# 只有注释\n", 1, "", "文件是空的"),
        ("- 列表\n", 1, "", "应当是一个映射"),
        ("regime: yunnan-2025\ntitle: 题\njurisdiction: yunnan\n", None, "parameters", "应当是一个映射"),
        ("regime: yunnan-2024\n", 1, "regime", "名称与目录名 yunnan-2025 不一致"),
        ("regime: yunnan-2025\nversion: 1\n", 2, "version", "不认识的字段 version"),
    ],
)
def test_the_head_of_the_file_is_checked(tmp_path: Path, text: str, line: int | None, field: str, message: str) -> None:
    variant = Variant(tmp_path)
    variant.file.write_text(text, encoding="utf-8")
    hits = [p for p in problems(variant) if p.message == message and p.field == field]
    assert [p.line for p in hits] == [line] if line else hits


@pytest.mark.parametrize(
    ("old", "new", "field", "message"),
    [
        ("- id: yunnan/2\n", "- id: yunnan/1\n", "clauses[1].id", "编号 yunnan/1 重复"),
        ("    operative: false\n", "    operative: nein\n", "clauses[0].operative", "'nein' 不是 true 或 false"),
        ("    operative: false\n", "    operativ: false\n", "clauses[0].operativ", "不认识的字段 operativ"),
        ("keys: [restoration.auto_restore", "keys: [restoration.self", "issues[0].keys", "没有名为 restoration.self 的参数"),
    ],
)  # fmt: skip
def test_a_wrong_clause_file_is_named(tmp_path: Path, old: str, new: str, field: str, message: str) -> None:
    variant = Variant(tmp_path)
    line = variant.edit_clauses(old, new)
    hits = [p for p in problems(variant) if p.field == field]
    assert [(p.file, p.line, p.message) for p in hits] == [(str(variant.clauses), line, message)]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    variant = Variant(tmp_path)
    variant.clauses.unlink()
    (found,) = problems(variant)
    assert (found.file, found.message) == (str(variant.clauses), "规则包缺少这个文件")


def test_every_mistake_is_named_at_once(tmp_path: Path) -> None:
    variant = Variant(tmp_path)
    variant.set("scoring.cap", f"{{value: twelve, {TEXT}")
    variant.set("tiers.terminate_at", f"{{value: never, {TEXT}")
    assert {p.field for p in problems(variant)} == {
        "parameters.scoring.cap.value",
        "parameters.tiers.terminate_at.value",
    }


# values that read well but leave a case without an answer or with two
UNSOUND = [
    ("tiers.suspension_rows", "[{min: 9, max: 10, months: 1}, {min: 10, max: 11, months: 3}]", "10 分同时落在"),
    ("tiers.suspension_rows", "[{at: 9, months: 1}, {at: 11, months: 3}]", "10 分没有对应的期限"),
    ("scoring.circumstances", "{yunnan/22.1: {band: 5}}", "没有第 5 档"),
]


@pytest.mark.parametrize(("key", "value", "words"), UNSOUND)
def test_a_table_with_a_gap_or_an_overlap_is_not_loaded(tmp_path: Path, key: str, value: str, words: str) -> None:
    variant = Variant(tmp_path)
    variant.set(key, f"{{value: {value}, basis: assumed, {CLAUSES}}}")
    found = [p for p in problems(variant) if words in p.message]
    assert found and all(p.line and p.field.startswith(f"parameters.{key}") and p.remedy for p in found)
