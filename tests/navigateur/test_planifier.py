"""An adviser publishes a weekly series with the keyboard alone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from ateliers.models import Lieu, Seance
from subventions.services.exemple import load_exemple
from tests.navigateur.pages import find_agent
from tests.navigateur.test_toutes_les_pages import sign_in, watch

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]

FOCUS = "[document.activeElement.name || '', document.activeElement.textContent.trim()]"
TABULATIONS_MAX = 60


def go_to(page: Page, attendu: str) -> None:
    """Press Tab until the field of that name, or what bears these words, has the focus."""
    for _ in range(TABULATIONS_MAX):
        page.keyboard.press("Tab")
        if attendu in page.evaluate(FOCUS):
            return
    pytest.fail(f"« {attendu} » ne s’atteint pas au clavier")


def press_enter(page: Page) -> None:
    """Follow the link or press the button, and wait for its page."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_a_series_is_published_without_a_mouse(plateau, page):
    plateau.start_site("web")
    convention = load_exemple(now=timezone.now())
    lieu = Lieu.objects.filter(groupe=convention.groupe_id).last()
    fautes = watch(page, plateau.url)
    sign_in(page, find_agent("lucie.garnier"), plateau.url)
    page.goto(plateau.url + reverse("ateliers", args=[convention.pk]))
    go_to(page, "Publier un atelier")
    press_enter(page)
    go_to(page, "titre")
    page.keyboard.type("Trier ses photos")
    # The parts of a date follow the browser's language: whole values are what its picker writes.
    jour = date(timezone.localdate().year + 1, 3, 2)
    for nom, valeur in (("jour", jour.isoformat()), ("heure_debut", "08:00"), ("heure_fin", "09:30")):
        go_to(page, nom)
        page.locator(f"[name={nom}]").fill(valeur)
    go_to(page, "lieu")
    page.keyboard.type(str(lieu)[:8])
    go_to(page, "forme")
    page.keyboard.press("ArrowDown")
    go_to(page, "nombre")
    page.keyboard.type("3")
    go_to(page, "Voir les dates")
    press_enter(page)
    expect(page.get_by_text("Les 3 dates")).to_be_in_viewport()
    go_to(page, "accepte")
    page.keyboard.press("Space")
    go_to(page, "Publier l’atelier")
    press_enter(page)
    expect(page.get_by_text("L’atelier est publié")).to_be_visible()
    debuts = Seance.objects.filter(atelier__titre="Trier ses photos").order_by("debut").values_list("debut", flat=True)
    assert [timezone.localdate(debut) for debut in debuts] == [jour + timedelta(weeks=rang) for rang in range(3)]
    assert fautes == []
