"""An area for each of the rules on institutions: its institutions, each at another stage, up to a day.

What happened is told in days before that day, so that something is always due, public, suspended or barred.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from dingdian.journal.batch import Registration
from dingdian.journal.slices import AGREEMENT, INSTITUTION
from dingdian.registry.demo.land import credit

Act = tuple[int, str, dict[str, Any]]
BEGINS = 400  # days before: everything is registered
_BY = {
    "designation.apply": "institution", "designation.supplement": "institution", "change.apply": "institution",
    "renewal.apply": "institution", "agreement.request_suspension": "institution",
    "settlement.declare": "institution", "negotiation.waive": "institution",
    "evaluation.request_again": "institution", "plan.draft": "administration", "plan.adopt": "administration",
    "plan.publish": "administration", "template.draft": "administration", "template.publish": "administration",
}  # fmt: skip


@dataclass(frozen=True)
class House:
    """An institution: what it is, its agreement (days from the day: first, last), and what happened there.

    `$at` in an act is its code, `$case` the number of its application.
    """

    word: str
    kind: str
    agreed: tuple[int, int] | None
    acts: tuple[Act, ...] = ()
    ownership: str = "private"


@dataclass(frozen=True)
class Area:
    """An area: its region, rules and divisions (the area first), what concerns it as a whole, its institutions."""

    region: str
    name: str
    regime: str
    divisions: tuple[tuple[str, str], ...]
    acts: tuple[Act, ...]
    houses: tuple[House, ...]
    facts: Mapping[str, Any] = field(default_factory=dict)
    """What is known of every institution of the area."""

    @property
    def word(self) -> str:
        return self.regime.partition("-")[0]

    def code(self, n: int) -> str:
        """The code of an institution by number."""
        letter = "P" if self.houses[n].kind == "pharmacy" else "H"
        return f"{letter}{self.county(n)[0]}{n + 1:05}"

    def county(self, n: int) -> tuple[str, str]:
        counties = [d for d in self.divisions if not d[0].endswith("00")]
        return counties[n % len(counties)]

    @property
    def to_sign(self) -> list[str]:
        """Those who asked for no talks in the round that is open, and wait for their agreement."""
        waived = [n for n, house in enumerate(self.houses) if any(act[1] == "negotiation.waive" for act in house.acts)]
        return [self.code(n) for n in waived]

    def name_of(self, n: int) -> str:
        return f"{self.county(n)[1]}示范{self.houses[n].word}"


def registrations(area: Area, day: date) -> Iterator[Registration]:
    """Each institution, and its agreement where it has one."""
    for n, house in enumerate(area.houses):
        code, shop = area.code(n), house.kind == "pharmacy"
        law: dict[str, Any] = {
            "code": code,
            "name": area.name_of(n),
            "sector": "retail_pharmacy" if shop else "medical_institution",
            "ownership": house.ownership,
            **area.facts,
        }
        if not shop:
            law["institution_type"] = house.kind
        paper = "drug_trade_license" if shop else "medical_institution_license"
        office = {
            "division": area.county(n)[0],
            "uscc": credit(area.county(n)[0], n),
            "address": f"{area.county(n)[1]}演示路{n + 1}号",
            "papers": [{"kind": paper, "number": f"演示{n + 1:05}", "from": "2022-01-01",
                        "to": str(day + timedelta(days=30 + 60 * n))}],
        }  # fmt: skip
        yield Registration(INSTITUTION, law, f"demo-{code}", office)
        if house.agreed is not None:
            first, last = (day + timedelta(days=days) for days in house.agreed)
            term = {"id": f"{code}@{first}", "institution": code, "start_on": str(first), "end_on": str(last)}
            yield Registration(AGREEMENT, term, f"demo-{code}-agreement")


@dataclass(frozen=True, order=True)
class Moment:
    """An act on its day; sorted, the order in which all are told."""

    on: date
    number: int
    role: str
    said: Any

    @property
    def user(self) -> str:
        """The name of the user who did it, without the area's word."""
        return {"agency": "clerk", "administration": "official"}.get(self.role, self.role)


