"""Pages on paper: what they say, unfolded, without what only a screen can do."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from subventions.services.exemple import load_exemple
from tests.navigateur.pages import find_agent
from tests.navigateur.test_toutes_les_pages import sign_in

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]

PAGES = [
    "convention",
    "parties",
    "heures",
    "avenants",
    "actes",
    "poste",
    "subvention",
    "depenses",
    "prevision",
    "agents",
]
ECRAN = "nav, form, button, .btn, .exports, .actions, .filtres, .pied"


def test_paper_shows_no_menu_no_button_and_nothing_folded(plateau, page):
    plateau.start_site("web")
    exemple = load_exemple(now=timezone.now())
    sign_in(page, find_agent("helene.simon"), plateau.url)
    fautes = []
    for nom in [*PAGES, "decomptes", "journal"]:
        page.goto(plateau.url + reverse(nom, args=[exemple.pk]))
        page.emulate_media(media="print")
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        imprimes = page.locator(ECRAN).filter(visible=True)
        fautes += [f"{nom} imprime {imprimes.nth(rang).inner_text()!r}" for rang in range(imprimes.count())]
        if page.locator("main details:not([open], .filtres)").count():
            fautes.append(f"{nom} reste replié")
        if not page.get_by_text("Données d’exemple").is_visible():
            fautes.append(f"{nom} ne dit plus que tout est fictif")
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        page.emulate_media(media="screen")
    assert fautes == []
