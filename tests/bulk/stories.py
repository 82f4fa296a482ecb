"""Random stories of a region, admitted act by act, for holding the columns against the law."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta
from typing import Any

from pydantic import TypeAdapter

from dingdian.calendars import load_calendar
from dingdian.law.acts import AnyAct, ReviewDecide
from dingdian.law.processes import admit
from dingdian.law.regime import Regime, persons_alone
from dingdian.law.register import Register
from dingdian.law.setting import Setting
from dingdian.law.values import Status
from dingdian.regimes import bound, load

DAY = timedelta(days=1)
BEGIN = date(2025, 9, 1)
ACTS: TypeAdapter[Any] = TypeAdapter(AnyAct)
SITES = {"H1": ("内科", "外科"), "H2": ("内科",), "H3": ("儿科",)}
CHANGED: dict[str, Any] = {
    "sanction.min_lead_days": 3,
    "tiers.evaluate_per": "entry",
    "tiers.overlap_rule": "consecutive",
    "scoring.carry_over": True,
    "settlement.emergency_exception.suspended": False,
    "restoration.auto_restore": True,
}


SOURCES = ("yunnan-2025", "qinghai-2025", "hainan-2022", "national-2025")
REGIMES = (*SOURCES, "changed")


def regime(name: str) -> Regime:
    """The rules on persons of a source, or a copy with other settings."""
    return bound("yunnan-2025", "", CHANGED) if name == "changed" else persons_alone(load(name))


class Story:
    """Two persons and three institutions over a winter: points, deliveries, reviews, moves, what befalls institutions."""

    def __init__(self, regime: Regime, seed: int) -> None:
        self.random = random.Random(seed)
        self.regime, self.p = regime, regime.parameters
        role = self.p.scope.medical_roles.value[0]
        sites = {"P1": [("H1", "内科")], "P2": [("H1", "外科"), ("H2", "内科")]}
        if self.random.random() < 0.5:
            sites["P1"].append(("H2", "内科"))
        people = [
            {"code": code, "role": role,
             "sites": [{"institution": i, "department": d, "filed_on": "2024-01-02"} for i, d in at]}
            for code, at in sites.items()
        ]  # fmt: skip
        places = [{"code": code, "sector": "medical_institution", "ownership": "public"} for code in SITES]
        self.register = Register(
            regime, load_calendar(), Setting.model_validate({"institutions": places, "people": people})
        )
        self.today, self.count = BEGIN, 0

    def do(self, act: str, on: date | None = None, **given: Any) -> bool:
        self.count += 1
        told = {"act": act, "id": f"a{self.count}", "on": on or self.today, "recorded_on": self.today, **given}
        return admit(self.register, ACTS.validate_python({k: v for k, v in told.items() if v is not None})).admitted

    def tell(self, acts: int) -> Register:
        steps = [self.decide] * 6 + [self.correct] * 4 + [self.restore, self.repair, self.move, self.place, self.order]
        for _ in range(acts):
            self.random.choice(steps)()
            self.today += self.random.randrange(0, 24) * DAY
        return self.register

    def decide(self) -> None:
        """A grave decision, delivered soon, late or not yet; sometimes a second one while the first still runs."""
        who = self.random.choice(["P1", "P1", "P2"])
        for _ in range(self.random.choice([1, 1, 2])):
            if self.handling(who) and self.random.random() < 0.85:
                of = f"a{self.count}"
                self.today += self.random.choice([0, 0, 1, 5, 20]) * DAY
                later = self.today + 9 * DAY if self.random.random() < 0.15 else None
                self.do("notice.deliver_to_institution", of=of, effective_from=later)

    def handling(self, who: str) -> bool:
        s, draw = self.p.scoring, self.random
        listed = sorted(((k, v) for k, v in s.circumstances.value.items() if not v.catch_all),
                        key=lambda x: x[1].band or x[1].points or 0)  # fmt: skip
        findings, bases = [], set()
        for n in range(draw.choice([1, 1, 2])):
            clause, spec = draw.choice(listed[len(listed) // 3 :])
            row: dict[str, Any] = {"person": who}
            if s.degrees.value:
                row["degree"] = draw.choice(s.degrees.value)
            if s.method.value == "band_by_severity":
                low, high = (s.bands.value or ())[(spec.band or 1) - 1]
                row["points"] = draw.randint(low, high)
            if self.p.tiers.term_mode.value == "human_range" and draw.random() < 0.8:
                row["months"] = draw.randint(1, 6)
            bases |= {b.value for b in spec.basis}
            findings.append({"id": f"f{n}", "type": draw.choice(["甲", "乙"]), "circumstances": [clause],
                             "amount": 100, "persons": [row]})  # fmt: skip
        where = draw.choice([f.institution for f in self.register.filings(who)] or ["H1"])
        basis = bases.pop() if len(bases) == 1 else draw.choice(["administrative_penalty", "agreement_handling"])
        earlier = self.today - draw.randrange(0, 40) * DAY if draw.random() < 0.3 else None
        return self.do("handling.decide", earlier, institution=where, basis=basis, findings=findings,
                       inspection=draw.choice([None, None, "i1"]))  # fmt: skip

    def correct(self) -> None:
        if not self.register.handlings:
            return
        of = self.random.choice(sorted(self.register.handlings))
        who = self.register.handlings[of].persons()[0]
        self.do("review.request", of=of, person=who, by="person")
        given: dict[str, Any] = {"outcome": self.random.choice(["revoked", "reduced", "reduced", "upheld"])}
        if given["outcome"] == "reduced":
            given |= {"points": self.random.randrange(0, 9), "finding": self.random.choice([None, "f0"])}
            given["months"] = self.random.choice([None, 2]) if self.p.tiers.term_mode.value == "human_range" else None
        self.do("review.decide", of=of, person=who, reason="查明", **given)

    def restore(self) -> None:
        who = self.random.choice(["P1", "P2"])
        if self.do("restoration.apply", person=who):
            self.do("restoration.agree", person=who, outcome="agreed")
        self.today += self.random.randrange(0, 40) * DAY
        self.do("restoration.assess", person=who, outcome="passed")

    def repair(self) -> None:
        who, kind = self.random.choice(["P1", "P2"]), self.random.choice(["points", "term"])
        names = (self.p.repair.conditions if kind == "points" else self.p.repair.term_reduction_conditions).value or ()
        conditions = [{"name": n, "evidence": f"e{self.random.randrange(99)}"} for n in names]
        if self.do("repair.apply", person=who, kind=kind, conditions=conditions):
            self.do("repair.agree", person=who, kind=kind, outcome="agreed")
        given = {"points": self.random.randint(1, 3)} if kind == "points" else {"months": 1}
        self.do("repair.decide", person=who, kind=kind, outcome="granted", **given)

    def move(self) -> None:
        who, where = self.random.choice(["P1", "P2"]), self.random.choice(sorted(SITES))
        if self.random.random() < 0.6:
            self.do("commitment.sign", person=who, institution=where)
            self.do("filing.submit", person=who, institution=where, department=SITES[where][0])
        else:
            self.do("person.leave", person=who, institution=where)

    def place(self) -> None:
        where, what = self.random.choice(["H1", "H2"]), self.random.choice(["suspend", "resume", "hold", "release"])
        given: dict[str, Any] = {"institution": where}
        if what == "suspend":
            given |= {"to": self.today + 20 * DAY, "responsible": self.random.choice([[], ["P1"]]),
                      "department": self.random.choice([None, "内科"])}  # fmt: skip
        elif what == "resume" and self.random.random() < 0.2:
            what, given["responsible"] = "terminate", []
        self.do(f"{'settlement' if what in ('hold', 'release') else 'agreement'}.{what}", **given)

    def order(self) -> None:
        who = self.random.choice(["P1", "P2"])
        if self.random.random() < 0.3:
            self.do("licence.revoke", person=who)
        else:
            self.do("practice.suspend", person=who, **{"from": self.today, "to": self.today + 9 * DAY})


def features(r: Register) -> Counter[str]:
    """What a story holds that columns get wrong easily; of each at most one."""
    found: Counter[str] = Counter()
    for who in r.people:
        account = r.account(who)
        own = [c for c in account.causes if c.crossing is not None]
        ends = [(c.first_day, c.end or date.max) for c in account.causes if c.status is not Status.NORMAL]
        found["overlap"] |= any(a is not b and a[0] <= b[1] and b[0] <= a[1] for a in ends for b in ends)
        found["year change"] |= len({x.on.year for x in account.lines}) > 1 or any(
            c.first_day.year != (c.last_day or c.first_day).year for c in own
        )
        found["second site"] |= len({f.institution for f in r.filings(who)}) > 1
        reviewed = [x for x in r.of_person(who) if isinstance(x.act, ReviewDecide) and x.act.outcome != "upheld"]
        found["review after service"] |= any(
            c.crossing is not None and c.first_day < x.on
            for x in reviewed
            for c in r.account(who, x.recorded - DAY).causes
        )
    return Counter({k: int(v) for k, v in found.items()})
