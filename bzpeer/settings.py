"""Django settings; everything an installation decides comes from the environment (docs/deploy.md has the list)."""

from __future__ import annotations

import ssl
from datetime import timedelta
from pathlib import Path

from django.utils.csp import CSP

from bzpeer import env

BASE_DIR = Path(__file__).resolve().parent.parent
# The embedded run of `make run` and the tests: plain http on this machine, mail into a folder.
LOCAL = env.flag("BZPEER_LOCAL")

DEBUG = env.flag("DEBUG")
SECRET_KEY = env.secret("SECRET_KEY", least=1 if LOCAL else 50)
ALLOWED_HOSTS = env.hosts("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env.origins("CSRF_TRUSTED_ORIGINS")
# What links in mails begin with, where no request says under which name the site was reached.
SITE_URL = env.web_address("SITE_URL", env.site_of(ALLOWED_HOSTS, local=LOCAL), plain=True)

INSTALLED_APPS = [
    "profiles",
    "works",
    "graph",
    "bzpeer",
    "unfold",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.orcid",
    "django_htmx",
]

MIDDLEWARE = [
    "bzpeer.pagecache.PageCacheMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "bzpeer.second_factor.StaffSecondFactorMiddleware",
    "bzpeer.parts.PartErrorMiddleware",
]

ROOT_URLCONF = "bzpeer.urls"
WSGI_APPLICATION = "bzpeer.wsgi.application"
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
                "profiles.navigation.of_the_page",
                "bzpeer.theme.of_the_page",
            ],
        },
    },
]

# Where the source of what runs here can be had (the licence asks for it once it was changed); empty: no link.
SOURCE_URL = env.link("SOURCE_URL")

# One engine, PostgreSQL; persistent connections, since opening one costs more than a page.
DATABASES = {"default": env.database("DATABASE_URL")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.redis("REDIS_URL")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "bzpeer",
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 2},
    }
}
# How long a public page may outlive a lost invalidation; 0 switches the page cache off.
PAGE_CACHE_SECONDS = env.number("PAGE_CACHE_SECONDS", 300)

# Works of more authors count for their people, but say nothing about who works with whom.
COAUTHOR_LIMIT = env.number("COAUTHOR_LIMIT", 50, least=2, most=500)

CELERY_BROKER_URL = env.broker(REDIS_URL)
if REDIS_URL.startswith("rediss:"):
    CELERY_BROKER_USE_SSL = {"ssl_cert_reqs": ssl.CERT_REQUIRED}
CELERY_TASK_DEFAULT_QUEUE = env.text("CELERY_QUEUE", "bzpeer")
CELERY_TASK_IGNORE_RESULT = True
# A killed worker must lose nothing: a task is acknowledged when done, and taken again when its process died.
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 1800
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600, "socket_connect_timeout": 2}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0.1}
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = {
    "pick up pages a crash left behind": {"task": "works.pick_up_pages", "schedule": timedelta(seconds=30)},
    "compute trust that a crash left due": {"task": "works.compute_due_trust", "schedule": timedelta(minutes=1)},
    "mail notices that a crash left behind": {"task": "profiles.mail_left_notices", "schedule": timedelta(minutes=2)},
    "hide what nobody decided about in time": {"task": "works.hide_due", "schedule": timedelta(minutes=5)},
    "mail answers that a crash left behind": {"task": "profiles.answer_objections", "schedule": timedelta(minutes=5)},
    "settle claims that waited, and proofs that expired": {
        "task": "profiles.settle_claims",
        "schedule": timedelta(minutes=10),
    },
    "settle proofs that wait": {"task": "works.recheck_waiting_proofs", "schedule": timedelta(minutes=5)},
    "look at proofs again": {"task": "works.recheck_standing_proofs", "schedule": timedelta(days=1)},
    "send digests in the morning": {"task": "works.send_digests", "schedule": timedelta(hours=1)},
    "tell of messages that came just after somebody left": {
        "task": "profiles.ring_missed",
        "schedule": timedelta(minutes=2),
    },
    "sweep old graph slices": {"task": "graph.sweep_slices", "schedule": timedelta(hours=1)},
}

