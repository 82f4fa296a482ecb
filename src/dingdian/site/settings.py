"""Settings of the site. What differs between offices comes from the environment; `docs/operations.md` lists it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from dingdian.site import post
from dingdian.site.cluster import OWNER, Cluster, home

PACKAGE = Path(__file__).parents[1]


def database(url: str) -> dict[str, object]:
    """What Django wants to know of a database, from its address."""
    parts = urlsplit(url)
    # A database that went away without a word is given up in seconds, so that whoever can do without it goes on.
    options: dict[str, object] = {"connect_timeout": "5", "tcp_user_timeout": "10000", **dict(parse_qsl(parts.query))}
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


FONTS: dict[str, tuple[str, ...]] = {
    "body": ("FangSong_GB2312", "FangSong", "STFangsong", "Noto Serif CJK SC", "Source Han Serif SC"),
    "hei": ("SimHei", "STHeiti", "Noto Sans CJK SC", "Source Han Sans SC"),
    "kai": ("KaiTi_GB2312", "KaiTi", "STKaiti", "Noto Serif CJK SC", "Source Han Serif SC"),
    "title": ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "STZhongsong", "Noto Serif CJK SC", "Source Han Serif SC"),
}
"""Typefaces of papers: those of GB/T 9704 where they are installed, else what Debian has; the first found is used."""


def fonts(environment: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """The typefaces of papers, those named in `DINGDIAN_FONT_BODY`, `_HEI`, `_KAI`, `_TITLE` first."""
    named = {role: environment.get(f"DINGDIAN_FONT_{role.upper()}", "") for role in FONTS}
    return {role: (*(x.strip() for x in named[role].split(",") if x.strip()), *known) for role, known in FONTS.items()}


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
    "dingdian.accounts",  # before the libraries whose templates it replaces
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
    "dingdian.outbox",
    "dingdian.registry",
    "dingdian.journal",
    "dingdian.casework",
    "dingdian.papers",
    "dingdian.signing",
    "dingdian.web",
    "procrastinate.contrib.django",  # jobs on the same database
]

MIDDLEWARE = [
    "dingdian.accounts.headers.Headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "dingdian.accounts.gatekeeper.Gatekeeper",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
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

PROJECTIONS = [
    "dingdian.registry.projection.project",
    "dingdian.casework.projection.project",
    "dingdian.casework.telling.project",
    "dingdian.papers.handing.project",
    "dingdian.signing.projection.project",
]

# Accounts: what the rules of a place ask of them, and where persons are filed.
RIGHTS = "dingdian.registry.rights"

# Messages: who makes their words, and the ways they go. The demonstration keeps what others would send.
POST = post.read(os.environ)
COMPOSER = "dingdian.casework.telling.compose"
CHANNELS = {
    "site": "dingdian.casework.notices.Site",
    "email": "dingdian.outbox.channels.Email",
    "sms": "dingdian.outbox.channels.Sms",
}
MAIL = DEMO or bool(POST.host)
SITE_URL = POST.url or "http://127.0.0.1:8000"
EMAIL_BACKEND = "dingdian.outbox.catcher.Mail" if DEMO else "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST, EMAIL_PORT = POST.host, POST.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = POST.user, POST.password
EMAIL_USE_TLS, EMAIL_USE_SSL = POST.tls == "starttls", POST.tls == "tls"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = POST.sender or "dingdian@localhost"
SMS = "dingdian.outbox.catcher.Phone" if DEMO else POST.sms
SMS_SIGN = POST.sign or "定点"

# Where signed checkpoints go: at best a folder that the database's keepers cannot write to.
CHECKPOINTS = os.environ.get("DINGDIAN_CHECKPOINTS") or str(home() / "checkpoints")
CHECKPOINT_KEY = home() / "checkpoint-key.pem"
# Papers: seals of the offices (certificates and keys; without it a development authority is made), type, address
PAPERS_SEALS = os.environ.get("DINGDIAN_SEALS", "")
PAPERS_DEVELOPMENT_SEALS = home() / "seals-dev"
PAPERS_FONT_FOLDERS = [folder for folder in os.environ.get("DINGDIAN_FONT_FOLDER", "").split(":") if folder]
PAPERS_FONTS = fonts(os.environ)
SIGNING_DAYS = int(os.environ.get("DINGDIAN_SIGNING_DAYS", "30"))  # to sign in where no round says until when
PUBLIC_URL = os.environ.get("DINGDIAN_PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
# The foot of pages for everybody: what government sites have to say of themselves; what is empty is left out
SITE = {
    "sponsor": os.environ.get("DINGDIAN_SITE_SPONSOR", ""),  # 主办单位
    "maintainer": os.environ.get("DINGDIAN_SITE_MAINTAINER", ""),  # 承办单位
    "contact": os.environ.get("DINGDIAN_SITE_CONTACT", ""),  # 联系方式
    "record": os.environ.get("DINGDIAN_SITE_RECORD", ""),  # ICP 备案号
    "police_record": os.environ.get("DINGDIAN_SITE_POLICE_RECORD", ""),  # 公安备案号
    "code": os.environ.get("DINGDIAN_SITE_CODE", ""),  # 网站标识码
}
# The gate at settlement: lines a second and at once for each institution, ways of signing, where requests are logged
GATE_RATE = float(os.environ.get("DINGDIAN_GATE_RATE", "500"))
GATE_BURST = float(os.environ.get("DINGDIAN_GATE_BURST", "2000"))
GATE_FRESH = float(os.environ.get("DINGDIAN_GATE_FRESH", "10"))  # seconds after which an answer is marked as stale
GATE_SIGNATURES = tuple(x for x in os.environ.get("DINGDIAN_GATE_SIGNATURES", "SM2,Ed25519").split(",") if x)
GATE_LOG = os.environ.get("DINGDIAN_GATE_LOG", "")  # a file; empty: standard output
GATE_SHELF = home() / "gate"  # what the gate last knew, for a quick start and one without the database
GATE_SEEN = home() / "gate-messages.sqlite"
# The API: stories may be told to this site (never needed by an office's own work).
REPLAYS = os.environ.get("DINGDIAN_REPLAYS") == "1"

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True
STATIC_URL = "static/"
STATIC_ROOT = home() / "static"
WHITENOISE_USE_FINDERS = True  # also before they are gathered

LOGIN_URL = "sign-in"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"

# Signing in
LOGIN_REDIRECT_URL = "/"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
IDLE_MINUTES = int(os.environ.get("DINGDIAN_IDLE_MINUTES", "15"))  # officials and administrators
IDLE_MINUTES_OTHERS = 30
PASSWORD_DAYS = 90
PROXIES = int(os.environ.get("DINGDIAN_PROXIES", "0"))  # the office's own, before the site
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "dingdian.accounts.backend.Backend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "dingdian.accounts.passwords.ThreeClasses"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name", "person")},
    },
    {"NAME": "dingdian.accounts.passwords.NotUsedBefore", "OPTIONS": {"times": 5}},
]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=30)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "dingdian.accounts.address.address_of"
AXES_LOCKOUT_CALLABLE = "dingdian.accounts.lockout.respond"
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
ACCOUNT_ADAPTER = "dingdian.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = False  # failures are counted in one place, in the database
MFA_ADAPTER = "dingdian.accounts.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp"]
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute off
SOCIALACCOUNT_ADAPTER = "dingdian.accounts.adapters.SocialAdapter"
SOCIALACCOUNT_ONLY = False

# The office's identity provider; off unless its address is given
OIDC_URL = os.environ.get("DINGDIAN_OIDC_URL", "")
OIDC_NAME = os.environ.get("DINGDIAN_OIDC_NAME", "统一认证")
OIDC_CLAIM = os.environ.get("DINGDIAN_OIDC_CLAIM", "preferred_username")
SOCIALACCOUNT_PROVIDERS = (
    {
        "openid_connect": {
            "APPS": [
                {
                    "provider_id": "office",
                    "name": OIDC_NAME,
                    "client_id": os.environ.get("DINGDIAN_OIDC_CLIENT", ""),
                    "secret": os.environ.get("DINGDIAN_OIDC_SECRET", ""),
                    "settings": {"server_url": OIDC_URL},
                }
            ]
        }
    }
    if OIDC_URL
    else {}
)
