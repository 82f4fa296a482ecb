"""What pages for everybody have in common: browsers and proxies may keep them a while, and no cookie is asked for."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import patch_cache_control, patch_vary_headers

from dingdian.accounts.models import Division, division_prefix
from dingdian.registry import public

KEPT_SECONDS = 300
View = Callable[..., HttpResponseBase]


def openly(view: View) -> View:
    """A page for everybody. Of whoever is signed in it holds their menu, and nothing keeps it."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        patch_vary_headers(response, ("Cookie",))
        if not request.user.is_authenticated and request.method in ("GET", "HEAD") and response.status_code == 200:
            patch_cache_control(response, public=True, max_age=KEPT_SECONDS)
        return response

    return shown


def places() -> list[tuple[str, str]]:
    """The divisions in which institutions of our regions may lie, as choices: each below the one that holds it."""
    over = [division_prefix(region.division_id or "") for region in public.regions()]
    rows = Division.objects.order_by("code").values_list("code", "name")
    return [(code, "\u3000" * (len(division_prefix(code)) // 2 - 1) + name) for code, name in rows
            if any(code.startswith(prefix) for prefix in over)]  # fmt: skip


def asked(request: HttpRequest, name: str, longest: int = 60) -> str:
    """What an address asks for under a name, cut to what can be meant."""
    return request.GET.get(name, "").strip()[:longest].replace("\0", "")
