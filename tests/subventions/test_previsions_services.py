"""A forecast read from the database, its figures kept, its document made once."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils import timezone

from communes.models import Avenant, Convention, Partie
from conseiller.journal.models import Ligne
from conseiller.travaux.models import EtatTravail, Travail
from conseiller.travaux.services import run_travail
from subventions.calculs.ecriture import dump_dossier
from subventions.calculs.previsionnel import fingerprint_prevision, load_previsionnel
from subventions.enums import EtatDepense
from subventions.models import Depense, Prevision, Versement
from subventions.presentation.prevision import present_prevision
from subventions.selectors import read_convention
from subventions.selectors.previsions import EtatPdf, choose_annee, find_pdf, list_projets, read_prevision
from subventions.services.exemple import load_exemple
from subventions.services.previsions import PrevisionRefusee, render_prevision, request_prevision
from tests.fabrique import MAINTENANT, import_cas, make_agent, make_convention
from tests.subventions.decomptes import make_decompte
from tests.subventions.previsions import NOVEMBRE, draft_avenant, work

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite, pytest.mark.usefixtures("pieces")]

JOUR = date(2022, 11, 24)


@pytest.fixture
def exemple() -> Convention:
    return load_exemple(now=MAINTENANT)


def foresee(convention: Convention, annee: int) -> tuple[dict[str, int], dict[str, int]]:
    """Shares and part payments by party, in cents."""
    prevision = read_prevision(convention, annee, jour=JOUR).prevision
    return (
        {part.insee: part.montant for part in prevision.parts},
        {part.insee: part.acompte for part in prevision.parts},
    )


def ask(convention: Convention, annee: int = 2023, *, projets: bool = False, now=NOVEMBRE) -> Prevision:
    return request_prevision(convention, annee, projets=projets, agent=None, now=now)


def test_the_example_in_2023_is_what_a_pencil_finds(exemple):
    """Six months of pay, travel, licence and training, 15 387,54 €, less 181 days of 730 of 50 000 €, 12 397,26 €."""
    parts, acomptes = foresee(exemple, 2023)
    assert parts == {"54328": 1129_50, "54197": 558_23, "54257": 930_39, "54265": 372_16}
    assert sum(parts.values()) == 15_387_54 - 12_397_26
    assert acomptes == {"54328": 0, "54197": 279_11, "54257": 465_19, "54265": 186_08}


@pytest.mark.parametrize("annee", [2022, 2023])
def test_a_forecast_is_what_the_command_line_finds_once_expenses_are_actual(exemple, annee, tmp_path):
    dossier = read_convention(exemple)
    constatees = tuple(replace(depense, etat=EtatDepense.CONSTATE) for depense in dossier.depenses)
    fichier = tmp_path / "dossier.json"
    fichier.write_text(json.dumps(dump_dossier(replace(dossier, depenses=constatees))), encoding="utf-8")
    bornes = ["--du", f"{annee}-01-01", "--au", f"{annee}-12-31"]
    commande = [sys.executable, "manage.py", "calculer", str(fichier), *bornes]
    reponse = subprocess.run(commande, capture_output=True, text=True, check=True)
    attendues = {code: int(part.replace(".", "")) for code, part in json.loads(reponse.stdout)["parts"].items()}
    assert foresee(exemple, annee)[0] == attendues


def test_forecast_expenses_of_the_example_are_in_no_statement(exemple):
    decompte = make_decompte(exemple, date(2022, 1, 1), date(2022, 12, 31))
    assert decompte.reste == read_prevision(exemple, 2022, jour=JOUR).prevision.resultat.reste
    assert set(Depense.objects.filter(etat="prevu").values_list("exercice", flat=True)) == {2023}


def test_the_balance_carried_is_the_one_of_the_statement_that_ends_the_day_before():
    convention = import_cas("report-repris")
    sans = read_prevision(convention, 2022, jour=JOUR)
    assert (sans.previsionnel.report, sans.previsionnel.precedent) == (0, None)
    decompte = make_decompte(convention, convention.debut, date(2021, 12, 31))
    avec = read_prevision(convention, 2022, jour=JOUR)
    assert avec.previsionnel.report == decompte.report_nouveau < 0
    assert avec.previsionnel.precedent == (decompte.du, decompte.au)
    assert avec.prevision.resultat.reste == sans.prevision.resultat.reste + decompte.report_nouveau


def test_draft_slices_count_only_when_asked(exemple):
    signees = foresee(exemple, 2023)[0]
    draft_avenant(exemple, date(2023, 1, 1), (407, 500, 500, 200))
    assert foresee(exemple, 2023)[0] == signees
    projets = list_projets(exemple)
    assert projets == (2,)
    parts = {
        part.insee: part.montant for part in read_prevision(exemple, 2023, jour=JOUR, projets=projets).prevision.parts
    }
    assert parts != signees
    assert parts["54197"] == parts["54257"] == signees["54257"]


def test_a_draft_term_takes_the_hours_along(exemple):
    Convention.objects.filter(pk=exemple.pk).update(fin_heures=date(2023, 6, 30))
    exemple.refresh_from_db()
    assert read_prevision(exemple, 2023, jour=JOUR).exercices == (2021, 2022, 2023)
    Avenant.objects.create(
        convention=exemple, numero=2, effet_le=date(2023, 1, 1), brouillon=True, nouveau_terme=date(2024, 6, 30)
    )
    assert list_projets(exemple) == (2,)
    projet = read_prevision(exemple, 2024, jour=JOUR, projets=(2,))
    assert projet.exercices == (2021, 2022, 2023, 2024)
    assert projet.prevision.resultat.au == date(2024, 6, 30)


def test_an_empty_draft_is_not_offered(exemple):
    Avenant.objects.create(convention=exemple, numero=2, effet_le=date(2023, 1, 1), brouillon=True)
    assert list_projets(exemple) == ()


def test_a_suspended_instalment_is_not_expected():
    convention = make_convention(parametres={"methode_subvention": "encaissement"})
    Versement.objects.update(recu_le=None, montant_recu=None)
    convention.subventions.update(signee_le=date(2022, 6, 28))
    jour = date(2022, 7, 1)
    attendu = read_prevision(convention, 2022, jour=jour).prevision.versements
    assert attendu == 25_000_00
    Versement.objects.filter(rang=2).update(suspension="suspendu")
    lecture = read_prevision(convention, 2022, jour=jour)
    assert lecture.previsionnel.ecartes == ((0, 2),)
    assert lecture.prevision.versements == lecture.prevision.resultat.subvention == 10_000_00


@pytest.mark.parametrize(
    ("exercices", "aujourdhui", "annee"),
    [
        ((2021, 2022, 2023), date(2022, 11, 24), 2023),
        ((2021, 2022, 2023), date(2026, 11, 24), 2023),
        ((2021, 2022, 2023), date(2018, 1, 1), 2021),
        ((2021, 2022, 2023), date(2021, 1, 1), 2022),
    ],
)
def test_the_year_to_show_is_the_next_one_while_it_can_be_foreseen(exercices, aujourdhui, annee):
    assert choose_annee(exercices, aujourdhui) == annee


def test_the_kept_figures_give_the_same_forecast(exemple):
    make_decompte(exemple, date(2022, 1, 1), date(2022, 12, 31))
    draft_avenant(exemple, date(2023, 3, 1), (407, 500, 500, 200))
    Versement.objects.filter(rang=3).update(recu_le=None, montant_recu=None, suspension="suspendu")
    lecture = read_prevision(exemple, 2023, jour=JOUR, projets=(2,))
    relue = load_previsionnel(json.loads(json.dumps(lecture.donnees)))
    assert relue == lecture.previsionnel
    assert relue.compute() == lecture.prevision


def test_the_same_figures_keep_their_row_and_their_file_on_another_day(exemple):
    prevision = ask(exemple)
    work()
    assert ask(exemple, now=NOVEMBRE + timedelta(days=3)) == prevision
    assert (Prevision.objects.count(), Travail.objects.count()) == (1, 1)
    lignes = Ligne.objects.filter(action="demander le PDF de la prévision")
    assert [ligne.objet for ligne in lignes] == [f"subventions.prevision:{prevision.pk}"]
    contenu = Prevision.objects.get().piece.chemin.read_bytes()
    assert contenu.startswith(b"%PDF-")
    Depense.objects.filter(etat="prevu").first().delete()
    nouvelle = ask(exemple)
    assert nouvelle != prevision
    assert find_pdf(exemple, read_prevision(exemple, 2023, jour=JOUR)).etat is EtatPdf.ATTENTE


def test_asking_twice_while_it_is_made_asks_once(exemple):
    assert ask(exemple) == ask(exemple)
    assert (Travail.objects.count(), Ligne.objects.filter(action__contains="prévision").count()) == (1, 1)


def test_the_figures_with_drafts_are_kept_apart(exemple):
    draft_avenant(exemple, date(2023, 3, 1), (607, 300, 500, 200))
    assert ask(exemple).projets is False
    assert ask(exemple, projets=True).projets is True
    assert Prevision.objects.count() == 2


def test_the_kept_fingerprint_is_that_of_the_kept_figures(exemple):
    prevision = ask(exemple)
    prevision.refresh_from_db()
    assert prevision.empreinte == fingerprint_prevision(prevision.instantane)


def test_a_year_out_of_the_agreement_is_refused(exemple):
    with pytest.raises(PrevisionRefusee) as refus:
        ask(exemple, 2030)
    assert str(refus.value) == "Rien n’est à prévoir pour 2030. Choisissez une autre année."
    assert not Prevision.objects.exists()


def test_a_failure_is_told_then_retried(exemple):
    prevision = ask(exemple)

    def fail(travail: Travail) -> None:
        raise PrevisionRefusee("Le disque est plein. Réessayez plus tard.")

    run_travail(Travail.objects.get().pk, fail)
    lecture = read_prevision(exemple, 2023, jour=JOUR)
    pdf = find_pdf(exemple, lecture)
    assert (pdf.etat, pdf.erreur, pdf.gardee) == (EtatPdf.ECHEC, "Le disque est plein. Réessayez plus tard.", prevision)
    assert ask(exemple) == prevision
    work()
    assert find_pdf(exemple, lecture).etat is EtatPdf.PRET


def test_a_worker_that_lost_its_lease_keeps_nothing(exemple):
    ask(exemple)
    travail = Travail.objects.get()

    def lose(previsionnel, **_):
        Travail.objects.update(essais=7)
        return b"%PDF-1.7 perdu"

    run_travail(travail.pk, lambda pris: render_prevision(pris, render=lose))
    assert Prevision.objects.get().piece is None
    assert Travail.objects.get().etat == EtatTravail.EN_COURS
    Travail.objects.update(bail=timezone.now() - timedelta(seconds=1), essais=1)
    run_travail(travail.pk, lambda pris: render_prevision(pris, render=lambda p, **_: b"%PDF-1.7 repris"))
    assert Prevision.objects.get().piece.chemin.read_bytes() == b"%PDF-1.7 repris"
    assert Travail.objects.get().etat == EtatTravail.FINI


def test_a_forecast_that_left_with_its_agreement_ends_its_job(exemple):
    ask(exemple)
    Prevision.objects.all().delete()
    work()
    travail = Travail.objects.get()
    assert (travail.etat, travail.erreur) == (EtatTravail.ECHOUE, "Cette prévision a été retirée avec sa convention.")


def test_the_account_proposed_follows_the_nature_of_the_participation(exemple):
    Partie.objects.update(compte="")
    Convention.objects.filter(pk=exemple.pk).update(imputation="frais")
    exemple.refresh_from_db()
    lecture = read_prevision(exemple, 2023, jour=JOUR)
    page = present_prevision(lecture.previsionnel, lecture.prevision)
    assert {part.compte for part in page.parts if not part.employeuse} == {"62878, remboursements de frais à des tiers"}
    assert page.employeur.recettes[1].detail == "70878, remboursements de frais par des tiers"


@pytest.mark.parametrize("nombre", [2, 12])
def test_reading_a_forecast_costs_the_same_whatever_its_size(nombre, django_assert_num_queries):
    convention = make_convention(("130.25",) * nombre, noms=tuple(f"Commune {rang}" for rang in range(nombre)))
    make_agent(convention, 1)
    with django_assert_num_queries(13):
        read_prevision(convention, 2022, jour=JOUR)
