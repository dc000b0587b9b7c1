"""An e-mail whose worker is killed while the mail server holds it: the doubt is said, nothing leaves twice."""

from __future__ import annotations

import pytest
from django.utils import timezone

from conseiller.courriels.models import Courriel, EtatCourriel
from conseiller.courriels.services import write_courriel
from conseiller.travaux.models import EtatTravail, Travail
from tests.plateau import wait_for

pytestmark = [pytest.mark.processus, pytest.mark.django_db(transaction=True)]


def test_worker_killed_while_the_server_holds_the_message(plateau, messagerie):
    messagerie.boite.message = "se tait"
    plateau.environment["EMAIL_URL"] = f"smtp://127.0.0.1:{messagerie.port}"
    plateau.start("redis", "worker", "beat")
    courriel, _ = write_courriel("essai:1", "camille@exemple.example", "Essai", "Texte", now=timezone.now())
    assert messagerie.boite.tenu.wait(60)
    plateau.kill("worker")
    courriel.refresh_from_db()
    assert courriel.etat == EtatCourriel.EN_COURS

    messagerie.boite.message = "250 OK"
    # The minute of the lease goes by.
    Travail.objects.update(bail=timezone.now())
    plateau.start("worker")
    assert wait_for(lambda: Courriel.objects.get().etat == EtatCourriel.INCERTAIN, 60)
    assert [message["Message-ID"] for message in messagerie.boite.presentes] == [courriel.message_id]
    assert Travail.objects.get().etat == EtatTravail.FINI

    envoye, _ = write_courriel("essai:2", "camille@exemple.example", "Essai", "Texte", now=timezone.now())
    assert wait_for(lambda: Courriel.objects.get(pk=envoye.pk).etat == EtatCourriel.ENVOYE, 30)
    assert [message["Message-ID"] for message in messagerie.boite.recus] == [envoye.message_id]
