"""权限申请 on the pages: asked for, approved, configured and looked through, each by whom it is for and by nobody else."""

from __future__ import annotations

import csv
import re
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.test import Client
from django.utils import timezone

from dingdian.accounts import actions, rights
from dingdian.accounts.models import Application, OperationLog, User
from dingdian.casework.models import Notice
from dingdian.journal.story import open_region
from tests.accounts.factory import PASSWORD, World, sign_in, world

pytestmark = pytest.mark.django_db
NEW = {"username": "new-clerk", "name": "新经办", "holder": "5301-77", "role": "clerk",
       "organisation": "昆明市医保中心", "reason": "新入职"}  # fmt: skip


@pytest.fixture
def w() -> World:
    made = world()
    open_region("land", "示例省", persons="national-2025", division_id="530000")
    return made


def at(w: World, role: str, place: str = "") -> Client:
    return sign_in(Client(), w.user(role, place))


def asked(w: World) -> Application:
    told: dict[str, Any] = NEW | {"organisation": w.agencies["5301"]}
    return rights.ask_to_open(acting_user=w.user("head"), **told)


def given(w: World) -> User:
    application = asked(w)
    rights.decide(acting_user=w.user("head", "53"), application=application, approve=True)
    return actions.configure(
        acting_user=w.user("security_admin", ""), application=application, password=PASSWORD
    )  # fmt: skip


@pytest.mark.proves("national/34.20")
def test_from_the_application_to_the_account(w: World) -> None:
    answer = at(w, "head", "5301").post("/rights/new/open/", NEW)
    application = Application.objects.get()
    url = f"/rights/{application.pk}/"
    assert answer["Location"] == f"{url}?done=asked"
    waiting = {n.user for n in Notice.objects.all()}
    assert waiting == {w.user("head", "53"), w.user("official", "53"), w.user("official", "5301")}
    page = at(w, "head", "5301").get(url).content.decode()
    assert "申请人不能审批自己的申请" in page and 'value="approve"' not in page
    page = at(w, "head", "53").get(url).content.decode()
    assert "没有不相容" in page and 'value="approve"' in page and "新入职" in page
    assert at(w, "head", "53").post(url, {"move": "approve"})["Location"] == f"{url}?done=approve"
    answer = at(w, "security_admin").post(url, {"move": "configure"})
    page = answer.content.decode()
    found = re.search(r'class="secret code">([^<]+)<', page)
    assert found is not None and "no-store" in answer["Cache-Control"]
    user = User.objects.get(username="new-clerk")
    assert user.check_password(found[1]) and user.must_change_password and user.human == "5301-77"
    page = at(w, "head", "5301").get(url).content.decode()
    assert found[1] not in page and page.index("<h3>配置</h3>") < page.index("<h3>批准</h3>") < page.index(
        "<h3>申请</h3>"
    )
    assert Notice.objects.filter(user=w.user("head"), title="您的权限申请：已配置").exists()
    page = at(w, "security_admin").get(f"/accounts/{user.pk}/").content.decode()
    assert f'href="{url}"' in page and "按权限申请变更" in page and 'value="place"' not in page
    doings = OperationLog.objects.order_by("pk").values_list("what", flat=True)
    assert list(doings) == ["申请权限", "批准权限申请", "建立账号", "配置权限"]


def test_changed_and_withdrawn(w: World) -> None:
    user = given(w)
    head, above, keeper = at(w, "head", "5301"), at(w, "head", "53"), at(w, "security_admin")
    assert 'value="new-clerk"' in head.get("/rights/new/change/?account=new-clerk").content.decode()
    change = {"account": "new-clerk", "role": "reviewer", "organisation": "五华区医保中心", "reason": "轮岗"}
    for kind, told in (("change", change), ("withdraw", {"account": "new-clerk", "reason": "调离"})):
        url = head.post(f"/rights/new/{kind}/", told)["Location"].partition("?")[0]
        assert ("经办 昆明市医保中心" in above.get(url).content.decode()) == (kind == "change")
        above.post(url, {"move": "approve", "words": "同意"})
        assert keeper.post(url, {"move": "configure"})["Location"] == f"{url}?done=configure"
    user.refresh_from_db()
    assert (user.role, str(user.organisation), user.is_active) == ("reviewer", "五华区医保中心", False)
    page = keeper.post(f"/accounts/{user.pk}/", {"move": "open"})
    assert page.status_code == 422 and "重新申请" in page.content.decode()
    assert "取消，重新启用须另行申请" in keeper.get(f"/accounts/{user.pk}/").content.decode()


