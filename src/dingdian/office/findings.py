"""What was decided, person by person and decision by decision: deadlines, clauses, every step of the argument."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from dingdian.law.account import Account, Cause, Crossing, Line
from dingdian.law.dates import Due
from dingdian.law.deadlines import Query, deadline
from dingdian.law.explain import Decision, Reason, cited
from dingdian.law.measures import measures
from dingdian.law.proposals import SMALL, proposals
from dingdian.law.regime import Issue, Regime
from dingdian.law.register import Handling, Register
from dingdian.law.standing import cause_reasons, crossing_reasons, points_reasons, standing
from dingdian.law.values import Status
from dingdian.office import words
from dingdian.office.admission import Admitted
from dingdian.office.batch import Batch, Group

Tick = Callable[[], object]
DEADLINE_WORDS = {
    "notice.deliver_to_institution": "送达机构期限",
    "notice.deliver_to_person": "告知本人期限",
    "review.request": "申请复核截止",
    "restoration.apply": "申请恢复截止",
}


_WEIGHING = ("记分", "措施", "期间")  # parts of the argument on which the outcome hangs


@dataclass(frozen=True, slots=True)
class Step:
    """A line of the explanation."""

    label: str
    text: str
    clauses: tuple[str, ...] = ()


@dataclass(frozen=True)
class Decided:
    """One decision for one person. `points` is null where a reason not to score was given.

    `clauses` are those a notice would name, every other stands in its step; `open_readings` fill a gap of the
    text on which points, measure or term hang and await a ruling; `readings` are all.
    """

    handling: str
    on: date
    person: str
    name: str
    institution: str
    institution_name: str
    points: int | None
    before: int
    after: int
    measure: str
    first_day: date | None
    last_day: date | None
    ban_ends: date | None
    source: str
    due: dict[str, Due | None]
    clauses: tuple[str, ...]
    open_readings: tuple[Issue, ...]
    readings: tuple[Issue, ...]
    hints: tuple[str, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class PersonState:
    """A person on the day of the result."""

    person: str
    name: str
    sites: tuple[str, ...]
    status: str
    points: int
    left: int
    credit: str
    first_day: date | None
    last_day: date | None
    ban_ends: date | None
    measures: tuple[str, ...]
    hints: tuple[str, ...]


@dataclass(frozen=True)
class InstitutionState:
    """An institution on the day of the result: the ratio with its lists, and what is proposed for confirmation."""

    institution: str
    name: str
    filed: int
    sanctioned: tuple[str, ...]
    ratio: str
    proposals: tuple[str, ...]
    clauses: tuple[str, ...]
    hints: tuple[str, ...]


class Findings:
    """Answers about an admitted batch on a day."""

    def __init__(self, batch: Batch, admitted: Admitted, day: date) -> None:
        self.batch, self.admitted, self.day = batch, admitted, day
        self.register: Register = admitted.register
        self.regime: Regime = batch.regime
        self.undecided = {code for left in admitted.left_out for code in left.concerns}
        self._accounts: dict[str, Account] = {}

    def account(self, person: str) -> Account:
        if person not in self._accounts:
            self._accounts[person] = self.register.account(person)
        return self._accounts[person]

    def _in_sheet_order(self) -> list[Group]:
        return sorted(self.admitted.groups, key=lambda g: g.first.number)

    # Decisions

    def decisions(self, tick: Tick = lambda: None) -> Iterator[Decided]:
        """One for each person of each handling, in the order of the sheet."""
        for group in self._in_sheet_order():
            handling = self.register.handlings[group.id]
            for person in group.persons():
                yield self._decided(group, handling, person)
                tick()

    def _decided(self, group: Group, handling: Handling, person: str) -> Decided:
        account, on = self.account(person), handling.act.on
        upto = _upto(account, handling)
        own = [x for x in upto.lines if x.handling == handling.ref and x.kind == "entry"]
        crossing = max(upto.crossings, key=lambda c: c.outcome.weight, default=None)
        cause = max(upto.causes, key=_gravity, default=None)
        due = self._due(handling.ref, person, own, cause)
        reasons = list(self._reasons(group, handling, person, upto, own))
        for name, found in due.items():
            if found is not None and found.value is not None:
                word = DEADLINE_WORDS[name]
                reasons += [("期限", Reason(f"{word}：{x.text}", x.keys, x.clauses)) for x in found.reasons]
        readings = self.regime.readings(k for _, x in reasons for k in x.keys)
        weighing = [k for label, x in reasons if label in _WEIGHING for k in x.keys]
        open_keys = [k for k in weighing if self.regime.flat[k].basis == "assumed"]
        steps = [Step("事实", text) for text in self._facts(group, person)]
        steps += [Step(label, words.in_words(_with_totals(x)), cited(self.regime, [x])) for label, x in reasons]
        days = {name: None if found is None else found.value for name, found in due.items()}
        return Decided(
            handling.ref,
            on,
            person,
            self.batch.names.get(person, ""),
            handling.act.institution,
            self.institution_name(handling.act.institution),
            sum(x.counted for x in own) if own else None,
            own[0].before if own else upto.total(on),
            own[-1].after if own else upto.total(on),
            self._measure(crossing, cause),
            cause.first_day if cause else None,
            cause.last_day if cause else None,
            cause.ban_last if cause else None,
            words.COLUMNS_OF_RULES.get(crossing.outcome.column, crossing.outcome.column) if crossing else "",
            days,
            self._decisive(handling, person, crossing),
            tuple(i for i in self.regime.readings(open_keys) if i.needs_ruling),
            readings,
            tuple(self._hints(handling, person, cause, days, own)),
            tuple(steps),
        )

    def _reasons(
        self, group: Group, handling: Handling, person: str, upto: Account, own: list[Line]
    ) -> Iterator[tuple[str, Reason]]:
        """The argument in its order: points, measure, term, what goes with it."""
        r, on = self.register, handling.act.on
        for reason in points_reasons(r, upto, person, on):
            yield "记分", reason
        for row in group.rows:
            if row["person"] == person and row["not_scored"]:
                text = f"事项 {row['finding']} 有责任而不记分：{row['not_scored']}"
                yield "记分", Reason(text, ("scoring.allow_not_scored_with_reason",))
        for reason in crossing_reasons(r, upto, on):
            yield "措施", reason
        if not upto.crossings and own:
            yield "措施", self._no_measure(own[-1].after)
        for cause in upto.causes:
            for reason in cause_reasons(r, cause, cause.first_day):
                yield "期间", reason
        if own:
            for reason in measures(r, person, on, handling.act.recorded).reasons:
                yield "附带措施", reason

    def _due(
        self, of: str, person: str, own: list[Line], cause: Cause | None
    ) -> dict[str, Decision[Due | None] | None]:
        """The deadlines of a decision; of one that scored nothing there are none to keep."""
        found: dict[str, Decision[Due | None] | None] = {}
        for name in DEADLINE_WORDS:
            to_restore = name == "restoration.apply"
            idle = not own or (to_restore and (cause is None or cause.status is not Status.SUSPENDED))
            found[name] = None if idle else deadline(self.register, name, Query(of, person))
        return found

    def _decisive(self, handling: Handling, person: str, crossing: Crossing | None) -> tuple[str, ...]:
        """The clauses a notice would name: of the circumstances and degrees, and of the tier reached."""
        reasons = [Reason("", (), score.clauses) for (who, _), score in handling.scores.items() if who == person]
        if crossing is not None:
            outcome = crossing.outcome
            reasons.append(Reason("", () if outcome.clauses else outcome.keys, outcome.clauses))
        return cited(self.regime, reasons)

    def institution_name(self, code: str) -> str:
        return self.batch.institution_names.get(code, "")

    def _measure(self, crossing: Crossing | None, cause: Cause | None) -> str:
        if crossing is None:
            return "无"
        word = self.status_word(crossing.outcome.status)
        if cause is not None:
            return word
        return f"{word}（未送达，未生效）"

    def status_word(self, status: Status) -> str:
        return self.regime.parameters.status.label_of_terminated.value if status is Status.TERMINATED else status.label

    def _no_measure(self, after: int) -> Reason:
        first = self.regime.parameters.tiers.first_suspension_at.value
        if after < first:
            return Reason(f"累计 {after} 分，未达到 {first} 分，不暂停", ("tiers.first_suspension_at",))
        return Reason(
            f"累计 {after} 分，没有升入更高的档次，不再次暂停", ("tiers.trigger", "tiers.retrigger_same_tier")
        )

    def _facts(self, group: Group, person: str) -> Iterator[str]:
        for row in group.rows:
            if row["person"] != person:
                continue
            parts = [
                f"{row['on']} {words.BASES.get(row['basis'] or '', '未写依据')}",
                f"检查 {row['inspection']}" if row["inspection"] else "",
                f"事项 {row['finding']} {row['type']}",
                "情形 " + "、".join(self._label(row, "circumstances")),
                f"金额 {row['amount']:,.2f} 元" if row["amount"] is not None else "",
                "责任 " + words.DEGREES.get(row["degree"], row["degree"]) if row["degree"] else "",
                "从轻减轻：" + "、".join(self._label(row, "mitigating")) if row["mitigating"] else "",
                "从重加重：" + "、".join(self._label(row, "aggravating")) if row["aggravating"] else "",
                words.SHIFTS[row["shift"]] if row["shift"] else "",
                f"不记分：{row['not_scored']}" if row["not_scored"] else "",
            ]
            yield "；".join(p for p in parts if p)
        handling = self.register.handlings[group.id]
        sent = self.register.deliveries(group.id, person)
        yield f"{sent[0].on} 送达机构" if sent else "还没有送达机构"
        told = min((t.on for t in handling.told if t.person == person), default=None)
        if told:
            yield f"{told} 告知本人"

    def _label(self, row: Any, name: str) -> list[str]:
        return [self._labels[name].get(v, v) for v in row[name] or ()]

    @cached_property
    def _labels(self) -> dict[str, dict[str, str]]:
        sheet = self.batch.layout.findings
        return {c.name: {o.value: o.label for o in c.options} for c in sheet.columns if c.options}

    def _hints(
        self, handling: Handling, person: str, cause: Cause | None, due: dict[str, Due | None], own: list[Line]
    ) -> Iterator[str]:
        if self.regime.is_draft:
            yield "模拟"
        if not own:
            yield "不记分"
            return
        yield from dict.fromkeys(x.note for x in own if x.note)
        if cause is not None:
            yield from cause.notes
        for name, found in due.items():
            if found is not None and found.provisional:
                yield f"{DEADLINE_WORDS[name]}为暂计"
        sent = [d.on for d in self.register.deliveries(handling.ref, person)]
        limit = due["notice.deliver_to_institution"]
        if not sent:
            yield "未送达机构"
        elif limit is not None and min(sent) > limit.day:
            yield f"送达机构晚于期限 {limit.day}"
        told = [t.on for t in handling.told if t.person == person]
        limit = due["notice.deliver_to_person"]
        if sent and not told:
            yield "未见告知本人"
        elif told and limit is not None and min(told) > limit.day:
            yield f"告知本人晚于期限 {limit.day}"
        yield from (x.text for x in self.admitted.records[handling.ref].notes)

    # States at the end

    def people(self) -> Iterator[PersonState]:
        """Every person who was decided upon, on the day of the result."""
        r = self.register
        seen = dict.fromkeys(p for g in self._in_sheet_order() for p in g.persons())
        for person in seen:
            state = standing(r, person, self.day)
            value = state.value
            later = [c for c in self.account(person).causes if c.first_day > self.day]
            hints = [*(["模拟"] if self.regime.is_draft else []), *value.flags]
            hints += [f"自 {c.first_day} 起{self.status_word(c.status)}" for c in later]
            hints += ["另有处理没有办理"] if person in self.undecided else []
            applied = measures(r, person, self.day).value
            yield PersonState(
                person,
                self.batch.names.get(person, ""),
                tuple(dict.fromkeys(f.institution for f in r.filings(person) if f.covers(self.day))),
                self.status_word(value.status),
                value.points,
                value.points_left,
                value.credit or "",
                value.first_day,
                value.last_day,
                value.ban_ends,
                tuple(sorted(words.measure(self.regime, m) for m in applied)),
                tuple(dict.fromkeys(hints)),
            )

    def institutions(self) -> Iterator[InstitutionState]:
        """Every institution of the workbook; without a filled sheet 人员 nothing is proposed."""
        filed: dict[str, list[str]] = {code: [] for code in self.register.institutions}
        for person in self.register.people:
            for code in dict.fromkeys(f.institution for f in self.register.filings(person)):
                filed.setdefault(code, []).append(person)
        for code, persons in filed.items():
            found = proposals(_view(self.register, persons), code, self.day)
            share = found.value.ratio
            hints = ["模拟"] if self.regime.is_draft else []
            proposed: tuple[str, ...] = ()
            if self.batch.complete_registry:
                proposed = tuple(sorted(words.measure(self.regime, m) for m in found.value.measures))
                hints += ["分母很小"] if 0 < len(share.persons) < SMALL else []
                hints += ["须由人核定"] if proposed else []
                hints += ["有处理没有办理，比例不全"] if code in self.undecided else []
            else:
                hints.append("没有填“人员”表，分母只是本表出现的人员，不据以提出措施")
            yield InstitutionState(
                code,
                self.institution_name(code),
                len(share.persons),
                share.sanctioned,
                str(share),
                proposed,
                found.clauses if proposed else (),
                tuple(hints),
            )


def _upto(account: Account, handling: Handling) -> Account:
    """The account as the decision found and left it: lines up to and with its own, and what it caused."""
    own = [i for i, line in enumerate(account.lines) if line.handling == handling.ref]
    earlier = [line for line in account.lines if line.recorded <= handling.act.recorded]
    return replace(
        account,
        lines=account.lines[: own[-1] + 1] if own else earlier,
        crossings=[c for c in account.crossings if c.handling == handling.ref],
        causes=[c for c in account.causes if c.origin == handling.ref],
    )


def _with_totals(reason: Reason) -> str:
    """The text, with the running total where the reason knows it."""
    facts = dict(reason.facts)
    if "之前" in facts and "之后" in facts:
        return f"{reason.text}；累计 {facts['之前']} → {facts['之后']} 分"
    return reason.text


def _gravity(cause: Cause) -> tuple[bool, date]:
    return cause.status is Status.TERMINATED, cause.ban_last or cause.last_day or date.max


def _view(register: Register, persons: list[str]) -> Register:
    """The same register with only some persons in sight, so that a ratio need not look at everyone."""
    view = copy.copy(register)
    view.people = {p: register.people[p] for p in persons}
    return view
