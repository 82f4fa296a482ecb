"""How acts name the case they belong to, and who usually acts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dingdian.law.values import Role

AGENCY, ADMINISTRATION, INSTITUTION, SYSTEM = Role.AGENCY, Role.ADMINISTRATION, Role.INSTITUTION, Role.SYSTEM
OFFICES = (AGENCY, ADMINISTRATION)
ANYONE = tuple(Role)
PARTIES = (AGENCY, INSTITUTION)


def by_case(act: Any) -> tuple[str, ...]:
    return (getattr(act, "case", None) or act.id or "",)


def by_case_or_place(act: Any) -> tuple[str, ...]:
    """The case, else the agreement, else the institution the act is about."""
    return (getattr(act, "case", None) or getattr(act, "agreement", None) or act.institution or act.id or "",)


def by_place(act: Any) -> tuple[str, ...]:
    return (getattr(act, "institution", None) or getattr(act, "agreement", None) or "",)


def by_department(act: Any) -> tuple[str, ...]:
    return (act.institution, getattr(act, "department", None) or "")


def by_field(act: Any) -> tuple[str, ...]:
    return (act.institution or "", act.field or "")


def by_opening(act: Any) -> tuple[str, ...]:
    """The act that opened the case: `of`, or the act itself."""
    return (getattr(act, "of", None) or act.id or "",)


def opened_with(name: str) -> Callable[[Any], tuple[str, ...]]:
    """The case that an act of that name opens; its `of` says what the case is about, not which case it is."""

    def case(act: Any) -> tuple[str, ...]:
        return (act.id or "",) if act.act == name else (act.of or "",)

    return case


def itself(act: Any) -> tuple[str, ...]:
    return (act.id or "",)