def moments(area: Area, day: date) -> list[Moment]:
    """Everything that happened in the area, in the order of its days."""
    told = [("", act) for act in area.acts]
    told += [(area.code(n), act) for n, house in enumerate(area.houses) for act in house.acts]
    found = []
    for number, (code, (before, name, said)) in enumerate(told):
        on = day - timedelta(days=before)
        filled = {key: _filled(value, code, day) for key, value in said.items()}
        found.append(Moment(on, number, _BY.get(name, "agency"), {"act": name, "on": on, **filled}))
    return sorted(found, key=lambda x: (x.on, x.number))


@dataclass(frozen=True)
class In:
    """A day so many days after the one up to which all is told."""

    days: int


@dataclass(frozen=True)
class Year(In):
    """The year of such a day."""


def _filled(value: Any, code: str, day: date) -> Any:
    if isinstance(value, In):
        on = day + timedelta(days=value.days)
        return on.year if isinstance(value, Year) else on
    if isinstance(value, list):
        return [_filled(part, code, day) for part in value]
    if isinstance(value, dict):
        return {key: _filled(part, code, day) for key, part in value.items()}
    if isinstance(value, str):
        return value.replace("$at", code).replace("$case", f"SQ-{code}").replace("$year", str(day.year))
    return value


def _apply(before: int, **said: Any) -> Act:
    return before, "designation.apply", {"id": "$case", "institution": "$at", "kind": "designation", **said}


def _case(before: int, act: str, **said: Any) -> Act:
    return before, act, {"case": "$case", **said}


def _at(before: int, act: str, **said: Any) -> Act:
    return before, act, {"institution": "$at", **said}


def _evaluated(accepted: int, concluded: int, filed: int) -> tuple[Act, ...]:
    return (
        _case(accepted, "designation.accept"), _case(accepted - 5, "evaluation.open", round=1),
        _case(concluded, "evaluation.conclude", round=1, result="qualified", modes=["paper"]),
        _case(filed, "evaluation.file", round=1),
    )  # fmt: skip


def _published(before: int, ref: str, what: str, version: str = "") -> Act:
    return before, "disclosure.publish", {"id": ref, "object": what} | ({"version": version} if version else {})


_TOPICS = ["rights_duties_responsibilities", "service_scope", "service_content", "service_quality",
           "payment_standard", "settlement_method", "cross_area_treatment", "internet_plus_service"]  # fmt: skip