AUTH_USER_MODEL = "profiles.User"
AUTHENTICATION_BACKENDS = ["profiles.sessions.Backend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
# Whoever works at the desk needs a second factor; the demo accounts of the embedded run have none.
STAFF_SECOND_FACTOR = env.flag("STAFF_SECOND_FACTOR", default=not LOCAL)
# Their words and ours differ: one vocabulary for pages, forms and mails.
ACCOUNT_ADAPTER = "profiles.account_adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "profiles.account_forms.LogIn",
    "signup": "profiles.account_forms.SignUp",
    "add_email": "profiles.account_forms.AddAddress",
    "reset_password": "profiles.account_forms.ForgotPassword",
    "change_password": "profiles.account_forms.ChangePassword",
    "reset_password_from_key": "profiles.account_forms.ChoosePassword",
    "set_password": "profiles.account_forms.SetPassword",
    "reauthenticate": "profiles.account_forms.ShowPassword",
}
SOCIALACCOUNT_FORMS = {"signup": "profiles.account_forms.SignUpWithOrcid"}
MFA_ADAPTER = "profiles.account_adapters.FactorAdapter"
MFA_FORMS = {
    "authenticate": "profiles.account_forms.ShowCode",
    "reauthenticate": "profiles.account_forms.ShowCodeAgain",
    "activate_totp": "profiles.account_forms.SetUpApp",
    "add_webauthn": "profiles.account_forms.AddPasskey",
    "edit_webauthn": "profiles.account_forms.RenamePasskey",
}
MFA_SUPPORTED_TYPES = ["recovery_codes", "totp", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "BZPEER"
# A code that was typed as its half minute ended, or on a telephone whose clock is late.
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = LOCAL
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
# Whoever reads and follows needs no confirmed address; claims ask for one (profiles/addresses_of.py).
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_MAX_EMAIL_ADDRESSES = 10
ACCOUNT_EMAIL_SUBJECT_PREFIX = "BZPEER: "
# A mail to the person whenever the password, an address or a second factor changes.
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
# Beside what allauth limits already; a limit by `key` is per address that was typed.
ACCOUNT_RATE_LIMITS = {
    "signup": "10/m/ip,100/d/ip",
    "reset_password": "10/m/ip,5/h/key",
    "manage_email": "10/m/user,40/d/user",
    "reauthenticate": "5/m/user,30/h/user",
    "download_data": "5/h/user",
    "delete_account": "5/m/user",
    "stop_mails": "20/m/ip",
    "give_proof": "30/h/user",
    "confirm_proof": "5/h/user,10/d/user",
    "ask_coauthor": "20/d/user",
    "object": "5/h/ip,20/d/ip",
    "search": "120/m/ip",
    "suggest": "600/m/ip",
    "graph_map": "240/m/ip",
    # Maps that nobody asked for before: a worker's second or more, each.
    "graph_new": "30/m/ip,600/h/ip",
    "graph_card": "240/m/ip",
    "graph_path": "120/m/ip",
    "graph_nearby": "240/m/ip",
    "graph_export": "60/m/ip",
    # A file of thousands of works is a second of work, one of a single work none.
    "export_author": "60/m/ip",
    "export_work": "600/m/ip",
}
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_SESSION_REMEMBER = True
# Log-in with ORCID, where both are given; any other host than ORCID's own is for its sandbox and for tests.
ORCID_CLIENT_ID = env.text("ORCID_CLIENT_ID", "")
ORCID_SECRET = env.text("ORCID_SECRET", None if ORCID_CLIENT_ID else "")
ORCID_URL = env.web_address("ORCID_URL", "https://orcid.org", plain=LOCAL)
ORCID_API_URL = env.web_address("ORCID_API_URL", "https://pub.orcid.org", plain=LOCAL)
SOCIALACCOUNT_ADAPTER = "profiles.orcid.SocialAdapter"
SOCIALACCOUNT_PROVIDERS = {"orcid": {"provider_class": "profiles.orcid.Provider"}}
SOCIALACCOUNT_REQUESTS_TIMEOUT = 10
# In the database alone: a log-in must not end because Valkey does.
SESSION_ENGINE = "profiles.sessions"

DEFAULT_FROM_EMAIL = env.mail_address("DEFAULT_FROM_EMAIL", "bzpeer@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
MAIL_DIR = env.text("MAIL_DIR", str(BASE_DIR / ".data" / "mail"))
if LOCAL:
    MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "OPTIONS": {"file_path": MAIL_DIR},
        }
    }
