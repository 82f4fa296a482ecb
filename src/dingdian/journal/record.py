"""The only way to write: an act is checked by the law, appended to the chain and carried into everything derived.

All of it happens in one transaction under the lock of the region's head, or nothing does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from itertools import count
from types import ModuleType
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from dingdian.journal import canonical, lengths
from dingdian.journal.chain import sealed
from dingdian.journal.models import Entry, Head, Region, Subject
from dingdian.journal.slices import AGREEMENT, INSTITUTION, PERSON, Slice, regime_of
from dingdian.journal.subjects import about, named_in, subjects
from dingdian.law.explain import Objection, Reason
from dingdian.law.processes.admit import admit
from dingdian.law.regime import Regime
from dingdian.law.register import Record, Register
from dingdian.law.setting import Agreement, Institution, Person
from dingdian.located import InvalidInput
from dingdian.regimes import fingerprint


@dataclass(frozen=True)
class Actor:
    """Who writes: user, role and place, as they then were."""

    user: str
    role: str
    place: str = ""


@dataclass(frozen=True)
class Recorded:
    """What was written, or (`replayed`) what had been written for the same request before."""

    entry: Entry
    notes: tuple[Reason, ...] = ()
    replayed: bool = False


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not a fault
    """The law refuses the act; nothing was changed."""

    def __init__(self, regime: Regime, objections: Sequence[Objection]) -> None:
        super().__init__("；".join(o.text for o in objections))
        self.regime, self.objections = regime, tuple(objections)


class Conflict(Exception):  # noqa: N818
    """The request's key, or the act's id, was used before for something else; nothing was changed."""


class OutOfOrder(Exception):  # noqa: N818
    """The entry claims to have been recorded before the last one; nothing was changed."""


Moved = Mapping[tuple[str, tuple[str, ...]], str]
"""Cases by process and key, and the state they moved to."""


@dataclass(frozen=True)
class Change:
    """What an entry changed, for whatever is derived from the journal.

    `register`: the slice with the act placed in it. `moved`: cases whose state changed, with the state. `data`: of a
    registration, under `law` what the law reads and under `office` what the office keeps besides. `read`: the persons
    of whom the register holds everything, so that nothing need be read again. `again`: everything is being derived
    anew, and nothing may be sent.
    """

    entry: Entry
    persons: frozenset[str]
    institutions: frozenset[str]
    register: Register | None = None
    moved: Moved | None = None
    data: Mapping[str, Any] | None = None
    read: frozenset[str] = frozenset()
    again: bool = False


Pair = tuple[str, str]
"""A kind of subject and a code."""
Subjects = set[Pair]
ID_TAKEN = "这个事项编号（id）已用于另一项；换一个编号，或不填，由系统编号"


def offered(name: str) -> list[Any]:
    """What the modules of the projections offer under a name, in order; those that do not are left out."""
    return [getattr(module, name) for module, _ in _modules() if hasattr(module, name)]


def _modules() -> list[tuple[ModuleType, str]]:
    split = [name.rpartition(".") for name in settings.PROJECTIONS]
    return [(import_module(module), attribute) for module, _, attribute in split]


def modules() -> list[ModuleType]:
    """The modules of the projections, in order."""
    return [module for module, _ in _modules()]


def project(changes: Sequence[Change]) -> None:
    """Carry entries into everything derived: in bulk where a projection's module has `project_many`, else in turn."""
    for module, attribute in _modules():
        many = getattr(module, "project_many", None)
        if many is not None and len(changes) > 1:
            many(changes)
        else:
            for change in changes:
                getattr(module, attribute)(change)


def today() -> date:
    """The day in Asia/Shanghai."""
    return timezone.localdate()


def record(region: Region, act: Any, *, by: Actor, key: str, recorded_on: date | None = None) -> Recorded:
    """Write an act. The same key with the same content gives the entry written before, with another one `Conflict`.

    `recorded_on`: the day it was learned, today unless older files are being entered. Raises `Refused` with every
    objection of the law, `OutOfOrder` if that day lies before the last entry's, `Conflict` if another act has its id,
    `InvalidInput` if a code is too long to be kept.
    """
    day = recorded_on or today()
    asked = asked_of(act)
    with transaction.atomic():
        head = locked(region)
        earlier = _earlier(region, key, asked)
        if earlier is not None:
            return earlier
        check_lengths(act)
        act = act.model_copy(update={"id": _own_ref(region, act, head.seq + 1)})
        own = about(act)
        slice_ = Slice(region)
        register = slice_.register(own)
        if day != act.recorded:
            act = act.model_copy(update={"recorded_on": day})
        placed, notes, moved = admitted(register, act)
        done = placed.act
        own = about(done)
        found = subjects(done, own, set[Pair]().union(*inherited(region, own.refs).values()))
        entry = draft(
            head, Entry.Kind.ACT, act.act, placed.ref, done.model_dump(by_alias=True, exclude_unset=True), found,
            on=done.on, recorded_on=day, by=by, key=key, asked=asked, notes=notes,
        )  # fmt: skip
        _append(head, entry, found)
        change = changed(entry, found, register=register, moved=moved, read=slice_.persons)
        project([change])
        return Recorded(entry, notes)


