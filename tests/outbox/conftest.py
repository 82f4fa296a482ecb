"""A mail server, and a site that sends to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.outbox.smtp import Server, running


@pytest.fixture
def server() -> Iterator[Server]:
    with running() as server:
        yield server


@pytest.fixture
def post(server: Server, settings: Any) -> Server:
    """The server, to which the site sends in the clear."""
    to(settings, server)
    return server


def to(settings: Any, server: Server, *, tls: bool = False) -> None:
    settings.MAIL, settings.SITE_URL = True, "https://dingdian.example"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL = tls, False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.DEFAULT_FROM_EMAIL = "dingdian@office.example"
