"""The forecast on the screen and what is taken away from it: the same shares everywhere, to the cent."""

from __future__ import annotations

import csv
import re
from datetime import UTC, date, datetime
from html import unescape
from io import BytesIO, StringIO
from itertools import chain

import pytest
import time_machine
from django.urls import reverse
from openpyxl import load_workbook

from communes.enums import Fonction
from communes.models import Agent, Avenant, Convention, Tranche
from conseiller.montants import format_euros, parse_montant
from conseiller.travaux.models import EtatTravail, Travail
from subventions.models import Cofinancement, Depense, Prevision, Subvention
from subventions.selectors.previsions import read_prevision
from subventions.services.exemple import load_exemple
from tests.fabrique import MAINTENANT, import_cas, make_agent, make_convention
from tests.subventions.calculs.cas import list_cas
from tests.subventions.impressions import extract_solid, solid
from tests.subventions.previsions import NOVEMBRE, draft_avenant, work

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite, pytest.mark.usefixtures("pieces")]

SUITE = re.compile(r'data-hx-get="([^"]+)"')
DONNEE = re.compile(r'<data value="([^"]+)">')
CAS = [cas["nom"] for cas in list_cas() if "decomptes" not in cas["dossier"]]


@pytest.fixture(autouse=True)
def novembre():
    with time_machine.travel(NOVEMBRE, tick=False):
        yield


@pytest.fixture
def exemple(client) -> Convention:
    convention = load_exemple(now=MAINTENANT)
    client.force_login(Agent.objects.get(courriel="denis.royer@ludres.example"))
    return convention


def locate(nom: str, convention: Convention, *arguments) -> str:
    return reverse(nom, args=[convention.pk, *arguments])


def read(client, convention: Convention, annee: int = 2023, requete: str = "") -> str:
    reponse = client.get(locate("prevision_annee", convention, annee) + requete)
    assert reponse.status_code == 200
    return re.sub(r"\s+", " ", unescape(reponse.content.decode()))


def read_csv(client, convention: Convention, annee: int, requete: str = "") -> list[list[str]]:
    contenu = client.get(locate("prevision_tableur", convention, annee, "virgule.csv") + requete).content.decode()
    return list(csv.reader(StringIO(contenu)))


def read_feuilles(client, convention: Convention, annee: int) -> dict[str, list[tuple]]:
    contenu = client.get(locate("prevision_tableur", convention, annee, "xlsx")).content
    classeur = load_workbook(BytesIO(contenu))
    return {feuille.title: list(feuille.iter_rows(values_only=True)) for feuille in classeur}


def add_prevue(convention: Convention, debut: date, fin: date) -> None:
    convention.depenses.create(libelle="Bureau", nature="autre", etat="prevu", montant=100_00, debut=debut, fin=fin)


def find_parts(page: str) -> dict[str, list[int]]:
    """Share and part payment of each party in the table of the page, in cents; the employing body pays itself none."""
    tableau = page[page.index('class="tableau serre prevision"') :].partition("</tbody>")[0]
    parts = {}
    for nom, suite in re.findall(r'<span class="commune">.*?</svg> (.*?)</span>(.*?)</tr>', tableau):
        part, acompte = re.search(r'principal">(.*?)</td>.*?data-nom="acompte">(.*?)</td>', suite).groups()
        parts[nom] = [
            int("".join(re.findall(r"-?\d", (DONNEE.findall(valeur) or ["0"])[0]))) for valeur in (part, acompte)
        ]
    return parts


@pytest.mark.parametrize("nom", CAS)
def test_the_shares_are_the_same_to_the_cent_on_page_csv_workbook_and_paper(client, nom):
    convention = import_cas(nom)
    Convention.objects.filter(pk=convention.pk).update(acompte_taux=33_33)
    convention.refresh_from_db()
    client.force_login(make_agent(convention, 1))
    for annee in read_prevision(convention, 2022, jour=NOVEMBRE.date()).exercices:
        lecture = read_prevision(convention, annee, jour=NOVEMBRE.date())
        montants = [[part.montant, part.acompte] for part in lecture.prevision.parts]
        noms = [commune.nom for commune in lecture.previsionnel.dossier.communes]
        attendus = dict(zip(noms, montants, strict=True))
        assert find_parts(read(client, convention, annee)) == attendus
        lignes = read_csv(client, convention, annee)[2 : 2 + len(noms)]
        assert {ligne[0]: [parse_montant(ligne[5]), parse_montant(ligne[6] or "0")] for ligne in lignes} == attendus
        feuille = read_feuilles(client, convention, annee)[f"Prévision {annee}, parts"][1:]
        assert {ligne[0]: [round(ligne[5] * 100), round((ligne[6] or 0) * 100)] for ligne in feuille} == attendus
    client.post(locate("prevision_pdf", convention, annee))
    work()
    texte = extract_solid(Prevision.objects.get().piece.chemin.read_bytes())
    assert {montant for montant in chain(*montants) if montant and solid(format_euros(montant)) not in texte} == set()


