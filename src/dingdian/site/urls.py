"""Every address of the site."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("dingdian.accounts.urls")),
    path("api/", include("dingdian.api.urls")),
    path("", include("dingdian.signing.urls")),
    path("", include("dingdian.papers.urls")),
    path("", include("dingdian.web.urls")),
]
