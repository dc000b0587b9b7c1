"""Amendments: a draft counts for nothing; its signature applies hours, term and exit at once."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from communes.enums import Fonction, TypeActe
from communes.models import Acte, Agent, Avenant, Convention, Partie, Tranche
from communes.selectors import list_heures_avenant, list_parties, next_numero
from communes.services.avenants import AvenantRefuse, Deliberation, remove_avenant, save_avenant, sign_avenant
from communes.services.heures import HeuresRefusees, save_premieres_heures
from conseiller.journal.models import Ligne
from subventions.models import Decompte
from tests.fabrique import make_agent, make_convention

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

NOW = datetime(2022, 7, 4, 9, tzinfo=UTC)
EFFET = date(2022, 9, 1)


@pytest.fixture
def convention() -> Convention:
    return make_convention(("400", "300", "200", "100"))


@pytest.fixture
def helene(convention) -> Agent:
    return make_agent(convention, 1, Fonction.COORDINATION)


def read(convention: Convention, jour: date) -> list[int]:
    return [quarts for _, quarts in list_parties(convention, now=jour)]


def give(convention: Convention, *heures: int) -> dict[int, int]:
    return dict(zip(convention.parties.values_list("pk", flat=True), [4 * heure for heure in heures], strict=True))


def draft(convention: Convention, agent: Agent, *heures: int, effet: date = EFFET, **champs: object) -> Avenant:
    avenant = Avenant(convention=convention, numero=next_numero(convention), effet_le=effet, **champs)
    return save_avenant(avenant, give(convention, *heures), agent=agent, now=NOW)


def sign(avenant: Avenant, agent: Agent, *deliberations: Deliberation) -> Avenant:
    return sign_avenant(avenant, date(2022, 7, 4), deliberations, agent=agent, now=NOW)


def test_a_draft_changes_no_hours_until_it_is_signed(convention, helene):
    avenant = draft(convention, helene, 300, 400, 200, 100)
    assert read(convention, EFFET) == [1600, 1200, 800, 400]
    sign(avenant, helene)
    assert read(convention, date(2022, 8, 31)) == [1600, 1200, 800, 400]
    assert read(convention, EFFET) == [1200, 1600, 800, 400]
    avenant.refresh_from_db()
    assert (avenant.brouillon, avenant.signe_le) == (False, date(2022, 7, 4))
    assert list(Ligne.objects.order_by("pk").values_list("action", flat=True))[-2:] == [
        "préparer l’avenant",
        "signer l’avenant",
    ]


def test_hours_that_do_not_change_need_no_slice_and_one_written_before_goes(convention, helene):
    avenant = draft(convention, helene, 400, 300, 200, 100)
    assert avenant.tranches.count() == 0
    save_avenant(avenant, give(convention, 300, 400, 200, 100), agent=helene, now=NOW)
    assert [quarts for _, quarts in list_heures_avenant(avenant)] == [1200, 1600, 800, 400]
    save_avenant(avenant, give(convention, 400, 300, 200, 100), agent=helene, now=NOW)
    assert avenant.tranches.count() == 0


def test_two_slices_never_begin_the_same_day(convention, helene):
    draft(convention, helene, 300, 400, 200, 100)
    with pytest.raises(AvenantRefuse, match="Des heures commencent déjà le 1er septembre 2022, celles de l’avenant"):
        draft(convention, helene, 400, 300, 100, 200)
    with pytest.raises(AvenantRefuse, match="celles de la convention"):
        draft(convention, helene, 300, 400, 200, 100, effet=convention.debut)


def test_a_signed_amendment_is_neither_changed_deleted_nor_signed_again(convention, helene):
    avenant = sign(draft(convention, helene, 300, 400, 200, 100), helene)
    for geste in (
        lambda: save_avenant(avenant, give(convention, 400, 300, 200, 100), agent=helene, now=NOW),
        lambda: remove_avenant(avenant, agent=helene, now=NOW),
        lambda: sign(avenant, helene),
    ):
        with pytest.raises(AvenantRefuse, match="ne se modifie plus"):
            geste()
    assert read(convention, EFFET) == [1200, 1600, 800, 400]


def test_a_deleted_draft_takes_its_hours_and_leaves_the_acts(convention, helene):
    avenant = draft(convention, helene, 300, 400, 200, 100)
    acte = Acte.objects.create(
        convention=convention, organisme=convention.employeuse, avenant=avenant, type=TypeActe.DELIBERATION
    )
    remove_avenant(avenant, agent=helene, now=NOW)
    acte.refresh_from_db()
    assert (acte.avenant, Avenant.objects.count(), Tranche.objects.count()) == (None, 0, 1)


@pytest.mark.parametrize(("fin_heures", "attendue"), [(None, None), (date(2023, 6, 30), date(2024, 6, 30))])
def test_a_longer_term_moves_the_agreement_and_its_last_day_of_hours(convention, helene, fin_heures, attendue):
    Convention.objects.filter(pk=convention.pk).update(fin_heures=fin_heures)
    terme = date(2024, 6, 30)
    avenant = draft(convention, helene, 400, 300, 200, 100, effet=date(2023, 7, 1), nouveau_terme=terme)
    convention.refresh_from_db()
    assert (convention.fin, avenant.tranches.count()) == (date(2023, 6, 30), 0)
    sign(avenant, helene)
    convention.refresh_from_db()
    assert (convention.fin, convention.fin_heures) == (terme, attendue)
    assert read(convention, terme) == [1600, 1200, 800, 400]


def test_a_term_that_was_passed_meanwhile_is_refused(convention, helene):
    premier, second = (
        draft(convention, helene, 400, 300, 200, 100, effet=date(2023, 7, 1), nouveau_terme=date(annee, 6, 30))
        for annee in (2025, 2024)
    )
    sign(premier, helene)
    with pytest.raises(AvenantRefuse, match="va déjà jusqu’au 30 juin 2025"):
        sign(second, helene)


def test_the_party_that_leaves_keeps_its_last_day(convention, helene):
    partie = convention.parties.get(ordre=4)
    sign(draft(convention, helene, 500, 300, 200, 0, partie_sortante=partie), helene)
    assert Partie.objects.get(pk=partie.pk).sortie_le == date(2022, 8, 31)


def test_a_party_with_hours_in_a_later_slice_does_not_leave(convention, helene):
    partie = convention.parties.get(ordre=4)
    sign(draft(convention, helene, 300, 300, 200, 200, effet=date(2023, 1, 1)), helene)
    sortie = draft(convention, helene, 500, 300, 200, 0, partie_sortante=partie)
    with pytest.raises(AvenantRefuse, match="encore attribuées à Commune fictive 4 à partir du 1er janvier 2023"):
        sign(sortie, helene)


def test_what_is_known_of_the_councils_becomes_acts_and_completes_those_that_exist(convention, helene):
    avenant = draft(convention, helene, 300, 400, 200, 100, objet="Plus d’heures")
    premiere, seconde, troisieme, _ = convention.parties.all()
    ancien = Acte.objects.create(
        convention=convention, organisme=seconde.organisme, avenant=avenant, type=TypeActe.DELIBERATION, objet="Vu"
    )
    sign(
        avenant,
        helene,
        Deliberation(premiere, "12", date(2022, 6, 20), date(2022, 6, 27)),
        Deliberation(seconde, "7", date(2022, 6, 21), None),
        Deliberation(troisieme, "", None, None),
    )
    actes = [
        (acte.organisme_id, acte.numero, acte.date, acte.executoire_le, acte.objet) for acte in avenant.actes.all()
    ]
    assert actes == [
        (premiere.organisme_id, "12", date(2022, 6, 20), date(2022, 6, 27), "Plus d’heures"),
        (seconde.organisme_id, "7", date(2022, 6, 21), None, "Vu"),
    ]
    assert ancien.pk == avenant.actes.get(organisme=seconde.organisme_id).pk


class TestFirstHours:
    def test_they_are_corrected_while_only_drafts_stand_on_them(self, convention, helene):
        tranche = convention.tranches.get()
        decompte = Decompte.objects.create(
            convention=convention, du=date(2021, 7, 1), au=date(2021, 12, 31), exercice=2021, methode="prorata"
        )
        save_premieres_heures(tranche, give(convention, 100, 200, 300, 400), agent=helene, now=NOW)
        assert read(convention, EFFET) == [400, 800, 1200, 1600]
        Decompte.objects.filter(pk=decompte.pk).update(etat="transmis")
        with pytest.raises(HeuresRefusees, match="déjà été transmis"):
            save_premieres_heures(tranche, give(convention, 400, 300, 200, 100), agent=helene, now=NOW)

    def test_they_are_typed_once(self, convention, helene):
        with pytest.raises(HeuresRefusees, match="viennent d’être saisies"):
            save_premieres_heures(
                Tranche(convention=convention, debut=convention.debut),
                give(convention, 1, 1, 1, 1),
                agent=helene,
                now=NOW,
            )

    def test_those_of_an_amendment_go_through_it(self, convention, helene):
        tranche = draft(convention, helene, 300, 400, 200, 100).tranches.get()
        with pytest.raises(HeuresRefusees, match="viennent d’un avenant"):
            save_premieres_heures(tranche, give(convention, 1, 1, 1, 1), agent=helene, now=NOW)
