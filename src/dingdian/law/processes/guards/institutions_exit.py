"""Guards of suspension, resumption and termination: who may ask, which ground, how long, what must be put right."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dingdian.law import acts as a
from dingdian.law.explain import Objection
from dingdian.law.institutions import acts as i
from dingdian.law.institutions import casework as c
from dingdian.law.institutions import control as o
from dingdian.law.institutions.agreements import first_suspended, suspension_wished, suspensions
from dingdian.law.institutions.facts import InstitutionFacts
from dingdian.law.institutions.grounds import judge
from dingdian.law.institutions.known import facts_on
from dingdian.law.institutions.restrictions import managed_by_persons_rules
from dingdian.law.institutions.rows import Ground, Grounds, Requirement
from dingdian.law.institutions.scene import Scene
from dingdian.law.institutions.standing import state_on
from dingdian.law.processes.guards.institutions_common import latest, main_line, opened_by
from dingdian.law.processes.guards.requirement import Wrong, requirement
from dingdian.law.processes.model import Choice
from dingdian.law.register import Register

WISHES = {
    "agreement.request_suspension": "suspension_on_request",
    "agreement.suspend": "suspension_on_request",
    "agreement.request_termination": "termination_on_request",
    "agreement.terminate": "termination_on_request",
}
TITLES = {"suspension_on_request": "中止", "termination_on_request": "解除"}


# Who may ask


def may_ask(r: Register, act: Any) -> Iterator[Objection]:
    """A public institution does not ask for suspension or termination, where the rule says so."""
    forbidden = r.regime.rules.public_institution_forbidden_requests.value or ()
    own, wish = r.institutions.get(act.institution), WISHES[act.act]
    if wish not in forbidden or own is None:
        return
    keys: tuple[str, ...] = ("public_institution_forbidden_requests",)
    if own.ownership == "military":
        if not r.regime.rules.military_treated_as_public.value:
            return
        keys = (*keys, "military_treated_as_public")
    elif own.ownership != "public":
        return
    yield Objection(f"公立机构不得提出{TITLES[wish]}协议", keys, remedy="可以到期不再续签，并报告同级医保行政部门")


def may_be_asked_for(r: Register, act: a.AgreementSuspend) -> Iterator[Objection]:
    if act.on_request:
        yield from may_ask(r, act)


def public_not_on_request(r: Register, act: a.AgreementTerminate) -> Iterator[Objection]:
    row = (r.regime.rules.termination_grounds.value or {}).get(act.ground or "")
    if row is None or row.test != "own_request":
        return
    yield from may_ask(r, act)
    asked = facts_on(r, act.institution, act.on).termination_requested_on is not None
    if not asked and latest(r, act.institution, i.RequestTermination) is None:
        yield Objection("机构没有申请解除协议", ("termination_grounds",), row.clauses, "由机构先提出申请")


# Grounds

FACTS: dict[str, tuple[str, ...]] = {
    "unfiled_change": ("changes",),
    "unreported_closing": ("closed_on",),
    "penalty_unperformed": ("penalties",),
    "licence_lost": ("licences",),
    "key_person": ("role_holders",),
    "documents_not_supplied": ("final_notice",),
    "data_withheld": ("document_demand",),
    "dual_channel_not_served": ("last_dual_channel_service_on", "e_prescription_adapted"),
    "coaching_refused": ("coaching",),
}
ACTS: dict[str, tuple[type, ...]] = {
    "unfiled_change": (i.ChangeDiscover, i.ChangeApply),
    "documents_not_supplied": (i.DocumentFinalNotice,),
    "data_withheld": (i.DocumentDemand,),
    "suspended_too_often": (a.AgreementSuspend,),
}
FOUND = ("fraud_verified", "settled_for_others", "resisted", "major_illegality", "major_risk")


def _stated(r: Register, act: Any, row: Ground, facts: InstitutionFacts) -> bool:
    """Whether something is on record by which a ground can be judged; what nobody stated is no objection."""
    if any(getattr(facts, name) is not None for name in FACTS.get(row.test, ())):
        return True
    kinds = ACTS.get(row.test)
    if kinds and any(isinstance(x.act, kinds) for x in r.at(act.institution)):
        return True
    if row.test in FOUND:
        found = facts.findings or ()
        return any(not row.codes or f.code in row.codes or f.severity in row.severities for f in found)
    return False


def _ground(r: Register, act: Any, key: str, table: Grounds | None) -> Iterator[Objection]:
    """The ground is one of the table, applies to the sector, and what is on record does not speak against it."""
    if table is None or act.ground is None or act.ground in r.ratio_grounds:
        return
    row = table.get(act.ground)
    if row is None:
        yield Objection(f"没有 {act.ground} 这种情形", (key,), remedy=f"可用：{'、'.join(table)}")
        return
    sector = r.sector_of(act.institution)
    if not row.applies(sector):
        yield Objection(f"{act.ground} 不适用于 {sector}", (key,), row.clauses, "按该类机构的情形办理")
        return
    report = judge(Scene(r, act.institution, act.on, deciding=True), act.ground)
    if report.hits:
        return
    if row.test == "measure_chosen":
        if act.reason is None:
            yield Objection("选用解除协议须写明理由", (key,), row.clauses, "写明 reason（情节和整改情况）")
        return
    if any(x.unstated for x in report.open) and not r.setting.complete:
        return
    unsure = [x.text for x in report.open if x.keys]
    if unsure or _stated(r, act, row, facts_on(r, act.institution, act.on)):
        why = f"：{'；'.join(unsure)}" if unsure else ""
        words = f"按 {act.on} 已记录的事实，{act.ground} 的情形不成立{why}"
        yield Objection(words, (key,), row.clauses, "查实后再作决定")


def suspension_ground(r: Register, act: a.AgreementSuspend) -> Iterator[Objection]:
    if not act.on_request and act.department is None:
        if act.ground in (r.regime.rules.termination_grounds.value or {}):
            return
        yield from _ground(r, act, "suspension_grounds", r.regime.rules.suspension_grounds.value)


def termination_ground(r: Register, act: a.AgreementTerminate) -> Iterator[Objection]:
    if act.department is None:
        yield from _ground(r, act, "termination_grounds", r.regime.rules.termination_grounds.value)


def known_ground(r: Register, act: o.GroundPropose) -> Iterator[Objection]:
    rules = r.regime.rules
    key = "suspension_grounds" if act.kind == "suspension" else "termination_grounds"
    table = rules.suspension_grounds.value if act.kind == "suspension" else rules.termination_grounds.value
    yield from _ground(r, act, key, table)


def _row(r: Register, act: Any) -> Ground | None:
    rules = r.regime.rules
    for table in (rules.suspension_grounds, rules.termination_grounds):
        row = (table.value or {}).get(act.ground or "")
        if row is not None:
            return row
    return None


@requirement("ground_named", "suspension_names_ground")
def _named(r: Register, act: Any, rule: Requirement) -> Iterator[Wrong]:
    """A suspension or termination of the whole agreement names its ground."""
    if act.ground is None and act.department is None and not getattr(act, "on_request", False):
        yield Wrong("没有写明中止或解除的情形", "写明 ground")


@requirement("clause_number")
def _clause(r: Register, act: Any, rule: Requirement) -> Iterator[Wrong]:
    """A ground that the agreement sets names the clause of the agreement."""
    row = _row(r, act)
    if row is None or row.test != "agreement_clause" or act.agreement_clause is not None or act.finding is not None:
        return
    if not judge(Scene(r, act.institution, act.on, deciding=True), act.ground).hits:
        yield Wrong(f"{act.ground} 须写明协议条款号", "写明 agreement_clause", clauses=row.clauses)


@requirement("basis_level")
def _level(r: Register, act: Any, rule: Requirement) -> Iterator[Wrong]:
    """A ground that other law sets names its basis, of a rank that may set one."""
    row = _row(r, act)
    if row is None or row.test != "other_basis":
        return
    if act.basis is None and act.basis_level is None:
        if not judge(Scene(r, act.institution, act.on, deciding=True), act.ground).hits:
            yield Wrong(f"{act.ground} 须写明所依据的规定", "写明 basis 和 basis_level", clauses=row.clauses)
    elif act.basis_level is not None and row.levels and act.basis_level not in row.levels:
        words = f"{act.basis_level} 不能作为 {act.ground} 的依据"
        yield Wrong(words, f"须为 {'、'.join(row.levels)} 之一", clauses=row.clauses)


@requirement("nature_reason")
def _nature(r: Register, act: a.AgreementTerminate, rule: Requirement) -> Iterator[Wrong]:
    """Another nature than usual, on which bans hang, is reasoned."""
    defaults = r.regime.rules.termination_default_nature.value or {}
    usual = defaults.get(act.ground or "")
    met = judge(Scene(r, act.institution, act.on, deciding=True), act.ground or "").hits
    if any(h.nature == act.nature for h in met):
        return
    other = act.nature is not None and usual not in (None, act.nature, "by_basis", "by_variant")
    if other and act.reason is None and act.basis is None:
        yield Wrong(f"{act.ground} 的性质通常是 {usual}，改为 {act.nature} 须写明理由", "写明 reason")


@requirement("planned_end")
def _planned(r: Register, act: a.AgreementSuspend, rule: Requirement) -> Iterator[Wrong]:
    """An imposed suspension sets its end."""
    if act.to is None and not act.on_request and act.department is None:
        yield Wrong("中止决定没有写明期限", "写明 to")


@requirement("restriction_end")
def _ends(r: Register, act: Any, rule: Requirement) -> Iterator[Wrong]:
    """A restriction that only suspends has an end."""
    ends_it = getattr(act, "kind", None) == "end_settlement"
    if act.act == "agreement.suspend" and act.department is None:
        return
    if act.to is None and not ends_it:
        yield Wrong("暂停人员或科室的结算须写明期限", "写明 to")


def ends_after_it_begins(r: Register, act: a.AgreementSuspend) -> Iterator[Objection]:
    """A suspension does not end before it begins; one on request begins when its notice has run."""
    first = first_suspended(r, act, suspension_wished(r, act.institution) if act.on_request else None)
    if act.to is None or act.to >= first:
        return
    if first == (act.from_ or act.on):
        yield Objection(f"中止止日 {act.to} 早于起日 {first}", ("suspension_on_request_max",), remedy="改正两个日期")
    else:
        words = f"应提前申请，中止最早自 {first} 起，止日 {act.to} 早于它"
        remedy = "止日后移，或写明同意提前的理由（shorter_reason）"
        yield Objection(words, ("advance_notice_by_institution",), remedy=remedy)


def not_too_long(r: Register, act: a.AgreementSuspend) -> Iterator[Objection]:
    """A suspension on request lasts no longer than the rule allows, unless a reason is given."""
    longest = r.regime.rules.suspension_on_request_max.value
    if not act.on_request or longest is None or act.to is None:
        return
    first = first_suspended(r, act, suspension_wished(r, act.institution))
    last = longest.term.last_day(first)
    if act.to > last and act.longer_reason is None and act.reason is None:
        words = f"自 {first} 起应申请中止最长 {longest}，到 {last}，不能到 {act.to}"
        yield Objection(words, ("suspension_on_request_max",), remedy="缩短，或写明例外理由（longer_reason）")


# Resumption


def _resumed(r: Register, act: a.AgreementResume, state: str) -> str:
    """A check that finds the rectification wanting resumes nothing."""
    return "suspended" if act.checked == "failed" else "resumed"


RESUMED = Choice(_resumed, ("resumed", "suspended"))


def still_there(r: Register, act: Any) -> Iterator[Objection]:
    """What was terminated or has ended by itself is not resumed."""
    if getattr(act, "department", None) is not None:
        return
    state = state_on(r, act.institution, act.on)
    if state.status in ("ended", "terminated"):
        words = f"{state.reason.text}，不能恢复"
        more = ("termination_reversed_by",) if state.status == "terminated" else ()
        yield Objection(words, (*state.reason.keys, *more), state.reason.clauses, "重新申请定点")


def term_not_over(r: Register, act: a.AgreementResume) -> Iterator[Objection]:
    """What is over cannot be resumed."""
    line = main_line(r, act.institution, act.on)
    if line is not None and act.department is None and act.on > line.last:
        words = f"协议已于 {line.last} 到期，不能恢复"
        yield Objection(words, ("on_term_end_while_suspended",), remedy="重新申请，或按缓签补签")


def put_right(r: Register, act: a.AgreementResume) -> Iterator[Objection]:
    """After a failed check the agreement is not resumed until another check passes."""
    if act.checked == "failed" or act.department is not None:
        return
    running = [s for s in suspensions(r, act.institution) if s.department is None and s.first <= act.on]
    since = running[-1].first if running else None
    last: str | None = None
    for record in r.at(act.institution):
        own = record.act
        if since is not None and record.on < since:
            continue
        if isinstance(own, o.RectificationCheck) and own.kind == "suspension":
            last = own.outcome
        elif isinstance(own, a.AgreementResume) and own.checked == "failed":
            last = "failed"
    wanting = [x for x in (running[-1].rectification if running else ()) if x.checked in ("failed", False)]
    if (last == "failed" or (last is None and wanting)) and act.checked != "passed":
        grounds = r.regime.rules.termination_grounds.value or {}
        clauses = next((row.clauses for row in grounds.values() if row.test == "rectification_failed"), ())
        words = "中止期间的整改检查不到位，不能恢复"
        yield Objection(words, ("resumption_mode",), (*r.regime.rules.resumption_mode.clauses, *clauses),
                        "按整改不到位解除协议，或检查通过后恢复")  # fmt: skip


@requirement("licence_valid")
def _licence(r: Register, act: a.AgreementResume, rule: Requirement) -> Iterator[Wrong]:
    """The paper that qualifies the institution is valid on the day of resumption."""
    papers = facts_on(r, act.institution, act.on).licences or ()
    bad = [p for p in papers if p.status != "valid" or (p.valid_until is not None and p.valid_until < act.on)]
    if papers and len(bad) == len(papers):
        yield Wrong("资质证照已经失效，不能恢复", "取得有效证照后再申请")


@requirement("refusal_reason")
def _reason(r: Register, act: i.RefuseRequest, rule: Requirement) -> Iterator[Wrong]:
    if act.reason is None:
        yield Wrong("不同意申请没有写明理由", "写明 reason")


# Cases of proposed sanctions


def _decided(r: Register, act: o.GroundClose, kind: str, decision: type) -> Iterator[Wrong]:
    own = opened_by(r, act.of)
    if not isinstance(own, o.GroundPropose) or own.kind != kind:
        return
    made = opened_by(r, act.decision)
    if isinstance(made, decision):
        return
    if act.decision is not None:
        yield Wrong(f"{act.decision} 不是相应的决定", "写明中止或解除决定的编号")
    elif act.reason is None:
        yield Wrong("既没有决定，也没有说明不成立的理由，不能办结", "作出决定，或写明理由并由另一人批准")


@requirement("suspension_case_decided")
def _suspension_case(r: Register, act: o.GroundClose, rule: Requirement) -> Iterator[Wrong]:
    yield from _decided(r, act, "suspension", a.AgreementSuspend)


@requirement("termination_case_decided")
def _termination_case(r: Register, act: o.GroundClose, rule: Requirement) -> Iterator[Wrong]:
    yield from _decided(r, act, "termination", a.AgreementTerminate)


# Restriction, other areas, agencies


def restriction_scope(r: Register, act: o.RestrictionImpose) -> Iterator[Objection]:
    """Only persons or departments, as far as the rules know such restrictions."""
    scopes = r.regime.rules.restrictions.value or ()
    named = [s for s, value in (("person", act.staff), ("department", act.department)) if value is not None]
    if not named:
        yield Objection("没有写明限制哪个人员或科室", ("restrictions",), remedy="写明 staff 或 department")
    for scope in named:
        if scope not in scopes:
            yield Objection(f"规则没有规定限制 {scope}", ("restrictions",), remedy="按协议或人员规则办理")
    if act.staff is not None and managed_by_persons_rules(r, act.staff, act.institution):
        words = f"{act.staff} 的支付资格按人员规则管理，不另行限制"
        yield Objection(words, ("restrictions",), remedy="按人员规则记分和处理")


def propagates(r: Register, act: c.PropagationSend) -> Iterator[Objection]:
    """Only decisions that the rules carry to other areas; what came from elsewhere is not sent on."""
    rule = r.regime.rules.propagation.value
    if rule is None:
        return
    allowed = {*rule.events, "resumption", "correction", *(("automatic_end_info",) * rule.automatic_end)}
    if act.kind not in allowed:
        yield Objection(f"{act.kind} 不通报其他统筹区", ("propagation",), remedy="只更新本区的公开信息")
    received = opened_by(r, act.of)
    if isinstance(received, c.PropagationReceive) and not rule.refan_out:
        yield Objection("由外区联动而来的处理不再转发", ("propagation",), remedy="由作出决定的统筹区通报")


@requirement("co_handlers")
def _co_handlers(r: Register, act: c.AgencyBreachOpen, rule: Requirement) -> Iterator[Wrong]:
    """Where another department's agency does the work, both departments handle the case."""
    if act.entrusted and len(act.co_handlers) < len(rule.values):
        yield Wrong(f"代办的，须由 {'、'.join(rule.values)} 共同办理", "写明 co_handlers")


@requirement("agency_measures")
def _agency_measures(r: Register, act: c.AgencyBreachOpen, rule: Requirement) -> Iterator[Wrong]:
    strange = [m for m in act.measures if m not in rule.values]
    if strange:
        yield Wrong(f"{'、'.join(strange)} 不是对经办机构的监督措施", f"可用：{'、'.join(rule.values)}")


@requirement("legal_basis")
def _legal_basis(r: Register, act: c.AgencyBreachClose, rule: Requirement) -> Iterator[Wrong]:
    if act.outcome == "handled_by_law" and act.basis is None:
        yield Wrong("依法处理须写明法律依据", "写明 basis")
