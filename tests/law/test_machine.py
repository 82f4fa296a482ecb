"""A state machine over the real interface: acts of every kind in any order, and what must hold after each.

Acts are drawn mostly as an officer would do them, some wrong on purpose: an act that is refused must change nothing.
Four regimes share the examples: 200 runs of 30 steps, or 5,000 of 60 in the long run.
"""

from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from datetime import date, timedelta
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from pydantic import TypeAdapter

from dingdian.calendars import load_calendar
from dingdian.law.account import Cause
from dingdian.law.acts import AnyAct
from dingdian.law.gate import claim
from dingdian.law.processes import admit
from dingdian.law.regime import persons_alone
from dingdian.law.register import Register
from dingdian.law.setting import Setting
from dingdian.law.standing import standing
from dingdian.law.values import Status
from dingdian.regimes import load

DAY = timedelta(days=1)
BEGIN = date(2025, 1, 8)
ACTS: TypeAdapter[Any] = TypeAdapter(AnyAct)
GRAVITY = [Status.NORMAL, Status.NOT_OBTAINED, Status.SUSPENDED, Status.TERMINATED]
SITES = {"H1": ("内科", "外科"), "H2": ("内科",)}
PEOPLE = {"P1": [("H1", "内科")], "P2": [("H1", "外科"), ("H2", "内科")]}
OWN, ALONE = ("points", "years"), ("licence", "practice_order")  # kinds of causes by where they come from
OTHERS = (*ALONE, "institution", "department")

# What an emergency line of a suspended, terminated or unqualified person comes to (settlement.* of the specification).
EMERGENCY = {
    "yunnan-2025": ("pay", "manual_review", "manual_review"),
    "qinghai-2025": ("pay", "manual_review", "manual_review"),
    "hainan-2022": ("pay", "pay", "pay"),
    "national-2025": ("pay", "pay", "manual_review"),
}

person = st.sampled_from(sorted(PEOPLE))
site = st.sampled_from(sorted(SITES))
few_days = st.integers(0, 45)
rarely = st.sampled_from([False, False, False, True, False, False, False, False])
mostly = rarely.map(lambda x: not x)


def frozen(value: Any) -> Any:
    """A deep copy of everything in it that can change."""
    if isinstance(value, dict):
        return {k: frozen(v) for k, v in value.items()}
    if isinstance(value, list):
        return [frozen(v) for v in value]
    if is_dataclass(value) and not isinstance(value, type):
        return type(value), [frozen(getattr(value, f.name)) for f in fields(value)]
    return value


