"""One person asks what is known of them, or to be forgotten: they get all of it, and nobody else loses anything."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from ateliers.enums import Canal, EtatInscription, Presence
from ateliers.models import Frequentation, Inscription, Participant, Reservation
from ateliers.selectors.frequentation import read_frequentation
from ateliers.selectors.personnes import search_personnes
from ateliers.services.demande import Personne
from communes.enums import Fonction
from conseiller.courriels.models import Courriel
from conseiller.journal.models import Ligne
from tests.ateliers.fabrique import MAINTENANT, make_reservation, make_seance
from tests.fabrique import make_agent, make_convention

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

JOUR = timedelta(days=1)
ODETTE, ROGER = Personne("Odette", "Marchal"), Personne("Roger", "Thomas")


@pytest.fixture
def convention():
    return make_convention()


@pytest.fixture(autouse=True)
def maintenant():
    with time_machine.travel(MAINTENANT, tick=False):
        yield


@pytest.fixture
def nadia(convention, client):
    """The desk agent of a partner, signed in."""
    agent = make_agent(convention, 2, Fonction.ACCUEIL)
    client.force_login(agent)
    return agent


def read(response: object) -> str:
    return response.content.decode().replace("\u202f", " ").replace("\xa0", " ")


def find_cles(agent: object, texte: str) -> list[list[str]]:
    return [[fiche.cle for fiche in personne] for personne in search_personnes(agent, texte).personnes]


def address(nom: str, *participants: Participant, **kwargs: str) -> str:
    return f"{reverse(nom, kwargs=kwargs)}?" + "&".join(f"fiche=p{participant.pk}" for participant in participants)


def erase(client, *participants: Participant):
    return client.post(address("personne_effacer", *participants), {"jeton": str(uuid4()), "verifie": "on"})


def test_homonyms_are_told_apart_by_their_phone_and_one_persons_bookings_stand_together(convention, nadia):
    seances = [make_seance(convention), make_seance(convention, debut=MAINTENANT + 3 * JOUR)]
    for rang, seance in [(1, seances[0]), (1, seances[1]), (2, seances[0])]:
        make_reservation(seance, rang, personnes=(ODETTE,))
    assert [len(personne) for personne in find_cles(nadia, "marchal odette")] == [1, 2]
    assert [len(personne) for personne in find_cles(nadia, "06 39 98 00 01")] == [2]
    assert find_cles(nadia, Reservation.objects.order_by("pk")[0].code) == [[f"p{Participant.objects.first().pk}"]]
    assert find_cles(nadia, "Perrin") == []


def test_who_is_told_is_found_too_and_other_agreements_are_not(convention, nadia, client):
    reservation = make_reservation(make_seance(convention), personnes=(ODETTE,), contact="Sylvie Perrin")
    assert find_cles(nadia, "perrin") == [[f"c{reservation.pk}"]]
    ailleurs = make_agent(make_convention(base=10), 1, Fonction.ACCUEIL)
    assert find_cles(ailleurs, "perrin") == []
    client.force_login(ailleurs)
    for nom, options in [("personne_effacer", {}), ("personne_exporter", {"format": "txt"})]:
        assert client.get(address(nom, reservation.participants.get(), **options)).status_code == 404


def test_the_search_shows_what_tells_people_apart_and_no_name_stands_in_an_address(convention, nadia, client):
    make_reservation(make_seance(convention), personnes=(ODETTE,))
    chercher = reverse("personne_chercher")
    page = client.post(chercher, {"jeton": str(uuid4()), "texte": "marchal"})
    assert (page.status_code, "Odette Marchal, 06 39 98 00 01" in read(page)) == (200, True)
    vide = client.post(chercher, {"jeton": str(uuid4()), "texte": "perrin"})
    assert "Personne ne répond à cette recherche." in read(vide)
    refuse = client.post(chercher, {"jeton": str(uuid4()), "texte": ""})
    assert (refuse.status_code, "Écrivez un nom, un téléphone ou un code." in read(refuse)) == (422, True)
    rien = client.get(reverse("personne_effacer"))
    assert rien.headers["Location"] == chercher
    assert "Cochez au moins une réservation de cette personne." in read(client.get(chercher))


@pytest.mark.parametrize("nombre", [1, 20])
def test_the_price_of_a_search_does_not_grow(convention, nadia, nombre, django_assert_num_queries):
    seance = make_seance(convention, places=30)
    for rang in range(nombre):
        make_reservation(seance, rang, personnes=(ODETTE,))
    with django_assert_num_queries(5):
        search_personnes(nadia, "marchal")


def test_everything_held_is_handed_over_and_nothing_of_the_others(convention, nadia, client):
    seance = make_seance(convention)
    seule = make_reservation(seance, personnes=(ODETTE,), courriel="odette@exemple.example")
    a_deux = make_reservation(seance, 2, personnes=(ROGER, ODETTE), contact="Sylvie Perrin")
    odettes = [seule.participants.get(), a_deux.participants.get(nom="Marchal")]
    recu = client.get(address("personne_exporter", *odettes, format="json"))
    partagee, entiere = json.loads(recu.content)
    assert entiere["code de réservation"] == f"{seule.code[:3]} {seule.code[3:]}"
    assert (entiere["courriel"], entiere["téléphone"]) == ("odette@exemple.example", "06 39 98 00 01")
    assert [message["objet"] for message in entiere["messages"]] == ["confirmation"]
    assert seule.jeton in entiere["messages"][0]["texte"]
    assert [ligne["état"] for ligne in partagee["séances"]] == ["place réservée"]
    texte = client.get(address("personne_exporter", *odettes, format="txt"))
    assert "nom : Odette Marchal" in read(texte)
    for fichier in (recu, texte):
        assert [mot for mot in ("Roger", "Thomas", "Sylvie", "06 39 98 00 02") if mot in fichier.content.decode()] == []
        assert fichier.headers["Content-Disposition"].startswith('attachment; filename="donnees-personnelles.')
    assert client.get(address("personne_exporter", *odettes, format="exe")).status_code == 404


def test_erasing_cancels_what_is_to_come_offers_the_seat_and_leaves_no_word(convention, nadia, client):
    seance = make_seance(convention, places=1)
    reservation = make_reservation(
        seance, personnes=(ODETTE,), courriel="odette@exemple.example", contact="Sylvie Perrin"
    )
    suivante = make_reservation(seance, 2, liste_attente=True)
    participant = reservation.participants.get()
    page = read(client.get(address("personne_effacer", participant)))
    assert ("sera annulée" in page, "Sylvie Perrin, à prévenir, est effacé aussi." in page) == (True, True)
    refus = client.post(address("personne_effacer", participant), {"jeton": str(uuid4())})
    assert (refus.status_code, Reservation.objects.count()) == (422, 2)
    assert erase(client, participant).headers["Location"] == reverse("personne_chercher")
    assert list(Reservation.objects.all()) == [suivante]
    assert suivante.inscriptions.get().etat == EtatInscription.PROPOSEE.value
    assert not Courriel.objects.filter(cle__startswith=f"reservation:{reservation.pk}:").exists()
    ligne = Ligne.objects.get(action="effacer une personne")
    assert (ligne.objet, ligne.agent, ligne.details) == (f"ateliers.reservation:{reservation.pk}", nadia, {})


def test_one_of_two_goes_and_the_other_keeps_everything_of_theirs(convention, nadia, client):
    seance = make_seance(convention)
    reservation = make_reservation(seance, personnes=(ROGER, ODETTE), courriel="roger@exemple.example")
    erase(client, reservation.participants.get(nom="Marchal"))
    reservation.refresh_from_db()
    assert [str(participant.nom_complet) for participant in reservation.participants.all()] == ["Roger Thomas"]
    assert (reservation.courriel, reservation.cle) == ("roger@exemple.example", None)
    # Their key stays, so that nothing is told twice; their words named her.
    assert set(Courriel.objects.values_list("corps", "destinataire")) == {("", "")}
    seance.refresh_from_db()
    assert seance.prises == 1


def test_whose_phone_it_was_takes_it_away(convention, nadia, client):
    reservation = make_reservation(make_seance(convention), personnes=(ODETTE, ROGER))
    erase(client, reservation.participants.get(nom="Marchal"))
    reservation.refresh_from_db()
    assert (reservation.telephone, reservation.participants.get().nom) == ("", "Thomas")


def test_who_was_told_goes_alone(convention, nadia, client):
    reservation = make_reservation(make_seance(convention), personnes=(ODETTE,), contact="Sylvie Perrin")
    adresse = f"{reverse('personne_effacer')}?fiche=c{reservation.pk}"
    assert "sans téléphone ni adresse électronique" in read(client.get(adresse))
    client.post(adresse, {"jeton": str(uuid4()), "verifie": "on"})
    reservation.refresh_from_db()
    assert (reservation.contact, reservation.telephone) == ("", "")
    assert reservation.inscriptions.get().etat == EtatInscription.CONFIRMEE.value


def test_a_double_click_erases_once_and_leads_to_the_same_place(convention, nadia, client):
    reservation = make_reservation(make_seance(convention), personnes=(ODETTE,))
    adresse, envoi = address("personne_effacer", reservation.participants.get()), {"jeton": str(uuid4())}
    reponses = [client.post(adresse, {**envoi, "verifie": "on"}) for _ in range(2)]
    assert [reponse.headers["Location"] for reponse in reponses] == [reverse("personne_chercher")] * 2
    assert Ligne.objects.filter(action="effacer une personne").count() == 1


def test_counts_stay_when_somebody_who_came_is_erased(convention, nadia, client):
    seances = [make_seance(convention, debut=MAINTENANT - rang * JOUR) for rang in (3, 2)]
    for seance in seances:
        reservation = make_reservation(seance, personnes=(ODETTE,), canal=Canal.GUICHET, now=seance.debut - JOUR)
        reservation.inscriptions.update(presence=Presence.PRESENT.value)
    erase(client, *Participant.objects.all())
    assert (Inscription.objects.count(), Frequentation.objects.count()) == (0, 2)
    lue = read_frequentation(convention, 2026)
    assert (lue.presents, lue.personnes) == (2, 1)
