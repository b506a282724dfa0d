"""Settings of the project. Environment, then `.env`, then `var/secrets.env`; see `.env.example`."""

import os
from pathlib import Path
from typing import Any, Final

import environ
from django.core.exceptions import ImproperlyConfigured

from mason.api_description import SPECTACULAR_SETTINGS  # noqa: F401 - Django reads it here
from mason.content_policies import ADMIN_CSP, DOCUMENTATION_CSP, SECURE_CSP  # noqa: F401 - likewise
from mason.database.embedded.location import connection_settings
from mason.environment import (
    database_of,
    one_of,
    own_web_address,
    web_address,
    whole_number,
)
from mason.theme import UNFOLD  # noqa: F401 - likewise

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"
SECRETS_FILE = VAR_DIR / "secrets.env"


# A copy: the files complete the settings, not the environment that child processes get.
environ.Env.ENVIRON = dict(os.environ)
# The first source that names a variable wins, so the order of these two lines is the precedence.
environ.Env.read_env(BASE_DIR / ".env")
environ.Env.read_env(SECRETS_FILE)
env = environ.Env()


# Environment -------------------------------------------------------------------------------------
DEVELOPMENT_SECRET_KEY: Final = "public-so-for-development-only"  # noqa: S105 - not a secret

ENVIRONMENT = one_of(env, "ENVIRONMENT", ("development", "production"))
PRODUCTION = ENVIRONMENT == "production"

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="") or DEVELOPMENT_SECRET_KEY
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ENCRYPTION_KEYS = env.list("ENCRYPTION_KEYS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
DATABASE_URL = env.str("DATABASE_URL", default="")


def _refuse_in_production(name: str, *, because: str, refused: bool) -> None:
    if PRODUCTION and refused:
        raise ImproperlyConfigured(f"{name} {because} when ENVIRONMENT is 'production'.")


_refuse_in_production(
    "SECRET_KEY",
    because="must be a secret of your own",
    refused=SECRET_KEY == DEVELOPMENT_SECRET_KEY,
)
_refuse_in_production("DEBUG", because="must be off", refused=DEBUG)
_refuse_in_production("ENCRYPTION_KEYS", because="must be set", refused=not ENCRYPTION_KEYS)
_refuse_in_production("DATABASE_URL", because="must be set", refused=not DATABASE_URL)
_refuse_in_production("ALLOWED_HOSTS", because="must be set", refused=not ALLOWED_HOSTS)
if not PRODUCTION:
    ALLOWED_HOSTS = ALLOWED_HOSTS or ["127.0.0.1", "localhost", "[::1]"]

# Application -------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "mason",
    "unfold",
    "unfold.contrib.filters",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "pgtrigger",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "procrastinate.contrib.django",
    "accounts",
    "backlog",
    "execution",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "mason.middleware.AdminContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "mason.urls"
ASGI_APPLICATION = "mason.asgi.application"
WSGI_APPLICATION = "mason.wsgi.application"
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
            ],
        },
    },
]
# Kept in the session alone: looking for messages in cookies takes time at each request.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
LANGUAGE_CODE = "en"
TIME_ZONE = env.str("TIME_ZONE", default="UTC")
USE_TZ = True

# Database ----------------------------------------------------------------------------------------
POSTGRES_DIR = VAR_DIR / "postgres"


PREPARED_STATEMENTS = env.bool("DATABASE_PREPARED_STATEMENTS", default=True)
DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        **(database_of(DATABASE_URL) if DATABASE_URL else connection_settings(POSTGRES_DIR)),
        # Each web thread keeps its connection; the health check replaces one that broke meanwhile.
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    },
}
# The API's lists are prepared by the server, so that it plans them once for each connection.
DATABASES["default"].setdefault("OPTIONS", {})["prepare_threshold"] = (
    0 if PREPARED_STATEMENTS else None
)