def asked_of(act: Any) -> str:
    """What is asked for with an act, as canonical text: the same request has the same."""
    return canonical.text({"act": act.model_dump(by_alias=True, exclude_unset=True)})


def check_lengths(act: Any) -> None:
    """Raises `InvalidInput` if a code, or what is kept beside the journal, is too long to be kept."""
    if found := lengths.too_long(act):
        raise InvalidInput(lengths.problems(found))


def admitted(register: Register, act: Any) -> tuple[Record, tuple[Reason, ...], Moved]:
    """The act as the law placed it in the register, its remarks, and the cases it moved. Raises `Refused`."""
    states = dict(register.states)
    result = admit(register, act)
    if result.record is None:
        raise Refused(register.regime, result.objections)
    return result.record, result.notes, {c: state for c, state in register.states.items() if states.get(c) != state}


_REGISTERED: dict[str, type[Institution] | type[Person] | type[Agreement]] = {
    INSTITUTION: Institution,
    PERSON: Person,
    AGREEMENT: Agreement,
}


def register(
    region: Region, name: str, data: Mapping[str, Any], *, by: Actor, key: str, office: Mapping[str, Any] | None = None,
    on: date | None = None, recorded_on: date | None = None,
) -> Recorded:  # fmt: skip
    """Write a registration of an institution, a person or an agreement in force; the latest of a code counts.

    `data`: what the law reads (`law.setting`); `office`: what only the office keeps, such as division and numbers.
    """
    asked, body = content(name, data, office)
    with transaction.atomic():
        head = locked(region)
        earlier = _earlier(region, key, asked)
        if earlier is not None:
            return earlier
        day = recorded_on or today()
        ref, found = registered(name, body["law"], head.seq + 1)
        entry = draft(
            head, Entry.Kind.REGISTRATION, name, ref, body, found, on=on or day, recorded_on=day, by=by, key=key,
            asked=asked,
        )  # fmt: skip
        _append(head, entry, found)
        change = changed(entry, found, data=body)
        project([change])
        return Recorded(entry)


def content(name: str, data: Mapping[str, Any], office: Mapping[str, Any] | None) -> tuple[str, dict[str, Any]]:
    """What is asked for as canonical text, and the body of the entry as it will be read back."""
    body = {"law": data, "office": office or {}}
    return canonical.text({"registration": name} | body), canonical.parse(canonical.text(body))


def registered(name: str, data: Mapping[str, Any], seq: int) -> tuple[str, Subjects]:
    """The reference of a registration and whom it is about.

    Raises a validation error if the law cannot read it, `InvalidInput` if it is too long to be kept.
    """
    model = _REGISTERED[name].model_validate(data)
    lengths.check(model)
    kind = Subject.Kind
    if isinstance(model, Person):
        sites = {site.institution for site in model.sites}
        return model.code, {(kind.PERSON, model.code), *((kind.INSTITUTION, code) for code in sites)}
    at = model.institution if isinstance(model, Agreement) else model.code
    found: Subjects = {(kind.INSTITUTION, at), (kind.AT, at)}
    if isinstance(model, Institution):
        found |= {(kind.PERSON, code) for code in named_in(model.model_dump(exclude_unset=True))}
    if isinstance(model, Agreement):
        ref = model.id or f"{at}#{seq}"
        return ref, found | {(kind.CASE, ref)}
    return at, found


def changed(entry: Entry, found: Subjects, **rest: Any) -> Change:
    """What an entry about these subjects changed; an institution's registration names persons, and changes none."""
    kind = Subject.Kind
    persons = frozenset(code for what, code in found if what == kind.PERSON and entry.name != INSTITUTION)
    return Change(entry, persons, frozenset(code for what, code in found if what == kind.INSTITUTION), **rest)


def locked(region: Region) -> Head:
    """The end of the region's chain, held until the transaction ends."""
    return Head.objects.select_for_update().get(region=region)


