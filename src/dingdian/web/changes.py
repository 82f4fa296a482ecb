"""What others did while somebody filled in a form: nothing is done over their heads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from dingdian.accounts.models import User
from dingdian.casework.queries import confidential
from dingdian.journal.models import Entry, Head, Region, Subject
from dingdian.journal.slices import ACT, regime_of
from dingdian.journal.subjects import about
from dingdian.web import describe
from dingdian.web.naming import Names, act_title, parsed, places_within, within

_MOST = 20
_KIND = Subject.Kind


@dataclass(frozen=True)
class Happened:
    """An entry that came in between: what, by whom, and what it says."""

    entry: Entry
    title: str
    by: str
    rows: list[tuple[str, str]]


@dataclass(frozen=True)
class Differs:
    """A field that reads otherwise now: what stands there, what was typed."""

    label: str
    now: str
    typed: str


def seen(region: Region) -> int:
    """How far the region's journal went when a form was opened."""
    return Head.objects.get(region=region).seq


def since(region: Region, act: Any, number: int, *, user: User, key: str = "") -> list[Happened]:
    """What was recorded after `number` about the persons and matters of an act, as far as the user may know it.

    `key`: of the user's own request, which is nothing that came in between.
    """
    own = about(act)
    kinds = Q(kind=_KIND.PERSON, code__in=own.persons) | Q(kind=_KIND.CASE, code__in=own.refs)
    if not own.persons:
        kinds |= Q(kind=_KIND.AT, code__in=own.institutions)
    about_it = Subject.objects.filter(kinds, region=region).values("entry_id")
    later = Entry.objects.filter(id__in=about_it, kind=Entry.Kind.ACT, seq__gt=number)
    found = later.exclude(request_key=f"{user.pk}:{key}")
    for process in confidential(user):
        found = found.exclude(name__startswith=f"{process}.")
    rows = [(entry, act, about(act)) for entry in found.order_by("seq")[:_MOST] for act in (parsed(entry),)]
    named_people = {p for _, _, x in rows for p in x.persons}
    named_places = {i for _, _, x in rows for i in x.institutions}
    people, places = within(user, region, named_people), places_within(user, region, named_places)
    names = Names([region.pk], people, places)
    names.hide(named_places - places, named_people - people)
    known = [(e, act) for e, act, x in rows if x.persons & people or (not x.persons and x.institutions <= places)]
    return _told(region, known, names)


def _told(region: Region, entries: Iterable[tuple[Entry, Any]], names: Names) -> list[Happened]:
    """Entries in words."""
    found = list(entries)
    names.meet({e.actor for e, _ in found} | describe.doers(act for _, act in found))
    regime = regime_of(region)
    return [
        Happened(
            e, act_title(regime, e), names.user(e.actor) or e.place or e.actor, list(describe.rows(act, names, regime))
        )
        for e, act in found
    ]


def differences(region: Region, now: Mapping[str, Any], typed: Mapping[str, Any]) -> list[Differs]:
    """Field by field, where an act as it stands differs from what was typed."""
    one, two = ACT.validate_python(dict(now)), ACT.validate_python(dict(typed))
    both = [about(one), about(two)]
    names = Names([region.pk], {c for x in both for c in x.persons}, {c for x in both for c in x.institutions})
    left, right = (dict(describe.rows(x, names, regime_of(region))) | _findings(x, names) for x in (one, two))
    labels = dict.fromkeys([*left, *right])
    return [
        Differs(label, left.get(label, "—"), right.get(label, "—"))
        for label in labels
        if left.get(label) != right.get(label)
    ]


def _findings(act: Any, names: Names) -> dict[str, str]:
    found: dict[str, str] = {}
    for n, f in enumerate(getattr(act, "findings", ()), start=1):
        found[f"查实事项 {n}"] = "；".join(
            [f.type, "、".join(f.circumstances), str(f.amount if f.amount is not None else "—")]
        )
        for p in f.persons:
            said = [x for x in (p.degree, p.shift, p.not_scored) if x]
            said += [f"{p.points} 分"] if p.points is not None else []
            said += [f"{p.months} 个月"] if p.months is not None else []
            found[f"查实事项 {n}：{names.person(p.person)}"] = "、".join(said) or "—"
    return found
