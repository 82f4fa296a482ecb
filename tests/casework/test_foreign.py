"""A code of elsewhere is refused in whatever field of whatever act it stands, before the law is asked."""

from __future__ import annotations

import random
from datetime import date
from typing import Any, get_args, get_origin

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError

from dingdian.accounts.models import User
from dingdian.casework.actions import Denied
from dingdian.casework.perms import FROM_ELSEWHERE, JOINING, in_scope
from dingdian.law.acts import AnyAct
from tests.casework.office import HOSPITAL, OTHER, WANG, ZHANG, Office, yunnan

pytestmark = pytest.mark.django_db
R = User.Role
ACT: TypeAdapter[Any] = TypeAdapter(AnyAct)
MODELS = {model.model_fields["act"].annotation.__args__[0]: model for model in get_args(get_args(AnyAct)[0])}
OWN, FOREIGN = {"person": ZHANG, "institution": HOSPITAL}, {"person": WANG, "institution": OTHER}
ENDS = {int: 1, bool: True, date: date(2025, 3, 5)}
Path = tuple[str | int, ...]


def example(model: type[BaseModel], only: str = "") -> dict[str, Any]:
    """The least that makes an act of a model, with one more field if asked, text everywhere else."""
    fields = {f.alias or name: f for name, f in model.model_fields.items()}
    return {name: value(f.annotation) for name, f in fields.items() if f.is_required() or name == only}


def value(kind: Any) -> Any:
    """Something of a type: text wherever text may stand."""
    parts = [p for p in get_args(kind) if p is not type(None)]
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return example(kind)
    if kind in ENDS:
        return ENDS[kind]
    if get_origin(kind) is tuple:
        return [value(parts[0])]
    if get_origin(kind) is dict:
        return {}
    if parts and not isinstance(parts[0], str):
        return value(parts[0])
    if parts:
        return parts[0]
    if isinstance(kind, type) and hasattr(kind, "__members__"):
        return next(iter(kind)).value
    return 1 if getattr(kind, "__name__", "") in ("Decimal", "Fraction") else "x"


def texts(act: Any, path: Path = ()) -> list[Path]:
    """Where in an act free text stands."""
    if isinstance(act, dict):
        return [p for key, part in act.items() for p in texts(part, (*path, key))]
    if isinstance(act, list):
        return [p for n, part in enumerate(act) for p in texts(part, (*path, n))]
    return [path] if act == "x" else []


def put(act: Any, path: Path, code: str) -> Any:
    """The act with a code in one place."""
    if not path:
        return code
    if isinstance(act, dict):
        return {key: put(part, path[1:], code) if key == path[0] else part for key, part in act.items()}
    return [put(part, path[1:], code) if n == path[0] else part for n, part in enumerate(act)]


def at_home(act: dict[str, Any]) -> dict[str, Any]:
    """The act about one's own person and institution."""
    return act | {name: code for name, code in OWN.items() if name in act}


def cases(name: str) -> list[tuple[Path, dict[str, Any]]]:
    """Every place of free text of an act, with a sound act that has it."""
    model = MODELS[name]
    found: dict[Path, dict[str, Any]] = {}
    for field in [
        "",
        *(f.alias or n for n, f in model.model_fields.items() if n not in ("actor", "approved_by", "id")),
    ]:
        act = example(model, field) | {"act": name, "on": date(2025, 3, 5)}
        try:
            ACT.validate_python(act)
        except ValidationError:
            continue
        found |= {path: act for path in texts(act) if path not in found}
    return list(found.items())


@pytest.fixture
def office() -> Office:
    return yunnan()


def test_nearly_every_act_is_tried() -> None:
    tried = {name for name in MODELS if cases(name)}
    fields = sum(len(cases(name)) for name in MODELS)
    assert len(tried) >= 0.9 * len(MODELS) and fields > 500, sorted(MODELS.keys() - tried)


def test_a_code_of_elsewhere_is_refused_in_every_field_of_every_act(office: Office) -> None:
    clerk = office.user(R.CLERK, "530102")
    reached = []
    for name in MODELS:
        for path, act in cases(name):
            for code in (WANG, OTHER):
                swapped = put(at_home(act), path, code)
                try:
                    parsed = ACT.validate_python(swapped)
                except ValidationError:
                    continue
                try:
                    in_scope(office.region, parsed, clerk)
                    reached.append((name, path, code))
                except Denied:
                    pass
    assert not reached


def test_institutions_and_persons_reach_nothing_of_elsewhere(office: Office) -> None:
    users = [office.user(R.INSTITUTION, HOSPITAL), office.user(R.PERSON, ZHANG)]
    reached = []
    for name in random.Random(4).sample(sorted(MODELS), 40):
        for path, act in cases(name):
            if path == (FROM_ELSEWHERE.get(name),):
                continue  # what another wrote is taken at one's own place: see the tests of what is declared
            code = OTHER if name in JOINING else random.Random(str(path)).choice([WANG, OTHER])
            try:
                parsed = ACT.validate_python(put(at_home(act), path, code))
            except ValidationError:
                continue
            for user in users:
                try:
                    in_scope(office.region, parsed, user)
                    reached.append((name, path, user.role))
                except Denied:
                    pass
    assert not reached


def test_the_same_acts_about_ones_own_pass(office: Office) -> None:
    """The control: with nothing foreign in it an act that names somebody is in scope."""
    clerk = office.user(R.CLERK, "530102")
    tried = 0
    for name in MODELS:
        for _, act in cases(name):
            own = at_home(act)
            if not any(act.get(key) == "x" for key in OWN) or any(
                key in act
                for key in (
                    "staff",
                    "host",
                    "prescriber",
                    "findings",
                    "responsible",
                    "persons",
                    "named_persons",
                    "from_institution",
                    "to_institution",
                )
            ):
                continue
            if any(str(p) == "x" for p in own.values() if not isinstance(p, str)):
                continue
            in_scope(office.region, ACT.validate_python(own), clerk)
            tried += 1
    assert tried > 100
