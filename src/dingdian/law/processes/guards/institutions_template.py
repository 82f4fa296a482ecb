"""Preconditions of agreement templates: who may write what, opinions asked, conflicts checked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dingdian.law.institutions import upkeep as u
from dingdian.law.institutions.agreements import agreements
from dingdian.law.institutions.rows import Requirement
from dingdian.law.processes.guards.institutions_common import opened_by
from dingdian.law.processes.guards.requirement import Wrong, requirement
from dingdian.law.register import Register


def _draft(r: Register, act: Any) -> u.TemplateDraft | None:
    own = act if isinstance(act, u.TemplateDraft) else opened_by(r, act.of)
    return own if isinstance(own, u.TemplateDraft) else None


def _of(r: Register, act: Any, *kinds: type[Any]) -> list[Any]:
    return [x.act for x in r.records if isinstance(x.act, kinds) and x.act.of == act.of]


@requirement("template_level")
def _level(r: Register, act: u.TemplateDraft, rule: Requirement) -> Iterator[Wrong]:
    """Only certain levels write templates; the others use them unchanged."""
    if act.level not in rule.values:
        yield Wrong(f"协议文本由 {'、'.join(rule.values)} 统一制定，{act.level} 不得改动", "使用统一文本")


@requirement("additions_only")
def _additions(r: Register, act: u.TemplateDraft, rule: Requirement) -> Iterator[Wrong]:
    """A local level adds to the template above; it neither drops nor weakens its clauses."""
    bad = [x.no for x in act.clauses if act.base is not None and x.change in ("delete", "weaken", "alter")]
    if bad and r.regime.rules.template_local_changes.value == "additions_only":
        yield Wrong(f"不得删除或减弱范本的 {'、'.join(bad)}", "只作补充（add）", ("template_local_changes",))


@requirement("consultation")
def _consulted(r: Register, act: u.TemplatePublish, rule: Requirement) -> Iterator[Wrong]:
    """Institutions are heard before a text is published."""
    if not _of(r, act, u.TemplateConsult):
        yield Wrong("没有听取定点机构意见的记录", "先听取意见")


@requirement("conflict_check")
def _checked(r: Register, act: u.TemplatePublish, rule: Requirement) -> Iterator[Wrong]:
    """Local clauses are held against law and the texts above; none may conflict."""
    own, sheets = _draft(r, act), _of(r, act, u.TemplateCheck)
    local = [x.no for x in own.clauses] if own is not None and own.base is not None else []
    rows = {row.clause: row.result for sheet in sheets for row in sheet.rows}
    conflicts = [no for no, result in rows.items() if result == "conflict"]
    missing = [no for no in local if no not in rows]
    if conflicts:
        yield Wrong(f"{'、'.join(conflicts)} 与上位规定或范本抵触", "修改后重新核对")
    if missing:
        yield Wrong(f"{'、'.join(missing)} 还没有核对是否抵触", "逐条核对")


@requirement("base_current")
def _base(r: Register, act: u.TemplatePublish, rule: Requirement) -> Iterator[Wrong]:
    """A local text rests on the current base."""
    own = _draft(r, act)
    if own is None or own.base is None:
        return
    bases = [x.act for x in r.records if isinstance(x.act, u.TemplateDraft) and x.act.base is None]
    current = [x.version for x in bases if r.states.get(("template", (x.id or "",))) == "published"]
    if current and own.base != current[-1]:
        yield Wrong(f"依据的范本 {own.base} 不是现行的 {current[-1]}", f"改以 {current[-1]} 为基础")


@requirement("clauses_follow")
def _follow(r: Register, act: u.TemplateFlag, rule: Requirement) -> Iterator[Wrong]:
    """A change of a basis lists the clauses that rest on it and the agreements in force that use the text."""
    own = _draft(r, act)
    if own is None:
        return
    touched = [x.no for x in own.clauses if x.basis == act.basis]
    signed = [x for x in r.records if x.act.act == "agreement.sign" and x.act.template_version == own.version]
    lines = [y for x in signed for y in agreements(r, x.act.institution or "") if y.ref == x.ref and y.covers(act.on)]
    if touched:
        yield Wrong(f"{act.basis} 有变化：{len(touched)} 条条款（{'、'.join(touched)}）、{len(lines)} 份协议须相应调整")