# Accounts ----------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
# For the login page without ?next=, since Unfold's form carries none of its own.
LOGIN_REDIRECT_URL = "admin:index"
AUTHENTICATION_BACKENDS = ["accounts.authentication.GitHubUsernameBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
# Signing in with GitHub is on when both are set; docs/signing-in.md tells where they come from.
GITHUB_OAUTH_CLIENT_ID = env.str("GITHUB_OAUTH_CLIENT_ID", default="")
GITHUB_OAUTH_CLIENT_SECRET = env.str("GITHUB_OAUTH_CLIENT_SECRET", default="")
if bool(GITHUB_OAUTH_CLIENT_ID) != bool(GITHUB_OAUTH_CLIENT_SECRET):
    raise ImproperlyConfigured(
        "GITHUB_OAUTH_CLIENT_ID and GITHUB_OAUTH_CLIENT_SECRET belong together:"
        " set both or neither."
    )
GITHUB_CURATORS = [
    name for entry in env.list("GITHUB_CURATORS", default=[]) if (name := entry.strip())
]
GITHUB_URL = web_address(env.str("GITHUB_URL", default="https://github.com"))
GITHUB_API_URL = web_address(env.str("GITHUB_API_URL", default="https://api.github.com"))
GITHUB_TOKEN = env.str("GITHUB_TOKEN", default="").strip()
ANTHROPIC_BASE_URL = web_address(env.str("ANTHROPIC_BASE_URL", default="https://api.anthropic.com"))
OPENAI_BASE_URL = web_address(env.str("OPENAI_BASE_URL", default="https://api.openai.com"))
try:
    OUTSIDE_TIMEOUT_SECONDS = env.float("OUTSIDE_TIMEOUT_SECONDS", default=10.0)
except ValueError as error:
    raise ImproperlyConfigured("OUTSIDE_TIMEOUT_SECONDS must be a number of seconds.") from error
if not 0 < OUTSIDE_TIMEOUT_SECONDS <= 60:  # noqa: PLR2004 - a web thread waits as long
    raise ImproperlyConfigured("OUTSIDE_TIMEOUT_SECONDS must be over 0 and at most 60.")

SILENCED_SYSTEM_CHECKS = [
    # The documented table doesn't make github_username unique; signing in refuses an ambiguous one.
    "auth.W004",
]

# Security ----------------------------------------------------------------------------------------
HEALTH_PATHS = [r"^healthz$", r"^readyz$"]

SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = HEALTH_PATHS
SECURE_HSTS_SECONDS = whole_number(env, "HSTS_SECONDS", 31_536_000, least=0) if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_HSTS_PRELOAD = PRODUCTION
TRUST_PROXY_HEADERS = env.bool("TRUST_PROXY_HEADERS", default=False)
if TRUST_PROXY_HEADERS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    USE_X_FORWARDED_HOST = True
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# Of `manage.py up`; empty is the port after the web server's.
LIVE_PORT = env.str("LIVE_PORT", default="")
# Empty is the host of whoever asks, with the live server's port.
LIVE_URL = own_web_address(env, "LIVE_URL")
LIVE_CLIENTS = whole_number(env, "LIVE_CLIENTS", 1_000)
LIVE_HEARTBEAT_SECONDS = whole_number(env, "LIVE_HEARTBEAT_SECONDS", 15)
LIVE_STREAM_SECONDS = whole_number(env, "LIVE_STREAM_SECONDS", 900)

# Cookies know no ports: names of our own keep other sites on the same host apart.
SESSION_COOKIE_NAME = "mason_session"
SESSION_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "mason_csrf"
CSRF_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"

# Static files ------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles" if PRODUCTION else None
WHITENOISE_USE_FINDERS = not PRODUCTION
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage",
    },
}

# Logging -----------------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING").upper()},
    # Django's own handlers would print the same record twice.
    "loggers": {"django": {"handlers": [], "propagate": True}},
}


# Filter ------------------------------------------------------------------------------------------
FILTER_CALIBRATION = one_of(env, "FILTER_CALIBRATION", ("step", "beta"))

