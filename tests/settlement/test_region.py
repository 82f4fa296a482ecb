"""A snapshot from what the registry derived says what one from the whole register says; one act later, what is new."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from dingdian.cli import app
from dingdian.gate_client import Line, Snapshot
from dingdian.journal.models import Region
from dingdian.journal.record import Actor, record
from dingdian.journal.story import open_story
from dingdian.law.register import Register
from dingdian.registry.models import GateRow
from dingdian.settlement.of_region import contents
from dingdian.settlement.of_register import snapshot
from tests.bulk.stories import SOURCES, Story, regime
from tests.bulk.test_equal import lines

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 1, tzinfo=UTC)
BY = Actor("teller", "clerk")


def told(r: Register, code: str, regime_id: str, acts: int | None = None) -> Region:
    """The register's story in a region of its own, its first acts or all of them."""
    first = min((x.recorded for x in r.records), default=None)
    region = open_story(code, code, regime_id, "", r.setting, by=BY, first=first)
    for x in r.records[:acts]:
        record(region, x.act, by=BY, key=x.ref, recorded_on=x.recorded)
    return region


def of(region: Region) -> Snapshot:
    head, filings = contents(region, NOW)
    return Snapshot.of(head, memoryview(filings))


@pytest.mark.parametrize("regime_id", SOURCES)
def test_a_region_answers_as_its_register(regime_id: str) -> None:
    for seed in range(1):
        r = Story(regime(regime_id), seed).tell(14)
        derived, whole = of(told(r, f"gate-{seed}", regime_id)), snapshot(r, made_at=NOW)
        for who, where, day, emergency, department in lines(r, random.Random(seed)):
            line = Line(who, where, day, emergency, department)
            a, b = derived.check(line), whole.check(line)
            assert (a.outcome, a.reason, set(a.clauses), a.causes) == (b.outcome, b.reason, set(b.clauses), b.causes), (
                line
            )


def test_an_act_is_in_the_next_snapshot() -> None:
    """Delivered today, the suspension stands from tomorrow on; the position tells which act is the last known."""
    r = Story(regime("yunnan-2025"), 0).tell(14)
    region = told(r, "gate-next", "yunnan-2025", acts=0)
    before = of(region)
    day = max(c.first_day for c in r.account("P1").causes)
    assert before.check(Line("P1", "H1", day)).outcome == "pay"
    for x in r.records:
        record(region, x.act, by=BY, key=x.ref, recorded_on=x.recorded)
    after = of(region)
    assert after.check(Line("P1", "H1", day)).outcome != "pay"
    assert after.position == before.position + len(r.records)
    assert before.check(Line("P1", "H1", day - timedelta(days=400))).outcome == "pay"


def test_nobody_without_anything_particular_has_rows() -> None:
    r = Story(regime("yunnan-2025"), 1).tell(0)
    region = told(r, "gate-plain", "yunnan-2025")
    assert not GateRow.objects.filter(region=region).exists()
    assert of(region).check(Line("P2", "H2", date(2025, 9, 1))).outcome == "pay"


def test_the_command_writes_a_file_that_a_hospital_can_check(tmp_path: Path, settings: Any) -> None:
    settings.CHECKPOINT_KEY = tmp_path / "key.pem"
    told(Story(regime("yunnan-2025"), 1).tell(0), "gate-cli", "yunnan-2025")
    target = tmp_path / "out" / "gate.ddg"
    done = CliRunner().invoke(app, ["snapshot", "gate-cli", "-o", str(target)])
    assert done.exit_code == 0, done.output
    gate = Snapshot.open(target, target.with_suffix(".pem").read_bytes())
    assert gate.check(Line("P2", "H2", date(2025, 9, 1))).outcome == "pay"
    wrong = CliRunner().invoke(app, ["snapshot", "nowhere", "-o", str(target)])
    assert wrong.exit_code == 2 and "没有统筹区 nowhere" in wrong.stderr and "gate-cli" in wrong.stderr
