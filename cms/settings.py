"""All settings, read top to bottom.

With nothing set, everything runs from files under `var/`: SQLite, the embedded index, Celery on the filesystem.
`DATABASE_URL`, `REDIS_URL` and `ELASTICSEARCH_URL` switch each part to its server; no code asks which one runs.
"""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url

from cms import env, schedule
from cms.doors import policy, signin
from cms.doors.documents import DOCUMENT_TYPES
from cms.doors.private_database import PrivateConnection
from cms.doors.signin import *  # noqa: F403  each of its names is a setting, read there and nowhere else
from cms.eyes import logs

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.text("VAR_DIR", str(BASE_DIR / "var")))
VAR_DIR.mkdir(parents=True, exist_ok=True)

# ── Who we are ────────────────────────────────────────────────────────────────────────────────────────────────
DEBUG = env.boolean("DEBUG", False)
SECRET_KEY = env.secret_key("SECRET_KEY", VAR_DIR / "secret_key")
SITE_URL = env.text("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = env.items("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]", urlsplit(SITE_URL).hostname or ""])
CSRF_TRUSTED_ORIGINS = env.items("CSRF_TRUSTED_ORIGINS", [SITE_URL])
SECURITY_CONTACT = env.text("SECURITY_CONTACT", f"{SITE_URL}/contact/")
CONTACT_URL = env.text("CONTACT_URL", f"{SITE_URL}/a-propos/")
WAGTAIL_SITE_NAME = "l’ODD 17 en pratique"
WAGTAILADMIN_BASE_URL = SITE_URL

# ── Applications, the lowest room last: CONTRIBUTING.md says what stands where ───────────────────────────────────────
INSTALLED_APPS = [
    *("cms", "cms.backups"),
    "parutions",
    "headless.webhooks",
    "workers.links.reports",
    "workers.links",
    "workers",
    "demo",
    *("propositions", "couverture", "sheets", "search"),
    # Tells Wagtail’s API the shapes of blocks; rooms whose API reads them are made ready after it.
    "pages",
    *("pages.workflow", "pages.lots"),
    *("headless.contenus", "headless.journal", "headless.apercus"),
    *("cap", "adoc", "public"),
    *("qualite", "doublons", "liens"),
    "comite.traces",
    "comite",
    "taxonomy",
    "acces",
    "ground",
    *("django_otp_webauthn", "django_otp.plugins.otp_static", "django_otp.plugins.otp_totp", "django_otp"),
    "wagtail_headless_preview",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "acces.invitations.apps.InvitedUsersConfig",  # wagtail.users
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail.api.v3",
    "wagtail.api.v2",
    "wagtail",
    "modelcluster",
    "taggit",
    "lucide",
    "corsheaders",
    "csp",
    "rest_framework",
    # The documentation of the API then serves its own scripts, instead of sending readers to another site.
    "ninja",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
]
MIDDLEWARE = [
    "cms.eyes.requests.name_the_route",
    "corsheaders.middleware.CorsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "cms.doors.media.ServeMedia",
    "cms.kept.middleware.KeptAnswers",
    "cms.kept.middleware.GzipOfTheRest",
    "cms.api.compression.BrotliMiddleware",
    "cms.api.middleware.ApiAnswers",
    "cms.edges.middleware.Edges",
    "cms.middleware.RefuseMalformedText",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.middleware.common.CommonMiddleware",
    "cms.middleware.ExplainMethods",
    "cms.doors.mistakes.AnswerMistakes",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "acces.gate.Gate",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "comite.guards.doors.AskAtTheDoor",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]
