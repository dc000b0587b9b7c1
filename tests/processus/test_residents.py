"""A seat from phone to desk, on real processes: booked, waited for, given back, offered, taken, then the day itself."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from ateliers.models import Atelier, Inscription, Seance
from communes.models import Agent, Convention
from tests.ateliers.fabrique import make_seance
from tests.processus.test_parcours import read_pdf, sign_in

pytestmark = [pytest.mark.processus, pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]

TITRE = "Ranger ses photos (fictif)"
TELEPHONE, BUREAU = {"width": 360, "height": 740}, {"width": 1280, "height": 900}


def open_phone(browser: Browser, plateau) -> Page:
    """A small screen that runs no script, as old phones do."""
    contexte = browser.new_context(
        base_url=plateau.url, viewport=TELEPHONE, java_script_enabled=False, locale="fr-FR", timezone_id="Europe/Paris"
    )
    return contexte.new_page()


def check(page: Page) -> None:
    """Nothing is too wide, and there is one title."""
    page.wait_for_load_state("load")
    assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth"), page.url
    assert page.locator("h1").count() == 1, page.url


def open_seance(page: Page, convention: Convention, bouton: str) -> None:
    """From the list of workshops to the form of the session."""
    page.goto(f"/mediatheque/{convention.groupe.slug}/")
    check(page)
    page.get_by_role("link", name=f"{bouton}\u00a0: {TITRE}").click()
    check(page)


def answer(page: Page, prenom: str, nom: str, telephone: str) -> None:
    """What somebody without e-mail types."""
    page.get_by_label("Prénom", exact=True).fill(prenom)
    page.get_by_label("Nom", exact=True).fill(nom)
    page.get_by_label("Commune où habite cette personne").select_option(label="Houdemont")
    page.get_by_label("Téléphone").fill(telephone)


def read_code(page: Page) -> str:
    """The code that people write down."""
    return page.locator(".code-lettres").inner_text()


@pytest.fixture
def scene(plateau) -> tuple[dict, Seance]:
    """The example, and a session of one seat in five days."""
    exemple = json.loads(plateau.manage("charger_exemple"))
    convention = Convention.objects.get(pk=exemple["convention"])
    lucie = Agent.objects.get(courriel="lucie.garnier@ludres.example")
    atelier = Atelier.objects.create(convention=convention, titre=TITRE, thematique="photos")
    debut = timezone.localtime().replace(hour=14, minute=0, second=0, microsecond=0) + timedelta(days=5)
    lieu = convention.groupe.lieux.get(ordre=1)
    return exemple, make_seance(convention, places=1, debut=debut, atelier=atelier, lieu=lieu, conseiller=lucie)


def bring_the_day(seance: Seance) -> None:
    """Five days later: the session began half an hour ago, or at midnight."""
    now = timezone.localtime()
    debut = max(now.replace(hour=0, minute=0, second=0, microsecond=0), now - timedelta(minutes=30))
    Seance.objects.filter(pk=seance.pk).update(debut=debut, fin=now + timedelta(hours=2))


def test_a_seat_goes_from_one_resident_to_the_next_and_to_the_desk(plateau, browser, page, scene):
    exemple, seance = scene
    plateau.start_site("redis", "worker", "web")

    premiere = open_phone(browser, plateau)
    open_seance(premiere, seance.convention, "Réserver")
    answer(premiere, "Odile", "Fictive", "06 39 98 70 01")
    premiere.get_by_role("button", name="Réserver la place").click()
    expect(premiere.get_by_text("Réservation enregistrée")).to_be_visible()
    check(premiere)
    code = read_code(premiere)

    second = open_phone(browser, plateau)
    open_seance(second, seance.convention, "Liste d’attente")
    answer(second, "Marcel", "Inventé", "06 39 98 70 02")
    second.get_by_role("button", name="M’inscrire sur la liste d’attente").click()
    expect(second.get_by_text("Demande enregistrée")).to_be_visible()

    cancel(premiere, code)
    take_at_the_desk(page, plateau, exemple)
    second.reload()
    expect(second.get_by_text("Réservation enregistrée")).to_be_visible()

    bring_the_day(seance)
    receive(page, seance)
    telephone = open_phone(browser, plateau)
    live_the_day(telephone, plateau, exemple, seance)


def cancel(page: Page, code: str) -> None:
    """With the code, typed in small letters, and three letters of the name."""
    page.goto("/inscription/")
    check(page)
    page.get_by_label("Code de réservation").fill(code.lower())
    page.get_by_label("Trois premières lettres du nom").fill("fic")
    page.get_by_role("button", name="Voir ma réservation").click()
    page.get_by_role("link", name="Annuler cette réservation").click()
    check(page)
    page.get_by_role("button", name="Annuler la réservation").click()
    expect(page.get_by_role("link", name="Voir les prochains ateliers")).to_be_visible()


def take_at_the_desk(page: Page, plateau, exemple: dict) -> None:
    """The second one has no e-mail: the desk calls, and he comes."""
    page.set_viewport_size(BUREAU)
    sign_in(page, plateau, exemple, "claire.martin")
    page.get_by_role("link", name="Accueil du public", exact=True).click()
    check(page)
    appel = page.locator(".appel", has_text="Marcel Inventé")
    expect(appel.get_by_role("link", name="06 39 98 70 02")).to_have_attribute("href", "tel:0639987002")
    appel.get_by_role("button", name="Vient").click()
    expect(page.locator(".appel", has_text="Marcel Inventé")).to_have_count(0)


def receive(page: Page, seance: Seance) -> None:
    """On the day: somebody walks in though it is full, presence in one press, the sheet on paper."""
    page.get_by_role("link", name="Accueil du public", exact=True).click()
    zone = page.locator(f"#seance-{seance.pk}")
    zone.get_by_label("Ajouter quelqu’un qui se présente").fill("Irène Imaginée")
    zone.get_by_role("button", name="Ajouter").click()
    page.get_by_role("button", name="Ajouter une chaise et inscrire").click()
    rangee = page.locator(".personne", has_text="Irène Imaginée")
    expect(rangee.get_by_role("button", name=re.compile("^Là"))).to_have_attribute("aria-pressed", "true")
    page.locator(".personne", has_text="Marcel Inventé").get_by_role("button", name=re.compile("^Là")).click()
    rangee = page.locator(".personne", has_text="Marcel Inventé")
    expect(rangee.get_by_role("button", name=re.compile("^Là"))).to_have_attribute("aria-pressed", "true")
    check(page)
    adresse = zone.get_by_role("link", name="Imprimer la liste").get_attribute("href")
    reponse = page.request.get(page.url.split("/bureau/")[0] + adresse)
    assert (reponse.status, reponse.headers["content-type"]) == (200, "application/pdf")
    texte = read_pdf(reponse.body())
    assert "Inventé" in texte
    assert "Imaginée" in texte
    assert "06 39 98 70 02" not in texte


def live_the_day(page: Page, plateau, exemple: dict, seance: Seance) -> None:
    """The adviser at 360 px: who is there, late, then how it went."""
    sign_in(page, plateau, exemple, "lucie.garnier")
    check(page)
    page.goto(f"/bureau/aujourdhui/?seance={seance.pk}")
    expect(page.get_by_role("heading", name=TITRE)).to_be_visible()
    check(page)
    marcel = page.locator(".venues li", has_text="Marcel Inventé")
    marcel.get_by_role("button", name=re.compile("^Pas là")).click()
    expect(marcel.get_by_role("button", name=re.compile("^Pas là"))).to_have_attribute("aria-pressed", "true")
    page.get_by_text("Je suis en retard").click()
    page.get_by_role("button", name="20 minutes").click()
    expect(page.get_by_text("20\u00a0minutes de retard annoncées")).to_be_visible()
    page.get_by_role("link", name="Faire le compte rendu").click()
    check(page)
    page.get_by_label("Durée réelle, en minutes").fill("95")
    page.get_by_label("Irène Imaginée").select_option(label="70 ans et plus")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("Le compte rendu est enregistré.")).to_be_visible()
    seance.refresh_from_db()
    assert (seance.etat, seance.minutes_reelles, seance.retard) == ("tenue", 95, 20)
    venues = Inscription.objects.filter(seance=seance, etat="confirmee").order_by("participant__nom")
    assert list(venues.values_list("participant__nom", "presence", "tranche_age")) == [
        ("Imaginée", "present", "soixante_dix_plus"),
        ("Inventé", "absent", ""),
    ]
