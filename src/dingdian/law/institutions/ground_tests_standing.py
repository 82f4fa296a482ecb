"""Grounds that rest on the agreement itself and its parties: suspensions, rectification, own wishes, key persons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from dingdian.law import acts as a
from dingdian.law.institutions import acts as i
from dingdian.law.institutions.agreements import Suspension, day_180, resumption_wish
from dingdian.law.institutions.casefile import rectifications
from dingdian.law.institutions.counting import suspensions_counted
from dingdian.law.institutions.known import listings
from dingdian.law.institutions.records import Listing, RectificationItem, RoleHolder
from dingdian.law.institutions.rows import Ground
from dingdian.law.institutions.scene import Answer, Met, Scene, Unsure, looks_for
from dingdian.law.register import Record


@looks_for("suspended_too_often")
def suspended_too_often(s: Scene, row: Ground) -> Iterable[Answer]:
    """As many imposed suspensions within one agreement as the rule counts."""
    rule = s.rules.suspension_count_for_termination.value
    counted = suspensions_counted(s)
    if rule is not None and len(counted.days) >= rule.value:
        days = "、".join(str(x) for x in counted.days)
        yield Met(f"协议有效期内累计 {len(counted.days)} 次被中止（{days}）", ("suspension_count_for_termination",))


@looks_for("rectification_failed")
def rectification_failed(s: Scene, row: Ground) -> Iterable[Answer]:
    """What had to be put right during a suspension was checked and found wanting."""
    needs_list = row.fact == "rectification_items"
    for stopped in s.suspensions:
        failed = [x for x in stopped.rectification if _item_failed(s, x)]
        checks = [x for x in s.acts(a.AgreementResume) if _fails(x, stopped)]
        if not failed and not checks:
            continue
        when = f"{checks[-1].on} " if checks else ""
        ordered = any(z.kind == "suspension" for z in rectifications(s.records))
        if failed or stopped.rectification or ordered or not needs_list:
            number = f"{len(failed)} 项" if failed else ""
            yield Met(f"自 {stopped.first} 起中止，{when}检查{number}整改不到位")
        else:
            yield Unsure(f"{when}检查整改不到位，但中止决定没有列出整改事项")
    yield from _stated_failure(s)


def _fails(x: Record, stopped: Suspension) -> bool:
    """Whether a record is a failed check of a suspension."""
    act = x.act
    return act.checked == "failed" and act.department is None and stopped.covers(x.on)


def _item_failed(s: Scene, x: RectificationItem) -> bool:
    """Whether an item was checked by the day and found undone; unchecked it fails only when its day is over."""
    if x.checked_on is not None and x.checked_on > s.day:
        return False
    if x.checked in ("failed", "passed"):
        return x.checked == "failed"
    undone = x.done_on is None or x.done_on > s.day
    over = x.due_on is not None and s.day > x.due_on
    return undone and (x.checked is True or (x.checked is False and over))


def _stated_failure(s: Scene) -> Iterator[Answer]:
    on = s.facts.rectification_failed_on
    if (
        on is not None
        and on <= s.day
        and any(x.first <= on and (x.last is None or on <= x.last) for x in s.suspensions)
    ):
        yield Met(f"{on} 检查，中止期间整改不到位")
    for own in s.facts.suspensions or ():
        failed = sum(1 for x in own.rectification_items if _item_failed(s, x))
        if failed:
            yield Met(f"中止期间有 {failed} 项整改不到位")


@looks_for("own_request")
def own_request(s: Scene, row: Ground) -> Iterable[Answer]:
    """The institution asked to end the agreement and has not taken it back; where asked, the agency agreed."""
    asked = standing_request(s)
    if asked is None:
        return
    if not row.consent or s.deciding or _agreed(s, asked):
        words = "，经办机构同意" if row.consent else ""
        yield Met(f"机构于 {asked} 申请解除协议{words}", ("advance_notice_by_institution",) if row.consent else ())
    else:
        yield Unsure(f"机构于 {asked} 申请解除协议，须经办机构同意")


def standing_request(s: Scene) -> date | None:
    """The day of the institution's request to end the agreement that still stands on the day."""
    pending: list[Record] = []
    for record in s.records:
        act = record.act
        if isinstance(act, i.RequestTermination | i.RequestSuspension | i.RequestResumption):
            pending.append(record)
        elif isinstance(act, i.WithdrawRequest | i.RefuseRequest) and pending:
            meant = [x for x in pending if act.of == x.ref] or ([pending[-1]] if act.of is None else [])
            pending = [x for x in pending if x not in meant]
    asked = [x.on for x in pending if isinstance(x.act, i.RequestTermination)]
    own, withdrawn = s.facts.termination_requested_on, s.facts.termination_request_withdrawn_on
    if own is not None and own <= s.day and (withdrawn is None or withdrawn > s.day):
        asked.append(own)
    return asked[0] if asked else None


