"""The stage of the journeys: a live site, a browser for each user, and a calendar turned by hand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from tests.papers.conftest import _own_seals, pdfsig, seals
from tests.web.journeys.stage import Clock, Stage

__all__ = ["_own_seals", "pdfsig", "seals", "stage"]


@pytest.fixture
def stage(
    transactional_db: None, settings: Any, live_server: LiveServer, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Stage]:
    """Nobody is asked for a second factor, and a session or a password outlasts the years of a story."""
    settings.DEMO, settings.PASSWORD_DAYS, settings.SESSION_COOKIE_AGE = True, 36_500, 10 * 365 * 86_400
    made = Stage(browser, live_server.url, Clock(monkeypatch))
    yield made
    made.close()
