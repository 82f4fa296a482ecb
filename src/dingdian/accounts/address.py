"""From where a request comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from django.http import HttpRequest


def address_of(request: HttpRequest | None) -> str:
    """The address of who asks; empty for none.

    Behind `settings.PROXIES` proxies of the office it is what the outermost of them saw. What the asker itself wrote
    into the header stands further left and is not believed.
    """
    if request is None:
        return ""
    nearest = str(request.META.get("REMOTE_ADDR") or "")
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    proxies: int = settings.PROXIES
    if proxies and len(forwarded) >= proxies:
        return forwarded[-proxies][:45]
    return nearest
