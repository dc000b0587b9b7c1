"""Presence: one press, a second one undoes, sent twice it is once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ateliers.enums import Auteur
from ateliers.services.presences import PresenceRefusee, note_presence
from ateliers.services.reservations import cancel_inscriptions
from conseiller.journal.models import Ligne
from tests.ateliers.fabrique import DEBUT, MAINTENANT, make_reservation, make_seance
from tests.fabrique import make_agent, make_convention

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture
def seance():
    return make_seance(make_convention(), places=1)


@pytest.fixture
def agent(seance):
    return make_agent(seance.convention, 1)


def list_actions() -> list[str]:
    return list(Ligne.objects.filter(objet__startswith="ateliers.inscription").values_list("action", flat=True))


def test_it_is_noted_once_and_undone(seance, agent):
    inscription = make_reservation(seance).inscriptions.get()
    for presence in ("present", "present", "absent", "", ""):
        assert note_presence(inscription, presence, agent=agent, now=DEBUT).presence == presence
    assert sorted(list_actions()) == ["effacer une présence", "noter une absence", "noter une présence"]
    assert not any("Fictif" in f"{ligne.details}{ligne.objet}" for ligne in Ligne.objects.all())


def test_who_has_no_seat_cannot_be_there(seance, agent):
    inscription = make_reservation(seance).inscriptions.get()
    attente = make_reservation(seance, 2, liste_attente=True).inscriptions.get()
    cancel_inscriptions(inscription.reservation, [inscription.pk], par=Auteur.USAGER, now=MAINTENANT)
    for ligne in (inscription, attente):
        with pytest.raises(PresenceRefusee, match="n’a plus de place à cette séance"):
            note_presence(ligne, "present", agent=agent, now=DEBUT)


def test_nobody_is_there_before_the_day_nor_at_a_cancelled_session(seance, agent):
    inscription = make_reservation(seance).inscriptions.get()
    with pytest.raises(PresenceRefusee, match="les présences se notent le jour même"):
        note_presence(inscription, "present", agent=agent, now=DEBUT - timedelta(days=1))
    seance.etat, seance.annulee_le = "annulee", MAINTENANT
    seance.save()
    with pytest.raises(PresenceRefusee, match="Cette séance est annulée"):
        note_presence(inscription, "present", agent=agent, now=DEBUT)
