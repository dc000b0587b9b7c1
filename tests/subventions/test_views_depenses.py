"""The ledger on the screen: read, filter, add, repeat, correct, take out."""

from __future__ import annotations

import re
import uuid
from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from communes.enums import Fonction
from communes.models import Agent, Convention
from conseiller.journal.models import Ligne
from subventions.enums import EtatDecompte, EtatDepense, Nature
from subventions.models import Decompte, Depense
from subventions.services.depenses import shift_end
from tests.fabrique import make_agent, make_convention
from tests.subventions.decomptes import make_decompte
from tests.subventions.depenses import add_depense, add_many, adresse, read

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

PDF = b"%PDF-1.7 fictif\n%%EOF"


@pytest.fixture(autouse=True)
def pieces(settings, tmp_path):
    settings.PIECES_DIR = tmp_path


@pytest.fixture
def convention() -> Convention:
    return make_convention(depenses=[])


@pytest.fixture
def denis(convention, client) -> Agent:
    """Finance officer of the employing body, signed in."""
    agent = make_agent(convention, 1, prenom="Denis", nom="Royer")
    client.force_login(agent)
    return agent


def fill(**champs: object) -> dict:
    return {
        "jeton": str(uuid.uuid4()),
        "libelle": "Abonnement téléphonique",
        "nature": "autre",
        "montant": "12,90",
        "debut": "01/03/2022",
        "fin": "31/03/2022",
        "etat": "constate",
    } | champs


def add(client, convention: Convention, **champs: object):
    return client.post(adresse("depense_ajouter", convention), fill(**champs), follow=True)


class TestList:
    def test_an_empty_ledger_says_what_to_do(self, client, convention, denis):
        page = read(client.get(adresse("depenses", convention)))
        assert "Aucune dépense pour l’instant." in page
        assert "Ajoutez la première, ou importez le tableau que vous tenez déjà." in page
        assert "Dépenses jamais réparties : aucune" in page

    def test_a_partner_reads_without_the_buttons(self, client, convention):
        depense = add_depense(convention)
        client.force_login(make_agent(convention, 2))
        page = read(client.get(adresse("depenses", convention)))
        assert "Abonnement téléphonique" in page
        assert "Ajouter une dépense" not in page
        assert adresse("depense_modifier", convention, depense.pk) not in page
        for nom in ("depense_modifier", "depense_supprimer"):
            assert client.post(adresse(nom, convention, depense.pk), fill()).status_code == 404
        assert client.post(adresse("depense_ajouter", convention), fill()).status_code == 404
        assert Depense.objects.get() == depense

    def test_totals_and_rows_follow_the_filters(self, client, convention, denis):
        add_depense(convention, libelle="Carburant d’avril", nature=Nature.DEPLACEMENT, montant=60_00)
        add_depense(convention, libelle="Carburant de mai", nature=Nature.DEPLACEMENT, montant=40_50)
        add_depense(convention)
        page = read(client.get(adresse("depenses", convention), {"texte": "CARBURANT"}))
        assert "Total de ce filtre" in page
        assert '<data value="100.50">100,50 €</data></span> <span>en 2 dépenses' in page
        assert "Abonnement téléphonique" not in page
        assert "<strong>Mots cherchés : CARBURANT</strong>. <a" in page

    def test_a_filter_that_is_not_understood_is_said_and_left_out(self, client, convention, denis):
        add_depense(convention)
        reponse = client.get(adresse("depenses", convention), {"minimum": "beaucoup", "nature": "voyage"})
        page = read(reponse)
        assert "Écrivez un montant en euros et centimes" in page
        assert 'value="beaucoup"' in page
        assert "Abonnement téléphonique" in page

    def test_filters_that_nothing_meets_are_told(self, client, convention, denis):
        add_depense(convention)
        page = read(client.get(adresse("depenses", convention), {"texte": "introuvable"}))
        assert "Aucune dépense ne répond à ces filtres." in page

    def test_pages_keep_the_filters(self, client, convention, denis):
        add_many(convention, 120, etat=EtatDepense.CONSTATE)
        page = client.get(adresse("depenses", convention), {"etat": "constate"}).content.decode()
        (suite,) = re.findall(r'rel="next" href="([^"]+)"', page)
        assert suite.startswith("?etat=constate&amp;apres=")
        seconde = client.get(adresse("depenses", convention) + suite.split("#")[0].replace("&amp;", "&"))
        assert 'rel="prev"' in seconde.content.decode()
        assert "en 120 dépenses" in read(seconde)

    @pytest.mark.parametrize("nombre", [1, 50])
    def test_the_page_costs_the_same_with_one_row_and_with_fifty(
        self, client, convention, denis, django_assert_num_queries, nombre
    ):
        add_many(convention, nombre)
        with django_assert_num_queries(13):
            client.get(adresse("depenses", convention))

    def test_what_no_statement_takes_is_always_in_view(self, client, convention, denis):
        add_depense(convention)
        add_depense(convention, etat=EtatDepense.PREVU, montant=99_00)
        page = read(client.get(adresse("depenses", convention), {"texte": "rien de tel"}))
        assert "Dépenses jamais réparties : <data" in page
        assert "Une dépense constatée n’est" in page
        assert '<data value="12.90">' in page

    def test_exports_hold_every_filtered_row_as_data(self, client, convention, denis):
        add_many(convention, 130, nature=Nature.LICENCE)
        add_depense(convention, libelle="=1+1", reference="-2")
        tout = client.get(adresse("depenses_tableur", convention, "xlsx"))
        feuille = load_workbook(BytesIO(tout.content)).active
        assert feuille is not None
        assert feuille.max_row == 132
        csv = client.get(adresse("depenses_tableur", convention, "csv"), {"nature": "autre"}).content.decode(
            "utf-8-sig"
        )
        entete, ligne = csv.splitlines()
        assert entete.startswith("Libellé;Nature;Montant;Premier jour;Dernier jour;À la charge de;")
        assert ligne == "'=1+1;Autres dépenses;12,90;01/03/2022;31/03/2022;;Constatée;;;'-2;;;non"
        assert "depenses.csv" in client.get(adresse("depenses_tableur", convention, "csv"))["Content-Disposition"]