def test_refused_and_sent_back_with_a_reason(w: World) -> None:
    application = asked(w)
    url, above, keeper = f"/rights/{application.pk}/", at(w, "head", "53"), at(w, "security_admin")
    for told, word in (
        ({"move": "refuse"}, "没有写不批准的原因"),
        ({}, "没有选择"),
        ({"move": "configure"}, "安全管理员"),
    ):
        answer = above.post(url, told)
        assert answer.status_code == 422 and word in answer.content.decode()
    assert keeper.post(url, {"move": "configure"}).status_code == 422
    above.post(url, {"move": "approve"})
    answer = keeper.post(url, {"move": "return", "words": " "})
    assert answer.status_code == 422 and "没有写不予配置的原因" in answer.content.decode()
    keeper.post(url, {"move": "return", "words": "人未到岗"})
    assert "人未到岗" in at(w, "head", "5301").get(url).content.decode()
    assert not User.objects.filter(username="new-clerk").exists()
    second = asked(w)
    above.post(f"/rights/{second.pk}/", {"move": "refuse", "words": "岗位已满"})
    page = at(w, "head", "5301").get("/rights/?state=refused").content.decode()
    assert f"/rights/{second.pk}/" in page and f"/rights/{application.pk}/" not in page
    assert Notice.objects.filter(user=w.user("head"), title="您的权限申请：不批准").exists()


