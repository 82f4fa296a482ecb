"""Every address of the site."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = []
if find_spec("dingdian.accounts.urls") is not None:
    urlpatterns.append(path("", include("dingdian.accounts.urls")))
urlpatterns.append(path("", include("dingdian.web.urls")))
