"""用户管理: the security administrator opens, changes and closes accounts; nobody else does, and all is written down."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.test import Client
from django.utils import timezone

from dingdian.accounts.models import OperationLog, User
from tests.accounts.factory import World, sign_in, world

pytestmark = pytest.mark.django_db
NEW = {"username": "new-clerk", "name": "新经办", "role": "clerk", "organisation": "昆明市医保中心"}


@pytest.fixture
def w() -> World:
    return world()


@pytest.fixture
def client(w: World) -> Client:
    return sign_in(Client(), w.user("security_admin", ""))


def doings() -> list[str]:
    return list(OperationLog.objects.order_by("pk").values_list("what", flat=True))


def test_only_the_security_administrator_comes_in(w: World) -> None:
    other = w.user("clerk", "5303").pk
    for (role, place), user in w.users.items():
        their = sign_in(Client(), user)
        for url in ("/accounts/", "/accounts/new/", f"/accounts/{other}/"):
            wanted = 200 if role == "security_admin" else 403
            assert their.get(url).status_code == wanted, (role, place, url)
            if wanted == 403:
                assert their.post(url, {**NEW, "move": "close"}).status_code == 403
    assert User.objects.get(pk=other).is_active and not User.objects.filter(username="new-clerk").exists()


def test_a_new_account_has_a_password_that_is_shown_once(client: Client) -> None:
    answer = client.post("/accounts/new/", NEW)
    page = answer.content.decode()
    found = re.search(r'class="secret code">([^<]+)<', page)
    assert answer.status_code == 200 and found is not None and "no-store" in answer["Cache-Control"]
    user = User.objects.get(username="new-clerk")
    assert user.check_password(found[1]) and user.must_change_password and user.organisation is not None
    assert found[1] not in client.get(f"/accounts/{user.pk}/").content.decode()
    assert doings() == ["建立账号"] and found[1] not in OperationLog.objects.get().detail
    answer = client.post(
        "/accounts/new/", {**NEW, "username": "at-hospital", "role": "institution", "organisation": "H53010200001"}
    )
    assert answer.status_code == 200 and User.objects.get(username="at-hospital").role == "institution"


@pytest.mark.parametrize(
    ("change", "field", "word"),
    [
        ({"username": ""}, "id_username", "没有写用户名"),
        ({"username": "有 空格"}, "id_username", "只用字母"),
        ({"username": "clerk-5301"}, "id_username", "已存在"),
        ({"role": "system_admin"}, "id_role", "没有这个角色"),
        ({"organisation": "没有的单位"}, "id_organisation", "没有这个单位"),
        ({"organisation": ""}, "id_organisation", "没有写单位"),
        ({"organisation": "昆明市医保局"}, "id_organisation", "须属于经办机构"),
        ({"role": "person", "organisation": ""}, "id_person", "没有写人员编码"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(client: Client, change: dict[str, str], field: str, word: str) -> None:
    answer = client.post("/accounts/new/", {**NEW, **change})
    page = answer.content.decode()
    assert answer.status_code == 422 and f'<a href="#{field}">' in page and page.count(word) == 2
    assert not doings() and not User.objects.filter(name="新经办").exists()


def test_each_doing_is_done_and_written_down(client: Client, w: World) -> None:
    user = w.user("clerk", "5301")
    url = f"/accounts/{user.pk}/"
    AccessAttempt.objects.create(
        username=user.username, ip_address="10.0.0.9", failures_since_start=5, attempt_time=timezone.now()
    )
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    page = client.get(url).content.decode()
    assert "已锁定" in page and "已绑定手机" in page
    for move, said in (("unlock", "已解除锁定"), ("device", "已重置第二因素"), ("close", "已停用"), ("open", "已启用")):
        answer = client.post(url, {"move": move})
        assert answer["Location"] == f"{url}?done={move}"
        assert said in client.get(answer["Location"]).content.decode()
    assert "已锁定" not in client.get(url).content.decode() and not Authenticator.objects.exists()
    assert doings() == ["解除锁定", "重置第二因素", "停用账号", "启用账号"]
    before = user.password
    page = client.post(url, {"move": "password"}).content.decode()
    user.refresh_from_db()
    assert user.password != before and user.must_change_password and "密码已重置" in page
    assert doings()[-1] == "重置密码"
    answer = client.post(url, {"move": "place", "role": "head", "organisation": "五华区医保中心", "person": ""})
    user.refresh_from_db()
    assert (answer.status_code, user.role, str(user.organisation)) == (302, "head", "五华区医保中心")
    assert OperationLog.objects.latest("pk").detail == "经办 昆明市医保中心 → 负责人 五华区医保中心"


def test_a_wrong_place_changes_nothing(client: Client, w: World) -> None:
    user = w.user("clerk", "5301")
    answer = client.post(
        f"/accounts/{user.pk}/", {"move": "place", "role": "official", "organisation": "昆明市医保中心"}
    )
    assert answer.status_code == 422 and "须属于医保行政部门" in answer.content.decode()
    user.refresh_from_db()
    assert user.role == "clerk" and not doings()


def test_nobody_manages_themselves_nor_turns_an_administrator(client: Client, w: World) -> None:
    own = w.user("security_admin", "")
    page = client.get(f"/accounts/{own.pk}/").content.decode()
    assert "由别的安全管理员管理" in page and 'value="close"' not in page
    for move in ("close", "password", "unlock", "device", "nothing"):
        assert client.post(f"/accounts/{own.pk}/", {"move": move}).status_code == 422
    other = w.user("audit_admin", "")
    assert 'value="place"' not in client.get(f"/accounts/{other.pk}/").content.decode()
    moved = client.post(f"/accounts/{other.pk}/", {"move": "place", "role": "clerk", "organisation": "昆明市医保中心"})
    assert moved.status_code == 422 and "不得互相变更" in moved.content.decode()
    other.refresh_from_db()
    assert other.role == "audit_admin" and not doings() and client.get("/accounts/").status_code == 200


def test_the_list_is_searched_and_filtered(client: Client, w: World) -> None:
    page = client.get("/accounts/?q=曲靖市医保中心").content.decode()
    assert "clerk-5303" in page and "clerk-5301" not in page
    page = client.get("/accounts/?role=auditor&state=all").content.decode()
    assert "auditor-53<" in page and "clerk-53<" not in page
    user = w.user("clerk", "5301")
    client.post(f"/accounts/{user.pk}/", {"move": "close"})
    assert "clerk-5301<" not in client.get("/accounts/?q=clerk-5301").content.decode().replace('value="clerk-5301"', "")
    assert "clerk-5301<" in client.get("/accounts/?state=closed").content.decode()
    assert client.get("/accounts/?after=x").status_code == 404
    assert "after=" in client.get("/accounts/").content.decode()
