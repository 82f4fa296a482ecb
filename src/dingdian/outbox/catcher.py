"""The demonstration's post: nothing leaves the machine, everything can be read on a page."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from dingdian.outbox.models import Caught, Letter


class Mail(BaseEmailBackend):
    """Keeps e-mail."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            for to in message.to:
                Caught.objects.create(
                    channel=Letter.Channel.EMAIL, to=to, title=str(message.subject)[:200], body=str(message.body),
                    reference=str(message.extra_headers.get("Message-ID", ""))[:200],
                )  # fmt: skip
        return len(email_messages)


class Phone:
    """Keeps text messages."""

    def send(self, number: str, text: str, reference: str) -> None:
        Caught.objects.create(channel=Letter.Channel.SMS, to=number, body=text, reference=reference)
