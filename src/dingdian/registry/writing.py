"""Registrations into the journal, many at once: one chain, one transaction, few queries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from dingdian.journal import canonical
from dingdian.journal.chain import sealed
from dingdian.journal.models import Entry, Head, Region, Subject
from dingdian.journal.record import Actor, Change, Conflict, OutOfOrder, Recorded, today
from dingdian.journal.slices import AGREEMENT, INSTITUTION, PERSON
from dingdian.law.setting import Agreement, Institution, Person
from dingdian.regimes import fingerprint
from dingdian.registry.projection import project_many

_BATCH = 2000
_KIND = Subject.Kind
_MODELS: dict[str, type[Institution] | type[Person] | type[Agreement]] = {
    INSTITUTION: Institution,
    PERSON: Person,
    AGREEMENT: Agreement,
}


@dataclass(frozen=True, slots=True)
class Registration:
    """What is to be registered: as `journal.record.register` takes it."""

    name: str
    data: Mapping[str, Any]
    key: str
    office: Mapping[str, Any] = field(default_factory=dict)
    on: date | None = None


def register_many(
    region: Region, rows: Sequence[Registration], *, by: Actor, recorded_on: date | None = None
) -> list[Recorded]:
    """Write registrations in one transaction; those written before for the same key are left."""
    day = recorded_on or today()
    with transaction.atomic():
        head = Head.objects.select_for_update().get(region=region)
        if head.recorded_on is not None and day < head.recorded_on:
            raise OutOfOrder(f"登记日 {day} 早于上一条记录的登记日 {head.recorded_on}；记录按登记先后追加")
        earlier = Entry.objects.filter(region=region, request_key__in=[r.key for r in rows])
        known = {entry.request_key: entry for entry in earlier}
        regime = fingerprint(region.persons, region.institutions)
        results: list[Recorded] = []
        changes: list[Change] = []
        subjects: list[set[tuple[str, str]]] = []
        for row in rows:
            asked = canonical.digest(canonical.text({"registration": row.name, "law": row.data, "office": row.office}))
            if row.key in known:
                if known[row.key].request_hash != asked:
                    raise Conflict("这个请求编号已用于另一项内容；换一个编号，或核对内容后原样重发")
                results.append(Recorded(known[row.key], replayed=True))
                continue
            change, found = _entry(head, row, asked, regime, by=by, day=day)
            known[row.key] = change.entry
            results.append(Recorded(change.entry))
            changes.append(change)
            subjects.append(found)
        entries = [c.entry for c in changes]
        Entry.objects.bulk_create(entries, batch_size=_BATCH)
        Subject.objects.bulk_create(
            [
                Subject(entry=entry, region_id=region.pk, kind=kind, code=code)
                for entry, found in zip(entries, subjects, strict=True)
                for kind, code in sorted(found)
            ],
            batch_size=_BATCH,
        )
        head.save()
        project_many(changes)
    return results


def _entry(
    head: Head, row: Registration, asked: str, regime: str, *, by: Actor, day: date
) -> tuple[Change, set[tuple[str, str]]]:
    text = canonical.text({"law": row.data, "office": row.office})
    body = canonical.parse(text)
    model = _MODELS[row.name].model_validate(body["law"])
    ref = (model.id or f"{model.institution}#{head.seq + 1}") if isinstance(model, Agreement) else model.code
    entry = Entry(
        region=head.region,
        seq=head.seq + 1,
        kind=Entry.Kind.REGISTRATION,
        name=row.name,
        ref=ref,
        on=row.on or day,
        recorded_on=day,
        recorded_at=timezone.now(),
        actor=by.user,
        role=by.role,
        place=by.place,
        regime=regime,
        body=text,
        notes="[]",
        request_key=row.key,
        request_hash=asked,
        previous=head.hash,
    )
    entry.hash = sealed(entry)
    head.seq, head.hash, head.recorded_on = entry.seq, entry.hash, day
    if isinstance(model, Person):
        persons, places = frozenset({ref}), frozenset(site.institution for site in model.sites)
        found: set[tuple[str, str]] = {(_KIND.PERSON, ref), *((_KIND.INSTITUTION, code) for code in places)}
    else:
        persons, places = frozenset[str](), frozenset({getattr(model, "institution", ref)})
        found = {(what, code) for code in places for what in (_KIND.INSTITUTION, _KIND.AT)}
        if isinstance(model, Agreement):
            found.add((_KIND.CASE, ref))
    return Change(entry, persons, places, data=body), found
