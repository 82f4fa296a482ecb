"""Regions for the tests: a told story, or a hospital with people about whom things are decided."""

from __future__ import annotations

from datetime import date
from typing import Any

from dingdian.dossier import parse_dossier
from dingdian.dossier.replay import tell
from dingdian.journal.batch import Registration, register_many
from dingdian.journal.models import Region
from dingdian.journal.record import Actor
from dingdian.journal.slices import ACT, AGREEMENT, INSTITUTION, PERSON
from dingdian.journal.story import InJournal, open_region
from dingdian.located import read_yaml
from dingdian.regimes import SHIPPED

CLERK = Actor("clerk-1", "clerk", "经办机构")
FIRST = date(2025, 2, 5)
HOSPITAL = "H53010200001"


def story(name: str, code: str = "") -> Region:
    """The region in which a shipped story was told: `yunnan-2025/g17-restoration`."""
    folder, _, file = name.partition("/")
    path = next((SHIPPED / folder / "dossiers").rglob(f"{file}.yaml"))
    dossier = parse_dossier(read_yaml(path.read_text(encoding="utf-8"), path.name))
    world = InJournal(dossier, code or file[:60])
    checks, refusals = tell(dossier, world)
    assert all(check.ok for check in checks)
    assert not refusals
    return world.region


def person(n: int) -> str:
    return f"D5301020{n:05}"


def registrations(people: int) -> list[Registration]:
    """A hospital and its people."""
    hospital = {"code": HOSPITAL, "name": "甲医院", "sector": "medical_institution", "ownership": "public"}
    site = {"institution": HOSPITAL, "department": "内科", "filed_on": date(2025, 1, 2)}
    rows = [Registration(INSTITUTION, hospital, "institution", office={"division": "530102"})]
    agreement = {"id": "a1", "institution": HOSPITAL, "start_on": date(2025, 1, 1), "end_on": date(2025, 12, 31)}
    rows.append(Registration(AGREEMENT, agreement, "agreement"))
    rows += [
        Registration(PERSON, {"code": person(n), "name": "张某", "role": "medical", "sites": [site]}, f"person-{n}")
        for n in range(people)
    ]
    return rows


def hospital(code: str, people: int) -> Region:
    """A region with one hospital and its people."""
    region = open_region(code, "测试区", persons="yunnan-2025")
    register_many(region, registrations(people), by=CLERK, recorded_on=FIRST)
    return region


def decision(n: int, **changes: Any) -> Any:
    """A decision that gives one person points."""
    finding = {
        "id": f"h{n}-f1",
        "type": "breach",
        "circumstances": ["yunnan/22.1"],
        "persons": [{"person": person(n), "degree": "main"}],
    }
    return ACT.validate_python(
        {
            "act": "handling.decide",
            "on": FIRST,
            "id": f"h{n}",
            "basis": "agreement_handling",
            "institution": HOSPITAL,
            "inspection": f"i{n}",
            "findings": [finding],
        }
        | changes
    )
