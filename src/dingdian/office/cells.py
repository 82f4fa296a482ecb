"""One cell: from what the office typed to a value, or what is wrong with it. Only surrounding blanks are dropped."""

from __future__ import annotations

import difflib
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from dingdian.law.values import parse_day, parse_money
from dingdian.office.columns import Column, Kind
from dingdian.office.problems import quote


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a cell cannot be taken."""

    message: str
    expected: str = ""
    remedy: str = ""


_EXACT = 10**15  # beyond this a spreadsheet keeps a number only roughly
_WIDE = re.compile("[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]")
_WIDE_NUMBER = re.compile("[\uff10-\uff19\uff0e\uff0d\uff0f]")
_HIDDEN = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad\x00-\x08\x0b\x0c\x0e-\x1f]")
_YMD = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?", re.ASCII)
_BETWEEN = re.compile(r"[;；\n]")
_BETWEEN_NAMES = re.compile(r"[;；\n、,，]")


def parse(column: Column, raw: Any) -> Any:
    """The value of a cell (null if blank), or a `Fault`."""
    if type(raw) is str:  # what nearly every cell is: a choice as offered, a bare number
        if column.kind is Kind.ONE and raw in column.known:
            return column.known[raw]
        if column.kind in _BARE and raw.isascii() and raw.isalnum():
            return _short_enough(column, raw)
    value = raw.strip() if isinstance(raw, str) else raw
    if value is None or value == "":
        return None
    if isinstance(value, str) and _HIDDEN.search(value):
        return Fault("含有看不见的字符", column.form, "清除内容后手工重填，不要从网页或 PDF 粘贴")
    return _short_enough(column, _PARSERS[column.kind](column, value))


def _short_enough(column: Column, found: Any) -> Any:
    if column.longest and isinstance(found, str) and len(found) > column.longest:
        remedy = "写短，或核对是不是把别处的内容粘进了这一格"
        return Fault(f"太长，有 {len(found)} 个字", f"不超过 {column.longest} 个字", remedy)
    return found


def _narrow(value: str) -> str:
    """Half-width form, for a remedy only."""
    return unicodedata.normalize("NFKC", value)


def _code(column: Column, value: Any) -> str | Fault:
    """A national code: nothing but half-width letters and digits, so never a person's name."""
    found = _reference(column, value)
    if isinstance(found, str) and not re.fullmatch(r"[A-Za-z0-9_-]+", found, re.ASCII):
        return Fault(f"{quote(found)} 不是{column.header}", column.form, "填国家编码，一个单元格一个")
    return found


def _codes(column: Column, value: Any) -> tuple[str, ...] | Fault:
    """Several national codes, each once."""
    found: list[str] = []
    for piece in _BETWEEN_NAMES.split(value) if isinstance(value, str) else (value,):
        code = _code(column, piece.strip() if isinstance(piece, str) else piece)
        if isinstance(code, Fault):
            return code
        if code in found:
            return Fault(f"{column.header}重复写了 {quote(code, private=False)}", "每项只写一次", "删去重复的一项")
        found.append(code)
    return tuple(found)


def _reference(column: Column, value: Any) -> str | Fault:
    """A number an office gives: 云医处〔2025〕1号 as well as 1."""
    if isinstance(value, str):
        if _WIDE.search(value):
            return Fault(f"{quote(value)} 含有全角字符", column.form, f"改为 {quote(_narrow(value))}")
        if re.search(r"\s", value):
            return Fault(f"{quote(value)} 中间有空格或换行", column.form, "去掉空格；一个单元格只写一个编号")
        return value
    if isinstance(value, date):
        return Fault(f"{quote(value)} 是日期，不是{column.header}", column.form, "把单元格设为文本格式后重填")
    if _is_number(value) and float(value).is_integer() and 0 <= value < _EXACT:
        return str(int(value))
    if _is_number(value) and value >= _EXACT:
        return Fault("数字太长，表格软件已丢失末尾几位", column.form, "把单元格设为文本格式后重填")
    return Fault(f"{quote(value)} 不是{column.header}", column.form, "把单元格设为文本格式后重填")


def _text(column: Column, value: Any) -> str | Fault:
    if isinstance(value, str):
        return value
    if _is_number(value):
        return str(int(value)) if float(value).is_integer() else repr(value)
    return Fault(f"{quote(value)} 不是文字", "文字", "改填文字")


def _date(column: Column, value: Any) -> date | Fault:
    expected = "日期格式的单元格，或 2025-03-10 这样的文字"
    if isinstance(value, datetime):
        if value.time() != time():
            return Fault(f"{quote(value)} 带有时刻", expected, f"改为 {value.date()}")
        return value.date()
    if type(value) is date:
        return value
    if isinstance(value, str):
        return _written_date(value, expected)
    if _is_number(value):
        return Fault(f"是数字 {_short(value)}，不是日期", expected, "把单元格格式设为日期，核对后重填")
    return Fault(f"{quote(value)} 不是日期", expected, "改填日期")


def _written_date(value: str, expected: str) -> date | Fault:
    if _WIDE_NUMBER.search(value):
        return Fault(f"{quote(value)} 含有全角字符", expected, f"改为 {quote(_narrow(value))}")
    try:
        return parse_day(value)
    except ValueError:
        pass
    written = _YMD.fullmatch(value)
    if written is None:
        return Fault(f"{quote(value)} 是文字，不是日期", expected, "改填日期")
    year, month, day = (int(x) for x in written.groups())
    try:
        meant = date(year, month, day)
    except ValueError:
        return Fault(f"日历上没有 {year:04}-{month:02}-{day:02} 这一天", expected, "改成存在的日期")
    return Fault(f"{quote(value, private=False)} 是文字，不是日期", expected, f"改为 {meant}")


