"""Passwords are hashed cheaply here; that they are hashed well elsewhere is Django's proof."""

from __future__ import annotations

import pytest
from pytest_django import Settings as SettingsWrapper


@pytest.fixture(autouse=True)
def _cheap_hashes(settings: SettingsWrapper) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
