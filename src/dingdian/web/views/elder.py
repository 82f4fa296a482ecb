"""适老版: larger letters and buttons; kept for a user, and for everybody else in a cookie."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from dingdian.web import elders


@require_POST
@csrf_exempt
def elder(request: HttpRequest) -> HttpResponse:
    """Switch it on or off, and go back to where one was. A visitor needs no token, which would need a cookie."""
    return _signed_in(request) if request.user.is_authenticated else _switched(request)


@csrf_protect
def _signed_in(request: HttpRequest) -> HttpResponse:
    return _switched(request)


def _switched(request: HttpRequest) -> HttpResponse:
    came_from = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure())
    response = redirect(came_from if ours else "/")
    elders.choose(request, response, request.POST.get("elder") == "1")
    return response
