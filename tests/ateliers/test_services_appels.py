"""Calls to make: for whom, by when, with which outcome; and one in the place of an e-mail that failed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ateliers.enums import Auteur, Evenement, Issue
from ateliers.models import Appel, Seance
from ateliers.selectors.appels import list_appels
from ateliers.services.appels import call_failed, close_appel, record_essai
from ateliers.services.attente import OffrePassee, cancel_and_offer, expire_offres
from ateliers.services.messages import notify
from ateliers.services.rappels import send_rappels
from communes.enums import Fonction
from conseiller.courriels.models import Courriel, EtatCourriel
from conseiller.journal.models import Ligne
from tests.ateliers.fabrique import DEBUT, MAINTENANT, make_reservation, make_seance
from tests.fabrique import make_agent, make_convention

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

AVANT = DEBUT - timedelta(hours=48)


@pytest.fixture
def seance():
    return make_seance(make_convention(), places=1)


@pytest.fixture
def accueil(seance):
    return make_agent(seance.convention, 2, Fonction.ACCUEIL)


@pytest.fixture
def offre(seance):
    """The call of an offer; another booking waits behind it."""
    premiere = make_reservation(seance)
    make_reservation(seance, 2, liste_attente=True)
    make_reservation(seance, 3, liste_attente=True)
    cancel_and_offer(premiere, [premiere.inscriptions.get().pk], par=Auteur.USAGER, now=MAINTENANT)
    return Appel.objects.get()


def read_etats(seance) -> list[str]:
    return list(seance.inscriptions.order_by("pk").values_list("etat", flat=True))


def test_calls_are_listed_to_who_receives_people_and_to_nobody_else(seance, accueil, offre, django_assert_num_queries):
    make_reservation(seance, 4, liste_attente=True)
    elu = make_agent(seance.convention, 1, Fonction.ELU)
    ailleurs = make_agent(make_convention(base=100), 1, Fonction.ACCUEIL)
    with django_assert_num_queries(1):
        assert [appel.reservation.telephone for appel in list_appels(accueil, now=MAINTENANT)] == ["06 39 98 00 02"]
    assert [list(list_appels(agent, now=MAINTENANT)) for agent in (elu, ailleurs)] == [[], []]


def test_a_call_that_serves_no_more_is_not_listed(seance, accueil, offre):
    assert list(list_appels(accueil, now=DEBUT)) == []
    expire_offres(now=MAINTENANT + timedelta(days=10))
    assert [appel.reservation_id for appel in list_appels(accueil, now=MAINTENANT)] != [offre.reservation_id]


def test_an_answer_on_line_closes_the_call(seance, accueil, offre):
    cancel_and_offer(offre.reservation, [offre.reservation.inscriptions.get().pk], par=Auteur.USAGER, now=MAINTENANT)
    offre.refresh_from_db()
    assert offre.issue == "renonce"


def test_nobody_answers_the_call_stays(accueil, offre):
    for rang in (1, 2):
        record_essai(offre, agent=accueil, now=MAINTENANT + timedelta(hours=rang))
    offre.refresh_from_db()
    assert (offre.essais, offre.dernier_essai_le, offre.issue) == (2, MAINTENANT + timedelta(hours=2), "")
    assert list(list_appels(accueil, now=MAINTENANT)) == [offre]


def test_whoever_comes_has_the_place(seance, accueil, offre):
    for _ in range(2):
        close_appel(offre, Issue.VIENT, agent=accueil, now=MAINTENANT)
    offre.refresh_from_db()
    assert (read_etats(seance), offre.issue, offre.traite_par) == (
        ["annulee", "confirmee", "attente"],
        "vient",
        accueil,
    )
    assert Ligne.objects.filter(action="noter l’issue d’un appel").get().details == {"issue": "vient"}


def test_whoever_gives_up_leaves_it_to_the_next(seance, accueil, offre):
    close_appel(offre, Issue.RENONCE, agent=accueil, now=MAINTENANT)
    assert read_etats(seance) == ["annulee", "annulee", "proposee"]
    assert seance.inscriptions.filter(annulee_par="guichet").count() == 1


def test_an_outcome_for_a_place_that_has_passed_on_is_refused_and_not_noted(accueil, offre):
    offre.reservation.inscriptions.update(etat="expiree", offre_jusqu_a=None)
    with pytest.raises(OffrePassee):
        close_appel(offre, Issue.VIENT, agent=accueil, now=MAINTENANT)
    offre.refresh_from_db()
    assert offre.issue == ""


def test_a_reminder_may_cancel_and_then_the_place_is_offered(seance, accueil):
    make_reservation(seance)
    make_reservation(seance, 2, liste_attente=True)
    send_rappels(now=AVANT)
    close_appel(Appel.objects.get(), Issue.RENONCE, agent=accueil, now=AVANT)
    assert read_etats(seance) == ["annulee", "proposee"]


@pytest.mark.parametrize("issue", [Issue.PREVENU, Issue.MESSAGE, Issue.SANS_SUITE])
def test_other_outcomes_close_and_change_nothing_else(seance, accueil, offre, issue):
    close_appel(offre, issue, agent=accueil, now=MAINTENANT)
    offre.refresh_from_db()
    assert (read_etats(seance), offre.issue) == (["annulee", "proposee", "attente"], issue.value)
    # Somebody tried: an offer without an answer passes on for good.
    expire_offres(now=MAINTENANT + timedelta(days=3))
    assert read_etats(seance) == ["annulee", "expiree", "proposee"]


def fail(reservation, evenement: str) -> None:
    Courriel.objects.filter(cle__startswith=f"reservation:{reservation.pk}:", cle__contains=evenement).update(
        etat=EtatCourriel.ECHOUE.value
    )


def test_an_e_mail_that_failed_becomes_a_call_once(seance, accueil):
    reservation = make_reservation(seance, courriel="faux@exemple.example")
    fail(reservation, "confirmation")
    assert [call_failed(now=MAINTENANT) for _ in range(2)] == [1, 0]
    assert [appel.evenement for appel in list_appels(accueil, now=MAINTENANT)] == [Evenement.CONFIRMATION.value]


def test_no_call_without_a_number_nor_for_what_is_over(seance):
    sans_numero = make_reservation(seance, courriel="faux@exemple.example", telephone="")
    fail(sans_numero, "confirmation")
    annulee = make_reservation(make_seance(seance.convention), 2, courriel="faux@exemple.example")
    fail(annulee, "confirmation")
    annulee.inscriptions.update(etat="annulee")
    assert call_failed(now=MAINTENANT) == 0
    Seance.objects.update(debut=MAINTENANT - timedelta(hours=1))
    assert call_failed(now=MAINTENANT) == 0


def test_a_cancelled_session_is_told_until_its_time(seance, accueil):
    reservation = make_reservation(seance)
    Seance.objects.update(etat="annulee", annulee_le=MAINTENANT)
    notify(reservation, Evenement.ANNULATION, seance, avant=seance.debut, now=MAINTENANT)
    reservation.inscriptions.update(etat="annulee")
    assert [appel.evenement for appel in list_appels(accueil, now=MAINTENANT)] == ["annulation"]
    assert list(list_appels(accueil, now=DEBUT)) == []
