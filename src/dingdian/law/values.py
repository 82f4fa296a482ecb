"""The small value types that regimes, acts and answers share."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, Strict

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


def parse_day(value: Any) -> date:
    """An ISO calendar day in Asia/Shanghai; anything else is an error in the user's words."""
    if type(value) is date:
        return value
    if not isinstance(value, str) or not _ISO.fullmatch(value):
        raise ValueError(f"“{value}” 不是日期|写成 2025-03-10 这样的半角日期")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError(f"日历上没有 {value} 这一天|改成存在的日期") from None


def computable_day(day: date) -> date:
    """A day that terms can be counted from without leaving the calendar; any other is an error in the user's words."""
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError(f"{day} 超出可以计算的范围|写 {FIRST_DAY} 至 {LAST_DAY} 之间的日期")
    return day


def parse_money(value: Any) -> Decimal:
    """An amount in yuan with at most two decimals, never negative."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise ValueError(f"“{value}” 不是金额|写成 1250.00 这样的半角数字（元）")
    amount = Decimal(value)
    exponent = amount.as_tuple().exponent
    if amount < 0 or not isinstance(exponent, int) or exponent < -2:
        raise ValueError(f"“{value}” 不是金额|写成不小于 0、最多两位小数的元")
    return amount


def _tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


Day = Annotated[date, BeforeValidator(parse_day)]
Money = Annotated[Decimal, BeforeValidator(parse_money)]
Int = Annotated[int, Strict()]
Bool = Annotated[bool, Strict()]
Text = Annotated[str, Field(min_length=1)]
Texts = Annotated[tuple[Text, ...], BeforeValidator(_tuple)]
Ints = Annotated[tuple[Int, ...], BeforeValidator(_tuple)]
AsTuple = BeforeValidator(_tuple)


class Model(BaseModel):
    """A frozen record; an unknown field is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Status(StrEnum):
    """Payment qualification of a person at a site on a day, from lightest to gravest."""

    NORMAL = "normal"
    NOT_OBTAINED = "not_obtained"
    SUSPENDED = "suspended"
    TERMINATED = "terminated"

    @property
    def label(self) -> str:
        return {"normal": "正常", "not_obtained": "未取得", "suspended": "暂停", "terminated": "终止"}[self.value]


class Role(StrEnum):
    """Who may act in law."""

    AGENCY = "agency"
    ADMINISTRATION = "administration"
    INSTITUTION = "institution"
    PERSON = "person"
    PARTNER = "partner"
    SYSTEM = "system"

    @property
    def label(self) -> str:
        return {
            "agency": "经办机构",
            "administration": "医保行政部门",
            "institution": "定点医药机构",
            "person": "本人",
            "partner": "协同部门",
            "system": "系统",
        }[self.value]


class Basis(StrEnum):
    """What points rest on: a penalty by the administration or a handling under the agreement."""

    ADMINISTRATIVE_PENALTY = "administrative_penalty"
    AGREEMENT_HANDLING = "agreement_handling"