class Office(RuleBasedStateMachine):
    """An agency's work on two persons and two institutions, day after day."""

    regime_id: ClassVar[str]

    @initialize()
    def open(self) -> None:
        self.regime = persons_alone(load(self.regime_id))
        self.p = self.regime.parameters
        self.setting = setting(self.p.scope.medical_roles.value[0])
        self.register = Register(self.regime, load_calendar(), self.setting)
        self.today = BEGIN
        self.count = 0
        self.asked: list[tuple[date, str, str | None, Any]] = []

    # Doing

    def do(self, act: str, on: date | None = None, **given: Any) -> bool:
        """Try an act today (or dated earlier and recorded today); a refused one must leave no trace."""
        self.count += 1
        data = {"act": act, "id": f"a{self.count}", "on": on or self.today, "recorded_on": self.today, **given}
        parsed = ACTS.validate_python({k: v for k, v in data.items() if v is not None})
        before = frozen(vars(self.register))
        result = admit(self.register, parsed)
        if result.admitted:
            assert len(self.register.records) == len(before["records"]) + 1
        else:
            assert result.objections
            assert frozen(vars(self.register)) == before
        return result.admitted

    def causes(self, who: str, kinds: tuple[str, ...] = OWN + OTHERS) -> list[Any]:
        """Every cause of a person with all its days, of some kinds."""
        return [frozen(c) for c in self.register.account(who).causes if c.kind in kinds]

    def ends(self, who: str, kinds: tuple[str, ...] = OWN + OTHERS) -> list[tuple[str, str, date | None]]:
        return [(c.origin, c.kind, c.end) for c in self.register.account(who).causes if c.kind in kinds]

    def sanctioned(self) -> list[str]:
        """Persons with a cause for points that holds today; anybody if there is none."""
        found = [
            p for p in PEOPLE if any(c.kind in OWN and holds(c, self.today) for c in self.register.account(p).causes)
        ]
        return found or sorted(PEOPLE)

    @rule(days=st.integers(0, 60), year_ends=rarely)
    def time_passes(self, days: int, year_ends: bool) -> None:
        self.remember()
        self.today = date(self.today.year + 1, 1, 1) if year_ends else self.today + (days + 1) * DAY

    @rule(data=st.data(), who=st.sets(person, min_size=1), number=st.integers(1, 2), deliver=mostly, late=rarely)
    def decide(self, data: st.DataObject, who: set[str], number: int, deliver: bool, late: bool) -> None:
        """One or two findings against one or both persons, posted today or late; delivered at once or not yet."""
        on = max(BEGIN, self.today - data.draw(few_days) * DAY) if late else None
        if self.handle(data, sorted(who), number, self.circumstances(), on) and deliver:
            self.do("notice.deliver_to_institution", of=f"a{self.count}")

    @rule(data=st.data(), who=person)
    def decide_gravely(self, data: st.DataObject, who: str) -> None:
        """One finding, none of the lightest quarter, against one person, delivered at once."""
        listed = [x for x in self.circumstances() if not x[1].catch_all]
        listed.sort(key=lambda x: x[1].band or x[1].points)
        if self.handle(data, [who], 1, listed[len(listed) // 4 :], None):
            self.do("notice.deliver_to_institution", of=f"a{self.count}")

    def circumstances(self) -> list[tuple[str, Any]]:
        return sorted(self.p.scoring.circumstances.value.items())

    def handle(self, data: st.DataObject, who: list[str], number: int, listed: list[Any], on: date | None) -> bool:
        where = data.draw(st.sampled_from([i for p in who for i, _ in PEOPLE[p]]))
        findings = [self.finding(data, f"f{i}", who, listed) for i in range(number)]
        bases = {b for f in findings for b in f.pop("bases")}
        either = st.sampled_from(["administrative_penalty", "agreement_handling"])
        basis = bases.pop() if len(bases) == 1 else data.draw(either)
        inspection = data.draw(st.sampled_from([None, None, "i1", "i2"]))
        given = {"institution": where, "basis": basis, "inspection": inspection, "findings": findings}
        return self.do("handling.decide", on, **given)

    def finding(self, data: st.DataObject, name: str, who: list[str], listed: list[Any]) -> dict[str, Any]:
        s = self.p.scoring
        clause, spec = data.draw(st.sampled_from(listed))
        persons = []
        for code in who:
            row: dict[str, Any] = {"person": code}
            if s.degrees.value:
                row["degree"] = data.draw(st.sampled_from(s.degrees.value))
            if s.method.value == "band_by_severity":
                low, high = (s.bands.value or ())[spec.band - 1]
                row["points"] = data.draw(st.integers(low, high + data.draw(rarely)))
            if self.p.tiers.term_mode.value == "human_range" and data.draw(mostly):
                row["months"] = data.draw(st.integers(1, 6))
            persons.append(row)
        bases = [b.value for b in spec.basis]
        kind = data.draw(st.sampled_from(["甲", "乙", name]))
        return {"id": name, "type": kind, "circumstances": [clause], "amount": 100, "persons": persons, "bases": bases}

    @precondition(lambda self: self.register.handlings)
    @rule(data=st.data(), one=st.none() | person, where=st.none() | site, later=st.none() | few_days, to_person=rarely)
    def deliver(
        self, data: st.DataObject, one: str | None, where: str | None, later: int | None, to_person: bool
    ) -> None:
        """Once more, to one person only, to another site, for a later day, or to the person."""
        of = data.draw(st.sampled_from(sorted(self.register.handlings)))
        if to_person:
            self.do("notice.deliver_to_person", of=of, person=one or "P1")
        else:
            first = None if later is None else self.today + later * DAY
            self.do("notice.deliver_to_institution", of=of, person=one, institution=where, effective_from=first)

    @precondition(lambda self: self.register.handlings)
    @rule(
        data=st.data(),
        kind=st.sampled_from(["review", "appeal"]),
        by=st.sampled_from([None, "person", "institution"]),
        outcome=st.sampled_from(["reduced", "revoked", "upheld"]),
        points=st.integers(0, 12),
        months=st.none() | st.integers(1, 6),
    )
    def correct(
        self, data: st.DataObject, kind: str, by: str | None, outcome: str, points: int, months: int | None
    ) -> None:
        """A review or an appeal, asked for or not: it never raises anybody's points on any day."""
        of = data.draw(st.sampled_from(sorted(self.register.handlings)))
        handling = self.register.handlings[of]
        who = data.draw(st.sampled_from(handling.persons()))
        if by is not None:
            self.do(f"{kind}.request", of=of, person=who, by=by)
        before = self.register.account(who)
        days = sorted({line.on for line in before.lines} | {self.today})
        others = {p: self.causes(p) for p in PEOPLE if p != who}
        given: dict[str, Any] = {"outcome": outcome, "reason": "查明"}
        if outcome == "reduced":
            finding = data.draw(st.sampled_from([None, *handling.findings_of(who)]))
            given |= {"points": points, "months": months, "finding": finding}
        self.do(f"{kind}.decide", of=of, person=who, **given)
        after = self.register.account(who)
        for day in days:
            assert after.total(day) <= before.total(day)
            assert after.raw(day) <= before.raw(day)
        assert {p: self.causes(p) for p in others} == others

    @precondition(lambda self: self.register.handlings)
    @rule(
        data=st.data(),
        kind=st.sampled_from(["points", "term"]),
        agreed=mostly,
        granted=mostly,
        amount=st.integers(0, 4),
    )
    def repair(self, data: st.DataObject, kind: str, agreed: bool, granted: bool, amount: int) -> None:
        """A repair lowers points or shortens a term; it begins nothing and leaves every other cause alone."""
        who = data.draw(st.sampled_from(self.sanctioned()))
        names = (self.p.repair.conditions if kind == "points" else self.p.repair.term_reduction_conditions).value or ()
        used = [names, names[1:]][data.draw(rarely)]
        conditions = [{"name": n, "evidence": f"e{data.draw(st.integers(0, 30))}"} for n in used]
        if self.do("repair.apply", person=who, kind=kind, conditions=conditions):
            self.do("repair.agree", person=who, kind=kind, outcome="agreed" if agreed else "refused")
        before, total, ends = self.causes(who), self.register.account(who).total(self.today), self.ends(who, OTHERS)
        given: dict[str, Any] = {"points" if kind == "points" else "months": amount} if granted else {}
        done = self.do("repair.decide", person=who, kind=kind, outcome="granted" if granted else "refused", **given)
        assert self.register.account(who).total(self.today) <= total
        assert self.ends(who, OTHERS) == ends
        if not (done and granted and kind == "term"):
            assert self.causes(who) == before

    @precondition(lambda self: self.register.handlings)
    @rule(data=st.data(), apply=mostly, agreed=mostly, assess=mostly, passed=mostly)
    def restore(self, data: st.DataObject, apply: bool, agreed: bool, assess: bool, passed: bool) -> None:
        """A passed assessment ends causes of the person's own points only; anything less ends none."""
        who = data.draw(st.sampled_from(self.sanctioned()))
        others, every = self.ends(who, OTHERS), self.ends(who)
        if apply and self.do("restoration.apply", person=who):
            self.do("restoration.agree", person=who, outcome="agreed" if agreed else "refused")
        assert self.ends(who) == every
        if assess and not (
            self.do("restoration.assess", person=who, outcome="passed" if passed else "failed") and passed
        ):
            assert self.ends(who) == every
        assert self.ends(who, OTHERS) == others

    @precondition(lambda self: self.register.handlings)
    @rule(data=st.data(), approver=st.sampled_from(["administration", "administration", "agency"]), passed=mostly)
    def restore_early(self, data: st.DataObject, approver: str, passed: bool) -> None:
        who = data.draw(st.sampled_from(self.sanctioned()))
        others, every = self.ends(who, OTHERS), self.ends(who)
        reason = self.p.restoration.early.value.reason if self.p.restoration.early.value else "clinical_need"
        given: dict[str, Any] = {"reason": reason, "approved_by": approver, "exam": "passed" if passed else "failed"}
        if not (self.do("restoration.early", person=who, **given) and passed):
            assert self.ends(who) == every
        assert self.ends(who, OTHERS) == others

    @rule(who=person, where=site, what=st.sampled_from(["file", "file", "leave", "join"]), signed=mostly)
    def move(self, who: str, where: str, what: str, signed: bool) -> None:
        """A second site, a leaving, a return: the person's own suspensions and orders stay as they are."""
        kept = [c for c in self.ends(who, OWN + ALONE) if c[2] is not None]
        before = [
            frozen(c) for c in self.register.account(who).causes if c.status is Status.SUSPENDED and c.kind in OWN
        ]
        if what == "file":
            if signed:
                self.do("commitment.sign", person=who, institution=where)
            self.do("filing.submit", person=who, institution=where, department=SITES[where][0])
        else:
            self.do(f"person.{what}", person=who, institution=where)
        after = self.register.account(who).causes
        assert [frozen(c) for c in after if c.status is Status.SUSPENDED and c.kind in OWN] == before
        assert set(kept) <= set(self.ends(who))

    @rule(
        where=site,
        what=st.sampled_from(["suspend", "suspend", "resume", "terminate", "sign", "hold", "release"]),
        who=st.sets(person, max_size=2),
        department=st.none() | st.just("内科"),
        to=st.none() | few_days,
        odd=rarely,
    )
    def institution(
        self, where: str, what: str, who: set[str], department: str | None, to: int | None, odd: bool
    ) -> None:
        """Whatever befalls an institution, a cause that came from elsewhere stays as it is."""
        before = {p: self.causes(p, OWN + ALONE) for p in PEOPLE}
        given: dict[str, Any] = {"institution": where}
        if what in ("suspend", "terminate"):
            given |= {"responsible": sorted(who), "department": department}
        if what == "suspend":
            last = None if to is None else self.today + to * DAY
            given |= {"to": last, "ground": "ratio" if odd else None, "on_request": odd and to is None}
        elif what == "sign":
            given |= {"start_on": self.today, "end_on": self.today + 365 * DAY}
        kind = "settlement" if what in ("hold", "release") else "agreement"
        if what != "terminate" or odd:
            self.do(f"{kind}.{what}", **given)
        assert {p: self.causes(p, OWN + ALONE) for p in PEOPLE} == before

    @rule(
        who=person,
        days=few_days,
        what=st.sampled_from(["practice.suspend", "licence.revoke", "licence.grant"]),
        often=rarely,
    )
    def licence(self, who: str, days: int, what: str, often: bool) -> None:
        given = {"from": self.today, "to": self.today + days * DAY} if what == "practice.suspend" else {}
        others = {p: self.causes(p) for p in PEOPLE if p != who}
        own = self.causes(who, OWN)
        if often:
            self.do(what, person=who, **given)
        assert {p: self.causes(p) for p in others} == others
        assert self.causes(who, OWN) == own

    # What must hold

    def remember(self) -> None:
        """What is known of today at its end: later acts may not change it."""
        for who in PEOPLE:
            for where in (None, *PEOPLE[who][0][:1]):
                self.asked.append((self.today, who, where, self.answer(who, where, self.today)))

    def answer(self, who: str, where: str | None, known: date, register: Register | None = None) -> Any:
        r = register or self.register
        found = standing(r, who, known, site=where, known_on=known)
        paid = where and [claim(r, known, who, where, emergency=e, known_on=known).value for e in (False, True)]
        return frozen(found.value), found.clauses, paid

    def recall(self, asked: Iterable[tuple[date, str, str | None, Any]], register: Register | None = None) -> None:
        for known, who, where, answer in asked:
            assert self.answer(who, where, known, register) == answer, f"known on {known}: {who} at {where}"

    @invariant()
    def past_answers_stand(self) -> None:
        self.recall(self.asked[-2:])

    @invariant()
    def totals_are_in_bounds(self) -> None:
        cap, initial = self.p.scoring.cap.value, self.p.scoring.initial_points.value
        for who in PEOPLE:
            account, total = self.register.account(who), 0
            for line in account.lines:
                if line.year == self.today.year and line.on <= self.today:
                    total = max(0, min(cap, total + line.counted))
            assert 0 <= account.total(self.today) == total <= cap
            assert account.raw(self.today) >= 0
            assert account.left(self.today) == max(0, initial - total)

    @invariant()
    def status_is_the_gravest_cause(self) -> None:
        for who in PEOPLE:
            found = standing(self.register, who, self.today)
            causes = self.register.account(who).causes
            over = [
                c.first_day
                for c in causes
                if c.status is Status.TERMINATED and c.institution is None and not holds(c, self.today)
            ]  # a termination that is over has ended every filing made before it
            filings = [f for f in self.register.filings(who) if f.covers(self.today)]
            filed = {f.institution: f.department for f in filings}
            stands = any(not any(f.first < day <= self.today for day in over) for f in filings)
            reaching = [
                c
                for c in causes
                if holds(c, self.today)
                and (c.institution is None or (c.institution in filed and c.department in (None, filed[c.institution])))
            ]
            gravest = max((c.status for c in reaching), key=GRAVITY.index, default=None)
            nothing = Status.NORMAL if stands else Status.NOT_OBTAINED
            assert found.value.status is (gravest or nothing)
            assert found.clauses

    @invariant()
    def claims_follow_the_status(self) -> None:
        emergencies = dict(zip(("suspended", "terminated", "not_obtained"), EMERGENCY[self.regime_id], strict=True))
        for who in PEOPLE:
            where = PEOPLE[who][0][0]
            status = standing(self.register, who, self.today, site=where).value.status
            plain = claim(self.register, self.today, who, where)
            urgent = claim(self.register, self.today, who, where, emergency=True)
            assert plain.clauses and urgent.clauses
            departments = {
                f.department for f in self.register.filings(who) if f.institution == where and f.covers(self.today)
            }
            if any(
                s.institution == where and s.covers(self.today) and s.department in {None, *departments}
                for s in self.register.sanctions()
            ):
                assert plain.value == "deny"
            elif status is Status.NORMAL:
                held = self.register.holds(where, self.today)
                assert (plain.value, urgent.value) == (("hold", "hold") if held else ("pay", "pay"))
            else:
                assert (plain.value, urgent.value) == ("deny", emergencies[status.value])

    def teardown(self) -> None:
        """Every answer once more, from this register and from a new one that is told the same acts."""
        if not hasattr(self, "register"):
            return
        self.remember()
        fresh = Register(self.regime, load_calendar(), self.setting)
        for record in self.register.records:
            told = ACTS.validate_python(record.act.model_dump(by_alias=True, exclude_unset=True))
            assert admit(fresh, told).admitted
        self.recall(self.asked)
        self.recall(self.asked, fresh)


def holds(cause: Cause, day: date) -> bool:
    """Whether a cause reaches a day: from its first day to its last, or until somebody restores the person."""
    if cause.restored_on is not None:
        return cause.first_day <= day < cause.restored_on
    return cause.first_day <= day and (not cause.ends_itself or cause.last_day is None or day <= cause.last_day)


def setting(role: str) -> Setting:
    institutions = [{"code": code, "sector": "medical_institution", "ownership": "public"} for code in SITES]
    people = [
        {
            "code": code,
            "role": role,
            "sites": [{"institution": i, "department": d, "filed_on": "2024-01-02"} for i, d in sites],
        }
        for code, sites in PEOPLE.items()
    ]
    return Setting.model_validate({"institutions": institutions, "people": people})


def run(regime_id: str, examples: int, steps: int) -> None:
    machine = type("Office", (Office,), {"regime_id": regime_id})
    chosen = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(machine, settings=chosen)


@pytest.mark.parametrize("regime_id", EMERGENCY)
def test_any_acts_in_any_order(regime_id: str) -> None:
    run(regime_id, 200 // len(EMERGENCY), 30)


@pytest.mark.long
@pytest.mark.parametrize("regime_id", EMERGENCY)
def test_many_more_acts_in_any_order(regime_id: str) -> None:
    run(regime_id, 5_000 // len(EMERGENCY), 60)
