"""Every setting, read from the environment by readers that refuse nonsense. What each one means: docs/settings.md.

An empty variable counts as not set, because that is how container files spell it.
"""

import os
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

SHORTEST_SECRET_KEY = 32
YES = ("1", "true", "yes", "on")
NO = ("0", "false", "no", "off")


def text(name: str, default: str) -> str:
    """The variable without the blanks around it, or the default where it is not set."""
    return os.environ.get(name, "").strip() or default


def flag(name: str, *, default: bool) -> bool:
    """The variable as yes or no."""
    value = text(name, YES[0] if default else NO[0]).lower()
    if value not in YES + NO:
        raise ImproperlyConfigured(f"{name} is {value!r}; allowed: {', '.join(YES)} or {', '.join(NO)}.")
    return value in YES


def integer(name: str, default: int, *, low: int, high: int) -> int:
    """The variable as a whole number from `low` to `high`, both allowed."""
    value = text(name, str(default))
    # isdecimal alone would let other scripts' digits through, and int() alone "1_000".
    if not (value.isascii() and value.isdecimal() and low <= int(value) <= high):
        raise ImproperlyConfigured(f"{name} is {value!r}; allowed: a whole number from {low} to {high}.")
    return int(value)


def choice(name: str, default: str, allowed: tuple[str, ...]) -> str:
    """The variable, which must be one of the words allowed."""
    value = text(name, default).lower()
    if value not in allowed:
        raise ImproperlyConfigured(f"{name} is {value!r}; allowed: {', '.join(allowed)}.")
    return value


def names(name: str, default: str) -> list[str]:
    """The variable as a list of words separated by commas; at least one."""
    found = [word.strip() for word in text(name, default).split(",") if word.strip()]
    if not found or any(" " in word or "/" in word for word in found):
        raise ImproperlyConfigured(f"{name} is {text(name, default)!r}; allowed: host names separated by commas.")
    return found


def folder(name: str, default: str) -> Path:
    """The variable as an absolute folder. It need not exist yet, but nothing else may stand in its place."""
    value = Path(text(name, default)).expanduser().absolute()
    if value.exists() and not value.is_dir():
        raise ImproperlyConfigured(f"{name} is {str(value)!r}, which is a file; allowed: a folder, which may be new.")
    return value


def folders(name: str) -> tuple[Path, ...]:
    """The variable as folders that exist, separated as in PATH; none where it is not set."""
    found = tuple(Path(each).expanduser().absolute() for each in text(name, "").split(os.pathsep) if each)
    for each in found:
        if not each.is_dir():
            raise ImproperlyConfigured(f"{name} names {str(each)!r}; allowed: folders that exist.")
    return found


def time_zone(name: str, default: str) -> str:
    """The variable as the name of a time zone that this machine knows."""
    value = text(name, default)
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ImproperlyConfigured(
            f"{name} is {value!r}; allowed: the name of a time zone, such as Asia/Shanghai. "
            "If the name is right, this machine has no time zone data: install the package tzdata."
        ) from error
    return value


def secret_key(name: str, file: Path) -> str:
    """The variable, else what the file holds. Never a default: a key that others know lets them forge a session."""
    source, value = name, text(name, "")
    if not value and file.is_file():
        source, value = str(file), file.read_text(encoding="utf-8").strip()
    if not value:
        raise ImproperlyConfigured(
            f"{name} is not set and {file} does not exist. Set {name} to {SHORTEST_SECRET_KEY} "
            "or more random characters, or write them into that file."
        )
    if len(value) < SHORTEST_SECRET_KEY:
        raise ImproperlyConfigured(
            f"{source} holds {len(value)} characters; allowed: {SHORTEST_SECRET_KEY} or more random characters."
        )
    return value


def sqlite_database(home: Path) -> dict[str, Any]:
    """The database as one file in the home folder. The reasons for each option: docs/decisions/sqlite.md."""
    return {
        "ENGINE": "qiao.sqlite",
        "NAME": home / "qiao.sqlite3",
        "ATOMIC_REQUESTS": False,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        },
    }


def postgresql_database() -> dict[str, Any]:
    """The database on a PostgreSQL server."""
    return {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": text("QIAO_PG_HOST", "127.0.0.1"),
        "PORT": integer("QIAO_PG_PORT", 5432, low=1, high=65535),
        "NAME": text("QIAO_PG_NAME", "qiao"),
        "USER": text("QIAO_PG_USER", "qiao"),
        "PASSWORD": text("QIAO_PG_PASSWORD", ""),
        "ATOMIC_REQUESTS": False,
    }


PACKAGE = Path(__file__).resolve().parent

QIAO_HOME = folder("QIAO_HOME", "qiao-data")
QIAO_KINDS = folders("QIAO_KINDS")
# document/layouts/fonts.py reads the same variable, as it knows no settings: here it is refused where it is wrong.
QIAO_FONTS = folders("QIAO_FONTS")
QIAO_RETENTION_YEARS = integer("QIAO_RETENTION_YEARS", 10, low=0, high=100)
QIAO_JOB_DAYS = integer("QIAO_JOB_DAYS", 30, low=1, high=3650)
QIAO_JOBS = integer("QIAO_JOBS", 100, low=1, high=10_000)
DEBUG = flag("QIAO_DEBUG", default=False)
SECRET_KEY = secret_key("QIAO_SECRET_KEY", QIAO_HOME / "secret.key")
ALLOWED_HOSTS = names("QIAO_HOSTS", "127.0.0.1,localhost")

ROOT_URLCONF = "qiao.urls"
WSGI_APPLICATION = "qiao.wsgi.application"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "qiao.sqlite.apps.SqliteConfig",
    "qiao.programme.apps.ProgrammeConfig",
    "qiao.record.apps.RecordConfig",
    "qiao.drafting.apps.DraftingConfig",
    "qiao.web.apps.WebConfig",
]
MIDDLEWARE = [
    "qiao.web.security.ContentSecurityPolicy",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "qiao.web.gate.Gate",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "qiao.web.pages.menu.shown",
            ]
        },
    }
]

DATABASES = {
    "default": (
        sqlite_database(QIAO_HOME)
        if choice("QIAO_DATABASE", "sqlite", ("sqlite", "postgresql")) == "sqlite"
        else postgresql_database()
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LANGUAGE_CODE = choice("QIAO_LANGUAGE", "zh-hans", ("zh-hans", "en"))
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = time_zone("QIAO_TIME_ZONE", "Asia/Shanghai")
USE_TZ = True

# Errors of the server go to standard error, with their traceback: without DEBUG, Django would only mail them.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {"django": {"handlers": ["console"], "level": "ERROR"}},
}

# Static files are served straight out of the installed package, without a manifest: then there is no collectstatic that
# an office could forget, and `pip install .` gives a working site. The price is a browser cache of minutes, not years.
STATIC_URL = "static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": QIAO_HOME / "files"}},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 0 if DEBUG else 600