def _agreed(s: Scene, asked: date) -> bool:
    """The agency's consent is its decision to end the agreement, on record after the request."""
    known = s.r.at(s.institution, s.known_on)
    return any(isinstance(x.act, a.AgreementTerminate) and x.recorded >= asked and x.recorded <= s.day for x in known)


@looks_for("suspended_on_request_too_long")
def suspended_on_request_too_long(s: Scene, row: Ground) -> Iterable[Answer]:
    """Suspended at its own wish past the longest time, and still no request to go on."""
    for x in s.suspensions:
        last = day_180(s.r, x)
        if last is None or s.day <= last or not x.covers(s.day):
            continue
        wish = resumption_wish(s.r, s.institution, x, s.known_on)
        if wish is None or wish.asked_on > s.day:
            keys = ("suspension_on_request_max", "on_request_limit_passed")
            yield Met(f"自 {x.first} 起应申请中止，至 {last} 已满，仍未申请恢复履行", keys)


@looks_for("suspended_past_round")
def suspended_past_round(s: Scene, row: Ground) -> Iterable[Answer]:
    """Suspended beyond the signing round, by its planned end; a wish that ran too long is a stronger ground."""
    if s.rules.on_term_end_while_suspended.value == "auto_end":
        return
    end = s.round.end
    running = [x for x in s.suspensions if x.covers(s.day)]
    if not running or _too_long(s):
        return
    if end is None:
        yield Unsure("协议处于中止状态，集中签约期的起止日期还没有设定", ("signing_round",))
        return
    for x in running:
        if x.planned_last is None or x.planned_last > end or s.day > end:
            until = f"计划至 {x.planned_last}" if x.planned_last else "没有设定末日"
            keys = ("signing_round", "on_term_end_while_suspended")
            yield Met(f"自 {x.first} 起中止，{until}，集中签约期 {end} 结束", keys)


def _too_long(s: Scene) -> bool:
    """Whether a ground of non-renewal says that the suspension on request has run too long."""
    rows = (s.rules.non_renewal_grounds.value or {}).values()
    own = (row for row in rows if row.test == "suspended_on_request_too_long")
    return any(True for row in own for _ in suspended_on_request_too_long(s, row))


@looks_for("key_person")
def key_person(s: Scene, row: Ground) -> Iterable[Answer]:
    """A key person cannot perform the agreement, or is on a list in the field; other lists need a supervisor."""
    for holder in s.facts.role_holders or ():
        if holder.role not in s.rules.key_person_roles.value or not _holds(s, holder):
            continue
        if holder.cannot_perform_agreement:
            yield Met(f"{ROLES[holder.role]}无法履行协议", ("key_person_roles",), variant="cannot_perform_agreement")
        variant = "illegal_or_discredited"
        if holder.illegal_or_discredited:
            text = f"{ROLES[holder.role]}违法失信"
            yield (
                Met(text, ("key_person_roles",), variant=variant) if holder.confirmed else Unsure(f"{text}，须上级确认")
            )
        for listing in _listings(s, holder):
            text = f"{ROLES[holder.role]}列入 {listing.list}"
            if listing.list in row.codes or listing.cause in row.codes or listing.confirmed or holder.confirmed:
                yield Met(text, ("key_person_roles", "discredit_lists"), variant=variant)
            else:
                yield Unsure(f"{text}，与医疗、医保无关或原因不明，须上级确认并先给换人的机会", ("discredit_lists",))


ROLES = {
    "legal_representative": "法定代表人",
    "principal": "主要负责人",
    "actual_controller": "实际控制人",
    "insurance_work_leader": "医保工作负责人",
}


def _holds(s: Scene, holder: RoleHolder) -> bool:
    return (holder.from_ is None or holder.from_ <= s.day) and (holder.to is None or s.day <= holder.to)


def _listings(s: Scene, holder: RoleHolder) -> list[Listing]:
    """Open entries on lists that count, of the role holder and as recorded of the person."""
    known = listings(s.r, holder.person_ref, holder.discredit_listings, s.day, s.known_on)
    lists = s.rules.discredit_lists.value or ()
    return [
        x
        for x in known
        if x.list in lists
        and (x.listed_on is None or x.listed_on <= s.day)
        and (x.removed_on is None or x.removed_on > s.day)
    ]
