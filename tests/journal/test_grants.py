"""The application's role reads and adds to the journal, and nobody changes it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import pytest_django
from django.db import connection, utils

from dingdian.journal import verifier
from dingdian.site import grants
from dingdian.site.cluster import Cluster
from tests.journal.offices import APPLICATION, OWNER, Office, office, tables

pytestmark = pytest.mark.django_db

CHANGES = ("UPDATE {0} SET id = id", "DELETE FROM {0}", "TRUNCATE {0} CASCADE")
TABLES = ("journal_entry", "journal_subject")
PAPERS = ("papers_paper", "papers_delivery", "papers_withdrawal", "papers_reprint")
SIGNING = ("signing_edition", "signing_event")
ROWS = """
INSERT INTO journal_region VALUES ('r', '区', 'yunnan-2025', '', '{}', true, true, NULL);
INSERT INTO journal_head VALUES ('r', 0, repeat('0', 64), NULL);
INSERT INTO journal_entry (region_id, seq, kind, name, ref, "on", recorded_on, recorded_at, actor, role, place, regime,
    body, notes, request_key, request_hash, previous, hash) VALUES ('r', 1, 'act', 'a', 'r', '2025-01-01',
    '2025-01-01', now(), '', '', '', '', '{}', '[]', 'k', '', '', '');
INSERT INTO journal_subject (entry_id, region_id, kind, code) SELECT id, 'r', 'everywhere', '' FROM journal_entry;
"""


@pytest.fixture(scope="module")
def granted(
    cluster: Cluster, django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Office]:  # fmt: skip
    """A database as `dingdian prepare` leaves it, the triggers all on, with an entry that the application wrote."""
    dump = tables(cluster, tmp_path_factory.mktemp("dump") / "tables")
    with django_db_blocker.unblock(), office(cluster, dump) as made:
        with made.connected(OWNER) as owner, owner.cursor() as cursor:
            for table in (*TABLES, *PAPERS, *SIGNING):
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {table}_no_truncate")
            grants.apply(owner)
            grants.apply(owner)
        with made.connected(APPLICATION) as application, application.cursor() as cursor:
            cursor.execute(ROWS)
        yield made


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("role", [APPLICATION, OWNER])
def test_the_journal_is_not_changed(role: str, table: str, change: str, granted: Office) -> None:
    with granted.connected(role) as connected, connected.cursor() as cursor:
        refusal = "permission denied" if role == APPLICATION else "the journal is append-only"
        with pytest.raises(utils.DatabaseError, match=refusal):
            cursor.execute(change.format(table))
        cursor.execute(f"SELECT count(*) FROM {table}")
        assert cursor.fetchone()[0] == 1


def test_the_application_works_with_everything_else(granted: Office) -> None:
    with granted.connected(APPLICATION) as connected, connected.cursor() as cursor:
        cursor.execute("UPDATE journal_head SET seq = 0")
        cursor.execute("INSERT INTO registry_person (region_id, code, name, pinyin, initials, id_number, roles, data, entry_id)"
                       " SELECT 'r', 'D', '', '', '', '', '[]', '{}', id FROM journal_entry")  # fmt: skip
        cursor.execute("DELETE FROM registry_person")
        for refused in (
            "CREATE TABLE t ()",
            "ALTER TABLE journal_entry DISABLE TRIGGER ALL",
            "DELETE FROM django_migrations",
            "SET session_replication_role = replica",
            "DROP TABLE journal_entry",
        ):
            with pytest.raises(utils.DatabaseError, match=r"permission denied|must be owner"):
                cursor.execute(refused)


def test_the_application_can_verify(granted: Office) -> None:
    assert [(r.code, r.count) for r in verifier.verify(granted.url(APPLICATION)).regions] == [("r", 1)]


def test_a_start_as_the_application_is_secure(granted: Office) -> None:
    with granted.connected(APPLICATION) as connected:
        assert grants.insecure(connected) == []


def test_a_start_as_owner_is_not(granted: Office) -> None:
    with granted.connected(OWNER) as connected:
        found = grants.insecure(connected)
    assert found[0].startswith("应用连接数据库的角色是超级用户")
    assert "应用连接数据库的角色是 journal_entry 的所有者；表归另一角色所有，由它运行 dingdian prepare" in found


@pytest.mark.parametrize(
    ("weakness", "said"),
    [
        ("GRANT UPDATE ON journal_entry TO dingdian", "对 journal_entry 有 UPDATE 权"),
        ("GRANT DELETE ON journal_subject TO dingdian", "对 journal_subject 有 DELETE 权"),
        ("GRANT TRUNCATE ON journal_entry TO PUBLIC", "对 journal_entry 有 TRUNCATE 权"),
        ("GRANT dingdian_owner TO dingdian", "是 journal_entry 的所有者"),
        (
            "ALTER TABLE journal_entry DISABLE TRIGGER journal_entry_no_truncate",
            "journal_entry 缺少禁止 TRUNCATE 的触发器",
        ),
        (
            "DROP TRIGGER journal_subject_append_only ON journal_subject",
            "journal_subject 缺少禁止 UPDATE、DELETE 的触发器",
        ),
        ("DROP TABLE journal_subject", "数据库里没有 journal_subject"),
    ],
)
def test_each_weakness_refuses_the_start(weakness: str, said: str, granted: Office) -> None:
    with granted.connected(OWNER) as owner, owner.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute(weakness)
        cursor.execute(f"SET ROLE {APPLICATION}")
        found = grants.insecure(owner)
        cursor.execute("RESET ROLE")
        cursor.execute("ROLLBACK")
    assert any(said in line for line in found), found


def test_it_speaks_of_the_site_s_own_database_where_none_is_named() -> None:
    assert grants.insecure(connection) == grants.insecure()
