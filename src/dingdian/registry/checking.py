"""What an uploaded file would register, and every cell of it that is wrong.

A registered institution or person is changed by what the file states of it; blank cells leave it as it is. What is
wrong with one row of an institution or person keeps back all that the file says of it.
"""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from dingdian.accounts.models import User
from dingdian.accounts.scope import Scope, scope_of
from dingdian.journal import canonical
from dingdian.journal.batch import Registration
from dingdian.journal.models import Region
from dingdian.journal.slices import AGREEMENT, INSTITUTION, PERSON, regime_of
from dingdian.office.columns import Layout
from dingdian.office.problems import CellProblem, Unreadable, in_order
from dingdian.office.reading import Row, Workbook, read
from dingdian.registry import layout as sheets
from dingdian.registry.known import Known
from dingdian.registry.layout import layout_of
from dingdian.registry.numbers import Remark, credit_code, division_of, institution_code, person_code, resident_id

_PRIVATE = {"身份证号码", "姓名", "法定代表人"}
_LIMIT = 50_000_000  # bytes of a file


@dataclass(frozen=True)
class Unit:
    """One institution or person of the file: what would be registered (empty: as registered already) and its rows."""

    code: str
    registrations: tuple[Registration, ...]
    rows: tuple[tuple[str, int], ...]
    known: bool


@dataclass(frozen=True)
class Report:
    """A file as checked: every wrong cell, what should be looked at, and what can be registered."""

    kind: str
    name: str
    sha256: str
    layout: Layout
    rows: int = 0
    problems: tuple[CellProblem, ...] = ()
    warnings: tuple[CellProblem, ...] = ()
    units: tuple[Unit, ...] = ()
    left_out: int = 0

    @property
    def registrations(self) -> list[Registration]:
        """What is to be written, institutions before what refers to them."""
        return [r for unit in self.units for r in unit.registrations]


def check(file: Any, kind: str, *, region: Region | None = None, acting_user: User | None = None) -> Report:
    """Check a file (a path, or an upload with `name` and `read`): cells; with a region also against its registry.

    With a user, what lies outside the user's scope is wrong.
    """
    name, content = opened(file)
    return checked(name, content, kind, region, scope_of(acting_user) if acting_user is not None else None)


def opened(file: Any) -> tuple[str, bytes]:
    """Name and content of a file on disk or an upload."""
    if isinstance(file, Path):
        return file.name, file.read_bytes()
    file.seek(0)
    return Path(str(file.name)).name, file.read()


def checked(name: str, content: bytes, kind: str, region: Region | None, scope: Scope | None) -> Report:
    """As `check`, of a file's name and content."""
    layout = layout_of(kind, regime_of(region) if region is not None else None)
    report = Report(kind, name, hashlib.sha256(content).hexdigest(), layout)
    if len(content) > _LIMIT:
        problem = CellProblem("", None, "", "文件太大", f"不超过 {_LIMIT // 1_000_000} MB", "分成几个文件导入")
        return replace(report, problems=(problem,))
    try:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / ("upload" + Path(name).suffix.lower())
            path.write_bytes(content)
            book = read(path, layout)
    except Unreadable as unreadable:
        problems = (replace(p, message=p.message.replace("upload" + Path(name).suffix.lower(), name, 1))
                    for p in unreadable.problems)  # fmt: skip
        return replace(report, problems=tuple(problems))
    return _Check(report, book, Known(region, book, scope)).report()


@dataclass
class _Draft:
    """What the file says of one institution or person so far."""

    name: str
    law: dict[str, Any]
    office: dict[str, Any]
    rows: list[tuple[str, int]] = field(default_factory=list)
    agreement: dict[str, Any] | None = None
    before: str = ""
    seq: int = 0


