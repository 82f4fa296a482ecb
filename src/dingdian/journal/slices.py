"""The part of a region's journal that bears on a question, as a register of the law.

A register of a whole region would hold millions of acts. A slice holds everything about the persons and institutions
asked about, everything it refers to, and the acts of the whole region; asked the same question both give the same
answer, which the dossiers replayed through the database prove.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet
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


@lru_cache(maxsize=256)
def _bound(persons: str, institutions: str, parameters: str) -> Regime:
    return bound(persons, institutions, canonical.parse(parameters))


def regime_of(region: Region) -> Regime:
    """The rules that bind a region."""
    return _bound(region.persons, region.institutions, region.parameters)


def load(
    region: Region, *, persons: Iterable[str] = (), institutions: Iterable[str] = (), refs: Iterable[str] = (),
    everybody: bool = False,
) -> Register:  # fmt: skip
    """The register of everything that bears on these persons, institutions and acts.

    `everybody`: also of all persons of the institutions, for questions about ratios and departments.
    """
    asked = About(frozenset(persons), frozenset(institutions), frozenset(refs))
    if everybody:
        at = Subject.objects.filter(region=region, kind=_KIND.INSTITUTION, code__in=list(asked.institutions))
        there = Subject.objects.filter(kind=_KIND.PERSON, entry_id__in=at.values("entry_id"))
        asked = About(asked.persons | set(there.values_list("code", flat=True)), asked.institutions, asked.refs)
    return _Slice(region).register(asked)


class _Slice:
    def __init__(self, region: Region) -> None:
        self.region = region
        self.entries: dict[int, Entry] = {}
        self.acts: dict[int, Any] = {}
        self.seen: set[tuple[str, str]] = set()

    def register(self, asked: About) -> Register:
        """Widen until nothing the acts refer to is missing, then place the acts in their order."""
        self.read(_KIND.EVERYWHERE, {""})
        self.read(_KIND.CASE, asked.refs)
        named = [about(act) for act in self.acts.values()]
        persons = asked.persons.union(*(x.persons for x in named))
        institutions = asked.institutions.union(*(x.institutions for x in named))
        self.read(_KIND.PERSON, persons)
        registered = self.registrations(PERSON, _KIND.PERSON, persons)
        institutions |= {site["institution"] for data in registered.values() for site in data.get("sites", ())}
        agreed = self.registrations(AGREEMENT, _KIND.CASE, asked.refs.union(*(x.refs for x in named)))
        institutions |= {data["institution"] for data in agreed.values()}
        institutions = institutions.union(*(about(act).institutions for act in self.acts.values()))
        self.read(_KIND.AT, institutions)
        self.linked(institutions)
        while True:
            before = len(self.seen)
            self.read(_KIND.CASE, frozenset().union(*(about(act).refs for act in self.acts.values())))
            if len(self.seen) == before:
                break
        return self.built()

    def linked(self, institutions: Iterable[str]) -> None:
        """What befell the key persons of these institutions, and the other institutions where it did."""
        stated = [act.facts.model_dump(exclude_unset=True) for act in self.acts.values() if hasattr(act, "facts")]
        stated += self.registrations(INSTITUTION, _KIND.AT, institutions).values()
        self.read(_KIND.PERSON, set().union(*(key_persons(facts) for facts in stated)))
        elsewhere = set().union(*(about(act).institutions for act in self.acts.values()))
        self.read(_KIND.AT, elsewhere.union(*(mentioned(facts) for facts in stated)))

    def read(self, kind: str, codes: Iterable[str]) -> None:
        """Bring in the acts about these codes, once."""
        wanted = {code for code in codes if (kind, code) not in self.seen}
        self.seen |= {(kind, code) for code in wanted}
        if not wanted:
            return
        for entry in self.about(kind, wanted).filter(kind=Entry.Kind.ACT):
            if entry.seq not in self.entries:
                self.entries[entry.seq] = entry
                self.acts[entry.seq] = ACT.validate_python(canonical.parse(entry.body))

    def about(self, kind: str, codes: Iterable[str]) -> QuerySet[Entry]:
        found = Subject.objects.filter(region=self.region, kind=kind, code__in=list(codes))
        return Entry.objects.filter(id__in=found.values("entry_id"))

    def registrations(self, name: str, kind: str, codes: Iterable[str]) -> dict[str, dict[str, Any]]:
        """What the law reads of the latest registration of each code, in order of the journal."""
        entries = self.about(kind, codes).filter(kind=Entry.Kind.REGISTRATION, name=name).order_by("seq")
        return {entry.ref: canonical.parse(entry.body)["law"] for entry in entries}

    def built(self) -> Register:
        named = [about(act) for act in self.acts.values()]
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
            place(register, self.acts[seq], notes_of(self.entries[seq]))
        return register


def notes_of(entry: Entry) -> tuple[Reason, ...]:
    """The remarks with which an act was admitted."""
    rows = canonical.parse(entry.notes)
    return tuple(
        Reason(row["text"], tuple(row["keys"]), tuple(row["clauses"]), tuple((k, v) for k, v in row["facts"]))
        for row in rows
    )
