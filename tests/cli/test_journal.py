"""The commands that keep the journal: what they print and how they leave."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from typer.testing import CliRunner, Result

from dingdian.cli import app
from dingdian.registry.models import Person
from dingdian.site import grants
from dingdian.site.cluster import APPLICATION, OWNER, Cluster
from tests.journal.regions import hospital


@pytest.fixture
def run(cluster: Cluster, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    settings.CHECKPOINTS, settings.CHECKPOINT_KEY = str(tmp_path / "checkpoints"), tmp_path / "key.pem"
    name = str(connection.settings_dict["NAME"])
    monkeypatch.setenv("DATABASE_URL", cluster.url(APPLICATION, name))
    monkeypatch.setenv("DATABASE_OWNER_URL", cluster.url(OWNER, name))
    monkeypatch.setenv("DINGDIAN_AS_OWNER", "")
    monkeypatch.setenv("DINGDIAN_HOME", str(tmp_path / "home"))

    def command(*arguments: str) -> Result:
        return CliRunner().invoke(app, list(arguments))

    return command


@pytest.mark.django_db
def test_prepare_leaves_the_application_with_its_rights_alone(run: Any, tmp_path: Path) -> None:
    done = run("prepare")
    assert (done.exit_code, done.output) == (0, "✓ 表已是最新，应用角色的权限已收紧，静态文件已就绪\n")
    assert (tmp_path / "home" / "static").is_dir()
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege('dingdian', 'journal_entry', 'INSERT')")
        assert cursor.fetchone()[0]
        cursor.execute("SELECT has_table_privilege('dingdian', 'journal_entry', 'UPDATE')")
        assert not cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True)
def test_from_checkpoint_to_verification(run: Any, tmp_path: Path) -> None:
    grants.apply(connection, APPLICATION)
    hospital("530000", 2)
    done = run("checkpoint")
    (signed,) = (tmp_path / "checkpoints").glob("2*.json")
    assert (done.exit_code, done.output) == (0, f"✓ 已签 {signed}\n")
    assert run("checkpoint").output == f"✓ 当日已有 {signed}\n"
    done = run("verify", "--against", str(signed), "--key", str(signed.with_name("public.pem")))
    assert (done.exit_code, done.output.splitlines()[-1]) == (0, "核验通过")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("DELETE FROM journal_entry WHERE seq = 4")
    done = run("verify", "--against", str(signed), "--json")
    assert done.exit_code == 1
    assert json.loads(done.output)["ok"] is False
    assert run("verify", "--against", "none.json").exit_code == 2
    signed.rename(signed.with_name(f"{date(2020, 1, 1)}.json"))
    done = run("checkpoint")
    assert done.exit_code == 1
    assert "530000 第 4 号与检查点 2020-01-01.json 不符" in done.output


@pytest.mark.django_db
def test_rebuild_says_what_differs(run: Any) -> None:
    hospital("530000", 2)
    done = run("rebuild")
    assert done.exit_code == 0
    assert "✓ 530000 registry_person：2 行，没有差异" in done.output.splitlines()
    Person.objects.filter(code="D530102000001").update(name="别人")
    done = run("rebuild", "--json")
    assert done.exit_code == 1
    assert [x["table"] for x in json.loads(done.output) if x["before"]] == ["registry_person"]
    done = run("rebuild", "--keep")
    assert done.exit_code == 1
    assert "✗ 530000 registry_person：2 行，原有不符 1 行，重算多出 1 行（原行 id：" in done.output
    assert run("rebuild").exit_code == 0
