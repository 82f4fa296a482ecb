"""Guards of an institution's own rules."""

from __future__ import annotations

from collections.abc import Iterator

from dingdian.law import conduct as c
from dingdian.law.explain import Objection
from dingdian.law.internal_rules import versions
from dingdian.law.register import Register

_KEY = ("supervision.internal_rules",)


def document_asked(r: Register, act: c.RulesAdopt) -> Iterator[Objection]:
    """Only documents that the rules ask for."""
    listed = r.regime.parameters.supervision.internal_rules.value
    if act.document not in listed:
        known = "、".join(listed) or "（没有）"
        yield Objection(f"本规则没有要求机构制定 {act.document}", _KEY, remedy=f"可用：{known}")


def version_new(r: Register, act: c.RulesAdopt) -> Iterator[Objection]:
    """Another version than those before, counting from no earlier day: so that every day has one version."""
    before = [v for v in versions(r, act.institution) if v.document == act.document]
    if any(v.version == act.version for v in before):
        yield Objection(f"版本 {act.version} 已经登记过", _KEY, remedy="内容有改动的，写新的版本号")
    if before and act.on <= before[-1].first:
        yield Objection(
            f"执行日期不晚于上一版本的执行日期 {before[-1].first}", _KEY, remedy="核对日期；新版本自以后的一天起执行"
        )


def after_adoption(r: Register, act: c.RulesWithdraw) -> Iterator[Objection]:
    before = [v for v in versions(r, act.institution) if v.document == act.document]
    if before and act.on <= before[-1].first:
        yield Objection(f"废止日期不晚于执行日期 {before[-1].first}", _KEY, remedy="核对日期")
