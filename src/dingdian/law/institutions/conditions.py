"""Conditions of entry of every institution: papers and type, time in operation, staff, rules, systems.

Each function answers one condition; which of them a jurisdiction asks, of whom and with which numbers is data.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from dingdian.law.dates import inclusive_term
from dingdian.law.explain import Reason
from dingdian.law.institutions.asked import Asked, Outcome, good, holders, in_time, looks_at, there
from dingdian.law.institutions.competence import named_agency, serves
from dingdian.law.institutions.disclosed import unpublished_interfaces
from dingdian.law.institutions.records import Database, Policy, Staff
from dingdian.law.register import Register


@looks_at("may_apply")
def may_apply(q: Asked) -> Outcome:
    """A listed type with one valid paper of the listed kinds; `values`: types that a clerk must map to one first."""
    types, papers = q.rules.eligible_institution_types.value, q.rules.qualification_types.value
    kind, held = q.institution_type, q.facts.licences
    if types is not None and kind is not None and kind not in (*types, *q.row.values):
        return q.fails(f"机构类型 {kind} 不在可申请的类型之内", "eligible_institution_types")
    if papers is not None and held is not None and not any(x.kind in papers and good(x, q.day) for x in held):
        remedy = "取得或换发有效的执业资质后再申请"
        return q.fails(f"{q.day} 没有有效的执业资质证件", "qualification_types", remedy=remedy)
    if kind in q.row.values:
        return q.open("由受理人员把机构归到所列的一种类型", "eligible_institution_types")
    if types is not None and kind is None:
        return q.open("机构类型没有填写", "eligible_institution_types")
    if papers is not None and held is None:
        return q.open("执业资质证件没有登记", "qualification_types")
    return q.holds("类型和执业资质符合", "eligible_institution_types", "qualification_types")


def type_reason(r: Register, institution: str) -> Iterator[Reason]:
    """Which clause lists the institution's type, where one does."""
    own = r.institutions.get(institution)
    kind = own.institution_type if own is not None else None
    clause = r.regime.rules.institution_type_clauses.value.get(kind or "")
    if clause is not None and kind in (r.regime.rules.eligible_institution_types.value or ()):
        yield Reason(f"{kind} 属于可申请的类型", ("institution_type_clauses",), (clause,))


@looks_at("independently_established")
def independently_established(q: Asked) -> Outcome:
    """Types in `values` must stand on their own, not inside another institution."""
    if q.institution_type not in q.row.values:
        return None
    if q.facts.independently_established is None:
        return q.open("是否独立设置没有登记")
    if not q.facts.independently_established:
        return q.fails("不是独立设置的机构，不能单独申请", remedy="由所属机构申请")
    return q.holds("独立设置")


@looks_at("operating_long_enough")
def operating_long_enough(q: Asked) -> Outcome:
    """In operation for the whole time when the application is received; the opening day is the first day of it."""
    least = q.rules.min_operation.value
    if least is None:
        return None
    since = operating_since(q)
    if since is None:
        return q.open("正式运营的起始日没有登记", "min_operation")
    full = least.term.last_day(since)
    words = f"自 {since} 起运营，{full} 满{least}"
    return q.holds(words, "min_operation") if q.day >= full else q.fails(
        f"{words}，{q.day} 申请时未满", "min_operation", free=full, remedy="期满后再申请"
    )  # fmt: skip


def operating_since(q: Asked) -> date | None:
    """The later of the declared opening and the first issue of a qualifying paper; null if neither is known."""
    papers = q.rules.qualification_types.value
    issued = [x.issued_on for x in q.facts.licences or () if x.issued_on and (papers is None or x.kind in papers)]
    opened = q.facts.operating_since or q.facts.declared_opening_on
    return max((d for d in (opened, min(issued, default=None)) if d is not None), default=None)


# Staff