_MATERIALS = [f"SG-M{n}" for n in range(1, 7)]
_SHAOGUAN = Area(
    "demo-shaoguan", "韶关市（演示）", "shaoguan-2023",
    (("440200", "韶关市"), ("440203", "武江区"), ("440204", "浈江区")),
    (
        _published(200, "gg-1", "application_guide", "2"), _published(190, "bz-1", "interface_standard", "v3"),
        _published(60, "bz-2", "interface_standard", "v4"), _published(180, "bz-3", "data_set_standard", "2025"),
    ),
    (
        House("第一医院", "general_hospital", (-120, 244), (
            _at(20, "settlement.declare", id="JS-$at", period="$year-01", amount=126000, attested_by="演示经办"),
            _at(6, "change.apply", field="legal_representative", value="演示乙", old_value="演示甲",
                took_effect_on=In(-8)),
        ), "public"),
        House("康宁医院", "general_hospital", None, (
            _apply(200, materials=_MATERIALS), *_evaluated(198, 150, 148), _case(140, "publicity.publish"),
            _case(110, "negotiation.agree", topics=_TOPICS),
            _case(100, "agreement.sign", id="XY-$at", kind="designation_yearly", channel="online", start_on=In(-99),
                  end_on=In(265), topics=_TOPICS, text_hash="0" * 64),
        )),
        House("仁和诊所", "clinic", None, (
            _apply(70, materials=_MATERIALS), *_evaluated(68, 20, 18), _case(2, "publicity.publish"))),
        House("安康诊所", "clinic", None, (_apply(3, materials=_MATERIALS),)),
        House("便民诊所", "clinic", None, (
            _apply(5, materials=_MATERIALS[:5]), _case(4, "designation.request_materials", missing=["SG-M6"]))),
        House("中医诊所", "clinic", None, (
            _apply(30, materials=_MATERIALS), _case(28, "designation.accept"), _case(20, "evaluation.open", round=1))),
        House("口腔门诊部", "outpatient_department", None, (
            _apply(120, materials=_MATERIALS), _case(118, "designation.accept"),
            _case(110, "evaluation.open", round=1),
            _case(80, "evaluation.conclude", round=1, result="unqualified", items=["EV3"], modes=["paper"]),
            _case(78, "evaluation.file", round=1), _case(76, "evaluation.deliver", round=1))),
        House("镇卫生院", "township_health_center", (-150, 214), (
            _at(10, "agreement.suspend", ground="SUS-1", reason="存在重大风险", **{"from": In(-9), "to": In(50)}),
        ), "public"),
        House("慈爱医院", "general_hospital", (-300, 64), (
            _at(45, "agreement.terminate", ground="TER-3", nature="illegal", reason="欺诈骗保，情节严重"),)),
        House("福寿护理院", "nursing_hospital", (-320, 44), (_at(15, "renewal.apply"),)),
    ),
)  # fmt: skip
_AREA = "甲区"
_ZIZHIQU = Area(
    "demo-zizhiqu", "自治区（演示）", "zizhiqu-2025",
    (("650100", "甲市"), ("650102", "甲区"), ("650103", "乙区")),
    (
        (300, "plan.draft", {"id": "GH-1", "area": _AREA, "year": Year(-58), "quota": 10}),
        (290, "plan.adopt", {"of": "GH-1"}), (280, "plan.publish", {"of": "GH-1", "effective_on": In(-270)}),
        (60, "template.draft", {"id": "FB-1", "version": "演示一", "level": "region"}),
        (55, "template.publish", {"of": "FB-1"}),
        _published(40, "bz-1", "renewal_criteria"),
        (30, "renewal.review_area", {"area": _AREA, "year": Year(0)}),
        (12, "renewal.open_round", {"id": "LC-1", "area": _AREA, "start_on": In(-10), "end_on": In(40)}),
    ),
    (
        House("人民医院", "general_hospital", (-330, 20), (_at(5, "negotiation.waive"),), "public"),
        House("康复医院", "rehabilitation_hospital", (-330, 20), (_at(4, "negotiation.waive"),)),
        House("大药房", "pharmacy", (-330, 20), (_at(4, "negotiation.waive"),)),
        House("妇幼保健院", "maternal_child_health_hospital", (-330, 20), (_at(3, "negotiation.waive"),), "public"),
        House("骨科医院", "specialty_hospital", None, (_apply(6),)),
        House("社区卫生服务中心", "community_health_center", None, (
            _apply(60), *_evaluated(58, 30, 28), _case(2, "publicity.publish")), "public"),
        House("仁济诊所", "clinic", (-200, 160), (
            _at(15, "agreement.suspend", reason="违反协议约定", **{"from": In(-14), "to": In(45)}),)),
        House("博爱医院", "general_hospital", (-200, 160), (
            _at(12, "settlement.hold", ground="HOLD-1", reason="检查报告涉嫌造假"),
            _at(9, "document.demand", items=["会计凭证"], due_on=In(5)))),
        House("惠民药房", "pharmacy", (-300, 60), (
            _at(30, "agreement.terminate", ground="ZT-7A", reason="协议期内两次被中止"),)),
    ),
    {"pooling_area": _AREA, "management_area": _AREA},
)  # fmt: skip
AREAS = (_SHAOGUAN, _ZIZHIQU)
