"""Guards of the small processes: drafts bind nobody, functions kept apart, purposes, attendance."""

from __future__ import annotations

from collections.abc import Iterator

from dingdian.law.explain import Objection, Reason
from dingdian.law.institutions import upkeep as u
from dingdian.law.institutions.rows import Requirement
from dingdian.law.processes.guards.institutions_common import opened_by
from dingdian.law.processes.guards.requirement import Wrong, requirement
from dingdian.law.processes.model import Choice
from dingdian.law.register import Register


def _enacted(r: Register) -> bool:
    return any(isinstance(x.act, u.RegimeEnact) for x in r.records)


def not_a_draft(r: Register, act: u.PaperServe) -> Iterator[Objection]:
    """Under a draft nothing can be served as legally effective."""
    if r.regime.rules.document_status.value == "draft_for_comment" and not _enacted(r):
        words = f"{r.regime.title} 还是征求意见稿，文书不能作为生效文书送达"
        yield Objection(words, ("document_status",), remedy="规则施行后再办理")


def has_first_day(r: Register, act: u.RegimeEnact) -> Iterator[Objection]:
    """Rules are put in force with their first day."""
    if act.effective_on is None and r.regime.rules.effective_on.value is None:
        yield Objection("没有写明施行日期，不能施行", ("effective_on", "document_status"), remedy="写明 effective_on")


@requirement("functions_apart")
def _apart(r: Register, act: u.PostAssign, rule: Requirement) -> Iterator[Wrong]:
    """Nobody holds two of the functions that are kept apart, in one area."""
    separated = r.regime.rules.management_functions_separated.value or ()
    if act.function not in separated:
        return
    held = [f for f in separated if r.states.get(("post", (act.user, f, act.area or ""))) == "assigned"]
    other = [f for f in held if f != act.function]
    if other:
        words = f"{act.user} 已任 {'、'.join(other)}，不能再任 {act.function}"
        yield Wrong(words, "由他人担任，或先离岗", ("management_functions_separated",))


@requirement("disclosed_objects")
def _objects(r: Register, act: u.DisclosurePublish, rule: Requirement) -> Iterator[Wrong]:
    if act.object not in rule.values:
        yield Wrong(f"{act.object} 不在公开事项之内", f"可用：{'、'.join(rule.values)}")


@requirement("disclosed_costs")
def _costs(r: Register, act: u.DisclosurePublish, rule: Requirement) -> Iterator[Wrong]:
    """Costs are published by kind, each once, for an institution and a period."""
    if act.object not in rule.values:
        return
    if act.institution is None:
        yield Wrong("没有写明是哪家机构的费用", "写明机构")
    if act.from_ is None or act.to is None or act.to < act.from_:
        yield Wrong("没有写明费用的起止日期，或止日早于起日", "写明起止日期")
    items = [line.item for line in act.lines]
    if not any(line.amount for line in act.lines):
        yield Wrong("没有费用构成", "逐项写明费用名称和金额")
    if twice := [item for item in dict.fromkeys(items) if items.count(item) > 1]:
        yield Wrong(f"{'、'.join(twice)} 写了不止一次", "每项费用只写一行")


@requirement("disclosed_standards")
def _standards(r: Register, act: u.DisclosurePublish, rule: Requirement) -> Iterator[Wrong]:
    """A standard is published with its version."""
    if act.object in rule.values and act.version is None:
        yield Wrong("公布标准没有写明版本", "写明版本号")


@requirement("reported_subjects")
def _subjects(r: Register, act: u.ReportSend, rule: Requirement) -> Iterator[Wrong]:
    """What is reported is a decision that has to be."""
    own = opened_by(r, act.of)
    if own is not None and own.act not in rule.values:
        yield Wrong(f"{own.act} 不属须报告的决定", f"须报告：{'、'.join(rule.values)}")


@requirement("data_purpose")
def _purpose(r: Register, act: u.DataRequest, rule: Requirement) -> Iterator[Wrong]:
    """Data are asked for with one of the purposes that the rules name."""
    if act.purpose not in rule.values:
        words = f"{act.purpose} 不是可以调用数据的用途" if act.purpose else "没有写明用途"
        yield Wrong(words, f"用途须为 {'、'.join(rule.values)} 之一")


def absent(r: Register, act: u.TrainingHold) -> Iterator[Reason]:
    """Invited institutions that sent nobody are listed."""
    invited = [x.act.institutions for x in r.records if isinstance(x.act, u.TrainingInvite) and x.act.of == act.of]
    named = [code for codes in invited for code in codes]
    missing = [code for code in dict.fromkeys(named) if code not in act.attended]
    row = r.regime.rules.steps.value.get(act.act)
    if missing:
        words = f"通知 {len(set(named))} 家，缺席 {len(missing)} 家：{'、'.join(missing)}"
        yield Reason(words, ("steps",), row.clauses if row else ())


def answered_in(r: Register, act: u.ConsultationAnswer) -> Iterator[Reason]:
    """How long an answer took, in calendar days."""
    asked, row = opened_by(r, act.of), r.regime.rules.steps.value.get(act.act)
    if asked is not None:
        yield Reason(f"咨询后 {(act.on - asked.on).days} 日答复", ("steps",), row.clauses if row else ())


def _tested(r: Register, act: u.SystemChangeTest, state: str) -> str:
    return "tested" if act.passed else "failed"


TESTED = Choice(_tested, ("tested", "failed"))


def late_self_check(r: Register, act: u.SelfCheckFile) -> Iterator[Reason]:
    own = opened_by(r, act.of)
    if isinstance(own, u.SelfCheckStart) and own.due_on is not None and act.on > own.due_on:
        words = f"自查应于 {own.due_on} 前完成，晚 {(act.on - own.due_on).days} 日"
        yield Reason(words, ("self_check_frequency",))
