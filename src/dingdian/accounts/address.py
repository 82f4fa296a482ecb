"""From where a request comes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.conf import settings

if TYPE_CHECKING:
    from django.http import HttpRequest


def address_of(request: HttpRequest | None) -> str:
    """The address of who asks; empty for none."""
    return "" if request is None else address_in(request.META)


def address_in(environ: Mapping[str, Any]) -> str:
    """The same, of the variables of a request.

    Behind `settings.PROXIES` proxies of the office it is what the outermost of them saw. What the asker itself wrote
    into the header stands further left and is not believed.
    """
    nearest = str(environ.get("REMOTE_ADDR") or "")
    forwarded = [part.strip() for part in str(environ.get("HTTP_X_FORWARDED_FOR", "")).split(",")]
    proxies: int = settings.PROXIES
    if proxies and len(forwarded) >= proxies:
        return forwarded[-proxies][:45]
    return nearest
