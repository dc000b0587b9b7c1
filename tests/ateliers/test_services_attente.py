"""The waiting list: in order, whole groups, held for a time, passed on, and never two people for one seat."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection

from ateliers.enums import Auteur, MotifOrdre
from ateliers.models import Appel, Inscription, Reservation
from ateliers.selectors.attente import list_attente
from ateliers.services.attente import (
    OffrePassee,
    accept_offre,
    cancel_and_offer,
    decline_offre,
    expire_offres,
    leave_attente,
    promote,
    reorder,
)
from ateliers.services.demande import Personne
from ateliers.services.places import add_chaise
from conseiller.courriels.models import Courriel
from conseiller.journal.models import Ligne
from conseiller.refus import Refus
from tests.ateliers.fabrique import DEBUT, MAINTENANT, make_reservation, make_seance
from tests.fabrique import make_agent, make_convention

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

PLUS_TARD = MAINTENANT + timedelta(days=3)


@pytest.fixture
def seance():
    return make_seance(make_convention(), places=2)


def read_etats(*reservations: Reservation) -> list[str]:
    return [
        etat
        for reservation in reservations
        for etat in reservation.inscriptions.order_by("pk").values_list("etat", flat=True)
    ]


def cancel(reservation: Reservation, now=MAINTENANT) -> list[Inscription]:
    ids = list(reservation.inscriptions.values_list("pk", flat=True))
    return cancel_and_offer(reservation, ids, par=Auteur.USAGER, now=now)


def wait(seance, rang: int, **champs) -> Reservation:
    return make_reservation(seance, rang, liste_attente=True, **champs)


def count_prises(seance) -> int:
    seance.refresh_from_db()
    return seance.prises


def test_a_freed_place_is_offered_to_the_first_who_waits(seance):
    premiere, _ = make_reservation(seance), make_reservation(seance, 2)
    suivante, derniere = wait(seance, 3), wait(seance, 4)
    cancel(premiere)
    assert read_etats(premiere, suivante, derniere) == ["annulee", "proposee", "attente"]
    # 48 h of days when the desk answers: from Tuesday to Thursday, 10 h in Paris.
    assert suivante.inscriptions.get().offre_jusqu_a == MAINTENANT + timedelta(days=2)
    assert (count_prises(seance), promote(seance, now=MAINTENANT)) == (2, 0)
    appel = Appel.objects.get()
    assert (appel.reservation, appel.evenement, appel.avant) == (suivante, "offre", MAINTENANT + timedelta(days=2))


def test_nobody_is_offered_anything_while_it_is_full_or_too_late(seance):
    make_reservation(seance, nombre=2)
    suivante = wait(seance, 2)
    assert promote(seance, now=MAINTENANT) == 0
    add_chaise(seance)
    assert promote(seance, now=DEBUT) == 0
    assert read_etats(suivante) == ["attente"]
    assert promote(seance, now=MAINTENANT) == 1


def test_a_group_that_does_not_fit_keeps_its_rank_and_the_next_who_fits_is_offered(seance):
    premiere, _ = make_reservation(seance), make_reservation(seance, 2)
    couple, seule = wait(seance, 3, nombre=2), wait(seance, 4)
    cancel(premiere)
    assert read_etats(couple, seule) == ["attente", "attente", "proposee"]
    assert list(list_attente(seance)) == [couple]
    add_chaise(seance)
    assert promote(seance, now=MAINTENANT) == 0
    add_chaise(seance)
    assert promote(seance, now=MAINTENANT) == 1
    assert (read_etats(couple), count_prises(seance)) == (["proposee", "proposee"], 4)


def test_a_cycle_is_offered_whole_and_told_once(seance):
    seance.atelier.cycle = True
    seance.atelier.save()
    suite = make_seance(seance.convention, atelier=seance.atelier, debut=DEBUT + timedelta(days=2), places=1)
    premiere = make_reservation(seance)
    suivante = wait(seance, 2, courriel="suivante@exemple.example")
    assert promote(seance, now=MAINTENANT) == 0
    unique = premiere.inscriptions.get(seance=suite)
    cancel_and_offer(premiere, [unique.pk], par=Auteur.USAGER, now=MAINTENANT)
    assert read_etats(suivante) == ["proposee", "proposee"]
    suite.refresh_from_db()
    assert (count_prises(seance), suite.prises) == (2, 1)
    corps = Courriel.objects.get(cle__contains=":offre:").corps
    assert "2 séances" in corps
    assert "mardi 15\u00a0décembre 2026" in corps
    assert "jeudi 17\u00a0décembre 2026" in corps


def test_offers_use_the_seats_of_the_desk_only_once_they_are_open_to_all(seance):
    seance.capacite, seance.places_guichet = 3, 1
    seance.save()
    premiere, _ = make_reservation(seance), make_reservation(seance, 2)
    seance.refresh_from_db()
    attendent = [wait(seance, 3, nombre=2), wait(seance, 4, nombre=2)]
    cancel(premiere)
    assert read_etats(*attendent) == ["attente"] * 4
    # Nothing happens that day but the day itself: the sweep sees it.
    assert expire_offres(now=DEBUT - timedelta(days=2)) == 0
    assert read_etats(*attendent) == ["proposee", "proposee", "attente", "attente"]


def test_whoever_needs_a_computer_waits_for_one(seance):
    seance.ordinateurs = 1
    seance.save()
    avec = (Personne("Personne", "Fictif-1", ordinateur=True),)
    premiere, autre = make_reservation(seance, personnes=avec), make_reservation(seance, 2)
    attend = wait(seance, 3, personnes=(Personne("Personne", "Fictif-3", ordinateur=True),))
    cancel(autre)
    assert read_etats(attend) == ["attente"]
    cancel(premiere)
    seance.refresh_from_db()
    assert (read_etats(attend), seance.ordinateurs_pris) == (["proposee"], 1)


def free_one(premiere: Reservation, now=MAINTENANT) -> None:
    """One of two friends does not come."""
    cancel_and_offer(premiere, [premiere.inscriptions.first().pk], par=Auteur.USAGER, now=now)


@pytest.fixture
def offerte(seance):
    """A booking by e-mail that has just been offered the seat of somebody else, and the next in the list."""
    premiere = make_reservation(seance, nombre=2)
    offerte, suivante = wait(seance, 2, courriel="offerte@exemple.example"), wait(seance, 3)
    free_one(premiere)
    assert read_etats(offerte) == ["proposee"]
    return offerte, suivante


def test_an_offer_is_accepted_once(offerte, seance):
    offerte, _ = offerte
    for _ in range(2):
        accept_offre(offerte, now=MAINTENANT + timedelta(hours=1))
    assert (read_etats(offerte), count_prises(seance)) == (["confirmee"], 2)
    assert Courriel.objects.filter(cle__contains=":confirmation:").count() == 1


def test_a_declined_offer_goes_to_the_next_at_once(offerte, seance):
    offerte, suivante = offerte
    for _ in range(2):
        decline_offre(offerte, now=MAINTENANT)
    assert (read_etats(offerte, suivante), count_prises(seance)) == (["annulee", "proposee"], 2)
    with pytest.raises(OffrePassee):
        accept_offre(offerte, now=MAINTENANT)


def test_an_offer_without_an_answer_passes_on_and_is_told(offerte, seance):
    offerte, suivante = offerte
    assert expire_offres(now=MAINTENANT + timedelta(days=1)) == 0
    assert [expire_offres(now=PLUS_TARD) for _ in range(2)] == [1, 0]
    assert (read_etats(offerte, suivante), count_prises(seance)) == (["expiree", "proposee"], 2)
    assert Courriel.objects.filter(cle__contains=":offre_perdue:").count() == 1
    offerte.refresh_from_db()
    assert offerte.cle is None
    with pytest.raises(OffrePassee):
        accept_offre(offerte, now=PLUS_TARD)


def test_an_answer_after_the_term_counts_while_nobody_else_has_the_seat(offerte):
    accept_offre(offerte[0], now=PLUS_TARD)
    assert read_etats(*offerte) == ["confirmee", "attente"]


def test_whoever_was_never_called_waits_again_behind_the_others(seance):
    premiere = make_reservation(seance, nombre=2)
    jamais, suivante = wait(seance, 2), wait(seance, 3)
    free_one(premiere)
    expire_offres(now=PLUS_TARD)
    assert read_etats(jamais, suivante) == ["attente", "proposee"]
    assert list(Appel.objects.filter(issue="").values_list("reservation", flat=True)) == [suivante.pk]


def test_whoever_was_called_in_vain_loses_the_place_and_is_told(seance):
    premiere = make_reservation(seance, nombre=2)
    appelee = wait(seance, 2)
    free_one(premiere)
    Appel.objects.update(essais=1)
    expire_offres(now=PLUS_TARD)
    assert read_etats(appelee) == ["expiree"]
    assert list(Appel.objects.filter(issue="").values_list("evenement", flat=True)) == ["offre_perdue"]


def test_near_the_start_an_offer_is_also_a_call_and_holds_half_of_what_is_left(seance):
    premiere = make_reservation(seance, nombre=2)
    suivante = wait(seance, 2, courriel="suivante@exemple.example")
    free_one(premiere, now=DEBUT - timedelta(minutes=40))
    terme = DEBUT - timedelta(minutes=20)
    assert suivante.inscriptions.get().offre_jusqu_a == terme
    assert (Appel.objects.get().avant, Courriel.objects.filter(cle__contains=":offre:").count()) == (terme, 1)


def test_one_leaves_the_list_and_may_ask_again(seance):
    make_reservation(seance, nombre=2)
    attend = wait(seance, 2)
    for _ in range(2):
        leave_attente(attend, now=MAINTENANT)
    attend.refresh_from_db()
    assert (read_etats(attend), attend.cle) == (["annulee"], None)
    assert read_etats(wait(seance, 2)) == ["attente"]


def test_the_order_changes_for_a_ready_reason_that_the_journal_keeps(seance):
    make_reservation(seance, nombre=2)
    # Lines of one paper list: received at the same instant, told apart by their number alone.
    rangs = [wait(seance, rang, recu_le=MAINTENANT) for rang in (2, 3, 4, 5)]
    agent = make_agent(seance.convention, 1)
    reorder(rangs[3], seance, before=rangs[1], motif=MotifOrdre.ACCOMPAGNE, agent=agent, now=MAINTENANT)
    assert list(list_attente(seance)) == [rangs[0], rangs[3], rangs[1], rangs[2]]
    ligne = Ligne.objects.get(action="changer l’ordre de la liste d’attente")
    assert (ligne.agent, ligne.details) == (agent, {"motif": "accompagne", "avant": rangs[1].pk})
    leave_attente(rangs[1], now=MAINTENANT)
    with pytest.raises(Refus, match="relisez la liste"):
        reorder(rangs[2], seance, before=rangs[1], motif=MotifOrdre.SAISIE, agent=agent, now=MAINTENANT)


def together(*actions) -> list[str]:
    """Run the actions at the same time; returns the names of what they raised."""
    depart, erreurs = threading.Barrier(len(actions)), []

    def run(action) -> None:
        try:
            depart.wait()
            action()
        except Exception as erreur:
            erreurs.append(type(erreur).__name__)
        finally:
            connection.close()

    fils = [threading.Thread(target=run, args=[action]) for action in actions]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    return erreurs


@pytest.mark.django_db(transaction=True)
def test_an_answer_at_the_moment_of_the_term_wins_or_loses_whole(seance):
    for tour in range(5):
        rang = 10 * tour + 1
        autre = make_seance(seance.convention, places=1)
        premiere = make_reservation(autre, rang)
        offerte = wait(autre, rang + 1, courriel="offerte@exemple.example")
        suivante = wait(autre, rang + 2)
        cancel(premiere)
        erreurs = together(lambda o=offerte: accept_offre(o, now=PLUS_TARD), lambda: expire_offres(now=PLUS_TARD))
        issue = (read_etats(offerte, suivante), erreurs)
        assert issue in ((["confirmee", "attente"], []), (["expiree", "proposee"], ["OffrePassee"]))
        assert count_prises(autre) == 1


@pytest.mark.django_db(transaction=True)
def test_two_cancellations_at_once_offer_two_seats_to_two_bookings(seance):
    deux = [make_reservation(seance), make_reservation(seance, 2)]
    attendent = [wait(seance, rang) for rang in (3, 4, 5)]
    assert together(*(lambda r=reservation: cancel(r) for reservation in deux)) == []
    # A booking that was held at that instant is left to the sweep.
    expire_offres(now=MAINTENANT)
    assert sorted(read_etats(*attendent)) == ["attente", "proposee", "proposee"]
    assert count_prises(seance) == 2


@pytest.mark.django_db(transaction=True)
def test_promoting_at_once_from_everywhere_offers_a_seat_once(seance):
    make_reservation(seance)
    make_reservation(seance, 9)
    attendent = [wait(seance, rang, nombre=2) for rang in (2, 3, 4, 5)]
    add_chaise(seance)
    add_chaise(seance)
    assert together(*[lambda: promote(seance, now=MAINTENANT)] * 6) == []
    expire_offres(now=MAINTENANT)
    assert sorted(read_etats(*attendent)) == ["attente"] * 6 + ["proposee"] * 2
    assert (count_prises(seance), Appel.objects.count()) == (4, 1)
