"""The negative list: reasons not to take an application, and the bans that stand beside it.

Only what is recorded counts: a suspicion, a duty whose time still runs, or a penalty whose execution is stayed bars
nobody.
"""

from __future__ import annotations

from datetime import date

from dingdian.law.institutions.asked import Asked, Holds, Outcome, holders, in_time, looks_at
from dingdian.law.institutions.ban_events import DESIGNATION, DUAL, natureless
from dingdian.law.institutions.bans import Ban, bans_of
from dingdian.law.institutions.known import listings
from dingdian.law.institutions.obligations import overdue, performed, performed_by, stayed
from dingdian.law.institutions.records import Finding, Listing, Obligation
from dingdian.law.institutions.scene import VERIFIED


@looks_at("excluded_main_scope")
def excluded_main_scope(q: Asked) -> Outcome:
    """Its main scope is none that the insurance pays for: by its paper, by revenue only where a share is set."""
    scopes, share = q.rules.excluded_main_scopes.value or (), q.rules.excluded_scope_revenue_share.value
    keys = ("excluded_main_scopes", "excluded_scope_revenue_share")
    subjects = [x.main_subject for x in q.facts.licences or () if x.main_subject is not None]
    main = q.facts.main_practice_scope or next(iter(subjects), None)
    revenue = q.facts.revenue_share_by_scope
    sold = sum(part for scope, part in (revenue or {}).items() if scope in scopes)
    if main in scopes:
        return q.fails(f"主要执业范围是 {main}，不属于基本医疗服务", *keys, remedy="变更主要执业范围后再申请")
    if share is not None and revenue is not None and sold >= share:
        return q.fails(f"非基本医疗服务收入占 {sold}，达到 {share}", *keys)
    if main is None and revenue is None:
        return q.open("主要执业范围没有登记", *keys)
    return q.holds(f"主要执业范围 {main or '未登记'}" + (f"，非基本医疗服务收入占 {sold}" if sold else ""), *keys)


@looks_at("open_price_finding")
def open_price_finding(q: Asked) -> Outcome:
    """A confirmed finding (`values`: its codes) against the price policy that is not corrected."""
    listed = q.facts.findings or ()
    named = q.facts.price_policy_finding_id
    own = [f for f in listed if (f.id == named if named is not None else f.code in q.row.values)]
    found = [f for f in own if f.state in VERIFIED and in_time(_dated(f), None, q.day)]
    still = [f for f in found if not (f.corrected_on is not None and f.corrected_on <= q.day)]
    stated = q.facts.price_policy_noncompliance_found
    if still or (stated and not own):
        ends = [f.corrected_on for f in still]
        free = None if None in ends or not ends else max(d for d in ends if d is not None)
        text = "有已查实、尚未改正的医药价格问题"
        return q.fails(text, free=free, remedy="改正并经确认后再申请")
    if stated is None and q.facts.findings is None:
        return q.open("是否有查实的医药价格问题没有查询")
    return q.holds("没有查实而未改正的医药价格问题")


def _dated(f: Finding) -> date | None:
    return f.verified_on or f.on or f.discovered_on


@looks_at("unperformed_penalty")
def unperformed_penalty(q: Asked) -> Outcome:
    """An administrative penalty of whatever authority, past its day and not fully performed."""
    if q.facts.penalties is None:
        return q.open("行政处罚履行情况没有查询")
    left = [o for o in q.facts.penalties if not performed_by(o, q.day) and in_time(o.decided_on, None, q.day)]
    late = [o for o in left if not stayed(o) and overdue(o, q.r.calendar, q.day)]
    if late:
        ends = [o.performed_on if performed(o) else None for o in late]
        free = None if None in ends else max(d for d in ends if d is not None)
        said = "；".join(_said(o) for o in late)
        return q.fails(f"行政处罚逾期没有履行完毕：{said}", free=free, remedy="履行完毕后再申请")
    if any(o.due_on is None and not stayed(o) for o in left):
        return q.open("行政处罚没有履行完毕，履行期限没有登记")
    notes = "；".join(_said(o) + ("，暂缓执行" if stayed(o) else "，履行期限未到") for o in left)
    return q.holds(f"没有逾期未履行的行政处罚{f'（{notes}）' if notes else ''}")


def _said(o: Obligation) -> str:
    amount = f" {o.amount} 元" if o.amount is not None else ""
    paid = f"，已履行 {o.performed_amount} 元" if o.performed_amount else ""
    return f"{o.kind or '处罚'}{amount}" + (f"，{o.due_on} 到期" if o.due_on else "") + paid


# Bans


@looks_at("dishonest_application")
def dishonest_application(q: Asked) -> Outcome:
    """A ban after fraud in an application."""
    return _answer(q, _own(q))


@looks_at("terminated_before")
def terminated_before(q: Asked) -> Outcome:
    """A ban after a termination (`bans`: nature → length), of the same kind of agreement where the rule says so."""
    answer = _answer(q, _own(q))
    unclear = natureless(q.r, q.institution, q.day, q.known_on)
    return q.open(f"{unclear[-1].text}，性质没有记录") if unclear and isinstance(answer, Holds) else answer


