"""The statement in a real browser: it comes by itself, folds on a phone, unfolds on paper, and breaks no rule."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import reverse

from communes.models import Agent
from conseiller.travaux.models import EtatTravail, Travail
from subventions.models import Decompte
from subventions.selectors import CALCUL, RENDU
from tests.fabrique import make_agent, make_convention
from tests.subventions.decomptes import SEMESTRE, add_documents, add_travail, ask, compute, finish, make_decompte

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("pieces")]

ATTENTE_MS = 15_000


@pytest.fixture
def watched(page, live_server):
    """The page, with all that the console says and all that is asked outside the site."""
    page.bruits = []
    page.on("console", lambda message: page.bruits.append(message.text))
    page.on("pageerror", lambda erreur: page.bruits.append(str(erreur)))
    page.on("request", lambda r: None if r.url.startswith(live_server.url) else page.bruits.append(r.url))
    yield page
    assert page.bruits == []


def open_as(page, live_server, agent: Agent, adresse: str) -> None:
    client = Client()
    client.force_login(agent)
    biscuit = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    page.context.add_cookies([biscuit])
    page.goto(live_server.url + adresse)


def adresse(decompte: Decompte) -> str:
    return reverse("decompte", args=[decompte.convention_id, decompte.pk])


def axe(page) -> list[str]:
    return [regle["id"] for regle in Axe().run(page).response["violations"]]


def has_sideways_scroll(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth > window.innerWidth")


def test_the_statement_comes_without_reloading_and_the_focus_stays(watched, live_server):
    decompte = ask(make_convention(), *SEMESTRE)
    open_as(watched, live_server, make_agent(decompte.convention, 1), adresse(decompte))
    watched.evaluate("window.jamaisRecharge = true")
    assert watched.get_by_text("Calcul des parts\u00a0: en attente").is_visible()
    assert axe(watched) == []
    compute(decompte)
    add_documents(decompte, ["99000"])
    watched.get_by_role("heading", name="Reste à répartir", level=2).wait_for(timeout=ATTENTE_MS)
    assert watched.get_by_role("status").inner_text() == "1 document prêt sur 5."
    assert axe(watched) == []
    watched.locator("#document-99000").focus()
    add_documents(decompte, ["99001", "99002", "99003", "synthese"])
    finish(decompte, RENDU)
    watched.get_by_role("link", name="Synthèse (PDF)").wait_for(timeout=ATTENTE_MS)
    assert watched.evaluate("document.activeElement.id") == "document-99000"
    assert watched.get_by_role("status").inner_text() == "Les documents sont prêts."
    assert watched.evaluate("window.jamaisRecharge")


def test_a_session_that_ends_leads_to_the_sign_in_page(watched, live_server):
    decompte = ask(make_convention(), *SEMESTRE)
    open_as(watched, live_server, make_agent(decompte.convention, 1), adresse(decompte))
    watched.context.clear_cookies()
    watched.wait_for_url(f"**{reverse('account_login')}**", timeout=ATTENTE_MS)


@pytest.mark.parametrize("nombre", [1, 4, 12])
def test_every_width_and_every_number_of_parties_breaks_no_rule(watched, live_server, nombre):
    heures = ("0", *["100"] * (nombre - 1)) if nombre > 1 else ("1607",)
    decompte = make_decompte(make_convention(heures))
    agent = make_agent(decompte.convention, 1)
    for chemin in (adresse(decompte), reverse("decomptes", args=[decompte.convention_id])):
        open_as(watched, live_server, agent, chemin)
        for largeur in (320, 360, 640, 800, 1024, 1280):
            watched.set_viewport_size({"width": largeur, "height": 900})
            watched.evaluate("document.querySelectorAll('main details').forEach((details) => { details.open = true; })")
            assert (largeur, has_sideways_scroll(watched)) == (largeur, False)
            assert largeur not in {320, 1280} or axe(watched) == []


def test_the_steps_fold_on_a_phone_and_unfold_by_the_keyboard(watched, live_server):
    decompte = make_decompte(make_convention())
    watched.set_viewport_size({"width": 360, "height": 800})
    open_as(watched, live_server, make_agent(decompte.convention, 1), adresse(decompte))
    pas = watched.locator("details.pas")
    assert pas.evaluate_all("tous => tous.map((un) => un.open)") == [False] * 5
    assert watched.evaluate("document.documentElement.scrollHeight") < 3400
    pas.first.locator("> summary").focus()
    watched.keyboard.press("Enter")
    assert pas.evaluate_all("tous => tous.map((un) => un.open)") == [True, False, False, False, False]
    watched.set_viewport_size({"width": 1280, "height": 800})
    pas.last.get_by_role("table").wait_for()
    assert pas.evaluate_all("tous => tous.map((un) => un.open)") == [True] * 5


def test_everything_is_unfolded_on_paper_and_folded_back_after(watched, live_server):
    decompte = make_decompte(make_convention())
    watched.set_viewport_size({"width": 360, "height": 800})
    open_as(watched, live_server, make_agent(decompte.convention, 1), adresse(decompte))
    fermes = "document.querySelectorAll('#decompte details:not([open])').length"
    avant = watched.evaluate(fermes)
    watched.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert watched.evaluate(fermes) == 0
    watched.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert watched.evaluate(fermes) == avant > 0


def test_without_javascript_the_page_reloads_itself_and_shows_every_step(browser, live_server):
    decompte = ask(make_convention(), *SEMESTRE)
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 800})
    page = context.new_page()
    open_as(page, live_server, make_agent(decompte.convention, 1), adresse(decompte))
    compute(decompte)
    page.get_by_role("heading", name="Reste à répartir", level=2).wait_for(timeout=ATTENTE_MS)
    for titre in ("Les coûts", "La subvention", "Le reste à répartir", "Les heures", "Le partage"):
        assert page.locator("details.pas[open]").filter(has=page.get_by_role("heading", name=titre)).count() == 1
    context.close()


def test_a_failure_breaks_no_rule_and_is_taken_up_again_by_its_button(watched, live_server):
    decompte = ask(make_convention(), *SEMESTRE)
    Travail.objects.all().delete()
    add_travail(decompte, CALCUL, EtatTravail.ECHOUE, "Ce décompte ne peut pas être calculé.")
    open_as(watched, live_server, make_agent(decompte.convention, 1), adresse(decompte))
    assert axe(watched) == []
    watched.get_by_role("button", name="Relancer").click()
    watched.get_by_text("Calcul des parts\u00a0: en attente").wait_for()


def test_two_years_are_asked_for_by_their_buttons(watched, live_server):
    convention = make_convention()
    open_as(watched, live_server, make_agent(convention, 1), reverse("decomptes", args=[convention.pk]))
    watched.get_by_label("Premier jour").fill("2021-10-01")
    watched.get_by_label("Dernier jour").fill("2022-03-31")
    watched.get_by_role("button", name="Demander le décompte").click()
    watched.get_by_role("alert").wait_for()
    assert watched.evaluate("document.activeElement.getAttribute('role')") == "alert"
    assert axe(watched) == []
    watched.bruits.clear()  # Chromium itself notes the 422 in its console.
    watched.get_by_role("button", name="Demander du 1er octobre au 31 décembre 2021").click()
    watched.get_by_role("heading", name="Décompte du 4e trimestre 2021", level=1).wait_for()
