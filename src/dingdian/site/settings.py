"""Settings of the site. What differs between offices comes from the environment; `docs/operations.md` lists it."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from dingdian.site.cluster import OWNER, Cluster, home

PACKAGE = Path(__file__).parents[1]


def database(url: str) -> dict[str, object]:
    """What Django wants to know of a database, from its address."""
    parts = urlsplit(url)
    options: dict[str, object] = dict(parse_qsl(parts.query))
    host = options.pop("host", parts.hostname or "")
    if os.environ.get("DINGDIAN_POOL"):  # connections kept for the threads of one worker; `dingdian serve` sets it
        options["pool"] = {"min_size": 1, "max_size": int(os.environ["DINGDIAN_POOL"])}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
        "CONN_HEALTH_CHECKS": True,
    }


def address() -> str:
    """`DATABASE_URL`, else the private cluster's; as owner of the tables where `DINGDIAN_AS_OWNER` is set."""
    as_owner = bool(os.environ.get("DINGDIAN_AS_OWNER"))
    named = os.environ.get("DATABASE_OWNER_URL") if as_owner else None
    named = named or os.environ.get("DATABASE_URL")
    if named:
        return named
    cluster = Cluster(home() / "postgresql")
    if not cluster.secrets.is_file():
        return "postgresql:///dingdian"
    return cluster.url(OWNER) if as_owner else cluster.url()


DEBUG = False
DEMO = os.environ.get("DINGDIAN_DEMO") == "1"
SECRET_KEY = os.environ.get("DINGDIAN_SECRET_KEY", "insecure: only for tests and the demonstration")
ALLOWED_HOSTS = os.environ.get("DINGDIAN_HOSTS", "127.0.0.1,localhost,testserver").split(",")

DATABASES = {"default": database(address())}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django_htmx",
    "dingdian.accounts",
    "dingdian.registry",
    "dingdian.journal",
    "dingdian.casework",
    "dingdian.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "dingdian.web.security.ContentSecurityPolicy",
]

ROOT_URLCONF = "dingdian.site.urls"
WSGI_APPLICATION = "dingdian.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "dingdian.web.frame.frame",
            ],
        },
    },
]

PROJECTIONS = ["dingdian.registry.projection.project", "dingdian.casework.projection.project"]

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True
STATIC_URL = "static/"
STATIC_ROOT = home() / "static"

LOGIN_URL = "sign-in"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
