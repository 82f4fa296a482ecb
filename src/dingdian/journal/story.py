"""A dossier told through the journal: each story in a region of its own, with its acts recorded as any other."""

from __future__ import annotations

from datetime import date
from typing import Any

from dingdian.dossier import Dossier
from dingdian.dossier.format import (
    AnyCheck,
    ClaimCheck,
    DeadlineCheck,
    InstitutionCheck,
    MaterialsCheck,
    NoteCheck,
    PersonCheck,
    RefusedCheck,
    ResettleCheck,
)
from dingdian.dossier.replay import Answer, answer
from dingdian.journal import canonical
from dingdian.journal.models import Head, Region
from dingdian.journal.record import Actor, Refused, record, register
from dingdian.journal.slices import AGREEMENT, INSTITUTION, PERSON, load, load_for
from dingdian.law.explain import Objection
from dingdian.law.register import Register
from dingdian.law.setting import Setting
from dingdian.law.values import Model

TELLER = Actor("dossier", "system", "")


def open_region(code: str, name: str, *, persons: str = "", institutions: str = "", **rest: Any) -> Region:
    """A region with an empty chain."""
    region = Region.objects.create(code=code, name=name, persons=persons, institutions=institutions, **rest)
    Head.objects.create(region=region)
    return region


def halves(dossier: Dossier) -> tuple[str, str]:
    """The regimes of persons and of institutions that a story is told under (empty: none)."""
    named, regime = dossier.document.data["regime"], dossier.regime
    if isinstance(named, dict):
        return named.get("persons", ""), named.get("institutions", "")
    return (named if regime.persons is not None else ""), (named if regime.institutions is not None else "")


def open_story(
    code: str, title: str, persons: str, institutions: str, setting: Setting, *, by: Actor, first: date | None
) -> Region:
    """A region of its own for a story, with its setting registered on the day of the first act."""
    region = open_region(
        code,
        title[:120],
        persons=persons,
        institutions=institutions,
        parameters=canonical.text(setting.parameters),
        complete=setting.complete,
        agreements_stated=setting.agreements is not None,
    )
    rows: list[tuple[str, Model]] = [(INSTITUTION, x) for x in setting.institutions]
    rows += [(AGREEMENT, x) for x in setting.agreements or ()]
    rows += [(PERSON, x) for x in setting.people]
    for n, (name, model) in enumerate(rows):
        data = model.model_dump(by_alias=True, exclude_unset=True)
        register(region, name, data, by=by, key=f"setting-{n}", recorded_on=first)
    return region


class InJournal:
    """The world of a story as the database holds it."""

    def __init__(self, dossier: Dossier, code: str) -> None:
        persons, institutions = halves(dossier)
        first = min((act.recorded for act in dossier.acts), default=None)
        self.region = open_story(code, dossier.title, persons, institutions, dossier.setting, by=TELLER, first=first)

    def admit(self, act: Any) -> tuple[Objection, ...]:
        try:
            record(self.region, act, by=TELLER, key=act.id, recorded_on=act.recorded)
        except Refused as refused:
            return refused.objections
        return ()

    def answer(self, question: AnyCheck) -> Answer:
        return answer(asked(self.region, question), question)


def asked(region: Region, question: AnyCheck) -> Register:
    """The register of all that bears on a question."""
    q: Any = question
    if isinstance(question, PersonCheck):
        return load(region, persons=_some(q.person), institutions=_some(q.site))
    if isinstance(question, InstitutionCheck):
        return load(region, institutions=_some(q.institution), everybody=True)
    if isinstance(question, ClaimCheck):
        return load(region, persons=_some(q.claim.person), institutions=_some(q.claim.institution))
    if isinstance(question, DeadlineCheck):
        at, refs = _some(q.institution), _some(q.of, q.case)
        return load(region, persons=_some(q.person), institutions=at, refs=refs, everybody=q.person is None)
    if isinstance(question, RefusedCheck):
        return load_for(region, q.refused)
    if isinstance(question, NoteCheck):
        return load(region, refs=_some(q.note))
    if isinstance(question, MaterialsCheck):
        return load(region, refs=_some(q.materials))
    if isinstance(question, ResettleCheck):
        return load(region, persons=_some(q.resettle), institutions=_some(q.institution))
    return load(region)


def _some(*codes: str | None) -> set[str]:
    return {code for code in codes if code}
