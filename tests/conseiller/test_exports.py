"""What an agreement says leaves for a spreadsheet: hours, amendments, parties, acts, journal, read back."""

from __future__ import annotations

from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from communes.enums import Fonction, TypeActe
from communes.models import Acte, Convention
from conseiller.journal.models import Ligne
from conseiller.tableurs import Format, read_lignes
from tests.fabrique import MAINTENANT, make_agent, make_convention
from tests.subventions.previsions import draft_avenant

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture
def convention(client) -> Convention:
    convention = make_convention(("707.25", "300"))
    client.force_login(make_agent(convention, 1, Fonction.COORDINATION))
    return convention


def take(client, nom: str, convention: Convention, forme: Format = Format.CSV) -> list[tuple[str, ...]]:
    reponse = client.get(reverse(nom, args=[convention.pk, forme]))
    return [ligne.cellules for ligne in read_lignes(reponse.content, nom)]


def make_actes(convention: Convention, nombre: int) -> None:
    organisme = convention.parties.get(ordre=2).organisme
    premier = Acte.objects.create(
        convention=convention, organisme=organisme, type=TypeActe.DELIBERATION, numero="10", date=date(2021, 4, 12),
        objet="=1+1", vote="unanimité",
    )  # fmt: skip
    for _ in range(nombre - 1):
        Acte.objects.create(convention=convention, organisme=organisme, type=TypeActe.AVIS, acte_lie=premier)


def test_hours_leave_by_slice_and_party_and_amendments_beside_them(client, convention):
    draft_avenant(convention, date(2022, 9, 1), (800, 0))
    premiere, seconde = [partie.organisme.nom for partie in convention.parties.all()]
    lignes = take(client, "heures_tableur", convention, Format.XLSX)
    assert lignes == [
        ("Du", "Au", "Avenant", "En projet", "Partie", "Heures par an"),
        ("2021-07-01", "", "", "non", premiere, "707.25"),
        ("2021-07-01", "", "", "non", seconde, "300"),
        ("2022-09-01", "", "avenant n°\u00a02", "oui", premiere, "800"),
        ("2022-09-01", "", "avenant n°\u00a02", "oui", seconde, "0"),
    ]
    reponse = client.get(reverse("heures_tableur", args=[convention.pk, Format.XLSX]))
    feuilles = load_workbook(BytesIO(reponse.content))
    assert feuilles.sheetnames == ["Heures", "Avenants"]
    assert [cellule.value for cellule in feuilles["Avenants"][2]] == [
        2, "", datetime(2022, 9, 1), None, "", "en projet", None,
    ]  # fmt: skip


def test_parties_leave_with_what_the_treasury_asks(client, convention):
    partie = convention.parties.select_related("organisme").get(ordre=2)
    partie.code_service, partie.compte, partie.sortie_le = "007", "62875", date(2022, 12, 31)
    partie.save()
    organisme = partie.organisme
    entete, employeuse, seconde = take(client, "parties_tableur", convention)
    assert dict(zip(entete, seconde, strict=True)) == {
        "Ordre": "2", "Nom": organisme.nom_complet, "Employeur": "non", "SIRET": organisme.siret,
        "Code INSEE": organisme.insee, "Service": "", "Adresse": "", "Code postal": "", "Localité": "",
        "Code service": "007", "Numéro d’engagement": "", "Compte proposé": "62875",
        "Dernier jour dans la convention": "31/12/2022",
    }  # fmt: skip
    assert employeuse[2] == "oui"


def test_acts_leave_with_what_each_lacks_and_never_as_formulas(client, convention):
    make_actes(convention, 2)
    entete, deliberation, avis = take(client, "actes_tableur", convention)
    assert entete[:6] == ("Type", "Numéro", "Date", "Exécutoire le", "Pris par", "Objet")
    assert deliberation[1:4] == ("10", "12/04/2021", "")
    assert deliberation[-1] == "Le jour où cet acte est devenu exécutoire manque."
    assert avis[-3:] == ("Délibération n°\u00a010 du 12/04/2021", "non", "La date manque.")
    reponse = client.get(reverse("actes_tableur", args=[convention.pk, Format.CSV]))
    assert ";'=1+1;" in reponse.content.decode("utf-8-sig")


def test_the_whole_journal_leaves_in_local_time_and_not_that_of_others(client, convention):
    ailleurs = make_convention(base=100)
    soir = datetime(2022, 1, 31, 23, 30, tzinfo=UTC)
    Ligne.objects.bulk_create(
        Ligne(date=soir, action="essai", objet="essai:1", convention=cle, details={"nom": "Fictif", "montant": 12})
        for cle in [convention.pk] * 60 + [ailleurs.pk]
    )
    lignes = take(client, "journal_tableur", convention, Format.CSV_VIRGULE)
    assert lignes[0] == ("Jour", "Heure", "Qui", "Quoi", "Précision")
    assert lignes[1:61] == [("2022-02-01", "00:30", "l’application", "Essai", "Fictif")] * 60
    assert lignes[61][:4] == (f"{MAINTENANT:%Y-%m-%d}", "10:00", "l’application", "Importer le dossier")
    assert len(lignes) == 62


@pytest.mark.parametrize("nombre", [1, 50])
def test_tables_cost_the_same_whatever_their_length(client, convention, django_assert_num_queries, nombre):
    make_actes(convention, nombre)
    Ligne.objects.bulk_create(
        Ligne(date=MAINTENANT, action="essai", objet="essai:1", convention=convention.pk) for _ in range(nombre)
    )
    for nom, requetes in (("actes_tableur", 4), ("journal_tableur", 4), ("parties_tableur", 4), ("heures_tableur", 7)):
        with django_assert_num_queries(requetes):
            client.get(reverse(nom, args=[convention.pk, Format.CSV]))


@pytest.mark.parametrize("nom", ["heures", "avenants", "parties", "actes", "journal"])
def test_each_page_leads_to_its_table(client, convention, nom):
    make_actes(convention, 1)
    draft_avenant(convention, date(2022, 9, 1), (800, 0))
    page = client.get(reverse(nom, args=[convention.pk])).content.decode()
    tableur = "heures_tableur" if nom == "avenants" else f"{nom}_tableur"
    assert [page.count(reverse(tableur, args=[convention.pk, forme])) for forme in Format] == [1, 1, 1]
