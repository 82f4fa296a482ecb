"""Guards of signing: the list, the talks, the term, the round, the area, the template."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from dingdian.law import acts as a
from dingdian.law.dates import add_days, inclusive_term
from dingdian.law.explain import Objection
from dingdian.law.institutions import acts as i
from dingdian.law.institutions import rounds
from dingdian.law.institutions.agreements import Line, agreements
from dingdian.law.institutions.assessment import result_of
from dingdian.law.institutions.clocks import on_to_sign_list, to_sign_since
from dingdian.law.institutions.entry import plan_gate
from dingdian.law.institutions.grounds import grounds
from dingdian.law.institutions.known import facts_on
from dingdian.law.institutions.rows import Requirement
from dingdian.law.processes.guards.institutions_common import SUPPLEMENTS, application
from dingdian.law.processes.guards.institutions_evaluation import talks
from dingdian.law.processes.guards.requirement import Wrong, requirement
from dingdian.law.processes.model import Choice, Move
from dingdian.law.register import Register

ORDINARY = (None, "designation_yearly")


def _before(r: Register, act: a.AgreementSign) -> list[Line]:
    """Agreements that the institution already has or had."""
    return agreements(r, act.institution) if act.institution is not None else []


def _child(act: a.AgreementSign) -> bool:
    return act.parent is not None or act.kind == "yearly_child" or act.area is not None


def ends_reminding(r: Register, act: a.AgreementSign) -> Iterator[Move]:
    """Whoever has signed need no longer be reminded to read."""
    if act.institution is not None and r.states.get(("reading", (act.institution,))) == "reminded":
        yield "reading", (act.institution,), "confirmed"


def _reminded(r: Register, act: i.AgreementRemind, state: str) -> str:
    """Who has read the text that waits to be signed is reminded to sign, not to read it again."""
    for record in reversed(list(r.at(act.institution))):
        if isinstance(record.act, i.AgreementConfirmReading):
            return "confirmed"
        if isinstance(record.act, a.AgreementSign):
            break
    return "reminded"


REMINDED = Choice(_reminded, ("reminded", "confirmed"))


def from_list(r: Register, act: a.AgreementSign) -> Iterator[Objection]:
    """A new agreement is signed only with those on the to-sign list."""
    if not r.regime.rules.signing_from_list.value or _child(act):
        return
    own = application(r, act)
    if own is None:
        if not _before(r, act) and act.kind not in SUPPLEMENTS:
            words = f"{act.institution or '该机构'} 不在待签名单，没有申请、评估和公示"
            yield Objection(words, ("signing_from_list",), remedy="先申请定点并完成评估和公示")
    elif not on_to_sign_list(r, act.case or "", act.on):
        since = to_sign_since(r, act.case or "")
        remedy = f"最早 {since} 签订" if since is not None else "评估合格并公示期满、举报查核完毕后再签订"
        yield Objection(f"{act.on} 还不在待签名单", ("signing_from_list", "publicity_period"), remedy=remedy)


def plan_still_allows(r: Register, act: a.AgreementSign) -> Iterator[Objection]:
    """A quota that is used up, or the lack of a plan, also stops a new designation at signing."""
    own = application(r, act)
    if own is None or own.kind != "designation":
        return
    accepted = [x.act for x in r.of_case(act.case or "") if isinstance(x.act, i.DesignationAccept)]
    if any(x.exception_reason is not None for x in accepted):
        return
    for hit in plan_gate(r, own.institution, act.on).hits:
        yield hit.objection()


def talks_recorded(r: Register, act: a.AgreementSign) -> Iterator[Objection]:
    """A record of talks, or the statement that none were asked for, precedes the signature."""
    if not r.regime.rules.negotiation_record_required.value or _child(act) or act.kind in SUPPLEMENTS:
        return
    if not talks(r, act) and act.topics is None:
        yield Objection(
            "没有协商谈判的记录，也没有不要求谈判的声明",
            ("negotiation_record_required",),
            r.regime.rules.steps.value["negotiation.agree"].clauses if _renewal(r, act) else (),
            "先谈判并留下记录，或由机构声明不要求谈判",
        )


def _renewal(r: Register, act: a.AgreementSign) -> bool:
    return application(r, act) is None and bool(_before(r, act))


def usual_term(r: Register, act: a.AgreementSign) -> Iterator[Objection]:
    """A longer term than usual needs a reason."""
    usual = r.regime.rules.agreement_default_term.value
    if act.end_on < act.start_on:
        words = f"协议终日 {act.end_on} 早于首日 {act.start_on}"
        yield Objection(words, ("agreement_default_term",), remedy="改正两个日期")
    elif usual is not None and act.kind in ORDINARY and act.parent is None and act.term_reason is None:
        last = inclusive_term(act.start_on, usual.term).last
        if last is not None and act.end_on > last:
            words = f"协议期通常 {usual}，自 {act.start_on} 起应到 {last}，不是 {act.end_on}"
            yield Objection(words, ("agreement_default_term",), remedy="改为通常的期限，或写明理由（term_reason）")


def fixed_term(r: Register, act: a.AgreementSign) -> Iterator[Objection]:
    """A fixed agreement runs at least so long."""
    least = r.regime.rules.fixed_agreement_min_term.value
    if act.kind != "designation_fixed" or least is None:
        return
    last = inclusive_term(act.start_on, least.term).last
    if last is not None and act.end_on < last:
        words = f"固定协议不少于 {least}，自 {act.start_on} 起至少到 {last}"
        yield Objection(words, ("fixed_agreement_min_term",), remedy="延长期限，或签年度协议")


def fixed_gate(r: Register, act: a.AgreementSign) -> Iterator[Objection]:
    """A fixed agreement is for those whose last assessment passed; who never was assessed cannot have one."""
    if act.kind != "designation_fixed" or r.regime.rules.fixed_agreement_gate.value != "assessment_passed":
        return
    passed = assessment_passed(r, act.institution or "", act.on)
    if passed is False or (passed is None and not _before(r, act)):
        yield Objection(
            "最近一次考核没有达标，不能签固定协议" if passed is False else "没有考核结果，不能签固定协议",
            ("fixed_agreement_gate", "assessment_pass_score"),
            remedy="签年度协议，考核达标后再签固定协议",
        )


def assessment_passed(r: Register, institution: str, day: date) -> bool | None:
    """Whether the last assessment passed: as stated, else by its score; null if that is not known."""
    facts, least = facts_on(r, institution, day), r.regime.rules.assessment_pass_score.value
    own = facts.assessment
    if own is not None and own.passed is not None:
        return own.passed
    score = facts.assessment_score
    if own is not None:
        score = own.total if own.total is not None else own.score if own.score is not None else score
    final = result_of(r, institution, None, day) if score is None else None
    if final is not None and final.passed is not None:
        return final.passed
    score = final.score if final is not None else score
    return None if score is None or least is None else score >= least


def inside_parent(r: Register, act: a.AgreementSign) -> Iterator[Objection]:
    """What belongs to an agreement does not run beyond it."""
    parent = next((x for x in _before(r, act) if x.ref == act.parent), None)
    if parent is not None and not (parent.first <= act.start_on and act.end_on <= parent.last):
        words = f"期限应在 {parent.ref} 的 {parent.first} 至 {parent.last} 之内"
        yield Objection(words, ("fixed_agreement_min_term", "supplement_follows_parent"), remedy="改正期限")


# Round


def _deferral_state(r: Register, act: a.AgreementSign) -> str | None:
    """Where the deferral of a renewal stands, if it was deferred."""
    state = r.states.get(("renewal", (act.institution or act.agreement or "",)))
    return state if state in ("deferred", "evaluation_due", "evaluated") else None


def inside_round(r: Register, act: a.AgreementSign) -> Iterator[Objection]:
    """Renewals are signed in the round; after it only those whose deferral was lifted by an evaluation."""
    if not _renewal(r, act) or _child(act) or act.kind in SUPPLEMENTS:
        return
    if _deferral_state(r, act) is not None:
        return
    first, last = rounds.of_institution(r, act.institution or "", act.on)
    if first is not None and act.on < first:
        yield Objection(f"集中签约自 {first} 开始", ("signing_round",), remedy=f"{first} 起签订")
    elif last is not None and act.on > last:
        words = f"集中签约已于 {last} 结束"
        yield Objection(words, ("signing_round",), remedy="由经办机构决定不续签或缓签")


def not_deferred(r: Register, act: a.AgreementSign) -> Iterator[Objection]:
    """A deferred agreement is signed after the evaluation, and begins no earlier than it is signed."""
    state = _deferral_state(r, act)
    rows = r.regime.rules.steps.value
    clauses = rows["deferral.evaluate"].clauses if "deferral.evaluate" in rows else ()
    if state in ("deferred", "evaluation_due"):
        yield Objection("续签缓办，评估通过后才能签订", ("steps",), clauses, "原因消除后先评估")
    elif state == "evaluated" and act.start_on < act.on:
        words = f"补签的协议自签订之日起算，不能追溯到 {act.start_on}"
        yield Objection(words, ("steps",), clauses, f"start_on 不早于 {add_days(act.on, 0)}")


def nothing_against(r: Register, act: a.AgreementSign) -> Iterator[Objection]:
    """A renewal is not signed while a ground of non-renewal or deferral is met."""
    if not _renewal(r, act) or _child(act) or act.institution is None:
        return
    rules, dual = r.regime.rules, act.kind == "dual_channel"
    lifted = _deferral_state(r, act) == "evaluated"
    for hit in grounds(r, act.institution, act.on).value.hits:
        for key, table in (
            ("non_renewal_grounds", rules.non_renewal_grounds.value),
            ("deferral_grounds", None if lifted else rules.deferral_grounds.value),
        ):
            row = (table or {}).get(hit.code)
            if row is not None and (row.affects == "dual_channel_agreement") == dual:
                yield Objection(f"{hit.code} {hit.text}", (key,), row.clauses, hit.remedy or "原因消除后再签订")


# Area, points raised, reading, template


def template_of_force(r: Register, act: a.AgreementSign) -> Iterator[Objection]:
    """A version that is named is one that was published, where templates are on record."""
    known = [x.act for x in r.records if x.act.act == "template.draft"]
    if not known or act.template_version is None:
        return
    drafts = [x for x in known if x.version == act.template_version]
    published = [x for x in drafts if r.states.get(("template", (x.id or "",))) == "published"]
    if not published:
        words = f"协议文本 {act.template_version} 没有发布或已被取代"
        row = r.regime.rules.steps.value.get("template.publish")
        yield Objection(words, ("steps",), row.clauses if row else (), "使用现行文本")


@requirement("payment_method_listed")
def _listed(r: Register, act: a.AgreementSign, rule: Requirement) -> Iterator[Wrong]:
    """The list of methods is open: another one may be agreed on, and is remarked."""
    known = r.regime.rules.payment_methods.value or ()
    for method in act.payment_methods or ():
        if method.code not in known:
            yield Wrong(f"{method.code} 不在列举的支付方式之内", "确认是另行约定的", ("payment_methods",))


@requirement("own_pooling_area")
def _own_area(r: Register, act: a.AgreementSign, rule: Requirement) -> Iterator[Wrong]:
    """The agreement is one with institutions of the agency's own pooling area."""
    institution = r.institution_of(act)
    place = facts_on(r, institution, act.on).pooling_area if institution is not None else None
    for area in (act.area, act.agency):
        if place is not None and area is not None and area != place:
            yield Wrong(f"{institution} 属 {place} 统筹区，不由 {area} 签订或续签", f"由 {place} 的经办机构办理")


