"""What a site says of itself: where everything is, and how it can be used by everybody."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dingdian.web.openly import openly


@openly
def site_map(request: HttpRequest) -> HttpResponse:
    """Every page for everybody."""
    return render(request, "web/public_map.html")


@openly
def accessibility(request: HttpRequest) -> HttpResponse:
    """How the site can be used with a keyboard, a reader of screens, larger letters, and on paper."""
    return render(request, "web/public_accessibility.html")
