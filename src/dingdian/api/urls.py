"""Addresses of the API, to be included under `/api/`."""

from __future__ import annotations

from django.urls import path, re_path

from dingdian.api.app import api, nowhere

urlpatterns = [path("", api.urls), re_path(r"^.*$", nowhere)]