@requirement("points_answered")
def _answered(r: Register, act: a.AgreementSign, rule: Requirement) -> Iterator[Wrong]:
    """Each point that the institution raised has an answer."""
    raised: dict[str, None] = {}
    for record in r.at(act.institution, None) if act.institution is not None else ():
        topics = getattr(record.act, "topics", None) or ()
        if isinstance(record.act, i.NegotiationRaise):
            raised |= dict.fromkeys(t.code for t in topics if t.answer is None)
        else:
            for topic in topics:
                raised.pop(topic.code, None)
    if raised:
        yield Wrong(f"机构提出的 {'、'.join(raised)} 还没有答复", "先答复")


@requirement("reading_confirmed")
def _reading(r: Register, act: a.AgreementSign, rule: Requirement) -> Iterator[Wrong]:
    """Before signing on line the institution confirms that it has read the text, once one is published."""
    published = any(x.act.act == "template.publish" for x in r.records)
    confirmed = act.reading_confirmed
    if confirmed is None:
        read = [x for x in r.at(act.institution or "", None) if isinstance(x.act, i.AgreementConfirmReading)]
        confirmed = bool(read) if published else True
    if act.channel == "online" and not confirmed:
        yield Wrong("在线签订前须确认已阅读协议文本", "先确认阅读")


@requirement("template_version")
def _version(r: Register, act: a.AgreementSign, rule: Requirement) -> Iterator[Wrong]:
    """An agreement has a text: a version stated as none is refused."""
    if "template_version" in act.model_fields_set and act.template_version is None:
        yield Wrong("协议没有文本版本", "写明 template_version")


@requirement("signed_online")
def _online(r: Register, act: a.AgreementSign, rule: Requirement) -> Iterator[Wrong]:
    """Signing is on line; off line with a reason."""
    if act.channel == "offline" and act.term_reason is None:
        yield Wrong("线下签订须说明理由", "在线签订，或写明理由")


@requirement("round_hash")
def _hash(r: Register, act: a.AgreementSign, rule: Requirement) -> Iterator[Wrong]:
    """What is signed on line is fixed by the hash of its text, where one is stated to be missing."""
    if act.channel == "online" and "text_hash" in act.model_fields_set and act.text_hash is None:
        yield Wrong("在线签订没有文本摘要", "写明 text_hash")
