"""访问日志 and 操作日志: read by who audits, each within their bounds, and by nobody else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from dingdian.accounts.log import log_access, log_operation
from dingdian.accounts.models import AccessLog, User
from tests.accounts.factory import ADMINISTRATORS, World, sign_in, world
from tests.web import small_demo

pytestmark = pytest.mark.django_db


@pytest.fixture
def w() -> World:
    made = world()
    for role, place in (("clerk", "5301"), ("clerk", "5303")):
        log_access(made.user(role, place), "export", "人员 xlsx 遮盖")
        log_operation(made.user(role, place), "改密码", made.user(role, place).username, "细节")
    return made


def client_of(user: User) -> Client:
    return sign_in(Client(), user)


def test_only_auditors_read_and_each_within_bounds(w: World) -> None:
    for url in ("/logs/access/", "/logs/operations/"):
        for (role, place), user in w.users.items():
            answer = client_of(user).get(url)
            if role not in ("auditor", "audit_admin"):
                assert answer.status_code == 403, (role, url)
                continue
            near, far = (
                f'class="code">{name}<' in client_of(user).get(f"{url}?actor={name}").content.decode()
                for name in ("clerk-5301", "clerk-5303")
            )
            expected = {"": (True, True), "53": (True, True), "5301": (True, False), "5303": (False, True)}
            assert (near, far) == expected.get(place, (False, False)), (role, place)


def test_a_row_says_who_where_what_of_whom_and_whence(w: World) -> None:
    page = client_of(w.user("audit_admin", "")).get("/logs/access/").content.decode()
    assert all(text in page for text in ("clerk-5301", "经办", "昆明市医保中心", "导出", "人员 xlsx 遮盖"))
    page = client_of(w.user("audit_admin", "")).get("/logs/operations/").content.decode()
    assert "改密码" in page and "细节" in page


def test_filters_narrow_and_say_when_a_day_is_none(w: World) -> None:
    client = client_of(w.user("audit_admin", ""))
    page = client.get("/logs/access/?actor=clerk-5303").content.decode()
    assert "clerk-5303" in page and "clerk-5301" not in page
    assert "没有符合筛选条件的记录" in client.get("/logs/access/?subject=D1").content.decode()
    assert "没有符合筛选条件的记录" in client.get("/logs/access/?to=2020-01-01").content.decode()
    assert "clerk-5301" in client.get("/logs/access/?from=2020-01-01").content.decode()
    wrong = client.get("/logs/access/?from=昨天").content.decode()
    assert "日期写法不对" in wrong and "clerk-5301" in wrong


def test_pages_go_back_in_time(w: World) -> None:
    user = w.user("clerk")
    for n in range(31):
        log_access(user, "人员档案", f"D{n}")
    client = client_of(w.user("audit_admin", ""))
    last = AccessLog.objects.order_by("-pk")[29]
    assert f"?after={last.pk}" in client.get("/logs/access/").content.decode()
    assert "D0<" in client.get(f"/logs/access/?after={last.pk}").content.decode()
    assert client.get("/logs/access/?after=x").status_code == 404


def test_logs_cannot_be_changed_from_the_pages(w: World) -> None:
    before = list(AccessLog.objects.values_list("pk", flat=True))
    client = client_of(w.user("audit_admin", ""))
    for method in (client.post, client.delete, client.put):
        method("/logs/access/")
    assert set(before) <= set(AccessLog.objects.values_list("pk", flat=True))


def test_each_administrator_starts_at_their_own_work(w: World) -> None:
    starts = {"system_admin": "/outbox/", "security_admin": "/accounts/", "audit_admin": "/logs/access/"}
    for role in ADMINISTRATORS:
        page = client_of(w.user(role, "")).get("/notices/").content.decode()
        assert f'class="brand" href="{starts[role]}"' in page


def test_who_opened_a_file_is_listed_in_it(signed_in: Callable[[str], Client]) -> None:
    url = f"/people/{small_demo.person_code(1)}/"
    signed_in("clerk").get(url)
    page = signed_in("person").get(url).content.decode()
    assert "王经办（五华区医疗保险中心） 人员档案" in page
