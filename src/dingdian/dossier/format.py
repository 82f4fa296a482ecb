"""The dossier format: parsed into typed acts and checks, every mistake with file, line, field and remedy."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, TypeAdapter, ValidationError

from dingdian.law import acts as a
from dingdian.law.act import Act
from dingdian.law.deadlines import DEADLINES
from dingdian.law.institutions.deadlines import DEADLINES as INSTITUTION_DEADLINES
from dingdian.law.institutions.standing import STATUSES
from dingdian.law.processes.admit import institutional_acts
from dingdian.law.regime import Regime, institutions_alone, persons_alone
from dingdian.law.setting import Setting
from dingdian.law.values import AsTuple, Bool, Day, Int, Model, Status, Text
from dingdian.located import Document, InvalidInput, Problem, dotted
from dingdian.messages import explain_error
from dingdian.regimes import names, pair, with_overrides

ClauseSet = Annotated[tuple[Text, ...], AsTuple]


class Check(Model):
    """What every check may carry."""

    cites: ClauseSet = ()
    known_on: Day | None = None
    why: str | None = None


class PersonCheck(Check):
    on: Day
    person: Text
    site: Text | None = None
    department: Text | None = None
    points: Int | None = None
    points_raw: Int | None = None
    points_left: Int | None = None
    status: Status | None = None
    first_day: Day | None = None
    last_day: Day | None = None
    ban_ends: Day | None = None
    credit: Text | None = None
    measures: ClauseSet | None = None
    tasks: ClauseSet | None = None
    flags: ClauseSet | None = None
    readings: ClauseSet | None = None


class InstitutionCheck(Check):
    """`kind`: what the institution applies for (designation); `agreement`: one of several it has.

    `period`: the month whose purchases are held against the platform; `since`: from when missing uploads are listed.
    """

    on: Day
    institution: Text
    kind: Text | None = None
    agreement: Text | None = None
    department: Text | None = None
    status: Text | None = None
    eligible: Bool | None = None
    hits: ClauseSet | None = None
    grounds: ClauseSet | None = None
    first_free_on: Day | None = None
    ban_ends: Day | None = None
    open: ClauseSet | None = None
    ratio: Text | None = None
    competent_agency: Text | None = None
    measures: ClauseSet | None = None
    tasks: ClauseSet | None = None
    flags: ClauseSet | None = None
    period: Text | None = None
    since: Day | None = None
    mismatches: ClauseSet | None = None
    missing_uploads: Annotated[tuple[Day, ...], AsTuple] | None = None


class ClaimLine(Model):
    """A line of a claim: `on` is the day of service, `claimed_on` the day it was handed in.

    `service` and `discharged_on` say by which payment method of the agreement it is settled.
    """

    on: Day
    claimed_on: Day | None = None
    person: Text | None = None
    institution: Text
    department: Text | None = None
    emergency: Bool = False
    scheme: Text | None = None
    trace_code: Text | None = None
    internet_plus: Bool = False
    work_injury_pending: Bool = False
    drug: Bool | None = None
    prescription: Text | None = None
    insured_area: Text | None = None
    service: Text | None = None
    discharged_on: Day | None = None


class ClaimCheck(Check):
    claim: ClaimLine
    outcome: Literal["pay", "deny", "hold", "manual_review"]
    method: Text | None = None


class DeadlineCheck(Check):
    deadline: Text
    of: Text | None = None
    case: Text | None = None
    person: Text | None = None
    institution: Text | None = None
    field: Text | None = None
    by: Literal["person", "institution"] | None = None
    due: Day | None
    provisional: Bool | None = None


class RefusedCheck(Check):
    refused: a.AnyAct


class ParameterCheck(Check):
    """A value of the regime itself, for clauses that only fix data."""

    parameter: Text
    value: Any


class NoteCheck(Check):
    """A remark left on an admitted act, such as lateness."""

    note: Text
    contains: Text


class ResettleCheck(Check):
    """Lines denied as known on a day that are payable now (or the reverse), as whole intervals at a site."""

    resettle: Text
    institution: Text
    since: Day
    now: Literal["pay", "deny"] = "pay"
    intervals: Annotated[tuple[Annotated[tuple[Day, Day], AsTuple], ...], AsTuple]


class MaterialsCheck(Check):
    """What an application (`materials`: its id) still lacks, in the order of the list."""

    materials: Text
    missing: ClauseSet


AnyCheck = (
    PersonCheck
    | InstitutionCheck
    | ClaimCheck
    | DeadlineCheck
    | RefusedCheck
    | ParameterCheck
    | NoteCheck
    | MaterialsCheck
    | ResettleCheck
)
CHECKS: dict[str, type[Check]] = {
    "claim": ClaimCheck,
    "deadline": DeadlineCheck,
    "refused": RefusedCheck,
    "parameter": ParameterCheck,
    "note": NoteCheck,
    "resettle": ResettleCheck,
    "materials": MaterialsCheck,
    "person": PersonCheck,
    "institution": InstitutionCheck,
}
_ACT: TypeAdapter[Any] = TypeAdapter(a.AnyAct)
_DEADLINES = DEADLINES.keys() | INSTITUTION_DEADLINES.keys()
_INSTITUTIONAL = institutional_acts()


@dataclass(frozen=True)
class Dossier:
    """A parsed story, bound to its regime."""

    document: Document
    title: str
    regime: Regime
    proves: tuple[str, ...]
    setting: Setting
    acts: tuple[Any, ...]
    checks: tuple[AnyCheck, ...]

    @property
    def name(self) -> str:
        return self.document.name


_OF_HANDLING = {
    "notice.issue", "notice.deliver_to_institution", "notice.deliver_to_person", "review.request", "appeal.request",
    "objection.invite_experts", "objection.expert_report",
}  # fmt: skip
_TOP = {"dossier", "title", "regime", "proves", "setting", "acts", "checks", "note"}


def parse_dossier(document: Document, regimes: Sequence[Path] = ()) -> Dossier:
    """Typed story; raises `InvalidInput` with every problem found."""
    return _Parser(document, regimes).parse()


class _Parser:
    def __init__(self, document: Document, regimes: Sequence[Path]) -> None:
        self.document, self.regimes = document, regimes
        self.problems: list[Problem] = []
        self.agreements: set[str] = set()

    def problem(self, path: Sequence[str | int], message: str, expected: str = "", remedy: str = "") -> None:
        d = self.document
        self.problems.append(Problem(d.name, d.line(path), dotted(path), message, expected, remedy))

    def parse(self) -> Dossier:
        data = self.document.data
        if not isinstance(data, dict):
            self.problem((), "不是卷宗", "以 dossier: 1 开头的映射")
            raise InvalidInput(self.problems)
        for key in data:
            if key not in _TOP:
                close = difflib.get_close_matches(key, _TOP, n=1)
                hint = f"，是不是 {close[0]}？" if close else ""
                self.problem((key,), f"不认识的字段 {key}", "、".join(sorted(_TOP)), f"删去或改正{hint}")
        if data.get("dossier") != 1 or isinstance(data.get("dossier"), bool):
            self.problem(("dossier",), "卷宗格式版本缺失或不认识", "dossier: 1", "在第一行写 dossier: 1")
        title = data.get("title")
        if not isinstance(title, str) or not title.strip():
            self.problem(("title",), "缺少标题", "一段文字", "写上 title")
        setting = self._model(Setting, data.get("setting", {}), ("setting",)) or Setting()
        regime = self._regime(data.get("regime"), setting)
        acts = [self._act(row, ("acts", i)) for i, row in enumerate(self._list(data, "acts"))]
        checks = [self._check(row, ("checks", i)) for i, row in enumerate(self._list(data, "checks"))]
        if not data.get("checks"):
            self.problem(("checks",), "没有检查", "至少一条检查", "写明此后必须成立的事实")
        proves = data.get("proves", [])
        if not isinstance(proves, list) or not all(isinstance(p, str) for p in proves):
            self.problem(("proves",), "应当是条款编号的列表", "如 [yunnan/29.3a]")
            proves = []
        if regime is not None:
            self._references(regime, setting, acts, checks, proves)
        if self.problems or regime is None:
            raise InvalidInput(self.problems)
        return Dossier(self.document, str(title), regime, tuple(proves), setting, tuple(acts), tuple(checks))

    def _list(self, data: dict[str, Any], key: str) -> list[Any]:
        rows = data.get(key) or []
        if not isinstance(rows, list):
            self.problem((key,), "应当是列表", "以短横线开头的若干项")
            return []
        return rows

    def _regime(self, value: Any, setting: Setting) -> Regime | None:
        halves = value if isinstance(value, dict) else {"": value}
        if set(halves) not in ({""}, {"persons"}, {"institutions"}, {"persons", "institutions"}):
            self.problem(("regime",), "要写 persons（和 institutions）", "{persons: 规则包, institutions: 规则包}")
            return None
        if not all(isinstance(name, str) for name in halves.values()):
            self.problem(("regime",), "缺少规则包名称", "、".join(names(self.regimes)), "写上 regime")
            return None
        try:
            if len(halves) == 2:
                return pair(halves["persons"], halves["institutions"], setting.parameters, self.document, self.regimes)
            ((half, name),) = halves.items()
            regime = with_overrides(name, setting.parameters, self.document, self.regimes)
            if half == "institutions" and regime.institutions is not None:
                return institutions_alone(regime)
            both = regime.persons is not None and regime.institutions is not None
            if half == "persons" or (both and not self._about_institutions()):
                return persons_alone(regime)
            return regime
        except InvalidInput as error:
            for p in error.problems:
                known = p if p.file else Problem(self.document.name, self.document.line(("regime",)), "regime",
                                                 p.message, p.expected, p.remedy)  # fmt: skip
                self.problems.append(known)
            return None

    def _about_institutions(self) -> bool:
        """Whether the story has an act or a check that only institutional rules know."""
        acts, checks = self._list(self.document.data, "acts"), self._list(self.document.data, "checks")
        rows = [row for row in acts if isinstance(row, dict)]
        rows += [row["refused"] for row in checks if isinstance(row, dict) and isinstance(row.get("refused"), dict)]
        asked = {"eligible", "hits", "grounds", "first_free_on", "competent_agency"}
        return any(str(row.get("act")) in _INSTITUTIONAL for row in rows) or any(
            asked & set(row) for row in checks if isinstance(row, dict)
        )

    def _model(self, model: type[BaseModel], row: Any, path: tuple[str | int, ...]) -> Any:
        try:
            return model.model_validate(row)
        except ValidationError as error:
            self._explain(error, path, skip_tag=False)
            return None

    def _explain(self, error: ValidationError, path: tuple[str | int, ...], *, skip_tag: bool) -> None:
        for e in error.errors():
            loc = tuple(e["loc"])
            if skip_tag:
                loc = tuple(x for i, x in enumerate(loc) if not (i == 0 and isinstance(x, str) and "." in x))
            if loc and loc[0] == "refused":
                loc = tuple(x for i, x in enumerate(loc) if not (i == 1 and isinstance(x, str) and "." in x))
            loc = tuple(x for x in loc if x not in ("facts", "person_facts")) if self._inline((*path, *loc)) else loc
            message, expected, remedy = explain_error(e)
            if e["type"] == "union_tag_invalid":
                loc = (*loc, "act")
                message, expected, remedy = _unknown_act(str(e.get("ctx", {}).get("tag")))
            elif e["type"] == "union_tag_not_found":
                loc, message, expected, remedy = (*loc, "act"), "没有写行为名称", "如 handling.decide", "写上 act"
            self.problem((*path, *loc), message, expected, remedy)

    def _inline(self, path: tuple[str | int, ...]) -> bool:
        """Whether a fact stands inline: the file has no `facts` there."""
        names = [i for i, x in enumerate(path) if x in ("facts", "person_facts")]
        return bool(names) and path[: names[0] + 1] not in self.document.lines

    def _act(self, row: Any, path: tuple[str | int, ...]) -> Any:
        if not isinstance(row, dict):
            self.problem(path, "应当是映射", "一项行为，如 {on: 2025-03-10, act: …}")
            return None
        try:
            return _ACT.validate_python(row)
        except ValidationError as error:
            self._explain(error, path, skip_tag=True)
            return None

    def _check(self, row: Any, path: tuple[str | int, ...]) -> Any:
        if not isinstance(row, dict):
            self.problem(path, "应当是映射", "一条检查")
            return None
        kind = next((k for k in CHECKS if k in row), None)
        if kind is None:
            self.problem(path, "看不出检查什么", "person、institution、claim、deadline、refused 等之一", "补上检查对象")
            return None
        check = self._model(CHECKS[kind], row, path)
        if isinstance(check, DeadlineCheck) and (wrong := known_deadline(check)) is not None:
            self.problem((*path, wrong[0]), *wrong[1:])
        if isinstance(check, InstitutionCheck) and check.status is not None and check.status not in STATUSES:
            self.problem((*path, "status"), f"不认识的机构状态 {check.status}", "、".join(STATUSES))
        return check

    # References

    def _references(
        self, regime: Regime, setting: Setting, acts: list[Any], checks: list[Any], proves: list[str]
    ) -> None:
        people, institutions = {p.code for p in setting.people}, {i.code for i in setting.institutions}
        self._unique([p.code for p in setting.people], ("setting", "people"), "code")
        self._unique([i.code for i in setting.institutions], ("setting", "institutions"), "code")
        self.agreements = {x.id for x in setting.agreements or () if x.id is not None}
        self._unique([x.id for x in setting.agreements or ()], ("setting", "agreements"), "id")
        self._unique([getattr(x, "id", None) for x in acts], ("acts",), "id")
        handlings = {x.id or f"{x.act}#{i + 1}" for i, x in enumerate(acts) if isinstance(x, a.HandlingDecide)}
        ids = handlings | {x.id or f"{x.act}#{i + 1}" for i, x in enumerate(acts) if x is not None}
        for i, p in enumerate(setting.people):
            for j, s in enumerate(p.sites):
                self._known(s.institution, institutions, ("setting", "people", i, "sites", j, "institution"), "机构")
        for i, x in enumerate(setting.agreements or ()):
            self._known(x.institution, institutions, ("setting", "agreements", i, "institution"), "机构")
        for i, act in enumerate(acts):
            if act is not None:
                self._act_references(act, ("acts", i), people, institutions, handlings, ids)
        for i, check in enumerate(checks):
            if check is not None:
                self._check_references(regime, check, ("checks", i), people, institutions, handlings, ids)
        for i, clause in enumerate(proves):
            self._clause(regime, clause, ("proves", i))

    def _act_references(
        self,
        act: Any,
        path: tuple[str | int, ...],
        people: set[str],
        institutions: set[str],
        handlings: set[str],
        ids: set[str],
    ) -> None:
        person, institution = getattr(act, "person", None), getattr(act, "institution", None)
        if person is not None:
            self._known(person, people, (*path, "person"), "人员")
        if institution is not None:
            self._known(institution, institutions, (*path, "institution"), "机构")
        for i, code in enumerate(getattr(act, "responsible", ())):
            self._known(code, people, (*path, "responsible", i), "人员")
        of = getattr(act, "of", None)
        if of is not None:
            to_handling = act.act in _OF_HANDLING
            self._known(of, handlings if to_handling else ids, (*path, "of"), "处理" if to_handling else "行为")
        for name, word in (("case", "案件"), ("agreement", "协议"), ("parent", "协议")):
            value = getattr(act, name, None)
            if value is not None:
                self._known(value, ids | self.agreements, (*path, name), word)
        if isinstance(act, a.HandlingDecide):
            self._unique([f.id for f in act.findings], (*path, "findings"), "id")
            for i, finding in enumerate(act.findings):
                if finding.settled_for is not None:
                    where = (*path, "findings", i, "settled_for", "person")
                    self._known(finding.settled_for.person, people, where, "人员")
                codes = [p.person for p in finding.persons]
                for j, code in enumerate(codes):
                    where = (*path, "findings", i, "persons", j, "person")
                    self._known(code, people, where, "人员")
                    if code in codes[:j]:
                        self.problem(where, f"{code} 在同一查实事项里重复", remedy="合并为一项")
            if not act.findings:
                self.problem((*path, "findings"), "没有查实事项", "至少一项", "写明查实的事项")

    def _check_references(
        self,
        regime: Regime,
        check: Any,
        path: tuple[str | int, ...],
        people: set[str],
        institutions: set[str],
        handlings: set[str],
        ids: set[str],
    ) -> None:
        if isinstance(check, RefusedCheck):
            self._act_references(check.refused, (*path, "refused"), people, institutions, handlings, ids)
        target = check.claim if isinstance(check, ClaimCheck) else check
        base = (*path, "claim") if isinstance(check, ClaimCheck) else path
        for name, known, word in (
            ("person", people, "人员"),
            ("resettle", people, "人员"),
            ("institution", institutions, "机构"),
            ("site", institutions, "机构"),
            ("note", ids, "行为"),
            ("materials", ids, "申请"),
        ):
            value = getattr(target, name, None)
            if value is not None:
                self._known(value, known, (*base, name), word)
        if isinstance(check, DeadlineCheck) and check.of is not None and not check.deadline.startswith("report."):
            self._known(check.of, ids | self.agreements, (*path, "of"), "处理")
        if isinstance(check, ParameterCheck) and check.parameter not in regime.flat:
            self.problem((*path, "parameter"), f"没有名为 {check.parameter} 的参数", remedy="核对拼写")
        for i, clause in enumerate(check.cites):
            self._clause(regime, clause, (*path, "cites", i))

    def _clause(self, regime: Regime, clause: str, path: tuple[str | int, ...]) -> None:
        if clause not in regime.clauses:
            close = difflib.get_close_matches(clause, regime.clauses, n=1)
            hint = f"，是不是 {close[0]}？" if close else ""
            self.problem(path, f"{regime.id} 没有条款 {clause}", "规则包里的条款编号", f"核对编号{hint}")

    def _known(self, value: str, known: set[str], path: tuple[str | int, ...], word: str) -> None:
        if value not in known:
            close = difflib.get_close_matches(value, known, n=1)
            hint = f"，是不是 {close[0]}？" if close else ""
            self.problem(
                path, f"没有编号为 {value} 的{word}", f"卷宗里写明的{word}编号", f"核对编号，或先在卷宗里写明{hint}"
            )

    def _unique(self, values: list[str | None], path: tuple[str | int, ...], name: str) -> None:
        seen: dict[str, int] = {}
        for i, value in enumerate(values):
            if value is None:
                continue
            if value in seen:
                first = self.document.line((*path, seen[value]))
                self.problem(
                    (*path, i, name), f"编号 {value} 重复（第 {first} 行已用）", "每个编号只用一次", "换一个编号"
                )
            seen.setdefault(value, i)


def known_deadline(check: DeadlineCheck) -> tuple[str, str, str, str] | None:
    """What is wrong with the name of a deadline or its month: field, message, expected, remedy."""
    if check.deadline not in _DEADLINES:
        known = "、".join(sorted(_DEADLINES))
        return "deadline", f"不认识的期限 {check.deadline}", known, "改成被限定的那一步的名称"
    if check.deadline.startswith("report.") and not _is_month(check.of):
        return "of", f"“{check.of}” 不是月份", "如 2025-05", "写明报送哪个月的情况"
    return None


def _is_month(value: str | None) -> bool:
    return value is not None and re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", value, re.ASCII) is not None


def act_names() -> frozenset[str]:
    """Every act the format knows."""
    return frozenset(_walk(Act))


def _walk(base: type[BaseModel]) -> Iterator[str]:
    for model in base.__subclasses__():
        field = model.model_fields.get("act")
        if field is not None:
            yield str(field.annotation.__args__[0])  # type: ignore[union-attr]
        yield from _walk(model)


def _unknown_act(tag: str) -> tuple[str, str, str]:
    close = difflib.get_close_matches(tag, act_names(), n=1)
    hint = f"，是不是 {close[0]}？" if close else ""
    return f"不认识的行为 {tag}", "、".join(sorted(act_names())), f"核对拼写{hint}"


__all__ = ["AnyCheck", "Dossier", "parse_dossier"]