class _Check:
    def __init__(self, report: Report, book: Workbook, known: Known) -> None:
        self.start, self.book, self.known = report, book, known
        self.layout = report.layout
        self.headers = {s.title: {c.name: c.header for c in s.columns} for s in self.layout.sheets}
        self.problems: list[CellProblem] = [_discreet(p) for p in book.problems]
        self.warnings: list[CellProblem] = []
        self.drafts: dict[str, _Draft] = {}
        self.spoiled: set[str] = set()
        self.unread = False  # whether a code of the main sheet cannot be read
        self.said: dict[str, dict[str, tuple[Any, int]]] = {}  # of each person, and the row that says it

    def report(self) -> Report:
        rows = self.book.rows
        for row in rows.get(sheets.TITLES[sheets.INSTITUTIONS], ()):
            self.institution(row)
        for row in rows.get(sheets.TITLES[sheets.PEOPLE], ()):
            self.person(row)
        for row in rows.get(sheets.TITLES[sheets.DEPARTMENTS], ()):
            self.department(row)
        for row in rows.get(sheets.TITLES[sheets.PAPERS], ()):
            self.paper(row)
        units = [self.unit(code, draft) for code, draft in self.drafts.items() if code not in self.spoiled]
        whole = self.book.problems and not units
        return replace(
            self.start,
            rows=sum(len(r) for r in rows.values()),
            problems=tuple(in_order(self.problems, self.layout)),
            warnings=tuple(in_order(self.warnings, self.layout)),
            units=() if whole else tuple(units),
            left_out=len(self.spoiled),
        )

    # Telling

    def wrong(self, row: Row, column: str, message: str, expected: str = "", remedy: str = "") -> None:
        row.bad.add(column)
        self.problems.append(
            CellProblem(row.sheet, row.number, self.headers[row.sheet][column], message, expected, remedy)
        )

    def warn(self, row: Row, column: str, message: str, expected: str = "", remedy: str = "") -> None:
        self.warnings.append(
            CellProblem(row.sheet, row.number, self.headers[row.sheet][column], message, expected, remedy)
        )

    def remark(self, row: Row, column: str, remark: Remark | None) -> None:
        if remark is not None:
            (self.wrong if remark.certain else self.warn)(row, column, remark.message, remark.expected, remark.remedy)

    def order(self, row: Row, first: str, last: str) -> None:
        if row[first] is not None and row[last] is not None and row[last] < row[first]:
            header = self.headers[row.sheet]
            self.wrong(row, last, f"早于{header[first]}", f"不早于{header[first]}的日期", "核对两个日期")

    # Institutions

    def institution(self, row: Row) -> None:
        code = row["code"]
        if "sector" not in row.bad and code is not None:
            self.remark(row, "code", institution_code(code, row["sector"]))
        if row["uscc"] is not None:
            self.remark(row, "uscc", credit_code(row["uscc"]))
        division = row["division"]
        if division is not None and not re.fullmatch("[0-9]{6}", division, re.ASCII):
            self.wrong(row, "division", "不是区划代码", "六位数字", "填机构所在区划的六位代码")
        for one, other in (("start_on", "end_on"), ("end_on", "start_on")):
            if row[one] is not None and row[other] is None and other not in row.bad:
                self.wrong(row, other, "没有填写", "协议的起止日期要么都填，要么都不填", "补上日期")
        self.order(row, "start_on", "end_on")
        if code is None or "code" in row.bad:
            self.unread = True
        if code is None:
            return
        if code in self.drafts:
            self.wrong(row, "code", f"与第 {self.drafts[code].rows[0][1]} 行的机构编码重复", "每家机构一行", "删去一行")
        self.allowed_institution(row, code, division)
        draft = self.draft(INSTITUTION, code, row)
        if row.bad:
            self.spoiled.add(code)
            return
        draft.law |= _given(row, "code", "name", "sector", "institution_type", "ownership")
        draft.office |= _given(row, "division", "uscc", "legal_representative", "address")
        draft.office.setdefault("division", division_of(code))
        if row["start_on"] is not None:
            draft.agreement = {
                "id": f"{code}@{row['start_on']}",
                "institution": code,
                "start_on": row["start_on"],
                "end_on": row["end_on"],
            }
        if row["uscc"] and self.known.credit_codes.get(row["uscc"], {code}) != {code}:
            self.warn(row, "uscc", "别的机构已登记了这个统一社会信用代码", "", "同一法人的几个院区可以相同；否则核对")

    def allowed_institution(self, row: Row, code: str, division: str | None) -> None:
        if "code" in row.bad or "division" in row.bad:
            return
        registered = self.known.institutions.get(code)
        places = [division or division_of(code)]
        if registered is not None:
            places.append(registered.division)
        where = "division" if division is not None else "code"
        if not all(self.known.covers(division=place, institution=code) for place in places):
            self.wrong(row, where, "不在您的管辖范围内", "本级管辖的机构", "交由有管辖权的经办机构导入")
        elif self.known.divisions and places[0] not in self.known.divisions:
            self.warn(row, where, "区划代码不在区划表中", "", "核对代码；医保专用区划确实如此的不用改")

    # People

    def person(self, row: Row) -> None:
        code = row["code"]
        roles: tuple[str, ...] = row["role"] or ()
        if code is not None and "role" not in row.bad:
            self.remark(row, "code", person_code(code, roles))
        if row["id_number"] is not None:
            self.remark(row, "id_number", resident_id(row["id_number"]))
        self.order(row, "filed_on", "left_on")
        self.allowed_place(row)
        if code is None or "code" in row.bad:
            self.unread = True
            return
        if code in self.drafts:
            self.repeated(row)
        elif code in self.known.people:
            self.foreign(row, code)
            self.another(row, code)
        number = row["id_number"]
        if number is not None and "id_number" not in row.bad:
            holders = self.known.id_numbers.setdefault(number, set())
            if holders - {code}:
                self.wrong(
                    row,
                    "id_number",
                    "这个身份证号码已用于另一个人员编码",
                    "一人一个编码",
                    "核对编码和号码，用原编码登记",
                )
            else:
                holders.add(code)
        said = self.said.setdefault(code, {})
        for name in {"name", "role", "id_number"} - row.bad:
            if row[name] is not None:
                said.setdefault(name, (row[name], row.number))
        if not {"institution", "department"} & row.bad:
            self.known.places.setdefault(code, {}).setdefault((row["institution"], row["department"]), row.number)
        draft = self.draft(PERSON, code, row)
        if row.bad:
            self.spoiled.add(code)
            return
        draft.law |= _given(row, "code", "name") | {"role": roles[0] if len(roles) == 1 else list(roles)}
        draft.office |= _given(row, "id_number")
        self.site(row, draft)

    def repeated(self, row: Row) -> None:
        """A further row of a person: the same person, at another place."""
        for name in ("name", "role", "id_number"):
            before = self.said[row["code"]].get(name)
            if before is not None and row[name] is not None and name not in row.bad and before[0] != row[name]:
                message = f"与第 {before[1]} 行同一编码的{self.headers[row.sheet][name]}不一致"
                self.wrong(row, name, message, "同一编码各行相同", "改成一致")
        place = (row["institution"], row["department"])
        if place in self.known.places.setdefault(row["code"], {}) and not {"institution", "department"} & row.bad:
            self.wrong(
                row, "code", f"与第 {self.known.places[row['code']][place]} 行重复", "一人在一处一行", "删去一行"
            )

    def allowed_place(self, row: Row) -> None:
        at = row["institution"]
        if at is None:
            return
        registered = self.known.institutions.get(at)
        if registered is None:
            if self.known.region is not None:
                self.wrong(row, "institution", "没有登记这家机构", "已登记的机构编码", "先登记机构，或核对编码")
            return
        if not self.known.covers(division=registered.division, institution=at):
            self.wrong(row, "institution", "不在您的管辖范围内", "本级管辖的机构", "交由有管辖权的经办机构导入")
            return
        home = division_of(row["code"] or "")
        if home and registered.division and home[:4] != registered.division[:4]:
            self.warn(row, "code", "编码里的区划与机构所在地不同", "", "编码保留首次登记地；确系调入的不用改")

    def foreign(self, row: Row, code: str) -> None:
        """Whoever has nothing to do with a registered person may file them at a place, not rename them."""
        if self.known.covers_person(code):
            return
        registered = self.known.people[code]
        roles = list(row["role"] or ())
        for name, same in (
            ("name", row["name"] in (None, registered.name)),
            ("id_number", row["id_number"] in (None, registered.id_number)),
            ("role", not roles or roles == registered.roles),
        ):
            if not same and name not in row.bad:
                self.wrong(row, name, "与登记不一致", "与登记相同", "请原备案地的经办机构先更正登记")

    def another(self, row: Row, code: str) -> None:
        """A code belongs to one person: another name with another identity number is somebody else's."""
        if not self.known.one_code_per_person:
            return
        registered = self.known.people[code]
        given, held = (row["name"], row["id_number"]), (registered.name, registered.id_number)
        if all(given) and all(held) and given[0] != held[0] and given[1] != held[1] and not row.bad:
            self.wrong(
                row,
                "code",
                "这个人员编码已由另一个人使用",
                "一个编码只属于一个人",
                "核对编码；新人用国家平台上自己的编码",
            )

    def site(self, row: Row, draft: _Draft) -> None:
        given = _given(row, "institution", "department", "filed_on", "left_on")
        place = (row["institution"], row["department"])
        kept = [s for s in draft.law.get("sites", ()) if (s["institution"], s.get("department")) != place]
        same = [s for s in draft.law.get("sites", ()) if (s["institution"], s.get("department")) == place]
        draft.law["sites"] = [*kept, *same[:-1], (same[-1] if same else {}) | given]

    # What hangs on them

    def department(self, row: Row) -> None:
        self.order(row, "first", "last")
        code = row["institution"]
        if code is not None and row["name"] and self.twice(code, ("department", row["name"])):
            self.wrong(row, "name", "同一机构的科室写了两次", "每个科室一行", "删去一行")
        if code is None or not self.held(row, "institution", code, people=False):
            self.keep_back(row, code)
            return
        draft = self.draft(INSTITUTION, code, row)
        if row.bad:
            self.keep_back(row, code)
            return
        stated = {"name": row["name"]} | _days(row)
        rest = [d for d in draft.office.get("departments", ()) if d["name"] != row["name"]]
        same: dict[str, Any] = next((d for d in draft.office.get("departments", ()) if d["name"] == row["name"]), {})
        draft.office["departments"] = sorted([*rest, same | stated], key=lambda d: d["name"])

    def paper(self, row: Row) -> None:
        self.order(row, "first", "last")
        code = row["holder"]
        mark = (row["kind"], row["number"])
        if code is not None and all(mark) and self.twice(code, mark):
            self.wrong(row, "number", "同一证照写了两次", "每张证照一行", "删去一行")
        if code is None or not self.held(row, "holder", code, people=True):
            self.keep_back(row, code)
            return
        person = code in self.known.people or (code in self.drafts and self.drafts[code].name == PERSON)
        draft = self.draft(PERSON if person else INSTITUTION, code, row)
        if row.bad:
            self.keep_back(row, code)
            return
        if row["last"] is not None and row["last"] < self.known.today:
            self.warn(row, "last", "证照已经过期", "", "有新证照的另写一行")
        stated = {"kind": row["kind"], "number": row["number"]} | _days(row)
        held = draft.office.get("papers", ())
        same: dict[str, Any] = next((p for p in held if (p["kind"], p["number"]) == mark), {})
        rest = [p for p in held if (p["kind"], p["number"]) != mark]
        draft.office["papers"] = sorted([*rest, same | stated], key=lambda p: (p["kind"], p["number"]))

    def twice(self, code: str, mark: tuple[str, str]) -> bool:
        """Whether the file said this of the holder before."""
        before = self.known.seen.setdefault(code, set())
        said = mark in before
        before.add(mark)
        return said

    def held(self, row: Row, column: str, code: str, *, people: bool) -> bool:
        """Whether the holder is in the file or the registry, and within the user's scope."""
        if code in self.drafts:
            return True
        if people and code in self.known.people:
            inside = self.known.covers_person(code)
        elif code in self.known.institutions:
            inside = self.known.covers(division=self.known.institutions[code].division, institution=code)
        else:
            if self.known.region is not None and not self.unread:  # else it may be the one that cannot be read
                self.wrong(row, column, "没有登记这个编码", "已登记的编码", "先登记，或核对编码")
            return False
        if not inside:
            self.wrong(row, column, "不在您的管辖范围内", "本级管辖的机构和人员", "交由有管辖权的经办机构导入")
        return inside

    def keep_back(self, row: Row, code: str | None) -> None:
        if code is not None and (row.bad or code not in self.drafts):
            self.spoiled.add(code)

    # Towards the journal

    def draft(self, name: str, code: str, row: Row) -> _Draft:
        draft = self.drafts.get(code)
        if draft is None:
            registered = (self.known.people if name == PERSON else self.known.institutions).get(code)
            law, office, seq = {}, {}, 0
            if registered is not None:
                body, seq = canonical.parse(registered.entry.body), registered.entry.seq
                law, office = dict(body["law"]), dict(body["office"])
            draft = _Draft(name, law, office, seq=seq, before=canonical.text([law, office]) if seq else "")
            self.drafts[code] = draft
        draft.rows.append((row.sheet, row.number))
        return draft

    def unit(self, code: str, draft: _Draft) -> Unit:
        found: list[Registration] = []
        if canonical.text([draft.law, draft.office]) != draft.before:
            found.append(_registration(draft.name, draft.law, draft.office, draft.seq))
            if draft.seq and draft.rows[0][0] == self.layout.main.title and "code" in self.headers[draft.rows[0][0]]:
                sheet, number = draft.rows[0]
                header = self.headers[sheet]["code"]
                self.warnings.append(
                    CellProblem(sheet, number, header, "已经登记，将按本表更正", "", "不更正的删去这一行")
                )
        if draft.agreement is not None:
            stated = canonical.parse(canonical.text(draft.agreement))
            before, seq = self.known.agreements.get(draft.agreement["id"], (None, 0))
            if before != stated:
                found.append(_registration(AGREEMENT, draft.agreement, {}, seq))
        return Unit(code, tuple(found), tuple(draft.rows), bool(draft.seq))


def _registration(name: str, law: Mapping[str, Any], office: Mapping[str, Any], seq: int) -> Registration:
    """The key follows from the content and what it changes: the same file twice is one registration."""
    content = canonical.text({"name": name, "law": law, "office": office, "after": seq})
    return Registration(name, law, f"import:{canonical.digest(content)}", office)


def _given(row: Row, *names: str) -> dict[str, Any]:
    return {name: row[name] for name in names if row[name] is not None}


def _days(row: Row) -> dict[str, str]:
    return {to: str(row[name]) for name, to in (("first", "from"), ("last", "to")) if row[name] is not None}


def _discreet(problem: CellProblem) -> CellProblem:
    """Without what somebody wrote in a cell that holds personal data."""
    if problem.column not in _PRIVATE:
        return problem
    return replace(
        problem,
        message=re.sub("“[^”]*”", "所填内容", problem.message),
        remedy=re.sub("“[^”]*”", "半角字符", problem.remedy),
    )


__all__ = ["Report", "Unit", "check", "checked", "opened"]