@looks_at("first_registered_physicians")
def first_registered_physicians(q: Asked) -> Outcome:
    """Enough physicians first registered here; in types of `values` an unstated place of registration counts."""
    least, key = q.rules.min_first_registered_physicians.value, "min_first_registered_physicians"
    if least is None:
        return None
    if q.facts.staff is None:
        return q.open("医师执业信息没有登记", key)
    judged = [(s, _first_here(q, s)) for s in q.facts.staff if there(s, q.day)]
    sure = [s for s, answer in judged if answer]
    full = sum(1 for s in sure if not s.assistant)
    if len(sure) >= least:
        return q.holds(f"第一注册地在本机构的医师 {len(sure)} 名（其中执业医师 {full} 名）", key)
    if len(sure) + sum(answer is None for _, answer in judged) >= least:
        return q.open("有医师的证书或第一注册地没有登记", key)
    text = f"第一注册地在本机构的医师 {len(sure)} 名，少于 {least} 名"
    return q.fails(text, key, remedy="办理医师第一注册地变更后再申请")


def _first_here(q: Asked, s: Staff) -> bool | None:
    """Whether a person counts as a physician first registered here; null if that is not known."""
    accepted = q.rules.physician_certificate_types.value
    if s.certificate_type is None and s.staff_kind not in (None, "physician"):
        return False
    if s.certificate_type is not None and accepted is not None and s.certificate_type not in accepted:
        return False
    if s.certificate_status != "valid" or not in_time(s.registered_on, s.certificate_valid_until, q.day):
        return False
    place = s.first_registration_institution_id
    if place is None:
        place = q.institution if q.institution_type in q.row.values else None
    if place is not None and place != q.institution:
        return False
    return None if place is None or (s.certificate_type is None and accepted is not None) else True


@looks_at("registered_pharmacists")
def registered_pharmacists(q: Asked) -> Outcome:
    """Enough pharmacists registered here whose running contract is long enough."""
    least, key = q.rules.min_registered_pharmacists.value, "min_registered_pharmacists"
    if least is None:
        return None
    if q.facts.staff is None:
        return q.open("药师注册和合同情况没有登记", key)
    judged = [_contracted(q, s) for s in q.facts.staff if there(s, q.day) and s.staff_kind == "pharmacist"]
    sure = sum(answer is True for answer in judged)
    keys = (key, "min_pharmacist_contract")
    if sure >= least:
        return q.holds(f"注册在本店且合同期限足够的药师 {sure} 名", *keys)
    if sure + sum(answer is None for answer in judged) >= least:
        return q.open("有药师的注册地或合同期限没有登记", *keys)
    text = f"注册在本店且合同不短于 {q.rules.min_pharmacist_contract.value} 的药师 {sure} 名，少于 {least} 名"
    return q.fails(text, *keys, remedy="聘用并注册药师后再申请")


def _contracted(q: Asked, s: Staff) -> bool | None:
    place, least = s.first_registration_institution_id, q.rules.min_pharmacist_contract.value
    if s.certificate_status != "valid" or place not in (None, q.institution):
        return False
    if least is None or place is None:
        return None if place is None else True
    if s.contract_from is None or s.contract_until is None:
        return None
    enough = inclusive_term(s.contract_from, least.term).last
    return in_time(s.contract_from, s.contract_until, q.day) and enough is not None and s.contract_until >= enough


@looks_at("leader_is_principal")
def leader_is_principal(q: Asked) -> Outcome:
    """The principal leads insurance work."""
    leaders, principals = (set(holders(q.facts, (role,), q.day)) for role in ("insurance_work_leader", "principal"))
    if not leaders or not principals:
        return q.open("医保工作负责人或主要负责人没有登记")
    if leaders & principals:
        return q.holds("医保工作由主要负责人负责")
    who = f"医保工作负责人 {'、'.join(sorted(leaders))}，主要负责人 {'、'.join(sorted(principals))}"
    return q.fails(f"医保工作不由主要负责人负责：{who}", remedy="任命主要负责人负责医保工作")