# Assistants --------------------------------------------------------------------------------------
AGENT_COMMAND = env.str("AGENT_COMMAND", default="")
AGENT_TIMEOUT_SECONDS = whole_number(env, "AGENT_TIMEOUT_SECONDS", 900)
AGENT_AT_ONCE = whole_number(env, "AGENT_AT_ONCE", 2)
AGENT_ENVIRONMENT = env.list("AGENT_ENVIRONMENT", default=[])
ANTHROPIC_MODEL = env.str("ANTHROPIC_MODEL", default="claude-sonnet-5-5")
OPENAI_MODEL = env.str("OPENAI_MODEL", default="gpt-5.5")
PROVIDER_TIMEOUT_SECONDS = whole_number(env, "PROVIDER_TIMEOUT_SECONDS", 600)
PROVIDER_AT_ONCE = whole_number(env, "PROVIDER_AT_ONCE", 3)
PROVIDER_RETRIES = whole_number(env, "PROVIDER_RETRIES", 4, least=0)
PROVIDER_OUTPUT_TOKENS = whole_number(env, "PROVIDER_OUTPUT_TOKENS", 16_000, least=1_000)
REVIEW_TOKEN_BUDGET = whole_number(env, "REVIEW_TOKEN_BUDGET", 400_000, least=1_000)
# Who writes PRDs; empty is a template.
ASSISTANT = one_of(env, "ASSISTANT", ("", "agent", "anthropic", "openai"))

# Execution ---------------------------------------------------------------------------------------
EXECUTION_DIR = Path(env.str("EXECUTION_DIR", default=str(VAR_DIR / "execution")))
EXECUTION_ITEMS_AT_ONCE = whole_number(env, "EXECUTION_ITEMS_AT_ONCE", 2)
EXECUTION_AGENT_COMMANDS = env.json("EXECUTION_AGENT_COMMANDS", default={})
EXECUTION_SILENT_SECONDS = whole_number(env, "EXECUTION_SILENT_SECONDS", 30)
EXECUTION_AUTHOR_NAME = env.str("EXECUTION_AUTHOR_NAME", default="Mason")
EXECUTION_AUTHOR_EMAIL = env.str("EXECUTION_AUTHOR_EMAIL", default="mason@localhost")
EXECUTION_LOG_DAYS = whole_number(env, "EXECUTION_LOG_DAYS", 90, least=0)
VALIDATION_TIMEOUT_SECONDS = whole_number(env, "VALIDATION_TIMEOUT_SECONDS", 1_800)

# API ---------------------------------------------------------------------------------------------
API_REQUESTS_PER_MINUTE = whole_number(env, "API_REQUESTS_PER_MINUTE", 1_200)
API_SUGGESTIONS_PER_BATCH = whole_number(env, "API_SUGGESTIONS_PER_BATCH", 25)
API_LOG_LINES_PER_BATCH = whole_number(env, "API_LOG_LINES_PER_BATCH", 1_000)
API_CLAIMED_AT_ONCE = whole_number(env, "API_CLAIMED_AT_ONCE", 50)
DATA_UPLOAD_MAX_MEMORY_SIZE = whole_number(env, "API_BODY_BYTES", 2_621_440, least=10_000)

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.api.authentication.APIKeyAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["accounts.api.permissions.IsAgentOrCurator"],
    "DEFAULT_RENDERER_CLASSES": [
        "rest_framework.renderers.JSONRenderer",
        "rest_framework.renderers.BrowsableAPIRenderer",
    ],
    "DEFAULT_THROTTLE_CLASSES": ["accounts.api.throttling.KeyThrottle"],
    "DEFAULT_SCHEMA_CLASS": "accounts.api.schema.ResourceSchema",
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "accounts.api.negotiation.QuickNegotiation",
    "DEFAULT_PARSER_CLASSES": ["mason.parsers.JSONBodyParser"],
    "EXCEPTION_HANDLER": "mason.problem_details.exception_handler",
    # The Accept header alone chooses the format: query parameters are all the views' own.
    "URL_FORMAT_OVERRIDE": None,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