@pytest.mark.parametrize(
    ("kind", "change", "field", "word"),
    [
        ("open", {"username": "clerk-5301"}, "id_username", "已有人用"),
        ("open", {"holder": ""}, "id_holder", "没有写使用人编号"),
        ("open", {"holder": "有 空格"}, "id_holder", "只用字母"),
        ("open", {"role": "official"}, "id_organisation", "须属于"),
        ("open", {"role": "system_admin"}, "id_role", "没有这个角色"),
        ("open", {"organisation": "曲靖市医保中心"}, "id_organisation", "没有这个单位"),
        ("open", {"organisation": "没有的单位"}, "id_organisation", "没有这个单位"),
        ("open", {"reason": " "}, "id_reason", "没有写理由"),
        ("open", {"role": "person", "organisation": "", "person": "D530102000001"}, "id_person", "没有登记过"),
        ("change", {"account": "clerk-5303"}, "id_account", "没有这个账号"),
        ("change", {"account": "no-such"}, "id_account", "没有这个账号"),
        ("change", {"account": "person-zhang"}, "id_account", "没有这个账号"),
        ("change", {"account": "clerk-5301"}, "id_role", "一样"),
        ("change", {"account": "clerk-5301", "role": "reviewer", "holder": ""}, "id_holder", "没有写使用人编号"),
        ("withdraw", {"account": "official-5301"}, "id_account", "没有这个账号"),
        ("withdraw", {"account": "security_admin"}, "id_account", "没有这个账号"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(
    w: World, kind: str, change: dict[str, str], field: str, word: str
) -> None:
    answer = at(w, "head", "5301").post(f"/rights/new/{kind}/", {**NEW, **change})
    page = answer.content.decode()
    assert answer.status_code == 422 and f'<a href="#{field}">' in page and page.count(word) >= 2, page
    assert not Application.objects.exists() and not Notice.objects.exists()


def test_posts_that_exclude_each_other_are_said_before_and_refused(w: World) -> None:
    application = asked(w)
    User.objects.filter(pk=w.user("reviewer").pk).update(holder="5301-77")
    url, above = f"/rights/{application.pk}/", at(w, "head", "53")
    page = above.get(url).content.decode()
    assert "使用人已有账号 reviewer-5301" in page and "没有不相容" not in page
    answer = above.post(url, {"move": "approve"})
    assert answer.status_code == 422 and "reviewer-5301" in answer.content.decode()
    page = at(w, "head", "5301").post("/rights/new/open/", NEW | {"username": "n2"}).content.decode()
    assert "#id_role" in page and "取消那个账号的权限" in page


def test_who_comes_in(w: World) -> None:
    application = asked(w)
    sees = {("head", p) for p in ("53", "5301")} | {("official", p) for p in ("53", "5301")}
    sees |= {("auditor", "53"), ("auditor", "5301"), ("security_admin", "")}
    before = (Application.objects.count(), OperationLog.objects.count(), Notice.objects.count())
    for (role, place), user in w.users.items():
        client = sign_in(Client(), user)
        may = role in ("head", "official", "institution", "auditor", "security_admin")
        for url in ("/rights/", "/rights/held/"):
            assert client.get(url).status_code == (200 if may else 403), (role, place, url)
        applies = role in ("head", "official", "institution")
        for kind in ("open", "change", "withdraw"):
            assert client.get(f"/rights/new/{kind}/").status_code == (200 if applies else 403), (role, place)
            assert client.post(f"/rights/new/{kind}/", {}).status_code == (422 if applies else 403)
        wanted = 200 if (role, place) in sees else 404 if may else 403
        assert client.get(f"/rights/{application.pk}/").status_code == wanted, (role, place)
        able = {("head", "53"), ("official", "53"), ("official", "5301")}
        if (role, place) not in able:
            for move in ("approve", "refuse", "configure", "return"):
                wanted = 422 if (role, place) in sees else 404 if may else 403
                answer = client.post(f"/rights/{application.pk}/", {"move": move, "words": "x"})
                assert answer.status_code == wanted, (role, place, move)
        if not may:
            assert client.post("/rights/held/").status_code == 403
    after = (Application.objects.count(), OperationLog.objects.count(), Notice.objects.count())
    assert after == before and Application.objects.get().state == "asked"
    assert at(w, "head", "5301").get("/rights/new/no-such/").status_code == 404
    assert Client().get("/rights/").status_code == 302


def test_an_insurance_office_is_offered_its_own_place_alone(w: World) -> None:
    page = at(w, "institution", "wuhua").get("/rights/new/open/").content.decode()
    assert 'value="institution"' in page and 'value="person"' in page and 'value="clerk"' not in page
    page = at(w, "head", "5303").get("/rights/new/open/").content.decode()
    assert "曲靖市医保中心" in page and "昆明" not in page and 'value="security_admin"' not in page


@pytest.mark.proves("national/34.20")
def test_rights_in_use_are_looked_through(w: World) -> None:
    user = given(w)
    User.objects.filter(pk=w.user("reviewer").pk).update(holder="5301-77")
    head = at(w, "head", "5301")
    page = head.get("/rights/held/?q=新经办").content.decode()
    row = page[page.index("new-clerk") : page.index("</tr>", page.index("new-clerk"))]
    assert "5301-77" in row and "经办、复核和审批由不同的人办理" in row and "负责人 · 申请" in row and "从未登录" in row
    assert "account=new-clerk" in row and "clerk-5303" not in head.get("/rights/held/").content.decode()
    page = head.get("/rights/held/?role=official").content.decode()
    assert "由主管单位申请" in page and "account=official-5301" not in page
    page = head.get("/rights/held/?role=auditor").content.decode()
    assert "auditor-5301" in page and "没有申请" in page and "new-clerk" not in page
    answer = head.post("/export/rights-held/?q=新经办", {"kind": "csv"})
    rows = list(csv.reader(answer.content.decode("utf-8-sig").splitlines()))
    assert rows[0][:2] == ["用户名", "姓名"] and rows[1][0] == "new-clerk" and rows[1][6] == "head-53"
    assert rows[1][-1] == "经办、复核和审批由不同的人办理"
    keeper = at(w, "security_admin")
    answer = keeper.post("/export/rights-held-kept/", {"kind": "csv"})
    assert answer.content.decode("utf-8-sig").count("\n") >= User.objects.count()
    answer = keeper.post("/export/applications-kept/?state=all", {"kind": "csv"})
    assert "head-5301" in answer.content.decode("utf-8-sig") and "已配置" in answer.content.decode("utf-8-sig")
    assert head.post("/export/applications/?state=no-such", {"kind": "csv"}).status_code == 200
    assert at(w, "supervisor", "5301").get("/export/rights-held/").status_code == 403
    assert head.get("/export/rights-held-kept/").status_code == 403
    assert "还没有登记过复核" in head.get("/rights/held/").content.decode()
    assert head.post("/rights/held/")["Location"] == "/rights/held/?done=1"
    row_ = OperationLog.objects.latest("pk")
    assert (row_.actor, row_.what) == ("head-5301", "复核在用权限") and row_.detail.endswith("个账号")
    assert "您上次复核是" in head.get("/rights/held/?done=1").content.decode()
    assert user.is_active


def test_whose_an_account_is_and_whether_it_is_locked(w: World) -> None:
    keeper, user = at(w, "security_admin"), w.user("clerk")
    AccessAttempt.objects.create(
        username=user.username, ip_address="10.0.0.9", failures_since_start=5, attempt_time=timezone.now()
    )
    page = keeper.get("/accounts/?q=clerk-530").content.decode()
    assert page.count("已锁定") == 1
    url = f"/accounts/{user.pk}/"
    assert "没有登记" in keeper.get(url).content.decode()
    answer = keeper.post(url, {"move": "holder", "holder": "一"})
    assert answer.status_code == 422 and "只用字母" in answer.content.decode()
    assert keeper.post(url, {"move": "holder", "holder": "5301-5a"})["Location"] == f"{url}?done=holder"
    User.objects.filter(pk=w.user("reviewer").pk).update(holder="5301-5A")
    page = keeper.get(url).content.decode()
    assert "5301-5A" in page and "是同一使用人" in page and "经办、复核和审批" in page
    assert OperationLog.objects.latest("pk").detail == "（无） → 5301-5A"
    answer = keeper.post("/accounts/new/", {k: v for k, v in NEW.items() if k != "reason"})
    assert answer.status_code == 422 and "须先申请" in answer.content.decode()
    person = keeper.get(f"/accounts/{w.user('person', 'zhang').pk}/").content.decode()
    assert 'value="holder"' not in person
