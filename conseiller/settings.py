"""Settings, read from the environment once; a bad value stops the start with a sentence.

What is not in the environment is looked for in `.env`, then in `var/run.env`, which `make run` writes.
"""

import importlib.resources
import ipaddress
from pathlib import Path
from urllib.parse import urlsplit

import environ
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.contrib.messages import constants as message_levels
from django.core.exceptions import ImproperlyConfigured

from conseiller.conservation import SESSION

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
for fichier in (BASE_DIR / ".env", BASE_DIR / "var" / "run.env"):
    if fichier.is_file():
        env.read_env(fichier)


def read(lecteur, nom, attendu, **options):
    """Read one variable with `lecteur`; raises ImproperlyConfigured with a French sentence that names it."""
    try:
        return lecteur(nom, **options)
    except (ValueError, KeyError, IndexError, AttributeError, ImproperlyConfigured) as erreur:
        raise ImproperlyConfigured(f"{nom} : {attendu}. Voir .env.example.") from erreur


def read_bool(nom, default):
    """Yes or no; anything else raises ValueError, where django-environ would understand no."""
    return {"1": True, "true": True, "0": False, "false": False, "": default}[env.str(nom, "").lower()]


def read_level(nom, default):
    """A level of the log; anything else raises KeyError."""
    niveau = env.str(nom, default)
    return {mot: mot for mot in ("DEBUG", "INFO", "WARNING", "ERROR")}[niveau]


def read_url(nom, default, schemes):
    """An address as written; another scheme or a port that is no number raises ValueError."""
    texte = env.str(nom, default)
    adresse = urlsplit(texte)
    if adresse.scheme not in schemes or adresse.port == 0:
        raise ValueError(nom)
    return texte


def read_database(nom, default):
    """PostgreSQL or SQLite, and the name of the base; anything else raises ValueError."""
    adresse = read_url(nom, default, {"postgres", "postgresql", "sqlite"})
    if not urlsplit(adresse).path.strip("/"):
        raise ValueError(nom)
    return env.db_url(nom, default)


def read_site(nom, default):
    """Where the site is, at the root of its host; anything else raises ValueError."""
    texte = read_url(nom, default, {"http", "https"}).rstrip("/")
    adresse = urlsplit(texte)
    if not adresse.hostname or texte != f"{adresse.scheme}://{adresse.netloc}":
        raise ValueError(nom)
    return texte


def read_networks(nom):
    """Addresses and networks separated by commas."""
    return [ipaddress.ip_network(reseau.strip()) for reseau in env.list(nom, default=[])]


# Where the site runs

DEBUG = read(read_bool, "DEBUG", "écrivez 1 ou 0", default=False)
SECRET_KEY = read(env.str, "SECRET_KEY", "une chaîne secrète d’au moins 50 caractères est attendue", default="")
if len(SECRET_KEY) < 50:
    raise ImproperlyConfigured(
        "SECRET_KEY : une chaîne secrète d’au moins 50 caractères est attendue. Voir .env.example."
    )
DONNEES_DIR = Path(read(env.str, "DOSSIER_DONNEES", "un chemin de dossier est attendu", default=str(BASE_DIR / "var")))
PORT = read(env.int, "PORT", "un numéro de port entre 1 et 65535 est attendu", default=8000)
ADRESSE_PUBLIQUE = read(
    read_site, "ADRESSE_PUBLIQUE", "une adresse est attendue, https://exemple.fr", default=f"http://127.0.0.1:{PORT}"
)
adresse = urlsplit(ADRESSE_PUBLIQUE)
LOCALE = {"127.0.0.1", "localhost"}
ALLOWED_HOSTS = sorted(LOCALE) if adresse.hostname in LOCALE else [adresse.hostname]
CSRF_TRUSTED_ORIGINS = [ADRESSE_PUBLIQUE]
PROXIES_DE_CONFIANCE = read(
    read_networks, "PROXIES_DE_CONFIANCE", "une liste d’adresses ou de réseaux séparés par des virgules est attendue"
)

# What the site is made of

INSTALLED_APPS = [
    "django.forms",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "conseiller.statiques.StatiquesConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "csp",
    "lucide",
    "conseiller",
    "conseiller.formulaires",
    "conseiller.travaux",
    "conseiller.journal",
    "conseiller.pieces",
    "conseiller.courriels",
    "communes",
    "ateliers",
    "subventions",
]
MIDDLEWARE = [
    "conseiller.middleware.TrustedProxyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "conseiller.middleware.SignInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "conseiller.middleware.PrivatePagesMiddleware",
    "conseiller.middleware.RepriseMiddleware",
]
ROOT_URLCONF = "conseiller.urls"
WSGI_APPLICATION = "conseiller.wsgi.application"
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
                "conseiller.contexte.site",
            ]
        },
    }
]
# Widgets find their templates where pages do.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Where data is kept

