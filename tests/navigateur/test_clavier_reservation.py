"""A resident books, finds the booking again and cancels it, with the keys alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from ateliers.models import Inscription
from subventions.services.exemple import load_exemple
from tests.ateliers.fabrique import make_seance

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]

# Accessible words of what has the focus: its label, or what it says.
NOM = "e => (e.labels && e.labels.length ? e.labels[0].innerText : e.innerText || '').replace(/\\s+/g, ' ').trim()"
ASSEZ = 60


def reach(page: Page, nom: str) -> None:
    """Press Tab until what bears that name has the focus; it is outlined."""
    for _ in range(ASSEZ):
        page.keyboard.press("Tab")
        focus = page.locator(":focus")
        if focus.count() and focus.evaluate(NOM) == nom:
            assert focus.evaluate("e => getComputedStyle(e).outlineStyle") != "none"
            return
    pytest.fail(f"« {nom} » : never reached by the keyboard")


def write(page: Page, nom: str, texte: str) -> None:
    """Reach a field and type."""
    reach(page, nom)
    page.keyboard.type(texte)


def press(page: Page, nom: str) -> None:
    """Reach a link or a button, and press it."""
    reach(page, nom)
    page.keyboard.press("Enter")


def test_book_find_again_and_cancel_with_the_keys_alone(plateau, page):
    plateau.start_site("redis", "web")
    exemple = load_exemple(now=timezone.now())
    seance = make_seance(exemple, places=3, debut=timezone.now() + timedelta(days=9))

    page.goto(f"{plateau.url}/mediatheque/{exemple.groupe.slug}/seances/{seance.pk}/")
    write(page, "Prénom", "Odette")
    press(page, "Réserver la place")
    expect(page.locator(".erreurs, [role=alert]").first).to_be_focused()
    write(page, "Nom", "Fictive")
    write(page, "Commune où habite cette personne", "Houdemont")
    write(page, "Téléphone", "06 39 98 70 03")
    press(page, "Réserver la place")
    expect(page.get_by_role("heading", level=1)).to_have_text("La place d’Odette est réservée")
    code = page.locator(".code-lettres").inner_text()

    press(page, "Mon inscription")
    write(page, "Code de réservation", code.lower())
    write(page, "Trois premières lettres du nom", "fic")
    press(page, "Voir ma réservation")
    press(page, "Annuler cette réservation")
    press(page, "Annuler la réservation")
    expect(page.get_by_role("heading", level=1)).to_have_text("La réservation d’Odette est annulée")
    assert Inscription.objects.get(seance=seance).etat == "annulee"