else:
    MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {
                "host": env.text("EMAIL_HOST", "localhost"),
                "port": env.number("EMAIL_PORT", 25, least=1, most=65_535),
                "username": env.text("EMAIL_HOST_USER", ""),
                "password": env.text("EMAIL_HOST_PASSWORD", ""),
                "use_tls": env.flag("EMAIL_USE_TLS"),
                "use_ssl": env.one_of_two("EMAIL_USE_SSL", "EMAIL_USE_TLS"),
                "timeout": 10,
            },
        }
    }

# Direct collaboration: how many invitations, how soon again after a no, how often a mail, how soon news.
INVITATIONS_PER_DAY = env.number("INVITATIONS_PER_DAY", 5, most=1000)
INVITE_AGAIN_DAYS = env.number("INVITE_AGAIN_DAYS", 90, most=3650)
QUIET_MINUTES = env.number("QUIET_MINUTES", 60, most=100_000)
CONVERSATION_POLL_SECONDS = env.number("CONVERSATION_POLL_SECONDS", 4, least=1, most=60)

# Whether robots.txt lets crawlers read the public pages: an installation for one house forbids it.
ALLOW_ROBOTS = env.flag("ALLOW_ROBOTS", default=True)

# How many requests to the API one address may send in a minute; 0 counts none.
API_REQUESTS_PER_MINUTE = env.number("API_REQUESTS_PER_MINUTE", 120, most=1_000_000)

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
# The embedded run serves static files from where they lie; an installation collects, hashes and compresses them.
WHITENOISE_USE_FINDERS = LOCAL
STATIC_ROOT = None if LOCAL else env.text("STATIC_ROOT", str(BASE_DIR / "staticfiles"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage" if LOCAL else "bzpeer.static_files.Storage"
    },
}

# After how long a record that somebody objects to is hidden if no curator has decided.
OBJECTION_HOURS = env.number("OBJECTION_HOURS", 24, most=720)
# How long a claim waits for objections before a matching name is enough, and how often a person may ask on one day.
CLAIM_QUIET_HOURS = env.number("CLAIM_QUIET_HOURS", 48, most=8_760)
CLAIMS_PER_DAY = env.number("CLAIMS_PER_DAY", 5, least=1)
CONTESTS_PER_DAY = env.number("CONTESTS_PER_DAY", 3, least=1)
# How long the proofs of a claim that can grow old hold: an address at an affiliation, an ORCID record.
PROOF_DAYS = env.number("PROOF_DAYS", 365, least=1, most=36_500)
# Where pages that people name may be fetched from, beside the public network: none, unless this is an intranet.
FETCH_PRIVATE_NETWORKS = env.networks("FETCH_PRIVATE_NETWORKS")
FETCH_ALLOWED_FOR_TESTS = frozenset(env.words("FETCH_ALLOWED_FOR_TESTS")) if LOCAL else frozenset()

# The curator's desk; its colours are in static/css/desk.css, since Unfold would put them inline.
UNFOLD = {
    "SITE_TITLE": "BZPEER desk",
    "SITE_HEADER": "BZPEER desk",
    "SITE_SYMBOL": "fact_check",
    "COLORS": {},
    "SIDEBAR": {"navigation": "bzpeer.desk.navigation"},
    "DASHBOARD_CALLBACK": "works.desk.waiting.on_the_index",
}

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_I18N = False
USE_TZ = True

# Nothing inline and nothing from another host, without exceptions.
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    # Browsers hold the redirect that answers a form to this as well: the way to ORCID is one.
    "form-action": [CSP.SELF, *([ORCID_URL] if ORCID_CLIENT_ID else [])],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
if not LOCAL:
    SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    BEHIND_PROXY = env.flag("BEHIND_PROXY")
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
    # Else everybody has the proxy's address, and one who guesses passwords locks all of them out.
    ALLAUTH_TRUSTED_PROXY_COUNT = int(BEHIND_PROXY)
    SECURE_HSTS_SECONDS = env.number("SECURE_HSTS_SECONDS", 31_536_000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = env.flag("SECURE_HSTS_INCLUDE_SUBDOMAINS", default=True)
    SECURE_HSTS_PRELOAD = env.flag("SECURE_HSTS_PRELOAD", default=True)
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "bzpeer.pages.csrf_failed"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env.level("LOG_LEVEL", "INFO")},
}
