"""A check of a dossier as a question: what is asked, without what must come out; so that another can answer it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from dingdian.dossier.format import (
    CHECKS,
    AnyCheck,
    Check,
    ClaimCheck,
    DeadlineCheck,
    InstitutionCheck,
    MaterialsCheck,
    NoteCheck,
    ParameterCheck,
    PersonCheck,
    RefusedCheck,
    ResettleCheck,
    known_deadline,
)
from dingdian.law.register import Register
from dingdian.located import InvalidInput, Problem, dotted
from dingdian.messages import explain_error

_COMMON = {"on", "person", "institution", "site", "department", "known_on", "kind", "agreement", "period", "since"}
_NOTHING: Mapping[type[Check], Mapping[str, Any]] = {
    ClaimCheck: {"outcome": "pay"},
    DeadlineCheck: {"due": None},
    ParameterCheck: {"value": None},
    ResettleCheck: {"intervals": ()},
    MaterialsCheck: {"missing": ()},
}
_EXPECTED: Mapping[type[Check], frozenset[str]] = {
    PersonCheck: frozenset(PersonCheck.model_fields) - _COMMON,
    InstitutionCheck: frozenset(InstitutionCheck.model_fields) - _COMMON,
    ClaimCheck: frozenset({"outcome", "method"}),
    DeadlineCheck: frozenset({"due", "provisional"}),
    RefusedCheck: frozenset(),
    ParameterCheck: frozenset({"value"}),
    NoteCheck: frozenset(),
    ResettleCheck: frozenset({"intervals"}),
    MaterialsCheck: frozenset({"missing"}),
}
_OWN = {"cites", "why"}
TASKS = "tasks"
"""Open tasks of a person are folded only where they are asked for: `asks: [tasks]`."""


def question(check: AnyCheck) -> dict[str, Any]:
    """What a check asks, as plain data."""
    asked = check.model_dump(by_alias=True, exclude_unset=True, exclude=set(_EXPECTED[type(check)] | _OWN))
    if isinstance(check, PersonCheck) and check.tasks is not None:
        asked["asks"] = [TASKS]
    return asked


def parse_question(data: Mapping[str, Any]) -> AnyCheck:
    """A question as a check that expects nothing. Raises `InvalidInput` with every problem found."""
    kind = next((model for key, model in CHECKS.items() if key in data), None)
    if kind is None:
        raise InvalidInput([Problem("", None, "question", "看不出问什么", "、".join(CHECKS), "补上所问的对象")])
    rest = {k: v for k, v in data.items() if k != "asks"}
    given = sorted((_EXPECTED[kind] | _OWN) & rest.keys())
    if given:
        raise InvalidInput(
            [Problem("", None, k, "问题里不写应有的结果", "只写所问的事", "删去这个字段") for k in given]
        )
    asks = data.get("asks", [])
    if asks not in ([], [TASKS]) or (asks and kind is not PersonCheck):
        raise InvalidInput([Problem("", None, "asks", "不认识的值", "[tasks]", "只有问人员时可以写 asks: [tasks]")])
    wanted = {TASKS: ()} if asks else {}
    try:
        found: Any = kind.model_validate({**rest, **_NOTHING.get(kind, {}), **wanted})
    except ValidationError as error:
        raise InvalidInput([Problem("", None, dotted(e["loc"]), *explain_error(e)) for e in error.errors()]) from None
    if isinstance(found, DeadlineCheck):
        wrong = known_deadline(found)
        if wrong is not None:
            raise InvalidInput([Problem("", None, *wrong)])
    return found  # type: ignore[no-any-return]


def answerable(r: Register, asked: AnyCheck) -> None:
    """Refuse a question about somebody or something that the register does not know, with `InvalidInput`."""
    target: Any = asked.claim if isinstance(asked, ClaimCheck) else asked
    refs = {x.ref for x in r.records}
    problems = []
    for name, known, word in (
        ("person", r.people, "人员"),
        ("resettle", r.people, "人员"),
        ("institution", r.institutions, "机构"),
        ("site", r.institutions, "机构"),
        ("note", refs, "行为"),
        ("materials", refs, "申请"),
        ("parameter", r.regime.flat, "参数"),
    ):
        value = getattr(target, name, None)
        if value is not None and value not in known:
            problems.append(Problem("", None, name, f"没有编号为 {value} 的{word}", "已登记的编号", "核对编号"))
    if problems:
        raise InvalidInput(problems)