class TestAdd:
    def test_an_expense_is_saved_with_its_year_and_a_journal_line(self, client, convention, denis):
        page = read(add(client, convention, mandat="1234", mandate_le="12/04/2022", fin=""))
        assert "La dépense est enregistrée." in page
        depense = Depense.objects.get()
        assert (depense.montant, depense.debut, depense.fin) == (12_90, date(2022, 3, 1), date(2022, 3, 1))
        assert (depense.exercice, depense.eligible, depense.affectation) == (2022, None, None)
        assert (depense.mandat, depense.mandate_le) == ("1234", date(2022, 4, 12))
        ligne = Ligne.objects.get(action="ajouter la dépense")
        assert (ligne.agent, ligne.convention, ligne.objet) == (
            denis, convention.pk, f"subventions.depense:{depense.pk}"
        )  # fmt: skip

    def test_a_draft_statement_computed_before_is_told(self, client, convention, denis):
        make_decompte(convention, date(2022, 1, 1), date(2022, 12, 31))
        phrase = "Le décompte de l’année 2022, en brouillon, a été calculé avant : demandez-le de nouveau."
        assert phrase in read(add(client, convention))
        assert phrase not in read(add(client, convention, etat="prevu"))

    def test_a_credit_note_one_bearer_and_eligibility_are_kept(self, client, convention, denis):
        partie = convention.parties.get(ordre=3)
        add(client, convention, montant="−45,00 €", affectation=partie.pk, eligible="False", etat="prevu")
        depense = Depense.objects.get()
        assert (depense.montant, depense.affectation, depense.eligible, depense.etat) == (
            -45_00, partie, False, "prevu"
        )  # fmt: skip

    def test_another_agreement_s_party_is_refused(self, client, convention, denis):
        ailleurs = make_convention(base=300).parties.first()
        assert add(client, convention, affectation=ailleurs.pk).status_code == 422
        assert not convention.depenses.exists()

    @pytest.mark.parametrize(
        ("champs", "phrase"),
        [
            ({"libelle": ""}, "Remplissez ce champ."),
            ({"montant": "douze"}, "Écrivez un montant en euros et centimes"),
            ({"debut": "31/02/2022"}, "Écrivez une date qui existe"),
            ({"fin": "28/02/2022"}, "Le dernier jour est avant le premier"),
            ({"debut": "01/03/1802", "fin": ""}, "Vérifiez l’année"),
            ({"nature": ""}, "Choisissez la nature."),
            ({"repeter": "15/03/2022"}, "allez au moins jusqu’au 1er avril 2022"),
            ({"repeter": "01/04/2099"}, "plus de 60 dépenses"),
        ],
    )
    def test_an_error_is_beside_its_field_and_what_was_typed_stays(self, client, convention, denis, champs, phrase):
        reponse = add(client, convention, **({"reference": "facture 117"} | champs))
        page = read(reponse)
        assert reponse.status_code == 422
        assert page.count(phrase) == 2
        assert 'value="facture 117"' in page
        assert not Depense.objects.exists()

    def test_the_proof_is_kept_while_the_rest_is_corrected(self, client, convention, denis):
        fichier = SimpleUploadedFile("facture.pdf", PDF, "application/pdf")
        page = add(client, convention, libelle="", piece=fichier).content.decode()
        (jeton,) = re.findall(r'name="piece-depot" value="([^"]+)"', page)
        add(client, convention, **{"piece-depot": jeton})
        piece = Depense.objects.get().piece
        assert piece is not None
        assert piece.chemin.read_bytes() == PDF
        reponse = client.get(adresse("depense_piece", convention, Depense.objects.get().pk))
        assert b"".join(reponse.streaming_content) == PDF
        assert 'filename="justificatif-abonnement-telephonique.pdf"' in reponse["Content-Disposition"]

    def test_sent_twice_it_is_saved_once(self, client, convention, denis):
        donnees = fill()
        urls = [client.post(adresse("depense_ajouter", convention), donnees).url for _ in range(2)]
        assert urls == [adresse("depenses", convention)] * 2
        assert Depense.objects.count() == 1

    @pytest.mark.parametrize(
        ("champs", "phrase"),
        [
            ({"debut": "01/06/2021", "fin": ""}, "commence avant la convention (1er juillet 2021)"),
            ({"debut": "01/07/2023", "fin": ""}, "finit après le terme (30 juin 2023)"),
            ({"exercice": "2030"}, "L’exercice 2030 est loin des dates du service"),
        ],
    )
    def test_what_is_unusual_is_saved_and_told(self, client, convention, denis, champs, phrase):
        page = read(add(client, convention, **champs))
        assert phrase in page
        assert Depense.objects.count() == 1


