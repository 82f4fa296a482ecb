"""The roles that the tables name, and which case of a process an act is about."""

from __future__ import annotations

from typing import Any

from dingdian.law.values import Role

AGENCY, ADMINISTRATION, INSTITUTION, PERSON = Role.AGENCY, Role.ADMINISTRATION, Role.INSTITUTION, Role.PERSON
PARTNER = Role.PARTNER


def of_decision(act: Any) -> tuple[str, ...]:
    """The decision itself."""
    return (act.id or "",) if act.act == "handling.decide" else (act.of,)


def of_decision_and_person(act: Any) -> tuple[str, ...]:
    """A decision, for one of its persons."""
    return (act.of or "", act.person)


def of_person(act: Any) -> tuple[str, ...]:
    """A person."""
    return (act.person,)


def of_person_and_kind(act: Any) -> tuple[str, ...]:
    """A person, for one kind of measure."""
    return (act.person, act.kind or "")


def of_person_and_place(act: Any) -> tuple[str, ...]:
    """A person at an institution."""
    return (act.person, act.institution)


def of_item(act: Any) -> tuple[str, ...]:
    """What the act itself names."""
    return (act.id,)


def of_whoever(act: Any) -> tuple[str, ...]:
    """The institution that the act names, or else the person."""
    return (getattr(act, "institution", None) or getattr(act, "person", None) or "",)
