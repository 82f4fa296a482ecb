"""What only an institutional regime can have wrong: names of tests nobody knows, items without the basis they need."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dingdian.law.institutions import entry  # noqa: F401  (enters the tests of entry)
from dingdian.law.institutions.asked import TESTS
from dingdian.law.institutions.bans import CAUSES, DUTIES
from dingdian.law.institutions.facts import INSTITUTION_FACTS
from dingdian.law.institutions.rows import Condition, Duration
from dingdian.law.institutions.schema import Rules

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """Where in the institutional section it stands, what is wrong, what was expected, how to mend it."""

    path: Path
    message: str
    expected: str = ""
    remedy: str = ""


def faults(rules: Rules) -> Iterator[Fault]:
    """Every fault of the rules on entry."""
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
