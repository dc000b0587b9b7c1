"""Reminders and offers by the real beat, worker and mail server, power cuts included."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from ateliers.enums import Auteur
from ateliers.models import Inscription
from ateliers.services.attente import cancel_and_offer
from conseiller.courriels.models import Courriel, EtatCourriel
from conseiller.travaux.models import Travail
from tests.ateliers.fabrique import make_reservation, make_seance
from tests.fabrique import make_convention
from tests.plateau import wait_for

pytestmark = [pytest.mark.processus, pytest.mark.django_db(transaction=True)]

NOMBRE = 8


@pytest.fixture
def plateau(plateau, messagerie):
    """The processes of production, whose mail goes to the test's server."""
    plateau.environment["EMAIL_URL"] = f"smtp://127.0.0.1:{messagerie.port}"
    return plateau


def make_booked(places: int, debut) -> list:
    """Bookings made days ago by people with an e-mail address, whose confirmations are long gone."""
    seance = make_seance(make_convention(), places=places, debut=debut)
    avant = timezone.now() - timedelta(days=5)
    faites = [
        make_reservation(seance, rang, courriel=f"p{rang}@exemple.example", liste_attente=True, now=avant)
        for rang in range(1, NOMBRE + 1)
    ]
    Travail.objects.all().delete()
    Courriel.objects.all().delete()
    return faites


def test_a_worker_killed_between_two_reminders_loses_none_and_repeats_none(plateau, messagerie):
    make_booked(NOMBRE, timezone.now() + timedelta(hours=40))
    plateau.start("redis", "worker", "beat")
    assert json.loads(plateau.manage("rappels"))["seances"] == NOMBRE
    assert wait_for(lambda: len(messagerie.boite.recus) >= 2, 60)
    plateau.kill("worker")
    assert json.loads(plateau.manage("rappels"))["seances"] == 0
    plateau.start("worker")
    finis = Courriel.objects.filter(etat__in=[EtatCourriel.ENVOYE.value, EtatCourriel.INCERTAIN.value])
    # The lease of what was leaving at that instant runs out first.
    assert wait_for(lambda: finis.count() == NOMBRE, 150)
    recus = sorted(str(message["To"]) for message in messagerie.boite.recus)
    envoyes = Courriel.objects.filter(etat=EtatCourriel.ENVOYE.value).values_list("destinataire", flat=True)
    assert len(recus) == len(set(recus))
    assert set(envoyes) <= set(recus)
    assert [str(message["Subject"]).strip()[:6] for message in messagerie.boite.recus] == ["Rappel"] * len(recus)
    [agenda] = list(messagerie.boite.recus[0].iter_attachments())
    assert (agenda.get_content_type(), agenda.get_filename()) == ("text/calendar", "agenda.ics")
    assert "METHOD:PUBLISH" in agenda.get_content()


def test_beat_passes_on_an_offer_left_unanswered_and_both_are_told(plateau, messagerie):
    premiere, offerte, suivante, *_ = make_booked(1, timezone.now() + timedelta(days=20))
    now = timezone.now()
    cancel_and_offer(premiere, [premiere.inscriptions.get().pk], par=Auteur.USAGER, now=now)
    Inscription.objects.filter(reservation=offerte).update(offre_jusqu_a=now)
    plateau.start("redis", "worker", "beat")
    attendus = {
        ("p1@exemple.example", "Réservation annulée"),
        ("p2@exemple.example", "La place du"),
        ("p3@exemple.example", "Une place s’est libérée"),
    }

    def read() -> set:
        sujets = ((str(une["To"]), str(une["Subject"]).strip()) for une in messagerie.boite.recus)
        return {(qui, debut) for qui, sujet in sujets for _, debut in attendus if sujet.startswith(debut)}

    assert wait_for(lambda: attendus <= read(), 120)
    assert suivante.inscriptions.get().etat == "proposee"
