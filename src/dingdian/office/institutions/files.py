"""From rows to what the law reads: an institution with its facts, its agreements and the acts on record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from dingdian.law import acts as a
from dingdian.law.institutions import acts as i
from dingdian.law.institutions.casework import PropagationReceive
from dingdian.law.institutions.facts import INSTITUTION_FACTS, InstitutionFacts
from dingdian.law.setting import Agreement, Institution
from dingdian.office.institutions import titles as t
from dingdian.office.reading import Row

_ABSENT = ("none",)  # “无”: stated that there is none


@dataclass
class File:
    """The rows of one institution: its own, and those of every other sheet."""

    row: Row
    rows: dict[str, list[Row]] = field(default_factory=dict)
    plan: Row | None = None

    @property
    def code(self) -> str:
        return str(self.row[t.OF])

    def of(self, title: str) -> list[Row]:
        return self.rows.get(title, [])

    def all(self) -> Iterable[Row]:
        yield self.row
        for rows in self.rows.values():
            yield from rows

    def holders(self) -> set[str]:
        """Persons in a role of the institution."""
        return {str(r["person_ref"]) for r in self.of(t.KEY_PERSONS)}

    def named(self) -> set[str]:
        """Persons whom a termination of the institution names as its cause."""
        rows = (*self.of(t.EVENTS), *self.of(t.EARLIER))
        return {p for r in rows if r["event"] in (None, "terminate") for p in r["named_persons"] or ()}

    def served(self) -> set[str]:
        """Institutions for which it settled."""
        return {str(r["served_institution"]) for r in self.of(t.FINDINGS) if r["served_institution"]}


def institution(file: File) -> Institution:
    """The institution with every fact that its rows state."""
    who = {name: file.row[name] for name in ("name", "sector", "institution_type", "ownership")}
    return Institution(code=file.code, facts=facts_of(file), **who)  # type: ignore[arg-type]


def facts_of(file: File) -> InstitutionFacts:
    """Every fact that the rows of an institution state."""
    row = file.row.values
    facts: dict[str, Any] = dict.fromkeys(row.get("searched") or (), ())
    facts |= {n: _stated(v) for n, v in row.items() if v is not None and n in INSTITUTION_FACTS}
    for title, build in _BUILDERS.items():
        rows = file.of(title)
        if rows:
            facts |= build([_given(r) for r in rows])
    facts |= _more(row, [_given(r) for r in file.of(t.COACHING)])
    if file.plan is not None:
        facts["resource_plan"] = _given(file.plan)
    return InstitutionFacts.model_validate(facts)


def agreements(file: File) -> list[Agreement]:
    """The agreements on record."""
    rows = [_given(r) for r in file.of(t.AGREEMENTS)]
    return [Agreement(institution=file.code, **{n: v for n, v in r.items() if n != "settled_amount"}) for r in rows]


def acts(file: File) -> list[tuple[date, int, Any]]:
    """The acts on record, each with its day and row for the order."""
    found = [*_recorded(file)]
    for row in file.of(t.EVENTS):
        given = _given(row)
        build = _ACTS[given.pop("event")]
        found.append((row["on"], row.number, build(file.code, given)))
    return found


def _recorded(file: File) -> Iterator[tuple[date, int, Any]]:
    """Facts that hold for a time: what an agreement's term came to, where the institution is since it moved."""
    for row in file.of(t.AGREEMENTS):
        if row["settled_amount"] is not None:
            first, facts = row["start_on"], {"settled_amount": row["settled_amount"]}
            yield first, 0, _fact(file, first, facts, row["end_on"])
    if file.row["moved_on"] is not None:
        first = file.row["moved_on"]
        yield first, 0, _fact(file, first, {"management_area": file.row["management_area"]})


def _fact(file: File, first: date, facts: dict[str, Any], last: date | None = None) -> a.FactRecord:
    begins = first if last is not None else None
    return a.FactRecord(
        act="fact.record", on=first, institution=file.code, from_=begins, to=last, facts=InstitutionFacts(**facts)
    )


def _stated(value: Any) -> Any:
    return () if value == _ABSENT else value


def _given(row: Row) -> dict[str, Any]:
    return {n: v for n, v in row.values.items() if v is not None and n != t.OF}


# Facts


def _more(row: dict[str, Any], coached: list[dict[str, Any]]) -> dict[str, Any]:
    """Columns of the first sheet that belong together in one fact; `coached`: the rows of 辅导整改."""
    facts: dict[str, Any] = {}
    if row.get("moved_on") is not None:
        facts["management_area"] = row["moved_from"]
    if row.get("uncoded_databases") is not None and row.get("base_databases") is not None:
        uncoded = row["uncoded_databases"]
        there_are = _stated(row["base_databases"])
        facts["base_databases"] = tuple(
            {"kind": k, "present": True, "uncoded_in_claims": int(k in uncoded)} for k in there_are
        )
    if row.get("closure_limit") is not None:
        facts["limits"] = {"closure": row["closure_limit"]}
    coaching = _coaching(row, coached)
    if coaching:
        facts["coaching"] = coaching
    return facts


def _many(name: str) -> Callable[[list[dict[str, Any]]], dict[str, Any]]:
    return lambda rows: {name: tuple(rows)}


def _staff(rows: list[dict[str, Any]]) -> dict[str, Any]:
    clerks = tuple(r for r in rows if "insurance_mode" in r and r["staff_kind"] != "insurance_clerk")
    return {"staff": tuple(rows)} | ({"insurance_staff": clerks} if clerks else {})