def _own_ref(region: Region, act: Any, seq: int) -> str:
    """The id of an act, made up where it has none. Raises `Conflict` if another act has it."""
    acts = Entry.objects.filter(region=region, kind=Entry.Kind.ACT)
    if act.id is None:
        made = (f"{act.act}#{number}" for number in count(seq))
        return next(ref for ref in made if not acts.filter(ref=ref).exists())
    if acts.filter(ref=act.id).exists():
        raise Conflict(ID_TAKEN)
    return str(act.id)


def _earlier(region: Region, key: str, asked: str) -> Recorded | None:
    found = Entry.objects.filter(region=region, request_key=key).first()
    return None if found is None else replayed(found, asked)


def replayed(earlier: Entry, asked: str) -> Recorded:
    """The entry written before for the same request. Raises `Conflict` if the request was another."""
    if earlier.request_hash != canonical.digest(asked):
        raise Conflict("这个请求编号已用于另一项内容；换一个编号，或核对内容后原样重发")
    return Recorded(earlier, replayed=True)


def draft(
    head: Head, kind: str, name: str, ref: str, body: Mapping[str, Any], found: Subjects, *, on: date,
    recorded_on: date, by: Actor, key: str, asked: str, notes: Sequence[Reason] = (),
) -> Entry:  # fmt: skip
    """The entry that comes after the head, sealed but not saved; the head moves on to it, in memory only."""
    entry = drafted(
        head.region, head.seq + 1, kind, name, ref, body, on=on, recorded_on=recorded_on, by=by, key=key, asked=asked,
        notes=notes,
    )  # fmt: skip
    seal(head, entry, found)
    return entry


def drafted(
    region: Region, seq: int, kind: str, name: str, ref: str, body: Mapping[str, Any], *, on: date, recorded_on: date,
    by: Actor, key: str, asked: str, notes: Sequence[Reason] = (),
) -> Entry:  # fmt: skip
    """An entry with everything but its place in the chain."""
    return Entry(
        region=region,
        seq=seq,
        kind=kind,
        name=name,
        ref=ref,
        on=on,
        recorded_on=recorded_on,
        actor=by.user,
        role=by.role,
        place=by.place,
        regime=fingerprint(region.persons, region.institutions),
        body=canonical.text(body),
        notes=canonical.text(
            [{"text": n.text, "keys": n.keys, "clauses": n.clauses, "facts": [list(f) for f in n.facts]} for n in notes]
        ),
        request_key=key,
        request_hash=canonical.digest(asked),
    )


def seal(head: Head, entry: Entry, found: Subjects) -> None:
    """Put an entry after the head, which moves on to it, in memory only. Raises `OutOfOrder`."""
    if head.recorded_on is not None and entry.recorded_on < head.recorded_on:
        last = head.recorded_on
        raise OutOfOrder(f"登记日 {entry.recorded_on} 早于上一条记录的登记日 {last}；记录按登记先后追加")
    entry.recorded_at, entry.previous = timezone.now(), head.hash
    entry.hash = sealed(entry, found)
    head.seq, head.hash, head.recorded_on = entry.seq, entry.hash, entry.recorded_on


def _append(head: Head, entry: Entry, found: Subjects) -> None:
    entry.save(force_insert=True)
    head.save(force_update=True)
    Subject.objects.bulk_create(subject_rows(entry, found))


def subject_rows(entry: Entry, found: Subjects) -> list[Subject]:
    """Whom and what an entry is about, as rows still to be written."""
    return [Subject(entry=entry, region_id=entry.region_id, kind=kind, code=code) for kind, code in sorted(found)]


_INHERITED = """
SELECT c.code, s.kind, s.code FROM journal_subject c JOIN journal_subject s ON s.entry_id = c.entry_id
WHERE c.region_id = %s AND c.kind = 'case' AND c.code = ANY(%s) AND s.kind IN ('person', 'institution')
"""


def inherited(region: Region, refs: Iterable[str]) -> dict[str, set[Pair]]:
    """Of each reference the persons and institutions of the acts in the journal that bear it."""
    found: dict[str, set[Pair]] = {ref: set() for ref in refs}
    if found:
        with connection.cursor() as cursor:
            cursor.execute(_INHERITED, [region.pk, sorted(found)])
            for ref, kind, code in cursor.fetchall():
                found[ref].add((kind, code))
    return found


__all__ = ["Actor", "Change", "Conflict", "OutOfOrder", "Recorded", "Refused", "record", "regime_of", "register"]
