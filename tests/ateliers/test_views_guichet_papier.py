"""Paper at the desk: lists entered in the order of their receipt, sheets that hold no number."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime

import pytest
import time_machine
from django.urls import reverse

from ateliers.models import Inscription, Reservation
from communes.enums import Fonction
from tests.ateliers.fabrique import MAINTENANT, make_reservation, make_seance
from tests.envois import fill, read
from tests.fabrique import make_agent, make_convention

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture
def seance():
    return make_seance(make_convention(), places=1)


@pytest.fixture
def claire(seance, client):
    agent = make_agent(seance.convention, 2, Fonction.ACCUEIL)
    with time_machine.travel(MAINTENANT, tick=False):
        client.force_login(agent)
        yield agent


def enter(client, seance, **champs):
    adresse = reverse("liste_papier", args=[seance.pk])
    return client.post(adresse, fill(client, adresse, **champs))


def read_pdf(contenu: bytes) -> str:
    sortie = subprocess.run(["pdftotext", "-layout", "-", "-"], input=contenu, capture_output=True, check=True)
    return " ".join(sortie.stdout.decode().split())


class TestList:
    def test_lines_go_by_their_time_of_receipt(self, client, seance, claire):
        tardif = make_reservation(seance, 9, liste_attente=True)
        reponse = enter(
            client,
            seance,
            prenom_1="Jean", nom_1="Colin", heure_1="09:30",
            prenom_2="Odette", nom_2="Marchal", heure_2="09:15",
            prenom_3="Personne", nom_3="Fictif-9",
            jour="2026-12-01",
        )  # fmt: skip
        faites = list(Reservation.objects.filter(canal="papier").order_by("recu_le"))
        assert [une.participants.get().nom for une in faites] == ["Marchal", "Colin"]
        assert faites[0].recu_le == faites[0].rang_le == datetime(2026, 12, 1, 8, 15, tzinfo=UTC)
        assert reponse.url == (
            f"{reverse('liste_papier_faite', args=[seance.pk])}?faites={faites[0].pk},{faites[1].pk}&deja={tardif.pk}"
        )
        texte = read(client.get(reponse.url))
        assert texte.count("sur la liste d’attente, toutes les places sont prises") == 2
        assert "déjà sur la liste (place réservée), rien n’a été ajouté" in texte

    def test_an_error_loses_nothing_and_writes_nothing(self, client, seance, claire):
        reponse = enter(client, seance, prenom_1="Jean", nom_1="Colin", prenom_2="Odette", telephone_3="12")
        texte = read(reponse)
        assert reponse.status_code == 422
        assert "Écrivez le nom. (ligne 2)" in texte
        assert "Un numéro a dix chiffres" in texte
        assert 'value="Colin"' in texte
        assert not Inscription.objects.exists()

    def test_a_line_is_not_received_tomorrow(self, client, seance, claire):
        reponse = enter(client, seance, prenom_1="Jean", nom_1="Colin", heure_1="23:00")
        assert "Cette demande n’a pas encore été reçue" in read(reponse)

    def test_an_empty_list_is_told(self, client, seance, claire):
        assert "Remplissez au moins une ligne." in read(enter(client, seance))

    def test_the_outcome_of_another_agreement_is_not_told(self, client, seance, claire):
        autre = make_reservation(make_seance(make_convention(base=100)))
        adresse = f"{reverse('liste_papier_faite', args=[seance.pk])}?faites={autre.pk},x"
        assert "Personne Fictif" not in read(client.get(adresse))


class TestSheets:
    def test_the_sheet_to_sign_has_names_and_blank_lines_and_no_number(self, client, seance, claire):
        make_reservation(seance)
        texte = read_pdf(client.get(reverse("emargement", args=[seance.pk])).content)
        assert "Personne Fictif-1" in texte
        assert "Signature" in texte
        assert "06 39" not in texte

    def test_the_fallback_has_a_sheet_for_each_session_of_the_week(self, client, seance, claire):
        proche = make_seance(seance.convention, debut=datetime(2026, 12, 3, 13, tzinfo=UTC), places=1)
        make_reservation(proche)
        make_reservation(proche, 2, liste_attente=True)
        reponse = client.get(reverse("feuille_secours"))
        texte = read_pdf(reponse.content)
        assert reponse["Cache-Control"].startswith("private, no-store")
        assert "page 1 sur 1" in texte
        assert "Liste d’attente, dans l’ordre" in texte
        assert "Personne Fictif-2" in texte
        assert "06 39" not in texte
