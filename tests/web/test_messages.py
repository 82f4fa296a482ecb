"""消息设置, 消息发送, 演示邮件: what each shows, keeps and hides."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from typer.testing import CliRunner

from dingdian.accounts.models import OperationLog, User
from dingdian.cli import app
from dingdian.outbox import preferences
from dingdian.outbox.kinds import HANDED, TO_SIGN
from dingdian.outbox.models import Caught, Letter
from dingdian.outbox.writing import write

pytestmark = pytest.mark.django_db


def user(name: str = "clerk") -> User:
    return User.objects.get(username=name)


def test_a_user_says_where_they_are_reached_and_what_they_want(signed_in: Callable[[str], Client]) -> None:
    client = signed_in("clerk")
    page = client.get("/notices/settings/").content.decode()
    assert (
        page.count("checked") == 4 and "本站还没有设置发邮件" in page and "处理通知送达机构、处理通知告知本人" in page
    )
    sent = {"email": "wang@office.example", "mobile": "13800000000", "on": ["digest:email", "no:email"]}
    assert "不在" in client.post("/notices/settings/", sent).content.decode()
    answer = client.post("/notices/settings/", sent | {"on": ["digest:email"]})
    assert answer.status_code == 302 and "已保存" in client.get(answer["Location"]).content.decode()
    kept = user()
    assert (kept.email, preferences.phone(kept)) == ("wang@office.example", "13800000000")
    assert preferences.off(kept) == {"handed:email", "signed:email", "to_sign:email"}
    page = client.get("/notices/settings/").content.decode()
    assert page.count("checked") == 1 and 'value="13800000000"' in page
    log = OperationLog.objects.get(what="messages.address")
    assert (log.actor, log.subject, log.detail) == ("clerk", "clerk", ""), "日志里不写地址"


@pytest.mark.parametrize(("field", "value", "says"), [
    ("email", "wang", "电子邮箱：不是电子邮箱地址"), ("mobile", "12800000000", "手机号码：不是手机号码"),
    ("email", "a@b.example\nBcc: c@d.example", "电子邮箱："),
])  # fmt: skip
def test_a_wrong_address_is_not_kept(signed_in: Callable[[str], Client], field: str, value: str, says: str) -> None:
    answer = signed_in("clerk").post("/notices/settings/", {field: value})
    assert answer.status_code == 422 and says in answer.content.decode()
    assert user().email == "" and not user().preferences.exists()


@pytest.fixture
def dead(settings: Any, province: Any) -> Letter:
    settings.MAIL = True
    User.objects.filter(username="clerk").update(email="wang@office.example")
    for kind in (HANDED, TO_SIGN):
        write(kind, f"c-{kind}", [user()], {"task": 1})
    letter = Letter.objects.get(kind=HANDED)
    Letter.objects.filter(pk=letter.pk).update(
        state="dead", ended_at=timezone.now(), attempts=8, error="试了 8 次：超时"
    )
    return letter


def test_the_administrator_sees_what_was_given_up_and_tries_again(
    signed_in: Callable[[str], Client], dead: Letter
) -> None:
    client = signed_in("sysadmin")
    page = client.get("/outbox/").content.decode()
    assert "有 1 条消息发不出" in page and "试了 8 次：超时" in page and page.count("立即重发") == 1
    assert "wang@office.example" not in page and "王经办" not in page, "看不到地址和姓名"
    assert client.get("/outbox/?state=all").content.decode().count("立即重发") == 2
    assert client.post("/outbox/", {"retry": dead.pk}).status_code == 302
    dead.refresh_from_db()
    assert (dead.state, dead.attempts, dead.ended_at) == ("waiting", 0, None)
    assert "没有发不出的消息" in client.get("/outbox/").content.decode()
    assert OperationLog.objects.get(what="messages.retry").subject == f"letter:{dead.pk}"
    Letter.objects.update(next_at=timezone.now() - timedelta(hours=3))
    assert "看后台工作" in client.get("/outbox/").content.decode()


def test_the_command_says_how_it_stands(dead: Letter) -> None:
    run = CliRunner().invoke
    told = run(app, ["messages"])
    assert told.exit_code == 1 and told.output.startswith("待发 1，已发 0，不必再发 0，发不出 1；最早一条自 ")
    Letter.objects.update(state="sent", ended_at=timezone.now())
    told = run(app, ["messages", "--json"])
    assert told.exit_code == 0
    assert json.loads(told.output) == {"healthy": True, "oldest": None,
                                       "counts": {"waiting": 0, "sent": 2, "dropped": 0, "dead": 0}}  # fmt: skip


def test_the_demonstration_keeps_its_post_on_a_page(
    signed_in: Callable[[str], Client], settings: Any, dead: Letter
) -> None:
    from dingdian.outbox import sending

    settings.EMAIL_BACKEND, settings.COMPOSER = "dingdian.outbox.catcher.Mail", "tests.outbox.test_sending.said"
    Letter.objects.filter(pk=dead.pk).delete()
    assert sending.send() == 1
    client = signed_in("hospital")
    assert client.get("/demo/messages/").status_code == 404
    settings.DEMO = True
    assert Client().get("/demo/messages/").status_code == 302
    page = client.get("/demo/messages/").content.decode()
    assert Caught.objects.count() == 1 and "标题" in page and "wang@office.example" in page
    assert 'href="/demo/messages/"' in client.get("/notices/").content.decode()
