"""The batch file of the national platform, held against the register: what differs is told, nothing is dropped.

Which column of the platform is which field here, and what its marks of status mean, are the rules' own data.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from zipfile import BadZipFile

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from dingdian.law.regime import Regime
from dingdian.office.reading import decoded
from dingdian.registry.export import neutral
from dingdian.registry.models import Institution, Site, Standing
from dingdian.registry.periods import last_day

MOST = 20_000


class Unreadable(ValueError):  # noqa: N818
    """The file is none of the platform; the text says what was expected and how to mend it."""


@dataclass(frozen=True)
class Row:
    """A row of the file (`number` as the file counts it) by the names that the register uses."""

    number: int
    values: Mapping[str, str]


@dataclass(frozen=True)
class Difference:
    """What the file and the register say differently of a person; `row` 0: the file does not have them."""

    row: int
    person: str
    what: str
    theirs: str
    ours: str


def read(name: str, content: bytes, regime: Regime) -> list[Row]:
    """The rows of a file (CSV or the first sheet of a workbook). Raises `Unreadable`."""
    columns = regime.parameters.filing.interface.value or {}
    table = _sheet(content) if name.lower().endswith((".xlsx", ".xlsm")) else _text(content)
    lines = [(n, [cell.strip() for cell in line]) for n, line in enumerate(table, 1) if any(c.strip() for c in line)]
    if not lines:
        raise Unreadable("文件里没有内容：第 1 行写列名，以下每行一人")
    header = lines[0][1]
    if missing := [column for column in columns if column not in header]:
        raise Unreadable(f"第 {lines[0][0]} 行缺少列 {'、'.join(missing)}：列名照接口规范写，一列也不能少")
    if len(lines) - 1 > MOST:
        raise Unreadable(f"有 {len(lines) - 1} 行，至多 {MOST} 行：分成几个文件")
    at = {ours: header.index(theirs) for theirs, ours in columns.items()}
    return [Row(n, {ours: line[i] if i < len(line) else "" for ours, i in at.items()}) for n, line in lines[1:]]


def differences(at: Institution, rows: Iterable[Row], day: date, regime: Regime) -> list[Difference]:
    """Row by row what differs on a day, then whom the file lacks; empty: both say the same."""
    marks = regime.parameters.filing.interface_status.value or {}
    filed = {site.person.code: site for site in _filed(at, day)}
    status = _statuses(at, day)
    found, seen = list[Difference](), dict[str, int]()
    for row in rows:
        code = row.values["code"]
        if row.values["institution"] != at.code:
            found.append(Difference(row.number, code, "机构编码", row.values["institution"], at.code))
        elif code in seen:
            found.append(Difference(row.number, code, "重复的行", f"第 {row.number} 行", f"第 {seen[code]} 行"))
        elif code not in filed:
            found.append(Difference(row.number, code, "登记里没有", row.values["name"], "—"))
        else:
            found += _of_person(row, filed[code], status.get(code, ""), marks)
        if row.values["institution"] == at.code:
            seen.setdefault(code, row.number)
    found += [
        Difference(0, code, "平台文件里没有", "—", site.person.name) for code, site in filed.items() if code not in seen
    ]
    return found


def written(at: Institution, day: date, regime: Regime) -> bytes:
    """Everybody filed on a day in the columns of the platform, as CSV."""
    columns = regime.parameters.filing.interface.value or {}
    marks = regime.parameters.filing.interface_status.value or {}
    status = _statuses(at, day)
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(columns)
    for site in _filed(at, day):
        now = status.get(site.person.code, "not_obtained")
        last = last_day(site.period)
        values = {
            "code": site.person.code, "name": site.person.name, "institution": at.code,
            "status": next((mark for mark, names in marks.items() if now in names), ""),
            "filed_on": site.period.lower.isoformat() if site.period.lower else "",
            "left_on": last.isoformat() if last else "",
        }  # fmt: skip
        table.writerow([neutral(values[ours]) for ours in columns.values()])
    return text.getvalue().encode("utf-8-sig")


def _of_person(row: Row, site: Site, status: str, marks: Mapping[str, tuple[str, ...]]) -> Iterator[Difference]:
    code, theirs = site.person.code, row.values
    if theirs["name"] != site.person.name:
        yield Difference(row.number, code, "姓名", theirs["name"], site.person.name)
    mark = theirs["status"]
    if mark not in marks:
        yield Difference(row.number, code, "状态标志不认识", mark, status)
    elif status not in marks[mark]:
        yield Difference(row.number, code, "状态", mark, status)
    first = site.period.lower.isoformat() if site.period.lower else ""
    if theirs["filed_on"] and theirs["filed_on"] != first:
        yield Difference(row.number, code, "备案日期", theirs["filed_on"], first)


def _filed(at: Institution, day: date) -> list[Site]:
    found = Site.objects.filter(institution=at, period__contains=day).select_related("person")
    return list(found.order_by("person__code", "pk")[:MOST])


def _statuses(at: Institution, day: date) -> dict[str, str]:
    rows = Standing.objects.filter(institution=at, period__contains=day)
    return dict(rows.values_list("person__code", "status")[:MOST])


def _text(content: bytes) -> list[list[str]]:
    text = decoded(content)
    if text is None:
        raise Unreadable("读不出文字：存成 UTF-8 或 GB18030 编码的 CSV，或 .xlsx")
    try:
        return list(csv.reader(io.StringIO(text)))
    except csv.Error:
        raise Unreadable("读不成表格：从平台重新导出 CSV，或另存为 .xlsx") from None


def _sheet(content: bytes) -> list[list[str]]:
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except (InvalidFileException, BadZipFile, KeyError, ValueError, OSError):
        raise Unreadable("打不开这个工作簿：重新另存为 .xlsx，或改用 CSV") from None
    return [[_cell(x) for x in line] for line in book.worksheets[0].iter_rows(values_only=True)]


def _cell(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()[:10]
    return "" if value is None else str(value)
