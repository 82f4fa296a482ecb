"""How long what is said may be, so that it can be kept; what is longer is named before anything is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dingdian.journal.subjects import LONGEST, about
from dingdian.law.setting import Agreement, Institution, Person
from dingdian.located import InvalidInput, Problem

FACTS: Mapping[str, int] = {"insurance_tier": 40, "registered_address": 400}
AGREED: Mapping[str, int] = {"kind": 60, "parent": LONGEST, "area": 60}
ACTS: Mapping[str, int] = {"ground": 60, "nature": 40, **AGREED, "department": 60}
"""Fields of acts that are kept beside the journal, whatever the act."""
REGISTERED: Mapping[type[Institution] | type[Person] | type[Agreement], Mapping[str, int]] = {
    Institution: {"code": 30, "name": 120, "sector": 40, "institution_type": 60, "ownership": 40},
    Person: {"code": 30, "name": 60},
    Agreement: {"id": LONGEST, "institution": LONGEST, **AGREED},
}


def too_long(act: Any) -> list[tuple[str, int]]:
    """The fields of an act that are too long to be kept, and how long they may be."""
    own = about(act)
    long = {code for code in own.persons | own.institutions | own.refs if len(code) > LONGEST}
    found = [("id", LONGEST)] if len(act.id or "") > LONGEST else []
    named = [(name, LONGEST) for name in type(act).model_fields if getattr(act, name) in long] if long else []
    found += named or [("act", LONGEST)] if long else []
    found += _over(act, {name: n for name, n in ACTS.items() if name not in dict(found)})
    return found + [(f"facts.{name}", n) for name, n in _over(getattr(act, "facts", None), FACTS)]


def check(row: Institution | Person | Agreement) -> None:
    """Raises `InvalidInput` if a registration is too long to be kept."""
    found = list(_over(row, REGISTERED[type(row)]))
    if isinstance(row, Institution):
        found += [(name, n) for name, n in _over(row.facts, FACTS)]
    if isinstance(row, Person):
        sites = [site for site in row.sites if len(site.department or "") > ACTS["department"]]
        found += [("sites.department", ACTS["department"])] if sites else []
        found += [("sites.institution", LONGEST)] if any(len(x.institution) > LONGEST for x in row.sites) else []
    if found:
        raise InvalidInput(problems(found))


def problems(found: list[tuple[str, int]]) -> list[Problem]:
    """The same, each as a mistake."""
    return [Problem("", None, field, "内容过长", f"至多 {longest} 字", "缩短内容") for field, longest in found]


def _over(said: Any, longest: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    for name, most in longest.items():
        value = getattr(said, name, None)
        if isinstance(value, str | int) and len(str(value)) > most:
            yield name, most
