"""Facts of an institution in a form: the columns that a workbook of institutions has, asked one below the other.

What a form states and what a file states are built by one function, so that both read the same in law.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms

from dingdian.law.institutions.facts import INSTITUTION_FACTS
from dingdian.law.regime import Regime
from dingdian.office.columns import Column as Cell
from dingdian.office.columns import Kind, Sheet
from dingdian.office.institutions import titles as t
from dingdian.office.institutions import words as w
from dingdian.office.institutions.files import File, facts_of
from dingdian.office.institutions.layout import layout_for
from dingdian.office.reading import Row
from dingdian.web.forms.fields import Day, Known, choice, money, number, text, ticks
from dingdian.web.forms.institutional.rows import Column, Rows

HEAD = "facts."
"""What the names of such fields begin with: `facts.own.COLUMN`, and a sheet's rows under `facts.SHEET`."""
_OWN = "own"
_SHEETS = {
    t.LICENCES: "licences", t.STAFF: "staff", t.KEY_PERSONS: "key_persons", t.FINDINGS: "findings",
    t.DUTIES: "duties", t.EARLIER: "earlier", t.MONTHS: "months", t.TESTS: "tests", t.PRICES: "prices",
    t.COACHING: "coaching",
}  # fmt: skip
_BY_APPLICANT = (t.LICENCES, t.STAFF, t.KEY_PERSONS)
"""What an applicant lists of itself; what others found of it is for them to record."""
_COMPOSED = frozenset({"uncoded_databases", "closure_limit", "coaching_start", "coaching_end",
                       "coaching_extension_end", "coaching_refused_on", "searched"})  # fmt: skip
"""Columns that state a fact together with others. `moved_*` are left to the change of an address."""
_OF_OTHERS = frozenset(
    {"searched", "closed_on", "closure_reported_on", "closure_limit", "dual_channel_cancellation_requested_on"}
    | {"coaching_start", "coaching_end", "coaching_extension_end", "coaching_refused_on"}
)
_GROUPS = (
    ("基本情况", "insurance_tier"), ("制度和系统", "policies"), ("互联网诊疗", "internet_approval_type"),
    ("管理和药店", "searched"),
)  # fmt: skip
"""A group, and the column of the first sheet that begins it."""
_HOLDS = {Kind.DATE: "day", Kind.WHOLE: "number", Kind.AMOUNT: "amount", Kind.SHARE: "amount", Kind.YES: "yes",
          Kind.CODES: "several", Kind.MANY: "several"}  # fmt: skip


def fields(regime: Regime, *, applies: bool) -> dict[str, forms.Field]:
    """The facts that the rules look at, each field with its `group`; `applies`: what an applicant states of itself."""
    found: dict[str, forms.Field] = {}
    for title, group in groups(regime, applies=applies):
        for name, field in group.items():
            field.group = title  # type: ignore[attr-defined]
            found[name] = field
    return found


def groups(regime: Regime, *, applies: bool) -> Iterator[tuple[str, dict[str, forms.Field]]]:
    """Title → fields of each group."""
    layout = layout_for(regime)
    begins, title, group = {column: title for title, column in _GROUPS}, "", dict[str, forms.Field]()
    for cell in layout.main.columns:
        if cell.name in begins:
            if group:
                yield title, group
            title, group = begins[cell.name], {}
        stated = cell.name in INSTITUTION_FACTS or cell.name in _COMPOSED
        if stated and cell.offered and not (applies and cell.name in _OF_OTHERS):
            group[f"{HEAD}{_OWN}.{cell.name}"] = _field(cell)
    if group:
        yield title, group
    for sheet in layout.sheets:
        if sheet.title in (_BY_APPLICANT if applies else _SHEETS) and (columns := _columns(sheet)):
            yield sheet.title, {HEAD + _SHEETS[sheet.title]: Rows(sheet.title, columns, required=False)}


def told(regime: Regime, facts: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """What facts on record are called, with their values in words; several records as so many."""
    layout = layout_for(regime)
    cells = {c.name: c for c in layout.main.columns}
    for name, value in facts.items():
        if name in cells:
            known = {o.value: o.label for o in cells[name].options}
            listed = value if isinstance(value, list | tuple) else [value]
            texts = [known.get(x, x) if isinstance(x, str) else x for x in listed if not isinstance(x, dict)]
            yield cells[name].header, "、".join(texts) if texts and isinstance(texts[0], str) else value
        else:
            yield _FACTS.get(name, name), f"{len(value)} 项" if isinstance(value, list | tuple) else value


_FACTS = {
    "licences": t.LICENCES, "staff": t.STAFF, "role_holders": t.KEY_PERSONS, "findings": t.FINDINGS,
    "trace_months": t.MONTHS, "code_terminal_tests": t.TESTS, "price_pairs": t.PRICES, "coaching": t.COACHING,
    **w.DUTIES, **w.EARLIER,
}  # fmt: skip
"""Facts that a sheet of their own states → what it, or the kind of its rows, is called."""


def stated(code: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """The facts that a filled form states, as the act holds them."""
    rows = {
        title: [Row(title, n, _known(row)) for n, row in enumerate(given[slug], start=1)]
        for title, slug in _SHEETS.items()
        if slug in given
    }
    own = {t.OF: code} | _known(given.get(_OWN, {}))
    return facts_of(File(Row(t.INSTITUTIONS, 1, own), rows)).model_dump(by_alias=True, exclude_unset=True)


def _known(row: Mapping[str, Any]) -> dict[str, Any]:
    """Cells as the reader of a workbook gives them: every list a tuple."""
    return {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}


def _field(cell: Cell) -> forms.Field:
    offered = [(o.value, o.label) for o in cell.options]
    if cell.kind is Kind.ONE:
        return choice(cell.header, offered, required=False, hint=cell.meaning)
    if cell.kind is Kind.MANY:
        return ticks(cell.header, offered, hint=cell.meaning)
    if cell.kind is Kind.YES:
        return Known(cell.header, hint=cell.meaning)
    if cell.kind is Kind.DATE:
        return Day(label=cell.header, required=False, help_text=cell.meaning)
    if cell.kind is Kind.WHOLE:
        return number(cell.header, 0, 10**9, cell.meaning)
    if cell.kind is Kind.AMOUNT:
        return money(cell.header)
    return text(cell.header, hint=cell.meaning)


def _columns(sheet: Sheet) -> list[Column]:
    """In the order of the sheet, so that its rows can be copied over."""
    return [
        Column(c.name, c.header, _HOLDS.get(c.kind, "text"), c.required, _called(c))
        for c in sheet.columns
        if c.offered and c.name != t.OF
    ]


def _called(cell: Cell) -> dict[str, str]:
    """What may be chosen, without names that only files of other systems use for the same."""
    return {o.value: o.label for o in cell.options if o.label != o.value}
