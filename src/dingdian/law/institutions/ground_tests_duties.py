"""Grounds that rest on a duty not done: changes, closing, penalties, decisions, documents, papers, coaching."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from dingdian.law.dates import Term, TermUnit
from dingdian.law.institutions import acts as i
from dingdian.law.institutions import coaching as c
from dingdian.law.institutions.casefile import debts, rectifications
from dingdian.law.institutions.documents import demands, last_chance
from dingdian.law.institutions.licences import expired, lost, renewal_pending
from dingdian.law.institutions.records import Obligation
from dingdian.law.institutions.rows import Duration, Ground
from dingdian.law.institutions.scene import Answer, Met, Scene, Unsure, looks_for, named


@dataclass(frozen=True, slots=True)
class Changed:
    """A change of the institution's data: since when it was due to be filed, when it was filed, found and decided."""

    field: str
    since: date | None
    applied_on: date | None
    discovered_on: date | None
    decided_on: date | None
    reassess: bool | None


def changes(s: Scene) -> list[Changed]:
    """Every change known by the day, acts on the same field put together."""
    found: list[Changed] = []
    for stated in s.facts.changes or ():
        applied, decided = _by(s, stated.applied_on), _by(s, stated.decided_on)
        found_on = _by(s, stated.discovered_on)
        since = stated.approved_on or stated.took_effect_on
        found.append(Changed(stated.field, since, applied, found_on, decided, stated.requires_reassessment))
    for x in s.records:
        if isinstance(x.act, i.ChangeApply | i.ChangeDiscover):
            found = _told(found, x.act)
        elif isinstance(x.act, i.ChangeDecide):
            found = [_decided(k, x.act, _field(s, x.act)) for k in found]
    return found


def _by(s: Scene, day: date | None) -> date | None:
    return day if day is not None and day <= s.day else None


def _field(s: Scene, act: i.ChangeDecide) -> str | None:
    if act.field is not None:
        return act.field
    return next((x.act.field for x in s.acts(i.ChangeApply) if x.ref == act.of), None)


def _told(found: list[Changed], act: i.ChangeApply | i.ChangeDiscover) -> list[Changed]:
    """A filing or a discovery joins the change of that field that lacks it, else it is a change of its own."""
    filed = isinstance(act, i.ChangeApply)
    since = act.approved_on or act.took_effect_on
    for n, k in enumerate(found):
        missing = k.applied_on is None if filed else k.discovered_on is None
        same = since is None or k.since is None or since == k.since
        if k.field == act.field and k.decided_on is None and missing and same:
            applied, found_on = (act.on, k.discovered_on) if filed else (k.applied_on, act.on)
            reassess = act.requires_reassessment if isinstance(act, i.ChangeApply) else k.reassess
            return [*found[:n], Changed(k.field, k.since or since, applied, found_on, None, reassess), *found[n + 1 :]]
    reassess = act.requires_reassessment if isinstance(act, i.ChangeApply) else None
    return [*found, Changed(act.field, since, act.on if filed else None, None if filed else act.on, None, reassess)]


def _decided(k: Changed, act: i.ChangeDecide, field: str | None) -> Changed:
    open_ = k.applied_on is not None and k.decided_on is None and field in (None, k.field)
    if not open_:
        return k
    if act.outcome == "reassessment":
        return Changed(k.field, k.since, k.applied_on, k.discovered_on, None, True)
    return Changed(k.field, k.since, k.applied_on, k.discovered_on, act.on, k.reassess)


@looks_for("unfiled_change")
def unfiled_change(s: Scene, row: Ground) -> Iterable[Answer]:
    """A major change found by others, unfiled although the time to file it is over; an own late filing is none."""
    limit, fields = s.rules.change_application_limit.value, s.rules.major_change_fields.value or ()
    keys = ("change_application_limit", "major_change_fields")
    for k in changes(s):
        if k.discovered_on is None or k.field not in fields or limit is None:
            continue
        if k.since is None:
            yield Unsure(f"{k.field} 的变更被发现未申请，核准或发生日期不明", keys)
            continue
        due = limit.term.deadline(s.r.calendar, k.since).day
        filed = k.applied_on is not None and k.applied_on <= max(due, k.discovered_on)
        if s.day > due and not filed:
            yield Met(f"{k.field} 于 {k.since} 变更，应在 {due} 前申请，{k.discovered_on} 被发现仍未申请", keys)


@looks_for("change_open")
def change_open(s: Scene, row: Ground) -> Iterable[Answer]:
    """A change that calls for a new assessment has been filed and not decided; a move to another area is apart."""
    listed = s.rules.reassessment_change_fields.value or ()
    for k in changes(s):
        needed = k.reassess if k.reassess is not None else k.field in listed
        if needed and k.applied_on is not None and k.decided_on is None and not moved_away(s):
            yield Met(f"{k.field} 的变更申请（{k.applied_on}）尚待重新核定", ("reassessment_change_fields",))


