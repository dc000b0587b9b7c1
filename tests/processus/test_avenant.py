"""An amendment signed in the middle of a year, walked by the coordinator, and the statement that follows it."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Page, expect

from tests.plateau import wait_for
from tests.processus.test_parcours import compute_apart, sign_in

pytestmark = [pytest.mark.processus, pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]

DU, AU = "2022-01-01", "2022-12-31"
APRES = {"Ludres": "507,50", "Fléville-devant-Nancy": "200", "Heillecourt": "500", "Houdemont": "399,50"}


def read_parts(page: Page) -> list[str | None]:
    page.reload()
    return [element.get_attribute("value") for element in page.locator(".part-montant data").all()]


def test_a_retroactive_amendment_then_the_statement_of_its_year(plateau, page, tmp_path):
    exemple = json.loads(plateau.manage("charger_exemple"))
    convention = str(exemple["convention"])
    plateau.start_site("redis", "worker", "beat", "web")
    sans = json.loads(plateau.manage("decompte", convention, "--du", DU, "--au", AU, "--attendre"))["parts"]

    sign_in(page, plateau, exemple, "helene.simon")
    page.goto(f"{plateau.url}/bureau/conventions/{convention}/avenants/")
    page.get_by_role("link", name="Changer les heures").click()
    page.get_by_label("Objet").fill("Plus d’heures à Houdemont (fictif)")
    page.get_by_label("Date d’effet").fill("2022-05-01")
    for commune, heures in APRES.items():
        page.get_by_label(commune, exact=True).fill(heures)
    page.get_by_role("button", name="Préparer l’avenant").click()
    expect(page.get_by_role("heading", level=1, name="Avenant n° 2")).to_be_visible()
    expect(page.get_by_text("Décompte de l’année 2022, en brouillon : à demander de nouveau")).to_be_visible()
    assert compute_apart(plateau, exemple["convention"], tmp_path / "projet.json", DU, AU) == sans

    page.get_by_role("link", name="Enregistrer la signature").click()
    page.get_by_label("Signé le").fill("2022-06-20")
    ludres = page.get_by_role("group", name="Commune de Ludres")
    ludres.get_by_label("Numéro").fill("12")
    ludres.get_by_label("Date").fill("2022-06-13")
    page.get_by_role("button", name="Enregistrer la signature").click()
    expect(page.get_by_role("alert")).to_contain_text("Cochez cette case pour confirmer")
    page.get_by_label("Je confirme cet effet rétroactif").check()
    page.get_by_role("button", name="Enregistrer la signature").click()
    expect(page.get_by_text("À demander de nouveau, pour qu’il y compte : Décompte de l’année 2022.")).to_be_visible()
    expect(page.get_by_text("n° 12 du 13 juin 2022")).to_be_visible()

    avec = compute_apart(plateau, exemple["convention"], tmp_path / "signe.json", DU, AU)
    assert avec != sans
    page.get_by_role("link", name="demandez-le de nouveau").click()
    page.get_by_label("Premier jour").fill(DU)
    page.get_by_label("Dernier jour").fill(AU)
    page.get_by_role("button", name="Demander le décompte").click()
    page.wait_for_url(re.compile(r"/decomptes/\d+/$"))

    # Until the workers have computed again, the page shows the shares of before.
    assert wait_for(lambda: read_parts(page) == list(avec.values()), 60)
    expect(page.get_by_role("link", name="Synthèse")).to_be_visible(timeout=60_000)
    pas = page.locator("details.pas").filter(has_text="Chaque tranche compte pour ses jours.")
    pas.evaluate("details => { details.open = true }")
    tranches = pas.get_by_role("columnheader")
    assert [re.sub(r"\s+", " ", texte) for texte in tranches.all_inner_texts()] == [
        "1er janv. – 30 avril 120 jours",
        "1er mai – 31 août 123 jours, avenant n° 2",
        "1er sept. – 31 déc. 122 jours, avenant n° 1",
        "Clé heures × jours",
    ]
    decompte = json.loads(plateau.manage("decompte", convention, "--du", DU, "--au", AU, "--attendre"))
    assert (decompte["parts"], decompte["etat"]) == (avec, "pret")
