"""The verifier by itself: it shares nothing with the application, and says what it finds where."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from dingdian.journal import canonical, checkpoint, verifier
from dingdian.journal.models import Entry, Region
from tests.journal.regions import HOSPITAL, hospital

ALLOWED = {"psycopg", "cryptography"}


def test_it_imports_nothing_of_the_application() -> None:
    import sys

    tree = ast.parse(Path(verifier.__file__).read_text(encoding="utf-8"))
    names = {a.name for node in ast.walk(tree) if isinstance(node, ast.Import) for a in node.names}
    names |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in names} - sys.stdlib_module_names == ALLOWED


@pytest.mark.parametrize(
    "value", [{"b": [1, "a"], "a": {"ß": "\u2028", "一": None}}, '"\\\n\t\x00\x7f', "一", [], {}, True]
)
def test_both_write_the_same_canonical_text(value: Any) -> None:
    assert verifier.canonical(value) == canonical.text(value)


def test_both_begin_a_chain_alike() -> None:
    assert checkpoint.GENESIS == verifier.GENESIS


def test_what_canonical_text_keeps_and_refuses() -> None:
    from datetime import datetime
    from decimal import Decimal
    from types import MappingProxyType
    from typing import NamedTuple

    class Named(NamedTuple):
        name: str
        number: int

    value = {"d": date(2025, 1, 2), "s": {"b", "a"}, "n": Decimal("1.50"), "t": (1, None)}
    assert canonical.text(value) == '{"d":"2025-01-02","n":1.50,"s":["a","b"],"t":[1,null]}'
    assert canonical.text(MappingProxyType({"k": Named("x", 1)})) == '{"k":["x",1]}'
    assert canonical.parse("1.50") == Decimal("1.50")
    for refused in (datetime(2025, 1, 1), 1.5):
        with pytest.raises(TypeError):
            canonical.text(refused)


def findings(region: Region, *statements: str) -> list[tuple[int | None, str, str, str]]:
    """What is found after statements of a superuser; then all is as before."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for statement in statements:
            cursor.execute(statement)
        report = verifier.examine(connection.connection, {})
        transaction.set_rollback(True)
    return [(f.seq, f.what, f.expected, f.found) for r in report.regions for f in r.findings if r.code == region.pk]


@pytest.fixture
def region(db: None) -> Region:
    return hospital("r", 2)


def whats(found: Iterable[tuple[int | None, str, str, str]]) -> set[str]:
    return {what for _, what, _, _ in found}


def test_a_column_that_does_not_agree_with_its_body_is_named(region: Region) -> None:
    found = findings(region, "UPDATE journal_entry SET ref = 'H9' WHERE seq = 1")
    assert (1, "ref 与正文不符", HOSPITAL, "H9") in found


def test_a_body_that_cannot_be_read_is_named(region: Region) -> None:
    for body in ("{", "{}", "[]", '{"law": []}', '{"law": null}'):
        found = findings(region, f"UPDATE journal_entry SET body = '{body}' WHERE seq = 1")
        assert "正文读不出" in whats(found)


def test_a_day_before_the_last_is_named(region: Region) -> None:
    found = findings(region, "UPDATE journal_entry SET recorded_on = '2020-01-01' WHERE seq = 2")
    assert (2, "登记日早于上一条", "不早于 2025-02-05", "2020-01-01") in found


def test_a_missing_number_and_head_are_named(region: Region) -> None:
    found = findings(region, "DELETE FROM journal_entry WHERE seq = 2", "DELETE FROM journal_head")
    assert (3, "编号不连续", "2", "3") in found
    assert found[-1][1] == "链尾登记与最后一条不符"
    assert found[-1][3] == "没有"


def test_an_empty_region_ends_where_it_begins(region: Region) -> None:
    found = findings(
        region, "DELETE FROM journal_entry", "UPDATE journal_head SET seq = 0, hash = repeat('0', 64)"
    )  # fmt: skip
    assert found == [(None, "链尾登记与最后一条不符", f"0 {'0' * 64} 无", f"0 {'0' * 64} 2025-02-05")]


def test_a_subject_of_another_region_is_found(region: Region) -> None:
    found = findings(
        region, "UPDATE journal_subject SET region_id = 'x' WHERE entry_id = (SELECT min(id) FROM journal_entry)"
    )
    assert whats(found) == {"本条散列与内容不符", "与上一条不衔接"}


def test_of_very_many_findings_the_rest_is_counted(region: Region) -> None:
    hospital("long", 60)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE journal_entry SET actor = 'x'")
        report = verifier.examine(connection.connection, {})
        transaction.set_rollback(True)
    (long,) = [r for r in report.regions if r.code == "long"]
    assert len(long.findings) == verifier.SHOWN
    assert f"    另有 {long.wrong - verifier.SHOWN} 处" in list(report.lines())


@pytest.fixture
def signed(region: Region, settings: Any, tmp_path: Path) -> Path:
    settings.CHECKPOINTS, settings.CHECKPOINT_KEY = str(tmp_path / "checkpoints"), tmp_path / "key.pem"
    return checkpoint.take(date(2026, 3, 10)).path


def test_what_was_written_since_does_not_contradict(region: Region, signed: Path) -> None:
    hospital("later", 1)
    expected, _ = verifier.checkpoint(signed)
    assert verifier.examine(connection.connection, expected).ok


def test_an_agreement_without_a_name_of_its_own_is_known_by_its_number(region: Region) -> None:
    from dingdian.journal.record import register
    from dingdian.journal.slices import AGREEMENT
    from tests.journal.regions import CLERK, FIRST

    data = {"institution": HOSPITAL, "start_on": date(2026, 1, 1), "end_on": date(2026, 12, 31)}
    entry = register(region, AGREEMENT, data, by=CLERK, key="later", recorded_on=FIRST).entry
    assert entry.ref == f"{HOSPITAL}#{entry.seq}"
    assert str(entry) == f"r {entry.seq} registration.agreement"
    assert str(region) == "测试区"
    assert verifier.examine(connection.connection, {}).ok


def test_the_program(region: Region, signed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its own connection sees an empty journal: what the test wrote was not committed."""
    url = "postgresql:///none?host=/nowhere"
    assert verifier.main([url]) == 2
    assert "数据库读不出（OperationalError）" in capsys.readouterr().err
    own = connection.settings_dict
    url = f"postgresql://{own['USER']}:{own['PASSWORD']}@/{own['NAME']}?host={own['HOST']}"
    assert verifier.main([url]) == 0
    assert capsys.readouterr().out == "核验通过\n"
    assert verifier.main([url, "--against", str(signed), "--json"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert [f["what"] for f in said["findings"]] == ["检查点所载的区没有了"]
    assert verifier.main([url, "--against", str(signed)]) == 1
    assert "✗ r：检查点所载的区没有了，应为 4 条，实为 无" in capsys.readouterr().out
    assert verifier.main([url, "--against", str(tmp_path / "none.json")]) == 2
    assert "检查点或公钥读不出" in capsys.readouterr().err


def test_entries_are_told_apart(region: Region) -> None:
    assert len({e.hash for e in Entry.objects.all()}) == 4
