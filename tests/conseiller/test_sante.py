"""What the machines that watch the site are told."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from conseiller.travaux.services import BATTEMENT
from subventions.models import gel

PRET = {"base": True, "gel": True, "redis": True, "travailleur": True}
PORT_FERME = "redis://127.0.0.1:1/0"


@pytest.fixture
def beating(transactional_db):
    cache.set(BATTEMENT, timezone.now().timestamp(), timeout=None)


def test_alive_needs_no_database(client):
    response = client.get("/sante/")
    assert (response.status_code, response.content) == (200, b"vivant\n")
    assert "no-store" in response.headers["Cache-Control"]


def test_ready_when_database_broker_and_worker_answer(client, beating):
    response = client.get("/sante/pret/")
    assert (response.status_code, response.json()) == (200, PRET)


def test_not_ready_without_broker(client, beating, settings):
    settings.REDIS_URL = PORT_FERME
    response = client.get("/sante/pret/")
    assert (response.status_code, response.json()) == (503, PRET | {"redis": False})


def test_not_ready_when_closed_statements_could_be_altered(client, beating):
    gel.thaw()
    try:
        response = client.get("/sante/pret/")
    finally:
        gel.freeze()
    assert (response.status_code, response.json()) == (503, PRET | {"gel": False})


def test_not_ready_when_no_worker_has_swept_for_a_minute(client, beating, time_machine):
    time_machine.move_to(timezone.now() + timedelta(seconds=61))
    response = client.get("/sante/pret/")
    assert (response.status_code, response.json()) == (503, PRET | {"travailleur": False})


def test_not_ready_before_the_first_sweep(client, db):
    # The table of the cache is no model's: a worker of another test may have left its beat there.
    cache.delete(BATTEMENT)
    assert client.get("/sante/pret/").json()["travailleur"] is False
