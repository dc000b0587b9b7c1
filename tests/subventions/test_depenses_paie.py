"""One adviser's pay is personal: whoever may not read it line by line finds no trace of a line, wherever they look."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest

from communes.enums import Fonction
from communes.models import Convention
from communes.permissions import MATRICE, Action
from conseiller.pieces.services import store_piece
from subventions.enums import Nature
from subventions.models import Depense
from tests.envois import adresse, read
from tests.fabrique import make_agent, make_convention
from tests.subventions.depenses import add_depense

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite, pytest.mark.usefixtures("pieces")]

PDF = b"%PDF-1.7 bulletin\n%%EOF"
SANS_PAIE = [
    (1, Fonction.ELU),
    (1, Fonction.ADMINISTRATION),
    (2, Fonction.COORDINATION),
    (2, Fonction.FINANCES),
    (2, Fonction.ELU),
    (2, Fonction.ADMINISTRATION),
]
AVEC_PAIE = [(1, Fonction.FINANCES), (1, Fonction.COORDINATION)]
# Two months of 2022 and one of 2021: 2022 sums to 4 321.09 and 1 234.05, which no line holds.
SECRETS = ["Bulletin", "Dupont", "PAIE-2022", "MDT77", "2100.04", "2221.05", "2 100,04", "2 221,05", "617.02", "617,02"]


@pytest.fixture
def convention() -> Convention:
    """Pay of a named person, proofs attached, among three ordinary expenses."""
    convention = make_convention(depenses=[])
    piece = store_piece(PDF, "application/pdf")
    partie = convention.parties.get(ordre=2)
    for mois, montant, charges in ((1, 2100_04, 617_02), (2, 2221_05, 617_03)):
        bornes = {"debut": date(2022, mois, 1), "fin": date(2022, mois, 28)}
        secret = {"reference": "PAIE-2022", "mandat": "MDT77", "mandate_le": date(2022, 3, 1), "exercice": 2027}
        add_depense(
            convention, libelle="Bulletin Dupont", nature=Nature.REMUNERATION, montant=montant, piece=piece,
            affectation=partie if mois == 1 else None, **bornes, **secret,
        )  # fmt: skip
        add_depense(convention, libelle="Bulletin Dupont", nature=Nature.CHARGES, montant=charges, **bornes, **secret)
    add_depense(convention, libelle="Carburant", nature=Nature.DEPLACEMENT, montant=60_00)
    add_depense(convention, libelle="Téléphone", montant=12_90)
    add_depense(convention, libelle="Avoir", montant=-2_00, debut=date(2022, 1, 1), fin=date(2022, 1, 1))
    return convention


REQUETES = [
    {},
    {"texte": "Bulletin"},
    {"texte": "dupont"},
    {"texte": "MDT77"},
    {"nature": "remuneration"},
    {"nature": "charges"},
    {"minimum": "2000"},
    {"maximum": "2200", "minimum": "600"},
    {"exercice": "2027"},
    {"justificatif": "avec"},
    {"charge": "communes"},
    {"etat": "constate", "minimum": "2150"},
    {"apres": "2022-02-15.999999"},
    {"avant": "2021-01-01.1"},
]


@pytest.mark.parametrize(("rang", "fonction"), SANS_PAIE)
def test_no_page_search_filter_or_export_shows_a_line_of_pay(client, convention, rang, fonction):
    client.force_login(make_agent(convention, rang, fonction))
    for requete in REQUETES:
        page = read(client.get(adresse("depenses", convention), requete))
        # What was typed comes back in its own field and in the words of the filter, nowhere else.
        page = page.replace(f'value="{requete.get("texte")}"', "").replace(f": {requete.get('texte')}</strong>", "")
        assert [secret for secret in SECRETS if secret in page] == [], requete
        assert ">2027<" not in page
        assert 'value="remuneration"' not in page
        for depense in Depense.objects.filter(nature__in=["remuneration", "charges"]):
            assert f"/depenses/{depense.pk}/" not in page
        contenu = client.get(adresse("depenses_tableur", convention, "csv"), requete).content
        assert [secret for secret in SECRETS if secret.encode() in contenu] == [], requete
    classeur = ZipFile(BytesIO(client.get(adresse("depenses_tableur", convention, "xlsx")).content))
    texte = "".join(classeur.read(nom).decode() for nom in classeur.namelist())
    assert "Carburant" in texte
    assert [secret for secret in SECRETS if secret in texte] == []


@pytest.mark.parametrize(("rang", "fonction"), SANS_PAIE)
def test_filters_never_move_the_sums_of_pay_and_totals_leave_it_out(client, convention, rang, fonction):
    client.force_login(make_agent(convention, rang, fonction))
    for requete in REQUETES[::3]:
        page = read(client.get(adresse("depenses", convention), requete))
        assert page.count('<data value="4321.09">4 321,09 €</data>') == 1
        assert page.count('<data value="1234.05">1 234,05 €</data>') == 1
    sans = read(client.get(adresse("depenses", convention)))
    assert "Total, hors paie" in sans
    assert '<data value="70.90">70,90 €</data></span> <span>en 3 dépenses' in sans
    assert 'Dépenses jamais réparties : <data value="70.90">70,90 €</data></strong>, hors paie' in sans
    # Filters on what only pay has count nothing.
    for requete in ({"texte": "Bulletin"}, {"minimum": "600"}, {"justificatif": "avec"}):
        assert "Aucune dépense ne répond à ces filtres." in read(client.get(adresse("depenses", convention), requete))
    csv = client.get(adresse("depenses_tableur", convention, "csv")).content.decode("utf-8-sig")
    assert csv.endswith(
        "Paie par année\r\nAnnée;Nature;Montant\r\n2022;Rémunération;4321,09\r\n2022;Charges;1234,05\r\n"
    )


@pytest.mark.parametrize(("rang", "fonction"), [*SANS_PAIE, *AVEC_PAIE])
def test_a_proof_of_pay_exists_only_for_those_who_read_pay(client, convention, rang, fonction):
    client.force_login(make_agent(convention, rang, fonction))
    paie = Depense.objects.filter(nature=Nature.REMUNERATION).first()
    telephone = Depense.objects.get(libelle="Téléphone")
    assert paie is not None
    # The same bytes may prove both.
    telephone.piece = paie.piece
    telephone.save()
    attendu = 200 if (rang, fonction) in AVEC_PAIE else 404
    reponse = client.get(adresse("depense_piece", convention, paie.pk))
    assert reponse.status_code == attendu
    b"".join(reponse.streaming_content if reponse.streaming else [])
    autre = client.get(adresse("depense_piece", convention, telephone.pk))
    assert (autre.status_code, b"".join(autre.streaming_content)) == (200, PDF)


@pytest.mark.parametrize(("rang", "fonction"), AVEC_PAIE)
def test_whoever_pays_reads_every_line(client, convention, rang, fonction):
    client.force_login(make_agent(convention, rang, fonction))
    page = read(client.get(adresse("depenses", convention)))
    assert page.count(">Bulletin Dupont</a>") == 4
    assert "La paie du conseiller" not in page
    assert '<data value="5626.04">5 626,04 €</data></span> <span>en 7 dépenses' in page


@pytest.mark.parametrize("fonction", [Fonction.CONSEILLER, Fonction.ACCUEIL])
def test_whoever_does_not_read_the_money_reads_no_expense(client, convention, fonction):
    client.force_login(make_agent(convention, 1, fonction))
    telephone = Depense.objects.get(libelle="Téléphone")
    for chemin in (
        adresse("depenses", convention),
        adresse("depenses_tableur", convention, "csv"),
        adresse("depense_piece", convention, telephone.pk),
    ):
        assert client.get(chemin).status_code == 404


def test_whoever_changes_expenses_or_asks_for_statements_may_read_pay():
    """Forms, imports and what no statement takes show every row: the matrix must not open them further."""
    for employeur, partenaire in MATRICE.values():
        for actions in (employeur, partenaire):
            if actions & {Action.MODIFIER_FINANCES, Action.DEMANDER_DECOMPTE}:
                assert Action.VOIR_LA_PAIE in actions


def test_the_journal_names_no_line_of_pay(client, convention):
    paie = Depense.objects.filter(nature=Nature.REMUNERATION).first()
    assert paie is not None
    client.force_login(make_agent(convention, 1))
    client.post(adresse("depense_supprimer", convention, paie.pk), {"jeton": "00000000-0000-4000-8000-000000000001"})
    assert not Depense.objects.filter(pk=paie.pk).exists()
    client.force_login(make_agent(convention, 1, Fonction.ADMINISTRATION))
    page = read(client.get(adresse("journal", convention)))
    assert "Supprimer la dépense" in page
    assert [secret for secret in SECRETS if secret in page] == []


@pytest.mark.parametrize(("rang", "fonction"), [*SANS_PAIE, *AVEC_PAIE])
def test_cash_is_told_month_by_month_only_to_those_who_read_pay(client, convention, rang, fonction):
    client.force_login(make_agent(convention, rang, fonction))
    lignes = client.get(adresse("tresorerie_tableur", convention, "virgule.csv")).content.decode().splitlines()[1:]
    mois = [ligne[:7] for ligne in lignes]
    page = read(client.get(adresse("subvention", convention)))
    par_mois = (rang, fonction) in AVEC_PAIE
    assert (len(mois), mois[:2]) == ((24, ["2021-07", "2021-08"]) if par_mois else (8, ["2021-09", "2021-12"]))
    assert ("Le tableau, mois par mois" in page) == par_mois
    assert ("la paie d’un seul mois est personnelle" in page) != par_mois