@looks_at("failed_twice")
def failed_twice(q: Asked) -> Outcome:
    """A ban after a second failed evaluation."""
    return _answer(q, _own(q))


@looks_at("key_person_named")
def key_person_named(q: Asked) -> Outcome:
    """A ban of a person who now holds one of the roles: named as cause of a termination, wherever that was."""
    length = q.r.regime.flat[q.row.ban].value if q.row.ban else None
    roles = length.roles if length is not None and length.roles else q.rules.key_person_roles.value
    people = holders(q.facts, roles, q.day)
    bans = [b for person in people for b in _of(q, person)]
    answer = _answer(q, bans)
    nameless = any(not x.named_persons for x in q.facts.person_bans or ())
    unresolved = any(h.named_as_cause_in and not _of(q, h.person_ref) for h in q.facts.role_holders or ()
                     if h.person_ref in people)  # fmt: skip
    if isinstance(answer, Holds) and (nameless or unresolved or not people):
        return q.open("关键人或其禁入记录没有登记", q.row.ban or "")
    return answer


def _of(q: Asked, subject: str) -> list[Ban]:
    """The bans the row gives a subject, those that are over included."""
    return list(bans_of(q.r, q.code, q.row, subject, q.day, q.known_on))


def _own(q: Asked) -> list[Ban]:
    """Those of the institution itself, for the kind of agreement that it applies for."""
    wanted = DUAL if q.kind == DUAL else DESIGNATION
    return [b for b in _of(q, q.institution) if b.scope in (None, wanted)]


def _answer(q: Asked, bans: list[Ban]) -> Outcome:
    """A hit while a ban runs (the later end rules); what is over is only told."""
    running = [b for b in bans if b.runs(q.day)]
    keys = tuple(dict.fromkeys(b.key for b in running or bans))
    if not running:
        ended = max((b.last for b in bans if b.last is not None), default=None)
        return q.holds(f"禁入已于 {ended} 期满" if ended else "", *keys)
    ends = [b.first_free_on for b in running]
    free = None if None in ends else max(d for d in ends if d is not None)
    words = "；".join(b.because for b in running)
    return q.fails(words, *keys, free=free, remedy="禁入期满且相关责任履行完毕后再申请")


# Lists


@looks_at("discredit_listed")
def discredit_listed(q: Asked) -> Outcome:
    """A key person is on one of the lists on the day."""
    lists, roles = q.rules.discredit_lists.value or (), q.rules.key_person_roles.value
    people = holders(q.facts, roles, q.day)
    if not people:
        return q.open("关键人没有登记", "discredit_lists", "key_person_roles")
    on = [(role, x) for person, role in people.items() for x in _listings(q, person) if _is_on(x, lists, q.day)]
    if on:
        ends = [x.removed_on for _, x in on]
        free = None if None in ends else max(d for d in ends if d is not None)
        said = "、".join(sorted({f"{role} 在 {x.list}" for role, x in on}))
        keys = ("discredit_lists", "key_person_roles")
        return q.fails(f"关键人被列入失信名单：{said}", *keys, free=free, remedy="移出名单或更换人员后再申请")
    return q.holds("关键人不在失信名单上", "discredit_lists", "key_person_roles")


def _listings(q: Asked, person: str) -> list[Listing]:
    """What is known of a person's listings: with the role, or recorded of the person."""
    stated = [x for h in q.facts.role_holders or () if h.person_ref == person for x in h.discredit_listings]
    return listings(q.r, person, stated, q.day, q.known_on)


def _is_on(x: Listing, lists: tuple[str, ...], day: date) -> bool:
    off = x.removed_on is not None and x.removed_on <= day
    return x.list in lists and x.confirmed is not False and in_time(x.listed_on, None, day) and not off


@looks_at("extra_negative_items")
def extra_negative_items(q: Asked) -> Outcome:
    """Items that a law or regulation added to the list."""
    levels = q.rules.negative_basis_levels.value
    asked = [
        x
        for x in q.rules.extra_negative_items.value
        if in_time(x.since, None, q.day) and (levels is None or x.basis_level in levels)
    ]
    found = q.facts.extra_negative_found or {}
    codes = {f.code for f in q.facts.findings or () if f.state in VERIFIED and in_time(_dated(f), None, q.day)}
    stated = {x.id: getattr(q.facts, x.fact, None) if x.fact else found.get(x.id, x.id in codes or None) for x in asked}
    hit = [f"{x.text}（{x.basis}）" for x in asked if stated[x.id]]
    if hit:
        return q.fails(f"法律、法规规定的情形：{'、'.join(hit)}", "extra_negative_items")
    if any(answer is None for answer in stated.values()):
        return q.open("法律、法规规定的情形待查", "extra_negative_items")
    return q.holds("没有法律、法规规定的其他情形", "extra_negative_items") if asked else None
