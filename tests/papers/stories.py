"""Every paper that the acts of the shipped dossiers allow, from the law alone: no database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from dingdian.dossier import Folded, parse_dossier, replay
from dingdian.law.processes.admit import steps_of
from dingdian.law.register import Register
from dingdian.located import read_yaml
from dingdian.papers import facts, wording
from dingdian.papers.document import Document, Facts, called_for, compose
from dingdian.papers.vocabulary import FAMILIES, OF_HANDLING
from dingdian.regimes import SHIPPED

OFFICE = facts.Office("某市医疗保险中心", "某路1号", "0000-1234567")


@dataclass(frozen=True)
class Told:
    """A paper of a story: where it comes from, its facts and its text."""

    story: str
    register: Register
    kind: str
    ref: str
    person: str
    act: Any
    facts: Facts
    document: Document


@lru_cache(maxsize=64)
def folded(path: Path) -> Folded:
    return replay(parse_dossier(read_yaml(path.read_text(encoding="utf-8"), str(path))))


def story(name: str) -> Register:
    """The register of a golden dossier, by the start of its name."""
    return folded(next(SHIPPED.glob(f"*/dossiers/golden/{name}*.yaml"))).register


def paper(r: Register, kind: str, ref: str, person: str, institution: str, **rest: Any) -> tuple[Facts, Document]:
    """One paper of a register."""
    day = rest.get("day") or next(x.on for x in r.records if x.ref == ref)
    asked = facts.Asked(ref, person, institution, day, OFFICE, {person: facts.Somebody("张三")},
                        {institution: "某医院"}, wording.words(r.regime.id))  # fmt: skip
    found = facts.gather(r, kind, asked)
    return found, compose(wording.load(kind, r.regime.id), found, r.regime, day)


def papers(pattern: str) -> Iterator[Told]:
    """Every paper of the dossiers that match."""
    for path in sorted(SHIPPED.glob(pattern)):
        if parse_dossier(read_yaml(path.read_text(encoding="utf-8"), str(path))).regime.persons is None:
            continue
        yield from _of_story(path.name, folded(path).register)


def _of_story(name: str, r: Register) -> Iterator[Told]:
    for record in r.records:
        step = steps_of(r.regime).get(record.act.act)
        for kind in step[1].papers if step is not None else ():
            if kind not in wording.kinds() or not called_for(wording.load(kind, r.regime.id), r.regime):
                continue
            of = FAMILIES[kind] is OF_HANDLING and record.act.act != "handling.decide"
            ref = record.act.of if of else record.ref
            own = getattr(record.act, "person", None)
            handled = r.handlings[ref].persons() if ref in r.handlings else [""]
            for person in [own] if own else handled:
                at = getattr(record.act, "institution", None) or (
                    r.handlings[ref].act.institution
                    if ref in r.handlings
                    else next((s.institution for s in r.filings(person)), "")
                    if person
                    else ""
                )
                try:
                    found, made = paper(r, kind, ref, person, at, day=record.act.on)
                except facts.NothingToSay:
                    continue
                yield Told(name, r, kind, ref, person, record.act, found, made)
