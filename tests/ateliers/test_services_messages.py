"""What people are told: who acts, what, where, when, what next; once; and what is known of it afterwards."""

from __future__ import annotations

from datetime import timedelta

import pytest
from icalendar import Calendar

from ateliers.enums import Auteur, Canal, EtatSeance, Evenement
from ateliers.models import Appel
from ateliers.selectors.messages import list_messages
from ateliers.services.annulations import cancel_own
from ateliers.services.attente import cancel_and_offer
from ateliers.services.messages import notify
from conseiller.courriels.models import Courriel, EtatCourriel
from conseiller.courriels.services import send_courriel
from conseiller.travaux.models import Travail
from tests.ateliers.fabrique import DEBUT, MAINTENANT, make_reservation, make_seance
from tests.fabrique import make_convention

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

ADRESSE = "personne@exemple.example"


@pytest.fixture
def seance():
    return make_seance(make_convention())


def read(evenement: Evenement) -> str:
    """Subject and text of the only e-mail of that kind, spaces alike."""
    courriel = Courriel.objects.get(cle__contains=f":{evenement.value}:")
    return f"{courriel.sujet}\n{courriel.corps}".replace("\u00a0", " ").replace("\u202f", " ")


def read_calendrier(evenement: Evenement) -> tuple[str, list[tuple[str, str]]]:
    agenda = Calendar.from_ical(Courriel.objects.get(cle__contains=f":{evenement.value}:").calendrier)
    return str(agenda["method"]), [(str(une["uid"]).split("@")[0], str(une["status"])) for une in agenda.walk("VEVENT")]


def test_a_confirmation_says_what_where_when_for_whom_and_the_code(seance):
    reservation = make_reservation(seance, courriel=ADRESSE, nombre=2)
    texte = read(Evenement.CONFIRMATION)
    attendus = [
        "Place réservée : mardi 15 décembre 2026, 14 h\n",
        "Votre réservation est enregistrée. Pour Personne Fictif-1 et Personne Fictif-1-1.",
        "« Créer de bons mots de passe »\nMardi 15 décembre 2026, 14 h – 16 h\nLieu fictif 1",
        "C’est gratuit.",
        f"Votre code : {reservation.code[:3]} {reservation.code[3:]}",
        f"/inscription/{reservation.jeton}/",
        "Appelez la médiathèque au 03 53 01 12 34.",
    ]
    assert [phrase for phrase in attendus if phrase not in texte] == []
    assert read_calendrier(Evenement.CONFIRMATION) == ("PUBLISH", [(f"seance-{seance.pk}", "CONFIRMED")])


def test_a_booking_made_at_the_desk_says_so(seance):
    make_reservation(seance, courriel=ADRESSE, canal=Canal.GUICHET)
    assert "L’accueil de la médiathèque a enregistré votre réservation." in read(Evenement.CONFIRMATION)


def test_a_cycle_lists_all_its_dates_in_the_message_and_the_calendar(seance):
    seance.atelier.cycle = True
    seance.atelier.save()
    suite = make_seance(seance.convention, atelier=seance.atelier, debut=DEBUT + timedelta(days=7))
    make_reservation(seance, courriel=ADRESSE)
    texte = read(Evenement.CONFIRMATION)
    assert "2 séances :\n- mardi 15 décembre 2026, 14 h – 16 h, Lieu fictif 1\n- mardi 22 décembre 2026" in texte
    deux = [(f"seance-{seance.pk}", "CONFIRMED"), (f"seance-{suite.pk}", "CONFIRMED")]
    assert read_calendrier(Evenement.CONFIRMATION) == ("PUBLISH", deux)


def test_whoever_waits_learns_what_next(seance):
    seance.capacite = 1
    seance.save()
    make_reservation(seance)
    make_reservation(seance, 2, courriel=ADRESSE, liste_attente=True)
    assert "La suite : si une place se libère, nous la gardons pour vous" in read(Evenement.LISTE)


def test_a_cancelled_session_says_which_body_why_and_what_instead(seance):
    reservation = make_reservation(seance, courriel=ADRESSE)
    autre = make_seance(seance.convention, atelier=seance.atelier, debut=DEBUT + timedelta(days=7))
    seance.etat, seance.annulee_le, seance.motif = EtatSeance.ANNULEE.value, MAINTENANT, "le conseiller est malade."
    seance.annulee_par, seance.remplacement = seance.convention.employeuse, autre
    seance.save()
    notify(reservation, Evenement.ANNULATION, seance, now=MAINTENANT)
    texte = read(Evenement.ANNULATION)
    attendus = [
        "La mairie de Commune fictive 1 a annulé la séance du mardi 15 décembre 2026. Le conseiller est malade.",
        "Vous n’avez rien à faire",
        "Nous vous proposons à la place :",
        "Mardi 22 décembre 2026, 14 h – 16 h",
        f"/seances/{autre.pk}/",
    ]
    assert [phrase for phrase in attendus if phrase not in texte] == []
    assert read_calendrier(Evenement.ANNULATION) == ("CANCEL", [(f"seance-{seance.pk}", "CANCELLED")])


