"""The audit trail on screen."""

from __future__ import annotations

import pytest
from django.urls import reverse

from communes.enums import Fonction
from conseiller.journal.models import Ligne
from tests.fabrique import MAINTENANT, make_agent, make_convention

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture
def convention(client):
    convention = make_convention()
    client.force_login(make_agent(convention, 1, Fonction.COORDINATION))
    return convention


def add_lignes(convention: int, nombre: int, action: str) -> None:
    Ligne.objects.bulk_create(
        Ligne(date=MAINTENANT, action=f"{action} {rang}", objet="essai:1", convention=convention)
        for rang in range(1, nombre + 1)
    )


@pytest.mark.parametrize("nombre", [1, 49])
def test_the_journal_costs_the_same_whatever_its_length(client, convention, django_assert_num_queries, nombre):
    add_lignes(convention.pk, nombre, "essai")
    with django_assert_num_queries(8):
        page = client.get(reverse("journal", args=[convention.pk])).content.decode()
    assert page.count('<th scope="row">') == nombre + 1
    assert f"Essai {nombre}" in page
    assert "Importer le dossier" in page


def test_older_lines_are_one_link_away_and_none_is_lost(client, convention):
    add_lignes(convention.pk, 60, "essai")
    adresse = reverse("journal", args=[convention.pk])
    premiere = client.get(adresse)
    seconde = client.get(adresse, {"avant": premiere.context["suivante"]})
    lues = [ligne.pk for reponse in (premiere, seconde) for ligne in reponse.context["lignes"]]
    assert lues == list(Ligne.objects.filter(convention=convention.pk).order_by("-pk").values_list("pk", flat=True))
    assert seconde.context["suivante"] is None


def test_another_agreement_s_lines_are_not_here_and_a_wrong_key_is_ignored(client, convention):
    add_lignes(make_convention(base=100).pk, 1, "ailleurs")
    adresse = reverse("journal", args=[convention.pk])
    for cle in ("", "abc", "9" * 40, "-1"):
        page = client.get(adresse, {"avant": cle}).content.decode()
        assert "Ailleurs" not in page
        assert "Importer le dossier" in page
