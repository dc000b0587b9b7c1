"""The whole life of a statement, walked by its officers: contested, closed, checked, paid in part, regularised."""

from __future__ import annotations

import json
import re
import subprocess
import zipfile
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from communes.models import Convention
from conseiller.montants import parse_montant
from subventions.models import Cloture, Decompte
from tests.messagerie import Messagerie
from tests.plateau import Plateau, wait_for
from tests.processus.test_parcours import read_pdf, sign_in

pytestmark = [pytest.mark.processus, pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]

PRET = 60_000


def ask(page: Page, adresse: str, du: str, au: str) -> str:
    """Ask for a statement and wait for its documents; returns its address."""
    page.goto(f"{adresse}decomptes/")
    page.get_by_label("Premier jour").fill(du)
    page.get_by_label("Dernier jour").fill(au)
    page.get_by_role("button", name="Demander le décompte").click()
    page.wait_for_url(re.compile(r"/decomptes/\d+/$"))
    expect(page.get_by_role("link", name="Synthèse")).to_be_visible(timeout=PRET)
    return page.url


def find_link(messagerie: Messagerie) -> str:
    """The link that Houdemont's officer received; empty while nothing came."""
    corps = [m.get_content() for m in messagerie.boite.recus if "sophie.morel" in str(m["To"])]
    trouves = re.findall(r"http://\S+/decomptes/\d+/", "\n".join(corps))
    return next(iter(trouves), "")


def contest(page: Page, plateau: Plateau, exemple: dict, lien: str) -> None:
    """The officer of Houdemont opens the link of the e-mail, reads, contests one line."""
    page.context.clear_cookies()
    page.goto(lien)
    compte = next(compte for compte in exemple["comptes"] if "sophie.morel" in compte["courriel"])
    page.get_by_label("Adresse électronique").fill(compte["courriel"])
    page.get_by_label("Mot de passe", exact=True).fill(compte["mot_de_passe"])
    page.get_by_role("button", name="Se connecter").click()
    page.wait_for_url(lien)
    page.get_by_role("link", name="Contester une ligne").click()
    ligne = page.locator("details.ligne").first
    ligne.locator("summary").click()
    ligne.locator("textarea").fill("Ces dépenses ne concernent pas Houdemont.")
    page.get_by_role("button", name="Envoyer mes remarques").click()
    expect(page.get_by_text("Ces dépenses ne concernent pas Houdemont.")).to_be_visible()


def reply_and_close(page: Page, plateau: Plateau, exemple: dict, adresse: str) -> Cloture:
    """The officer of Ludres answers, then closes: one contests, two have said nothing in time."""
    page.context.clear_cookies()
    sign_in(page, plateau, exemple, "denis.royer")
    page.goto(adresse)
    page.get_by_role("link", name="Répondre").first.click()
    page.get_by_label("Réponse").fill("La convention partage tous les coûts.")
    page.get_by_role("button", name="Envoyer la réponse").click()
    page.get_by_role("link", name="Arrêter le décompte").click()
    page.get_by_role("button", name="Arrêter le décompte").click()
    expect(page.get_by_text("écrivez pourquoi").first).to_be_visible()
    page.get_by_label("Pourquoi l’arrêter maintenant").fill("La convention ne prévoit aucune exception.")
    page.get_by_role("button", name="Arrêter le décompte").click()
    page.wait_for_url(adresse)
    expect(page.get_by_role("link", name="Synthèse")).to_be_visible(timeout=PRET)
    return Cloture.objects.get()


def check_paper(page: Page, plateau: Plateau, cloture: Cloture, pdf: bytes) -> None:
    """Anybody checks the paper by what it says, or by its file; whatever is altered is unknown."""
    page.context.clear_cookies()
    authentique = f"{plateau.url}/verifier/?numero={cloture.numero}&debiteur=54265&empreinte={cloture.empreinte}"
    page.goto(authentique)
    expect(page.get_by_role("heading", name=re.compile("uthentique"))).to_be_visible()
    page.goto(authentique.replace("54265", "54257").replace(cloture.empreinte, "0" * 64))
    expect(page.get_by_role("heading", name=re.compile("nconnu"))).to_be_visible()
    milieu = len(pdf) // 2
    altere = pdf[:milieu] + bytes([pdf[milieu] ^ 1]) + pdf[milieu + 1 :]
    for contenu, mot in ((pdf, "uthentique"), (altere, "nconnu")):
        page.goto(f"{plateau.url}/verifier/")
        fichier = {"name": "etat.pdf", "mimeType": "application/pdf", "buffer": contenu}
        page.locator("input[type=file]").set_input_files(fichier)
        page.get_by_role("button", name="Vérifier ce fichier").click()
        expect(page.get_by_role("heading", name=re.compile(mot))).to_be_visible()


