"""Addresses of signing."""

from __future__ import annotations

from django.urls import URLPattern, path

from dingdian.signing import checking, openings, views

urlpatterns: list[URLPattern] = [
    path("signing/", views.listed, name="signings"),
    path("signing/new/", views.new, name="signing-new"),
    path("signing/open/", openings.new, name="signing-open"),
    path("signing/open/<int:pk>/", openings.opening, name="signing-opening"),
    path("signing/rates/", views.rates, name="signing-rates"),
    path("signing/rates/remind/", views.remind_all, name="signing-remind-all"),
    path("signing/<int:pk>/", views.session, name="signing"),
    path("signing/<int:pk>/agreement.pdf", views.file, name="signing-file"),
    path("signing/<int:pk>/<slug:name>/", views.move, name="signing-move"),
    path("verify/agreement/", checking.verify, name="verify-agreement"),
    path("verify/agreement/<slug:code>/", checking.verify, name="verify-agreement-code"),
]
