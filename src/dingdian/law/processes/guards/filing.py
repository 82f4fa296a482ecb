"""Guards of commitments, filings, leavings and statuses kept by institutions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from dingdian.law import acts as a
from dingdian.law.dates import (
    add_working_days,
    add_years,
    working_days_between,
)
from dingdian.law.deadlines import Query, deadline
from dingdian.law.explain import Objection, Reason
from dingdian.law.filings import personal_agreement_end
from dingdian.law.register import Register
from dingdian.law.scoring import parent_clause
from dingdian.law.standing import status_at
from dingdian.law.values import Status


def status_agrees(r: Register, act: a.StatusUpdate) -> Iterator[Objection]:
    """An institution enters what was decided, nothing else."""
    if r.regime.parameters.status.effective_source.value != "agency_decision":
        return
    due = status_at(r, r.account(act.person), act.person, act.on, act.institution)[0]
    if act.status is not due:
        yield Objection(
            f"{act.on} 按经办机构的决定应维护为{due.label}，不能维护为{act.status.label}",
            ("status.effective_source",),
            remedy=f"status 写 {due.value}",
        )


def committed(r: Register, act: a.FilingSubmit) -> Iterator[Objection]:
    """Filing follows the commitment."""
    p = r.regime.parameters.commitment
    if not p.required.value:
        return
    signed = any(
        isinstance(x.act, a.CommitmentSign) and x.act.institution == act.institution for x in r.of_person(act.person)
    )
    before = any(f.institution == act.institution and f.filed_on < act.on for f in r.filings(act.person))
    if not signed and not before:
        yield Objection(
            f"{act.person} 还没有在 {act.institution} 作出服务承诺",
            ("commitment.required",),
            remedy="先签署承诺书，再备案",
        )


def late_commitment(r: Register, act: a.CommitmentSign) -> Iterator[Reason]:
    """How late a person signed; nothing is said of one whose joining nobody recorded."""
    joined = [x for x in r.of_person(act.person) if isinstance(x.act, a.PersonJoin)]
    if not any(x.act.institution == act.institution for x in joined):
        return
    found = deadline(r, "commitment.sign", Query(person=act.person, institution=act.institution))
    if found.value is not None and act.on > found.value.day:
        late = working_days_between(r.calendar, found.value.day, act.on)
        keys = tuple(k for reason in found.reasons for k in reason.keys)
        yield Reason(f"最后一日 {found.value.day}，逾期 {late} 个工作日签署", keys)


def unacknowledged(r: Register, act: a.CommitmentSign) -> Iterator[Reason]:
    """A signature without the statement that the text is known is remarked."""
    if r.regime.parameters.commitment.acknowledgement.value and act.acknowledged is False:
        yield Reason("签署时没有确认已知晓承诺内容，须补作确认", ("commitment.acknowledgement",))


def late_leaver(r: Register, act: a.PersonLeave) -> Iterator[Reason]:
    """The post was left on `on`, the filing brought up to date on the day of record."""
    limit = r.regime.parameters.filing.leaver_update_working_days.value
    due = None if limit is None else add_working_days(r.calendar, act.on, limit).day
    if due is not None and act.recorded > due:
        late = working_days_between(r.calendar, due, act.recorded)
        yield Reason(f"最后一日 {due}，逾期 {late} 个工作日更新", ("filing.leaver_update_working_days",))


def commitment_complete(r: Register, act: a.CommitmentSign) -> Iterator[Objection]:
    needed = r.regime.parameters.commitment.minimum_contents.value or ()
    missing = [c for c in needed if act.contents is not None and c not in act.contents]
    if missing:
        yield Objection(
            f"承诺书缺少 {'、'.join(missing)}",
            ("commitment.minimum_contents",),
            remedy="使用内容完整的承诺书文本",
        )


def role_managed(r: Register, act: a.FilingSubmit) -> Iterator[Objection]:
    p = r.regime.parameters.scope
    pharmacy = r.sector_of(act.institution) == "retail_pharmacy"
    key = "scope.pharmacy_roles" if pharmacy else "scope.medical_roles"
    if not r.in_scope(act.person, act.institution, act.role) and p.out_of_list_action.value == "refuse":
        roles = act.role or "、".join(r.people[act.person].roles)
        sector = r.sector_of(act.institution)
        keys = (key,) if sector is None or sector in p.institution_types.value else ("scope.institution_types",)
        yield Objection(f"{roles} 不在本规则的管理范围内", (*keys, "scope.out_of_list_action"), remedy="核对身份")
    person = r.people[act.person]
    fund_related = act.fund_related if act.fund_related is not None else person.fund_related
    if p.requires_fund_related.value and fund_related is False:
        yield Objection("不涉及医保基金使用的人员不纳入管理", ("scope.requires_fund_related",), remedy="不办理备案")
    certificates = act.certificates if act.certificates is not None else person.certificates
    allowed = p.doctor_certificates.value
    if allowed is not None and certificates is not None and not set(certificates) & set(allowed):
        yield Objection("没有规定的执业证书", ("scope.doctor_certificates",), remedy=f"需要 {'、'.join(allowed)} 之一")
    uncoded = "code_type" in act.model_fields_set and act.code_type != "national"
    if uncoded and (act.role or person.roles[0]) not in p.local_code_roles.value:
        yield Objection(
            "这类人员要先取得全国统一编码",
            ("scope.local_code_roles", "filing.platform"),
            remedy="在国家平台取得编码后再备案",
        )


def role_waits(r: Register, act: a.FilingSubmit) -> Iterator[Reason]:
    p = r.regime.parameters.scope
    if not r.in_scope(act.person, act.institution, act.role) and p.out_of_list_action.value == "warn_and_hold":
        yield Reason("人员类别没有列在规则里，备案待有权机关明确后生效", ("scope.out_of_list_action",))


def fields_complete(r: Register, act: a.FilingSubmit) -> Iterator[Objection]:
    needed = r.regime.parameters.filing.fields.value
    missing = [f for f in needed or () if act.fields is not None and f not in act.fields]
    if missing:
        yield Objection(f"备案缺少 {'、'.join(missing)}", ("filing.fields",), remedy="补齐后再提交")


def entry_conditions(r: Register, act: a.FilingSubmit) -> Iterator[Objection]:
    """Personal conditions of entry where the qualification rests on them."""
    p = r.regime.parameters.qualification
    for clause, name in p.entry_conditions.value.items():
        if act.conditions.get(name) is False:
            yield Objection(
                f"不符合条件 {name}",
                ("qualification.entry_conditions",),
                (clause, *parent_clause(r.regime, clause)),
                "各项条件都具备后再备案",
            )
    unknown = [name for name in act.conditions if name not in p.entry_conditions.value.values()]
    if unknown:
        yield Objection(
            f"{'、'.join(unknown)} 不是本规则的条件",
            ("qualification.entry_conditions",),
            remedy=f"可用：{'、'.join(p.entry_conditions.value.values()) or '（没有）'}",
        )
    if p.origin.value == "personal_conditions_and_doctor_agreement" and act.doctor_agreement is not None:
        end = personal_agreement_end(r, act.doctor_agreement)
        if not act.doctor_agreement.start_on <= act.on or (end is not None and act.on > end):
            yield Objection("没有有效的医师服务协议", ("qualification.origin",), remedy="先与机构签订协议")
    if not p.new_hire_exam_required.value:
        return
    joined = [x.act for x in r.of_person(act.person) if isinstance(x.act, a.PersonJoin)]
    if not any(j.newly_hired for j in joined if j.institution == act.institution):
        return
    exams = [x.act.exam for x in r.of_person(act.person) if isinstance(x.act, a.StudyRecord) and x.act.on <= act.on]
    if "passed" not in exams:
        yield Objection(
            "新录用人员须经政策培训并考核合格",
            ("qualification.new_hire_exam_required",),
            remedy="补记培训和合格的考核",
        )


def termination_over(r: Register, act: a.FilingSubmit) -> Iterator[Objection]:
    """A terminated person files again only with all that the regime asks for."""
    p = r.regime.parameters
    causes = [
        c for c in r.account(act.person).active(act.on) if c.status is Status.TERMINATED and c.institution is None
    ]
    needs = p.restoration.terminated_requires.value
    for cause in causes:
        ban = (
            "tiers.ban_years_single"
            if cause.crossing and cause.crossing.outcome.column == "single"
            else ("tiers.ban_years_cumulative")
        )
        if "ban_expired" in needs and cause.ban_last is not None and act.on <= cause.ban_last:
            yield Objection(
                f"{cause.ban_last} 之前（含当日）不得再次登记备案",
                ("restoration.terminated_requires", ban),
                remedy=f"最早 {cause.ban_last + timedelta(days=1)} 办理",
            )
        if "assessment" in needs and (cause.passed_on is None or cause.passed_on > act.on):
            yield Objection(
                "终止后重新备案须先通过评估",
                ("restoration.terminated_requires",),
                remedy="先申请恢复并通过评估",
            )
        if "new_commitment" in needs and not any(
            isinstance(x.act, a.CommitmentSign) and x.act.on >= cause.first_day for x in r.of_person(act.person)
        ):
            yield Objection(
                "终止后重新备案须重新作出承诺", ("restoration.terminated_requires",), remedy="重新签署承诺书"
            )
        regained = any(
            isinstance(x.act, a.LicenceGrant) and cause.first_day <= x.act.on <= act.on for x in r.of_person(act.person)
        )
        if cause.kind == "licence" and not regained:
            own = ("restoration.terminated_requires",) if "article_5_conditions" in needs else ()
            yield Objection(
                "执业证书被吊销、注销或收回后没有重新取得",
                ("status.licence_revoked_maps_to", *own),
                remedy="先取得执业证书",
            )


def lookback(r: Register, act: a.FilingSubmit) -> Iterator[Reason]:
    """What may be a major violation inside the look-back years is shown to the human who decides."""
    p = r.regime.parameters
    years = p.qualification.lookback_years_no_major_violation.value
    if years is None:
        return
    since, key = add_years(act.on, -years), ("qualification.lookback_years_no_major_violation",)
    for line in r.account(act.person).lines:
        if line.kind == "entry" and line.counted >= p.scoring.cap.value and line.on >= since:
            yield Reason(f"近 {years} 年内有 {line.counted} 分的违规（{line.on}），由人判断是否重大", key)
    for cause in r.account(act.person).causes:
        if cause.kind in ("licence", "practice_order") and (cause.end is None or cause.end >= since):
            yield Reason(f"近 {years} 年内执业证书或执业活动受过处理（{cause.first_day}），由人判断是否重大", key)
