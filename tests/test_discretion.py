"""Nothing personal in the log nor in the journal, whatever goes wrong."""

from __future__ import annotations

import io
import json
import logging
from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest
import time_machine
from django.conf import settings
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils.log import configure_logging

from ateliers.models import Reservation
from ateliers.selectors.personnes import search_personnes
from ateliers.services.personnes import erase_personne
from ateliers.services.purge import purge
from communes.enums import Fonction
from communes.models import Agent
from conseiller.courriels.services import ENVOI, send_courriel
from conseiller.journal.models import Ligne
from conseiller.travaux.models import Travail
from conseiller.travaux.services import run_travail
from tests.ateliers.fabrique import MAINTENANT, make_seance
from tests.fabrique import make_agent, make_convention

pytestmark = [pytest.mark.django_db]

CHAMPS = {
    "prenom": "Odettefictive",
    "nom": "Marchalfictif",
    "telephone": "06 39 98 12 34",
    "courriel": "odette.fictive@exemple.example",
    "commune": "autre",
}
AUTRES = {"prenom": "Rogerfictif", "nom": "Thomasfictif", "telephone": "06 39 98 56 78", "commune": "autre"}


@pytest.fixture
def journal_technique():
    """What the site writes on its console, as it is configured, every level told."""
    console = next(h for h in logging.getLogger().handlers if h.__class__ is logging.StreamHandler)
    sortie = io.StringIO()
    avant, niveau = console.setStream(sortie), logging.getLogger().level
    logging.getLogger().setLevel(logging.DEBUG)
    yield sortie
    logging.getLogger().setLevel(niveau)
    console.setStream(avant)


@pytest.fixture(autouse=True)
def _console():
    configure_logging(settings.LOGGING_CONFIG, settings.LOGGING)


def list_secrets() -> set[str]:
    """Everything that must stand nowhere: what was typed, however written, codes and links."""
    typed = {valeur for champs in (CHAMPS, AUTRES) for nom, valeur in champs.items() if nom != "commune"}
    numeros = {valeur.replace(" ", "") for valeur in typed if valeur.startswith("06")}
    codes = {code for paire in Reservation.objects.values_list("code", "jeton") for code in paire}
    return typed | numeros | codes


def find_leaks(texte: str, secrets: set[str]) -> list[str]:
    return sorted(secret for secret in secrets if secret.casefold() in texte.casefold())


def read_journal() -> str:
    return json.dumps(list(Ligne.objects.values_list("action", "objet", "details")), ensure_ascii=False)


def book(client: Client, seance, **champs: str):
    adresse = reverse("seance", args=[seance.convention.groupe.slug, seance.pk])
    client.get(adresse)
    return client.post(adresse, champs)


def walk_resident(seance) -> set[str]:
    """Book, book again, be a stranger, be wrong, be refused, search, follow links, cancel; returns what was secret."""
    client = Client()
    assert book(client, seance, **CHAMPS).status_code == 302
    book(client, seance, **CHAMPS)
    book(Client(), seance, **CHAMPS)
    assert book(client, seance, **{**CHAMPS, "telephone": "12", "commune": ""}).status_code == 422
    assert book(Client(), seance, **AUTRES).status_code == 409
    book(Client(), seance, **AUTRES, liste_attente="on")
    reservation = Reservation.objects.order_by("pk").first()
    chercher = reverse("inscription_chercher")
    client.post(chercher, {"code": reservation.code, "nom": "Dupont"})
    client.post(chercher, {"code": reservation.code, "nom": CHAMPS["nom"]})
    lien = reverse("inscription", args=[reservation.jeton])
    for adresse in (lien, f"{lien}rien/", f"/inscription/{'x' * 43}/"):
        client.get(adresse)
    client.post(lien)
    Client(enforce_csrf_checks=True).post(reverse("inscription_annuler", args=[reservation.jeton]))
    secrets = list_secrets()
    ids = list(reservation.inscriptions.values_list("pk", flat=True))
    client.post(reverse("inscription_annuler", args=[reservation.jeton]), {"inscriptions": ids})
    client.post(reverse("inscription_changer_lien", args=[reservation.jeton]))
    return secrets | list_secrets()


