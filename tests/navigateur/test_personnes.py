"""The rights of one person, in a browser: found, read, erased."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Page, expect

from ateliers.models import Participant
from communes.enums import Fonction
from subventions.services.exemple import load_exemple
from tests.fabrique import make_agent
from tests.navigateur.test_toutes_les_pages import sign_in, watch

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]


def check(page: Page) -> list[str]:
    """What is wrong on a phone and on a desk."""
    fautes = []
    for largeur in (320, 360, 1280):
        page.set_viewport_size({"width": largeur, "height": 900})
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            fautes.append(f"déborde à {largeur} px")
        violations = Axe().run(page).response["violations"]
        fautes += [f"{largeur} px : {v['id']} {v['nodes'][0]['target']}" for v in violations]
    return fautes


def test_an_agent_finds_a_person_reads_what_is_held_and_erases_it(plateau, page):
    plateau.start_site("web")
    convention = load_exemple(now=timezone.now())
    participant = Participant.objects.order_by("pk").first()
    fautes = watch(page, plateau.url)
    sign_in(page, make_agent(convention, 1, Fonction.ACCUEIL), plateau.url)
    page.goto(f"{plateau.url}/bureau/personnes/")
    page.get_by_label("Nom, téléphone ou code").fill(participant.nom)
    page.get_by_role("button", name="Chercher").click()
    assert check(page) == []
    for case in page.get_by_role("checkbox").all():
        case.check()
    with page.expect_download() as recu:
        page.get_by_role("button", name="Télécharger ses données, à lire").click()
    assert recu.value.suggested_filename == "donnees-personnelles.txt"
    page.get_by_role("button", name="Voir ce qui serait effacé").click()
    assert check(page) == []
    page.get_by_label("J’ai vérifié que ces réservations").check()
    page.get_by_role("button", name="Effacer pour toujours").click()
    expect(page.get_by_text("C’est effacé.")).to_be_visible()
    assert (Participant.objects.filter(pk=participant.pk).exists(), fautes) == (False, [])