# Pages of other sites may read what everybody may read, and nothing else: no cookie goes with their questions.
CORS_URLS_REGEX = r"^/api/v3/"
# Sites that are named may send a token as well; all others are then kept out.
CORS_ALLOWED_ORIGINS = env.items("CORS_ALLOWED_ORIGINS", [])
CORS_ALLOW_ALL_ORIGINS = not CORS_ALLOWED_ORIGINS
# To have answers to an A.D.O.C. evaluated, and to keep a C.A.P., whose secret no browser sends by itself (X-Cap).
# Whatever else writes asks for a token.
CORS_ALLOW_METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PATCH", "DELETE")
CORS_ALLOW_HEADERS = (
    *("accept", "content-type", "if-none-match", "x-request-id", "x-cap"),
    *(("authorization",) if CORS_ALLOWED_ORIGINS else ()),
)
CORS_EXPOSE_HEADERS = (
    *("ETag", "Retry-After", "X-Request-ID", "Deprecation", "Sunset"),
    *("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"),
)
ROOT_URLCONF = "cms.urls"
WSGI_APPLICATION = "cms.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "public.navigation.site",
            ],
            "builtins": ["django.templatetags.static", "wagtail.templatetags.wagtailcore_tags"],
        },
    }
]
# Widgets are rendered as pages are: ours come before Wagtail's.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# ── Database ──────────────────────────────────────────────────────────────────────────────────────────────────
DATABASE_URL = env.url("DATABASE_URL", schemes=("postgres", "postgresql", "sqlite"))
DATABASES: dict[str, Any] = {
    "default": dj_database_url.parse(DATABASE_URL or f"sqlite:///{VAR_DIR / 'db.sqlite3'}", conn_max_age=60)
}
if DATABASES["default"]["ENGINE"].endswith("postgresql"):
    DATABASES["default"]["ENGINE"] = "ground.machine.postgresql"
else:
    # WAL lets the worker write while pages are read; IMMEDIATE makes two writers wait instead of failing.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "factory": PrivateConnection,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-32000;",
    }
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
# Connections to PostgreSQL that a process keeps between its requests, however many threads it has.
DB_CONNECTIONS = env.integer("DB_CONNECTIONS", 12, minimum=1, maximum=1_000)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# ── Cache, broker ─────────────────────────────────────────────────────────────────────────────────────────────
REDIS_URL = env.url("REDIS_URL", schemes=("redis", "rediss"))
CACHES: dict[str, Any] = {
    "default": {
        "BACKEND": "cms.cache.ForgivingRedisCache",
        "LOCATION": REDIS_URL,
    }
    if REDIS_URL
    else {
        "BACKEND": "cms.cache.ForgivingFileCache",
        "LOCATION": str(VAR_DIR / "cache"),
    }
}
BROKER_DIR = VAR_DIR / "broker"
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
else:
    CELERY_BROKER_URL = "filesystem://localhost"
    CELERY_BROKER_TRANSPORT = "workers.broker:FileTransport"
    for folder in ("queue", "control"):
        (BROKER_DIR / folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        # Producers write where consumers read: one folder for both.
        "data_folder_in": str(BROKER_DIR / "queue"),
        "data_folder_out": str(BROKER_DIR / "queue"),
        "control_folder": str(BROKER_DIR / "control"),
        "polling_interval": 0.05,
    }
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "Europe/Paris"
CELERY_TASK_ROUTES = schedule.ROUTES
CELERY_BEAT_SCHEDULE = schedule.SCHEDULE
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")

# ── Search ────────────────────────────────────────────────────────────────────────────────────────────────────
ELASTICSEARCH_URL = env.url("ELASTICSEARCH_URL", schemes=("http", "https"))
ELASTICSEARCH_INDEX = env.text("ELASTICSEARCH_INDEX", "odd17")
ELASTICSEARCH_API_KEY = env.text("ELASTICSEARCH_API_KEY", "")
ELASTICSEARCH_CA_CERTS = env.text("ELASTICSEARCH_CA_CERTS", "")
SEARCH_ENGINE = (
    "search.engines.elasticsearch.ElasticsearchEngine"
    if ELASTICSEARCH_URL
    else "search.engines.embedded.EmbeddedEngine"
)
SEARCH_INDEX_DIR = VAR_DIR / "index"
# A copy of the index, in files, that answers while Elasticsearch cannot.
SEARCH_REPLICA = env.boolean("SEARCH_REPLICA", True) and bool(ELASTICSEARCH_URL)
SEARCH_REPLICA_DIR = VAR_DIR / "index-copie"
SEARCH_RECORD_QUERIES = env.boolean("SEARCH_RECORD_QUERIES", True)
# What makes vectors of texts, to order the pages that a question finds: "" for nothing (docs/recherche.md).
SEARCH_VECTORS = env.text("SEARCH_VECTORS", "")
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "search.wagtail_search"}}

