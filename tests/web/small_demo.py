"""A handful of institutions, people and cases, written through the journal as any other: enough to walk through.

Names and codes are invented; every day is counted from the day given, so that something is always due.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from dingdian.accounts.models import Division, Organisation, User
from dingdian.journal.models import Region
from dingdian.journal.record import Actor, record, register
from dingdian.journal.slices import ACT, AGREEMENT, INSTITUTION, PERSON
from dingdian.journal.story import open_region

PASSWORD = "dingdian-demo-2026"
FIRST, COUNTY, PHARMACY = "H53010200001", "H53010200002", "P53010200001"
_OFFICE = Actor("demo", "system", "演示数据")
_INSTITUTIONS = (
    (FIRST, "示例市第一医院", "medical_institution", "public"),
    (COUNTY, "示例县中医医院", "medical_institution", "public"),
    (PHARMACY, "示例大药房", "retail_pharmacy", "private"),
)
_PEOPLE = (
    (1, "张建国", "medical", FIRST, "内科"),
    (2, "李秀英", "medical", FIRST, "内科"),
    (3, "王志强", "medical", FIRST, "外科"),
    (4, "赵敏", "nursing", FIRST, "外科"),
    (5, "陈立", "medical", COUNTY, "骨科"),
    (6, "杨帆", "pharmacy", COUNTY, "药剂科"),
    (7, "周海燕", "principal", PHARMACY, None),
    (8, "吴晓东", "technical", FIRST, "检验科"),
)
USERS = (  # name to sign in with, name, role, organisation
    ("clerk", "王经办", User.Role.CLERK, "agency"),
    ("reviewer", "刘复核", User.Role.REVIEWER, "agency"),
    ("head", "何主任", User.Role.HEAD, "agency"),
    ("supervisor", "郑督办", User.Role.SUPERVISOR, "agency"),
    ("official", "林科长", User.Role.OFFICIAL, "administration"),
    ("hospital", "孙医保办", User.Role.INSTITUTION, "institution"),
    ("person", "张建国", User.Role.PERSON, ""),
    ("partner", "高协同", User.Role.PARTNER, "partner"),
    ("auditor", "罗审计", User.Role.AUDITOR, "agency"),
    ("sysadmin", "系统管理员", User.Role.SYSTEM_ADMIN, "agency"),
    ("secadmin", "安全管理员", User.Role.SECURITY_ADMIN, "agency"),
    ("auditadmin", "审计管理员", User.Role.AUDIT_ADMIN, "agency"),
)


def person_code(number: int) -> str:
    return f"D5301020{number:05}"


def load(*, day: date) -> Region:
    """Write it all, once: a region that is there already is left as it is."""
    there = Region.objects.filter(code="demo-yunnan").first()
    if there is not None:
        return there
    province = Division.objects.get_or_create(code="530000", defaults={"name": "云南省"})[0]
    city = Division.objects.get_or_create(code="530100", defaults={"name": "昆明市", "parent": province})[0]
    county = Division.objects.get_or_create(code="530102", defaults={"name": "五华区", "parent": city})[0]
    region = open_region("demo-yunnan", "云南省（演示）", persons="yunnan-2025", division=province)
    _register(region, county, day)
    _users(county)
    for n, (after, act) in enumerate(_acts(day)):
        record(region, ACT.validate_python(act), by=_OFFICE, key=f"demo-act-{n}", recorded_on=day - timedelta(after))
    return region


def _register(region: Region, county: Division, day: date) -> None:
    begun = date(day.year - 1, 1, 2)
    rows: list[tuple[str, Mapping[str, Any], Mapping[str, Any]]] = []
    for code, name, sector, ownership in _INSTITUTIONS:
        data: dict[str, Any] = {"code": code, "name": name, "sector": sector, "ownership": ownership}
        rows.append((INSTITUTION, data, {"division": county.code}))
        term: dict[str, Any] = {"start_on": begun, "end_on": date(day.year + 1, 12, 31)}
        rows.append((AGREEMENT, {"id": f"A-{code}", "institution": code, **term}, {}))
    for number, name, role, at, department in _PEOPLE:
        site: dict[str, Any] = {"institution": at, "filed_on": begun} | (
            {"department": department} if department else {}
        )
        rows.append((PERSON, {"code": person_code(number), "name": name, "role": role, "sites": [site]}, {}))
    for n, (what, law, office) in enumerate(rows):
        register(region, what, law, by=_OFFICE, key=f"demo-setting-{n}", office=office,
                 recorded_on=day - timedelta(400))  # fmt: skip


def _users(county: Division) -> None:
    kinds = Organisation.Kind
    offices = {
        "agency": (kinds.AGENCY, "五华区医疗保险中心", ""),
        "administration": (kinds.ADMINISTRATION, "五华区医疗保障局", ""),
        "institution": (kinds.INSTITUTION, "示例市第一医院", FIRST),
        "partner": (kinds.PARTNER, "五华区卫生健康局", ""),
    }
    made = {
        key: Organisation.objects.create(kind=kind, name=name, division=county, institution=code)
        for key, (kind, name, code) in offices.items()
    }
    for username, name, role, office in USERS:
        user = User(username=username, name=name, role=role, organisation=made.get(office))
        user.person = "" if office else person_code(1)
        user.set_password(PASSWORD)
        user.save()


def _acts(day: date) -> Iterator[tuple[int, dict[str, Any]]]:
    """(days ago, act): what befell the people of the demonstration so far, in order."""

    def ago(days: int) -> date:
        return day - timedelta(days)

    def decide(days: int, ref: str, at: str, *shares: dict[str, Any], basis: str, clause: str, kind: str) -> Any:
        finding = {"id": f"{ref}-1", "type": kind, "circumstances": [clause], "persons": list(shares)}
        return days, {"act": "handling.decide", "id": ref, "on": ago(days), "basis": basis, "institution": at,
                      "inspection": f"JC{day.year}-{ref[-3:]}", "findings": [finding]}  # fmt: skip

    def step(days: int, act: str, **more: Any) -> tuple[int, dict[str, Any]]:
        return days, {"act": act, "on": ago(days), **more}

    penalty, agreement, main = "administrative_penalty", "agreement_handling", "main"
    one, two, three = (person_code(n) for n in (1, 2, 3))
    yield decide(200, "CL-001", FIRST, {"person": one, "degree": main}, {"person": two, "degree": "general"},
                 basis=penalty, clause="yunnan/23.1", kind="重复收费")  # fmt: skip
    yield step(198, "notice.deliver_to_institution", of="CL-001", institution=FIRST)
    yield step(196, "notice.deliver_to_person", of="CL-001", person=one, institution=FIRST)
    yield step(196, "notice.deliver_to_person", of="CL-001", person=two, institution=FIRST)
    yield decide(21, "CL-002", FIRST, {"person": one, "degree": main}, basis=agreement, clause="yunnan/22.1",
                 kind="违约未整改")  # fmt: skip
    yield step(20, "notice.deliver_to_institution", of="CL-002", institution=FIRST)
    yield step(19, "notice.deliver_to_person", of="CL-002", person=one, institution=FIRST)
    yield step(12, "review.request", of="CL-002", person=one)
    yield decide(3, "CL-003", FIRST, {"person": two, "degree": "important"}, {"person": three, "degree": main},
                 basis=penalty, clause="yunnan/23.1", kind="分解住院")  # fmt: skip
    yield decide(2, "CL-004", COUNTY, {"person": person_code(5), "degree": main}, basis=penalty,
                 clause="yunnan/25.1", kind="虚构医药服务")  # fmt: skip
    yield step(1, "notice.deliver_to_institution", of="CL-004", institution=COUNTY)
