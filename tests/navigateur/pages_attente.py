"""Pages of the waiting list: the answer to an offer, before, after, and too late."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from ateliers.enums import Auteur
from ateliers.models import Reservation
from ateliers.services.attente import accept_offre, cancel_and_offer, decline_offre, expire_offres
from communes.models import Agent, Convention
from tests.ateliers.fabrique import make_reservation, make_seance
from tests.navigateur.pages import Pages


def make_attente(exemple: Convention, houdemont: Agent) -> Pages:
    """What the link of an offer shows, whatever became of the offer."""
    now = timezone.now()
    offerte, acceptee, refusee, perdue = (_make_offerte(exemple, rang, now=now) for rang in (700, 710, 720, 730))
    accept_offre(acceptee, now=now)
    decline_offre(refusee, now=now)
    perdue.inscriptions.update(offre_jusqu_a=now)
    expire_offres(now=now)
    attend = make_reservation(offerte.inscriptions.first().seance, 740, liste_attente=True, now=now)
    noms = {"offre": offerte, "acceptée": acceptee, "refusée": refusee, "perdue": perdue, "en attente": attend}
    return {nom: (None, reverse("inscription_repondre", args=[une.jeton])) for nom, une in noms.items()}


def _make_offerte(convention: Convention, rang: int, *, now: datetime) -> Reservation:
    """Two friends to whom the seats of two others are offered."""
    seance = make_seance(convention, places=2, debut=now + timedelta(days=9))
    premiere = make_reservation(seance, rang, nombre=2, now=now)
    suivante = make_reservation(
        seance, rang + 1, nombre=2, liste_attente=True, courriel="deux@exemple.example", now=now
    )
    cancel_and_offer(premiere, list(premiere.inscriptions.values_list("pk", flat=True)), par=Auteur.USAGER, now=now)
    return suivante