# ── How often anything may be asked ──────────────────────────────────────────────────────────────────────────
# Calls of the API per minute, without a token and with one; 0 counts nobody.
API_RATE = env.integer("API_RATE", 600, minimum=0, maximum=1_000_000)
API_RATE_TOKEN = env.integer("API_RATE_TOKEN", 3_000, minimum=0, maximum=1_000_000)
# The same for pages, by what each costs: only what is dear is counted.
SITE_RATE = env.integer("SITE_RATE", 600, minimum=0, maximum=1_000_000)
# Passwords that may be tried for one account in a quarter of an hour; 0 counts none.
PASSWORD_RATE = env.integer("PASSWORD_RATE", 10, minimum=0, maximum=1_000)
RATE_STORAGE = REDIS_URL or "memory://"
# Proxies in front: how many there are, who they are, in which header each says whom it speaks for: ground/visitors.py.
TRUSTED_PROXIES = env.integer("TRUSTED_PROXIES", 0, minimum=0, maximum=10)
PROXY_ADDRESSES = env.networks("PROXY_ADDRESSES", ["127.0.0.0/8", "::1"])
PROXY_HEADER = env.header("PROXY_HEADER", "X-Forwarded-For")

# ── Pages served ready ────────────────────────────────────────────────────────────────────────────────────────
# Megabytes of ready answers that each process holds; 0 keeps none. While code is written, templates change.
KEPT_PAGES_MB = 0 if DEBUG else env.integer("KEPT_PAGES_MB", 32, minimum=0, maximum=4_096)
# Where the processes tell one another what is out of date.
NEWS_PLACE = f"ground.news.{'chain.RedisNews' if REDIS_URL else 'places.FileNews'}"
NEWS_FILE = VAR_DIR / "nouvelles"

# ── Caches in front of the site ───────────────────────────────────────────────────────────────────────────────
# Told by PURGE, with the keys of what has changed, after each publication.
CACHE_PURGE_URL = env.url("CACHE_PURGE_URL", schemes=("http", "https"))

# ── Links ─────────────────────────────────────────────────────────────────────────────────────────────────────
LINKS_ALLOW_LOOPBACK = env.boolean("LINKS_ALLOW_LOOPBACK", False)
# Sites that do not fail together: when none of them answers, a run says nothing about the partners' links.
LINKS_CANARIES = env.items(
    "LINKS_CANARIES", ["https://www.iana.org/", "https://www.debian.org/", "https://www.data.gouv.fr/"]
)
# For networks with resolvers or authorities of their own, and for the demonstration of the links.
LINKS_NAMESERVER = env.name_server("LINKS_NAMESERVER")
LINKS_CA_FILE = env.existing_file("LINKS_CA_FILE")
LINKS_CONCURRENCY = env.integer("LINKS_CONCURRENCY", 20, minimum=1, maximum=500)

# ── Language ──────────────────────────────────────────────────────────────────────────────────────────────────
LANGUAGE_CODE = "fr"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = WAGTAILADMIN_PERMITTED_LANGUAGES = [("fr", "Français")]
TIME_ZONE = "Europe/Paris"
USE_I18N = True
USE_TZ = True
WAGTAIL_I18N_ENABLED = False
LOCALE_PATHS = [BASE_DIR / "locale"]

# ── Files ─────────────────────────────────────────────────────────────────────────────────────────────────────
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "templates" / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
# Where the backup of each night is kept, "" for none, and the file of the passphrase that seals its secrets.
BACKUP_DIR = env.text("BACKUP_DIR", "")
BACKUP_PASSPHRASE_FILE = env.existing_file("BACKUP_PASSPHRASE_FILE")
STATIC_ROOT.mkdir(exist_ok=True)
# The form of a page of many blocks has thousands of fields; Django stops at 1 000.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
STORAGES: dict[str, Any] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "cms.static.ForgivingManifestStorage"},
}
WHITENOISE_USE_FINDERS = True

