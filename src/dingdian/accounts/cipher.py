"""What the database alone must not tell: text under a key of the site, one key for each purpose."""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet
from django.conf import settings


def closed(text: str, purpose: str) -> str:
    """The text, not readable without the key of the site."""
    return _cipher(purpose).encrypt(text.encode()).decode()


def opened(text: str, purpose: str) -> str:
    """What was closed for a purpose. Raises `cryptography.fernet.InvalidToken` for anything else."""
    return _cipher(purpose).decrypt(text.encode()).decode()


def _cipher(purpose: str) -> Fernet:
    key = hashlib.sha256(f"{purpose}:".encode() + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
