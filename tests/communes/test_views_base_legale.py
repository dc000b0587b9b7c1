"""The legal basis, its warnings, and the accounts proposed to match it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from communes.enums import Fonction
from communes.models import Convention
from communes.presentation.fondements import FONDEMENTS
from conseiller.journal.models import Ligne
from tests.envois import fill, read
from tests.fabrique import make_agent, make_convention

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

COMPTE_FRAIS = "62878, remboursements de frais à des tiers"


@pytest.fixture
def convention() -> Convention:
    return make_convention()


@pytest.fixture
def page(convention) -> str:
    return reverse("base_legale", args=[convention.pk])


@pytest.fixture
def comptes(convention) -> str:
    return reverse("comptes_proposer", args=[convention.pk])


def test_the_text_and_the_quality_are_saved_as_typed(client, convention, helene, page):
    donnees = fill(client, page, base_legale="Article L. 5221-1", imputation="frais")
    reponse = client.post(page, donnees, follow=True)
    assert "C’est enregistré." in read(reponse)
    convention.refresh_from_db()
    assert (convention.base_legale, convention.imputation) == ("Article L. 5221-1", "frais")
    ligne = Ligne.objects.latest("pk")
    assert (ligne.action, ligne.agent) == ("modifier la base légale", helene)


def test_every_basis_is_explained_with_its_warnings_and_accounts(client, helene, page):
    texte = read(client.get(page))
    for fondement in FONDEMENTS:
        for phrase in (fondement.nom, *fondement.avertissements):
            assert phrase.replace("\xa0", " ").replace("\u202f", " ") in texte
    assert "pas un conseil juridique" in texte
    assert COMPTE_FRAIS in texte


def test_two_tabs_do_not_overwrite_each_other(client, convention, helene, page):
    premier, second = fill(client, page, base_legale="un"), fill(client, page, base_legale="deux")
    assert client.post(page, premier).status_code == 302
    reponse = client.post(page, second)
    assert reponse.status_code == 422
    assert "Cette fiche a changé depuis que vous l’avez ouverte : Texte appliqué." in read(reponse)
    assert client.post(page, second | {"lu": reponse.context["form"]["lu"].value()}).status_code == 302
    convention.refresh_from_db()
    assert convention.base_legale == "deux"


def test_a_partner_reads_it_without_the_form(client, convention, page, comptes):
    client.force_login(make_agent(convention, 2))
    texte = read(client.get(page))
    assert "Texte appliqué" in texte
    assert 'name="base_legale"' not in texte
    assert client.post(page, {}).status_code == client.post(comptes).status_code == 404


def test_empty_accounts_are_filled_and_typed_ones_stay(client, convention, helene, page, comptes):
    Convention.objects.update(imputation="frais")
    convention.parties.filter(ordre=2).update(compte="6218, choisi par la commune")
    assert "Proposer le compte à 2 partenaires" in read(client.get(page))
    reponse = client.post(comptes, follow=True)
    assert "Compte proposé à : Commune fictive 3, Commune fictive 4." in read(reponse)
    assert list(convention.parties.values_list("compte", flat=True)) == [
        "",
        "6218, choisi par la commune",
        COMPTE_FRAIS,
        COMPTE_FRAIS,
    ]
    assert (
        list(Ligne.objects.filter(action="proposer le compte").values_list("details", flat=True))
        == [{"compte": COMPTE_FRAIS}] * 2
    )
    assert "rien n’a changé" in read(client.post(comptes, follow=True))


def test_no_account_is_proposed_before_the_quality_is_known(client, convention, helene, page, comptes):
    assert "Choisissez la qualité de la participation et enregistrez" in read(client.get(page))
    reponse = client.post(comptes, follow=True)
    assert "la qualité de la participation n’est pas choisie" in read(reponse)
    assert not convention.parties.exclude(compte="").exists()


def test_an_agreement_without_partners_has_no_account_to_propose(client):
    seule = make_convention(("1607",), base=100)
    client.force_login(make_agent(seule, 1, Fonction.COORDINATION))
    assert "Le compte de chaque partenaire" not in read(client.get(reverse("base_legale", args=[seule.pk])))


@pytest.mark.parametrize("partenaires", [1, 50])
def test_the_page_costs_the_same_whatever_the_number_of_partners(client, django_assert_num_queries, partenaires):
    convention = make_convention(("10",) * (partenaires + 1), base=200)
    client.force_login(make_agent(convention, 1, Fonction.COORDINATION))
    with django_assert_num_queries(8):
        client.get(reverse("base_legale", args=[convention.pk]))
