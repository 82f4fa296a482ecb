"""What the law says of one institution on a day, item by item, in the form that result and JSON share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from dingdian.law.dates import Calendar
from dingdian.law.explain import Reason, cited
from dingdian.law.institutions.entry import new_entry
from dingdian.law.institutions.grounds import grounds, hold_hits
from dingdian.law.institutions.hits import Hit, Open, Report
from dingdian.law.institutions.standing import LABELS, state_on
from dingdian.law.regime import Regime
from dingdian.law.register import Register
from dingdian.law.setting import Setting
from dingdian.office.institutions import words as w
from dingdian.office.institutions.files import File, acts, agreements, institution
from dingdian.office.institutions.layout import condition_rows, ground_rows


@dataclass(frozen=True, slots=True)
class Item:
    """A condition that fails, a ground that is met, or (`open`) a point that somebody has to answer."""

    table: str
    code: str
    text: str
    clauses: tuple[str, ...]
    facts: tuple[tuple[str, str], ...] = ()
    first_free_on: date | None = None
    remedy: str = ""
    nature: str | None = None
    open: bool = False


@dataclass(frozen=True, slots=True)
class Checked:
    """One institution on the day. `eligible`: nothing that is known bars it; `first_free_on`: then nothing bars it."""

    code: str
    name: str
    sector: str
    kind: str
    status: str
    since: date | None
    eligible: bool
    first_free_on: date | None
    items: tuple[Item, ...]
    clauses: tuple[str, ...]
    readings: tuple[str, ...]
    hints: tuple[str, ...]

    @property
    def label(self) -> str:
        """The status in words."""
        return LABELS[self.status]  # type: ignore[index]

    def of(self, *tables: str) -> list[Item]:
        """What is met under some tables; open points are apart."""
        return [x for x in self.items if x.table in tables and not x.open]

    @property
    def open(self) -> list[Item]:
        return [x for x in self.items if x.open]


class Judge:
    """Asks the law about institutions of one workbook, each in a register of its own.

    A register holds one institution and those it hangs on (a key person's former one, one it settled for), so that a
    question never looks at the whole workbook.
    """

    def __init__(self, regime: Regime, calendar: Calendar, files: dict[str, File], day: date) -> None:
        self.regime, self.calendar, self.files, self.day = regime, calendar, files, day
        self.tables = dict.fromkeys(condition_rows(regime), "conditions")
        self.tables |= dict.fromkeys(regime.rules.negative_list.value, "negative_list")
        self.tables |= {code: table for code, (table, _) in ground_rows(regime).items()}
        self.ended_by: dict[str, list[str]] = {}
        for code, file in files.items():
            for person in file.named():
                self.ended_by.setdefault(person, []).append(code)
        self._cites: dict[tuple[tuple[str, ...], tuple[str, ...]], tuple[str, ...]] = {}
        self._readings: dict[str, tuple[str, ...]] = {}

    def register(self, code: str) -> Register:
        """A register with the institution and those it hangs on."""
        own = self.files[code]
        hangs_on = {x for person in own.holders() for x in self.ended_by.get(person, ())} | own.served()
        files = [own, *(self.files[x] for x in sorted(hangs_on - {code}) if x in self.files)]
        setting = Setting(
            institutions=tuple(institution(f) for f in files),
            agreements=tuple(x for f in files for x in agreements(f)),
        )
        register = Register(self.regime, self.calendar, setting)
        for _, _, act in sorted((x for f in files for x in acts(f)), key=lambda x: x[:2]):
            register.add(act)
        return register

    def judge(self, code: str) -> Checked:
        """Everything the law says of an institution."""
        register, row = self.register(code), self.files[code].row
        kind = row["kind"] or "designation"
        state = state_on(register, code, self.day)
        barred = new_entry(register, code, self.day, None, kind)
        met = grounds(register, code, self.day)
        held = hold_hits(register, code, self.day)
        items = (*self._items(barred.value, "conditions"), *self._items(met.value + held.value, ""))
        everything = barred.value + met.value + held.value
        found: list[Hit | Open] = [*everything.hits, *everything.open]
        of_state = (c for x in state.reasons for c in self._cited(x.keys, x.clauses))
        return Checked(
            code,
            row["name"] or "",
            row["sector"],
            kind,
            state.status,
            state.since,
            not barred.value.hits,
            barred.value.first_free_on,
            items,
            tuple(dict.fromkeys((*of_state, *_clauses(items)))),
            self._read(k for x in found for k in x.keys),
            tuple(dict.fromkeys((*barred.flags, *met.flags, *held.flags))),
        )

    def _items(self, report: Report, table: str) -> Iterator[Item]:
        for hit in report.hits:
            yield self._item(hit, table)
        for point in report.open:
            text = w.in_words(point.text)
            yield Item(self.tables.get(point.code, table), point.code, text, self._of(point), open=True)

    def _item(self, hit: Hit, table: str) -> Item:
        facts = tuple((w.in_words(name), w.in_words(value)) for name, value in hit.facts)
        return Item(
            self.tables.get(hit.code, table), hit.code, w.in_words(hit.text), self._of(hit), facts, hit.first_free_on,
            w.in_words(hit.remedy), hit.nature,
        )  # fmt: skip

    def _of(self, found: Hit | Open) -> tuple[str, ...]:
        return self._cited(found.keys, found.clauses)

    def _cited(self, keys: tuple[str, ...], clauses: tuple[str, ...]) -> tuple[str, ...]:
        cites = self._cites.get((keys, clauses))
        if cites is None:
            cites = self._cites[keys, clauses] = cited(self.regime, [Reason("", keys, clauses)])
        return cites

    def _read(self, keys: Iterable[str]) -> tuple[str, ...]:
        """The adopted readings behind some parameters, by id."""
        found: dict[str, None] = {}
        for key in dict.fromkeys(keys):
            if key not in self._readings:
                self._readings[key] = tuple(i.id for i in self.regime.readings((key,)))
            found |= dict.fromkeys(self._readings[key])
        return tuple(found)


def _clauses(items: Iterable[Item]) -> Iterator[str]:
    for item in items:
        yield from item.clauses


def label(table: str) -> str:
    """The name of a table of conditions or grounds."""
    return w.TABLES.get(table, "其他")


__all__ = ["Checked", "Item", "Judge", "label"]
