"""Every page, on phones and desks: nothing for axe, nothing in the console, nothing from elsewhere, none too wide."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.utils import timezone
from playwright.sync_api import ConsoleMessage, Page, Request

from communes.models import Agent
from subventions.services.exemple import load_exemple
from tests.navigateur import (
    pages,
    pages_argent,
    pages_attente,
    pages_campagnes,
    pages_comptes,
    pages_exercice,
    pages_guichet,
    pages_mediatheque,
    pages_planning,
    pages_recouvrement,
    pages_rendez_vous,
    pages_reservations,
    pages_terrain,
    pages_vie,
)
from tests.navigateur.pages import ABSENTE, Pages

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]

# 640: a screen of 1280 at 200 %.
LARGEURS = [320, 360, 640, 800, 1000, 1280]
AVEC_AXE = [360, 1280]
THEMES = {
    "bureaux": pages.make_bureaux,
    "fondations": pages.make_fondations,
    "avenants": pages.make_avenants,
    "decomptes": pages_argent.make_decomptes,
    "subventions": pages_argent.make_subventions,
    "previsions": pages_argent.make_previsions,
    "depenses": pages_argent.make_depenses,
    "vie": pages_vie.make_vie,
    "exercice": pages_exercice.make_exercice,
    "campagnes": pages_campagnes.make_campagnes,
    "attente": pages_attente.make_attente,
    "guichet": pages_guichet.make_guichet,
    "mediatheque": pages_mediatheque.make_mediatheque,
    "terrain": pages_terrain.make_terrain,
    "planning": pages_planning.make_planning,
    "reservations": pages_reservations.make_reservations,
    "rendez-vous": pages_rendez_vous.make_rendez_vous,
    "comptes": pages_comptes.make_comptes,
    "ecarts": pages_vie.make_ecarts,
    "clotures": pages_vie.make_clotures,
    "recouvrement": pages_recouvrement.make_recouvrement,
}


def sign_in(page: Page, agent: Agent | None, url: str) -> None:
    """Take the agent's place, or nobody's; the page left behind may still be asking for news."""
    page.goto("about:blank")
    page.context.clear_cookies()
    if agent is not None:
        client = Client()
        client.force_login(agent)
        session = client.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": url}])


def watch(page: Page, url: str, *, refus: tuple[str, ...] = ()) -> list[str]:
    """Faults that the browser tells while pages are read; `refus`: statuses that it tells and that are expected."""
    fautes: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        attendu = (ABSENTE in page.url and "404" in message.text) or any(f"of {un} " in message.text for un in refus)
        if message.type == "error" and not attendu:
            fautes.append(f"{page.url} console : {message.text}")

    def see(request: Request) -> None:
        if not request.url.startswith((url, "data:", "about:blank")):
            fautes.append(f"{page.url} demande {request.url}")

    page.on("console", hear)
    page.on("pageerror", lambda erreur: fautes.append(f"{page.url} erreur : {erreur}"))
    page.on("request", see)
    return fautes


def read_pages(page: Page, url: str, a_lire: Pages) -> None:
    """Open each page at each width and tell all that is wrong at once."""
    fautes = watch(page, url)
    for nom, (agent, adresse) in a_lire.items():
        sign_in(page, agent, url)
        page.goto(url + adresse)
        fautes += read_page(page, nom)
    assert fautes == []


def read_page(page: Page, nom: str) -> list[str]:
    """What is wrong with the open page, at each width."""
    fautes: list[str] = []
    assert page.locator("h1").count() == 1, nom
    for largeur in LARGEURS:
        page.set_viewport_size({"width": largeur, "height": 900})
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            fautes.append(f"{nom} déborde à {largeur} px")
        if largeur in AVEC_AXE:
            fautes += [f"{nom} à {largeur} px : {v['id']} {v['nodes'][0]['target']}" for v in run_axe(page)]
    return fautes


def run_axe(page: Page) -> list[dict[str, Any]]:
    """What axe reproaches to the page; its script is put into it once."""
    if page.evaluate("'axe' in window"):
        return page.evaluate("async () => (await axe.run()).violations")
    return Axe().run(page).response["violations"]


def test_every_public_page_at_every_width(plateau, page):
    plateau.start_site("web")
    load_exemple(now=timezone.now())
    read_pages(page, plateau.url, pages.make_public())


@pytest.mark.parametrize("theme", THEMES)
def test_every_page_of_the_agents_at_every_width(plateau, page, theme):
    plateau.start_site("web")
    exemple = load_exemple(now=timezone.now())
    houdemont = Agent.objects.get(courriel="sophie.morel@houdemont.example")
    read_pages(page, plateau.url, THEMES[theme](exemple, houdemont))


def test_every_refusal_of_a_booking_at_every_width(plateau, page):
    plateau.start_site("redis", "web")
    exemple = load_exemple(now=timezone.now())
    fautes = watch(page, plateau.url, refus=("409", "422"))
    statuts: list[int] = []
    page.on("response", lambda reponse: statuts.append(reponse.status) if reponse.request.method == "POST" else None)
    for nom in pages_reservations.read_refus(page, plateau.url, exemple):
        fautes += read_page(page, nom)
    assert (fautes, statuts) == ([], [422, 422, 409, 409, 422, 422])