def test_the_year_that_a_budget_is_prepared_for_comes_first(client, exemple):
    assert client.get(locate("prevision", exemple)).url == locate("prevision_annee", exemple, 2023)


def test_without_hours_the_page_says_what_to_do(client, exemple):
    Tranche.objects.all().delete()
    reponse = client.get(locate("prevision", exemple))
    assert reponse.status_code == 200
    assert "Aucune heure n’est attribuée aux communes." in reponse.content.decode()
    assert client.get(locate("prevision_annee", exemple, 2023)).status_code == 404


def test_a_year_that_cannot_be_foreseen_says_why_and_offers_the_others(client):
    convention = make_convention()
    Tranche.objects.update(debut=date(2021, 9, 1))
    client.force_login(make_agent(convention, 1))
    page = read(client, convention, 2021)
    assert "aucune tranche d’heures ne couvre le 1er juillet 2021" in page
    assert locate("prevision_annee", convention, 2022) in page
    assert client.get(locate("prevision_tableur", convention, 2021, "csv")).status_code == 404
    assert client.get(locate("prevision_document", convention, 2021)).url == locate("prevision_annee", convention, 2021)
    assert client.get(locate("prevision_annee", convention, 2035)).status_code == 404


def test_the_page_of_the_example_says_shares_part_payments_accounts_and_the_employer(client, exemple):
    page = read(client, exemple)
    for mention in (
        "Du 1er\u00a0janvier 2023 au 31\u00a0décembre 2023"
        if False
        else "Du 1er janvier au 31 décembre 2023, 365 jours",
        "Compte proposé : 6218, autre personnel extérieur, chapitre 012 (à confirmer)",
        "Acompte de 50 % de la part, arrondi au centime inférieur",
        "Le budget 2023 de l’employeur, Ludres",
        "Compte proposé : 74718, participations de l’État",
        "Le partage compte 12 397,26 € de subvention pour l’année ; l’État verse 0,00 € cette année-là, le reste une",
        "Aucun décompte ne s’arrête la veille : aucun report n’est compté.",
        "sa part reste dans ses dépenses",
    ):
        assert re.sub(r"\s+", " ", mention) in page, mention
    assert '<data value="558.23">' in page
    assert '<data value="279.11">' in page
    assert '<data value="1860.78">' in page


def test_a_rate_of_zero_is_said(client, exemple):
    Convention.objects.update(acompte_taux=0)
    assert "La convention ne prévoit pas d’acompte : chaque part est demandée en entier au décompte." in read(
        client, exemple
    )


def test_pay_is_told_by_category_only_to_everybody(client, exemple):
    pages = [read(client, exemple), str(read_csv(client, exemple, 2023))]
    client.force_login(Agent.objects.get(courriel="sophie.morel@houdemont.example"))
    pages += [read(client, exemple), str(read_csv(client, exemple, 2023)), str(read_feuilles(client, exemple, 2023))]
    client.post(locate("prevision_pdf", exemple, 2023))
    work()
    reponse = client.get(locate("prevision_document", exemple, 2023))
    pages.append(extract_solid(b"".join(reponse.streaming_content)))
    for page in pages:
        assert "Rémunération" in page
        assert not re.search(r"1\s*938,92|1938\.92|paie\s*202|janvier\s*2023,|Rémunération\s*de", page)


def test_a_partner_sees_which_line_is_theirs(client, exemple):
    assert "votre commune" not in read(client, exemple)
    client.force_login(Agent.objects.get(courriel="sophie.morel@houdemont.example"))
    page = read(client, exemple)
    assert page.count("votre commune") == 1
    assert page.index("Houdemont</span>") < page.index("votre commune")