def _amount(column: Column, value: Any) -> Decimal | Fault:
    expected = "不小于 0、最多两位小数的数字（元），如 12500.00"
    if isinstance(value, str):
        if _WIDE_NUMBER.search(value):
            return Fault(f"{quote(value)} 含有全角字符", expected, f"改为 {quote(_narrow(value))}")
        if not re.fullmatch(r"[0-9]+(\.[0-9]+)?", value, re.ASCII):
            return Fault(f"{quote(value)} 不是金额", expected, "只填数字，不带单位、逗号和文字")
        value = Decimal(value)
    if not _is_number(value):
        return Fault(f"{quote(value)} 不是金额", expected, "只填数字，不带单位、逗号和文字")
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    number = number.quantize(Decimal(1)) if number == number.to_integral_value() else number
    try:
        return parse_money(number)
    except ValueError:
        return Fault(f"{quote(number)} 不是金额", expected, "改为不小于 0、最多两位小数的元")


def _whole(column: Column, value: Any) -> int | Fault:
    if isinstance(value, str):
        if _WIDE_NUMBER.search(value):
            return Fault(f"{quote(value)} 是全角数字", "半角整数，如 6", f"改为 {quote(_narrow(value))}")
        if not re.fullmatch(r"-?[0-9]+", value, re.ASCII):
            return Fault(f"{quote(value)} 不是整数", "半角整数，如 6", "只填数字")
        return int(value)
    if _is_number(value) and float(value).is_integer():
        return int(value)
    return Fault(f"{quote(value)} 不是整数", "半角整数，如 6", "只填数字")


def _share(column: Column, value: Any) -> Decimal | Fault:
    expected = "0 至 1 的小数，如 0.93"
    if isinstance(value, str):
        if _WIDE_NUMBER.search(value):
            return Fault(f"{quote(value)} 含有全角字符", expected, f"改为 {quote(_narrow(value))}")
        if not re.fullmatch(r"[01](\.[0-9]+)?", value, re.ASCII):
            return Fault(f"{quote(value)} 不是比例", expected, "93% 写成 0.93")
        value = Decimal(value)
    if not _is_number(value):
        return Fault(f"{quote(value)} 不是比例", expected, "93% 写成 0.93")
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not 0 <= number <= 1:
        return Fault(f"{quote(number)} 不在 0 与 1 之间", expected, "93% 写成 0.93")
    return number


def _yes(column: Column, value: Any) -> bool | Fault:
    if isinstance(value, bool):
        return value
    if value in ("是", "否"):
        return bool(value == "是")
    return Fault(f"{quote(value)} 不是“是”或“否”", "是、否", "改为“是”或“否”，不知道的留空")


def _one(column: Column, value: Any) -> str | Fault:
    return _choice(column, value if isinstance(value, str) else _short(value))


def _many(column: Column, value: Any) -> tuple[str, ...] | Fault:
    if not isinstance(value, str):
        value = _short(value)
    found: list[str] = []
    for piece in (p.strip() for p in _BETWEEN.split(value)):
        whole = _choice(column, piece)
        parts = [whole] if not isinstance(whole, Fault) else [
            _choice(column, p.strip()) for p in _BETWEEN_NAMES.split(piece)
        ]  # fmt: skip
        for part in parts:
            if isinstance(part, Fault):
                return part
            if part in found:
                return Fault(f"{column.header}重复写了 {quote(part, private=False)}", "每项只写一次", "删去重复的一项")
            found.append(part)
    return tuple(found)


def _choice(column: Column, value: str) -> str | Fault:
    known = column.known
    if value in known:
        return known[value]
    listed = [o.label for o in column.options if o.listed]
    expected = "、".join(listed) if 0 < len(listed) <= 6 else "下拉选项中的一项"
    if not column.options:
        return Fault(f"本规则没有“{column.header}”，填写了 {quote(value)}", "留空", "清空这个单元格")
    if _narrow(value) in known:
        return Fault(f"{quote(value, private=False)} 含有全角字符", expected, f"改为 {quote(_narrow(value))}")
    close = difflib.get_close_matches(value, [*known], n=1, cutoff=0.5)
    remedy = f"改为 {quote(close[0], private=False)}，或从下拉选项中选" if close else "从下拉选项中选"
    return Fault(f"不认识的{column.header} {quote(value)}", expected, remedy)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _short(value: Any) -> str:
    if _is_number(value) and float(value).is_integer():
        return str(int(value))
    return str(value) if isinstance(value, bool | date | timedelta) else repr(value)


_BARE = (Kind.CODE, Kind.NUMBER)
_PARSERS = {
    Kind.CODE: _code,
    Kind.CODES: _codes,
    Kind.NUMBER: _reference,
    Kind.TEXT: _text,
    Kind.DATE: _date,
    Kind.AMOUNT: _amount,
    Kind.WHOLE: _whole,
    Kind.SHARE: _share,
    Kind.YES: _yes,
    Kind.ONE: _one,
    Kind.MANY: _many,
}
