"""Logs: written once, changed by nobody, read by auditors."""

from __future__ import annotations

import threading

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, connection, transaction
from django.test import RequestFactory

from dingdian.accounts import log
from dingdian.accounts.models import AccessLog, OperationLog, User
from tests.accounts.factory import World, world

TABLES = ("accounts_accesslog", "accounts_operationlog")


@pytest.fixture
def w(db: None) -> World:
    return world()


def test_a_row_says_who_where_what_and_whence(w: World) -> None:
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.9")
    row = log.log_access(w.user("clerk"), "查看全部信息", "D530102000001", request)
    kept = AccessLog.objects.get(pk=row.pk)
    assert (kept.actor, kept.role, kept.place, kept.division) == ("clerk-5301", "clerk", "昆明市医保中心", "530100")
    assert (kept.what, kept.subject, kept.address) == ("查看全部信息", "D530102000001", "10.0.0.9")
    nobody = log.log_access(AnonymousUser(), "看", "x" * 300)
    assert (nobody.actor, nobody.place, len(nobody.subject)) == ("", "", 200)
    assert log.log_operation(None, "改设置", "s").actor == "console"
    assert log.log_operation(w.user("security_admin", ""), "改", "s", "细节").detail == "细节"


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("statement", ["UPDATE {} SET what = 'x'", "DELETE FROM {}", "TRUNCATE {}"])
def test_not_even_the_owner_changes_one(w: World, table: str, statement: str) -> None:
    log.log_access(w.user("clerk"), "看", "x")
    log.log_operation(w.user("clerk"), "改", "x")
    with connection.cursor() as cursor:
        cursor.execute("SELECT tableowner = current_user FROM pg_tables WHERE tablename = %s", [table])
        assert cursor.fetchone() == (True,)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))


def rows(w: World) -> list[AccessLog]:
    made = []
    for n in range(3):
        made += [log.log_access(w.user(role), "看", f"{role}{n}") for role in ("clerk", "head")]
    return made


def behind_the_back(statement: str, *parameters: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE accounts_accesslog DISABLE TRIGGER USER")
        cursor.execute(statement, parameters)
        cursor.execute("ALTER TABLE accounts_accesslog ENABLE TRIGGER USER")


def test_what_is_done_behind_the_databases_back_shows(w: World) -> None:
    made = rows(w)
    before = set(log.broken(AccessLog))
    assert not before & {row.pk for row in made}
    behind_the_back("UPDATE accounts_accesslog SET subject = 'other' WHERE id = %s", made[2].pk)
    assert set(log.broken(AccessLog)) - before == {made[2].pk}
    behind_the_back("DELETE FROM accounts_accesslog WHERE id = %s", made[2].pk)
    assert set(log.broken(AccessLog)) - before == {made[4].pk}
    assert log.broken(OperationLog) == []


def test_every_column_is_chained(w: World) -> None:
    made = rows(w)
    columns = ["at", "actor", "role", "place", "division", "what", "detail", "address"]
    for column in columns:
        value = "at + interval '1 second'" if column == "at" else f"'{column[:6]}'"
        with transaction.atomic():
            behind_the_back(f"UPDATE accounts_accesslog SET {column} = {value} WHERE id = %s", made[0].pk)
            assert made[0].pk in log.broken(AccessLog)
            transaction.set_rollback(True)
        assert made[0].pk not in log.broken(AccessLog)


def test_who_reads_them(w: World) -> None:
    for place in ("53", "5301", "530102", "5303"):
        log.log_access(w.user("clerk", place), "看", place)
        log.log_operation(w.user("clerk", place), "改", place)
    seen = {}
    for key, user in w.users.items():
        read = set(log.entries(user).filter(what="看").values_list("subject", flat=True))
        assert read == set(log.operations(user).filter(what="改").values_list("subject", flat=True))
        if read:
            seen[key] = read
    assert seen == {
        ("audit_admin", ""): {"53", "5301", "530102", "5303"},
        ("auditor", "53"): {"53", "5301", "530102", "5303"},
        ("auditor", "5301"): {"5301", "530102"},
        ("auditor", "530102"): {"530102"},
        ("auditor", "5303"): {"5303"},
    }
    assert list(log.entries(w.user("audit_admin", "")).values_list("id", flat=True)[:1]) == [
        AccessLog.objects.latest("id").pk
    ]
    assert not log.entries(AnonymousUser()).exists()


@pytest.mark.django_db(transaction=True)
def test_one_actor_at_several_desks_keeps_one_chain() -> None:
    user = world().user("clerk")
    first = log.log_access(user, "看", "开始").pk
    failed: list[BaseException] = []

    def desk() -> None:
        try:
            for n in range(5):
                log.log_access(user, "看", str(n))
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    desks = [threading.Thread(target=desk) for _ in range(4)]
    for thread in desks:
        thread.start()
    for thread in desks:
        thread.join()
    assert not failed
    assert AccessLog.objects.filter(pk__gt=first, actor=user.username).count() == 20
    assert not [pk for pk in log.broken(AccessLog) if pk >= first]


def test_an_account_may_go_and_its_traces_stay(w: World) -> None:
    user = User.objects.create(username="gone", name="某", role="person", person="D9")
    log.log_access(user, "看", "D9")
    user.delete()
    assert AccessLog.objects.filter(actor="gone").exists()
