"""Snapshots read for one statement or for many: the same, in the same number of queries."""

from __future__ import annotations

from datetime import date

import pytest

from communes.models import Convention
from subventions.models import Acompte, Ajustement, AppelAcompte, Decompte
from subventions.selectors import read_instantane_of, read_instantanes
from tests.fabrique import MAINTENANT, make_convention
from tests.subventions.arretes import close
from tests.subventions.decomptes import SEMESTRE, make_decompte

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite, pytest.mark.usefixtures("pieces")]

SUIVANT = date(2022, 1, 1), date(2022, 6, 30)
REQUETES = 17


def prepare(rang: int) -> Decompte:
    """The second statement of an agreement with everything that one may stand on: a closing, or a draft, before it."""
    convention = make_convention(base=10 * rang)
    partie = convention.parties.get(ordre=2)
    appel = AppelAcompte.objects.create(
        convention=convention, exercice=2022, taux=5000, instantane={}, empreinte="", appele_le=MAINTENANT
    )
    Acompte.objects.create(appel=appel, partie=partie, part_prevue=200_00, montant=(100 + rang) * 100)
    ajustement = Ajustement.objects.create(convention=convention, motif="Geste", convenu_le=date(2022, 1, 5))
    ajustement.lignes.create(partie=partie, montant=rang)
    if rang % 2:
        close(convention, *SEMESTRE)
        ajustement.refresh_from_db()
        assert ajustement.cloture is not None
    else:
        make_decompte(convention, *SEMESTRE)
    return Decompte(convention=convention, du=SUIVANT[0], au=SUIVANT[1], methode=convention.methode)


def read_fresh(decompte: Decompte) -> Decompte:
    decompte.convention = Convention.objects.get(pk=decompte.convention_id)
    return decompte


def test_many_are_read_as_each_one_is_in_the_same_number_of_queries(django_assert_num_queries):
    decomptes = [read_fresh(prepare(rang)) for rang in range(4)]
    with django_assert_num_queries(REQUETES):
        deux = read_instantanes(decomptes[:2])
    with django_assert_num_queries(REQUETES):
        tous = read_instantanes(decomptes)
    assert tous == [read_instantane_of(decompte) for decompte in decomptes]
    assert tous[:2] == deux
    assert [instantane.report for instantane in tous] == [0, None, 0, None]
    assert [len(instantane.dossier.decomptes) for instantane in tous] == [0, 1, 0, 1]
    assert [list(instantane.demande.acomptes.values()) for instantane in tous] == [
        [100_00],
        [101_00],
        [102_00],
        [103_00],
    ]
    assert [len(instantane.demande.ajustements) for instantane in tous] == [1, 0, 1, 0]


def test_what_is_replaced_is_left_out_with_what_it_had_taken():
    convention = make_convention()
    ajustement = Ajustement.objects.create(convention=convention, motif="Geste", convenu_le=date(2022, 1, 5))
    ajustement.lignes.create(partie=convention.parties.get(ordre=2), montant=5)
    cloture = close(convention, *SEMESTRE)
    nouveau = Decompte(
        convention=convention, du=SEMESTRE[0], au=SEMESTRE[1], methode=convention.methode, remplace=cloture.decompte
    )
    suivant = Decompte(convention=convention, du=SUIVANT[0], au=SUIVANT[1], methode=convention.methode)
    instantane, autre = read_instantanes([nouveau, suivant])
    assert (instantane.dossier.decomptes, len(instantane.demande.ajustements)) == ((), 1)
    assert (len(autre.dossier.decomptes), autre.demande.ajustements) == (1, ())


def test_an_adjustment_is_not_lost_when_what_replaces_is_replaced_in_its_turn():
    """It stays with the first closing that took it: each statement that follows in the chain counts it again."""
    convention = make_convention()
    donne, recoit = convention.parties.get(ordre=2), convention.parties.get(ordre=3)
    ajustement = Ajustement.objects.create(convention=convention, motif="Geste", convenu_le=date(2022, 1, 5))
    ajustement.lignes.create(partie=donne, montant=5_00)
    ajustement.lignes.create(partie=recoit, montant=-5_00)
    premier = close(convention)
    second = close(convention, remplace=premier.decompte)
    troisieme = close(convention, remplace=second.decompte)
    assert [cloture.parts.get(partie=donne).ajustement for cloture in (premier, second, troisieme)] == [5_00] * 3
    ajustement.refresh_from_db()
    assert ajustement.cloture == premier
    suivant = Decompte(convention=convention, du=SUIVANT[0], au=SUIVANT[1], methode=convention.methode)
    assert read_instantane_of(suivant).demande.ajustements == ()
