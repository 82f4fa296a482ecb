"""The part of a region's journal that bears on a question, as a register of the law.

A register of a whole region would hold millions of acts. A slice holds everything about the persons and institutions
asked about, everything it refers to, and the acts of the whole region; asked the same question both give the same
answer, which the dossiers replayed through the database prove.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import connection
from pydantic import TypeAdapter

from dingdian.calendars import load_calendar
from dingdian.journal import canonical
from dingdian.journal.models import Entry, Region, Subject
from dingdian.journal.subjects import About, about, key_persons, mentioned
from dingdian.law.acts import AnyAct
from dingdian.law.explain import Reason
from dingdian.law.processes.admit import place
from dingdian.law.regime import Regime
from dingdian.law.register import Register
from dingdian.law.setting import Setting
from dingdian.regimes import bound

ACT: TypeAdapter[Any] = TypeAdapter(AnyAct)
PERSON, INSTITUTION, AGREEMENT = "registration.person", "registration.institution", "registration.agreement"
_KIND = Subject.Kind
_NO_END = 2**63 - 1


@lru_cache(maxsize=256)
def _bound(persons: str, institutions: str, parameters: str) -> Regime:
    return bound(persons, institutions, canonical.parse(parameters))


def regime_of(region: Region) -> Regime:
    """The rules that bind a region."""
    return _bound(region.persons, region.institutions, region.parameters)


def load(
    region: Region, *, persons: Iterable[str] = (), institutions: Iterable[str] = (), refs: Iterable[str] = (),
    everybody: bool = False, before: int = _NO_END,
) -> Register:  # fmt: skip
    """The register of everything that bears on these persons, institutions and acts.

    `everybody`: also of all persons of the institutions, for questions about ratios and departments.
    `before`: as the journal was before that entry.
    """
    asked = About(frozenset(persons), frozenset(institutions), frozenset(refs))
    if everybody:
        at = Subject.objects.filter(region=region, kind=_KIND.INSTITUTION, code__in=list(asked.institutions))
        there = Subject.objects.filter(kind=_KIND.PERSON, entry_id__in=at.values("entry_id"))
        asked = About(asked.persons | set(there.values_list("code", flat=True)), asked.institutions, asked.refs)
    return Slice(region, before).register(asked)


def load_named(region: Region, names: Iterable[str], institutions: Iterable[str]) -> Register:
    """A register of the acts of these names at these institutions alone: for lists, of which each row asks little."""
    at = Subject.objects.filter(region=region, kind=_KIND.AT, code__in=list(institutions))
    rows = Entry.objects.filter(region=region, name__in=list(names), pk__in=at.values("entry_id")).order_by("seq")
    register = Register(regime_of(region), load_calendar(), Setting.model_validate({"complete": region.complete}))
    for row in rows:
        place(register, ACT.validate_python(canonical.parse(row.body)), notes_of(row.notes))
    return register


def load_for(region: Region, act: Any) -> Register:
    """The register of everything that bears on whether an act may be done, and on what is remarked to it."""
    return Slice(region).register(about(act))


class Row(NamedTuple):
    """What a slice reads of an entry."""

    seq: int
    kind: str
    name: str
    ref: str
    body: str
    notes: str


_ABOUT = """
SELECT s.kind, s.code, e.seq, e.kind, e.name, e.ref, e.body, e.notes
FROM unnest(%s::text[], %s::text[]) AS asked (kind, code)
CROSS JOIN LATERAL (
    SELECT kind, code, entry_id FROM journal_subject WHERE region_id = %s AND kind = asked.kind AND code = asked.code
    OFFSET 0
) s
JOIN journal_entry e ON e.id = s.entry_id
WHERE e.seq < %s
"""
# LATERAL with OFFSET looks up each code by the index; of a table without statistics the planner would read all of it.


class Slice:
    """Reads a part of a region's journal, each code once; `before`: only what precedes that entry."""

    def __init__(self, region: Region, before: int = _NO_END) -> None:
        self.region, self.before = region, before
        self.found: dict[tuple[str, str], list[Row]] = {}
        self.entries: dict[int, Row] = {}
        self.acts: dict[int, Any] = {}
        self.abouts: dict[int, About] = {}
        self.seen: set[tuple[str, str]] = set()
        self.persons: frozenset[str] = frozenset()  # of whom everything has been read

    def register(self, asked: About) -> Register:
        """Widen until nothing the acts refer to is missing, then place the acts in their order."""
        self.fetch(
            {
                (_KIND.EVERYWHERE, ""),
                *((_KIND.CASE, code) for code in asked.refs),
                *((_KIND.PERSON, code) for code in asked.persons),
                *((_KIND.AT, code) for code in asked.institutions),
            }
        )
        self.read(_KIND.EVERYWHERE, {""})
        self.read(_KIND.CASE, asked.refs)
        if asked.agreements:
            self.read(_KIND.CASE, self.signed())
        named = self.abouts.values()
        persons = (asked.persons | asked.known).union(*(x.persons | x.known for x in named))
        institutions = asked.institutions.union(*(x.institutions for x in named))
        self.read(_KIND.PERSON, persons)
        self.persons = persons
        registered = self.registrations(PERSON, _KIND.PERSON, persons)
        institutions |= {site["institution"] for data in registered.values() for site in data.get("sites", ())}
        agreed = self.registrations(AGREEMENT, _KIND.CASE, asked.refs.union(*(x.refs for x in named)))
        institutions |= {data["institution"] for data in agreed.values()}
        institutions = institutions.union(*(x.institutions for x in self.abouts.values()))
        self.read(_KIND.AT, institutions)
        self.linked(institutions)
        while True:
            before = len(self.seen)
            self.read(_KIND.CASE, frozenset().union(*(x.refs for x in self.abouts.values())))
            if len(self.seen) == before:
                break
        return self.built()

    def linked(self, institutions: Iterable[str]) -> None:
        """What befell the key persons of these institutions, and the other institutions where it did."""
        stated = [act.facts.model_dump(exclude_unset=True) for act in self.acts.values() if hasattr(act, "facts")]
        stated += self.registrations(INSTITUTION, _KIND.AT, institutions).values()
        persons = set().union(*(key_persons(facts) for facts in stated))
        self.read(_KIND.PERSON, persons)
        elsewhere = set(self.registrations(INSTITUTION, _KIND.PERSON, persons))
        elsewhere = elsewhere.union(*(x.institutions for x in self.abouts.values()))
        self.read(_KIND.AT, elsewhere.union(*(mentioned(facts) for facts in stated)))

    def read(self, kind: str, codes: Iterable[str]) -> None:
        """Bring in the acts about these codes, once."""
        wanted = {(kind, code) for code in codes} - self.seen
        self.seen |= wanted
        for row in self.fetch(wanted):
            if row.kind == Entry.Kind.ACT and row.seq not in self.entries:
                act = ACT.validate_python(canonical.parse(row.body))
                self.entries[row.seq], self.acts[row.seq], self.abouts[row.seq] = row, act, about(act)

    def fetch(self, wanted: set[tuple[str, str]]) -> Iterator[Row]:
        """The entries about these; only what was never asked for is read from the database."""
        new = sorted(wanted - self.found.keys())
        if new:
            self.found |= {pair: [] for pair in new}
            kinds, codes = [str(kind) for kind, _ in new], [code for _, code in new]
            with connection.cursor() as cursor:
                cursor.execute(_ABOUT, [kinds, codes, self.region.pk, self.before])
                for kind, code, *row in cursor.fetchall():
                    self.found[kind, code].append(Row(*row))
        return (row for pair in wanted for row in self.found[pair])

    def signed(self) -> set[str]:
        """Every agreement signed in the region; those registered were not signed under a text of this journal."""
        rows = Entry.objects.filter(region=self.region, name="agreement.sign", seq__lt=self.before)
        return set(rows.values_list("ref", flat=True))

    def registrations(self, name: str, kind: str, codes: Iterable[str]) -> dict[str, dict[str, Any]]:
        """What the law reads of the latest registration of each code, in order of the journal."""
        rows = {row.seq: row for row in self.fetch({(kind, code) for code in codes}) if row.name == name}
        return {rows[seq].ref: canonical.parse(rows[seq].body)["law"] for seq in sorted(rows)}

    def built(self) -> Register:
        named = list(self.abouts.values())
        people = {code for kind, code in self.seen if kind == _KIND.PERSON}.union(*(x.persons for x in named))
        registered = self.registrations(PERSON, _KIND.PERSON, people)
        places = {code for kind, code in self.seen if kind == _KIND.AT}.union(*(x.institutions for x in named))
        places |= {site["institution"] for data in registered.values() for site in data.get("sites", ())}
        agreements = list(self.registrations(AGREEMENT, _KIND.AT, places).values())
        setting = Setting.model_validate(
            {
                "people": list(registered.values()),
                "institutions": list(self.registrations(INSTITUTION, _KIND.AT, places).values()),
                "agreements": agreements if agreements or self.region.agreements_stated else None,
                "complete": self.region.complete,
            }
        )
        register = Register(regime_of(self.region), load_calendar(), setting)
        for seq in sorted(self.entries):
            place(register, self.acts[seq], notes_of(self.entries[seq].notes))
        return register


def notes_of(text: str) -> tuple[Reason, ...]:
    """The remarks with which an act was admitted, from their canonical text."""
    rows = canonical.parse(text)
    return tuple(
        Reason(row["text"], tuple(row["keys"]), tuple(row["clauses"]), tuple((k, v) for k, v in row["facts"]))
        for row in rows
    )
