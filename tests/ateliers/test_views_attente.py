"""The page of an offer: reading it answers nothing, it says where things stand, and what next."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from ateliers.enums import Auteur
from ateliers.services.attente import cancel_and_offer, expire_offres
from communes.enums import Fonction
from conseiller.courriels.models import Courriel, EtatCourriel
from conseiller.travaux.models import Travail
from tests.ateliers.fabrique import MAINTENANT, make_reservation, make_seance
from tests.envois import read
from tests.fabrique import make_agent, make_convention

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture
def seance():
    return make_seance(make_convention(), places=1)


@pytest.fixture
def offerte(seance, time_machine):
    time_machine.move_to(MAINTENANT)
    premiere = make_reservation(seance)
    offerte = make_reservation(seance, 2, liste_attente=True, courriel="offerte@exemple.example")
    cancel_and_offer(premiere, [premiere.inscriptions.get().pk], par=Auteur.USAGER, now=MAINTENANT)
    return offerte


def adresse(reservation) -> str:
    return reverse("inscription_repondre", args=[reservation.jeton])


def read_etat(reservation) -> str:
    return reservation.inscriptions.get().etat


def test_the_e_mail_leads_to_the_page(offerte):
    assert adresse(offerte) in Courriel.objects.get(cle__contains=":offre:").corps


def test_reading_the_page_answers_nothing(client, offerte):
    for _ in range(2):
        page = client.get(adresse(offerte))
        client.head(adresse(offerte))
    assert page["Cache-Control"].startswith("max-age=0")
    assert read_etat(offerte) == "proposee"
    assert "Une place est libre : venez-vous ?" in read(page)
    assert "jusqu’au jeudi 3 décembre 2026, 10 h" in read(page)


def test_yes_reserves_and_the_page_says_so_with_the_code(client, offerte):
    for _ in range(2):
        suite = client.post(adresse(offerte), {"reponse": "oui"}, follow=True)
    assert read_etat(offerte) == "confirmee"
    assert suite.redirect_chain == [(adresse(offerte), 302)]
    assert f"Votre code : <strong>{offerte.code[:3]} {offerte.code[3:]}</strong>" in read(suite)


def test_no_leaves_the_place_to_the_next(client, offerte, seance):
    suivante = make_reservation(seance, 3, liste_attente=True)
    suite = client.post(adresse(offerte), {"reponse": "non"}, follow=True)
    assert (read_etat(offerte), read_etat(suivante)) == ("annulee", "proposee")
    assert "Vous ne venez pas : c’est noté" in read(suite)


def test_another_word_is_no_answer(client, offerte):
    page = client.post(adresse(offerte), {"reponse": "peut-être"})
    assert (page.status_code, read_etat(offerte)) == (422, "proposee")
    assert "Choisissez l’une des deux réponses." in read(page)


def test_a_late_answer_is_told_what_next(client, offerte, seance):
    make_reservation(seance, 3, liste_attente=True)
    expire_offres(now=MAINTENANT + timedelta(days=3))
    page = client.post(adresse(offerte), {"reponse": "oui"})
    assert (page.status_code, read_etat(offerte)) == (409, "expiree")
    assert "La place est passée à une autre personne" in read(page)
    assert "Choisir une autre date" in read(page)
    assert "03 53 01 12 34" in read(client.get(adresse(offerte)))


def test_whoever_waits_sees_how_many_are_before_and_may_leave(client, offerte, seance):
    make_reservation(seance, 3, liste_attente=True)
    attend = make_reservation(seance, 4, liste_attente=True)
    assert "1 demande est avant la vôtre." in read(client.get(adresse(attend)))
    client.post(adresse(attend), {"reponse": "quitter"})
    assert read_etat(attend) == "annulee"


def test_once_begun_there_is_nothing_to_answer(client, offerte, seance, time_machine):
    time_machine.move_to(seance.debut)
    assert "Il n’y a plus de réponse à donner" in read(client.get(adresse(offerte)))


def test_a_double_looks_like_a_booking(client, seance):
    seance.capacite = 2
    seance.save()
    make_reservation(seance, 50)
    double = make_reservation(seance, 50, navigateur="un autre")
    assert "est réservée" in client.get(adresse(double)).content.decode()


def test_a_wrong_link_is_not_found(client, offerte):
    assert client.get(reverse("inscription_repondre", args=["faux"])).status_code == 404


def test_the_desk_sends_again_what_may_not_have_arrived(client, offerte, seance):
    courriel = Courriel.objects.get(cle__contains=":offre:")
    Courriel.objects.filter(pk=courriel.pk).update(etat=EtatCourriel.INCERTAIN.value)
    Travail.objects.update(etat="fini", bail=None, fini_le=MAINTENANT)
    envoi = reverse("message_renvoyer", args=[seance.convention_id, courriel.pk])
    client.force_login(make_agent(seance.convention, 1))
    assert client.post(envoi).status_code == 404
    client.force_login(make_agent(seance.convention, 1, Fonction.ACCUEIL))
    retour = client.post(envoi, {"suite": "/bureau/accueil/"})
    assert (retour.status_code, retour["Location"]) == (302, "/bureau/accueil/")
    assert client.post(envoi, {"suite": "https://ailleurs.example/"})["Location"] == reverse("bureau")
    courriel.refresh_from_db()
    assert courriel.etat == EtatCourriel.A_ENVOYER.value
