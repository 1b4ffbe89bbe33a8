"""Settings of the website. Figures come from the release; what people send in is stored in a database of its own."""

import os
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from fairtown.hub.caches import page_caches
from fairtown.hub.database import database, secret_key
from fairtown.hub.giving.config import gateway
from fairtown.hub.gunicorn_settings import STATIC_FOLDER
from fairtown.hub.mail.server import hook_secret, mail_server, sender
from fairtown.hub.organisation import own_name
from fairtown.hub.referrals.public_keys import public_keys
from fairtown.hub.running.logs import logging_settings
from fairtown.hub.search.geocoder import base_url
from fairtown.hub.site_url import site_url

HERE = Path(__file__).parent
RELEASES = os.environ.get("FAIRTOWN_RELEASES") or "releases"
HTTPS = bool(os.environ.get("FAIRTOWN_HTTPS"))

RECORDS = Path(os.environ.get("FAIRTOWN_RECORDS") or "records")

# signs the sessions of staff; visitors have no session and no cookie
SECRET_KEY = secret_key(os.environ.get("FAIRTOWN_SECRET_KEY", ""), RECORDS)
DEBUG = False
ALLOWED_HOSTS = os.environ.get("FAIRTOWN_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
# what the site calls itself: in citations, site maps and cards of networks
SITE_URL = site_url(os.environ.get("FAIRTOWN_URL", ""), ALLOWED_HOSTS, HTTPS)
ROOT_URLCONF = "fairtown.hub.urls"
WSGI_APPLICATION = "fairtown.hub.wsgi.application"
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    # ordinal numbers in sentences, in the reader's language
    "django.contrib.humanize",
    "csp",
    "fairtown.hub",
    "fairtown.hub.pages.apps.Pages",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.redirects",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "fairtown.hub.contributions.apps.Contributions",
    "fairtown.hub.gate.apps.Gate",
    "fairtown.hub.jobs.apps.Jobs",
    "fairtown.hub.mail.apps.Mail",
    "fairtown.hub.supporters.apps.Supporters",
    "fairtown.hub.newsletters.apps.Newsletters",
    "fairtown.hub.gatherings.apps.Gatherings",
    "fairtown.hub.campaigns.apps.Campaigns",
    "fairtown.hub.referrals.apps.Referrals",
    "fairtown.hub.giving.apps.Giving",
    "allauth.account",
    "allauth.mfa",
    "fairtown.hub.staff.apps.Staff",
]
MIDDLEWARE = [
    "fairtown.hub.running.logs.logged_requests",
    "django.middleware.security.SecurityMiddleware",
    "fairtown.hub.files.ReleaseFilesMiddleware",
    "fairtown.hub.state_addresses.state_of_address",
    "fairtown.hub.middleware.without_trackers",
    "fairtown.hub.page_cache.page_cache_middleware",
    "django.middleware.gzip.GZipMiddleware",
    # lazy: no visitor gets a session or a cookie, only staff under /staff/
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    # before whatever may read a body
    "fairtown.hub.bodies.bounded_bodies",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "fairtown.hub.staff.sessions.limited_sessions",
    "fairtown.hub.staff.language.language_of_staff",
    "fairtown.hub.staff.actions.traced_actions",
    "fairtown.hub.staff.second_factor.second_factor_required",
    # hands the request to allauth, which stores second factors; it guards nothing
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "csp.middleware.CSPMiddleware",
    "fairtown.hub.pages.policy.editor_policy",
    "fairtown.hub.middleware.held_subjects",
    "fairtown.hub.middleware.plain_errors",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "fairtown.hub.context.site",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "fairtown.hub.templatetags.fairtown_tags",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
        },
    }
]
# pages in each process; downloads once for all, where `fairtown hub` has a folder for them
CACHES = page_caches(os.environ.get("FAIRTOWN_CACHE", ""))
# the archive of the whole release
DOWNLOADS = Path(os.environ.get("FAIRTOWN_CACHE") or RECORDS / "downloads")
DATABASES = {"default": database(os.environ.get("FAIRTOWN_DATABASE", ""), RECORDS)}
# whose site it is: words that a guesser would try
ORGANIZATION = os.environ.get("FAIRTOWN_ORGANIZATION") or own_name()
# where mail is handed over; blank: files in the folder of records, which staff read
MAIL_SERVER = mail_server(os.environ.get("FAIRTOWN_SMTP", ""))
MAIL_FROM = sender(os.environ.get("FAIRTOWN_MAIL_FROM", ""), ORGANIZATION, SITE_URL)
# what mail servers say of mail that did not arrive: a maildir that is read, the secret of /hooks/mail/; blank: neither
BOUNCE_DIR = os.environ.get("FAIRTOWN_BOUNCE_DIR", "")
MAIL_HOOK_SECRET = hook_secret(os.environ.get("FAIRTOWN_MAIL_HOOK_SECRET", ""))
# hides the addresses of those who want no mail; where several machines share a database, one for all
SUPPRESSION_KEY = os.environ.get("FAIRTOWN_SUPPRESSION_KEY", "")
# public keys of age that messages of people who ask for help are sealed to, beside those of referral staff; and, for an
# office of one person, the file of the secret key that opens them
INTAKE_RECIPIENTS = public_keys(os.environ.get("FAIRTOWN_INTAKE_RECIPIENTS", ""))
INTAKE_IDENTITY = os.environ.get("FAIRTOWN_INTAKE_IDENTITY", "")
# who takes cards: live, test or practice, or nobody
GIVING = gateway(os.environ)
# who tells which tract a street address lies in; blank: nobody is asked
GEOCODER = base_url(os.environ.get("FAIRTOWN_GEOCODER", ""))
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "fairtown.hub.staff.passwords.PredictablePasswordValidator"},
]
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = "/staff/"
# without use; staff/sessions.py prolongs it with each request, and ends it after ten hours
SESSION_COOKIE_AGE = 45 * 60
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
# a browser takes a cookie of such a name by https alone, so that nobody between plants one
COOKIE_PREFIX = "__Secure-" if HTTPS else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid", f"{COOKIE_PREFIX}csrftoken"
CSRF_COOKIE_HTTPONLY = True
LOGIN_URL, LOGIN_REDIRECT_URL = "/staff/login/", "/staff/"
# second factors: an app, passkeys, codes for recovery; its own pages for signing in are not routed (decision 0057)
MFA_ADAPTER = "fairtown.hub.staff.factor_secrets.EncryptedFactors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
CSRF_FAILURE_VIEW = "fairtown.hub.staff.views.not_signed"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]
LOCALE_PATHS = [HERE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "America/New_York"
FILE_UPLOAD_HANDLERS = ["fairtown.hub.bodies.NoFiles"]
# of one form: the longest has 2,500 letters, each up to twelve bytes on its way
DATA_UPLOAD_MAX_MEMORY_SIZE = 256_000
STATIC_URL = "/static/"
STATICFILES_DIRS = [HERE / "static"]
# collected by `fairtown hub` as it starts, named by hash and compressed; else served from where they are
STATIC_ROOT = os.environ.get(STATIC_FOLDER) or None
WHITENOISE_USE_FINDERS = STATIC_ROOT is None
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 3600
WHITENOISE_MIMETYPES = {".pmtiles": "application/octet-stream"}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if STATIC_ROOT
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
# pictures and files of editors, beside the database
MEDIA_ROOT = os.environ.get("FAIRTOWN_MEDIA") or RECORDS / "media"
BACKUPS = Path(os.environ.get("FAIRTOWN_BACKUPS") or RECORDS / "backups")
MEDIA_URL = "/media/"
WAGTAIL_SITE_NAME = "fairtown"
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAIL_I18N_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
# who may write pages may publish them; one list of what waits, that of the desk, is enough
WAGTAIL_WORKFLOW_ENABLED = False
# a page sent to be translated waits as a draft (decision 0089)
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAILADMIN_LOGIN_URL = LOGIN_URL
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
# the editor asks nobody else for anything
WAGTAIL_ENABLE_UPDATE_CHECK = WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
# the system's list holds names that no browser knows
WAGTAIL_USER_TIME_ZONES = [
    TIME_ZONE, "America/Chicago", "America/Denver", "America/Los_Angeles", "America/Puerto_Rico", "UTC",
]  # fmt: skip
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10_000_000
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 25_000_000
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp", "gif"]
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "odt", "pdf", "pptx", "txt", "xlsx", "zip"]
WAGTAILDOCS_SERVE_METHOD = "serve_view"
TAGGIT_CASE_INSENSITIVE = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
# sent over https alone
SECURE_HSTS_SECONDS = 31_536_000
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
LOGGING = logging_settings(os.environ.get("FAIRTOWN_LOG", ""))
