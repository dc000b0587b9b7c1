"""Reminders 48 hours before, and the summary of the evening: each once, never too late, never to whom it is untrue."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from ateliers.enums import Auteur, Canal, EtatSeance
from ateliers.models import Appel, Seance
from ateliers.services.attente import accept_offre, cancel_and_offer
from ateliers.services.rappels import send_journees, send_rappels
from ateliers.tasks import send_rappels as tache
from communes.enums import Fonction
from conseiller.courriels.models import Courriel
from tests.ateliers.fabrique import DEBUT, MAINTENANT, make_reservation, make_seance
from tests.ateliers.test_services_attente import together
from tests.fabrique import make_agent, make_convention

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

ADRESSE = "personne@exemple.example"
AVANT = DEBUT - timedelta(hours=48)


@pytest.fixture
def seance():
    return make_seance(make_convention())


def count_rappels() -> int:
    return Courriel.objects.filter(cle__contains=":rappel:").count() + Appel.objects.filter(evenement="rappel").count()


def test_a_reminder_is_due_48_hours_before_by_e_mail_or_by_a_call(seance):
    make_reservation(seance, courriel=ADRESSE, nombre=2)
    make_reservation(seance, 2)
    assert send_rappels(now=AVANT - timedelta(minutes=1)) == 0
    assert [send_rappels(now=AVANT + timedelta(minutes=quart)) for quart in (0, 15, 30)] == [2, 0, 0]
    corps = Courriel.objects.get(cle__contains=":rappel:").corps.replace("\u00a0", " ")
    assert "Mardi 15 décembre 2026, 14 h – 16 h" in corps
    assert Courriel.objects.get(cle__contains=":rappel:").calendrier.startswith("BEGIN:VCALENDAR")
    assert Appel.objects.get().avant == DEBUT


def test_never_after_the_start(seance):
    make_reservation(seance, courriel=ADRESSE)
    assert send_rappels(now=DEBUT) == 0
    assert send_rappels(now=DEBUT - timedelta(minutes=1)) == 1
    assert Courriel.objects.get(cle__contains=":rappel:").perime_le == DEBUT


def test_whoever_books_within_48_hours_gets_the_confirmation_only(seance):
    make_reservation(seance, courriel=ADRESSE, now=AVANT + timedelta(minutes=1))
    assert send_rappels(now=AVANT + timedelta(hours=1)) == 0


def test_a_paper_list_typed_in_late_is_reminded(seance):
    recue = AVANT - timedelta(days=3)
    make_reservation(seance, canal=Canal.PAPIER, recu_le=recue, now=AVANT + timedelta(hours=1))
    assert send_rappels(now=AVANT + timedelta(hours=2)) == 1


@pytest.mark.parametrize("courriel", [ADRESSE, ""])
def test_whoever_took_a_freed_place_within_48_hours_is_not_reminded(seance, courriel):
    Seance.objects.update(capacite=1)
    seance.refresh_from_db()
    premiere = make_reservation(seance)
    suivante = make_reservation(seance, 2, liste_attente=True, courriel=courriel)
    ids = [premiere.inscriptions.get().pk]
    cancel_and_offer(premiere, ids, par=Auteur.USAGER, now=AVANT + timedelta(hours=1))
    accept_offre(suivante, now=AVANT + timedelta(hours=2))
    assert send_rappels(now=AVANT + timedelta(hours=3)) == 0


def test_neither_who_cancelled_nor_who_waits_nor_a_cancelled_session(seance):
    Seance.objects.update(capacite=1)
    seance.refresh_from_db()
    reservation = make_reservation(seance)
    attend = make_reservation(seance, 2, liste_attente=True, nombre=2)
    cancel_and_offer(reservation, [reservation.inscriptions.get().pk], par=Auteur.USAGER, now=MAINTENANT)
    autre = make_seance(seance.convention)
    make_reservation(autre, 3)
    Seance.objects.filter(pk=autre.pk).update(etat=EtatSeance.ANNULEE.value, annulee_le=MAINTENANT)
    assert (send_rappels(now=AVANT), attend.inscriptions.first().etat) == (0, "attente")


def test_a_session_that_moves_is_told_again(seance):
    make_reservation(seance, courriel=ADRESSE)
    assert send_rappels(now=AVANT) == 1
    plus_tard = DEBUT + timedelta(days=3)
    Seance.objects.update(debut=plus_tard, fin=plus_tard + timedelta(hours=2))
    assert send_rappels(now=AVANT + timedelta(minutes=15)) == 0
    assert send_rappels(now=plus_tard - timedelta(hours=48)) == 1
    assert count_rappels() == 2


def test_each_date_of_a_cycle_has_its_reminder(seance):
    seance.atelier.cycle = True
    seance.atelier.save()
    make_seance(seance.convention, atelier=seance.atelier, debut=DEBUT + timedelta(days=7))
    make_reservation(seance, courriel=ADRESSE)
    assert [send_rappels(now=AVANT + timedelta(days=jours)) for jours in (0, 1, 7)] == [1, 0, 1]


def test_the_second_run_reads_and_writes_nothing(seance, django_assert_num_queries):
    for rang in range(1, 6):
        make_reservation(seance, rang, courriel=ADRESSE if rang % 2 else "")
    send_rappels(now=AVANT)
    with django_assert_num_queries(4):
        assert send_rappels(now=AVANT) == 0


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_remind_once(seance):
    for rang in range(1, 7):
        make_reservation(seance, rang, courriel=ADRESSE if rang % 2 else "")
    assert together(*[lambda: send_rappels(now=AVANT)] * 3) == []
    assert count_rappels() == 6


VEILLE = datetime(2026, 12, 14, 17, 0, tzinfo=UTC)


@pytest.fixture
def conseillere(seance):
    agent = make_agent(seance.convention, 1, Fonction.CONSEILLER, courriel="conseillere@exemple.example")
    Seance.objects.update(conseiller=agent)
    return agent


def test_the_adviser_reads_tomorrow_at_18_h_once_and_without_a_name(seance, conseillere):
    make_reservation(seance, nombre=2)
    make_seance(seance.convention, debut=DEBUT + timedelta(hours=3), conseiller=conseillere, atelier=None, places=1)
    make_seance(seance.convention, debut=DEBUT + timedelta(days=1), conseiller=conseillere)
    assert send_journees(now=VEILLE - timedelta(minutes=1)) == 0
    assert [send_journees(now=VEILLE + timedelta(hours=heures)) for heures in (0, 1)] == [1, 0]
    courriel = Courriel.objects.get(destinataire="conseillere@exemple.example")
    texte = f"{courriel.sujet}\n{courriel.corps}".replace("\u00a0", " ")
    assert "Demain, mardi 15 décembre 2026 : 2 séances" in texte
    assert "14 h – 16 h, Créer de bons mots de passe\nLieu fictif 1\n2 inscrits pour 12 places\n" in texte
    assert "17 h – 19 h, Rendez-vous avec le conseiller numérique" in texte
    assert "Fictif-1" not in texte


def test_nothing_tomorrow_is_no_message(seance, conseillere):
    Seance.objects.update(etat=EtatSeance.ANNULEE.value, annulee_le=MAINTENANT)
    assert send_journees(now=VEILLE) == 0


def test_the_command_does_what_beat_does_and_counts_each(seance, conseillere):
    make_reservation(seance, courriel=ADRESSE)

    def run(instant: str) -> dict:
        sortie = StringIO()
        call_command("rappels", "--maintenant", instant, stdout=sortie)
        return json.loads(sortie.getvalue())

    rien = {"versements": 0, "decomptes": 0, "seances": 0, "journees": 0, "offres_passees": 0, "appels": 0}
    # Without an offset, it is the time in Paris.
    assert run("2026-12-13T13:59") == rien
    assert run("2026-12-13T14:00") == rien | {"seances": 1}
    assert run("2026-12-14T17:59") == rien
    assert run("2026-12-14T18:00") == rien | {"journees": 1}


def test_beat_rings_both(seance, conseillere, time_machine):
    make_reservation(seance, courriel=ADRESSE)
    time_machine.move_to(VEILLE)
    tache()
    assert sorted(Courriel.objects.exclude(cle__contains="confirmation").values_list("destinataire", flat=True)) == [
        "conseillere@exemple.example",
        ADRESSE,
    ]
