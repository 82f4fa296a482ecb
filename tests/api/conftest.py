"""The small country as fixtures, and programs that ask as its users."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests import world
from tests.world import BY, LEVELS, PLACES, Country, handling, secret_of, signed_in, told

__all__ = ["BY", "LEVELS", "PLACES", "Country", "handling", "secret_of", "signed_in", "told"]


@pytest.fixture(autouse=True)
def _static(settings: Any, tmp_path: Path) -> None:
    """No static files are collected for tests, and refusals are what is tested, so nobody need be warned of them."""
    settings.STATIC_ROOT = str(tmp_path)
    logging.getLogger("django.request").setLevel(logging.ERROR)


@pytest.fixture
def country(db: None) -> Country:
    return world.build()


@pytest.fixture
def wide(country: Country) -> Country:
    """The country with somebody at every level."""
    return world.widen(country)


@pytest.fixture
def furnished(wide: Country) -> Country:
    """The wide country with a proposal, a token and a story at every level."""
    return world.furnish(wide)


@pytest.fixture
def clerk(country: Country) -> Client:
    return signed_in(country.users["clerk"])
