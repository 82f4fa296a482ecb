"""The commands of the registry."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db.migrations.recorder import MigrationRecorder
from typer.testing import CliRunner

from dingdian.cli import app
from dingdian.journal.models import Region
from tests.registry.places import cells

RUN = CliRunner()


def test_a_template_of_people(tmp_path: Path) -> None:
    file = tmp_path / "people.xlsx"
    done = RUN.invoke(app, ["template", "people-register", "--regime", "hainan-2022", "-o", str(file)])
    assert done.exit_code == 0, done.output
    assert cells(file.read_bytes(), "人员登记")[0][:2] == ("人员编码", "姓名")


@pytest.mark.django_db
def test_no_invented_people_in_a_real_register() -> None:
    done = RUN.invoke(app, ["demo-data"])
    assert done.exit_code == 2 and not Region.objects.exists()


@pytest.mark.django_db
def test_a_database_that_is_not_prepared_is_said_to_be() -> None:
    MigrationRecorder.Migration.objects.filter(app="web").delete()
    done = RUN.invoke(app, ["demo-data"])
    assert done.exit_code == 2 and "dingdian prepare" in done.stderr, done.output


def test_no_database_is_said_to_be_missing(tmp_path: Path) -> None:
    own = {"DATABASE_URL": f"postgresql://nobody@/none?host={tmp_path}", "DINGDIAN_DEMO": "1"}
    command = [str(Path(sys.executable).with_name("dingdian")), "demo-data"]
    done = subprocess.run(command, env=os.environ | own, capture_output=True, text=True)
    assert done.returncode == 2 and "连不上数据库" in done.stderr and "Traceback" not in done.stderr, done.stderr


@pytest.mark.django_db
def test_a_province_that_is_not_there() -> None:
    assert RUN.invoke(app, ["demo-data", "--regime", "national-2025"]).exit_code == 2


@pytest.mark.django_db
def test_demonstration_data_once(settings: object) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]
    told = [
        RUN.invoke(app, ["demo-data", "--scale", "600", "--regime", "hainan-2022", "--on", "2026-03-10"]) for _ in "12"
    ]
    assert [done.exit_code for done in told] == [0, 0], told[0].output
    assert "海南省" in told[0].output and "没有改动" in told[1].output
