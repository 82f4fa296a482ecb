"""What the shipped stories of the rules on institutions say, as contents of requests: whole, or one thing changed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from hypothesis import strategies as st

from dingdian.dossier import Dossier, parse_dossier
from dingdian.dossier.questions import question
from dingdian.journal import canonical
from dingdian.journal.story import halves
from dingdian.located import read_yaml
from dingdian.regimes import SHIPPED

RULES = ("shaoguan-2023", "zizhiqu-2025")
"""Rules on institutions."""
JUNK: tuple[Any, ...] = (
    None, "", "不存在", " ", "2024-02-30", "1900-01-01", "2199-12-31", "9999-12-31", True, 0, -1, 0.1, 10**30, 1e300,
    [], [None], [[]], ["不存在"], {}, {"code": "不存在"}, [{}], [{"code": "不存在"}], "长" * 3000,
)  # fmt: skip


@dataclass(frozen=True)
class Story:
    """A story as the API is told it: what opens it, its acts and what is asked."""

    opening: dict[str, Any]
    acts: tuple[dict[str, Any], ...]
    questions: tuple[dict[str, Any], ...]


@cache
def stories(rules: str) -> tuple[Story, ...]:
    """Every story of the rules."""
    paths = sorted((SHIPPED / rules / "dossiers").rglob("*.yaml"))
    return tuple(_story(parse_dossier(read_yaml(path.read_text(encoding="utf-8"), path.name))) for path in paths)


def _story(dossier: Dossier) -> Story:
    persons, institutions = halves(dossier)
    setting = dossier.setting.model_dump(by_alias=True, exclude_unset=True)
    first = min((act.recorded for act in dossier.acts), default=None)
    opening = {"title": dossier.title, "persons": persons or None, "institutions": institutions, "setting": setting,
               "first_recorded_on": first}  # fmt: skip
    acts = [act.model_dump(by_alias=True, exclude_unset=True) for act in dossier.acts]
    asked = [question(check) for check in dossier.checks]
    return Story(_plain(opening), tuple(map(_plain, acts)), tuple(map(_plain, asked)))


def _plain(value: Any) -> Any:
    return json.loads(canonical.text(value))


@cache
def acts_at(rules: str, institution: str, person: str) -> tuple[tuple[dict[str, Any], ...], ...]:
    """The acts of each story that has any, as if told of one institution and one person, without what is filled in."""
    found = []
    for story in stories(rules):
        setting = story.opening["setting"]
        known = {x["code"]: institution for x in setting.get("institutions", ())}
        known |= {x["code"]: person for x in setting.get("people", ())}
        found.append(tuple(_named(act, known) for act in story.acts))
    return tuple(acts for acts in found if acts)


def exact(act: dict[str, Any]) -> dict[str, Any]:
    """The act as the site reads it from a request."""
    return dict(canonical.parse(json.dumps(act)))


FILLED = {"actor", "approved_by", "recorded_on"}


def _named(value: Any, known: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {name: _named(part, known) for name, part in value.items() if name not in FILLED}
    if isinstance(value, list):
        return [_named(part, known) for part in value]
    return known.get(value, value) if isinstance(value, str) else value


def perhaps_changed(whole: dict[str, Any], *keep: str) -> st.SearchStrategy[dict[str, Any]]:
    """A content as it is, or with one thing anywhere in it gone, or something else; `keep`: what stays at the top."""
    places = [place for place in _places(whole) if place[0] not in keep]
    if not places:
        return st.just(whole)
    change = st.tuples(st.sampled_from(places), st.sampled_from([_GONE, *JUNK]))
    return st.one_of(st.just(whole), change.map(lambda chosen: _with(whole, *chosen)))


_GONE = object()


def _places(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, part in pairs:
        yield (*at, name)
        yield from _places(part, (*at, name))


def _with(value: Any, place: tuple[Any, ...], new: Any) -> Any:
    changed = dict(value) if isinstance(value, dict) else list(value)
    if len(place) > 1:
        changed[place[0]] = _with(value[place[0]], place[1:], new)
    elif new is _GONE:
        del changed[place[0]]
    else:
        changed[place[0]] = new
    return changed
