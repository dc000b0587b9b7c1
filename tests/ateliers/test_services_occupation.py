"""One adviser, one room: never twice at once, whoever is quicker."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection, transaction

from ateliers.models import Occupation, Seance
from ateliers.services.occupation import DejaPris, occupy, release
from communes.enums import Fonction
from tests.ateliers.fabrique import DEBUT, make_lieu, make_seance
from tests.fabrique import make_agent, make_convention

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture
def convention():
    return make_convention()


@pytest.fixture
def camille(convention):
    return make_agent(convention, 1, Fonction.CONSEILLER)


def test_a_session_takes_its_adviser_and_its_room_from_set_up_to_tear_down(convention, camille):
    seance = make_seance(convention, conseiller=camille, installation=15, rangement=20)
    occupy(seance)
    quarts = set(Occupation.objects.values_list("quart", flat=True))
    premier = int(DEBUT.timestamp()) // 900
    # 13 h 45 to 16 h 20 in Paris: the quarter hour that is begun counts whole.
    assert quarts == set(range(premier - 1, premier + 10))
    assert set(Occupation.objects.values_list("ressource", flat=True)) == {
        f"agent:{camille.pk}",
        f"lieu:{seance.lieu_id}",
    }


def test_an_adviser_is_never_at_two_places(convention, camille):
    occupy(make_seance(convention, conseiller=camille, rangement=30))
    ailleurs = make_seance(
        convention, conseiller=camille, lieu=make_lieu(convention), debut=DEBUT + timedelta(hours=2, minutes=15)
    )
    with pytest.raises(DejaPris) as refus:
        occupy(ailleurs)
    assert refus.value.champ == "conseiller"
    assert str(refus.value).replace("\u00a0", " ") == (
        "Le temps de Camille Fictif 1 est déjà pris le mardi 15 décembre 2026, de 14 h à 16 h 30, par « Créer de bons"
        " mots de passe », à « Lieu fictif 1 ». Changez l’heure ou le conseiller."
    )


def test_a_room_never_holds_two_sessions_and_the_next_quarter_hour_is_free(convention):
    occupy(make_seance(convention))
    with pytest.raises(DejaPris) as refus:
        occupy(make_seance(convention, atelier=None, debut=DEBUT + timedelta(minutes=105)))
    assert refus.value.champ == "lieu"
    occupy(make_seance(convention, debut=DEBUT + timedelta(hours=2)))


def test_moving_a_session_frees_what_it_held_and_cancelling_everything(convention, camille):
    seance = make_seance(convention, conseiller=camille)
    occupy(seance)
    seance.debut, seance.fin = DEBUT + timedelta(hours=1), DEBUT + timedelta(hours=3)
    seance.save()
    occupy(seance)
    assert Occupation.objects.count() == 16
    release(seance)
    occupy(make_seance(convention, conseiller=camille, debut=DEBUT + timedelta(hours=1)))


@pytest.mark.django_db(transaction=True)
def test_of_ten_who_ask_at_once_one_gets_the_adviser():
    convention = make_convention()
    camille = make_agent(convention, 1, Fonction.CONSEILLER)
    seances = [make_seance(convention, conseiller=camille, lieu=make_lieu(convention)) for _ in range(10)]
    depart = Barrier(len(seances))

    def ask(seance: Seance) -> bool:
        try:
            depart.wait()
            with transaction.atomic():
                occupy(seance)
            return True
        except DejaPris:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(len(seances)) as fils:
        assert sorted(fils.map(ask, seances)) == [False] * 9 + [True]
    assert Occupation.objects.filter(ressource=f"agent:{camille.pk}").count() == 8