def moved_away(s: Scene) -> bool:
    """Whether a pharmacy has moved to another management area since its agreement began: a ground of its own."""
    rows = (s.rules.non_renewal_grounds.value or {}).values()
    own = any(row.test == "moved_against_plan" and row.applies(s.sector) for row in rows)
    return own and areas(s) is not None


def areas(s: Scene) -> tuple[str, str] | None:
    """Management area when the agreement began and now, where they differ: by the facts, or by a change filed."""
    filed = [k.act for k in s.acts(i.ChangeApply) if k.act.field == "management_area" and k.act.value is not None]
    if filed:
        return str(filed[-1].old_value or s.facts.management_area or "原区域"), str(filed[-1].value)
    if s.line is None or s.facts.management_area is None:
        return None
    first = s.facts_at(s.line.first).management_area
    if first is None:
        own = s.r.institutions.get(s.institution)
        first = own.facts.management_area if own is not None else None
    return (first, s.facts.management_area) if first is not None and first != s.facts.management_area else None


@looks_for("moved_against_plan")
def moved_against_plan(s: Scene, row: Ground) -> Iterable[Answer]:
    """A pharmacy moved to another area whose plan has no room, or which has no plan in force."""
    moved = areas(s)
    if moved is None:
        return
    plan, keys = s.facts.resource_plan, ("plan_gate",)
    text = f"注册地址由 {moved[0]} 迁到 {moved[1]}"
    allowed = (plan.target if plan.target is not None else plan.quota) if plan is not None else None
    used = (plan.used if plan.used is not None else plan.in_force) if plan is not None else None
    if plan is None or (plan.area is not None and plan.area != moved[1]):
        yield Unsure(f"{text}，没有新区域的资源规划可以核对，须上级确认", keys)
    elif plan.effective_on is not None and plan.effective_on > s.day:
        yield Met(f"{text}，新区域的资源规划 {plan.effective_on} 才施行", keys)
    elif allowed is None or used is None:
        yield Unsure(f"{text}，新区域规划的容量或已用数不明", keys)
    elif used >= allowed:
        yield Met(f"{text}，新区域规划 {allowed} 家，已有 {used} 家", keys)


@looks_for("unreported_closing")
def unreported_closing(s: Scene, row: Ground) -> Iterable[Answer]:
    """Business stopped and not reported within the time that the agreement (or the rule) gives."""
    closed, told = s.facts.closed_on, s.facts.closure_reported_on
    if closed is None or closed > s.day or (told is not None and told <= s.day):
        return
    limit = _closing_limit(s)
    if limit is None:
        yield Unsure(f"{closed} 起停业未报告，协议没有约定报告期限", ("closure_report_limit",))
        return
    due = limit.deadline(s.r.calendar, closed).day
    if s.day > due:
        yield Met(f"{closed} 起停业，应在 {due} 前报告而未报告", ("closure_report_limit",))


def _closing_limit(s: Scene) -> Term | None:
    """The agreement's own limit first, then the rule's."""
    stated = [s.facts.limits]
    stated += [x.limits for x in s.r.setting.agreements or () if s.line is not None and x.id == s.line.ref]
    stated += [x.limits for x in s.r.setting.agreements or () if x.institution == s.institution]
    for limits in stated:
        if limits is not None and limits.closure is not None:
            own = limits.closure
            return own.term if isinstance(own, Duration) else Term(own, TermUnit.DAYS)
    rule = s.rules.closure_report_limit.value
    return rule.term if rule is not None else None


def unperformed(o: Obligation, day: date) -> bool:
    """Whether a decided obligation is not fully performed on a day and no stay holds it back."""
    stayed = o.stayed or o.stayed_by_appeal
    decided = o.decided_on is None or o.decided_on <= day
    paid = o.amount is not None and o.performed_amount is not None and o.performed_amount >= o.amount
    full = (o.performance_status == "full" or paid) and (o.performed_on is None or o.performed_on <= day)
    return decided and not stayed and not full


@looks_for("penalty_unperformed")
def penalty_unperformed(s: Scene, row: Ground) -> Iterable[Answer]:
    """A penalty of one of those authorities, not performed although its day is over."""
    for p in s.facts.penalties or ():
        if not unperformed(p, s.day):
            continue
        facts = (("处罚", p.id or p.kind or "处罚决定"),)
        if p.issuer is not None and p.issuer not in row.verified_by:
            continue
        if p.issuer is None or p.due_on is None:
            yield Unsure("有处罚决定未履行，作出机关或履行期限不明")
        elif s.day > p.due_on:
            yield Met(f"处罚决定应于 {p.due_on} 前履行，逾期未全部履行", (), facts)


