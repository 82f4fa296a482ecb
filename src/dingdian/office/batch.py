"""Rows put together: handlings, findings, deliveries, persons and institutions, and what does not fit together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from dingdian.law import acts as a
from dingdian.law.explain import Reason, cited
from dingdian.law.regime import Regime
from dingdian.law.setting import Institution, Person, Setting, Site
from dingdian.office.layout import FindingsLayout
from dingdian.office.problems import CellProblem, quote
from dingdian.office.reading import Row, Workbook

_HEAD = ("on", "basis", "institution", "inspection", "recorded_on")
_FINDING = ("type", "circumstances", "amount")


@dataclass
class Group:
    """The rows of one 处理编号, in order of the sheet, and its deliveries."""

    id: str
    rows: list[Row]
    deliveries: list[Row] = field(default_factory=list)

    @property
    def first(self) -> Row:
        return self.rows[0]

    @property
    def on(self) -> date | None:
        return self.first["on"]

    @property
    def order(self) -> tuple[date, int]:
        """Place in the order of recording; a handling without a sound date comes first, to be on the safe side."""
        days = [r["recorded_on"] or r["on"] for r in self.rows]
        return min((d or date.min for d in days), default=date.min), self.first.number

    def persons(self) -> list[str]:
        return list(dict.fromkeys(str(r["person"]) for r in self.rows if r["person"]))


@dataclass
class Batch:
    """Everything in the workbook, not yet tried against the rules."""

    regime: Regime
    layout: FindingsLayout
    groups: dict[str, Group]
    strays: list[Row]  # rows whose handling cannot be told
    registry: list[Row]  # rows of the sheets 人员 and 机构
    setting: Setting
    names: dict[str, str]
    institution_names: dict[str, str]
    problems: list[CellProblem]
    assumptions: list[str]
    complete_registry: bool  # whether the sheet 人员 was filled, so that ratios mean something


def assemble(book: Workbook, regime: Regime, layout: FindingsLayout) -> Batch:
    """Group the rows and find every contradiction between them."""
    return _Assembly(book, regime, layout).batch()


class _Assembly:
    def __init__(self, book: Workbook, regime: Regime, layout: FindingsLayout) -> None:
        self.book, self.regime, self.layout = book, regime, layout
        self.problems = [self._cited(p) for p in book.problems]
        self.assumptions = list(book.notes)
        self.findings = book.rows[layout.findings.title]
        self.deliveries = book.rows[layout.deliveries.title]
        self.people = book.rows[layout.people.title]
        self.institutions = book.rows[layout.institutions.title]

    def _cited(self, problem: CellProblem) -> CellProblem:
        """A missing cell that a clause asks for names the clause."""
        columns = {"涉及金额": "scoring.required_case_facts", "处理依据": "scoring.requires_underlying_decision"}
        key = columns.get(problem.column)
        if problem.message != "没有填写" or key is None:
            return problem
        clauses = cited(self.regime, [Reason("", (key,))])
        cites = tuple(self.regime.clauses[c].cite for c in clauses)
        expected = problem.expected + ("，没有则填 0.00" if problem.column == "涉及金额" else "")
        return CellProblem(
            problem.sheet, problem.row, problem.column, problem.message, expected, problem.remedy, clauses, cites
        )

    def problem(
        self, row: Row, column: str, message: str, expected: str = "", remedy: str = "", others: Iterable[int] = ()
    ) -> None:
        sheet = next(s for s in self.layout.sheets if s.title == row.sheet)
        header = sheet.column(column).header
        self.problems.append(
            CellProblem(row.sheet, row.number, header, message, expected, remedy, others=tuple(others))
        )

    def batch(self) -> Batch:
        groups, strays = self._groups()
        for group in groups.values():
            self._check_group(group)
        strays += self._deliveries(groups, bool(strays))
        names = self._same([*self.people, *self.findings], "person", "name")
        institution_names = self._same([*self.institutions, *self.findings], "institution", "institution_name")
        institutions = self._institutions()
        people = self._people({i.code: i for i in institutions})
        self._references({i.code for i in institutions}, {p.code for p in people})
        return Batch(
            self.regime,
            self.layout,
            groups,
            strays,
            [*self.people, *self.institutions],
            Setting(institutions=tuple(institutions), people=tuple(people)),
            names,
            institution_names,
            self.problems,
            self.assumptions,
            bool(self.people),
        )

    # Handlings and findings

    def _groups(self) -> tuple[dict[str, Group], list[Row]]:
        groups: dict[str, Group] = {}
        strays: list[Row] = []
        for row in self.findings:
            if row["handling"] is None:
                strays.append(row)
            elif row["handling"] in groups:
                groups[row["handling"]].rows.append(row)
            else:
                groups[row["handling"]] = Group(row["handling"], [row])
        return groups, strays

    def _check_group(self, group: Group) -> None:
        for name in _HEAD:
            self._agree(group.rows, name, f"处理 {group.id}")
        seen: dict[tuple[str, str], Row] = {}
        by_finding: dict[str, list[Row]] = {}
        for row in group.rows:
            if row["finding"] is None:
                continue
            by_finding.setdefault(row["finding"], []).append(row)
            key = (row["finding"], row["person"])
            if row["person"] and key in seen:
                first = seen[key].number
                self.problem(row, "person", f"与第 {first} 行重复：同一处理、同一事项、同一人员",
                             "每人每事项一行", "删去重复的一行，或改正编号", (first,))  # fmt: skip
            seen.setdefault(key, row)
        for finding, rows in by_finding.items():
            for name in _FINDING:
                self._agree(rows, name, f"处理 {group.id} 事项 {finding}")
        for row in group.rows:
            if row["on"] and row["recorded_on"] and row["recorded_on"] < row["on"]:
                self.problem(row, "recorded_on", f"登记日期 {row['recorded_on']} 早于处理日期 {row['on']}",
                             "不早于处理日期", "改正日期，或清空登记日期")  # fmt: skip

    def _agree(self, rows: list[Row], name: str, what: str) -> None:
        """Rows that belong together say the same; the later row that differs is named."""
        first = next((r for r in rows if name not in r.bad), None)
        for row in rows:
            if first is None or name in row.bad or row[name] == first[name]:
                continue
            self.problem(row, name, f"{what} 在第 {first.number} 行写的是{self._shown(first, name)}，"
                         f"这一行是{self._shown(row, name)}", "同一编号各行一致", "改成一致，或换一个编号",
                         (first.number,))  # fmt: skip

    def _shown(self, row: Row, name: str) -> str:
        value = row[name]
        if value is None:
            return "空白"
        column = next(s for s in self.layout.sheets if s.title == row.sheet).column(name)
        labels = {o.value: o.label for o in column.options}
        if isinstance(value, tuple):
            return quote("；".join(labels.get(str(v), str(v)) for v in value), private=False)
        return quote(labels.get(value, value), private=False)

    # Deliveries

    def _deliveries(self, groups: dict[str, Group], numbers_missing: bool) -> list[Row]:
        """Deliveries go to their handlings; those of an unknown one are given back.

        Where a number in 查实与记分 cannot be read, an unknown one here is not held against the delivery.
        """
        seen: dict[tuple[object, ...], Row] = {}
        strays: list[Row] = []
        for row in self.deliveries:
            of = row["handling"]
            group = groups.get(of) if of else None
            if group is not None:
                group.deliveries.append(row)
            else:
                strays.append(row)
            if group is None and of is not None and not numbers_missing:
                self.problem(row, "handling", f"“查实与记分”里没有编号为 {quote(of)} 的处理", "表内的处理编号",
                             "核对编号，或先填写这个处理")  # fmt: skip
            if row["recipient"] == "person" and row["person"] is None and "person" not in row.bad:
                self.problem(row, "person", "告知本人没有写明是谁", "人员代码", "补上人员代码")
            key = tuple(row[n] for n in ("handling", "recipient", "institution", "person", "on"))
            if key in seen and not row.bad:
                self.problem(row, "handling", f"与第 {seen[key].number} 行重复", "每次送达一行", "删去重复的一行",
                             (seen[key].number,))  # fmt: skip
            seen.setdefault(key, row)
            if group is None:
                continue
            if group.on and row["on"] and row["on"] < group.on:
                self.problem(row, "on", f"送达日期 {row['on']} 早于处理日期 {group.on}", "不早于处理日期",
                             "先决定，后送达：核对两个日期")  # fmt: skip
            if row["person"] and row["person"] not in group.persons():
                self.problem(row, "person", f"处理 {group.id} 不涉及 {quote(row['person'])}", "该处理所涉人员",
                             "核对人员代码和处理编号")  # fmt: skip
        return strays

    # Persons and institutions

    def _same(self, rows: list[Row], code: str, name: str) -> dict[str, str]:
        """Code → name; the same code with two names is a wrong code more often than a wrong name."""
        first: dict[str, Row] = {}
        for row in rows:
            if not row[code] or not row[name]:
                continue
            before = first.setdefault(row[code], row)
            if before[name] != row[name]:
                where = f"“{before.sheet}”第 {before.number} 行"
                others = (before.number,) if before.sheet == row.sheet else ()
                self.problem(row, name, f"代码 {row[code]} 在{where}是另一个名称", "同一代码名称相同",
                             "核对代码是否写错；名称写法统一", others)  # fmt: skip
        return {key: row[name] for key, row in first.items()}

    def _institutions(self) -> list[Institution]:
        found: dict[str, Institution] = {}
        first: dict[str, tuple[int]] = {}
        for row in self.institutions:
            code = row["institution"]
            if code is None or "sector" in row.bad:
                continue
            if code in found:
                self.problem(row, "institution", f"机构代码 {code} 重复", "每个机构一行", "删去重复的一行", first[code])
                continue
            first[code] = (row.number,)
            found[code] = Institution(code=code, sector=row["sector"], ownership=row["ownership"])
        if self.institutions:
            return list(found.values())
        codes = dict.fromkeys(r["institution"] for r in (*self.findings, *self.people) if r["institution"])
        if codes:
            self.assumptions.append("没有填“机构”表：代码以 P 开头的按零售药店、其余按医疗机构办理")
        return [Institution(code=c, sector=self._sector(c)) for c in codes]

    def _sector(self, code: str) -> str:
        """National codes begin with H for medical institutions and P for retail pharmacies."""
        return "retail_pharmacy" if code.startswith("P") else "medical_institution"

    def _people(self, institutions: dict[str, Institution]) -> list[Person]:
        if not self.people:
            return self._assumed_people(institutions)
        roles: dict[str, dict[str, None]] = {}
        sites: dict[str, dict[tuple[str, str | None], Site]] = {}
        for row in self.people:
            code, institution = row["person"], row["institution"]
            if row.bad:
                continue
            key = (institution, row["department"])
            if key in sites.get(code, {}):
                self.problem(row, "person", f"{quote(code)} 在这个机构重复备案", "每人每机构一行", "删去重复的一行")
                continue
            roles.setdefault(code, {})[row["role"]] = None
            sites.setdefault(code, {})[key] = Site(
                institution=institution, department=row["department"], filed_on=row["filed_on"]
            )
        return [Person(code=c, roles=tuple(roles[c]), sites=tuple(sites[c].values())) for c in sites]

    def _assumed_people(self, institutions: dict[str, Institution]) -> list[Person]:
        scope = self.regime.parameters.scope
        sites: dict[str, dict[str, None]] = {}
        for row in self.findings:
            if row["person"] and row["institution"]:
                sites.setdefault(row["person"], {})[row["institution"]] = None
        if sites:
            self.assumptions.append(
                "没有填“人员”表：视为各人已在所填机构登记备案，身份属于规则管理的人员；机构比例的分母不全，不据以提出措施"
            )
        people = []
        for code, at in sites.items():
            pharmacy = institutions[next(iter(at))].sector == "retail_pharmacy"
            roles = (scope.pharmacy_roles if pharmacy else scope.medical_roles).value or ("unlisted",)
            people.append(Person(code=code, roles=roles[:1], sites=tuple(Site(institution=i) for i in at)))
        return people

    def _references(self, institutions: set[str], people: set[str]) -> None:
        """Codes that the filled sheets 人员 and 机构 do not know."""
        stated = {r["person"] for r in self.people if r["person"]}
        sheets = {r["institution"] for r in self.institutions if r["institution"]}
        for row in self._all():
            if self.people and row.sheet == self.layout.findings.title and row["person"]:
                self._listed(row, "person", stated)
            if row["institution"] and (self.institutions or row.sheet == self.layout.deliveries.title):
                self._listed(row, "institution", sheets if self.institutions else institutions)

    def _listed(self, row: Row, name: str, known: set[str]) -> None:
        if row[name] not in known:
            where = {"person": "人员", "institution": "机构" if self.institutions else "查实与记分"}[name]
            self.problem(row, name, f"“{where}”表里没有 {quote(row[name])}", f"“{where}”表里的代码",
                         "核对代码，或先在该表补上")  # fmt: skip

    def _all(self) -> Iterator[Row]:
        yield from self.findings
        yield from self.deliveries
        yield from self.people


# Acts


def handling_act(group: Group) -> a.HandlingDecide:
    """The decision that the rows of a sound group state."""
    head = group.first
    findings: dict[str, list[Row]] = {}
    for row in group.rows:
        findings.setdefault(row["finding"], []).append(row)
    return a.HandlingDecide(
        act="handling.decide",
        id=group.id,
        on=head["on"],
        recorded_on=head["recorded_on"],
        basis=head["basis"],
        institution=head["institution"],
        inspection=head["inspection"],
        findings=tuple(_finding(name, rows) for name, rows in findings.items()),
    )


def _finding(name: str, rows: list[Row]) -> a.Finding:
    head = rows[0]
    return a.Finding(
        id=name,
        type=head["type"],
        circumstances=head["circumstances"],
        amount=head["amount"],
        persons=tuple(
            a.ScoredPerson(
                person=r["person"],
                degree=r["degree"],
                mitigating=r["mitigating"] or (),
                aggravating=r["aggravating"] or (),
                shift=r["shift"],
                points=r["points"],
                months=r["months"],
                not_scored=r["not_scored"],
            )
            for r in rows
        ),
    )


def delivery_act(row: Row, decided: a.HandlingDecide) -> a.DeliverToInstitution | a.DeliverToPerson:
    """A delivery; of a decision recorded late it is recorded on the same day at the earliest."""
    on, recorded = row["on"], max(row["on"], decided.recorded)
    late = recorded if recorded != on else None
    if row["recipient"] == "person":
        return a.DeliverToPerson(
            act="notice.deliver_to_person", on=on, recorded_on=late, of=decided.id or "", person=row["person"],
            institution=row["institution"],
        )  # fmt: skip
    return a.DeliverToInstitution(
        act="notice.deliver_to_institution", on=on, recorded_on=late, of=decided.id or "", person=row["person"],
        institution=row["institution"],
    )  # fmt: skip
