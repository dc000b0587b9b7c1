"""The desk by keyboard alone, and the two questions that it asks; with and without JavaScript."""

from __future__ import annotations

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from communes.enums import Fonction
from tests.ateliers.fabrique import make_reservation, make_seance
from tests.fabrique import make_agent, make_convention
from tests.navigateur.test_toutes_les_pages import LARGEURS, sign_in, watch

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def seance():
    """A session that runs, with two people on two seats."""
    debut = timezone.now() - timedelta(minutes=5)
    seance = make_seance(make_convention(), places=2, debut=debut)
    for rang in (1, 2):
        make_reservation(seance, rang, now=debut - timedelta(days=3))
    return seance


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without"])
def page(request, new_context) -> Page:
    """A page of a browser that runs scripts, or not."""
    return new_context(java_script_enabled=request.param).new_page()


def open_guichet(plateau, page: Page, seance) -> None:
    """The desk's day, signed in."""
    plateau.start_site("web")
    sign_in(page, make_agent(seance.convention, 2, Fonction.ACCUEIL), plateau.url)
    jour = timezone.localdate(seance.debut).isoformat()
    page.goto(f"{plateau.url}{reverse('guichet')}?jour={jour}#seance-{seance.pk}")


def press(page: Page, *touches: str) -> None:
    for touche in touches:
        page.keyboard.press(touche)


def find_ligne(page: Page, nom: str):
    return page.get_by_role("listitem").filter(has_text=nom)


def check(page: Page) -> list[str]:
    """What is wrong at each width; axe needs scripts."""
    fautes = []
    for largeur in LARGEURS:
        page.set_viewport_size({"width": largeur, "height": 900})
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            fautes.append(f"déborde à {largeur} px")
        fautes += [f"{largeur} px : {v['id']}" for v in Axe().run(page).response["violations"]]
    return fautes


def test_presence_is_noted_and_undone_by_keyboard(plateau, page, seance):
    open_guichet(plateau, page, seance)
    page.get_by_label("Commune").focus()
    # Add, then the first row: the name, « Là », « Pas là »; then the next name.
    ordre = []
    for _ in range(5):
        press(page, "Tab")
        ordre.append(" ".join(page.locator(":focus").inner_text().split()))
    assert ordre == [
        "Ajouter",
        "Personne Fictif-1",
        "Là : Personne Fictif-1",
        "Pas là : Personne Fictif-1",
        "Personne Fictif-2",
    ]
    press(page, "Shift+Tab", "Shift+Tab", "Enter")
    ligne = find_ligne(page, "Fictif-1")
    expect(ligne).to_be_focused()
    expect(ligne.get_by_role("button", name="Là :", exact=False).first).to_have_attribute("aria-pressed", "true")
    press(page, "Tab", "Tab", "Space")
    expect(ligne).to_be_focused()
    expect(ligne.get_by_role("button").first).to_have_attribute("aria-pressed", "false")


def test_who_walks_in_to_a_full_session_gets_a_chair_by_keyboard(plateau, page, seance):
    open_guichet(plateau, page, seance)
    page.get_by_label("Ajouter quelqu’un qui se présente").focus()
    page.keyboard.type("Odette Marchal")
    press(page, "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("C’est complet\u00a0: ajouter une chaise\u202f?")
    expect(page.get_by_role("alert")).to_be_focused()
    press(page, "Tab", "Enter")
    expect(find_ligne(page, "Marchal")).to_be_focused()
    expect(find_ligne(page, "Marchal").get_by_role("button").first).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_text("avec 1 chaise ajoutée")).to_be_visible()


@pytest.mark.parametrize(
    ("personne", "titre"),
    [
        ("Odette Marchal", "C’est complet\u00a0: ajouter une chaise\u202f?"),
        ("Personne Fictif-1", "Est-ce la même personne\u202f?"),
    ],
)
def test_the_questions_are_readable_at_every_width(plateau, context, seance, personne, titre):
    page = context.new_page()
    fautes = watch(page, plateau.url)
    open_guichet(plateau, page, seance)
    page.get_by_label("Ajouter quelqu’un qui se présente").fill(personne)
    page.get_by_role("button", name="Ajouter", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(titre)
    assert check(page) == []
    # The question is answered 422: the browser says so.
    assert [faute for faute in fautes if "422" not in faute] == []
