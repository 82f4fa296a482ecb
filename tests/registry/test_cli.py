"""The commands of the registry."""

from __future__ import annotations

from pathlib import Path

import pytest
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
def test_a_province_that_is_not_there() -> None:
    assert RUN.invoke(app, ["demo-data", "--regime", "shaoguan-2023"]).exit_code == 2


@pytest.mark.django_db
def test_demonstration_data_once(settings: object) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]
    told = [
        RUN.invoke(app, ["demo-data", "--scale", "600", "--regime", "hainan-2022", "--on", "2026-03-10"]) for _ in "12"
    ]
    assert [done.exit_code for done in told] == [0, 0], told[0].output
    assert "海南省" in told[0].output and "没有改动" in told[1].output
