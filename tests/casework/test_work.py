"""`dingdian work` does what is queued on the same database."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from dingdian.casework import tasks
from dingdian.casework.models import Heartbeat
from dingdian.cli import app
from tests.aside import aside


@pytest.mark.django_db(transaction=True)
def test_a_queued_sweep_is_done_by_the_worker() -> None:
    tasks.sweep.defer(timestamp=0)
    assert not Heartbeat.objects.exists()
    done = aside(lambda: CliRunner().invoke(app, ["work", "--once"]))
    assert done.exit_code == 0, done.output
    assert Heartbeat.objects.get(name="sweep").finished_at is not None
