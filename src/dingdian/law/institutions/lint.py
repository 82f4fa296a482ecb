"""What only an institutional regime can have wrong: names that lead nowhere, items without the basis they need."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from dingdian.law.institutions import entry, grounds  # noqa: F401  (enter their tests)
from dingdian.law.institutions.asked import TESTS
from dingdian.law.institutions.bans import CAUSES, DUTIES
from dingdian.law.institutions.facts import INSTITUTION_FACTS
from dingdian.law.institutions.protection import CONTROLS
from dingdian.law.institutions.rows import Condition, Duration
from dingdian.law.institutions.scene import TESTS as GROUND_TESTS
from dingdian.law.institutions.schema import Rules
from dingdian.law.institutions.stages import STAGES

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """Where in the institutional section it stands, what is wrong, what was expected, how to mend it."""

    path: Path
    message: str
    expected: str = ""
    remedy: str = ""


GROUNDS = ("suspension_grounds", "termination_grounds", "non_renewal_grounds", "deferral_grounds", "hold_grounds")
_ALL = ("all", "voluntary")  # not codes: any ground, and an end at the institution's own wish


def faults(rules: Rules, steps: Collection[str]) -> Iterator[Fault]:
    """Every fault of the rules; `steps`: the steps that processes of institutions have."""
    yield from _entry(rules)
    yield from _materials(rules)
    yield from _grounds(rules)
    yield from _standards(rules)
    for n, stage in enumerate(rules.oversight_stages.value or ()):
        if stage not in STAGES:
            path: Path = ("oversight_stages", "value", n)
            yield Fault(path, f"没有名为 {stage} 的环节", "、".join(STAGES), "改正环节的名称")
    for n, topic in enumerate(rules.protected_topics.value or ()):
        if topic not in CONTROLS:
            words = f"没有措施保护 {topic}"
            yield Fault(("protected_topics", "value", n), words, "、".join(CONTROLS), "改正名称，或先做出相应的措施")
    for name in rules.steps.value:
        if name not in steps:
            yield Fault(("steps", "value", name), f"没有名为 {name} 的步骤", "流程里有的步骤", "核对拼写，或删去")


def _standards(rules: Rules) -> Iterator[Fault]:
    """One payment standard a code and day: none of an institution's own, no two at a time."""
    rows = rules.payment_standards.value or ()
    for n, row in enumerate(rows):
        path: Path = ("payment_standards", "value", n)
        if row.institution is not None and rules.payment_standard_source.value == "unified":
            words = f"支付标准 {row.code} 为机构 {row.institution} 另定"
            yield Fault((*path, "institution"), words, "全统筹区一个标准", "删去 institution，或改统一的标准")
        for m, other in enumerate(rows[:n]):
            apart = (row.to and other.from_ and row.to < other.from_) or (
                other.to and row.from_ and other.to < row.from_
            )
            if other.code == row.code and other.institution == row.institution and not apart:
                words = f"支付标准 {row.code} 与第 {m + 1} 行的日期重叠"
                yield Fault(path, words, "同一编码同一天只有一个标准", "改正起止日期")


def _entry(rules: Rules) -> Iterator[Fault]:
    for table in ("conditions", "negative_list"):
        for clause, row in getattr(rules, table).value.items():
            yield from _row(rules, row, (table, "value", clause))
    for key in ("ban_termination_illegal", "ban_termination_serious_breach", "ban_fraudulent_application"):
        length: Duration | None = getattr(rules, key).value
        if length is not None and length.until_also not in (None, *DUTIES):
            words = f"禁入还要等待的“{length.until_also}”没有对应的事实"
            yield Fault((key, "value", "until_also"), words, "、".join(DUTIES), "改正名称")
    levels = rules.negative_basis_levels.value
    for n, item in enumerate(rules.extra_negative_items.value):
        if levels is not None and item.basis_level not in levels:
            words = f"不予受理的情形 {item.id} 的依据是 {item.basis_level}，层级不够"
            remedy = "只有这些层级的文件可以增加不予受理的情形"
            yield Fault(("extra_negative_items", "value", n, "basis_level"), words, "、".join(levels), remedy)


def _materials(rules: Rules) -> Iterator[Fault]:
    """Each material of an application has the clause that asks for it; nothing is said of one that is not asked for."""
    listed = rules.materials.value or ()
    for n, code in enumerate(listed):
        if code not in rules.material_clauses.value:
            words = f"材料 {code} 没有写明条款"
            yield Fault(("materials", "value", n), words, "material_clauses 里的一项", "写上要求它的条款")
    named: list[tuple[Path, str]] = [(("material_parts", "value", name), name) for name in rules.material_parts.value]
    named += [(("material_clauses", "value", name), name) for name in rules.material_clauses.value]
    waived = rules.materials_waivable_by_data_sharing.value
    named += [(("materials_waivable_by_data_sharing", "value", n), name) for n, name in enumerate(waived)]
    for path, name in named:
        if name not in listed:
            yield Fault(path, f"没有材料 {name}", "materials 里的编号", "改正编号，或补进 materials")


def _grounds(rules: Rules) -> Iterator[Fault]:
    """Grounds name tests that there are, each code once; what refers to a ground refers to one that exists."""
    seen: dict[str, str] = {}
    for table in GROUNDS:
        for code, row in (getattr(rules, table).value or {}).items():
            path: Path = (table, "value", code)
            if row.test not in GROUND_TESTS:
                expected = "、".join(sorted(GROUND_TESTS))
                yield Fault((*path, "test"), f"没有名为 {row.test} 的检查", expected, "改正检查的名称")
            if seen.setdefault(code, table) != table:
                yield Fault(path, f"情形 {code} 在 {seen[code]} 里已有", "每个编号只用一次", "换一个编号")
    ended = rules.termination_grounds.value or {}
    for name in rules.termination_default_nature.value or {}:
        code = name.partition(".")[0]
        if code not in ended and code not in _ALL:
            path = ("termination_default_nature", "value", name)
            yield Fault(path, f"没有解除情形 {code}", "termination_grounds 里的编号", "改正编号，或删去这一行")
    hold = rules.settlement_hold.value
    for field in ("mandatory_for", "optional_for") if hold is not None else ():
        for n, code in enumerate(getattr(hold, field)):
            if code not in (rules.hold_grounds.value or {}):
                path = ("settlement_hold", "value", field, n)
                yield Fault(path, f"没有暂停结算情形 {code}", "hold_grounds 里的编号", "改正编号，或补进 hold_grounds")


def _row(rules: Rules, row: Condition, path: Path) -> Iterator[Fault]:
    if row.test not in TESTS:
        yield Fault((*path, "test"), f"没有名为 {row.test} 的检查", "、".join(sorted(TESTS)), "改正检查的名称")
    if row.test == "fact_true" and row.fact not in INSTITUTION_FACTS:
        yield Fault((*path, "fact"), f"没有名为 {row.fact} 的事实", "机构事实的名称", "改正事实的名称")
    if row.test in CAUSES:
        named = row.bans or {"": row.ban or ""}
        for nature, key in named.items():
            if key not in Rules.model_fields or not key.startswith("ban_"):
                where = ("bans", nature) if row.bans else ("ban",)
                yield Fault(
                    (*path, *where), f"没有名为 {key or '（空）'} 的禁入期限", "ban_ 开头的参数名", "改正参数名"
                )
