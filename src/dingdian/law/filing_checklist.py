"""What a filing has to meet, line by line, as far as the acts on record show it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from dingdian.law import acts as a
from dingdian.law.dates import add_working_days
from dingdian.law.explain import Decision, Reason
from dingdian.law.register import Register
from dingdian.law.standing import status_at
from dingdian.law.values import Status

State = Literal["met", "open", "none"]
KEY = "filing.checklist"


@dataclass(frozen=True)
class Line:
    """A requirement: met, still open, or none because nothing called for it; `text`: what shows it."""

    name: str
    state: State
    text: str
    clauses: tuple[str, ...]


@dataclass(frozen=True)
class _Asked:
    """Who is looked at, where and on which day."""

    r: Register
    person: str
    institution: str
    day: date

    def last(self, kind: type[a.AtInstitution]) -> a.AtInstitution | None:
        """The latest act of a kind about the person at the institution."""
        own = [x.act for x in self.r.of_person(self.person) if isinstance(x.act, kind) and x.act.on <= self.day]
        return next((act for act in reversed(own) if act.institution == self.institution), None)


Found = tuple[State, str]


def _complete(x: _Asked) -> Found:
    needed = x.r.regime.parameters.filing.fields.value or ()
    submitted = x.last(a.FilingSubmit)
    if not isinstance(submitted, a.FilingSubmit):
        return ("open", "还没有提交备案") if not _filed(x) else ("met", "登记时已备案")
    if submitted.fields is None:
        return "open", f"{submitted.on} 提交的备案没有写明填了哪些项目"
    missing = [name for name in needed if name not in submitted.fields]
    return ("open", f"缺少 {'、'.join(missing)}") if missing else ("met", f"{submitted.on} 提交，{len(needed)} 项齐全")


def _committed(x: _Asked) -> Found:
    signed, submitted = x.last(a.CommitmentSign), x.last(a.FilingSubmit)
    if signed is None:
        return ("met", "登记时已备案") if _filed(x) and submitted is None else ("open", "还没有签署承诺")
    if isinstance(submitted, a.FilingSubmit) and submitted.code_type == "local":
        return "open", f"{signed.on} 签署承诺；还没有取得全国统一编码"
    return "met", f"{signed.on} 签署承诺"


def _each_site(x: _Asked) -> Found:
    places = list(dict.fromkeys(f.institution for f in x.r.filings(x.person) if f.covers(x.day)))
    if x.institution not in places:
        return "open", "在这家机构没有备案"
    others = len(places) - 1
    return "met", "在这家机构单独备案" + (f"；另在 {others} 家机构备案" if others else "")


def _left(x: _Asked) -> Found:
    left = x.last(a.PersonLeave)
    if left is None:
        return "none", "没有离岗"
    days = x.r.regime.parameters.filing.leaver_update_working_days.value
    due = add_working_days(x.r.calendar, left.on, days).day if days is not None else None
    if due is None or left.recorded <= due:
        return "met", f"{left.on} 离岗，{left.recorded} 更新"
    return "open", f"{left.on} 离岗，最后一日 {due}，{left.recorded} 才更新"


def _restored(x: _Asked) -> Found:
    over = [
        c for c in x.r.account(x.person).causes if c.status is Status.SUSPENDED and c.last_day and c.last_day < x.day
    ]
    if not over:
        return "none", "没有期限届满的暂停"
    last = max(c.last_day for c in over if c.last_day)
    waiting = any(c.active(x.day) for c in over)
    return ("open", f"暂停期 {last} 届满，等待恢复") if waiting else ("met", f"暂停期 {last} 届满，已恢复")


def _refiled(x: _Asked) -> Found:
    ended = [c for c in x.r.account(x.person).causes if c.status is Status.TERMINATED and c.first_day <= x.day]
    if not ended:
        return "none", "没有被终止过"
    status = status_at(x.r, x.r.account(x.person), x.person, x.day, x.institution)[0]
    return ("met", "终止后已重新备案") if status is Status.NORMAL else ("open", "终止后还没有重新备案")


def _filed(x: _Asked) -> bool:
    return any(f.institution == x.institution and f.covers(x.day) for f in x.r.filings(x.person))


CHECKS: Mapping[str, Callable[[_Asked], Found]] = {
    "complete_information": _complete,
    "commitment_and_code": _committed,
    "filed_at_each_site": _each_site,
    "leaver_updated": _left,
    "restored_after_term": _restored,
    "refiled_after_termination": _refiled,
}


def checklist(r: Register, person: str, institution: str, day: date) -> Decision[tuple[Line, ...]]:
    """Each requirement of the rules with what the record shows of it on a day; empty where the rules list none."""
    asked = _Asked(r, person, institution, day)
    listed = r.regime.parameters.filing.checklist.value or {}
    lines = tuple(Line(name, *CHECKS[name](asked), clauses) for name, clauses in listed.items())
    return Decision(lines, r.regime, lambda: [Reason(line.text, (KEY,), line.clauses) for line in lines])