def test_the_draft_amendment_is_offered_then_compared(client, exemple):
    assert "en projet" not in read(client, exemple)
    draft_avenant(exemple, date(2023, 1, 1), (407, 500, 500, 200))
    assert f'href="{locate("prevision_annee", exemple, 2023)}?projets=1">Voir avec l’avenant n° 2 en projet' in read(
        client, exemple
    )
    page = read(client, exemple, requete="?projets=1")
    assert "<strong>avec l’avenant n° 2 en projet</strong>" in page
    assert re.findall(r'data-nom="écart">(.*?)</td>', page) == ["− 372,16 €", "+ 372,16 €", "aucun", "aucun"]
    lignes = read_csv(client, exemple, 2023, "?projets=1")[2:6]
    assert [ligne[8] for ligne in lignes] == ["-372.16", "372.16", "0.00", "0.00"]
    assert "Revenir à la convention signée" in page
    assert "Voir avec" not in page


def test_asking_for_drafts_when_there_are_none_shows_what_is_signed(client, exemple):
    assert "Écart" not in read(client, exemple, requete="?projets=1")


def test_a_year_that_only_a_draft_term_opens_is_compared_with_nothing(client, exemple):
    Convention.objects.filter(pk=exemple.pk).update(fin_heures=date(2023, 6, 30))
    avenant = {"numero": 2, "effet_le": date(2023, 1, 1), "brouillon": True, "nouveau_terme": date(2024, 6, 30)}
    Avenant.objects.create(convention=exemple, **avenant)
    assert client.get(locate("prevision_annee", exemple, 2024)).status_code == 404
    assert "Écart" not in read(client, exemple, 2024, "?projets=1")


@pytest.mark.parametrize(
    ("jour", "annee", "phrase"),
    [
        (date(2022, 11, 24), 2022, "L’année est entamée"),
        (date(2023, 1, 2), 2022, "L’année est finie"),
        (date(2022, 11, 24), 2022, "Aucune dépense prévue n’est saisie pour 2022"),
    ],
)
def test_the_page_warns_of_where_the_year_stands(client, exemple, jour, annee, phrase):
    with time_machine.travel(datetime(jour.year, jour.month, jour.day, 9, tzinfo=UTC), tick=False):
        client.force_login(make_agent(exemple, 1, Fonction.ELU))
        assert phrase in read(client, exemple, annee)


def test_the_page_warns_of_what_is_missing(client, exemple):
    assert "avis-attente" not in read(client, exemple)
    Depense.objects.filter(nature__in=["remuneration", "charges"], debut__gte=date(2023, 4, 1)).delete()
    Subvention.objects.update(signee_le=None)
    add_prevue(exemple, date(2023, 9, 1), date(2023, 9, 30))
    page = read(client, exemple)
    assert "La paie s’arrête au 31 mars 2023 : ajoutez ce qui est prévu jusqu’au 30 juin 2023." in page
    assert "« Conseiller numérique, France Relance » n’a pas de date de signature" in page
    assert "Des coûts tombent après le terme du 30 juin 2023" in page


def test_a_grant_that_stops_in_the_year_and_pay_that_nobody_typed_are_told(client):
    convention = make_convention(depenses=[])
    add_prevue(convention, date(2022, 12, 1), date(2022, 12, 1))
    convention.subventions.update(fin=date(2022, 10, 31))
    client.force_login(make_agent(convention, 1))
    page = read(client, convention, 2022)
    assert "La paie n’est pas saisie : ajoutez ce qui est prévu jusqu’au 31 décembre 2022." in page
    assert "La subvention s’arrête le 31 octobre 2022, avant la fin de l’année." in page


def test_what_is_expected_is_not_told_as_received(client):
    convention = make_convention(parametres={"methode_subvention": "encaissement"})
    convention.subventions.update(signee_le=date(2022, 6, 28))
    versements = convention.subventions.get().versements
    versements.filter(rang__gt=1).update(recu_le=None, montant_recu=None)
    client.force_login(make_agent(convention, 1))
    page = read(client, convention, 2022)
    assert "on prend les versements reçus ou attendus dans l’année" in page
    assert page.count("Versement attendu") == 1
    versements.filter(rang=2).update(suspension="suspendu")
    page = read(client, convention, 2022)
    assert "« Conseiller numérique, France Relance », versement n° 2 : suspendu ou annulé, non compté." in page
    assert "Versement attendu" not in page


def test_everything_covered_shares_nothing(client, exemple):
    Cofinancement.objects.create(
        convention=exemple, libelle="Département", montant=20_000_00, debut=date(2023, 1, 1), fin=date(2023, 6, 30)
    )
    page = read(client, exemple)
    assert "Les coûts sont couverts : il n’y a rien à répartir" in page
    assert "Autres financements" in page


