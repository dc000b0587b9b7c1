"""The frame in a real browser: targets for fingers, errors, keyboard, no JavaScript, wide spacing.

The rules that every page keeps are in `tests/navigateur`.
"""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page

from communes.models import Agent, Convention
from tests.conseiller.test_pages import make_decompte, make_guichet
from tests.fabrique import MOT_DE_PASSE, make_agent, make_convention

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]

# Links inside a sentence excepted, and ticks, whose label is the target.
PETITES_CIBLES = """() => [...document.querySelectorAll("a, button, input, select, summary")].filter((cible) => {
  const boite = cible.getBoundingClientRect();
  const dansUnePhrase = cible.closest("p, li") && getComputedStyle(cible).display === "inline";
  return boite.width > 1 && boite.height < 44 && !dansUnePhrase && !["checkbox", "radio"].includes(cible.type);
}).map((cible) => cible.outerHTML)"""
ESPACES = """() => {
  const feuille = new CSSStyleSheet();
  feuille.replaceSync(
    "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }"
  );
  document.adoptedStyleSheets = [feuille];
}"""


@pytest.fixture
def convention() -> Convention:
    convention = make_convention()
    Convention.objects.filter(pk=convention.pk).update(exemple=True)
    make_guichet(convention)
    make_decompte(convention)
    return convention


def enter(page: Page, url: str, agent: Agent) -> None:
    client = Client()
    client.force_login(agent)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": url}])


def list_pages(convention: Convention) -> list[str]:
    """Pages with every kind of target; the public home is read by an agent, so that the menu is whole."""
    noms = ["accueil", "plan_du_site", "bureau", "account_change_password", "account_logout"]
    return [*map(reverse, noms), reverse("convention", args=[convention.pk])]


@pytest.mark.parametrize("largeur", [360, 1280])
def test_every_target_is_large_enough_for_a_finger(page, live_server, convention, largeur):
    page.set_viewport_size({"width": largeur, "height": 900})
    for adresse in (reverse("accueil"), reverse("account_login")):
        page.goto(live_server.url + adresse)
        assert (adresse, page.evaluate(PETITES_CIBLES)) == (adresse, [])
    enter(page, live_server.url, make_agent(convention, 1))
    for adresse in list_pages(convention):
        page.goto(live_server.url + adresse)
        page.evaluate("document.querySelectorAll('header details').forEach((menu) => { menu.open = true; })")
        assert (adresse, page.evaluate(PETITES_CIBLES)) == (adresse, [])


def test_wide_spacing_of_letters_and_words_hides_nothing(page, live_server, convention):
    enter(page, live_server.url, make_agent(convention, 1))
    for adresse in list_pages(convention):
        page.goto(live_server.url + adresse)
        page.evaluate(ESPACES)
        for largeur in (320, 640):
            page.set_viewport_size({"width": largeur, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") == largeur, adresse


def test_errors_are_summed_up_under_the_title_and_take_the_focus(page, live_server, convention):
    page.goto(live_server.url + reverse("account_login"))
    page.get_by_label("Adresse électronique").fill("camille")
    page.get_by_role("button", name="Se connecter").click()
    page.get_by_role("alert").wait_for()
    assert page.title().startswith("Erreur\u00a0: Connexion")
    assert page.evaluate("document.activeElement.getAttribute('role')") == "alert"
    assert page.get_by_label("Adresse électronique").input_value() == "camille"
    page.get_by_role("link", name="Mot de passe\u00a0: Remplissez ce champ.").click()
    assert page.evaluate("document.activeElement.id") == "id_password"


def test_the_whole_way_in_and_out_is_done_by_keyboard(page, live_server, convention):
    agent = make_agent(convention, 1)
    page.goto(live_server.url)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Aller au contenu"
    page.goto(live_server.url + reverse("account_login"))
    # The one who follows on a shared computer types at once.
    assert page.evaluate("document.activeElement.id") == "id_login"
    page.keyboard.type(agent.courriel)
    page.keyboard.press("Tab")
    page.keyboard.type(MOT_DE_PASSE)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{reverse('bureau')}")
    compte = page.locator("details.compte")
    compte.locator("summary").focus()
    page.keyboard.press("Enter")
    assert compte.get_attribute("open") == ""
    page.keyboard.press("Escape")
    assert compte.get_attribute("open") is None
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Se déconnecter").press("Enter")
    page.get_by_text("Vous êtes déconnecté.").wait_for()


def test_the_menu_of_a_phone_opens_without_javascript(browser, live_server, convention):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(live_server.url)
    menu = page.get_by_role("navigation", name="Menu principal")
    assert menu.count() == 0
    page.locator(".menu-bouton summary").click()
    menu.get_by_role("link", name="Les ateliers").click()
    page.get_by_role("heading", name="Ateliers numériques gratuits", level=1).wait_for()
    context.close()
