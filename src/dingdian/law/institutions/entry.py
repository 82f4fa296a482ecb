"""Whether an institution may be designated on a day: conditions, negative list, bans.

Which conditions and negative items are asked, of whom and for what, are rows of the regime that name a test; every one
is looked at, so that an answer lists all that fails with its fact, clause and first free day.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from dingdian.law.dates import add_days
from dingdian.law.explain import Decision, Reason
from dingdian.law.institutions import conditions, internet, negative  # noqa: F401  (each enters its tests)
from dingdian.law.institutions.asked import TESTS, Asked, Holds, Outcome
from dingdian.law.institutions.bans import ban_register
from dingdian.law.institutions.competence import competent_agency
from dingdian.law.institutions.hits import Hit, Open, Report
from dingdian.law.institutions.known import facts_on
from dingdian.law.institutions.materials import missing_materials
from dingdian.law.institutions.plan import plan_gate, plan_reasons
from dingdian.law.register import Register

TABLES = ("conditions", "negative_list")
_SUMMARY = {"conditions": "基本条件须同时具备", "negative_list": "有不予受理的情形"}


def entry(
    r: Register, institution: str, day: date, known_on: date | None = None, kind: str = "designation"
) -> Decision[Report]:
    """Every condition that fails and every reason to refuse, as facts stand on the day; `kind`: what is applied for.

    The day is that on which the application is received.
    """
    found = {table: list(_outcomes(r, table, institution, day, known_on, kind)) for table in TABLES}
    every = [x for outcomes in found.values() for x in outcomes]
    report = Report(
        tuple(x for x in every if isinstance(x, Hit)),
        tuple(x for x in every if isinstance(x, Open)),
        tuple(x.code for x in every if isinstance(x, Holds)),
    )

    def reasons() -> Iterator[Reason]:
        yield from (x.reason() for x in report.hits)
        for table, outcomes in found.items():
            failing = [x.code for x in outcomes if isinstance(x, Hit)]
            if failing:
                yield Reason(f"{_SUMMARY[table]}：{len(failing)} 项", (table,))
        yield from (Reason(f"{x.code} {x.text}", x.keys, x.clauses) for x in every if isinstance(x, Holds) and x.text)
        if kind == "designation":
            yield from conditions.type_reason(r, institution)
        if report.open:
            codes = tuple(x.code for x in report.open)
            yield Reason(f"另有 {len(codes)} 项待查", TABLES, codes)

    return Decision(report, r.regime, reasons)


def new_entry(
    r: Register, institution: str, day: date, known_on: date | None = None, kind: str = "designation"
) -> Decision[Report]:
    """The same together with what a plan of designations stops: whether there could be a new designation that day."""
    asked = entry(r, institution, day, known_on, kind)
    if kind != "designation":
        return asked
    stopped = plan_gate(r, institution, day, known_on)

    def reasons() -> Iterator[Reason]:
        yield from asked.reasons
        yield from (h.reason() for h in stopped.hits)
        yield from (Reason(f"{o.code} 待查：{o.text}", o.keys, o.clauses) for o in stopped.open)
        yield from plan_reasons(r, institution, day, known_on)

    return Decision(asked.value + stopped, r.regime, reasons)


def _outcomes(
    r: Register, table: str, institution: str, day: date, known_on: date | None, kind: str
) -> Iterator[Outcome]:
    facts, sector = facts_on(r, institution, day, known_on), r.sector_of(institution)
    for code, row in getattr(r.regime.rules, table).value.items():
        if row.applies(sector, kind):
            yield TESTS[row.test](Asked(r, institution, day, known_on, kind, table, code, row, facts))


def ban_ends(r: Register, report: Report) -> date | None:
    """The last day of the latest ban among the hits; null if there is none or one has no end."""
    rows = r.regime.rules.negative_list.value
    ends = [h.first_free_on for h in report.hits if h.code in rows and (rows[h.code].ban or rows[h.code].bans)]
    return None if not ends or None in ends else add_days(max(d for d in ends if d is not None), -1)


__all__ = ["ban_ends", "ban_register", "competent_agency", "entry", "missing_materials", "new_entry", "plan_gate"]