def pay_in_part(page: Page, plateau: Plateau, exemple: dict, convention: int, adresse: str) -> None:
    """The treasury's titre, then a first payment."""
    sign_in(page, plateau, exemple, "denis.royer")
    page.goto(f"{plateau.url}/bureau/conventions/{convention}/recouvrement/")
    page.get_by_role("row").filter(has_text="Houdemont").get_by_role("link", name="titre").click()
    page.get_by_label("Numéro du titre").fill("118")
    page.get_by_label("Émis le").fill(timezone.localdate().isoformat())
    page.get_by_role("button", name="Inscrire un titre").click()
    page.get_by_role("row").filter(has_text="Houdemont").get_by_role("link", name="paiement").click()
    page.get_by_label("Payé le").fill(timezone.localdate().isoformat())
    page.get_by_label("Montant payé").fill("100,00")
    page.get_by_role("button", name="Inscrire un paiement").click()
    expect(page.get_by_text("Partiellement payé").first).to_be_visible()


def test_a_statement_lives_from_its_draft_to_its_regularisation(plateau, messagerie, page):
    plateau.environment["EMAIL_URL"] = f"smtp://127.0.0.1:{messagerie.port}"
    exemple = json.loads(plateau.manage("charger_exemple"))
    # An example writes to nobody: here its people are played.
    Convention.objects.update(exemple=False)
    plateau.start_site("redis", "worker", "beat", "web")
    bureau = f"{plateau.url}/bureau/conventions/{exemple['convention']}/"

    sign_in(page, plateau, exemple, "denis.royer")
    adresse = ask(page, bureau, "2021-07-01", "2021-12-31")
    page.get_by_role("link", name="Transmettre aux communes").click()
    page.get_by_role("button", name="Transmettre le décompte").click()
    page.wait_for_url(adresse)
    assert wait_for(lambda: find_link(messagerie), 60)
    contest(page, plateau, exemple, find_link(messagerie))
    # The delay passes: Fléville and Heillecourt have said nothing.
    Decompte.objects.update(reponses_jusquau=timezone.localdate() - timedelta(days=1))
    cloture = reply_and_close(page, plateau, exemple, adresse)
    assert cloture.numero == "2021-001"
    assert {part.nom: part.reponse for part in cloture.parts.all()} == {
        "Ludres": "",
        "Fléville-devant-Nancy": "tacite",
        "Heillecourt": "tacite",
        "Houdemont": "conteste",
    }
    pdf = page.request.get(f"{adresse}documents/54265.pdf").body()
    assert "2021-001" in read_pdf(pdf)
    check_paper(page, plateau, cloture, pdf)
    pay_in_part(page, plateau, exemple, exemple["convention"], adresse)

    # A late invoice of the closed period goes to the next statement, and the closed one does not move.
    convention = Convention.objects.get()
    convention.depenses.create(
        libelle="Facture arrivée en retard",
        nature="autre",
        montant=400_00,
        etat="constate",
        debut=date(2021, 9, 1),
        fin=date(2021, 9, 1),
    )
    ask(page, bureau, "2022-01-01", "2022-12-31")
    page.locator("details").evaluate_all("tous => tous.forEach(un => { un.open = true })")
    expect(page.get_by_text(re.compile("égularisation du décompte n°.2021-001")).first).to_be_visible()
    suivant = Decompte.objects.get(du=date(2022, 1, 1))
    appels = suivant.instantane["appels"].values()
    assert sum(parse_montant(appel["regularisation"]) for appel in appels) == 400_00
    assert page.request.get(f"{adresse}documents/54265.pdf").body() == pdf
    rapport = json.loads(plateau.manage("verifier_decomptes"))
    assert (rapport["decomptes"], rapport["fideles"], rapport["fautes"]) == (1, 1, [])

    archive = zipfile.ZipFile(BytesIO(page.request.get(f"{bureau}exercice/2021/archive.zip").body()))
    archive.extractall(plateau.dossier / "archive")
    sommes = next(nom for nom in archive.namelist() if nom.endswith("SHA256SUMS"))
    controle = subprocess.run(
        ["sha256sum", "-c", "--quiet", (plateau.dossier / "archive" / sommes).name],
        cwd=(plateau.dossier / "archive" / sommes).parent,
        check=False,
    )
    assert controle.returncode == 0