def test_the_document_is_asked_watched_and_opened(client, exemple):
    assert "Préparer le PDF" in read(client, exemple)
    assert client.get(locate("prevision_document", exemple, 2023)).url == locate("prevision_annee", exemple, 2023)
    reponse = client.post(locate("prevision_pdf", exemple, 2023))
    assert reponse.url == locate("prevision_annee", exemple, 2023) + "#document"
    page = read(client, exemple)
    assert "PDF en préparation…" in page
    assert "En attente : 0 document prêt sur 1" in page
    suite = SUITE.search(page)[1]
    assert client.get(suite).status_code == 204
    Travail.objects.update(etat=EtatTravail.EN_COURS)
    assert "Mise en page : 0 document" in re.sub(r"\s+", " ", unescape(client.get(suite).content.decode()))
    Travail.objects.update(etat=EtatTravail.ATTENTE)
    work()
    texte = unescape(client.get(suite).content.decode())
    assert "Le PDF est prêt." in texte
    assert SUITE.search(texte) is None
    assert 'id="pdf"' in read(client, exemple)
    reponse = client.get(locate("prevision_document", exemple, 2023))
    assert reponse["Content-Type"] == "application/pdf"
    assert 'filename="prevision-2023.pdf"' in reponse["Content-Disposition"]
    assert b"".join(reponse.streaming_content).startswith(b"%PDF-")


def test_figures_that_change_ask_for_another_document(client, exemple):
    client.post(locate("prevision_pdf", exemple, 2023))
    work()
    Depense.objects.filter(etat="prevu").first().delete()
    assert "Les chiffres ont changé depuis le dernier PDF." in read(client, exemple)
    assert client.get(locate("prevision_document", exemple, 2023)).url == locate("prevision_annee", exemple, 2023)


def test_a_failure_is_told_with_a_way_to_try_again(client, exemple):
    client.post(locate("prevision_pdf", exemple, 2023))
    suite = SUITE.search(read(client, exemple))[1]
    Travail.objects.update(etat=EtatTravail.ECHOUE, erreur="Le disque est plein.")
    texte = unescape(client.get(suite).content.decode())
    assert "Le disque est plein. Les montants de la page sont intacts." in texte
    assert "Réessayer" in texte
    client.post(locate("prevision_pdf", exemple, 2023))
    assert "PDF en préparation…" in read(client, exemple)


def test_the_document_with_drafts_is_another_one(client, exemple):
    draft_avenant(exemple, date(2023, 3, 1), (507, 400, 500, 200))
    reponse = client.post(locate("prevision_pdf", exemple, 2023), {"projets": "1"})
    assert reponse.url == locate("prevision_annee", exemple, 2023) + "?projets=1#document"
    page = read(client, exemple, requete="?projets=1")
    assert "projets=1" in SUITE.search(page)[1]
    work()
    reponse = client.get(locate("prevision_document", exemple, 2023) + "?projets=1")
    assert 'filename="prevision-2023-projets.pdf"' in reponse["Content-Disposition"]
    assert solid("avec l’avenant n° 2 en projet") in extract_solid(b"".join(reponse.streaming_content))
    assert "Préparer le PDF" in read(client, exemple)


def test_a_year_that_cannot_be_foreseen_has_no_document(client, exemple):
    reponse = client.post(locate("prevision_pdf", exemple, 2035), follow=True)
    assert "Rien n’est à prévoir pour 2035. Choisissez une autre année." in unescape(reponse.content.decode())


def test_the_desk_and_strangers_see_nothing(client, exemple):
    for agent in (make_agent(exemple, 1, Fonction.ACCUEIL), make_agent(make_convention(base=100), 1)):
        client.force_login(agent)
        assert client.get(locate("prevision_annee", exemple, 2023)).status_code == 404
        assert client.post(locate("prevision_pdf", exemple, 2023)).status_code == 404
    assert not Prevision.objects.exists()


@pytest.mark.parametrize("nombre", [1, 50])
def test_the_page_costs_the_same_with_many_expenses(client, nombre, django_assert_num_queries):
    convention = make_convention(depenses=[])
    for _ in range(nombre):
        add_prevue(convention, date(2022, 5, 1), date(2022, 5, 31))
    draft_avenant(convention, date(2022, 3, 1), (400, 300, 200, 100))
    client.force_login(make_agent(convention, 1))
    with django_assert_num_queries(39):
        client.get(locate("prevision_annee", convention, 2022) + "?projets=1")
