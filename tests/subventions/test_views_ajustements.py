"""Agreed adjustments on screen: summing to zero, corrected until a closing takes them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import time_machine

from communes.enums import Fonction
from communes.models import Convention
from conseiller.journal.models import Ligne
from subventions.models import Ajustement, LigneAjustement
from subventions.services.ajustements import AUCUN, EQUILIBRE, AjustementRefuse, save_ajustement
from tests.envois import adresse, fill, read
from tests.fabrique import make_agent, make_convention
from tests.subventions.arretes import close, transmit

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

FEVRIER = datetime(2022, 2, 20, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def fevrier():
    with time_machine.travel(FEVRIER, tick=False):
        yield


@pytest.fixture
def convention(client) -> Convention:
    convention = make_convention(("400", "200", "100"))
    client.force_login(make_agent(convention, 1))
    return convention


def name(convention: Convention, *montants: str) -> dict[str, str]:
    """The amounts as they are typed, in the order of the act."""
    return {f"montant_{p.pk}": montant for p, montant in zip(convention.parties.all(), montants, strict=True)}


def add(client, convention: Convention, *montants: str, **champs: object):
    page = adresse("ajustement_ajouter", convention)
    donnees = {"motif": "Geste convenu", "convenu_le": "01/02/2022"} | name(convention, *montants) | champs
    return client.post(page, fill(client, page, **donnees), follow=True)


def make(convention: Convention, **champs: object) -> Ajustement:
    ajustement = Ajustement(convention=convention, motif="Geste", convenu_le=date(2022, 2, 1), **champs)
    un, autre = convention.parties.all()[:2]
    return save_ajustement(ajustement, {un: -50_00, autre: 50_00}, agent=None, now=FEVRIER)


def test_it_is_written_with_one_amount_per_party_and_a_line_in_the_journal(client, convention):
    page = read(add(client, convention, "-50", "30,50", "19,50"))
    assert "L’ajustement est enregistré. Le prochain décompte le prendra." in page
    assert list(LigneAjustement.objects.values_list("montant", flat=True)) == [-50_00, 30_50, 19_50]
    assert "L’acte qui le porte manque : le comptable le demande." in page
    ligne = Ligne.objects.get(action="ajouter un ajustement")
    assert ligne.details["Commune fictive 1"] == -50_00


@pytest.mark.parametrize(
    ("montants", "champ", "erreur"),
    [
        (("-50", "30", ""), 2, f"La somme des montants fait −20,00\u00a0€\u00a0: {EQUILIBRE}"),
        (("", "0", ""), 0, AUCUN),
        (("douze", "30", ""), 0, "Écrivez un montant en euros et centimes, par exemple 1234,56."),
    ],
)
def test_a_fault_is_said_beside_its_field_and_what_was_typed_is_kept(client, convention, montants, champ, erreur):
    reponse = add(client, convention, *montants)
    assert reponse.status_code == 422
    noms = list(name(convention, *montants))
    assert reponse.context["form"].errors == {noms[champ]: [erreur]}
    assert reponse.context["form"][noms[1]].value() == montants[1]
    assert Ajustement.objects.count() == 0


def test_a_day_to_come_and_an_act_of_another_agreement_are_refused(client, convention):
    ailleurs = make_convention(base=100)
    acte = ailleurs.actes.create(organisme=ailleurs.employeuse, type="avis")
    reponse = add(client, convention, "-50", "50", "", convenu_le="21/02/2022", acte=acte.pk)
    assert set(reponse.context["form"].errors) == {"convenu_le", "acte"}


def test_a_double_click_adds_once(client, convention):
    page = adresse("ajustement_ajouter", convention)
    envoi = fill(client, page, motif="Geste", convenu_le="01/02/2022", **name(convention, "-50", "50", ""))
    assert [client.post(page, envoi).status_code for _ in range(2)] == [302, 302]
    assert Ajustement.objects.count() == 1


def test_two_tabs_the_second_is_told_what_changed(client, convention):
    ajustement = make(convention)
    page = adresse("ajustement_modifier", convention, ajustement.pk)
    envoi = fill(client, page, **name(convention, "-40", "40", ""))
    client.post(page, fill(client, page, **name(convention, "-60", "60", "")))
    reponse = client.post(page, envoi)
    assert "a changé depuis que vous l’avez ouverte : montants." in read(reponse)
    envoi["lu"] = reponse.context["form"]["lu"].value()
    assert client.post(page, envoi).status_code == 302
    assert list(LigneAjustement.objects.values_list("montant", flat=True)) == [-40_00, 40_00]


def test_the_next_closing_takes_it_and_it_changes_no_more(client, convention):
    ajustement = make(convention)
    cloture = close(convention, now=FEVRIER)
    assert [part.ajustement for part in cloture.parts.all()] == [-50_00, 50_00, 0]
    page = read(client.get(adresse("ajustements", convention)))
    assert (
        f'Pris par le <a href="{adresse("decompte", convention, cloture.decompte_id)}">décompte n° 2021-001</a>.'
        in page
    )
    modifier = adresse("ajustement_modifier", convention, ajustement.pk)
    assert "il ne change plus" in read(client.post(modifier, fill(client, modifier)))
    supprimer = adresse("ajustement_supprimer", convention, ajustement.pk)
    assert "il ne change plus" in read(client.post(supprimer, fill(client, supprimer)))


def test_while_the_parties_read_a_statement_none_is_added(client, convention):
    transmit(convention, now=FEVRIER)
    reponse = add(client, convention, "-50", "50", "")
    assert "Un décompte est transmis aux communes" in read(reponse)
    assert Ajustement.objects.count() == 0


def test_a_free_one_is_deleted(client, convention):
    page = adresse("ajustement_supprimer", convention, make(convention).pk)
    assert "L’ajustement est supprimé." in read(client.post(page, fill(client, page), follow=True))
    assert Ajustement.objects.count() == 0


def test_the_act_behind_it_is_not_deleted(client, convention):
    acte = convention.actes.create(organisme=convention.employeuse, type="avis")
    make(convention, acte=acte)
    client.force_login(make_agent(convention, 1, Fonction.COORDINATION))
    page = adresse("acte_supprimer", convention, acte.pk)
    assert "Un ajustement convenu s’appuie sur cet acte" in read(client.post(page, fill(client, page)))


def test_amounts_that_do_not_sum_to_zero_are_refused_by_the_service_too(convention):
    ajustement = Ajustement(convention=convention, motif="Geste", convenu_le=date(2022, 2, 1))
    with pytest.raises(AjustementRefuse, match="Ramenez-la à zéro"):
        save_ajustement(ajustement, {convention.parties.first(): 1}, agent=None, now=FEVRIER)


def test_a_partner_reads_without_buttons(client, convention):
    make(convention)
    client.force_login(make_agent(convention, 2))
    page = read(client.get(adresse("ajustements", convention)))
    assert "Geste" in page
    assert "Ajouter un ajustement" not in page


@pytest.mark.parametrize("nombre", [1, 50])
def test_the_list_reads_as_much_whatever_its_length(client, convention, nombre, django_assert_num_queries):
    for _ in range(nombre):
        make(convention)
    with django_assert_num_queries(9):
        client.get(adresse("ajustements", convention))
