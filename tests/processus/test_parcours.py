"""The main job, walked by a person: from the sign-in page to the PDFs, on real processes, in a real browser."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from conseiller.montants import format_euros, parse_montant
from deploy.processes import PYTHON, ROOT
from tests.plateau import Plateau

pytestmark = [pytest.mark.processus, pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]

DU, AU = "2021-07-01", "2021-12-31"
EMPLOYEUSE = "54328"
SANS_TITRE = "Ce document n’est pas un titre : l’employeur ne s’adresse pas d’avis des sommes à payer."
PAS_UN_TITRE = "Ce document n’est pas un titre : attendez l’avis des sommes à payer."


def compute_apart(plateau: Plateau, convention: int, dossier: Path, du: str = DU, au: str = AU) -> dict[str, str]:
    """The shares by the command line, from the exported file, without database or environment."""
    dossier.write_text(plateau.manage("exporter", str(convention)), encoding="utf-8")
    calcul = subprocess.run(
        [PYTHON, "manage.py", "calculer", str(dossier), "--du", du, "--au", au],
        cwd=ROOT,
        env={},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(calcul.stdout)["parts"]


def sign_in(page: Page, plateau: Plateau, exemple: dict, nom: str) -> None:
    compte = next(compte for compte in exemple["comptes"] if nom in compte["courriel"])
    page.goto(f"{plateau.url}/connexion/")
    page.get_by_label("Adresse électronique").fill(compte["courriel"])
    page.get_by_label("Mot de passe", exact=True).fill(compte["mot_de_passe"])
    page.get_by_role("button", name="Se connecter").click()
    page.wait_for_url("**/bureau/")


def read_pdf(contenu: bytes) -> str:
    """Text of a PDF on one line, every space alike."""
    texte = subprocess.run(["pdftotext", "-layout", "-", "-"], input=contenu, capture_output=True, check=True)
    return re.sub(r"\s+", " ", texte.stdout.decode())


def test_from_sign_in_to_the_pdfs(plateau, page, tmp_path):
    exemple = json.loads(plateau.manage("charger_exemple"))
    plateau.start_site("redis", "worker", "beat", "web")
    attendues = compute_apart(plateau, exemple["convention"], tmp_path / "dossier.json")

    sign_in(page, plateau, exemple, "denis.royer")
    page.goto(f"{plateau.url}/bureau/conventions/{exemple['convention']}/decomptes/")
    page.get_by_label("Premier jour").fill(DU)
    page.get_by_label("Dernier jour").fill(AU)
    page.get_by_role("button", name="Demander le décompte").click()
    page.wait_for_url(re.compile(r"/decomptes/\d+/$"))
    expect(page.get_by_role("link", name="Synthèse")).to_be_visible(timeout=60_000)

    affichees = [element.get_attribute("value") for element in page.locator(".part-montant data").all()]
    assert affichees == list(attendues.values())

    adresse = page.url
    for code, montant in attendues.items():
        reponse = page.request.get(f"{adresse}documents/{code}.pdf")
        assert (reponse.status, reponse.headers["content-type"]) == (200, "application/pdf")
        texte = read_pdf(reponse.body())
        assert re.sub(r"\s", " ", format_euros(parse_montant(montant))) in texte
        assert (SANS_TITRE if code == EMPLOYEUSE else PAS_UN_TITRE) in texte
        assert "Données d’exemple, fictives" in texte
    assert page.request.get(f"{adresse}documents/synthese.pdf").status == 200

    decompte = json.loads(plateau.manage("decompte", str(exemple["convention"]), "--du", DU, "--au", AU, "--attendre"))
    assert (decompte["parts"], decompte["etat"]) == (attendues, "pret")

    page.context.clear_cookies()
    sign_in(page, plateau, exemple, "sophie.morel")
    statuts = {code: page.request.get(f"{adresse}documents/{code}.pdf").status for code in [*attendues, "synthese"]}
    assert statuts == {"54328": 404, "54197": 404, "54257": 404, "54265": 200, "synthese": 404}
    page.goto(adresse)
    expect(page.get_by_role("link", name="PDF de Houdemont")).to_be_visible()
    expect(page.get_by_role("link", name="PDF de Heillecourt")).to_have_count(0)