def test_a_resident_leaves_no_trace_outside_their_booking(journal_technique):
    seance = make_seance(make_convention(), places=1)
    with time_machine.travel(MAINTENANT, tick=False):
        secrets = walk_resident(seance)
    lu = journal_technique.getvalue()
    # The log does tell what happened.
    assert ("Not Found: /inscription/…" in lu, "Method Not Allowed (POST): /inscription/…" in lu) == (True, True)
    assert find_leaks(lu, secrets) == []
    assert Ligne.objects.filter(action="réserver").exists()
    assert find_leaks(read_journal(), secrets) == []


def test_a_mail_server_that_refuses_and_repeats_the_address_is_not_quoted(journal_technique, messagerie):
    # The server of the tests, in the same process, tells all that it hears.
    logging.getLogger("mail.log").setLevel(logging.WARNING)
    messagerie.boite.destinataire = f"550 <{CHAMPS['courriel']}> inconnu"
    with time_machine.travel(MAINTENANT, tick=False):
        book(Client(), make_seance(make_convention()), **CHAMPS)
        for travail in Travail.objects.filter(tache=ENVOI):
            run_travail(travail.pk, send_courriel)
    assert "échec" in journal_technique.getvalue()
    assert find_leaks(journal_technique.getvalue() + read_journal(), list_secrets()) == []


def test_a_row_that_the_database_quotes_is_not_written(journal_technique):
    seance = make_seance(make_convention())
    with time_machine.travel(MAINTENANT, tick=False):
        book(Client(), seance, **CHAMPS)
    reservation = Reservation.objects.get()
    doublon = partial(Reservation.objects.filter(pk=reservation.pk).update, canal="pigeon")
    copie = partial(Reservation.objects.bulk_create, [Reservation(**{**_copy(reservation), "jeton": "x"})])
    for refuse in (doublon, copie):
        try:
            with transaction.atomic():
                refuse()
        except IntegrityError:
            logging.getLogger("conseiller").exception("Le lien /inscription/%s/ a échoué.", reservation.jeton)
    lu = journal_technique.getvalue()
    assert lu.count("DETAIL: …") >= 2
    assert find_leaks(lu, list_secrets()) == []


def _copy(reservation: Reservation) -> dict[str, object]:
    champs = [champ.attname for champ in Reservation._meta.concrete_fields if not champ.primary_key]
    return {nom: getattr(reservation, nom) for nom in champs}


def test_the_desk_searches_hands_over_and_erases_without_a_name_in_the_log(journal_technique):
    convention = make_convention()
    seance = make_seance(convention)
    client = Client()
    agent: Agent = make_agent(convention, 1, Fonction.ACCUEIL)
    client.force_login(agent)
    with time_machine.travel(MAINTENANT, tick=False):
        book(Client(), seance, **CHAMPS)
        book(Client(), seance, **AUTRES)
        secrets = list_secrets()
        client.force_login(agent)
        page = client.post(reverse("personne_chercher"), {"jeton": str(uuid4()), "texte": CHAMPS["nom"]})
        assert CHAMPS["nom"] in page.content.decode()
        [[fiche]] = search_personnes(agent, CHAMPS["nom"]).personnes
        client.get(reverse("personne_exporter", args=["json"]), {"fiche": fiche.cle})
        client.get(reverse("personne_effacer"), {"fiche": "p999999"})
        erase_personne([fiche], agent=agent, now=MAINTENANT)
        purge(now=seance.fin + timedelta(days=400))
    assert Reservation.objects.count() == 0
    assert find_leaks(journal_technique.getvalue() + read_journal(), secrets) == []


def test_the_web_server_writes_no_line_for_each_visit():
    """The addresses of bookings open them: gunicorn's access log stays off, its errors stay on."""
    procfile = (settings.BASE_DIR / "Procfile").read_text(encoding="utf-8")
    assert ("access" in procfile, "--log-level warning" in procfile) == (False, True)
