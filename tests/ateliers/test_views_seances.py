"""Booking by the public page, without an account."""

from __future__ import annotations

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from ateliers.models import Inscription, Reservation
from ateliers.views.seances import RESERVATIONS
from tests.ateliers.courses import locate
from tests.ateliers.fabrique import MAINTENANT, make_reservation, make_seance
from tests.fabrique import make_convention

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite, pytest.mark.usefixtures("aujourdhui")]


@pytest.fixture
def aujourdhui(time_machine):
    time_machine.move_to(MAINTENANT, tick=False)


@pytest.fixture
def seance():
    return make_seance(make_convention(), places=2)


@pytest.fixture
def page(seance) -> str:
    return locate(seance)


def fill(rang: int = 1, **champs: str) -> dict[str, str]:
    """What the person of that rank types, and nothing that the page does not ask."""
    return {
        "nom": f"Fictif-{rang}",
        "prenom": "Odette",
        "telephone": f"06 39 98 00 {rang:02d}",
        "courriel": "",
        "commune": "99000",
        **champs,
    }


def test_the_facts_come_before_the_form(client, page):
    texte = client.get(page).content.decode()
    assert texte.index("2\u00a0places restantes") < texte.index('<form method="post"')
    assert "Gratuit" in texte
    assert texte.count('href="#place-libre"') == 2


def test_a_name_and_a_phone_number_are_enough(client, page):
    reponse = client.post(page, fill())
    reservation = Reservation.objects.get()
    assert (reponse.status_code, reponse.url) == (302, reverse("inscription", args=[reservation.jeton]))
    texte = client.get(reponse.url).content.decode()
    assert "La place d’Odette est réservée" in texte
    assert f"{reservation.code[:3]} {reservation.code[3:]}" in texte


@pytest.mark.parametrize(
    ("champs", "champ", "phrase"),
    [
        ({"telephone": ""}, "telephone", "Indiquez un téléphone ou une adresse électronique."),
        ({"telephone": "12"}, "telephone", "Un numéro a dix chiffres"),
        ({"nom": " "}, "nom", "Écrivez le nom."),
        ({"prenom": "!"}, "prenom", "Écrivez le prénom."),
        ({"commune": ""}, "commune", "Choisissez une commune"),
        ({"courriel": "odette"}, "courriel", "Une adresse électronique s’écrit"),
        ({"pour": "proche"}, "contact", "Écrivez votre nom"),
        ({"prenom2": "Jean"}, "nom2", "Écrivez son nom."),
    ],
)
def test_what_is_missing_is_told_beside_its_field_and_nothing_is_lost(client, page, champs, champ, phrase):
    reponse = client.post(page, fill(**champs))
    assert reponse.status_code == 422
    assert list(reponse.context["form"].errors) == [champ]
    assert reponse.context["form"].errors[champ][0].startswith(phrase)
    assert 'value="Fictif-1"' in reponse.content.decode() or champ == "nom"
    assert not Reservation.objects.exists()


@pytest.mark.parametrize(
    ("commune", "attendue"),
    [("99001", "Commune fictive 2"), ("commune FICTIVE 2", "Commune fictive 2"), ("autre", None), ("Nancy", None)],
)
def test_a_commune_is_known_by_its_code_or_its_name(client, page, commune, attendue):
    client.post(page, fill(commune=commune))
    organisme = Reservation.objects.get().participants.get().commune
    assert (organisme and organisme.nom) == attendue


def test_a_daughter_books_for_her_mother(client, page):
    client.post(page, fill(pour="proche", contact="Sylvie Perrin"))
    reservation = Reservation.objects.get()
    assert (reservation.contact, reservation.participants.get().nom_complet) == ("Sylvie Perrin", "Odette Fictif-1")