class TestRepeat:
    def test_one_row_per_month_counted_from_the_first(self, client, convention, denis):
        page = read(add(client, convention, debut="31/01/2022", fin="31/01/2022", repeter="31/12/2022", mandat="7"))
        assert "12 dépenses enregistrées, 154,80 € en tout. Les voici." in page
        assert "Total de ce filtre" in page
        depenses = list(Depense.objects.order_by("debut"))
        assert [d.debut.day for d in depenses] == [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        assert all(d.debut == d.fin for d in depenses)
        assert [d.mandat for d in depenses] == ["7"] + [""] * 11
        assert {d.exercice for d in depenses} == {2022}
        assert Ligne.objects.get(action="ajouter des dépenses").details == {"nombre": 12, "montant": 12_90}

    def test_the_year_goes_with_the_dates(self, client, convention, denis):
        add(client, convention, debut="01/11/2022", fin="30/11/2022", repeter="28/02/2023")
        lues = list(Depense.objects.order_by("debut").values_list("fin", "exercice"))
        assert lues == [
            (date(2022, 11, 30), 2022), (date(2022, 12, 31), 2022), (date(2023, 1, 31), 2023), (date(2023, 2, 28), 2023)
        ]  # fmt: skip

    def test_sixty_rows_are_the_most(self, client, convention, denis):
        add(client, convention, debut="01/07/2021", fin="", repeter="01/06/2026")
        assert Depense.objects.count() == 60

    @pytest.mark.parametrize(
        ("fin", "mois", "attendue"),
        [
            (date(2022, 2, 28), 1, date(2022, 3, 31)),
            (date(2024, 2, 29), 12, date(2025, 2, 28)),
            (date(2022, 1, 30), 1, date(2022, 2, 28)),
            (date(2022, 4, 30), 1, date(2022, 5, 31)),
        ],
    )
    def test_the_end_of_a_month_stays_one(self, fin, mois, attendue):
        assert shift_end(fin, mois) == attendue


class TestTwins:
    def test_the_form_comes_back_with_the_twin_until_somebody_says_it_is_another(self, client, convention, denis):
        deja = add_depense(convention, mandat="88")
        reponse = add(client, convention, libelle="Téléphone")
        page = read(reponse)
        assert reponse.status_code == 422
        assert f'<a href="{adresse("depense_modifier", convention, deja.pk)}">Abonnement téléphonique</a>' in page
        assert "mandat 88" in page
        assert 'value="Téléphone"' in page
        assert add(client, convention, libelle="Téléphone", distincte="on").status_code == 200
        assert Depense.objects.count() == 2

    def test_correcting_a_label_asks_nothing_again(self, client, convention, denis):
        add_depense(convention)
        autre = add_depense(convention)
        modifier = adresse("depense_modifier", convention, autre.pk)
        lu = re.findall(r'name="lu" value="([^"]*)"', client.get(modifier).content.decode())[0]
        assert client.post(modifier, fill(libelle="Autre nom", lu=lu)).status_code == 302
        autre.refresh_from_db()
        assert autre.libelle == "Autre nom"


class TestChange:
    def open(self, client, convention: Convention, depense: Depense) -> tuple[str, str]:
        modifier = adresse("depense_modifier", convention, depense.pk)
        return modifier, re.findall(r'name="lu" value="([^"]*)"', client.get(modifier).content.decode())[0]

    def test_a_change_is_saved_with_a_journal_line(self, client, convention, denis):
        depense = add_depense(convention, eligible=True)
        modifier, lu = self.open(client, convention, depense)
        assert '<option value="True" selected>' in client.get(modifier).content.decode()
        reponse = client.post(modifier, fill(montant="13,50", lu=lu, eligible="True"), follow=True)
        assert "La dépense est enregistrée." in read(reponse)
        depense.refresh_from_db()
        assert (depense.montant, depense.eligible) == (13_50, True)
        assert Ligne.objects.get(action="modifier la dépense").agent == denis

    def test_two_tabs_the_second_is_told_then_accepted(self, client, convention, denis):
        depense = add_depense(convention)
        modifier, lu = self.open(client, convention, depense)
        client.post(modifier, fill(montant="13,50", lu=lu))
        reponse = client.post(modifier, fill(montant="14,00", lu=lu))
        page = read(reponse)
        assert reponse.status_code == 422
        assert "Cette fiche a changé depuis que vous l’avez ouverte : Montant, en euros" in page
        neuf = re.findall(r'name="lu" value="([^"]*)"', page)[0]
        assert client.post(modifier, fill(montant="14,00", lu=neuf)).status_code == 302
        depense.refresh_from_db()
        assert depense.montant == 14_00

    def test_the_statements_that_took_it_are_told(self, client, convention, denis):
        depense = add_depense(convention)
        for mois, etat in ((1, EtatDecompte.ARRETE), (2, EtatDecompte.BROUILLON)):
            Decompte.objects.create(
                convention=convention, du=date(2022, mois, 1), au=date(2022, 12, 31), exercice=2022,
                methode="prorata", version=1, etat=etat,
            )  # fmt: skip
        page = read(client.get(adresse("depense_modifier", convention, depense.pk)))
        assert "il ne changera pas, votre changement paraîtra en régularisation dans le suivant." in page
        assert "demandez-le de nouveau après votre changement." in page

    def test_another_agreement_s_expense_does_not_exist(self, client, convention, denis):
        ailleurs = add_depense(make_convention(base=300))
        for nom in ("depense_modifier", "depense_supprimer", "depense_piece"):
            assert client.get(adresse(nom, convention, ailleurs.pk)).status_code == 404

    def test_it_is_deleted_after_a_page_that_says_which(self, client, convention, denis):
        depense = add_depense(convention)
        supprimer = adresse("depense_supprimer", convention, depense.pk)
        assert "Abonnement téléphonique, 1er mars 2022 – 31 mars 2022" in read(client.get(supprimer))
        jeton = str(uuid.uuid4())
        assert "La dépense est supprimée." in read(client.post(supprimer, {"jeton": jeton}, follow=True))
        assert not Depense.objects.exists()
        ligne = Ligne.objects.get(action="supprimer la dépense")
        assert (ligne.details["depense"]["libelle"], ligne.details["depense"]["montant"]) == (
            "Abonnement téléphonique", "1290"
        )  # fmt: skip

    @pytest.mark.parametrize("fonction", [Fonction.ELU, Fonction.ADMINISTRATION, Fonction.CONSEILLER, Fonction.ACCUEIL])
    def test_whoever_does_not_hold_the_money_changes_nothing(self, client, convention, fonction):
        depense = add_depense(convention)
        client.force_login(make_agent(convention, 1, fonction))
        for nom in ("depense_modifier", "depense_supprimer"):
            assert client.get(adresse(nom, convention, depense.pk)).status_code == 404
