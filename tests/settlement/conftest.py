"""The small country, with the gate before it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import world
from tests.settlement.asking import Gate
from tests.world import Country


@pytest.fixture
def country(db: None) -> Country:
    return world.build()


@pytest.fixture
def gate(country: Country, tmp_path: Path) -> Gate:
    return Gate(tmp_path)
