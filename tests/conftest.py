"""What every test stands on: the system's Chromium, plain static files, a quick password hash, SQLite on a file."""

import os
import shutil
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import redis
from django.conf import settings
from django.core.cache import caches
from django.db import connection, connections
from django.test import override_settings
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from communes.enums import Fonction
from communes.models import Agent
from subventions.models import Cloture, gel
from tests.fabrique import make_agent
from tests.messagerie import Messagerie
from tests.plateau import Plateau

# The synchronous Playwright runs its own event loop in the test's thread, which Django would refuse to work beside.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

# A shared machine has slow moments: they are no fault of what is tested.
hypothesis_settings.register_profile("patience", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("patience")

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=fr",
]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Debian's Chromium: Playwright's own download is never needed."""
    chromium = next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])))
    return {**browser_type_launch_args, "executable_path": chromium, "args": CHROMIUM_FLAGS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    """A French reader in France."""
    return {**browser_context_args, "locale": "fr-FR", "timezone_id": "Europe/Paris"}


@pytest.fixture(scope="session", autouse=True)
def light_settings():
    """Static files without the manifest (the live server serves sources), and a hash that costs nothing."""
    plain = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    hasher = "django.contrib.auth.hashers.MD5PasswordHasher"
    # WhiteNoise warns when the folder that collectstatic fills is not there.
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    sources = {"WHITENOISE_USE_FINDERS": True, "WHITENOISE_AUTOREFRESH": True}
    with override_settings(STORAGES=settings.STORAGES | plain, PASSWORD_HASHERS=[hasher], **sources):
        yield


@pytest.fixture(scope="session", autouse=True)
def counters_of_its_own():
    """A Redis base for each process that runs tests, emptied: the tries of one are nobody else's."""
    rang = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    adresse = urlsplit(settings.REDIS_URL)._replace(path=f"/{rang + 1}").geturl()
    redis.Redis.from_url(adresse).flushdb()
    with override_settings(REDIS_URL=adresse):
        yield


@pytest.fixture(autouse=True)
def forget_pages():
    """What a process keeps for itself is not what the next test reads."""
    caches["pages"].clear()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, tmp_path_factory):
    """On SQLite test on a file as the site does: WAL and locks do not exist in memory."""
    for base in connections.all():
        if base.vendor == "sqlite":
            folder: Path = tmp_path_factory.mktemp("sqlite")
            base.settings_dict["TEST"]["NAME"] = str(folder / "conseiller.sqlite3")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Before the database goes, end whoever still talks to it: the session of a killed worker lingers at the server."""
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture(autouse=True)
def frost_lifted_before_flush(request):
    """A test that commits ends by a flush, which closed statements would refuse; `post_migrate` freezes them anew."""
    marque = request.node.get_closest_marker("django_db")
    commits = {"transactional_db", "live_server"} & set(request.fixturenames)
    if not commits and not (marque and marque.kwargs.get("transaction")):
        yield
        return
    request.getfixturevalue("_django_db_helper")
    yield
    if Cloture.objects.exists():
        gel.thaw()


@pytest.fixture
def pieces(settings, tmp_path):
    """A folder of its own for the files that the test stores."""
    settings.PIECES_DIR = tmp_path


@pytest.fixture
def helene(convention, client) -> Agent:
    """The coordinator of the employing body of the module's agreement, signed in."""
    agent = make_agent(convention, 1, Fonction.COORDINATION)
    client.force_login(agent)
    return agent


@pytest.fixture
def denis(convention, client) -> Agent:
    """Its finance officer, signed in."""
    agent = make_agent(convention, 1, prenom="Denis", nom="Royer")
    client.force_login(agent)
    return agent


@pytest.fixture
def plateau(transactional_db, tmp_path, settings):
    """A stage for real processes, with nothing running yet; everything on it ends with the test."""
    plateau = Plateau(tmp_path, settings.DONNEES_DIR)
    yield plateau
    for nom in list(plateau.processus):
        plateau.stop(nom)


@pytest.fixture
def messagerie(settings):
    """A mail server that listens, and the site that talks to it."""
    messagerie = Messagerie()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", messagerie.port, 1
    messagerie.start()
    yield messagerie
    messagerie.stop()
