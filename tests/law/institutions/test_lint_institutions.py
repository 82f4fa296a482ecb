"""Lint of the institutional half: each kind of mistake in a regime that loads is found where it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from dingdian.law.lint import lint
from dingdian.located import InvalidInput
from dingdian.regimes import load
from tests.proof.variants import Variant

CITY, REGION = "shaoguan-2023", "zizhiqu-2025"

# regime, parameter, its new value, where, message
WRONG = [
    (REGION, "conditions", "{zizhiqu/2c: {test: no_such}}", ("zizhiqu/2c", "test"), "没有名为 no_such 的检查"),
    (REGION, "conditions", "{zizhiqu/2c: {test: fact_true, fact: moon}}", ("zizhiqu/2c", "fact"), "没有名为 moon 的事实"),
    (REGION, "negative_list", "{zizhiqu/3.3a: {test: terminated_before, bans: {imposed: ban_nowhere}}}",
     ("zizhiqu/3.3a", "bans", "imposed"), "没有名为 ban_nowhere 的禁入期限"),
    (REGION, "negative_list", "{zizhiqu/3.3a: {test: terminated_before, bans: {imposed: plan_gate}}}",
     ("zizhiqu/3.3a", "bans", "imposed"), "没有名为 plan_gate 的禁入期限"),
    (REGION, "deferral_grounds", "{DEF-1: {test: unheard_of, clauses: [zizhiqu/2.1.1]}}", ("DEF-1", "test"),
     "没有名为 unheard_of 的检查"),
    (REGION, "deferral_grounds", "{NR-1: {test: change_open, clauses: [zizhiqu/2.1.2]}}", ("NR-1",),
     "情形 NR-1 在 non_renewal_grounds 里已有"),
    (REGION, "termination_default_nature", "{all: imposed, ZT-99: illegal}", ("ZT-99",), "没有解除情形 ZT-99"),
    (REGION, "settlement_hold", "{mandatory_for: [HOLD-1, HOLD-9], optional_for: [], counts_as_suspension: false}",
     ("mandatory_for", 1), "没有暂停结算情形 HOLD-9"),
    (REGION, "steps", "{agreement.sing: {by: [agency]}}", ("agreement.sing",), "没有名为 agreement.sing 的步骤"),
    (CITY, "materials", "[SG-M1, SG-M2, SG-M3, SG-M4, SG-M5, SG-M6, SG-M7]", (6,), "材料 SG-M7 没有写明条款"),
    (CITY, "materials_waivable_by_data_sharing", "[SG-M9]", (0,), "没有材料 SG-M9"),
    (CITY, "extra_negative_items",
     "[{id: x, text: 某情形, basis: 某通知, basis_level: local_document}]", (0, "basis_level"),
     "不予受理的情形 x 的依据是 local_document，层级不够"),
    (CITY, "ban_termination_illegal",
     "{value: 3, unit: year, from: termination_effective_on, until_also: moon_is_full}", ("until_also",),
     "禁入还要等待的“moon_is_full”没有对应的事实"),
    (CITY, "suspension_grounds", "{SUS-1: {test: major_risk, clauses: [shaoguan/99]}}", ("SUS-1", "clauses", 0),
     "没有条款 shaoguan/99"),
]  # fmt: skip


@pytest.mark.parametrize(("base", "key", "value", "path", "message"), WRONG, ids=[f"{x[1]}-{x[4]}" for x in WRONG])
def test_a_mistake_is_found_where_it_stands(
    tmp_path: Path, base: str, key: str, value: str, path: tuple[str | int, ...], message: str
) -> None:
    variant = Variant(tmp_path, base)
    clause = {CITY: "shaoguan/42c", REGION: "zizhiqu/2.2"}[base]
    variant.set(key, f"{{value: {value}, basis: text, clauses: [{clause}]}}")
    found = [f for f in lint(load(base, [tmp_path], sound=False)) if f.level == "error" and f.path[1] == key]
    assert [(f.path, f.message) for f in found] == [(("institutions", key, "value", *path), message)]
    assert all(f.expected and f.remedy for f in found)
    with pytest.raises(InvalidInput, match=message.replace("（", "\\（")):
        load(base, [tmp_path])


def test_open_points_lead_somewhere(tmp_path: Path) -> None:
    variant = Variant(tmp_path, CITY)
    variant.edit_clauses("clauses: [shaoguan/41.1, shaoguan/41.2]", "clauses: [shaoguan/99]")
    found = [f.message for f in lint(load(CITY, [tmp_path], sound=False))]
    assert found == ["shaoguan/I01 引的条款 shaoguan/99 不存在"]


@pytest.mark.parametrize("name", [CITY, REGION])
def test_the_shipped_drafts_have_not_even_a_warning(name: str) -> None:
    regime = load(name)
    assert lint(regime) == []
    assert all(i.alternatives for i in regime.issues.values() if i.needs_ruling)
    assert all(i.keys for i in regime.issues.values())


@pytest.mark.proves("shaoguan/20b")
def test_a_payment_standard_of_one_institution_keeps_the_rules_from_loading(tmp_path: Path) -> None:
    everybody, one = "{code: X01, amount: 12.00}", "{code: X01, amount: 15.00, institution: H44020100001}"
    variant = Variant(tmp_path, CITY)
    variant.set("payment_standards", f"{{value: [{everybody}], basis: assumed, clauses: [shaoguan/20b]}}")
    assert lint(load(CITY, [tmp_path])) == []
    line = variant.set("payment_standards", f"{{value: [{everybody}, {one}], basis: assumed, clauses: [shaoguan/20b]}}")
    with pytest.raises(InvalidInput, match="支付标准 X01 为机构 H44020100001 另定") as wrong:
        load(CITY, [tmp_path])
    (problem,) = wrong.value.problems
    assert problem.line == line and "删去 institution" in problem.remedy


def test_a_code_has_one_payment_standard_at_a_time(tmp_path: Path) -> None:
    rows = ("{code: X01, amount: 12.00, to: 2024-06-30}", "{code: X01, amount: 10.00, from: 2024-06-30}")
    Variant(tmp_path, CITY).set(
        "payment_standards", f"{{value: [{', '.join(rows)}], basis: assumed, clauses: [shaoguan/20b]}}"
    )
    (found,) = lint(load(CITY, [tmp_path], sound=False))
    assert found.message == "支付标准 X01 与第 1 行的日期重叠" and found.path[-1] == 1