# ── Wagtail ───────────────────────────────────────────────────────────────────────────────────────────────────
# What may be uploaded, by its extension and its size. A document is never shown within the site: it is saved.
WAGTAILDOCS_CONTENT_TYPES = DOCUMENT_TYPES
WAGTAILDOCS_EXTENSIONS = list(DOCUMENT_TYPES)
WAGTAILDOCS_INLINE_CONTENT_TYPES: list[str] = []
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp", "svg"]
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_USER_TIME_ZONES = ["Europe/Paris"]
WAGTAIL_MODERATION_ENABLED = True
WAGTAIL_FINISH_WORKFLOW_ACTION = "comite.guards.finishing.publish_approved"
WAGTAIL_PASSWORD_REQUIRED_TEMPLATE = "acces/mot_de_passe.html"  # noqa: S105  a template's name
WAGTAILDOCS_PASSWORD_REQUIRED_TEMPLATE = WAGTAIL_PASSWORD_REQUIRED_TEMPLATE
WAGTAIL_FRONTEND_LOGIN_TEMPLATE = "acces/connexion.html"
WAGTAIL_DATE_FORMAT = "%d/%m/%Y"
WAGTAIL_DATETIME_FORMAT = "%d/%m/%Y %H:%M"
WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False
WAGTAILAPI_LIMIT_MAX = 100
WAGTAILAPI_BASE_URL = SITE_URL
WAGTAILAPI_RICH_TEXT_FORMAT = "html"
WAGTAILADMIN_RICH_TEXT_EDITORS: dict[str, Any] = {
    "default": {
        "WIDGET": "wagtail.admin.rich_text.DraftailRichTextArea",
        "OPTIONS": {"features": ["bold", "italic", "h3", "h4", "ol", "ul", "link", "document-link"]},
    }
}
FRONT_PREVIEW_URL = env.url("FRONT_PREVIEW_URL", schemes=("http", "https"))
WAGTAIL_HEADLESS_PREVIEW: dict[str, Any] = {
    "CLIENT_URLS": {"default": FRONT_PREVIEW_URL or f"{SITE_URL}/apercu/"},
    "SERVE_BASE_URL": None,
    "REDIRECT_ON_PREVIEW": False,
    "ENFORCE_TRAILING_SLASH": True,
}

# ── Mail ──────────────────────────────────────────────────────────────────────────────────────────────────────
EMAIL_HOST = env.text("EMAIL_HOST", "")
EMAIL_PORT = env.integer("EMAIL_PORT", 25, minimum=1, maximum=65535)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.boolean("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = env.boolean("EMAIL_USE_SSL", False)
# A server that accepts calls and never answers must not hold the worker.
EMAIL_TIMEOUT = 20
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend" if EMAIL_HOST else "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_FILE_PATH = str(VAR_DIR / "mail")
OPERATOR_EMAILS = env.items("OPERATOR_EMAILS", [])
# How the outbox of reports hands a mail over: step by step to a server, or through EMAIL_BACKEND.
MAIL_DELIVERY = f"workers.links.reports.mailing.delivery.{'RemiseSmtp' if EMAIL_HOST else 'RemiseParDjango'}"
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "l’ODD 17 en pratique <ne-pas-repondre@localhost>")

# ── Security ──────────────────────────────────────────────────────────────────────────────────────────────────
SECURE_SSL_REDIRECT = env.boolean("SECURE_SSL_REDIRECT", False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SITE_URL.startswith("https://")
SECURE_HSTS_SECONDS = 31_536_000 if SITE_URL.startswith("https://") else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SITE_URL.startswith("https://")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.boolean("BEHIND_TLS_PROXY", False) else None
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
# The page editor shows its preview in a frame of this very site.
SILENCED_SYSTEM_CHECKS = ["security.W019"]
OTP_WEBAUTHN_RP_ID = signin.passkey_name(SITE_URL)
OTP_WEBAUTHN_ALLOWED_ORIGINS = signin.passkey_origins(SITE_URL)
CONTENT_SECURITY_POLICY = policy.EVERYWHERE
ADMIN_POLICY = policy.beside_it_in_the_admin(FRONT_PREVIEW_URL, signin.OIDC_ISSUER)

# ── Logs, measures ────────────────────────────────────────────────────────────────────────────────────────────
METRICS_TOKEN = env.text("METRICS_TOKEN", "")
LOG_LEVEL = env.text("LOG_LEVEL", "INFO")
LOG_FORMAT = env.choice("LOG_FORMAT", "plain", tuple(logs.FORMATTERS))
# A line for each answer: method, path, status, time, bytes; neither who asks nor what he asks for.
ACCESS_LOG = env.boolean("ACCESS_LOG", False)
LOGGING = logs.configuration(LOG_LEVEL, LOG_FORMAT, access=ACCESS_LOG)
