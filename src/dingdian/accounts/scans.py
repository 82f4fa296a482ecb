"""Scans that are taken: what a file is by its first bytes, whatever its name says."""

from __future__ import annotations

_KINDS = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}


def media_type(content: bytes) -> str | None:
    """What a file is; null: nothing that is taken."""
    return next((kind for start, kind in _KINDS.items() if content.startswith(start)), None)
