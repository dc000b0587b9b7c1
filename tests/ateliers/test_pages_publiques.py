"""What public pages leave in a browser, and what hostile words become in everything that shows them."""

from __future__ import annotations

import json
import re

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from ateliers.models import Atelier, Lieu, Participant, Reservation
from ateliers.urls import bureau, publiques
from communes.enums import Fonction
from communes.models import Convention
from tests.fabrique import make_agent
from tests.test_acces import TABLE, distribution, locate

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

__all__ = ["distribution"]

NOMS = {motif.name for motif in [*bureau.urlpatterns, *publiques.urlpatterns]}
# Pages of the other applications that tell of workshops.
AUTRES = {"accueil", "bureau", "convention", "journal", "plan_du_site"}
MARQUE = "</script><script>alert(1)</script>"
AGENDA = f"Lundi\r\nBEGIN:VALARM\r\nX-A:{'é😀' * 60};,\\n{MARQUE}"


@pytest.fixture
def hostile(distribution) -> dict:
    """Every word that somebody may type is an attack; the coordination reads."""
    _, cles = distribution
    Atelier.objects.update(titre=f"Titre {MARQUE}", phrase=AGENDA[:150], description=AGENDA, apporter=AGENDA[:150])
    Lieu.objects.update(nom=f"Lieu {MARQUE}", adresse=MARQUE, salle=MARQUE, acces=MARQUE, horaires=MARQUE)
    Participant.objects.update(prenom=MARQUE, nom=f"=cmd|{MARQUE}")
    Reservation.objects.update(contact=MARQUE)
    return cles


def test_words_that_people_type_are_text_everywhere(hostile):
    client = Client()
    client.force_login(make_agent(Convention.objects.get(pk=hostile["convention"]), 1, Fonction.COORDINATION))
    percees = []
    for methode, nom, arguments, _ in TABLE:
        if methode != "GET" or (nom not in NOMS and nom not in AUTRES):
            continue
        reponse = client.get(locate(nom, arguments, hostile))
        if reponse.get("Content-Type", "").startswith("text/html") and MARQUE.encode() in reponse.content:
            percees.append(nom)
    assert percees == []


def test_the_search_of_the_desk_shows_text(distribution, hostile):
    client = distribution[0]["accueil"]
    for nom, champ in (("guichet_chercher", "cherche"), ("personne_chercher", "texte")):
        contenu = client.post(reverse(nom), {champ: MARQUE}).content.decode()
        assert "&lt;script&gt;" in contenu
        assert MARQUE not in contenu


def test_the_data_for_search_engines_stays_data(client, hostile):
    contenu = client.get(locate("seance", ["groupe", "seance"], hostile)).content.decode()
    (donnees,) = re.findall(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', contenu, re.DOTALL)
    assert json.loads(donnees)["name"] == f"Titre {MARQUE}"


@pytest.mark.parametrize("nom", ["agenda", "seance_agenda"])
def test_a_calendar_keeps_its_lines_whatever_is_typed(client, hostile, nom):
    contenu = client.get(locate(nom, ["groupe"] + ["seance"] * (nom != "agenda"), hostile)).content
    assert b"\r\nBEGIN:VALARM" not in contenu
    assert max(map(len, contenu.split(b"\r\n"))) <= 75
    evenements = Calendar.from_ical(contenu).walk("VEVENT")
    assert {str(evenement["summary"]) for evenement in evenements} == {f"Titre {MARQUE}"}


def test_pages_without_a_form_leave_nothing_in_the_browser_and_forms_leave_their_key(distribution):
    _, cles = distribution
    cookies = {}
    for nom, arguments in (
        ("mediatheque", ["groupe"]),
        ("agenda", ["groupe"]),
        ("seance_agenda", ["groupe", "seance"]),
        ("rendez_vous", ["groupe"]),
        ("seance", ["groupe", "seance"]),
        ("inscription_chercher", []),
        ("inscription_repondre", ["jeton"]),
    ):
        cookies[nom] = set(Client().get(locate(nom, arguments, cles)).cookies)
    assert cookies == {
        "mediatheque": set(),
        "agenda": set(),
        "seance_agenda": set(),
        "rendez_vous": set(),
        "seance": {"csrftoken"},
        "inscription_chercher": {"csrftoken"},
        # Nothing is offered: nothing is asked.
        "inscription_repondre": set(),
    }


def test_the_kept_page_holds_nothing_of_who_reads_it(distribution):
    clients, cles = distribution
    page = locate("mediatheque", ["groupe"], cles)
    lue = clients["accueil"].get(page)
    assert lue.content == Client().get(page).content
    assert b"csrfmiddlewaretoken" not in lue.content
    assert reverse("account_logout").encode() not in lue.content
    assert "private" in lue["Cache-Control"]


def test_what_a_mail_scanner_opens_changes_nothing(client, distribution):
    _, cles = distribution
    avant = list(Reservation.objects.values()), list(Participant.objects.values())
    lien = locate("inscription", ["jeton"], cles)
    for suite in ("", "annuler/", "repondre/", "repondre/?reponse=oui", "changer-le-lien/", "atelier.ics"):
        for methode in ("GET", "HEAD", "OPTIONS"):
            client.generic(methode, f"{lien}{suite}")
    assert (list(Reservation.objects.values()), list(Participant.objects.values())) == avant


@pytest.mark.parametrize("nom", ["inscription_annuler", "inscription_repondre", "inscription_changer_lien"])
def test_no_other_site_answers_for_somebody(distribution, nom):
    _, cles = distribution
    reponse = Client(enforce_csrf_checks=True).post(locate(nom, ["jeton"], cles), {"reponse": "oui"})
    assert reponse.status_code == 403


def test_a_form_of_a_megabyte_or_of_ten_thousand_fields_is_refused(distribution):
    _, cles = distribution
    client = Client(raise_request_exception=False)
    page = locate("seance", ["groupe", "seance"], cles)
    enorme = {"prenom": "a" * 1_000_000, "nom": "Fictif", "telephone": "06 39 98 00 01", "commune": "autre"}
    assert client.post(page, enorme).status_code == 422
    assert client.post(page, {"prenom": "a" * 3_000_000}).status_code in (400, 413, 422)
    assert client.post(page, {f"champ{rang}": "" for rang in range(10_000)}).status_code == 400
    corps = b"prenom=%00&nom=%ff%fe&telephone=%ED%A0%80"
    assert client.post(page, corps, "application/x-www-form-urlencoded").status_code == 422
