"""What a step of an institution is about: what its case says already, and what may be chosen for the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from dingdian.accounts.models import User
from dingdian.casework.models import Case
from dingdian.casework.queries import cases, process_of
from dingdian.journal.models import Region
from dingdian.journal.slices import regime_of
from dingdian.law.processes.admit import steps_of
from dingdian.law.processes.model import Process
from dingdian.law.regime import Regime
from dingdian.office.institutions.words import SECTORS
from dingdian.registry.models import Agreement
from dingdian.registry.periods import last_day
from dingdian.registry.public import disclosed
from dingdian.web import dates
from dingdian.web.forms.institutional import models
from dingdian.web.forms.institutional.labels import CHOICES
from dingdian.web.naming import number, parsed
from dingdian.web.words import Choices, word

MOST = 200
"""The most matters of an institution that a form lets choose from."""
APPLICATION = "designation"
"""The process whose cases other processes follow by `case`."""
_PROCESSES = {
    "case": "designation", "finding": "finding", "round": "round", "plan": "plan",
    "inspection": "inspection", "template": "template",
}  # fmt: skip
"""Field → the process whose cases it names."""
_MODES = ("paper", "on_site", "other")
"""Ways of looking at an applicant; no rule closes the list."""
_ALIKE = ("institution", "agreement", "case", "department", "field", "area", "year")
"""What a case said when it was opened, and its later steps say again."""


def fixed(found: Case, act: str) -> dict[str, Any]:
    """What a step says because it is done in a case."""
    regime, known = regime_of(found.region), models()[act].model_fields
    process = process_of(regime, found.process)
    opened = parsed(found.opened)
    said = {name: getattr(opened, name, None) for name in _ALIKE if name in known}
    if "institution" in known and found.institution:
        said["institution"] = found.institution
    said = {name: value for name, value in said.items() if value is not None}
    if "case" in known and "case" not in said and found.process == APPLICATION:
        said["case"] = found.key
    own = steps_of(regime)[act][0]
    if own.name == process.name:
        for keyed in _keys(found, known):
            if _leads(own, act, said | keyed, found.key):
                return said | keyed
    elif "of" in known and "of" not in said:
        said["of"] = found.key.split("/")[0]
    return said


def _keys(found: Case, known: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Ways to name the case by fields of the act."""
    first, *rest = found.key.split("/")
    yield {}
    for name in ("case", "of", "agreement", "institution"):
        if name in known:
            yield {name: first}
    for second in ("department", "field"):
        if rest and second in known:
            yield {"institution": first} | ({second: rest[0]} if rest[0] else {})


def _leads(process: Process, act: str, said: Mapping[str, Any], key: str) -> bool:
    """Whether an act that says so much belongs to the case of a key."""
    model: Any = models()[act]
    empty = dict.fromkeys(model.model_fields)
    made = model.model_construct(**(empty | dict(said) | {"act": act, "id": ""}))
    try:
        return "/".join(process.case(made)) == key
    except (AttributeError, TypeError):
        return False


def choices(region: Region, user: User, act: str, institution: str) -> dict[str, Choices]:
    """What the fields of an act may name: matters of the institution, or of the region, that the user may know of."""
    regime, known = regime_of(region), models()[act].model_fields
    found = {
        name: _matters(region, user, process, institution) for name, process in _PROCESSES.items() if name in known
    }
    if "agreement" in known:
        rows = Agreement.objects.filter(institution__region=region, institution__code=institution).order_by("-period")
        found["agreement"] = [(a.ref, dates.period(a.period.lower, last_day(a.period))) for a in rows[:MOST]]
    if "of" in known:
        found["of"] = _matters(region, user, "", institution)
    if regime.institutions is not None:
        found |= {name: offered for name, offered in _of_rules(regime, act).items() if name in known}
    return {name: offered for name, offered in found.items() if offered}


def _of_rules(regime: Regime, act: str) -> dict[str, Choices]:
    """What the rules list for a field of a step."""
    r = regime.rules

    def called(names: Iterable[str] | None) -> Choices:
        return [(name, word(regime, name)) for name in names or ()]

    grounds = {
        "agreement.suspend": (r.suspension_grounds,),
        "agreement.request_suspension": (r.suspension_grounds,),
        "agreement.terminate": (r.termination_grounds,),
        "settlement.hold": (r.hold_grounds,),
        "ground.propose": (r.suspension_grounds, r.termination_grounds),
        "agreement.decline": (r.non_renewal_grounds,),
        "renewal.decide": (r.non_renewal_grounds,),
        "renewal.defer": (r.deferral_grounds,),
    }.get(act, ())
    named = [row for listed in grounds for row in _grounds(regime, listed.value)]
    if act in ("designation.refuse", "designation.stop"):
        named = [(clause, _clause(regime, clause)) for clause in r.negative_list.value]
    found = {
        "materials": called(r.materials.value),
        "missing": called(r.materials.value),
        "topics": called(r.negotiation_topics.value),
        "sector": [(sector, SECTORS[sector]) for sector in r.sectors.value],
        "payment_methods": called(r.payment_methods.value),
        "modes": [(mode, CHOICES[mode]) for mode in _MODES],
        "ground": named,
        "grounds": named,
        "items": called(r.evaluation_items.value) if act.startswith("evaluation.") else [],
    }
    if act == "disclosure.publish":
        found["object"] = called(disclosed(regime))
    return {name: offered for name, offered in found.items() if offered}


def _grounds(regime: Regime, listed: Mapping[str, Any] | None) -> Choices:
    """Grounds by code, told by the clause behind each."""
    return [
        (code, ground.label or next((_clause(regime, c) for c in ground.clauses if c in regime.clauses), code))
        for code, ground in (listed or {}).items()
    ]


def _clause(regime: Regime, code: str) -> str:
    clause = regime.clauses.get(code)
    return f"{clause.cite}：{clause.summary}" if clause is not None else code


def begun(regime: Regime, act: str) -> dict[str, Any]:
    """What a form begins with: every item of an evaluation, met until somebody says otherwise."""
    if act != "evaluation.conclude" or regime.institutions is None:
        return {}
    return {"items": [{"code": code, "result": "pass"} for code in regime.rules.evaluation_items.value]}


def _matters(region: Region, user: User, process: str, institution: str) -> Choices:
    rows = cases(user).filter(region=region).order_by("-id")
    rows = rows.filter(institution=institution) if institution else rows
    rows = rows.filter(process=process) if process else rows
    regime = regime_of(region)
    return [(c.key, f"{_title(regime, c)} {number(c)}") for c in rows.select_related("opened")[:MOST]]


def _title(regime: Regime, found: Case) -> str:
    return process_of(regime, found.process).title
