"""What the application's role may do: everything its work needs, and nothing that could change the journal.

The tables belong to another role, which only migrates. Triggers refuse changes to the owner as well.
"""

from __future__ import annotations

from typing import Any

from django.db import connection as default
from django.db.backends.base.base import BaseDatabaseWrapper

from dingdian.site.cluster import APPLICATION

APPEND_ONLY = (
    "journal_entry", "journal_subject", "accounts_accesslog", "accounts_operationlog",
    "papers_paper", "papers_delivery", "papers_withdrawal", "papers_reprint",
    "signing_edition", "signing_event",
)  # fmt: skip
"""Tables that only grow: INSERT and SELECT for the application, triggers against everybody."""
READ_ONLY = ("django_migrations",)
CHANGES = ("UPDATE", "DELETE", "TRUNCATE")


def apply(connection: BaseDatabaseWrapper = default, role: str = APPLICATION) -> None:  # type: ignore[assignment]
    """Give the role its rights, as owner of the tables; doing it again changes nothing."""
    name = connection.ops.quote_name(role)
    with connection.cursor() as cursor:
        cursor.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
        cursor.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, {name}")
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {name}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {name}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {name}")
        for table in present(cursor, (*APPEND_ONLY, *READ_ONLY)):
            kept = "SELECT" if table in READ_ONLY else "SELECT, INSERT"
            cursor.execute(f"REVOKE ALL ON {connection.ops.quote_name(table)} FROM {name}")
            cursor.execute(f"GRANT {kept} ON {connection.ops.quote_name(table)} TO {name}")


def insecure(connection: BaseDatabaseWrapper = default) -> list[str]:  # type: ignore[assignment]
    """Why a production start must be refused, as the role that is connected; empty: nothing."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolcreaterole OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        if cursor.fetchone()[0]:
            found.append("应用连接数据库的角色是超级用户或可建角色；改用只有读写权的角色")
        for table in APPEND_ONLY:
            if not present(cursor, (table,)):
                found.append(f"数据库里没有 {table}；先运行 dingdian prepare")
                continue
            cursor.execute("SELECT pg_has_role(relowner, 'MEMBER') FROM pg_class WHERE oid = to_regclass(%s)", [table])
            if cursor.fetchone()[0]:
                found.append(f"应用连接数据库的角色是 {table} 的所有者；表归另一角色所有，由它运行 dingdian prepare")
            for change in CHANGES:
                cursor.execute("SELECT has_table_privilege(%s, %s)", [table, change])
                if cursor.fetchone()[0]:
                    found.append(f"应用连接数据库的角色对 {table} 有 {change} 权；由所有者运行 dingdian prepare 收回")
            if missing := _unguarded(cursor, table):
                found.append(f"{table} 缺少禁止 {'、'.join(missing)} 的触发器，或已停用；由所有者运行 dingdian prepare")
    return found


def present(cursor: Any, tables: tuple[str, ...]) -> list[str]:
    """Those of the tables that there are."""
    cursor.execute("SELECT t FROM unnest(%s::text[]) AS t WHERE to_regclass(t) IS NOT NULL", [list(tables)])
    return [name for (name,) in cursor.fetchall()]


def _unguarded(cursor: Any, table: str) -> list[str]:
    """Changes that no enabled trigger refuses (bits of pg_trigger.tgtype: 8 delete, 16 update, 32 truncate)."""
    cursor.execute(
        "SELECT COALESCE(bit_or(tgtype::int), 0) FROM pg_trigger JOIN pg_proc p ON p.oid = tgfoid"
        " WHERE tgrelid = to_regclass(%s) AND p.proname LIKE '%%append_only' AND tgenabled IN ('O', 'A')",
        [table],
    )
    bits = cursor.fetchone()[0]
    return [change for change, bit in zip(CHANGES, (16, 8, 32), strict=True) if not bits & bit]