@looks_at("insurance_staff")
def insurance_staff(q: Asked) -> Outcome:
    """Enough persons who handle insurance work, full-time or not."""
    least, key = q.rules.min_insurance_staff.value, "min_insurance_staff"
    clerks = _clerks(q)
    if least is None:
        return None
    if clerks is None:
        return q.open("医保管理人员没有登记", key)
    if len(clerks) < least:
        return q.fails(f"医保管理人员 {len(clerks)} 名，少于 {least} 名", key, remedy="配备医保管理人员")
    return q.holds(f"医保管理人员 {len(clerks)} 名", key)


def _clerks(q: Asked) -> list[Staff] | None:
    """Those who handle insurance work on the day; null if that is not known.

    A list of staff is a whole one; somebody in it whose kind is not stated may be such a person.
    """
    here = [s for s in (*(q.facts.insurance_staff or ()), *(q.facts.staff or ())) if there(s, q.day)]
    own = q.facts.insurance_staff or ()
    found = [s for s in here if s in own or s.staff_kind == "insurance_clerk" or s.insurance_mode is not None]
    stated = q.facts.insurance_staff is not None or q.facts.staff is not None
    unknown = q.facts.insurance_staff is None and any(s.staff_kind is None for s in here)
    return found if found or (stated and not unknown) else None


@looks_at("insurance_department")
def insurance_department(q: Asked) -> Outcome:
    """From a number of approved beds on: an insurance department with full-time staff."""
    large, beds, key = q.rules.insurance_department_bed_threshold.value, q.facts.beds_approved, (
        "insurance_department_bed_threshold"
    )  # fmt: skip
    if large is None:
        return None
    if beds is None:
        return q.open("核定床位数没有登记", key)
    if not large.reached(beds):
        return q.holds(f"核定床位 {beds} 张，不要求设医保管理部门", key)
    clerks, department = _clerks(q), q.facts.insurance_department_exists
    modes = {s.insurance_mode for s in clerks or ()}
    lacking = ["没有内部医保管理部门"] if department is False else []
    if clerks is not None and not modes & {"full_time", None}:
        lacking.append("没有专职医保管理人员")
    if lacking:
        return q.fails(f"核定床位 {beds} 张，{'，'.join(lacking)}", key, remedy="设部门并安排专职人员")
    if department is None or "full_time" not in modes:
        return q.open("医保管理部门或专职人员的情况没有登记", key)
    return q.holds(f"核定床位 {beds} 张，已设部门并有专职人员", key)


# Rules and systems


@looks_at("policies")
def policies(q: Asked) -> Outcome:
    """Every internal rule that is asked for is there."""
    return _complete(
        q, q.rules.required_policies.value, _kinds_of(q, q.facts.policies), "内部制度", "required_policies"
    )


@looks_at("databases")
def databases(q: Asked) -> Outcome:
    """Every base database that is asked for is there."""
    return _complete(
        q, q.rules.required_databases.value, _kinds_of(q, q.facts.base_databases), "基础数据库", "required_databases"
    )


def _kinds_of(q: Asked, stated: Iterable[Policy | Database | str] | None) -> set[str] | None:
    """Kinds that are there on the day; null if nothing is stated."""
    if stated is None:
        return None
    found = set()
    for x in stated:
        if isinstance(x, str):
            found.add(x)
        elif (x.present is not False) if isinstance(x, Database) else in_time(x.issued_on, None, q.day):
            found.add(x.kind)
    return found


def _complete(q: Asked, wanted: tuple[str, ...] | None, there_are: set[str] | None, what: str, key: str) -> Outcome:
    if wanted is None:
        return None
    if there_are is None:
        return q.open(f"{what}没有登记", key)
    lacking = [x for x in wanted if x not in there_are]
    return q.fails(f"{what}缺 {'、'.join(lacking)}", key, remedy="补齐") if lacking else q.holds(f"{what}齐备", key)


