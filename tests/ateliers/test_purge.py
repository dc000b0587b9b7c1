"""What is forgotten, and when: nothing before its term, nothing personal after it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from ateliers.enums import EtatInscription, Evenement, Presence
from ateliers.models import Appel, Inscription, Participant, Reservation, Seance
from ateliers.services import purge as service
from ateliers.services.purge import Bilan, purge_reservations
from conseiller import conservation
from conseiller.courriels.models import Courriel, EtatCourriel
from conseiller.courriels.services import CourrielRefuse, resend_courriel, write_courriel
from conseiller.journal.models import Ligne
from tests.ateliers.fabrique import MAINTENANT, make_reservation, make_seance
from tests.fabrique import make_convention

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

JOUR = timedelta(days=1)
RIEN = Bilan(reservations=0, participants=0, appels=0, courriels=0)


@pytest.fixture
def seance():
    return make_seance(make_convention(), places=1)


@pytest.fixture(autouse=True)
def _pieces(pieces):
    """No file of anybody else's is touched."""


def add_appel(reservation: Reservation, seance: Seance) -> None:
    Appel.objects.create(
        cle=f"reservation:{reservation.pk}:{seance.pk}:rappel:",
        reservation=reservation,
        seance=seance,
        evenement=Evenement.RAPPEL.value,
        cree_le=MAINTENANT,
    )


def test_a_booking_goes_twelve_months_after_its_session_with_all_that_it_carries(seance):
    reservation = make_reservation(seance, courriel="odette@exemple.example", telephone="")
    add_appel(reservation, seance)
    terme = seance.fin.replace(year=2027)
    assert purge_reservations(terme) == RIEN
    assert purge_reservations(terme + JOUR) == Bilan(reservations=1, participants=1, appels=1, courriels=1)
    assert (Participant.objects.count(), Inscription.objects.count(), Courriel.objects.count()) == (0, 0, 0)
    assert purge_reservations(terme + JOUR) == RIEN


def test_the_last_session_of_the_booking_counts(seance):
    reservation = make_reservation(seance)
    suivante = make_seance(seance.convention, debut=seance.debut + 60 * JOUR)
    Inscription.objects.create(
        reservation=reservation,
        participant=reservation.participants.get(),
        seance=suivante,
        etat=EtatInscription.CONFIRMEE.value,
    )
    assert purge_reservations(seance.fin.replace(year=2027) + 30 * JOUR) == RIEN


def test_who_waited_in_vain_and_doubles_go_a_month_after_the_session(seance):
    make_reservation(seance)
    make_reservation(seance, 2, liste_attente=True)
    Reservation.objects.create(
        convention=seance.convention, code="XXXXXX", jeton="x", canal="internet",
        recu_le=MAINTENANT, rang_le=MAINTENANT, cree_le=MAINTENANT,
    )  # fmt: skip
    un_mois = datetime(2027, 1, 15, 15, 0, tzinfo=UTC)
    assert purge_reservations(un_mois - JOUR).participants == 0
    assert purge_reservations(un_mois + JOUR).participants == 1
    assert list(Inscription.objects.values_list("etat", flat=True)) == ["confirmee"]


def test_somebody_who_came_without_a_seat_is_kept_as_those_who_had_one(seance):
    make_reservation(seance)
    reservation = make_reservation(seance, 2, liste_attente=True)
    reservation.inscriptions.update(presence=Presence.PRESENT.value)
    assert purge_reservations(seance.fin + 60 * JOUR) == RIEN


def test_a_thousand_bookings_go_lot_by_lot(seance, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(service, "LOT", 3)
    Seance.objects.filter(pk=seance.pk).update(capacite=8)
    for rang in range(8):
        make_reservation(seance, rang)
    assert purge_reservations(seance.fin + 400 * JOUR).reservations == 8
    lignes = Ligne.objects.filter(action="effacer les réservations échues").order_by("pk")
    assert [ligne.details for ligne in lignes] == [{"nombre": 3}, {"nombre": 3}, {"nombre": 2}]


def test_the_words_of_other_emails_go_and_their_key_stays(seance):
    write_courriel("versement:1:avant", "denis@exemple.example", "Sujet", "Texte", now=MAINTENANT)
    make_reservation(seance, courriel="odette@exemple.example", telephone="")
    Courriel.objects.update(etat=EtatCourriel.ECHOUE.value)
    purge(MAINTENANT.replace(year=2027) + JOUR)
    rappel, reservation = Courriel.objects.order_by("pk")
    assert (rappel.cle, rappel.destinataire, rappel.sujet, rappel.corps) == ("versement:1:avant", "", "", "")
    assert reservation.corps
    _, nouveau = write_courriel("versement:1:avant", "denis@exemple.example", "Sujet", "Texte", now=timezone.now())
    assert not nouveau
    with pytest.raises(CourrielRefuse, match="trop ancien"):
        resend_courriel(rappel, agent=None, now=timezone.now())


def purge(now: datetime) -> list[str]:
    sortie = StringIO()
    call_command("purger", maintenant=now, stdout=sortie)
    return sortie.getvalue().splitlines()


def test_the_command_tells_in_french_how_many_of_each(seance):
    make_reservation(seance, courriel="odette@exemple.example", telephone="")
    sortie = StringIO()
    # Paris when nothing says otherwise: an hour before the term, then at the end of that hour.
    call_command("purger", "--maintenant", "2027-12-15T15:59", stdout=sortie)
    assert sortie.getvalue().splitlines()[0] == "réservations\u00a0: 0"
    sortie = StringIO()
    call_command("purger", "--maintenant", "2027-12-15T16:01", stdout=sortie)
    assert sortie.getvalue().splitlines() == [
        "réservations\u00a0: 1",
        "personnes\u00a0: 1",
        "appels\u00a0: 0",
        "courriels des réservations\u00a0: 1",
        "textes d’autres courriels\u00a0: 0",
        "formulaires déjà reçus\u00a0: 0",
        "fichiers sans usage\u00a0: 0",
        "navigateurs déconnectés\u00a0: 0",
        "lignes du journal\u00a0: 0",
    ]


def test_the_journal_goes_after_ten_years(seance):
    Ligne.objects.all().delete()
    make_reservation(seance)
    lignes = Ligne.objects.count()
    assert purge(MAINTENANT.replace(year=2036))[-1] == "lignes du journal\u00a0: 0"
    assert purge(MAINTENANT.replace(year=2036) + JOUR)[-1] == f"lignes du journal\u00a0: {lignes}"


def test_every_rule_has_its_own_code_and_words():
    regles = [*conservation.HABITANTS, *conservation.AGENTS]
    assert len({regle.code for regle in regles}) == len(regles)
    assert all(regle.quoi and regle.depuis and regle.ensuite and regle.pourquoi for regle in regles)
