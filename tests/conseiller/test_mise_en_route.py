"""The checklist of a new agreement: computed each time, with one green button."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from communes.enums import Fonction
from communes.models import Acte, Convention
from communes.services.conventions import create_convention
from conseiller.bureau.mise_en_route import list_etapes
from tests.ateliers.fabrique import make_seance
from tests.conseiller.test_pages import make_decompte, make_guichet, read
from tests.fabrique import MAINTENANT, make_agent, make_convention

pytestmark = pytest.mark.django_db

LE_JOUR = date(2022, 3, 1)
NOUVELLE = ["fait", "a_faire", "a_faire", "facultatif", "a_faire", "a_faire", "a_faire", "facultatif", "facultatif"]


def tell(convention: Convention) -> list[str]:
    return [etape.etat.value for etape in list_etapes(convention, now=LE_JOUR)]


@pytest.fixture
def nouvelle() -> Convention:
    """An agreement as its creation leaves it: the employing body, its dates, nothing else."""
    ancienne = make_convention(base=90)
    agent = make_agent(ancienne, 1, Fonction.ADMINISTRATION, courriel="ancienne@exemple.example")
    convention = Convention(objet="Nouvelle convention (fictive)", debut=date(2022, 1, 1), fin=date(2023, 12, 31))
    return create_convention(convention, ancienne.employeuse, agent=agent, now=MAINTENANT)


def test_a_new_agreement_has_its_first_step_done_and_the_others_to_come(nouvelle):
    assert tell(nouvelle) == [*NOUVELLE, "a_faire", "a_faire"]


def test_each_step_is_done_once_the_database_holds_it():
    convention = make_convention(("400", "400"), noms=("Ludres", "Heillecourt"))
    assert tell(convention) == [
        *("fait", "fait", "fait", "fait", "a_faire", "a_faire", "a_faire"),
        *("facultatif", "facultatif", "fait", "a_faire"),
    ]
    Convention.objects.filter(pk=convention.pk).update(signee_le=date(2021, 7, 1))
    for partie in convention.parties.all():
        Acte.objects.create(
            convention=convention, organisme=partie.organisme, type="deliberation", date=date(2021, 4, 12)
        )
        make_agent(convention, partie.ordre)
    convention.postes.create(rang=1).contrats.create(type="cdd", debut=convention.debut)
    make_guichet(convention)
    make_seance(convention)
    make_decompte(convention)
    convention.refresh_from_db()
    assert tell(convention) == ["fait"] * 11


def test_it_names_who_is_missing():
    convention = make_convention(("400", "400"), noms=("Ludres", "Heillecourt"))
    make_agent(convention, 1)
    Acte.objects.create(
        convention=convention, organisme=convention.employeuse, type="deliberation", date=date(2021, 4, 12)
    )
    textes = {etape.titre: etape.texte for etape in list_etapes(convention, now=LE_JOUR)}
    assert textes["Les actes"] == "Il manque la convention signée et la délibération de Heillecourt."
    assert textes["Les agents"] == "Personne ne suit encore les décomptes pour Heillecourt."


def test_twelve_parties_are_counted_rather_than_named():
    convention = make_convention(("100",) * 12)
    textes = {etape.titre: etape.texte.replace("\xa0", " ") for etape in list_etapes(convention, now=LE_JOUR)}
    assert textes["Les parties"] == "12 parties."
    assert textes["Les actes"] == "Il manque la convention signée et la délibération de 12 conseils."
    assert textes["Les agents"] == "Personne ne suit encore les décomptes pour 12 parties."


def test_hours_that_differ_from_the_post_are_told():
    convention = make_convention(("400", "400"))
    Convention.objects.filter(pk=convention.pk).update(heures_poste=1607 * 4)
    convention.refresh_from_db()
    texte = list_etapes(convention, now=LE_JOUR)[2].texte.replace("\u202f", " ").replace("\xa0", " ")
    assert texte == "800 h sur 1 607 h : il manque 807 h."


def test_the_first_step_to_do_has_the_green_button(client, nouvelle):
    client.force_login(make_agent(nouvelle, 1, Fonction.COORDINATION))
    page = read(client.get(reverse("mise_en_route", args=[nouvelle.pk])))
    assert page.count("btn-primary") == 1
    assert (
        f'<a class="btn btn-primary" href="{reverse("partie_ajouter", args=[nouvelle.pk])}">Ajouter une partie' in page
    )
    assert "1 étape faite sur 11." in page


def test_a_step_of_others_says_whose_it_is_until_it_is_done(client, nouvelle):
    client.force_login(make_agent(nouvelle, 1, Fonction.ADMINISTRATION))
    lien = reverse("mise_en_route", args=[nouvelle.pk])
    phrase = f"C’est aux finances ou à la coordination de {nouvelle.employeuse} de le faire."
    assert read(client.get(lien)).count(phrase) == 3
    make_decompte(nouvelle)
    assert read(client.get(lien)).count(phrase) == 2


def test_the_first_workshop_is_the_advisers_or_the_coordinations(client, nouvelle):
    adresse = reverse("mise_en_route", args=[nouvelle.pk])
    client.force_login(make_agent(nouvelle, 1, Fonction.COORDINATION))
    assert f'href="{reverse("atelier_ajouter", args=[nouvelle.pk])}">Publier un atelier' in read(client.get(adresse))
    client.force_login(make_agent(nouvelle, 1, Fonction.ADMINISTRATION))
    phrase = f"C’est au conseiller ou à la coordination de {nouvelle.employeuse} de le faire."
    assert read(client.get(adresse)).count(phrase) == 1


def test_only_who_changes_the_agreement_opens_it(client, nouvelle):
    client.force_login(make_agent(nouvelle, 1))
    assert client.get(reverse("mise_en_route", args=[nouvelle.pk])).status_code == 404


def test_the_overview_leads_to_it_while_costs_cannot_be_shared(client, nouvelle):
    adresse = reverse("convention", args=[nouvelle.pk])
    lien = reverse("mise_en_route", args=[nouvelle.pk])
    client.force_login(make_agent(nouvelle, 1, Fonction.COORDINATION))
    page = read(client.get(adresse))
    assert "Il manque les autres parties et les heures" in page
    assert f'href="{lien}"' in page
    client.force_login(make_agent(nouvelle, 1))
    assert lien not in read(client.get(adresse))


@pytest.mark.parametrize("communes", [2, 12])
def test_it_costs_the_same_whatever_the_size_of_the_agreement(client, django_assert_num_queries, communes):
    convention = make_convention(("100",) * communes)
    client.force_login(make_agent(convention, 1, Fonction.COORDINATION))
    with django_assert_num_queries(22):
        client.get(reverse("mise_en_route", args=[convention.pk]))
