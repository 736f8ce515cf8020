"""Settings, all from the environment. Every name is explained in docs/operating.md.

NSC_HOME       where the state lives: database, uploads, keys (default: var/ in the checkout)
DATABASE_URL   postgres://user:password@host:port/name instead of the SQLite file under NSC_HOME
NSC_PROVINCE   the two-digit code of the province this system serves (default: 60)
NSC_HOSTS      host names, comma-separated, that a production server answers to; unset means this machine only
"""

import os
import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit

BASE = Path(__file__).resolve().parent.parent
HOME = Path(os.environ.get("NSC_HOME", BASE / "var")).resolve()
HOME.mkdir(mode=0o700, parents=True, exist_ok=True)  # households and keys: nobody else on the machine reads here

PROVINCE = os.environ.get("NSC_PROVINCE", "60")
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
    "nsc.areas",
    "nsc.access",
    "nsc.jobs",
    "nsc.files",
    "nsc.registry",
    "nsc.surveys",
    "nsc.casework",
    "nsc.intake",
    "nsc.reports",
    "nsc.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "nsc.web.csp.ContentSecurityPolicy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "nsc.web.language.ChosenLanguage",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "nsc.web.refusals.Refusals",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
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
    """
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": HOME / "nsc.sqlite3",
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY;",
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
]

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
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_TEMP_DIR = HOME / "files" / "plain"  # not /tmp: they hold people; nsc.files purges what a killed server leaves there
FILE_UPLOAD_TEMP_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)

SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 60 * 60  # a working day: office computers are shared
CSRF_COOKIE_HTTPONLY = True
if _hosts:  # behind a reverse proxy that ends TLS
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 31_536_000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("NSC_LOG", "WARNING")},
}
