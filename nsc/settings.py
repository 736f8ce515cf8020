"""Settings, all from the environment. Every name is explained in docs/operating.md.

NSC_HOME       where the state lives: database, uploads, keys (default: var/ in the checkout)
DATABASE_URL   postgres://user:password@host:port/name instead of the SQLite file under NSC_HOME
NSC_PROVINCE   the two-digit code of the province this system serves (default: 60)
NSC_SITE       the address people open, for links in e-mail and LINE (default: https:// and the first of NSC_HOSTS)
NSC_EMAIL_URL  smtp+tls://user:password@host:587 or smtps://…:465; unset: letters are printed by the worker
NSC_LINE_TOKEN, NSC_LINE_SECRET   of the province's LINE account; unset: no LINE
NSC_TILES      where the map may fetch its ground: https://tiles.example.go.th/{z}/{x}/{y}.png; unset: areas on plain paper, nobody is asked
NSC_TILES_BY   whom the licence of the tiles asks to name
NSC_HOSTS      host names, comma-separated, that a production server answers to; unset means this machine only
"""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

BASE = Path(__file__).resolve().parent.parent
HOME = Path(os.environ.get("NSC_HOME", BASE / "var")).resolve()
HOME.mkdir(mode=0o700, parents=True, exist_ok=True)  # households and keys: nobody else on the machine reads here

PROVINCE = os.environ.get("NSC_PROVINCE", "60")
TILES, TILES_BY = os.environ.get("NSC_TILES", ""), os.environ.get("NSC_TILES_BY", "")
DEBUG = os.environ.get("NSC_DEBUG") == "1"


def _own_secret(path: Path) -> str:
    """The secret of this system, made once. Written under another name first: two processes starting together agree on one."""
    if not path.exists():
        draft = path.with_suffix(f".{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(50))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass  # the other process was first: its secret holds
        finally:
            draft.unlink()
    return path.read_text()


SECRET_KEY = os.environ.get("NSC_SECRET_KEY") or _own_secret(HOME / "secret")

_hosts = os.environ.get("NSC_HOSTS")
ALLOWED_HOSTS = _hosts.split(",") if _hosts else ["localhost", "127.0.0.1", "[::1]", "testserver"]
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in (_hosts or "").split(",") if host]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "nsc.areas",
    "nsc.access",
    "nsc.jobs",
    "nsc.files",
    "nsc.registry",
    "nsc.surveys",
    "nsc.secretariat",
    "nsc.tambon",
    "nsc.welfare",
    "nsc.casework",
    "nsc.intake",
    "nsc.reports",
    "nsc.privacy",
    "nsc.field",
    "nsc.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "nsc.csp.ContentSecurityPolicy",
    "nsc.settled.Settled",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "nsc.web.language.ChosenLanguage",
    "nsc.web.bodies.Bodies",
    "nsc.web.doorkeeper.Doorkeeper",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "nsc.web.refusals.Refusals",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "nsc.web.moment.OneMoment",
]

ROOT_URLCONF = "nsc.urls"
WSGI_APPLICATION = "nsc.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "nsc.web.shell.shell",
            ],
        },
    }
]


def database(url: str | None) -> dict[str, object]:
    """SQLite under NSC_HOME, or what DATABASE_URL names.

    IMMEDIATE: a writer takes its turn at the start; with SQLite's default, two writers that both began by reading lock each other out.
    The log is carried into the database every 32 MB instead of every 4: all writers wait meanwhile, for the disk too. NORMAL: settled.py.
    """
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": HOME / "nsc.sqlite3",
            "CONN_MAX_AGE": 600,
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA wal_autocheckpoint=8000; "
                    "PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY;"
                ),
            },
        }
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }


DATABASES = {"default": database(os.environ.get("DATABASE_URL"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = ["nsc.access.sign_in.Door"]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "sign-in"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "nsc.access.breached.NotBreached"},
    {"NAME": "nsc.access.easy_words.NotOfThisPlace"},
]
BREACHED_PASSWORDS = os.environ.get("NSC_BREACHED_PASSWORDS", "")
if BREACHED_PASSWORDS and not Path(BREACHED_PASSWORDS).is_file():
    raise ImproperlyConfigured(f"NSC_BREACHED_PASSWORDS: there is no file {BREACHED_PASSWORDS}")

# django-allauth works behind our own pages (nsc/access/adapters.py): no e-mail, no sign-up, no counting in the cache of one process.
ACCOUNT_ADAPTER = "nsc.access.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = False
ACCOUNT_LOGIN_TIMEOUT = 10 * 60  # between the password and the second factor
MFA_ADAPTER = "nsc.access.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_TOTP_ISSUER = "Nakhonsawan Change"
MFA_RECOVERY_CODE_COUNT, MFA_RECOVERY_CODE_DIGITS = 10, 10
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"  # finger, face or PIN: a passkey is two factors by itself
MFA_RATE_LIMITS = False
SOCIALACCOUNT_ADAPTER = "nsc.access.oidc.SocialAdapter"
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"provider_class": "nsc.access.oidc.Provider"}}


