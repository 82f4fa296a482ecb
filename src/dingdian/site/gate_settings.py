"""Settings of the gate as a process of its own: the site's, without the applications that only pages need."""

from __future__ import annotations

from dingdian.site.settings import *  # noqa: F403

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.postgres",
    "dingdian.accounts.apps.WithoutSignIn",
    "dingdian.registry",
    "dingdian.journal",
]
MIDDLEWARE = []