@pytest.mark.parametrize(
    ("par", "phrase"),
    [
        (Auteur.USAGER, "Vous avez annulé votre réservation."),
        (Auteur.GUICHET, "L’accueil de la médiathèque a annulé votre réservation, à votre demande."),
    ],
)
def test_a_cancelled_booking_says_who_cancelled_it(seance, par, phrase):
    reservation = make_reservation(seance, courriel=ADRESSE)
    cancel_and_offer(reservation, [reservation.inscriptions.get().pk], par=par, now=MAINTENANT)
    assert phrase in read(Evenement.DESINSCRIPTION)
    assert read_calendrier(Evenement.DESINSCRIPTION)[0] == "CANCEL"


def test_one_of_two_friends_who_gives_up_is_named_and_the_rest_holds(seance):
    reservation = make_reservation(seance, courriel=ADRESSE, nombre=2)
    premiere = reservation.inscriptions.earliest("pk")
    cancel_and_offer(reservation, [premiere.pk], par=Auteur.USAGER, now=MAINTENANT)
    texte = read(Evenement.DESINSCRIPTION)
    assert "Vous avez annulé une partie de votre réservation. Pour Personne Fictif-1.\n" in texte
    assert "Le reste de la réservation ne change pas." in texte
    assert f"/inscription/{reservation.jeton}/" in texte


def test_whoever_a_stranger_tries_to_cancel_reads_that_their_place_holds(seance):
    make_reservation(seance, courriel=ADRESSE)
    double = make_reservation(seance, courriel=ADRESSE, navigateur="un autre")
    ids = list(double.inscriptions.values_list("pk", flat=True))
    cancel_own(double, ids, telephone="", now=MAINTENANT)
    courriel = Courriel.objects.get(cle__contains="annulation:")
    assert courriel.sujet == "Votre réservation tient toujours"
    assert "depuis un second formulaire" in courriel.corps
    assert "Si c’est bien vous, et si vous ne venez plus, annulez-la" in courriel.corps


def test_paragraphs_are_one_line_apart(seance):
    make_reservation(seance, courriel=ADRESSE)
    assert "\n\n\n" not in Courriel.objects.get().corps.split("\n-- \n")[0].rstrip()


def test_the_same_event_is_told_once(seance):
    reservation, par_telephone = make_reservation(seance, courriel=ADRESSE), make_reservation(seance, 2)
    for _ in range(2):
        notify(reservation, Evenement.CHANGEMENT, seance, suite="a", now=MAINTENANT)
        notify(par_telephone, Evenement.CHANGEMENT, seance, suite="a", now=MAINTENANT)
    assert Courriel.objects.filter(cle__contains=":changement:").count() == 1
    assert [str(appel.reservation) for appel in Appel.objects.all()] == [str(par_telephone)]


def test_what_is_no_longer_true_is_not_said_any_more(seance, messagerie, time_machine):
    time_machine.move_to(MAINTENANT + timedelta(minutes=1))
    reservation, par_telephone = make_reservation(seance, courriel=ADRESSE), make_reservation(seance, 2)
    for une in (reservation, par_telephone):
        notify(une, Evenement.RAPPEL, seance, suite="1", avant=seance.debut, now=MAINTENANT)
        ids = list(une.inscriptions.values_list("pk", flat=True))
        cancel_and_offer(une, ids, par=Auteur.USAGER, now=MAINTENANT)
    for travail in Travail.objects.order_by("pk"):
        travail.essais, travail.etat = 1, "en_cours"
        travail.save()
        send_courriel(travail)
    assert [str(message["Subject"]).replace("\u00a0", " ").strip() for message in messagerie.boite.recus] == [
        "Réservation annulée : mardi 15 décembre 2026"
    ]
    assert [appel.issue for appel in Appel.objects.filter(evenement="rappel")] == ["sans_suite"]


def test_the_states_of_messages_are_shown(seance, django_assert_num_queries):
    reservation = make_reservation(seance, courriel=ADRESSE)
    confirmation = Courriel.objects.get()
    notify(reservation, Evenement.RAPPEL, seance, now=MAINTENANT + timedelta(days=1))
    Courriel.objects.filter(pk=confirmation.pk).update(etat=EtatCourriel.INCERTAIN.value)
    with django_assert_num_queries(2):
        dits = list_messages(reservation)
    assert [(dit.evenement, dit.moyen, dit.etat, dit.courriel) for dit in dits] == [
        (Evenement.RAPPEL, "courriel", "à envoyer", None),
        (Evenement.CONFIRMATION, "courriel", "envoi incertain", confirmation.pk),
    ]


def test_an_address_that_strangers_type_everywhere_is_written_to_twenty_times_a_day(seance):
    seance.capacite = 60
    seance.save()
    for rang in range(1, 26):
        make_reservation(seance, rang, courriel="victime@exemple.example" if rang % 2 else "Victime@Exemple.example")
    assert Courriel.objects.count() == 20
    derniere = make_reservation(seance, 26, courriel="victime@exemple.example")
    notify(derniere, Evenement.RAPPEL, seance, now=MAINTENANT)
    assert Appel.objects.get().reservation == derniere
    make_reservation(seance, 27, courriel="autre@exemple.example")
    make_reservation(seance, 28, courriel="victime@exemple.example", now=MAINTENANT + timedelta(hours=24))
    assert Courriel.objects.count() == 22