def oidc(environment: Mapping[str, str]) -> dict[str, object]:
    """The provider of identities (ThaID); {} when there is none."""
    issuer = environment.get("NSC_OIDC_ISSUER", "")
    if not issuer:
        return {}
    if urlsplit(issuer).scheme != "https" and urlsplit(issuer).hostname not in ("localhost", "127.0.0.1", "::1"):
        raise ImproperlyConfigured("NSC_OIDC_ISSUER must begin with https://")
    return {
        "issuer": issuer,
        "client_id": environment["NSC_OIDC_CLIENT_ID"],
        "secret": environment["NSC_OIDC_CLIENT_SECRET"],
        "name": environment.get("NSC_OIDC_NAME", "ThaID"),
        "scope": environment.get("NSC_OIDC_SCOPE", "openid").split(),
        "subject": environment.get("NSC_OIDC_SUBJECT", "sub"),
        "proves": frozenset(environment.get("NSC_OIDC_PROVES", "").split()),
    }


OIDC = oidc(os.environ)

LANGUAGE_CODE = "th"
LANGUAGES = [("th", "ไทย"), ("en", "English")]
LOCALE_PATHS = [BASE / "locale"]
TIME_ZONE = "Asia/Bangkok"
USE_TZ = True

STATIC_URL = "static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_IMMUTABLE_FILE_TEST = r"^.+/built/assets/.+-[\w-]{8}\.\w+$"  # named by their content: kept for ever

# A province's workbook is some 80 MB; larger uploads go to disk as they arrive, never into memory.
UPLOAD_LIMIT = int(os.environ.get("NSC_UPLOAD_LIMIT_MB", "300")) * 1024 * 1024
UPLOAD_DAYS = int(os.environ.get("NSC_UPLOAD_DAYS", "30"))  # an upload and all written about it are purged after so many
GLASS_HOURS = int(os.environ.get("NSC_GLASS_HOURS", "4"))  # how long a household opened in an emergency stays open
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000  # the page of mapping has one a column
DATA_UPLOAD_MAX_NUMBER_FILES = 5
FILE_UPLOAD_TEMP_DIR = HOME / "files" / "plain"  # not /tmp: they hold people; nsc.files purges what a killed server leaves there
FILE_UPLOAD_TEMP_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)

API_PER_MINUTE = int(os.environ.get("NSC_API_PER_MINUTE", "600"))  # calls of one key or one person
API_UNKNOWN_PER_MINUTE = int(os.environ.get("NSC_API_UNKNOWN_PER_MINUTE", "60"))  # of one address without a key that opens anything

SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_ENGINE = "nsc.access.stored_sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 60 * 60  # a working day: office computers are shared
CSRF_COOKIE_HTTPONLY = True
PROXIES = int(os.environ.get("NSC_PROXY", "0"))  # how many of our own stand before us and write X-Forwarded-For
if _hosts:  # behind a reverse proxy that ends TLS
    # __Host-: no other host of the domain, and no page without TLS, can plant a cookie of that name.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True  # of the host names above, which are this system's own
# Into the browsers' preload list only the owner of the whole domain may put it: the province, not one system in it.
SILENCED_SYSTEM_CHECKS = ["security.W021"]

SITE = (os.environ.get("NSC_SITE") or (f"https://{_hosts.split(',')[0]}" if _hosts else "http://127.0.0.1:8000")).rstrip("/")
PASSWORD_RESET_TIMEOUT = 3 * 24 * 60 * 60  # the life of a link to set a password: access.invitations.DAYS


def email(url: str | None) -> dict[str, object]:
    """Django's own settings from one address. smtp+tls changes over to TLS before anything is said, smtps speaks it from the first byte;
    plain smtp is for a relay on this machine."""
    if not url:
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend", "EMAIL_IS_SET": False}
    parts = urlsplit(url)
    if parts.scheme not in ("smtp", "smtp+tls", "smtps") or not parts.hostname:
        raise ValueError("NSC_EMAIL_URL: smtp://, smtp+tls:// or smtps://, then user:password@host:port")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or {"smtp": 25, "smtp+tls": 587, "smtps": 465}[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_IS_SET": True,
    }


globals().update(email(os.environ.get("NSC_EMAIL_URL")))
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = os.environ.get("NSC_EMAIL_FROM", "Nakhonsawan Change <no-reply@localhost>")

LINE_TOKEN = os.environ.get("NSC_LINE_TOKEN", "")
LINE_SECRET = os.environ.get("NSC_LINE_SECRET", "")
LINE_ACCOUNT = os.environ.get("NSC_LINE_ACCOUNT", "")  # "@nakhonsawan", shown to who wants to link
LINE_API = os.environ.get("NSC_LINE_API", "https://api.line.me").rstrip("/")
LINE_TIMEOUT = 10

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"silent": {"()": "nsc.web.silence.Silent", "format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "silent"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("NSC_LOG", "WARNING")},
}
