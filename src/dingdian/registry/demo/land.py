"""Divisions, institutions and people of a synthetic province."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from random import Random
from typing import Any

from stdnum.cn import ric, uscc

from dingdian.journal.batch import Registration
from dingdian.journal.slices import AGREEMENT, INSTITUTION, PERSON

_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
    "余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
_GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红建文志国海燕春梅晓东云飞雪松林峰宇航子涵思远佳"
    "怡欣然俊豪梓萱雨桐浩博嘉宁世安永康德福庆祥立新光辉振兴"
)
_DEPARTMENTS = ("内科", "外科", "妇产科", "儿科", "急诊科", "中医科", "康复医学科", "医学影像科", "检验科", "药学部")
_TYPES = (
    ("general_hospital", "医院"), ("tcm_hospital", "中医医院"), ("community_health_center", "社区卫生服务中心"),
    ("clinic", "诊所"), ("maternal_child_health_hospital", "妇幼保健院"), ("pharmacy", "大药房"),
)  # fmt: skip
_PER_INSTITUTION = 150
_FUTURE = date(2070, 1, 1)  # days of birth that nobody has: a made-up number is never a real person's
_SPAN = 10_950


@dataclass(frozen=True)
class Province:
    """A province: its region, rules and divisions, the province first, each above those within it."""

    region: str
    name: str
    regime: str
    divisions: tuple[tuple[str, str], ...]
    hospital: tuple[tuple[str, str, str, int], ...]  # (start of code, role, paper, of a hundred)
    pharmacy: tuple[str, str]  # (start of code, role)

    @property
    def counties(self) -> list[tuple[str, str]]:
        return [d for d in self.divisions if not d[0].endswith("00")]


_HOSPITAL = (
    ("D", "medical", "physician_practice", 45),
    ("N", "nursing", "nurse_practice", 40),
    ("HJ", "technical", "title_certificate", 15),
)
PROVINCES = (
    Province(
        "demo-yunnan", "云南省（演示）", "yunnan-2025",
        (("530000", "云南省"), ("530100", "昆明市"), ("530102", "五华区"), ("530103", "盘龙区"), ("530300", "曲靖市"),
         ("530302", "麒麟区"), ("530303", "沾益区")),
        _HOSPITAL, ("Y", "principal"),
    ),
    Province(
        "demo-qinghai", "青海省（演示）", "qinghai-2025",
        (("630000", "青海省"), ("630100", "西宁市"), ("630102", "城东区"), ("630103", "城中区"), ("630200", "海东市"),
         ("630202", "乐都区"), ("630203", "平安区")),
        _HOSPITAL, ("Y", "licensed_pharmacist"),
    ),
    Province(
        "demo-hainan", "海南省（演示）", "hainan-2022",
        (("460000", "海南省"), ("460100", "海口市"), ("460105", "秀英区"), ("460106", "龙华区"), ("460200", "三亚市"),
         ("460203", "吉阳区"), ("460204", "天涯区")),
        (("D", "insurance_doctor", "physician_practice", 100),), ("Y", "insurance_doctor"),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Place:
    """An institution of the province."""

    code: str
    name: str
    division: str
    kind: str
    index: int


class Land:
    """All that a province holds on a day with so many persons."""

    def __init__(self, province: Province, day: date, number: int) -> None:
        self.province, self.day, self.number = province, day, number

    @cached_property
    def places(self) -> list[Place]:
        """Institutions, the first of them hospitals of the first county."""
        found = []
        counties = self.province.counties
        for index in range(max(12, self.number // _PER_INSTITUTION)):
            division, county = counties[index % len(counties)]
            kind, word = _TYPES[index // len(counties) % len(_TYPES)] if index else _TYPES[0]
            letter = "P" if kind == "pharmacy" else "H"
            code = f"{letter}{division}{index + 1:05}"
            found.append(Place(code, f"{county}示范第{index + 1}{word}", division, kind, index))
        return found

    def person(self, index: int) -> tuple[str, str, str]:
        """Code, name and role of a person by number."""
        return self.code(index), self._name(index), self._kind(index)[1]

    def code(self, index: int) -> str:
        """The code of a person by number."""
        return f"{self._kind(index)[0]}{self._at(index).division}{index + 1:06}"

    def at(self, index: int) -> str:
        """The code of the institution where a person is filed first."""
        return self._at(index).code

    def institutions(self) -> Iterator[Registration]:
        """Each institution and its agreement."""
        first, last = date(self.day.year - 1, 1, 1), date(self.day.year + 1, 12, 31)
        for place in self.places:
            pharmacy = place.kind == "pharmacy"
            law: dict[str, Any] = {
                "code": place.code,
                "name": place.name,
                "sector": "retail_pharmacy" if pharmacy else "medical_institution",
                "ownership": "private" if pharmacy or place.kind == "clinic" else "public",
            }
            if not pharmacy:
                law["institution_type"] = place.kind
            paper = "drug_trade_license" if pharmacy else "medical_institution_license"
            soon = self.day + timedelta(days=20 + place.index * 30 % 900)
            office = {
                "division": place.division,
                "uscc": credit(place.division, place.index),
                "papers": [
                    {"kind": paper, "number": f"演示{place.index + 1:05}", "from": "2022-01-01", "to": str(soon)}
                ],
            }
            if not pharmacy:
                office["departments"] = [{"name": name, "from": "2015-01-01"} for name in sorted(_DEPARTMENTS)]
            yield Registration(INSTITUTION, law, f"demo-{place.code}", office)
            agreement = {
                "id": f"{place.code}@{first}", "institution": place.code,
                "start_on": str(first), "end_on": str(last),
            }  # fmt: skip
            yield Registration(AGREEMENT, agreement, f"demo-{place.code}-agreement")

    def persons(self) -> Iterator[Registration]:
        """Each person, one in fifty filed at two places."""
        hospitals = [place for place in self.places if place.kind != "pharmacy"]
        for index in range(self.number):
            place = self._at(index)
            code, name, role = self.person(index)
            site = {"institution": place.code, "filed_on": f"{self.day.year - 1}-01-05"}
            if place.kind != "pharmacy":
                site["department"] = _DEPARTMENTS[index % len(_DEPARTMENTS)]
            sites = [site]
            second = hospitals[(index + 1) % len(hospitals)]
            if index % 50 == 49 and second != place:
                sites.append({"institution": second.code, "filed_on": f"{self.day.year - 1}-03-05"})
            paper = {"kind": self._kind(index)[2], "number": f"演示{code}"}
            office = {"id_number": self._id_number(index, place.division), "papers": [paper]}
            law = {"code": code, "name": name, "role": role, "sites": sites}
            yield Registration(PERSON, law, f"demo-{code}", office)

    def _at(self, index: int) -> Place:
        return self.places[index * len(self.places) // self.number]

    def _kind(self, index: int) -> tuple[str, str, str]:
        if self._at(index).kind == "pharmacy":
            return (*self.province.pharmacy, "pharmacist_registration")
        left = index * 37 % 100
        for start, role, paper, share in self.province.hospital:
            if left < share:
                return start, role, paper
            left -= share
        raise AssertionError("the shares make a hundred")

    def _name(self, index: int) -> str:
        chance = Random(f"{self.province.region}-{index}")
        return chance.choice(_SURNAMES) + "".join(chance.choices(_GIVEN, k=chance.choice((1, 2, 2, 2))))

    def _id_number(self, index: int, division: str) -> str:
        born = _FUTURE + timedelta(days=index % _SPAN)
        number = f"{division}{born:%Y%m%d}{index // _SPAN + 1:03}0"
        return number[:-1] + ric.calc_check_digit(number)


def credit(division: str, index: int) -> str:
    """A credit code that nobody has, by division and number."""
    number = f"12{division}DEM{index + 1:06}0"
    return number[:-1] + uscc.calc_check_digit(number[:-1])
