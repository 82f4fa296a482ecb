"""Addresses of the API, to be included under `/api/`."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import path, re_path

from dingdian.api.app import api, nowhere
from dingdian.api.problems import problem

View = Callable[..., HttpResponse]


def _explained(view: View) -> View:
    """A method that an address does not have is told as every other problem is."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = view(request, *args, **kwargs)
        if isinstance(answer, HttpResponseNotAllowed):
            allowed = answer["Allow"]
            answer = problem(405, f"这个地址只接受 {allowed}")
            answer["Allow"] = allowed
        return answer

    return answered


_found, _app, _namespace = api.urls
for _pattern in _found:
    _pattern.callback = _explained(cast(View, _pattern.callback))

urlpatterns = [path("", (_found, _app, _namespace)), re_path(r"^.*$", nowhere)]