DATABASES = {
    "default": read(
        read_database,
        "DATABASE_URL",
        "une adresse est attendue, postgres://utilisateur:motdepasse@hote:5432/base ou sqlite:///chemin",
        default=f"sqlite:///{DONNEES_DIR / 'conseiller.sqlite3'}",
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Writers queue instead of failing with "database is locked".
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        # A row that « REPLACE » deletes meets the triggers that freeze closed statements.
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA recursive_triggers=ON;",
    }
else:
    DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"},
    # What each process keeps for itself: see `conseiller.gardees`.
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "OPTIONS": {"MAX_ENTRIES": 200},
    },
}
PIECES_DIR = DONNEES_DIR / "pieces"
# A file of 200 MB fills neither memory nor disk: what passes the limit of a piece is thrown away as it comes.
FILE_UPLOAD_HANDLERS = [
    "conseiller.pieces.forms.LimitedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_NUMBER_FILES = 10

# Jobs: rows of Travail are the truth, Celery rings the bell

REDIS_URL = read(
    read_url,
    "REDIS_URL",
    "une adresse redis://hote:6379/0 est attendue",
    default="redis://127.0.0.1:6379/0",
    schemes={"redis", "rediss", "unix"},
)
CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_connect_timeout": 2,
    "socket_timeout": 5,
    "socket_keepalive": True,
    # A person waits behind the bell: try twice at once rather than for six seconds. The sweep does the rest.
    "max_retries": 1,
    "interval_start": 0,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_DEFAULT_QUEUE = "conseiller"
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BEAT_SCHEDULE = {
    "balayage": {"task": "conseiller.travaux.tasks.sweep", "schedule": 5.0, "options": {"expires": 5}},
    "rappels": {"task": "subventions.tasks.send_rappels", "schedule": 900.0, "options": {"expires": 900}},
    "rappels-seances": {"task": "ateliers.tasks.send_rappels", "schedule": 900.0, "options": {"expires": 900}},
    "offres": {"task": "ateliers.tasks.expire_offres", "schedule": 60.0, "options": {"expires": 60}},
    "purge": {"task": "ateliers.tasks.purge", "schedule": crontab(hour="2", minute="30")},
    "purge-pieces": {"task": "conseiller.pieces.tasks.purge", "schedule": 3600.0, "options": {"expires": 3600}},
}

# Who may enter

AUTH_USER_MODEL = "communes.Agent"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{nom}"}
    for nom in ("UserAttributeSimilarityValidator", "CommonPasswordValidator", "NumericPasswordValidator")
] + [{"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}}]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "bureau"
ACCOUNT_LOGOUT_REDIRECT_URL = "accueil"
ACCOUNT_ADAPTER = "communes.comptes.ClosedAccountAdapter"
ACCOUNT_FORMS = {
    "login": "communes.forms.comptes.ConnexionForm",
    "change_password": "communes.forms.comptes.ChangementForm",
    "reset_password": "communes.forms.comptes.OubliForm",
    "reset_password_from_key": "communes.forms.comptes.NouveauMotDePasseForm",
    "set_password": "communes.forms.comptes.ChoixForm",
    "reauthenticate": "communes.forms.comptes.VerificationForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "courriel"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = False
SESSION_COOKIE_AGE = int(SESSION.duree.total_seconds())
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "conseiller.views.refus.csrf"
if adresse.scheme == "https":
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
if PROXIES_DE_CONFIANCE:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        # Bootstrap's style sheet carries its arrows and ticks as data: pictures.
        "img-src": [SELF, "data:"],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}

# What people read

LANGUAGE_CODE = "fr"
TIME_ZONE = "Europe/Paris"
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"
# What `composants/avis.html` calls them.
MESSAGE_TAGS = {message_levels.INFO: "", message_levels.SUCCESS: "", message_levels.WARNING: "attente",
                message_levels.ERROR: "alerte"}  # fmt: skip
STATIC_URL = "/static/"
STATIC_ROOT = DONNEES_DIR / "static"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("vendor/bootstrap/css", str(importlib.resources.files("bootstrap") / "css")),
    ("vendor/fonts", str(importlib.resources.files("fontpkg_source_sans_3") / "files")),
]
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["map", "png", "woff", "woff2"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# Mail and log

vars().update(read(env.email_url, "EMAIL_URL", "une adresse smtp://hote:port est attendue", default="consolemail://"))
# A person waits behind the mail server.
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = SERVER_EMAIL = f"ne-pas-repondre@{adresse.hostname}"
NIVEAU_JOURNAL = read(read_level, "NIVEAU_JOURNAL", "écrivez DEBUG, INFO, WARNING ou ERROR", default="INFO")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "ligne": {
            "()": "conseiller.discretion.LigneDiscrete",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "filters": {"jetons": {"()": "conseiller.discretion.MasqueJetons"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "ligne", "filters": ["jetons"]}},
    # They tell each step of each page.
    "loggers": {"weasyprint": {"level": "ERROR"}, "fontTools": {"level": "WARNING"}},
    "root": {"handlers": ["console"], "level": NIVEAU_JOURNAL},
}
