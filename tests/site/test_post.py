"""How messages leave: all that is needed is set, or a start is refused and says what is missing."""

from __future__ import annotations

from typing import Any

import pytest

from dingdian.site import post, serve

WHOLE = {
    "DINGDIAN_SMTP_HOST": "mail.office.example", "DINGDIAN_SMTP_USER": "u", "DINGDIAN_SMTP_PASSWORD": "p",
    "DINGDIAN_MAIL_FROM": "dingdian@office.example", "DINGDIAN_URL": "https://dingdian.example/",
    "DINGDIAN_SMS": "office.sms.Provider", "DINGDIAN_SMS_SIGN": "示例医保",
}  # fmt: skip


def test_nothing_set_is_nothing_sent() -> None:
    found = post.read({"DINGDIAN_URL": "http://127.0.0.1:8000"})
    assert (found.host, found.sms, found.problems) == ("", "", ())


@pytest.mark.parametrize(("tls", "port"), [(None, 587), ("starttls", 587), ("tls", 465)])
def test_all_that_is_needed(tls: str | None, port: int) -> None:
    found = post.read(WHOLE | ({"DINGDIAN_SMTP_TLS": tls} if tls else {}))
    assert found.problems == () and found.port == port and found.url == "https://dingdian.example"
    assert (found.host, found.sender, found.sign) == ("mail.office.example", "dingdian@office.example", "示例医保")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"DINGDIAN_SMTP_HOST": ""}, "没有 DINGDIAN_SMTP_HOST"),
        ({"DINGDIAN_MAIL_FROM": ""}, "DINGDIAN_MAIL_FROM"),
        ({"DINGDIAN_MAIL_FROM": "office"}, "DINGDIAN_MAIL_FROM"),
        ({"DINGDIAN_SMTP_USER": ""}, "DINGDIAN_SMTP_PASSWORD 只设了一个"),
        ({"DINGDIAN_SMTP_PASSWORD": ""}, "DINGDIAN_SMTP_PASSWORD 只设了一个"),
        ({"DINGDIAN_SMTP_TLS": "ssl"}, "DINGDIAN_SMTP_TLS 只能是"),
        ({"DINGDIAN_SMTP_TLS": "none"}, "明文"),
        ({"DINGDIAN_SMTP_PORT": "x"}, "DINGDIAN_SMTP_PORT"),
        ({"DINGDIAN_SMTP_PORT": "65536"}, "DINGDIAN_SMTP_PORT"),
        ({"DINGDIAN_SMTP_PORT": "0"}, "DINGDIAN_SMTP_PORT"),
        ({"DINGDIAN_URL": ""}, "DINGDIAN_URL"),
        ({"DINGDIAN_URL": "http://dingdian.example"}, "DINGDIAN_URL"),
        ({"DINGDIAN_SMS_SIGN": ""}, "DINGDIAN_SMS_SIGN 只设了一个"),
        ({"DINGDIAN_SMS": ""}, "DINGDIAN_SMS_SIGN 只设了一个"),
    ],
)
def test_half_of_it_is_refused_and_nothing_is_sent(change: dict[str, str], says: str, settings: Any) -> None:
    found = post.read(WHOLE | change)
    (problem,) = found.problems
    assert says in problem and (found.host, found.sms) == ("", "")
    settings.POST = found
    assert any(says in reason for reason in serve.unsafe())


def test_a_mail_server_on_the_machine_itself_needs_no_encryption() -> None:
    found = post.read(WHOLE | {"DINGDIAN_SMTP_HOST": "127.0.0.1", "DINGDIAN_SMTP_TLS": "none"})
    assert (found.problems, found.port) == ((), 25)
