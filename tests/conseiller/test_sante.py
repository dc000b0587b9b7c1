"""What the machines that watch the site are told."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from conseiller.travaux.services import BATTEMENT

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
    assert (response.status_code, response.json()) == (200, {"base": True, "redis": True, "travailleur": True})


def test_not_ready_without_broker(client, beating, settings):
    settings.REDIS_URL = PORT_FERME
    response = client.get("/sante/pret/")
    assert (response.status_code, response.json()) == (503, {"base": True, "redis": False, "travailleur": True})


def test_not_ready_when_no_worker_has_swept_for_a_minute(client, beating, time_machine):
    time_machine.move_to(timezone.now() + timedelta(seconds=61))
    response = client.get("/sante/pret/")
    assert (response.status_code, response.json()) == (503, {"base": True, "redis": True, "travailleur": False})


def test_not_ready_before_the_first_sweep(client, db):
    assert client.get("/sante/pret/").json()["travailleur"] is False
