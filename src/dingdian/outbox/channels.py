"""The ways out of the site: e-mail over SMTP, text messages through whatever the office brings."""

from __future__ import annotations

import smtplib
from dataclasses import dataclass
from typing import Any, Protocol

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.utils.module_loading import import_string

from dingdian.outbox.models import Letter
from dingdian.outbox.preferences import address

FIRST_PART, FURTHER_PARTS = 70, 67
"""Characters of a text message that holds Chinese: alone, and in each part of a longer one."""


@dataclass(frozen=True)
class Words:
    """What a message says: `short` for text messages, without anybody's name; `link`: a path on the site."""

    title: str
    body: str
    link: str
    short: str = ""


class Unsendable(Exception):  # noqa: N818
    """It cannot be sent, and trying again would change nothing; the text says why, naming nobody."""


class Channel(Protocol):
    """Takes messages out. Whatever `send` raises but `Unsendable` means: not now."""

    def send(self, letter: Letter, words: Words) -> None: ...

    def close(self) -> None: ...


class Provider(Protocol):
    """What an office brings to send text messages (`DINGDIAN_SMS` names the class)."""

    def send(self, number: str, text: str, reference: str) -> None:
        """Hand over one text; the same `reference` again is the same message. Raises `Unsendable`, or anything."""


def reference(letter: Letter) -> str:
    """Names a message for good, so that whoever gets it twice can tell."""
    return f"dingdian-{letter.pk}-{int(letter.made_at.timestamp())}"


class Email:
    """E-mail through Django's backend, one connection for a run."""

    def __init__(self) -> None:
        self._connection: Any = get_connection()

    def send(self, letter: Letter, words: Words) -> None:
        to = address(letter.user, Letter.Channel.EMAIL)
        if not to:
            raise Unsendable("用户没有填写电子邮箱，或没有设置发信")
        domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
        headers = {"Message-ID": f"<{reference(letter)}@{domain}>", "Auto-Submitted": "auto-generated"}
        body = (
            f"{words.body}\n\n登录办理：{settings.SITE_URL}{words.link}\n\n"
            f"本邮件由系统自动发出，请勿回复。不想再收到可以关闭的邮件：{settings.SITE_URL}/notices/settings/\n"
        )
        message = EmailMessage(words.title, body, None, [to], headers=headers, connection=self._connection)
        try:
            self._connection.open()
            message.send()
        except smtplib.SMTPRecipientsRefused as error:
            self.close()
            code = max((code for code, _ in error.recipients.values()), default=0)
            if code >= 500:
                raise Unsendable(f"邮件服务器不收这个地址（{code}）") from None
            raise
        except smtplib.SMTPDataError as error:
            self.close()
            if error.smtp_code >= 500:
                raise Unsendable(f"邮件服务器拒收（{error.smtp_code}）") from None
            raise
        except Exception:
            self.close()
            raise

    def close(self) -> None:
        """End the connection; the next message opens another."""
        self._connection.close()
        self._connection = get_connection()


class Sms:
    """Text messages through the office's provider."""

    def __init__(self) -> None:
        self._provider: Provider | None = import_string(settings.SMS)() if settings.SMS else None

    def send(self, letter: Letter, words: Words) -> None:
        number = address(letter.user, Letter.Channel.SMS)
        if not number or self._provider is None:
            raise Unsendable("用户没有填写手机号码，或没有设置短信")
        self._provider.send(number, signed(words.short), reference(letter))

    def close(self) -> None:
        """Nothing is kept open."""


def signed(text: str) -> str:
    """A text with the office's signature, as the networks ask for."""
    return f"【{settings.SMS_SIGN}】{text}"


def parts(text: str) -> int:
    """As how many text messages a text is sent and charged. Characters beyond the basic plane count twice."""
    length = len(text.encode("utf-16-le")) // 2
    return 1 if length <= FIRST_PART else -(-length // FURTHER_PARTS)
