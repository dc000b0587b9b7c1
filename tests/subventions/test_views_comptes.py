"""The accounts on the page of a statement, and the same figures from the command line on the exported agreement."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse

from communes.models import Agent, Convention
from conseiller.montants import parse_montant
from subventions.models import Decompte
from subventions.selectors import RENDU
from subventions.services.dossiers import ImportRefuse
from tests.envois import read
from tests.fabrique import import_cas, make_agent
from tests.subventions.arretes import close
from tests.subventions.comptes import ANNEE_2022, ANNEE_2023, add_late_invoice, call_more
from tests.subventions.decomptes import SEMESTRE, add_documents, ask, compute, finish, make_decompte

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite, pytest.mark.usefixtures("pieces")]


@pytest.fixture
def convention() -> Convention:
    """Its costs begin in 2021."""
    convention = import_cas("avenant-en-cours-d-annee")
    paie = {"nature": "remuneration", "montant": 14_000_00, "etat": "constate"}
    convention.depenses.create(libelle="Paie du semestre", debut=SEMESTRE[0], fin=SEMESTRE[1], **paie)
    return convention


@pytest.fixture
def denis(convention, client) -> Agent:
    agent = make_agent(convention, 1)
    client.force_login(agent)
    return agent


def read_page(client: Any, decompte: Decompte) -> str:
    return read(client.get(reverse("decompte", args=[decompte.convention_id, decompte.pk])))


def test_a_late_invoice_and_part_payments_are_told_line_by_line(client, convention, denis):
    call_more(convention)
    page = read_page(client, make_decompte(convention, *ANNEE_2022))
    for mention in (
        "Ce qui est appelé",
        "Régularisation du décompte n° 2021-001",
        "Ajustement : Salle prêtée pour les ateliers",
        "Acompte déjà appelé",
        "sans titre",
    ):
        assert mention in page


def test_a_partner_reads_the_same_accounts(client, convention):
    call_more(convention)
    decompte = make_decompte(convention, *ANNEE_2022)
    client.force_login(make_agent(convention, 4))
    assert "Régularisation du décompte n° 2021-001" in read_page(client, decompte)


def test_a_final_statement_is_asked_for_by_the_form_with_what_has_not_come(client, convention, denis):
    convention.subventions.get().versements.filter(rang=3).update(recu_le=None, montant_recu=None)
    adresse = reverse("decomptes", args=[convention.pk])
    assert "versement n° 3. Un solde définitif ne le compterait pas." in read(client.get(adresse))
    client.post(adresse, {"du": "2023-01-01", "au": "2023-06-30", "solde_final": "on"})
    decompte = Decompte.objects.get()
    assert decompte.solde_final
    add_documents(compute(decompte))
    finish(decompte, RENDU)
    page = read_page(client, decompte)
    assert "Solde définitif : chaque subvention compte pour ce qui en a été vraiment reçu." in page
    assert '<input type="hidden" name="solde_final" value="on">' in page
    assert "excédent à rendre" in read(client.get(adresse))


def test_a_period_across_two_years_keeps_the_final_statement_for_the_last(client, convention, denis):
    donnees = {"du": "2022-10-01", "au": "2023-06-30", "solde_final": "on"}
    page = read(client.post(reverse("decomptes", args=[convention.pk]), donnees))
    assert page.count('name="solde_final" value="on"') == 1


def test_the_command_line_gives_the_figures_of_the_page_on_the_exported_agreement(convention, tmp_path, capsys):
    """Two closed statements, each followed by a late invoice: the chain of reports and what it calls."""
    call_more(convention)
    close(convention, *ANNEE_2022)
    add_late_invoice(convention, 33_33)
    decompte = compute(ask(convention, *ANNEE_2023))
    chemin = tmp_path / "dossier.json"
    chemin.write_text(export(convention), encoding="utf-8")
    assert len(json.loads(chemin.read_text(encoding="utf-8"))["decomptes"]) == 2
    capsys.readouterr()
    call_command("calculer", str(chemin), "--du", "2023-01-01", "--au", "2023-06-30")
    reponse = json.loads(capsys.readouterr().out)
    assert reponse == decompte.instantane["resultat"]
    assert sum(parse_montant(montant) for montant in reponse["regularisations"].values()) == 33_33


def test_an_agreement_that_has_closed_statements_is_not_imported(convention, tmp_path):
    close(convention)
    chemin = tmp_path / "dossier.json"
    chemin.write_text(export(convention), encoding="utf-8")
    with pytest.raises(ImportRefuse, match="ne s’importent pas"):
        call_command("importer", str(chemin))


def export(convention: Convention) -> str:
    sortie = io.StringIO()
    call_command("exporter", convention.pk, stdout=sortie)
    return sortie.getvalue()
