"""`dingdian replay --through-site`: the same stories, the same answers, told through the API."""

from __future__ import annotations

import json
from typing import Any

import pytest
from typer.testing import CliRunner

from dingdian.accounts.models import User
from dingdian.cli import app
from dingdian.journal.models import Region
from dingdian.regimes import SHIPPED

pytestmark = pytest.mark.filterwarnings("ignore:No directory at")
STORY = SHIPPED / "yunnan-2025/dossiers/clauses/15-all-sites.yaml"


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["replay", str(STORY), *words])
    return result.exit_code, result.output


def told(*words: str) -> Any:
    """The replay as JSON; a reason's parameters stay at the site, its clauses come along."""
    code, output = run("--json", *words)
    assert code == 0, output
    (story,) = json.loads(output)
    return {**story, "checks": [{k: v for k, v in c.items() if k != "reasons"} for c in story["checks"]]}


@pytest.mark.django_db(transaction=True)
def test_local_answers_as_memory_and_leaves_no_trace(settings: Any) -> None:
    assert told("--through-site", "local") == told()
    assert not Region.objects.exists() and not User.objects.exists()
    assert not settings.REPLAYS


def test_an_address_needs_a_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DINGDIAN_TOKEN", raising=False)
    code, output = run("--through-site", "http://127.0.0.1:9")
    assert code == 2 and "DINGDIAN_TOKEN" in output


def test_a_site_that_does_not_answer_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DINGDIAN_TOKEN", "dd_x")
    code, output = run("--through-site", "http://127.0.0.1:9")
    assert code == 2 and "连不上" in output


@pytest.mark.django_db(transaction=True)
def test_a_site_is_asked_over_the_wire(live_server: Any, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from dingdian.accounts import tokens

    teller = User.objects.create(username="teller", role=User.Role.SYSTEM_ADMIN)
    monkeypatch.setenv("DINGDIAN_TOKEN", tokens.issue(teller, "卷宗")[1])
    code, output = run("--through-site", live_server.url)
    assert code == 2 and "404" in output
    settings.REPLAYS = True
    assert told("--through-site", live_server.url) == told()
    monkeypatch.setenv("DINGDIAN_TOKEN", "dd_wrong")
    code, output = run("--through-site", live_server.url)
    assert code == 2 and "401" in output
