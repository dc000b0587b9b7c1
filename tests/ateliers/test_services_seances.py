"""Change and cancel sessions: whoever is concerned is told once, counters stay with the gate."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.utils import timezone

from ateliers.enums import Issue
from ateliers.models import Appel, Atelier, Inscription, Occupation, Seance
from ateliers.selectors.ateliers import list_a_decider, list_alertes
from ateliers.selectors.prevenus import read_annulation
from ateliers.services.ateliers import AtelierInscrit, create_atelier, delete_atelier
from ateliers.services.occupation import DejaPris, occupy
from ateliers.services.seances import (
    Horaire,
    SeanceDejaAnnulee,
    TropDInscrits,
    cancel_seances,
    change_seances,
    keep_seance,
)
from communes.enums import Fonction
from conseiller.courriels.models import Courriel, EtatCourriel
from conseiller.journal.models import Ligne
from tests.ateliers.fabrique import DEBUT, MAINTENANT, make_lieu, make_reservation, make_seance
from tests.fabrique import make_agent, make_convention

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture
def convention():
    return make_convention(convention={"objet": "Des ateliers (fictif)", "debut": "2026-07-01", "fin": "2028-06-30"})


@pytest.fixture
def camille(convention):
    return make_agent(convention, 1, Fonction.CONSEILLER)


@pytest.fixture
def seance(convention, camille):
    seance = make_seance(convention, places=3, conseiller=camille)
    occupy(seance)
    return seance


def make_serie(convention, camille, *, cycle: bool = False) -> list[Seance]:
    atelier = Atelier.objects.create(convention=convention, titre="Premiers pas", cycle=cycle)
    seances = [
        make_seance(convention, atelier=atelier, conseiller=camille, debut=DEBUT + timedelta(weeks=rang))
        for rang in range(3)
    ]
    for seance in seances:
        occupy(seance)
    return seances


def change(seance: Seance, horaire: Horaire | None = None, **champs) -> int:
    return change_seances([seance.pk], champs, horaire, agent=None, now=MAINTENANT)


class TestPublish:
    def test_a_workshop_is_published_with_all_its_dates_or_with_none(self, convention, camille, seance):
        atelier = Atelier(convention=convention, titre="Faire son CV")
        dates = [
            Seance(
                convention=convention,
                lieu=seance.lieu,
                conseiller=camille,
                capacite=8,
                debut=debut,
                fin=debut + timedelta(hours=1),
            )
            for debut in (DEBUT - timedelta(weeks=1), DEBUT)
        ]
        with pytest.raises(DejaPris):
            create_atelier(atelier, dates, agent=camille, now=MAINTENANT)
        assert list(Atelier.objects.values_list("titre", flat=True)) == ["Créer de bons mots de passe"]

    def test_only_what_nobody_registered_for_is_deleted(self, seance):
        make_reservation(seance)
        with pytest.raises(AtelierInscrit):
            delete_atelier(seance.atelier, agent=None, now=MAINTENANT)
        Inscription.objects.all().delete()
        delete_atelier(seance.atelier, agent=None, now=MAINTENANT)
        assert (Seance.objects.count(), Occupation.objects.count()) == (0, 0)


class TestChange:
    def test_another_hour_is_told_to_whoever_comes_or_waits(self, seance):
        make_reservation(seance, 1, courriel="odette@exemple.example", nombre=3)
        make_reservation(seance, 2, liste_attente=True)
        assert change(seance, Horaire(0, time(15), time(17))) == 2
        seance.refresh_from_db()
        assert (timezone.localtime(seance.debut).hour, seance.sequence, seance.prises) == (15, 1, 3)
        assert Courriel.objects.filter(cle__contains=":changement:").count() == 1
        assert list(Appel.objects.values_list("evenement", flat=True)) == ["changement"]
        quarts = Occupation.objects.filter(seance=seance).order_by("quart").values_list("quart", flat=True)
        assert quarts[0] == int(seance.debut.timestamp()) // 900

    def test_more_seats_are_offered_to_those_who_wait_and_nobody_is_told_of_a_change(self, seance):
        make_reservation(seance, 1, nombre=3)
        attend = make_reservation(seance, 2, liste_attente=True)
        assert change(seance, capacite=4) == 0
        assert attend.inscriptions.get().etat == "proposee"

    def test_fewer_seats_than_people_are_refused(self, seance):
        make_reservation(seance, 1, nombre=3)
        with pytest.raises(TropDInscrits) as refus:
            change(seance, capacite=2)
        assert refus.value.champ == "capacite"
        assert "3 places sont déjà prises\u00a0: gardez-en au moins 3" in str(refus.value)

    def test_a_series_moves_a_week_later_although_each_date_takes_the_next_ones_place(self, convention, camille):
        seances = make_serie(convention, camille)
        change_seances(
            [seance.pk for seance in seances], {}, Horaire(7, time(14), time(16)), agent=camille, now=MAINTENANT
        )
        jours = [timezone.localdate(seance.debut) for seance in Seance.objects.order_by("debut")]
        assert jours == [date(2026, 12, 22), date(2026, 12, 29), date(2027, 1, 5)]

    def test_an_hour_stays_the_same_when_the_clocks_change(self, convention):
        seance = make_seance(convention, debut=datetime(2027, 3, 24, 13, tzinfo=UTC))
        change(seance, Horaire(7, time(14), time(16)))
        seance.refresh_from_db()
        assert seance.debut == datetime(2027, 3, 31, 12, tzinfo=UTC)

    def test_a_place_that_is_taken_leaves_everything_as_it_was(self, convention, seance):
        autre = make_seance(convention, lieu=make_lieu(convention))
        occupy(autre)
        with pytest.raises(DejaPris):
            change(seance, lieu=autre.lieu)
        seance.refresh_from_db()
        assert (seance.lieu_id != autre.lieu_id, seance.sequence) == (True, 0)

    def test_what_does_not_differ_writes_nothing(self, seance):
        change(seance, capacite=3)
        seance.refresh_from_db()
        assert (seance.sequence, Ligne.objects.filter(action="modifier une séance").count()) == (0, 0)

    def test_a_cancelled_session_is_not_changed(self, convention, seance):
        cancel_seances([seance.pk], par=convention.employeuse, agent=None, now=MAINTENANT)
        with pytest.raises(SeanceDejaAnnulee):
            change(seance, capacite=9)


class TestCancel:
    def test_everybody_is_told_and_what_was_held_is_free(self, convention, seance, camille):
        make_reservation(seance, 1, courriel="odette@exemple.example", nombre=2)
        make_reservation(seance, 2)
        attend = make_reservation(seance, 3, liste_attente=True)
        prevenus = cancel_seances(
            [seance.pk], par=convention.employeuse, motif="salle fermée", agent=camille, now=MAINTENANT
        )
        seance.refresh_from_db()
        assert (prevenus, seance.etat, seance.prises, seance.annulee_par) == (3, "annulee", 0, convention.employeuse)
        assert Occupation.objects.count() == 0
        assert set(Inscription.objects.values_list("etat", "annulee_par")) == {("annulee", "organisation")}
        attend.refresh_from_db()
        assert attend.cle is None
        courriel = Courriel.objects.get(cle__contains=":annulation:")
        assert "Salle fermée." in courriel.corps
        assert str(convention.employeuse) in courriel.corps
        # A second press tells nobody again.
        assert cancel_seances([seance.pk], par=convention.employeuse, agent=camille, now=MAINTENANT) == 0

    def test_a_cycle_is_told_in_one_message_and_its_other_dates_know_it(self, convention, camille):
        seances = make_serie(convention, camille, cycle=True)
        make_reservation(seances[0], 1)
        cancel_seances([s.pk for s in seances[1:]], par=convention.employeuse, agent=camille, now=MAINTENANT)
        assert Appel.objects.filter(evenement="annulation").count() == 1
        assert Inscription.objects.get(seance=seances[0]).etat == "confirmee"
        bilans = [read_annulation(seance) for seance in Seance.objects.filter(etat="annulee")]
        assert [(bilan.sus, bilan.total, len(bilan.a_appeler)) for bilan in bilans] == [(0, 1, 1)] * 2

    def test_seven_of_eight_are_told_and_the_eighth_is_to_be_called(self, convention, camille):
        seance = make_seance(convention, places=8)
        for rang in range(1, 8):
            make_reservation(seance, rang, courriel=f"personne{rang}@exemple.example")
        huitieme = make_reservation(seance, 8)
        cancel_seances([seance.pk], par=convention.employeuse, agent=camille, now=MAINTENANT)
        seance.refresh_from_db()
        bilan = read_annulation(seance)
        assert (bilan.sus, bilan.en_route, bilan.total) == (0, 7, 8)
        courriels = Courriel.objects.filter(cle__contains=":annulation:")
        courriels.update(etat=EtatCourriel.ENVOYE.value, envoye_le=MAINTENANT)
        bilan = read_annulation(seance)
        assert (bilan.sus, [p.reservation for p in bilan.a_appeler]) == (7, [huitieme])
        Appel.objects.filter(reservation=huitieme).update(issue=Issue.PREVENU.value, traite_le=MAINTENANT)
        assert read_annulation(seance).sus == 8

    def test_an_email_that_failed_is_a_call_to_make(self, convention, seance):
        make_reservation(seance, 1, courriel="odette@exemple.example")
        cancel_seances([seance.pk], par=convention.employeuse, agent=None, now=MAINTENANT)
        Courriel.objects.filter(cle__contains=":annulation:").update(etat=EtatCourriel.ECHOUE.value)
        seance.refresh_from_db()
        assert [p.detail for p in read_annulation(seance).a_appeler] == ["courriel\u00a0: échec"]


class TestMinimum:
    def test_the_adviser_is_asked_on_the_day_and_nothing_is_cancelled_by_itself(self, seance, camille):
        Seance.objects.filter(pk=seance.pk).update(minimum=2, decision_le=date(2026, 12, 12))
        assert list_a_decider(camille, now=MAINTENANT) == []
        le_jour = datetime(2026, 12, 12, 8, tzinfo=UTC)
        assert list_a_decider(camille, now=le_jour) == [seance]
        keep_seance(seance, agent=camille, now=le_jour)
        assert list_a_decider(camille, now=le_jour) == []
        assert Seance.objects.get().etat == "prevue"


def test_holidays_absences_and_dates_outside_the_agreement_warn(convention, camille):
    camille.absences.create(debut=DEBUT - timedelta(days=1), fin=DEBUT + timedelta(days=1))
    noel = datetime(2026, 12, 25, 13, tzinfo=UTC)
    dates = [DEBUT, noel, datetime(2029, 1, 9, 13, tzinfo=UTC), datetime(2026, 11, 24, 9, tzinfo=UTC)]
    seances = [make_seance(convention, conseiller=camille, debut=debut) for debut in dates]
    alertes = list_alertes(seances, now=MAINTENANT)
    assert alertes[1:] == [
        ["jour férié\u00a0: Noël"],
        ["en dehors des dates de la convention"],
        ["cette date est passée"],
    ]
    assert [texte.split(" du ")[0] for texte in alertes[0]] == ["Camille Fictif 1 a noté une absence"]