def test_two_friends_come_together_or_not_at_all(client, page, seance):
    reponse = client.post(page, fill(prenom2="Jean", nom2="Autre", commune2=""))
    reservation = Reservation.objects.get()
    communes = {participant.commune_id for participant in reservation.participants.all()}
    assert (reponse.status_code, len(communes), reservation.participants.count()) == (302, 1, 2)
    assert client.post(page, fill(2, prenom2="Jean", nom2="Autre")).status_code == 409
    assert Inscription.objects.count() == 2


def test_full_is_a_light_page_that_offers_the_list_in_one_press(client, page, seance, django_assert_num_queries):
    make_reservation(seance, 8, nombre=2)
    autre = make_seance(seance.convention, atelier=seance.atelier, debut=seance.debut.replace(day=20))
    with django_assert_num_queries(5):
        reponse = client.post(page, fill())
    texte = reponse.content.decode()
    assert reponse.status_code == 409
    assert "C’est complet" in texte
    assert locate(autre) in texte
    assert len(texte) < 5000
    assert Reservation.objects.count() == 1
    envoi = dict(reponse.context["tape"]) | {"liste_attente": "on"}
    assert client.post(page, envoi).status_code == 302
    assert Reservation.objects.latest("pk").inscriptions.get().etat == "attente"


def send(page: str, client: Client, **champs: str):
    """Send as a browser does: with the cookie that the page gave."""
    client.get(page)
    return client.post(page, fill(**champs))


def test_a_double_tap_is_one_booking_and_says_so(client, page):
    premiere, seconde = send(page, client), client.post(page, fill(telephone="06.39.98.00.01", prenom="odette"))
    assert (premiere.status_code, seconde.url) == (302, premiere.url)
    assert "Cette réservation existe déjà. Rien n’a été ajouté." in client.get(seconde.url).content.decode()
    assert Reservation.objects.count() == 1


def test_a_stranger_who_types_the_same_learns_nothing(client, page, seance):
    vraie = send(page, client).url
    etranger = Client()
    double = send(page, etranger).url
    assert double != vraie
    texte = etranger.get(double).content.decode()
    assert "La place d’Odette est réservée" in texte
    assert "existe déjà" not in texte
    seance.refresh_from_db()
    assert seance.prises == 1


def test_a_program_that_fills_the_hidden_field_books_nothing(client, page):
    reponse = client.post(page, fill(site="https://spam.example"))
    texte = reponse.content.decode()
    assert reponse.status_code == 422
    assert "Une case cachée a été remplie" in texte
    assert "spam.example" not in texte
    assert not Reservation.objects.exists()


@pytest.mark.parametrize("etat", ["passee", "annulee"])
def test_a_closed_session_explains_itself(client, page, seance, etat, time_machine):
    if etat == "annulee":
        seance.etat, seance.annulee_le, seance.annulee_par = "annulee", MAINTENANT, seance.convention.employeuse
        seance.save()
    else:
        time_machine.move_to(seance.debut)
    attendu = "a annulé cette séance" if etat == "annulee" else "Cette séance est passée"
    assert attendu in client.get(page).content.decode()
    reponse = client.post(page, fill())
    assert (reponse.status_code, attendu in reponse.content.decode()) == (409, True)
    assert not Reservation.objects.exists()


def test_a_computer_is_asked_for_only_where_they_are_few(client, seance, page):
    assert "ordinateur" not in client.get(page).context["form"].fields
    seance.ordinateurs = 1
    seance.save()
    assert client.post(page, fill(ordinateur="on")).status_code == 302
    assert client.post(page, fill(2, ordinateur="on")).status_code == 409
    assert client.post(page, fill(2)).status_code == 302


def test_an_appointment_or_another_group_has_no_page(client, seance):
    rendez_vous = make_seance(seance.convention, places=1, atelier=None)
    assert client.get(locate(rendez_vous)).status_code == 404
    assert client.get(reverse("seance", args=["ailleurs", seance.pk])).status_code == 404