@looks_for("decision_unexecuted")
def decision_unexecuted(s: Scene, row: Ground) -> Iterable[Answer]:
    """A decision of the administration or under the agreement is past its day and not carried out or put right."""
    f = s.facts
    stated = (*(f.penalties or ()), *(f.breach_liabilities or ()), *(f.recoveries or ()))
    for o in debts(stated, s.records):
        if unperformed(o, s.day) and (o.due_on is None or s.day > o.due_on):
            left = o.amount - (o.performed_amount or 0) if o.amount is not None else None
            rest = f"，尚欠 {left} 元" if left is not None else ""
            until = f"应于 {o.due_on} 前执行" if o.due_on is not None else "没有执行"
            yield Met(f"{o.kind or '处理决定'}{until}{rest}", (), (("决定", o.id or o.kind or ""),), "催促执行")
    for x in s.verified:
        if x.executed is False and (x.rectified_on is None or x.rectified_on > s.day):
            yield Met(f"{named(x)}，处理决定未执行或未整改到位", (), (("认定", x.id or x.code),), "催促整改")
    for z in rectifications(s.records):
        late = z.due_on is not None and s.day > z.due_on and z.passed is None
        if z.kind == "finding" and (late or z.passed is False):
            words = "检查不到位" if z.checked_on else "逾期没有完成"
            yield Met(f"{z.ordered_on} 责令整改，{words}", (), (), "催促整改")


@looks_for("data_withheld")
def data_withheld(s: Scene, row: Ground) -> Iterable[Answer]:
    """Documents demanded in writing did not come by the day that the demand set, or what came is untrue.

    Whether that suspends the agreement or first holds payment is for the regime to say.
    """
    keys, answer = ("data_withheld_response",), s.rules.data_withheld_response.value
    held = any(row is x for x in (s.rules.hold_grounds.value or {}).values())
    if answer == ("mandatory_suspension" if held else "hold_then_terminate"):
        return
    for d in demands(s):
        if d.overdue(s.day):
            rest = f"，尚缺 {'、'.join(d.missing)}" if d.missing else ""
            yield Met(f"{d.since} 书面要求 {d.due_on} 前提供资料，逾期未提供{rest}", keys)
        elif d.due_on is None and not d.met:
            yield Unsure(f"{d.since} 要求提供资料，没有写明期限", keys)
    for f in s.findings(row.codes):
        yield Met(named(f), keys, (("认定", f.id or f.code),))


@looks_for("documents_not_supplied")
def documents_not_supplied(s: Scene, row: Ground) -> Iterable[Answer]:
    """The time after the final notice is over and documents are still missing."""
    chance = last_chance(s) if s.rules.data_withheld_response.value != "mandatory_suspension" else None
    if chance is not None and s.day > chance.due_on and not chance.met:
        rest = f"（尚缺 {'、'.join(chance.missing)}）" if chance.missing else ""
        text = f"最后通知 {chance.delivered_on} 送达，至 {chance.due_on} 仍未提供资料{rest}"
        yield Met(
            text,
            ("document_supply_limit", "counting_rules", "data_withheld_response"),
            (),
            "列明缺少的资料及其影响，由两人办理解除",
        )


@looks_for("licence_lost")
def licence_lost(s: Scene, row: Ground) -> Iterable[Answer]:
    """A paper was revoked or cancelled; which of the two matters for the nature."""
    words = {"revoked": "被吊销", "cancelled": "已注销"}
    for x in lost(s.facts, s.day, row.codes):
        since = f"（{x.status_since}）" if x.status_since else ""
        yield Met(f"{x.kind} {words[x.status]}{since}", (), (("证照", x.kind),), variant=x.status)


@looks_for("licence_expired")
def licence_expired(s: Scene, row: Ground) -> Iterable[Answer]:
    """A paper is past its last day and not renewed; one whose renewal was asked for in time only defers."""
    for x in expired(s.facts, s.day, row.codes):
        if renewal_pending(x, s.day):
            yield Unsure(f"{x.kind} 已过有效期，延续申请尚未办结，缓签待定")
        else:
            until = f"有效期至 {x.valid_until}" if x.valid_until else "已过期"
            yield Met(f"{x.kind} {until}，没有延续", ("licence_reminder_days",), (("证照", x.kind),))


@looks_for("coaching_refused")
def coaching_refused(s: Scene, row: Ground) -> Iterable[Answer]:
    """Refusal to put problems right within the coaching period or its extension, with proof."""
    if s.facts.coaching is None:
        return
    proof = c.refusals(s.rules, s.facts.coaching, s.day)
    if proof:
        yield Met(f"政策辅导期内拒不整改：{'；'.join(proof)}", ("coaching_refusal_demands", "coaching_period"))
    elif c.unanswered(s.facts.coaching, s.day):
        yield Unsure("有书面整改要求逾期未答复，次数不足以认定拒不整改", ("coaching_refusal_demands",))


@looks_for("coaching_unfinished")
def coaching_unfinished(s: Scene, row: Ground) -> Iterable[Answer]:
    """Problems still open when the extension ended; a refusal is besides a ground to end the agreement."""
    own = s.facts.coaching
    if own is None:
        return
    left, keys = c.open_at_end(s.rules, own, s.day), ("coaching_period", "coaching_extension")
    if left:
        end = c.period(s.rules, own).extension_end
        yield Met(f"政策辅导延长期 {end} 结束时还有 {left} 项问题没有整改", keys)
    elif left is None and own.problems and c.period(s.rules, own).extension_end is None:
        yield Unsure("政策辅导延长期的末日不明", keys)
