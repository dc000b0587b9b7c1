"""Pages of booking: the form and its errors, what is full, closed or taken, and a booking in each of its states."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page

from ateliers.enums import Auteur
from ateliers.models import Reservation, Seance
from ateliers.selectors.creneaux import DELAI_PUBLIC, list_offres
from ateliers.services.attente import cancel_and_offer
from ateliers.services.demande import Personne
from ateliers.services.rendez_vous import book_rendez_vous
from ateliers.services.reservations import book
from ateliers.services.seances import cancel_seances
from communes.models import Agent, Convention
from tests.ateliers.fabrique import make_demande, make_reservation, make_seance
from tests.navigateur.pages import Pages

ENVOI = "form.reservation button[type=submit], form.recherche-code button[type=submit]"


def make_reservations(exemple: Convention, houdemont: Agent) -> Pages:
    """A session open, full, cancelled or past; a booking kept, waiting, offered, given up; an appointment."""
    now = timezone.now()
    ouverte, pleine, annulee = (
        make_seance(exemple, places=2, debut=now + timedelta(days=jour)) for jour in (9, 10, 11)
    )
    passee = make_seance(exemple, debut=now - timedelta(days=1))
    cycle = _make_cycle(exemple, now=now)
    deux = _book_deux(pleine, now=now)
    attend, suivante = (make_reservation(pleine, rang, liste_attente=True, now=now) for rang in (800, 801))
    reservee, perdue = make_reservation(ouverte, 802, now=now), make_reservation(annulee, 803, now=now)
    autre = make_seance(exemple, atelier=annulee.atelier, debut=now + timedelta(days=18))
    motif = "le conseiller est souffrant"
    cancel_seances([annulee.pk], par=exemple.employeuse, motif=motif, remplacement=autre, agent=None, now=now)
    cancel_and_offer(deux, [deux.inscriptions.earliest("pk").pk], par=Auteur.USAGER, now=now)
    rendue = make_reservation(ouverte, 804, now=now)
    cancel_and_offer(rendue, [rendue.inscriptions.get().pk], par=Auteur.USAGER, now=now)
    inscriptions = {
        "réservée": reservee,
        "proposée": attend,
        "en attente": suivante,
        "à deux, l’une a renoncé": deux,
        "cycle": cycle,
        "rendue": rendue,
        "séance annulée": perdue,
        **_make_rendez_vous(exemple, now=now),
    }
    seances = {"ouverte": ouverte, "pleine": pleine, "annulée": annulee, "passée": passee}
    return {
        **{f"séance {nom}": (None, locate(seance)) for nom, seance in seances.items()},
        **{nom: (None, reverse("inscription", args=[une.jeton])) for nom, une in inscriptions.items()},
        **{
            f"annuler, {nom}": (None, reverse("inscription_annuler", args=[une.jeton]))
            for nom, une in inscriptions.items()
        },
        "chercher": (None, reverse("inscription_chercher")),
    }


def read_refus(page: Page, url: str, exemple: Convention) -> Iterator[str]:
    """Open, one after the other, the pages that only an answer shows; yields the name of each once it is there."""
    now = timezone.now()
    ouverte, prise = (make_seance(exemple, places=1, debut=now + timedelta(days=jour)) for jour in (12, 13))
    make_seance(exemple, atelier=prise.atelier, debut=now + timedelta(days=20))
    page.goto(url + locate(ouverte))
    page.locator(ENVOI).click()
    yield "formulaire vide"
    page.get_by_label("pour un proche").check()
    page.get_by_label("Téléphone").fill("12")
    page.locator(ENVOI).click()
    yield "formulaire pour un proche, avec des erreurs"
    page.goto(url + locate(prise))
    _answer(page)
    page.get_by_label("M’inscrire sur la liste d’attente si c’est complet").uncheck()
    make_reservation(prise, 810, now=now)
    page.locator(ENVOI).click()
    yield "complet entre-temps"
    offre = list_offres(exemple.groupe, au_plus_tot=now + DELAI_PUBLIC)[-1]
    page.goto(url + reverse("rendez_vous_reserver", args=[exemple.groupe.slug, offre.plage.pk, offre.heure]))
    _answer(page)
    book_rendez_vous(offre.plage, offre.debut, make_demande(811), now=now)
    page.locator(ENVOI).click()
    yield "rendez-vous pris entre-temps"
    page.goto(url + reverse("inscription_chercher"))
    page.locator(ENVOI).click()
    yield "chercher sans rien écrire"
    page.get_by_label("Code de réservation").fill("K7M 4PX")
    page.get_by_label("Trois premières lettres du nom").fill("mar")
    page.locator(ENVOI).click()
    yield "chercher ce qui n’existe pas"


def locate(seance: Seance) -> str:
    """The page of a session."""
    return reverse("seance", args=[seance.convention.groupe.slug, seance.pk])


def _answer(page: Page) -> None:
    page.get_by_label("Prénom", exact=True).fill("Odette")
    page.get_by_label("Nom", exact=True).fill("Fictive")
    page.get_by_label("Commune où habite cette personne").select_option(label="Houdemont")
    page.get_by_label("Téléphone").fill("06 39 98 81 81")


def _book_deux(seance: Seance, *, now: datetime) -> Reservation:
    """Two friends whom a third person registers, by e-mail."""
    personnes = (Personne("Odette", "Fictive"), Personne("Hélène", "Inventée-de-Longueville"))
    champs = {"personnes": personnes, "contact": "Sylvie Imaginée", "courriel": "sylvie@exemple.example"}
    return book(replace(make_demande(820), **champs), seance, now=now)[0]


def _make_cycle(convention: Convention, *, now: datetime) -> Reservation:
    premiere = make_seance(convention, debut=now + timedelta(days=14))
    premiere.atelier.cycle = True
    premiere.atelier.save()
    for semaine in (1, 2):
        make_seance(convention, atelier=premiere.atelier, debut=premiere.debut + timedelta(weeks=semaine))
    reservation = make_reservation(premiere, 821, nombre=2, now=now)
    cancel_and_offer(reservation, [reservation.inscriptions.earliest("pk").pk], par=Auteur.USAGER, now=now)
    return reservation


def _make_rendez_vous(exemple: Convention, *, now: datetime) -> dict[str, Reservation]:
    """One to come, one given up."""
    garde, rendu = (
        book_rendez_vous(offre.plage, offre.debut, make_demande(rang), now=now)[0]
        for rang, offre in zip((830, 831), list_offres(exemple.groupe, au_plus_tot=now + DELAI_PUBLIC), strict=False)
    )
    cancel_and_offer(rendu, [rendu.inscriptions.get().pk], par=Auteur.USAGER, now=now)
    return {"rendez-vous": garde, "rendez-vous rendu": rendu}
