"""Counts without names: what a year shows never changes because people are forgotten."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from ateliers.enums import EtatSeance, Presence, TrancheAge
from ateliers.models import Frequentation, Inscription, Reservation, Seance
from ateliers.selectors.frequentation import FrequentationAnnee, read_frequentation
from ateliers.services.demande import Personne
from ateliers.services.frequentation import count_frequentation
from ateliers.services.purge import purge_reservations
from communes.models import Convention
from tests.ateliers.fabrique import MAINTENANT, make_reservation, make_seance
from tests.fabrique import make_convention

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

JOUR = timedelta(days=1)
# Every session of the tests below is over, and none of its bookings has reached its term.
APRES = datetime(2027, 1, 4, 2, 30, tzinfo=UTC)
ANNEES = (2026, 2027, 2028)


@pytest.fixture
def convention():
    return make_convention()


def note(seance: Seance, rang: int, presence: Presence = Presence.PRESENT, **champs: object) -> Inscription:
    """The person of that rank at the session, ticked."""
    [inscription] = make_reservation(seance, rang, now=seance.debut - JOUR, **champs).inscriptions.all()
    inscription.presence = presence.value
    inscription.tranche_age = TrancheAge.DE_60_A_69.value
    inscription.save()
    return inscription


def read_annee(convention: Convention, annee: int = 2026) -> tuple[int, int]:
    lue = read_frequentation(convention, annee)
    return lue.presents, lue.personnes


def test_people_who_come_twice_are_one_person_and_two_visits(convention):
    premiere, seconde = (make_seance(convention, debut=MAINTENANT + rang * JOUR) for rang in (1, 2))
    note(premiere, 1)
    note(seconde, 1)
    note(seconde, 2, Presence.ABSENT)
    count_frequentation(now=APRES)
    assert read_annee(convention) == (2, 1)


def test_the_year_is_told_by_commune_age_band_and_theme_in_one_query(convention, django_assert_num_queries):
    commune = convention.employeuse
    seances = [make_seance(convention, debut=MAINTENANT + rang * JOUR) for rang in range(1, 6)]
    for rang, seance in enumerate(seances, start=1):
        note(seance, rang, personnes=(Personne("Odette", f"Fictif {rang}", commune.pk if rang > 1 else None),))
    count_frequentation(now=APRES)
    with django_assert_num_queries(1):
        lue = read_frequentation(convention, 2026)
    assert lue == FrequentationAnnee(
        presents=5,
        personnes=5,
        communes={commune.nom: (4, 4), "Ailleurs": (1, 1)},
        tranches_age={"60 – 69 ans": (5, 5)},
        thematiques={"Protéger ses données, ses mots de passe": 5},
    )
    with django_assert_num_queries(1):
        assert read_frequentation(convention, 2025) == FrequentationAnnee(0, 0, {}, {}, {})


def test_a_correction_counts_while_the_names_are_there_and_no_more_afterwards(convention):
    seance = make_seance(convention)
    presente = note(seance, 1)
    count_frequentation(now=APRES)
    Inscription.objects.filter(pk=presente.pk).update(presence=Presence.ABSENT.value)
    count_frequentation(now=APRES)
    assert read_annee(convention) == (0, 0)
    Inscription.objects.filter(pk=presente.pk).update(presence=Presence.PRESENT.value)
    purge_reservations(seance.fin.replace(year=2027) + JOUR)
    assert (read_annee(convention), Inscription.objects.count()) == ((1, 1), 0)
    # Somebody noted after the others were erased adds to the year, and takes nothing away.
    note(seance, 2)
    note(make_seance(convention, debut=seance.debut + JOUR), 3)
    count_frequentation(now=seance.fin.replace(year=2027) + JOUR)
    assert read_annee(convention) == (2, 2)


def test_a_cancelled_session_counts_nobody(convention):
    seance = make_seance(convention)
    note(seance, 1)
    Seance.objects.filter(pk=seance.pk).update(etat=EtatSeance.ANNULEE.value, annulee_le=MAINTENANT)
    count_frequentation(now=APRES)
    assert Frequentation.objects.count() == 0


def test_the_year_is_that_of_paris(convention):
    note(make_seance(convention, debut=datetime(2026, 12, 31, 23, 30, tzinfo=UTC)), 1)
    count_frequentation(now=APRES)
    assert [read_annee(convention, annee) for annee in (2026, 2027)] == [(0, 0), (1, 1)]


VENUES = st.lists(st.tuples(st.integers(0, 5), st.integers(1, 4), st.booleans()), min_size=1, max_size=12)
NUITS = st.lists(st.integers(0, 900), min_size=1, max_size=5).map(sorted)


class TestPurges(TestCase):
    """Two years of sessions, people at random, nights at random."""

    @settings(max_examples=25)
    @given(VENUES, NUITS)
    def test_no_sequence_of_purges_changes_a_year(self, venues, nuits):
        convention = make_convention()
        debuts = [datetime(2026 + rang // 3, 2 + rang % 3 * 5, 27, 13, 0, tzinfo=UTC) for rang in range(6)]
        seances = [make_seance(convention, debut=debut, places=99) for debut in debuts]
        presents: Counter[int] = Counter()
        personnes: dict[int, set[int]] = {}
        for rang, personne, presente in venues:
            note(seances[rang], personne, Presence.PRESENT if presente else Presence.ABSENT, homonyme=True)
            if presente:
                presents[2026 + rang // 3] += 1
                personnes.setdefault(2026 + rang // 3, set()).add(personne)
        attendu = [(presents[annee], len(personnes.get(annee, ()))) for annee in ANNEES]
        for nuit in nuits:
            # The first night follows the last session.
            purge_reservations(seances[-1].fin + nuit * JOUR)
            assert [read_annee(convention, annee) for annee in ANNEES] == attendu
        purge_reservations(seances[-1].fin + 1000 * JOUR)
        assert [read_annee(convention, annee) for annee in ANNEES] == attendu
        assert Reservation.objects.filter(convention=convention).count() == 0


def test_the_person_told_apart_is_the_one_of_the_form(convention):
    """Accents, case and the writing of the phone make nobody else."""
    seances = [make_seance(convention, debut=MAINTENANT + rang * JOUR) for rang in (1, 2)]
    note(seances[0], 1, personnes=(Personne("Noël", "D’Élia"),), telephone="06 39 98 00 01")
    note(seances[1], 1, personnes=(Personne("NOEL", "delia"),), telephone="+33639980001")
    count_frequentation(now=APRES)
    assert read_annee(convention) == (2, 1)