def test_too_many_bookings_from_one_address_wait_and_keep_their_answers(client, settings):
    seance = make_seance(make_convention(base=20), places=60)
    adresses = {"REMOTE_ADDR": "198.51.100.23"}
    RESERVATIONS.count(RequestFactory().post("/", **adresses), RESERVATIONS.maximum - 1)
    statuts = [client.post(locate(seance), fill(rang, commune="autre"), **adresses).status_code for rang in range(2)]
    assert statuts == [302, 429]
    reponse = client.post(locate(seance), fill(99, commune="autre"), **adresses)
    assert (reponse["Retry-After"], 'value="Fictif-99"' in reponse.content.decode()) == ("60", True)
    assert client.post(locate(seance), fill(99, commune="autre"), REMOTE_ADDR="198.51.100.24").status_code == 302


def test_a_crowd_behind_one_address_may_queue_where_a_machine_that_takes_places_is_stopped(client, settings):
    complete = make_seance(make_convention(base=20), places=1)
    ouverte = make_seance(complete.convention, places=60)
    make_reservation(complete, 999)
    adresses = {"REMOTE_ADDR": "198.51.100.25"}
    RESERVATIONS.count(RequestFactory().post("/", **adresses), RESERVATIONS.maximum)
    liste = [fill(rang, commune="autre", liste_attente="on") for rang in range(3)]
    assert {client.post(locate(complete), champs, **adresses).status_code for champs in liste} == {302}
    assert client.post(locate(ouverte), fill(4, commune="autre"), **adresses).status_code == 429


def test_without_redis_everybody_books(client, page, settings, caplog):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert client.post(page, fill()).status_code == 302
    assert {enregistrement.name for enregistrement in caplog.records} == {"conseiller.limites"}


@pytest.mark.parametrize("liste", [False, True])
def test_a_stranger_s_second_tap_tells_no_more_than_the_first(client, page, seance, liste):
    if liste:
        make_reservation(seance, 7, nombre=2)
    reponses = {"liste_attente": "on"} if liste else {}
    send(page, client, **reponses)
    etranger = Client()
    etranger.get(page)
    premiere, seconde = (etranger.post(page, fill(**reponses), follow=True) for _ in range(2))
    assert premiere.redirect_chain == seconde.redirect_chain
    assert "Cette réservation existe déjà" in seconde.content.decode()


@pytest.mark.parametrize(
    "nom", ["Gagnez sur www.casino", "casino.example", "http://a", "a@exemple", "<b>", "Martin//x", "{{ x }}"]
)
def test_a_name_carries_no_link_into_an_e_mail(client, page, nom):
    for champs in ({"nom": nom}, {"prenom": nom}, {"pour": "proche", "contact": nom}):
        reponse = client.post(page, fill(courriel="victime@exemple.example", **champs))
        assert reponse.status_code == 422
        assert "Un nom ne contient ni adresse de site" in reponse.content.decode()
    assert not Reservation.objects.exists()


@pytest.mark.parametrize(
    ("tape", "garde"),
    [("Jean\r\nBcc: x", "Jean Bcc: x"), ("\u202eelteM", "elteM"), ("O’Brien-D. St. Pierre", "O’Brien-D. St. Pierre")],
)
def test_a_name_is_one_line_of_visible_signs(client, page, tape, garde):
    client.post(page, fill(nom=tape))
    assert Reservation.objects.get().participants.get().nom == garde


def test_the_places_shown_do_not_tell_a_double_from_a_booking(client):
    seance = make_seance(make_convention(base=40), places=5)
    page, liste = locate(seance), reverse("mediatheque", args=[seance.convention.groupe.slug])
    for rang in (1, 1, 2):
        send(page, Client(), rang=rang)
        seance.refresh_from_db()
    assert seance.prises == 2
    for adresse in (page, liste):
        assert "2\u00a0places restantes" in client.get(adresse).content.decode()
    assert '"remainingAttendeeCapacity": 2' in client.get(page).content.decode()
    for rang in (3, 4, 4, 4):
        send(page, Client(), rang=rang)
    assert "Dernière place" in client.get(page).content.decode()
    assert send(page, client, rang=5).status_code == 302
