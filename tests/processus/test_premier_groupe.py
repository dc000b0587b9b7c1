"""From an empty database to the first PDF of a new group, by clicks: what a town hall does on its first morning."""

from __future__ import annotations

import re
import subprocess
import time

import pytest
from playwright.sync_api import Page, expect

from deploy.processes import PYTHON, ROOT
from tests.fabrique import MOT_DE_PASSE, make_siret
from tests.plateau import Plateau, wait_for

pytestmark = [pytest.mark.processus, pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]

ADMINISTRATRICE, FINANCIER = "nora.fictive@exemple.example", "finn.fictif@exemple.example"
QUINZE_MINUTES = 15 * 60


def initialise(plateau: Plateau) -> None:
    """What the person who installs types in a terminal."""
    options = {
        "courriel": ADMINISTRATRICE,
        "prenom": "Nora",
        "nom": "Fictive",
        "siret": make_siret(1),
        "organisme": "Rivefictive",
        "type": "commune",
        "insee": "99001",
    }
    commande = [PYTHON, "manage.py", "initialiser", *(f"--{nom}={valeur}" for nom, valeur in options.items())]
    subprocess.run(
        commande, cwd=ROOT, env=plateau.environment, input=f"{MOT_DE_PASSE}\n", text=True, check=True, timeout=60
    )


def sign_in(page: Page, url: str, courriel: str) -> None:
    page.goto(f"{url}/connexion/")
    page.get_by_label("Adresse électronique").fill(courriel)
    page.get_by_label("Mot de passe", exact=True).fill(MOT_DE_PASSE)
    click(page, "Se connecter")


def click(page: Page, nom: str) -> None:
    """Press the button or follow the link of that name, inside the page, and wait for the next one."""
    contenu = page.get_by_role("main")
    contenu.get_by_role("button", name=nom).or_(contenu.get_by_role("link", name=nom)).first.click()
    page.wait_for_load_state()


def fill(page: Page, **champs: str) -> None:
    for nom, valeur in champs.items():
        page.locator(f"#id_{nom}").fill(valeur)


def follow(page: Page, nom: str) -> None:
    """Open a page of the agreement by its menu."""
    page.get_by_role("navigation", name="Pages de la convention").get_by_role("link", name=nom, exact=True).click()
    page.wait_for_load_state()


def create_convention(page: Page) -> None:
    click(page, "Créer la convention")
    fill(page, identifiant="99001", objet="Conseiller numérique partagé (fictif)", debut="2022-01-01", mois="24",
         heures_poste="1607")  # fmt: skip
    click(page, "Créer la convention")
    expect(page.get_by_role("heading", level=1)).to_have_text("Mise en route")


def add_partie(page: Page, rang: int, nom: str) -> None:
    follow(page, "Parties")
    click(page, "Ajouter une partie")
    fill(page, identifiant=f"9900{rang}")
    page.get_by_text("L’organisme est nouveau ici", exact=True).click()
    fill(page, nom=nom, complement=make_siret(rang))
    click(page, "Ajouter cette partie")
    expect(page.get_by_text(f"{nom} est maintenant partie à la convention.")).to_be_visible()


def set_heures(page: Page) -> None:
    follow(page, "Heures")
    click(page, "Saisir les premières heures")
    for nom, valeur in (("Rivefictive", "1007"), ("Valfictif", "400"), ("Montfictif", "200")):
        page.get_by_label(nom, exact=True).fill(valeur)
    click(page, "Enregistrer les heures")
    expect(page.get_by_text(re.compile(r"1.607.h sur 1.607.h")).first).to_be_visible()


def add_subvention(page: Page) -> None:
    follow(page, "Subvention")
    click(page, "Ajouter une subvention")
    click(page, "Partir de ce modèle")
    fill(page, signee_le="2021-12-20")
    click(page, "Ajouter cette subvention")
    expect(page.get_by_text("25\u202f000,00\u00a0€").first).to_be_visible()


def invite(page: Page) -> None:
    follow(page, "Agents")
    click(page, "Inviter un agent")
    fill(page, prenom="Finn", nom="Fictif", courriel=FINANCIER)
    page.locator("#id_partie").select_option(label="Rivefictive")
    page.get_by_label("Finances", exact=True).check()
    click(page, "Inviter cette personne")
    expect(page.get_by_text(FINANCIER).first).to_be_visible()


def choose_password(page: Page, message: str) -> None:
    page.goto(re.search(r"http\S+nouveau-mot-de-passe\S+", message)[0])
    for champ in page.locator("input[type=password]").all():
        champ.fill(MOT_DE_PASSE)
    page.get_by_role("main").get_by_role("button").first.click()


def add_depenses(page: Page) -> None:
    follow(page, "Dépenses")
    click(page, "Ajouter une dépense")
    fill(page, libelle="Rémunération", montant="2400,00", debut="2022-01-01", fin="2022-01-31")
    page.locator("#id_nature").select_option("remuneration")
    fill(page, repeter="2022-12-31")
    click(page, "Enregistrer")
    expect(page.get_by_text(re.compile("12 dépenses")).first).to_be_visible()
    expect(page.locator("data[value='28800.00']").first).to_be_visible()


def ask_decompte(page: Page) -> None:
    follow(page, "Décomptes")
    fill(page, du="2022-01-01", au="2022-12-31")
    click(page, "Demander le décompte")
    expect(page.locator("data[value='3800.00']").first).to_be_visible(timeout=60_000)


def test_from_an_empty_database_to_the_first_pdf(plateau, page, messagerie):
    plateau.environment["EMAIL_URL"] = f"smtp://127.0.0.1:{messagerie.port}"
    initialise(plateau)
    plateau.start_site("redis", "worker", "beat", "web")
    debut = time.monotonic()

    sign_in(page, plateau.url, ADMINISTRATRICE)
    expect(page.get_by_role("heading", name="Créez votre première convention")).to_be_visible()
    create_convention(page)
    add_partie(page, 2, "Valfictif")
    add_partie(page, 3, "Montfictif")
    set_heures(page)
    invite(page)
    assert wait_for(lambda: len(messagerie.boite.recus) == 1, 30)

    page.context.clear_cookies()
    choose_password(page, messagerie.boite.recus[0].get_content())
    sign_in(page, plateau.url, FINANCIER)
    click(page, "Ouvrir la convention")
    add_subvention(page)
    add_depenses(page)
    ask_decompte(page)

    lien = page.locator("#avancement").get_by_role("link", name=re.compile("Valfictif"))
    expect(lien).to_be_visible(timeout=60_000)
    pdf = page.request.get(plateau.url + lien.get_attribute("href"))
    texte = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf.body(), capture_output=True, check=True)
    # 28 800,00 of costs less 365/730 of 50 000,00, shared by hours: 400 of 1 607.
    assert "945,86 €" in re.sub(r"\s+", " ", texte.stdout.decode())
    assert time.monotonic() - debut < QUINZE_MINUTES
