"""Forms in a real browser: a session that ends while somebody types, a double click, the keyboard, no JavaScript."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from communes.enums import Fonction
from communes.models import Agent, Convention
from conseiller.journal.models import Ligne
from tests.conseiller.test_navigateur import enter
from tests.fabrique import MOT_DE_PASSE, make_agent, make_convention

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]

OBJET = "Objet relu & corrigé"


@pytest.fixture
def convention() -> Convention:
    return make_convention()


@pytest.fixture
def helene(convention) -> Agent:
    return make_agent(convention, 1, Fonction.COORDINATION)


@pytest.fixture(autouse=True)
def adresse_publique(settings, live_server):
    settings.ADRESSE_PUBLIQUE = live_server.url


def open_modifier(page: Page, url: str, convention: Convention, agent: Agent) -> str:
    adresse = url + reverse("convention_modifier", args=[convention.pk])
    enter(page, url, agent)
    page.goto(adresse)
    return adresse


def read_objet() -> str:
    return Convention.objects.get().objet


def count_saves() -> int:
    return Ligne.objects.filter(action="modifier la convention").count()


def lose_session(page: Page, convention: Convention, agent: Agent, adresse: str) -> None:
    """Type, lose the session, send, sign in again: the answers are there, then saved."""
    page.get_by_label("Objet").fill(OBJET)
    page.get_by_label("Préavis").fill("3")
    page.get_by_label("Comment la subvention est comptée").select_option("encaissement")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_text("Votre session est terminée.").wait_for()
    page.get_by_label("Adresse électronique").fill(agent.courriel)
    page.get_by_label("Mot de passe").fill("faux mot de passe")
    page.get_by_role("button", name="Se connecter").click()
    page.get_by_text("L’adresse et le mot de passe ne vont pas ensemble.").first.wait_for()
    page.get_by_label("Mot de passe").fill(MOT_DE_PASSE)
    page.get_by_role("button", name="Se connecter").click()
    page.get_by_text("Vos réponses ont été gardées.").wait_for()
    assert page.url == adresse
    expect(page.get_by_label("Objet")).to_have_value(OBJET)
    expect(page.get_by_label("Préavis")).to_have_value("3")
    expect(page.get_by_label("Comment la subvention est comptée")).to_have_value("encaissement")
    assert (read_objet() == OBJET, count_saves()) == (False, 0)
    page.get_by_role("button", name="Enregistrer").click()
    page.wait_for_url(f"**{reverse('convention', args=[convention.pk])}")
    assert (read_objet(), count_saves()) == (OBJET, 1)


def test_a_session_that_ends_while_typing_loses_nothing(page, live_server, convention, helene):
    lose_session(page, convention, helene, open_modifier(page, live_server.url, convention, helene))


def test_nor_without_javascript_on_a_phone(browser: Browser, live_server, convention, helene):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()
    lose_session(page, convention, helene, open_modifier(page, live_server.url, convention, helene))
    context.close()


def test_signing_in_again_in_another_tab_loses_nothing(page, live_server, convention, helene):
    adresse = open_modifier(page, live_server.url, convention, helene)
    page.get_by_label("Objet").fill(OBJET)
    autre = page.context.new_page()
    page.context.clear_cookies(name="sessionid")
    autre.goto(live_server.url + reverse("account_login"))
    autre.get_by_label("Adresse électronique").fill(helene.courriel)
    autre.get_by_label("Mot de passe").fill(MOT_DE_PASSE)
    autre.get_by_role("button", name="Se connecter").click()
    autre.wait_for_url(f"**{reverse('bureau')}")
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_text("Vos réponses ont été gardées.").wait_for()
    assert page.url == adresse
    expect(page.get_by_label("Objet")).to_have_value(OBJET)
    page.get_by_role("button", name="Enregistrer").click()
    page.wait_for_url(f"**{reverse('convention', args=[convention.pk])}")
    assert (read_objet(), count_saves()) == (OBJET, 1)


def test_a_double_click_saves_once(page, live_server, convention, helene):
    open_modifier(page, live_server.url, convention, helene)
    page.get_by_label("Objet").fill(OBJET)
    page.get_by_role("button", name="Enregistrer").dblclick()
    page.wait_for_url(f"**{reverse('convention', args=[convention.pk])}")
    assert (read_objet(), count_saves()) == (OBJET, 1)
    page.go_back()
    # Pages of agents are never kept: this one is read again, with what was saved.
    expect(page.get_by_label("Objet")).to_have_value(OBJET)


def test_the_keyboard_alone_fills_and_saves_after_an_error(page, live_server, convention, helene):
    open_modifier(page, live_server.url, convention, helene)
    page.get_by_label("Objet").focus()
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    page.keyboard.press("Enter")
    sommaire = page.get_by_role("alert")
    expect(sommaire).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Objet")).to_be_focused()
    page.keyboard.type(OBJET)
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == "Enregistrer":
            break
    page.keyboard.press("Enter")
    # The browser carries along the fragment of the summary's link.
    page.wait_for_url(f"**{reverse('convention', args=[convention.pk])}#id_objet")
    assert (read_objet(), count_saves()) == (OBJET, 1)
