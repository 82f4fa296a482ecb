"""Lists written to Excel or CSV: safe to open, masked unless full view is allowed, logged, in bounded memory."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils import timezone

from dingdian.accounts.log import log_access
from dingdian.accounts.masking import mask_code, mask_id, mask_name
from dingdian.accounts.models import User
from dingdian.accounts.perms import may
from dingdian.accounts.scope import scope_of
from dingdian.journal.record import today
from dingdian.office import words
from dingdian.office.institutions import words as institutional
from dingdian.office.writer import Writer
from dingdian.registry import search
from dingdian.registry.models import Person

_CHUNK = 2000
_SHEET = 1_000_000  # rows in a sheet; the rest goes on in the next
_RISKY = re.compile(r"[\s\u200b\ufeff]*[=+\-@＝＋－＠|%]|[\t\r\n]")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?", re.ASCII)

Column = tuple[str, int, Callable[[Any, bool], Any]]
INSTITUTIONS: tuple[Column, ...] = (
    ("机构编码", 16, lambda x, full: x.code),
    ("机构名称", 30, lambda x, full: x.name),
    ("机构类别", 16, lambda x, full: words.SECTORS.get(x.sector, x.sector)),
    ("机构类型", 16, lambda x, full: institutional.TYPES.get(x.institution_type, x.institution_type)),
    ("举办性质", 10, lambda x, full: words.OWNERSHIPS.get(x.ownership, x.ownership)),
    ("区划代码", 10, lambda x, full: x.division),
    ("统一社会信用代码", 22, lambda x, full: x.uscc),
)
PEOPLE: tuple[Column, ...] = (
    ("人员编码", 17, lambda x, full: x.code if full else mask_code(x.code)),
    ("姓名", 12, lambda x, full: x.name if full else mask_name(x.name)),
    ("身份证号码", 22, lambda x, full: x.id_number if full else mask_id(x.id_number)),
    ("人员类别", 18, lambda x, full: "；".join(words.ROLES.get(role, role) for role in x.roles)),
)


def neutral(value: Any) -> Any:
    """A value that no spreadsheet takes for a formula; numbers, negative ones too, stay as they are."""
    if not isinstance(value, str) or _NUMBER.fullmatch(value) or not _RISKY.match(value):
        return value
    return "'" + value


def institutions(user: User, path: Path, *, text: str = "", request: Any = None) -> int:
    """Write the institutions that a search finds; how many."""
    found = search.institutions(scope_of(user), text)
    return _export(user, path, "定点医药机构", INSTITUTIONS, found, full=True, request=request)


def people(
    user: User, path: Path, *, text: str = "", full: bool = False, request: Any = None,
    narrowed: Callable[[QuerySet[Person]], QuerySet[Person]] | None = None,
) -> int:  # fmt: skip
    """Write the people that a search finds, `narrowed` if asked; how many. `full`: unmasked, where the role may."""
    if full and not may(user, "person.full_view"):
        raise PermissionDenied("您的角色不能导出未遮盖的个人信息；请导出遮盖的，或由有权限的人员导出")
    found = search.people(scope_of(user), text)
    found = narrowed(found) if narrowed is not None else found
    return _export(user, path, "人员", PEOPLE, found, full=full, request=request)


def _export(
    user: User, path: Path, title: str, columns: Sequence[Column], found: QuerySet[Any], *, full: bool, request: Any
) -> int:
    rows = ([value(x, full) for _, _, value in columns] for x in found.iterator(chunk_size=_CHUNK))
    headers = [(header, width) for header, width, _ in columns]
    return listed(user, path, title, headers, rows, full=full, request=request)


def listed(
    user: User, path: Path, title: str, headers: Sequence[tuple[str, int]], rows: Iterable[Sequence[Any]], *,
    full: bool = False, request: Any = None, doing: str = "export",
) -> int:  # fmt: skip
    """Write any list under its headers (with their widths); how many rows. Logged, and marked with who made it.

    `doing`: what the user must be allowed to do; who keeps a list of the system's own may take that one.
    """
    if not may(user, doing):
        raise PermissionDenied("您的角色不能导出；请所在单位有权限的人员导出")
    kind: Literal["csv", "xlsx"] = "csv" if path.suffix.lower() == ".csv" else "xlsx"
    seen = "全文" if full else "遮盖"
    log_access(user, "export", f"{title} {kind} {seen}", request)
    return (_csv if kind == "csv" else _xlsx)(path, watermark(user, title, full=full), headers, iter(rows))


def watermark(user: User, title: str, *, full: bool) -> str:
    """The line that says in every exported file whose it is."""
    place = f"　{user.organisation.name}" if user.organisation is not None else ""
    moment = timezone.localtime().strftime("%Y-%m-%d %H:%M")
    return f"{title}　导出人 {user.username}{place}　{moment}　{'全文' if full else '遮盖'}　仅供工作使用，不得外传"


def _csv(path: Path, note: str, headers: Sequence[tuple[str, int]], rows: Iterator[Sequence[Any]]) -> int:
    number = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([header for header, _ in headers])
        for row in rows:
            writer.writerow([neutral(value) for value in row])
            number += 1
        writer.writerow([note])
    return number


def _xlsx(path: Path, note: str, headers: Sequence[tuple[str, int]], rows: Iterator[Sequence[Any]]) -> int:
    """Row by row to the file; the office's writer keeps text as text."""
    book = Writer(path, note, today(), draft=False)
    number, page = 0, None
    try:
        for row in rows:
            line = number % _SHEET
            if page is None or line == 0:
                page = _page(book, headers)
            for index, value in enumerate(row):
                book.cell(page, line + 2, index, value)
            number += 1
        if page is None:
            _page(book, headers)
    finally:
        book.close()
    return number


def _page(book: Writer, headers: Sequence[tuple[str, int]]) -> Any:
    page = book.book.add_worksheet()
    page.freeze_panes(2, 0)
    page.write_string(0, 0, book.title, book.banner)
    page.set_footer(f"&L{book.title.replace('&', '&&')[:200]}&R&P / &N")  # on every printed page
    for index, (header, width) in enumerate(headers):
        page.set_column(index, index, width)
        page.write_string(1, index, header, book.head)
    return page