@looks_at("connected")
def connected(q: Asked) -> Outcome:
    """Connected to the insurance system by an accepted interface, with a dated test."""
    versions, version = q.rules.accepted_interface_versions.value, q.facts.interface_standard_version
    tested, key = q.facts.connection_test_passed_on, "accepted_interface_versions"
    if q.facts.connected_to_insurance_system is False:
        return q.fails("没有与医保信息系统对接", key, remedy="完成对接和联调")
    if versions is not None and version is not None and version not in versions:
        return q.fails(f"接口标准 {version} 不在认可的 {'、'.join(versions)} 之内", key, remedy="升级接口")
    if tested is None or tested > q.day or (versions is not None and version is None):
        return q.open("对接测试或接口标准没有登记", key)
    warned = [x.text for x in unpublished_interfaces(q.r, q.day, q.known_on).reasons]
    return q.holds("；".join([f"{tested} 通过对接测试", *warned]), key)


@looks_at("coded")
def coded(q: Asked) -> Outcome:
    """Records are coded: at the set rate, else all that were used in claims; others are only shown."""
    least, key = q.rules.min_code_mapping_rate.value, "min_code_mapping_rate"
    bases = [b for b in q.facts.base_databases or () if isinstance(b, Database)]
    open_, notes, failing = [], [], []
    for b in bases:
        share = b.coded_share
        left = b.records - b.coded if b.records is not None and b.coded is not None else 0 if share == 1 else None
        if least is not None:
            enough = (b.coded >= least * b.records if b.records is not None and b.coded is not None
                      else share >= least if share is not None else None)  # fmt: skip
        else:
            enough = True if left == 0 else None if b.uncoded_in_claims is None else b.uncoded_in_claims == 0
        if enough is False:
            failing.append(b.kind)
        elif enough is None:
            open_.append(b.kind)
        elif left:
            notes.append(f"{b.kind} 另有 {left} 条未编码、未用于结算")
    if failing:
        return q.fails(f"{'、'.join(failing)} 没有按统一编码对齐", key, remedy="完成编码对照")
    if open_ or not bases:
        return q.open("编码对照情况没有登记", key)
    return q.holds("；".join(["数据已按统一编码对齐", *notes]), key)


@looks_at("fact_true")
def fact_true(q: Asked) -> Outcome:
    """A plain yes or no of the data dictionary (`fact`), proved by a test on site."""
    stated = getattr(q.facts, q.row.fact or "", None)
    if stated is None:
        return q.open(f"{q.row.label or q.row.fact} 没有测试记录")
    words = q.row.label or q.row.fact
    return q.holds(f"{words}：具备") if stated else q.fails(f"{words}：不具备", remedy="改正并重新测试")


@looks_at("extra_conditions")
def extra_conditions(q: Asked) -> Outcome:
    """Conditions that an authority added under the open list, each with its basis, from its first day."""
    asked = [x for x in q.rules.extra_conditions.value if in_time(x.since, None, q.day)]
    if not asked:
        return None
    met = q.facts.extra_conditions_met or {}
    stated = {x.id: getattr(q.facts, x.fact, None) if x.fact else met.get(x.id) for x in asked}
    lacking = [f"{x.text}（{x.basis}）" for x in asked if stated[x.id] is False]
    if lacking:
        return q.fails(f"不符合另行规定的条件：{'、'.join(lacking)}", "extra_conditions", remedy="达到条件后再申请")
    unknown = [f"{x.text}（{x.basis}）" for x in asked if stated[x.id] is None]
    if unknown:
        return q.open(f"另行规定的条件待查：{'、'.join(unknown)}", "extra_conditions")
    return q.holds(f"符合另行规定的条件：{'、'.join(x.text for x in asked)}", "extra_conditions")


@looks_at("same_pooling_area")
def same_pooling_area(q: Asked) -> Outcome:
    """It applies to the agency of its own area, where the application names one."""
    agency = named_agency(q.r, q.institution, q.day, q.known_on)
    if agency is None:
        return None
    right = serves(q.r, q.institution, agency, q.day, q.known_on)
    if right is None:
        return q.open("统筹区没有登记", "competent_agency_rule")
    if not right:
        text = f"机构属于 {q.facts.pooling_area}，不能与 {agency} 签订协议"
        return q.fails(text, "competent_agency_rule", remedy="向所在统筹区的经办机构提出")
    return q.holds(f"机构属于 {q.facts.pooling_area}", "competent_agency_rule")


__all__ = ["operating_since", "type_reason"]
