"""Numbers of persons and institutions: which are wrong for certain, and which only look unusual.

Check digits are a library's work. National codes follow the published patterns; where a pattern is only remembered, or
where a code keeps the division of its first filing, the office is warned and never refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from stdnum.cn import ric, uscc
from stdnum.exceptions import InvalidChecksum, ValidationError

_INSTITUTION = re.compile(r"H[0-9]{11}", re.ASCII)
_PHARMACY = re.compile(r"P[0-9]{11}", re.ASCII)
_PERSONS = (  # how a code begins, its form, who carries it, whether the form is published
    ("HY", re.compile(r"HY[0-9]{12}", re.ASCII), "药学技术人员", True),
    ("HJ", re.compile(r"HJ[0-9]{12}", re.ASCII), "技术人员", True),
    ("D", re.compile(r"D[0-9]{12}", re.ASCII), "医师", True),
    ("N", re.compile(r"N[0-9]{12}", re.ASCII), "护士", False),
    ("Y", re.compile(r"Y[0-9]{12}", re.ASCII), "药店药师", False),
)
_ROLES = {"medical": "D", "insurance_doctor": "D", "nursing": "N", "technical": "HJ"}


@dataclass(frozen=True, slots=True)
class Remark:
    """What is noticed about a number, without it; `certain`: it is wrong, otherwise only to be looked at."""

    message: str
    expected: str
    remedy: str
    certain: bool = True


def resident_id(number: str) -> Remark | None:
    """A resident identity number: length, digits, check digit and day of birth are certain; the place is not."""
    expected = "18 位居民身份证号码，末位可为大写 X"
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number, re.ASCII):
        return Remark("不是 18 位居民身份证号码", expected, "对照证件逐位核对，末位 X 用大写")
    if number[-1] != ric.calc_check_digit(number):
        return Remark("身份证号码的校验位不对", expected, "对照证件逐位核对，多半有一位写错")
    try:
        ric.get_birth_date(number)
    except ValidationError:
        return Remark("身份证号码里的出生日期不存在", expected, "对照证件核对第 7 至 14 位")
    try:
        ric.get_birth_place(number)
    except ValidationError:
        return Remark(
            "身份证号码的前六位不在区划表中", expected, "核对前六位；区划有过调整的，证件无误就不用改", certain=False
        )
    return None


def credit_code(code: str) -> Remark | None:
    """A unified social credit code: 18 characters with a check digit."""
    expected = "18 位统一社会信用代码，字母大写，没有 I、O、S、V、Z"
    try:
        valid = uscc.validate(code)
    except InvalidChecksum:
        return Remark("统一社会信用代码的校验位不对", expected, "对照营业执照逐位核对")
    except ValidationError:
        valid = ""
    if valid != code:
        return Remark("不是 18 位统一社会信用代码", expected, "对照营业执照逐位核对，字母用大写")
    return None


def institution_code(code: str, sector: str) -> Remark | None:
    """The national code of a designated institution (published) or pharmacy (remembered)."""
    if sector == "retail_pharmacy":
        if _PHARMACY.fullmatch(code):
            return None
        return Remark("零售药店编码通常为 P 加 11 位数字", "P 加 11 位数字", "核对国家编码；确实如此的不用改", False)
    if _INSTITUTION.fullmatch(code):
        return None
    return Remark("不是定点医疗机构的国家编码", "H 加 11 位数字（6 位区划、5 位顺序）", "到国家编码数据库查对")


def person_code(code: str, roles: tuple[str, ...] = ()) -> Remark | None:
    """The national code of a person, by how it begins."""
    for start, form, who, published in _PERSONS:
        if not code.startswith(start):
            continue
        if form.fullmatch(code):
            return _unlike(start, who, roles)
        expected = f"{start} 加 12 位数字（6 位区划、6 位顺序）"
        return Remark(f"不是{who}的国家编码", expected, "到国家编码数据库查对", published)
    return Remark("不认识的人员编码", "D、HY、HJ、N、Y 开头的国家编码", "核对国家编码；本地编码确实如此的不用改", False)


def _unlike(start: str, who: str, roles: tuple[str, ...]) -> Remark | None:
    usual = {_ROLES[role] for role in roles if role in _ROLES}
    if not usual or start in usual:
        return None
    return Remark(f"编码是{who}的，与人员类别不一致", "编码与类别相符", "核对人员类别；兼任的不用改", False)


def division_of(code: str) -> str:
    """The division in a national code (a person's: that of the first filing); empty if it names none."""
    found = re.match(r"[A-Z]{1,2}([0-9]{6})", code, re.ASCII)
    return found[1] if found else ""
