"""What is said of a session afterwards: kept once, corrected at will, never before it began."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ateliers.enums import EtatSeance, Presence
from ateliers.models import Seance
from ateliers.services.compte_rendu import NON_TENUE, record_compte_rendu
from communes.enums import Fonction
from communes.models import Convention
from conseiller.journal.models import Ligne
from conseiller.refus import Refus
from tests.ateliers.fabrique import DEBUT, make_reservation, make_seance
from tests.fabrique import make_agent, make_convention

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

APRES = DEBUT + timedelta(hours=2)


@pytest.fixture
def convention() -> Convention:
    return make_convention()


@pytest.fixture
def seance(convention) -> Seance:
    return make_seance(convention)


def report(seance: Seance, **champs) -> Seance:
    defauts = {
        "tenue": True,
        "minutes": 95,
        "commune": seance.commune_chargee,
        "ages": {},
        "agent": None,
        "now": APRES,
    }
    return record_compte_rendu(seance, **{**defauts, **champs})


def test_a_session_that_was_held_keeps_its_real_minutes_and_commune(convention, seance):
    agent = make_agent(convention, 1, Fonction.CONSEILLER)
    heillecourt = convention.parties.get(ordre=3).organisme
    report(seance, commune=heillecourt, agent=agent)
    seance.refresh_from_db()
    assert (seance.etat, seance.minutes_reelles, seance.commune_chargee) == (EtatSeance.TENUE, 95, heillecourt)
    ligne = Ligne.objects.latest("pk")
    assert (ligne.action, ligne.agent, ligne.convention) == ("noter le compte rendu", agent, convention.pk)


def test_a_session_that_was_not_held_uses_no_hour(convention, seance):
    report(seance, tenue=False)
    seance.refresh_from_db()
    assert (seance.etat, seance.minutes_reelles, seance.annulee_le) == (EtatSeance.ANNULEE, 0, APRES)
    assert (seance.annulee_par, seance.motif) == (convention.employeuse, NON_TENUE)


def test_a_report_is_corrected_both_ways(seance):
    for tenue in (False, True, False, True):
        report(seance, tenue=tenue, minutes=60)
    seance.refresh_from_db()
    assert (seance.etat, seance.minutes_reelles, seance.annulee_le, seance.motif) == (EtatSeance.TENUE, 60, None, "")


def test_ages_are_those_of_its_own_people(convention, seance):
    sienne = make_reservation(seance, 1).inscriptions.get()
    autre = make_reservation(make_seance(convention, debut=DEBUT + timedelta(days=1)), 2).inscriptions.get()
    inconnue = make_reservation(seance, 3).inscriptions.get()
    report(seance, ages={sienne.pk: "soixante_dix_plus", autre.pk: "soixante_dix_plus", inconnue.pk: "centenaire"})
    for inscription in (sienne, autre, inconnue):
        inscription.refresh_from_db()
    assert [i.tranche_age for i in (sienne, autre, inconnue)] == ["soixante_dix_plus", "", ""]
    report(seance, ages={sienne.pk: ""})
    sienne.refresh_from_db()
    assert sienne.tranche_age == ""


def test_only_an_appointment_has_a_theme_of_its_own(convention, seance):
    rendez_vous = make_seance(convention, atelier=None, places=1)
    for prevue in (seance, rendez_vous):
        report(prevue, thematique="cv")
        prevue.refresh_from_db()
    assert (seance.thematique, rendez_vous.thematique) == ("", "cv")


def test_nothing_is_said_before_the_start(seance):
    with pytest.raises(Refus, match="n’a pas encore commencé"):
        report(seance, now=DEBUT - timedelta(minutes=1))
    assert Ligne.objects.filter(action="noter le compte rendu").count() == 0


def test_a_session_cancelled_beforehand_has_no_report(seance):
    Seance.objects.update(etat=EtatSeance.ANNULEE, annulee_le=DEBUT - timedelta(days=2))
    with pytest.raises(Refus, match="était annulée"):
        report(seance)


def test_presence_stays_as_it_was_noted(seance):
    inscription = make_reservation(seance, 1).inscriptions.get()
    type(inscription).objects.update(presence=Presence.PRESENT)
    report(seance, ages={inscription.pk: "soixante_dix_plus"})
    inscription.refresh_from_db()
    assert inscription.presence == Presence.PRESENT