_LISTING = ("list", "listed_on", "removed_on", "cause")


def _role_holders(rows: list[dict[str, Any]]) -> dict[str, Any]:
    found = []
    for row in rows:
        listing = {n: row.pop(n) for n in _LISTING if n in row}
        found.append(row | ({"discredit_listings": (listing,)} if listing else {}))
    return {"role_holders": tuple(found)}


def _findings(rows: list[dict[str, Any]]) -> dict[str, Any]:
    for row in rows:
        if "cost_date" in row:
            row["cost_dates"] = (row.pop("cost_date"),)
    return {"findings": tuple(rows)}


def _sorted_by(kind: str) -> Callable[[list[dict[str, Any]]], dict[str, Any]]:
    """Rows told apart by a column that names the fact they state."""

    def build(rows: list[dict[str, Any]]) -> dict[str, Any]:
        found: dict[str, list[Any]] = {}
        for row in rows:
            found.setdefault(row.pop(kind), []).append(row)
        return {name: tuple(several) for name, several in found.items()}

    return build


_DAYS = {
    "terminations": "effective_on",
    "person_bans": "effective_on",
    "application_fraud_records": "discovered_on",
    "failed_evaluations": "delivered_on",
}


def _earlier(rows: list[dict[str, Any]]) -> dict[str, Any]:
    for row in rows:
        row[_DAYS[row["record"]]] = row.pop("on")
    return _sorted_by("record")(rows)


def _demand(rows: list[dict[str, Any]]) -> dict[str, Any]:
    row = rows[0]
    demand = {"items": (row["items"],), "due_on": row["due_on"]}
    if "asked_on" in row:
        demand["delivered_on"] = row["asked_on"]
    if "received_on" in row:
        demand |= {"received_on": row["received_on"], "received": "all"}
    facts: dict[str, Any] = {"document_demand": demand}
    if "final_on" in row:
        extended = {"extended_to": row["extended_to"]} if "extended_to" in row else {}
        facts["final_notice"] = {"delivered_on": row["final_on"], **extended}
    return facts


def _round(rows: list[dict[str, Any]]) -> dict[str, Any]:
    row = rows[0]
    reminders = tuple(row.pop(n) for n in ("first_reminder", "second_reminder") if n in row)
    return {"signing_round": row | {"reminders": reminders}}


_BUILDERS: dict[str, Callable[[list[dict[str, Any]]], dict[str, Any]]] = {
    t.LICENCES: _many("licences"),
    t.STAFF: _staff,
    t.KEY_PERSONS: _role_holders,
    t.FINDINGS: _findings,
    t.DUTIES: _sorted_by("duty"),
    t.EARLIER: _earlier,
    t.CHANGES: _many("changes"),
    t.DEMANDS: _demand,
    t.MONTHS: _many("trace_months"),
    t.TESTS: _many("code_terminal_tests"),
    t.PRICES: _many("price_pairs"),
    t.INTERVIEWS: _many("interviews"),
    t.ROUNDS: _round,
}


def _coaching(row: dict[str, Any], rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The coaching period from the first sheet with the problems and demands in it."""
    found = {k: row[n] for k, n in _COACHING.items() if row.get(n) is not None}
    problems = tuple({n: v for n, v in r.items() if n != "item"} for r in rows if r["item"] == "problems")
    demands = tuple(
        {"due": r["due"]} | ({"answered_on": r["done"]} if "done" in r else {}) for r in rows if r["item"] == "demands"
    )
    return found | ({"problems": problems} if problems else {}) | ({"demands": demands} if demands else {})


_COACHING = {
    "start": "coaching_start",
    "end": "coaching_end",
    "extension_end": "coaching_extension_end",
    "written_refusal_on": "coaching_refused_on",
}

# Acts


def _act(kind: type[Any], name: str, **fixed: Any) -> Callable[[str, dict[str, Any]], Any]:
    def build(code: str, given: dict[str, Any]) -> Any:
        taken = {n: v for n, v in given.items() if n in kind.model_fields}
        return kind(act=name, institution=code, **fixed, **taken)

    return build


def _elsewhere(what: str) -> Callable[[str, dict[str, Any]], Any]:
    def build(code: str, given: dict[str, Any]) -> Any:
        first = given.get("from_") or given["on"]
        return PropagationReceive(
            act="propagation.receive", on=given["on"], institution=code, kind=what,  # type: ignore[arg-type]
            ground=given.get("ground"), nature=given.get("nature"), effective_on=first,
            planned_end_on=given.get("to"),
        )  # fmt: skip

    return build


_ACTS: dict[str, Callable[[str, dict[str, Any]], Any]] = {
    "suspend": _act(a.AgreementSuspend, "agreement.suspend"),
    "suspend_on_request": _act(a.AgreementSuspend, "agreement.suspend", on_request=True),
    "ask_to_resume": _act(i.RequestResumption, "agreement.request_resumption"),
    "resume": _act(a.AgreementResume, "agreement.resume"),
    "ask_to_end": _act(i.RequestTermination, "agreement.request_termination"),
    "withdraw": _act(i.WithdrawRequest, "agreement.withdraw_request"),
    "terminate": _act(a.AgreementTerminate, "agreement.terminate"),
    "hold": _act(a.SettlementHold, "settlement.hold"),
    "release": _act(a.SettlementRelease, "settlement.release"),
    "defer": _act(i.RenewalDefer, "renewal.defer"),
    "elsewhere_suspended": _elsewhere("suspension"),
    "elsewhere_terminated": _elsewhere("termination"),
}
