"""What leaves for the treasury: the finance sheet, the ZIP of a year."""

from __future__ import annotations

import io
import subprocess
import zipfile
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.text import slugify

from communes.enums import Fonction, Imputation, TypeActe
from communes.models import Acte, Convention
from conseiller.pieces.services import store_piece
from conseiller.tableurs import read_lignes
from subventions.enums import NatureDocument
from subventions.models import Cloture, DocumentArrete, ExemplaireSigne
from subventions.selectors.previsions import read_prevision
from subventions.services.acomptes import call_acomptes
from tests.envois import adresse
from tests.fabrique import import_cas
from tests.subventions.arretes import close
from tests.subventions.test_views_subventions import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite, pytest.mark.usefixtures("pieces")]

FEVRIER = datetime(2022, 2, 20, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(FEVRIER, tick=False):
        yield


@pytest.fixture
def convention() -> Convention:
    convention = import_cas("heures-egales-prorata")
    Convention.objects.update(imputation=Imputation.MISE_A_DISPOSITION, base_legale="Article L. 5221-1")
    convention.refresh_from_db()
    convention.parties.filter(ordre=2).update(code_service="FIN", numero_engagement="ENG-7", compte="6218-1")
    return convention


def file_papers(cloture: Cloture) -> None:
    """The papers that the job renders, and a signed copy of the second party's."""
    for part in cloture.parts.all():
        piece = store_piece(f"%PDF-1.7 {part.code}".encode(), "application/pdf")
        DocumentArrete.objects.create(
            cloture=cloture, partie=part.partie, nature=NatureDocument.ETAT, piece=piece, rendu_le=FEVRIER
        )
    synthese = store_piece(b"%PDF-1.7 synthese", "application/pdf")
    DocumentArrete.objects.create(cloture=cloture, nature=NatureDocument.SYNTHESE, piece=synthese, rendu_le=FEVRIER)
    signe = store_piece(b"%PDF-1.7 signe", "application/pdf")
    part = cloture.parts.get(partie__ordre=2)
    ExemplaireSigne.objects.create(part=part, piece=signe, ajoute_le=FEVRIER, ajoute_par="Denis")


def file_proofs(convention: Convention) -> None:
    piece = store_piece(b"%PDF-1.7 acte", "application/pdf")
    Acte.objects.create(
        convention=convention,
        organisme=convention.employeuse,
        type=TypeActe.DELIBERATION,
        numero="10",
        date=date(2021, 5, 18),
        piece=piece,
    )
    convention.depenses.update(piece=store_piece(b"%PDF-1.7 justificatif", "application/pdf"))


class TestFiche:
    def read(self, client, cloture: Cloture, format: str = "csv") -> list[list[str]]:
        reponse = client.get(adresse("fiche_finances", cloture.decompte.convention, cloture.decompte_id, format))
        return [list(ligne.cellules) for ligne in read_lignes(reponse.content, f"fiche.{format}")]

    def test_one_row_per_party_tells_the_software_all_it_asks(self, client, convention):
        cloture = close(convention, now=FEVRIER)
        sign_in(client, convention)
        entete, *lignes = self.read(client, cloture)
        assert len(lignes) == 4
        ligne = dict(zip(entete, lignes[1], strict=True))
        part = cloture.parts.get(partie__ordre=2)
        assert {nom: ligne[nom] for nom in ("SIRET du débiteur", "Code service", "N° d’engagement", "Montant")} == {
            "SIRET du débiteur": part.siret,
            "Code service": "FIN",
            "N° d’engagement": "ENG-7",
            "Montant": f"{part.appele // 100},{part.appele % 100:02d}",
        }
        comptes = [ligne[nom] for nom in ("Exercice", "Compte du créancier", "Nomenclature du créancier")]
        assert comptes == ["2022", "70848", "M14"]
        assert [ligne["Compte du débiteur"], ligne["Opération"]] == ["6218-1", "titre de recettes"]
        assert ligne["Objet"].endswith("participation aux coûts du 1er\u00a0juillet au 31\u00a0décembre 2021")
        employeuse = dict(zip(entete, lignes[0], strict=True))
        assert [employeuse["Opération"], employeuse["Compte du créancier"]] == ["sans titre", ""]

    def test_a_partner_takes_its_own_row_and_excel_keeps_sirets_whole(self, client, convention):
        cloture = close(convention, now=FEVRIER)
        sign_in(client, convention, 3)
        _, *lignes = self.read(client, cloture, "xlsx")
        assert [ligne[4] for ligne in lignes] == [cloture.parts.get(partie__ordre=3).siret]

    def test_a_draft_and_a_replaced_one_have_none(self, client, convention):
        cloture = close(convention, now=FEVRIER)
        close(convention, now=FEVRIER, remplace=cloture.decompte)
        sign_in(client, convention)
        page = adresse("fiche_finances", convention, cloture.decompte_id, "csv")
        assert client.get(page).status_code == 404


class TestArchive:
    def take(self, client, convention: Convention, annee: int = 2021) -> zipfile.ZipFile:
        reponse = client.get(adresse("exercice_archive", convention, annee))
        assert (reponse.status_code, reponse.streaming) == (200, True)
        assert reponse["Content-Disposition"] == f'attachment; filename="exercice-{annee}.zip"'
        return zipfile.ZipFile(io.BytesIO(b"".join(reponse.streaming_content)))

    def test_the_manifest_is_verified_by_sha256sum(self, client, convention, tmp_path):
        file_papers(close(convention, now=FEVRIER))
        file_proofs(convention)
        sign_in(client, convention)
        archive = self.take(client, convention)
        assert archive.testzip() is None
        archive.extractall(tmp_path / "lu")
        commande = ["sha256sum", "--strict", "-c", "SHA256SUMS"]
        verifie = subprocess.run(commande, cwd=tmp_path / "lu", capture_output=True, text=True, check=False)
        assert verifie.returncode == 0, verifie.stdout + verifie.stderr
        assert len(verifie.stdout.splitlines()) == len(archive.namelist()) - 1
        (tmp_path / "lu" / "LISEZMOI.txt").write_text("Autre chose")
        verifie = subprocess.run(commande, cwd=tmp_path / "lu", capture_output=True, text=True, check=False)
        assert "LISEZMOI.txt: FAILED" in verifie.stdout

    def test_the_employing_body_takes_all_of_the_year(self, client, convention):
        cloture = close(convention, now=FEVRIER)
        file_papers(cloture)
        file_proofs(convention)
        sign_in(client, convention)
        archive = self.take(client, convention)
        noms = [nom for nom in archive.namelist() if not nom.startswith("justificatifs/")]
        dossier = "decomptes/2021-001"
        assert noms == [
            "LISEZMOI.txt",
            "actes/2021-05-18-deliberation-10-ludres.pdf",
            f"{dossier}/calcul-complet.json",
            f"{dossier}/calcul.csv",
            f"{dossier}/donnees-du-calcul.json",
            *(f"{dossier}/etat-liquidatif-{nom}.pdf" for nom in sorted(list_noms(cloture))),
            f"{dossier}/exemplaire-signe-{list_noms(cloture)[1]}.pdf",
            f"{dossier}/fiche-finances.csv",
            f"{dossier}/fiche-finances.xlsx",
            f"{dossier}/synthese.pdf",
            "SHA256SUMS",
        ]
        assert f"{cloture.empreinte}  {dossier}/calcul-complet.json" in archive.read("SHA256SUMS").decode()

    def test_the_papers_of_part_payments_travel_with_their_sheet(self, client, convention):
        convention.acompte_taux = 50_00
        convention.save()
        lecture = read_prevision(convention, 2021, jour=FEVRIER.date())
        appel = call_acomptes(convention, 2021, lu=lecture.empreinte, agent=None, now=FEVRIER)
        for acompte in appel.acomptes.all():
            acompte.piece = store_piece(f"%PDF-1.7 acompte {acompte.pk}".encode(), "application/pdf")
            acompte.save()
        sign_in(client, convention)
        archive = self.take(client, convention)
        noms = [slugify(acompte.partie.organisme.nom) for acompte in appel.acomptes.all()]
        papiers = [f"acomptes-2021/appel-acompte-{nom}.pdf" for nom in noms]
        communs = ["acomptes-2021/fiche-finances.csv", "acomptes-2021/fiche-finances.xlsx"]
        complete = "acomptes-2021/prevision-complete.json"
        assert archive.namelist() == ["LISEZMOI.txt", *sorted(papiers), *communs, complete, "SHA256SUMS"]
        assert f"{appel.empreinte}  {complete}" in archive.read("SHA256SUMS").decode()
        sign_in(client, convention, 3)
        siens = [f"acomptes-2021/appel-acompte-{slugify(convention.parties.get(ordre=3).organisme.nom)}.pdf", *communs]
        assert self.take(client, convention).namelist() == ["LISEZMOI.txt", *siens, "SHA256SUMS"]

    def test_proofs_are_for_those_who_read_pay(self, client, convention):
        close(convention, now=FEVRIER)
        file_proofs(convention)
        sign_in(client, convention)
        assert any(nom.startswith("justificatifs/") for nom in self.take(client, convention).namelist())
        sign_in(client, convention, 1, Fonction.ELU)
        noms = self.take(client, convention).namelist()
        assert not [nom for nom in noms if nom.startswith("justificatifs/") or nom.endswith("complet.json")]

    def test_a_partner_takes_only_its_own(self, client, convention):
        cloture = close(convention, now=FEVRIER)
        file_papers(cloture)
        file_proofs(convention)
        sign_in(client, convention, 3)
        archive = self.take(client, convention)
        assert archive.namelist() == [
            "LISEZMOI.txt",
            "actes/2021-05-18-deliberation-10-ludres.pdf",
            "decomptes/2021-001/calcul.csv",
            "decomptes/2021-001/donnees-du-calcul.json",
            f"decomptes/2021-001/etat-liquidatif-{list_noms(cloture)[2]}.pdf",
            "decomptes/2021-001/fiche-finances.csv",
            "decomptes/2021-001/fiche-finances.xlsx",
            "SHA256SUMS",
        ]
        assert len(archive.read("decomptes/2021-001/fiche-finances.csv").decode("utf-8-sig").splitlines()) == 2

    def test_a_lost_file_leaves_a_note(self, client, convention, caplog):
        cloture = close(convention, now=FEVRIER)
        file_papers(cloture)
        perdue = cloture.documents.get(partie__ordre=1).piece
        perdue.chemin.unlink()
        sign_in(client, convention)
        archive = self.take(client, convention)
        nom = f"decomptes/2021-001/etat-liquidatif-{list_noms(cloture)[0]}.manquant.txt"
        assert perdue.empreinte in archive.read(nom).decode()
        assert "Fichier perdu" in caplog.text

    def test_a_year_without_anything_closed_has_none(self, client, convention):
        close(convention, now=FEVRIER)
        sign_in(client, convention)
        for annee in (2022, 0, 10**30):
            assert client.get(adresse("exercice_archive", convention, annee)).status_code == 404

    def test_one_statement_and_two_take_as_many_queries(self, client, convention):
        sign_in(client, convention)
        comptes = []
        for du, au in ((date(2021, 7, 1), date(2021, 9, 30)), (date(2021, 10, 1), date(2021, 12, 31))):
            file_papers(close(convention, du, au, now=FEVRIER))
            with CaptureQueriesContext(connection) as requetes:
                self.take(client, convention)
            comptes.append(len(requetes))
        assert comptes[0] == comptes[1]


def list_noms(cloture: Cloture) -> list[str]:
    noms = cloture.parts.order_by("partie__ordre").values_list("partie__organisme__nom", flat=True)
    return [nom.lower().replace("é", "e") for nom in noms]
